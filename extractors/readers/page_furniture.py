"""What a page's own names, roles and words say is furniture: data, and the questions asked of it.

Class names and ids are matched token by token, so that `share-bar` counts and `market-share` in the
middle of a layout name (`has-sidebar`) counts little.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from schemas.documents import Furniture

NAMES: dict[Furniture, str] = {
    "navigation": r"""nav|navigation|navbar|menu|submenu|breadcrumbs?|skip-?link|pagination|pager|pagenav|
        prev-?next|post-?navigation|toc|table-of-contents|on-?this-?page|in-?this-?(?:page|article)|
        page-?contents|jump-?links?|toolbar|tools|utility|tags?|tag-?list|topics|categories""",
    "header": r"masthead",
    "footer": r"footer|foot|copyright|disclaimer|legal",
    "share": r"share|sharing|sharebar|sharedaddy|social|addthis|follow",
    "related": r"""related|recirc|recirculation|recommend(?:ed|ations?)?|read-?more|
        more-?(?:stories|from|on|news)|also|trending|popular|most-?read|latest|sidebar|side-?bar|rail|aside|
        widget|jp-relatedposts|yarpp|gallery|slideshow|carousel|video-?(?:player|js)""",
    "subscription": r"newsletter|subscribe|subscription|sign-?up|signin|login|paywall",
    "banner": r"""cookies?|consent|gdpr|banner|popup|pop-up|modal|overlay|lightbox|toast|alert-?(?:bar|box)?|
        site-?(?:alert|notice|message)|promo|promoted|promotion|sponsor(?:ed)?|advert(?:isement|s)?|ads?|adv|
        ad-?(?:slot|unit|container|wrapper|box)|dfp|taboola|outbrain|revcontent""",
    "comments": r"comments?|disqus|respond|reply",
    "form": r"rating|ratings|vote|was-?this(?:-?page)?-?helpful|feedback|survey|page-?(?:rating|feedback)",
    "boilerplate": r"""author-?(?:bio|box|info|card)|about-?author|bio|byline|dateline|timestamp|post-?meta|
        entry-?meta|article-?meta|postmeta|meta|metadata|date|published|updated|last-?(?:updated|modified)|
        caption|credit|wp-caption-text|image-?caption|img-?caption|photo-?credit|
        screen-?reader(?:-text)?|sr-only|visually-?hidden|hidden|print-?only|noprint|
        tooltip|popover|rollover|hovercard""",
}

ROLES: dict[str, Furniture] = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "navigation",
    "doc-toc": "navigation",
    "complementary": "related",
    "banner": "header",
    "contentinfo": "footer",
    "search": "form",
    "form": "form",
    "dialog": "banner",
    "alertdialog": "banner",
    "alert": "banner",
}

ALWAYS: dict[str, Furniture] = {"nav": "navigation", "menu": "navigation", "dialog": "banner"}
"""Elements that are never part of what the page says; each is one block."""

SOFT: dict[str, Furniture] = {
    "footer": "footer",
    "aside": "related",
    "form": "form",
    "header": "header",
    "figure": "boilerplate",
    "figcaption": "boilerplate",
}
"""Elements that are furniture unless they hold much of the page."""

STUBBORN = re.compile(
    r"(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|cli-modal|comments?|comment-?list|disqus|related|recommend|"
    r"recirc|sidebar|newsletter|share|social|popup|modal|tooltip|popover|rollover|hovercard|taboola|outbrain)"
)
"""Names that hold even for an element with much of the page's text."""

_LAYOUT = re.compile(
    r"(?i)^(?:has|no|with|without|is|js|tag|category|cat|single|type|status|format|page|tpl|elementor|et|wpb|vc|"
    r"fl|ng|col|row|grid|theme|layout)[-_]|layout|container|wrapper?$|[-_]wrap\b|column|content|inner|main|body|"
    r"article|entry(?!-?(?:meta|footer|tags|utility|date))|paywall|^hentry|^post-\d"
)
_BODY_TEXT = re.compile(
    r"(?i)^(?:entry|article|story|post)[-_]*(?:content|body|text|inner)?$|articlebody|entry-?content|"
    r"post-?(?:content|body)|article-?(?:content|body|text)|main-?content"
)
_LEAD = re.compile(
    r"(?i)(?:^|[-_]|article)(?:dek|lead(?:er|-?text|-?paragraph)?|standfirst|summary|intro(?:text)?|"
    r"sub-?head(?:line|ing)?|sub-?line|sub-?title|abstract|excerpt|teaser|vorspann|einleitung|chapo|lede|deck|"
    r"description)s?(?:$|[-_ ])"
)
SURE_LEAD = re.compile(
    r"(?i)(?:^|[\s_-]|article)(?:dek|lead(?:er|-?text|-?paragraph)?|standfirst|sub-?head(?:line|ing)?|sub-?line|"
    r"sub-?title|vorspann|einleitung|chapo|lede|deck)s?(?:$|[\s_-])"
)
"""Names that only a standfirst has; a "summary" or "intro" may as well be the first paragraph of the text."""
HOLDS_TEXT = re.compile(r"(?i)article|body|content|entry|main|post|story|text")
"""Names of what may hold the text: a hint, no more."""
EMBEDDED_POST = re.compile(r"(?i)tweet|instagram-media|fb-post")
PANEL = re.compile(
    r"(?i)(?:^|[\s_-])(?:accordion|collaps(?:e|ible|ed)|tab-?(?:pane|panel|content)s?|panel|toggle|expand(?:er|able)?|"
    r"faqs?|disclosure|answer|drawer-?content)(?:$|[\s_-])"
)
"""Names of parts that are folded away until a reader opens them, and belong to the text."""

_NAME = re.compile(
    "(?xi)(?:^|[\\s_-])(?:"
    + "|".join(f"(?P<{reason}>{names})" for reason, names in NAMES.items())
    + ")(?:$|[\\s_-]|\\d)"
)


class Verdict(NamedTuple):
    """What class and id say. `strength` is 2 for a plain name, 1 where it stands in a layout-like token."""

    strength: int
    reason: Furniture | None
    body_text: bool
    lead: bool


NOTHING = Verdict(0, None, False, False)


@lru_cache(maxsize=16384)
def verdict(names: str) -> Verdict:
    """The verdict on an element's class names and id, given as one string."""
    strength, reason = 0, None
    body_text = lead = False
    for token in names.split():
        body_text = body_text or bool(_BODY_TEXT.search(token))
        lead = lead or bool(_LEAD.search(token))
        found = _NAME.search(token)
        if found and strength < 2:
            weight = 1 if _LAYOUT.search(token) else 2
            if weight > strength:
                strength, reason = weight, found.lastgroup
    return Verdict(strength, reason, body_text, lead)  # type: ignore[arg-type]


_ENDINGS: tuple[tuple[Furniture, str], ...] = (
    (
        "related",
        r"""related(?:\ (?:stories|articles|posts|content|topics|news|links|video|coverage|reading))?|
        more\ (?:from|on|stories|news|about|in)\b.*|read\ (?:more|next|also)\b.*|see\ also|keep\ reading|
        you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested).*|recommended(?:\ for\ you)?|
        also\ (?:on|read|in)\b.*|
        most\ (?:popular|read).*|trending.*|advertisement|sponsored.*|continue\ reading.*|click\ here.*""",
    ),
    (
        "share",
        r"share(?:\ this)?(?:\ (?:on|via|with|page|article|story|post)\b.*)?|"
        r"follow\ (?:us|me|him|her|them)\b.*",
    ),
    ("comments", r"comments?(?:\ \(\d+\))?|leave\ a\ (?:reply|comment).*|what\ do\ you\ think.*"),
    ("subscription", r"sign\ up\ .*|subscribe\ .*"),
    ("form", r"(?:was|did)\ (?:this|you\ find\ this)\b.{0,40}\b(?:helpful|useful)\b.*"),
    (
        "navigation",
        r"tags?:.*|filed\ under.*|on\ this\ page|in\ this\ (?:article|page|report)|"
        r"skip\ to\ .*|back\ to\ top",
    ),
    (
        "boilerplate",
        r"""about\ the\ author|e-?mail\ .{0,40}\bat\b.*|posted\ (?:in|on|by).*|copyright.*|©.*|
        all\ rights\ reserved.*""",
    ),
)
_ENDING = re.compile("(?xi)(?:" + "|".join(f"(?P<{reason}>{words})" for reason, words in _ENDINGS) + r")\W*")
_CLOSINGS: tuple[tuple[Furniture, str], ...] = (
    (
        "subscription",
        r"""(?:get|receive)\b.{0,80}\b(?:in\ your\ inbox|newsletters?|through\ your\ letterbox)\b.*|
        (?:[^.!?]{0,80}[.!?:]\ +)?(?-i:Sign\ up|Subscribe|SIGN\ UP|SUBSCRIBE)\b
        .{0,60}\b(?:newsletters?|mailing\ list|inbox)\b.*|
        .{0,40}\b(?:meet|hit|reach)\ your\ inbox\b.*""",
    ),
    (
        "share",
        r"""(?:follow|like|join|find)\b.{0,80}\bon\ (?:twitter|facebook|instagram|linkedin|youtube)\b.*|
        (?:reach|contact|e-?mail|write\ to|tweet)\b.{0,60}(?:\bat\ \S+@|\bon\ twitter\b|\ @\w).*|
        (?:have|got)\ (?:a|any)\ (?:tip|story|comment|question)s?\b.*""",
    ),
    (
        "boilerplate",
        r"""\((?:additional\ )?reporting\ by\b.*|additional\ reporting\ by\b.*|
        reporting\ by\b.*\b(?:editing|writing|reporting)\ by\b.*|citation:\ .*\bretrieved\b.*|
        this\ (?:document|article|story|content)\ (?:is\ subject\ to\ copyright|
        may\ not\ be\ (?:reproduced|published)|(?:was\ )?(?:first|originally)\ (?:published|appeared))\b.*|
        (?:image|picture|photo|slide)\ \d+\ (?:of|/)\ \d+|adverts?|_{2,}|explore\ further|
        (?:estimated\ )?reading\ time\b.*|\d+\ min(?:ute)?s?\ read|
        (?:the\ )?(?:associated\ press|reuters|afp)\ published\b.*""",
    ),
)
_CLOSING = re.compile(
    "(?xi)(?:" + "|".join(f"(?P<{reason}>{words})" for reason, words in _CLOSINGS) + r")\W*"
)
_LONGEST_CLOSING = 320
_CAPTION = re.compile(
    r"(?i)\((?:image|photo|picture|pic|credit|source|getty|file)\b[^)]*\)\s*$|"
    r"^(?:photo|image|picture|credit|foto)s?\s*(?:by|credit|:|©)|^©(?!.*\brights reserved)|\bphotos?\ ©|"
    r"^.{0,60}\bfile (?:photo|photograph|image|picture)\b|"
    r"\((?-i:[A-Z][\w.-]*(?: [A-Z][\w.-]*)*(?:/[A-Z][\w.-]*(?: [A-Z][\w.-]*)*)+)\)\s*$"
)
_DATED = re.compile(
    r"(?i)\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|^by\b|^posted|^published|^updated|"
    r"^last (?:updated|modified)|\bago$"
)
_STAMP = re.compile(
    r"(?:(?:page )?(?:first )?(?:published|posted|updated|last (?:updated|modified|reviewed)|reviewed|"
    r"date)\b|by (?-i:[A-Z]))",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"(?i)\b(?:reporting (?:period|year)|period (?:covered|of)|for the (?:period|year|quarter|half)\b|"
    r"covering|(?:report|update|edition|page|statement|data|figures?)\b.{0,30}\b"
    r"(?:covers?|covering|relates? to|spans?))\b"
)
_SENTENCE = re.compile(
    r"[.!?…。"
    r"\"”'’»)][\s\"”'’»)]*$"
)


LONGEST_REMAINDER = 500
"""Characters. What is longer is text, and is not searched for the words of furniture."""
_LONGEST_END = 12


def ending(text: str) -> Furniture | None:
    """What a short text is when it says no more than "Related stories" or "Subscribe to ..."."""
    found = _ENDING.fullmatch(text) if len(text) < LONGEST_REMAINDER else None
    return found.lastgroup if found else None  # type: ignore[return-value]


def closing(text: str) -> Furniture | None:
    """What a paragraph is that asks to subscribe, follow or write, or says who wrote and who may copy."""
    found = _CLOSING.fullmatch(text) if len(text) < _LONGEST_CLOSING else None
    return found.lastgroup if found else None  # type: ignore[return-value]


def is_credit(text: str) -> bool:
    """Whether a text is the caption or credit of a picture."""
    return len(text) < LONGEST_REMAINDER and bool(_CAPTION.search(text))


def has_date(text: str) -> bool:
    """Whether a text holds a year, a time of day or a byline's first words."""
    return bool(_DATED.search(text[:LONGEST_REMAINDER]))


def is_stamp(text: str) -> bool:
    """Whether a text begins as a line that says when, or by whom, the page was published."""
    return bool(_STAMP.match(text))


def tells_scope(text: str) -> bool:
    """Whether a short text says which period a report covers."""
    return bool(_SCOPE.search(text[:LONGEST_REMAINDER]))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_SENTENCE.search(text[-_LONGEST_END:]))
