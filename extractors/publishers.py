"""Who publishes a document, by what it says of itself: site, title, headers, dateline, "published by"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.announcers import announcer, behind_pledge, is_release, pledge_reported_on
from extractors.colophons import signed_names, speaking_names
from extractors.editions import MONTH
from extractors.issued import mail_field
from extractors.printed_names import (
    DATE,
    GENERIC,
    LEGAL_FORM,
    LISTED,
    LONGEST_NAME,
    NAME,
    OPENING,
    WORD,
    collective_names,
    is_word,
    slug_of,
    used_as_name,
)
from extractors.profiles import Mention, Profile
from extractors.short_forms import abbreviates, prose_of, short_forms
from extractors.word_lists import any_of, words
from schemas.documents import Document
from schemas.sources import Source

_SEPARATOR = re.compile(r"\s+[|–—·»›*-]\s+|:\s+|\s*[|»›]\s*")
_COLLECTIVE = re.compile(
    rf"{any_of('organisations.collectives')}"
    rf"|\b(?:{'|'.join(sorted(words('organisations.naming_collectives')))})(?=\s+(?:for|of|on)\s)"
)
_TOPIC = re.compile(any_of("organisations.report_topics"))
_NUMBERED = re.compile(r"(?i)\b(?:no|nr|vol|issue|edition|round)\.?\s*\d+\b")

_SAFETY_PAGE = re.compile(r"(?i)(?<=\w)\s+trust\s+(?:&|and)\s+safety\b.*$")
"""Behind a company's name: "Acme Trust & Safety data"."""
_LOWER_CASE = re.compile(r"[a-z][a-z0-9.]{2,20}")
"""A brand that writes itself without a capital."""
_BODY_ON_PLACES = re.compile(
    rf"{WORD}\s+(?i:centre|center|hub|portal|site)(?:\s+{WORD}){{0,3}}?\s+{any_of('organisations.collectives')}"
)
"""A body whose name holds a word for a place in the middle: "Data Centre Water Accord"."""
_PLEDGE_ON = re.compile(
    rf"(?:The\s+)?(?P<name>(?:{WORD}\s+){{2,4}}(?:Undertaking|Pledge|Charter|Accord|Pact|Compact|Covenant))"
    r"\s+(?:on|for|against|in)\s.*[a-z]"
)
"""A pledge named for its subject: "Fair Care Charter on Children in Hospitals"."""
_LONGEST_IN_CAPITALS = 5
"""Words of a name in capitals that the text need not print."""
_CENTRE_FOR = re.compile(
    rf"(?P<first>{WORD})(?:\s+{WORD}){{0,2}}?\s+(?:Centre|Center|Hub)\s+(?:for|of|on)\s+(?:[\w’'-]+\s+){{0,4}}{WORD}"
)
"""A body named for its place and its subject: "Lisbon Centre for Fair Play"."""
_BODY = rf"{LISTED}(?:\s+(?:of|for)\s+(?:the\s+)?{LISTED})?"
_THIS = rf"(?:this|the\s+present)\s+(?:[a-z]+\s+)?{any_of('organisations.publications')}"
_ISSUES = r"(?:(?:issue|release|compile|produce|prepare)[sd]?|publishe[sd]|edit(?:s|ed)|wrote|writes)"
_SELF_NAMED = re.compile(
    rf"(?P<that>{_BODY})(?:\s+\([^()]{{2,60}}\))?,\s+(?:the|an?|which|who)\s+(?:[\w-]+\s+){{0,6}}?{_ISSUES}\s+{_THIS}"
    rf"|\b(?i:{_THIS}\s+(?:is|was|has\s+been)\s+{_ISSUES}\s+(?:by|on\s+behalf\s+of)\s+(?:the\s+)?)(?P<by>{_BODY})"
)
"""A text that names its publisher in passing: "Acme, the association that issued this release"."""
_PROVIDED = re.compile(
    rf"\b(?i:(?:news|release)\s+(?:provided\s+by|from|issued\s+by))\W*(?P<name>{NAME.pattern})?"
)
_SOURCE = re.compile(rf"\W*(?:SOURCE|Source):?\s+(?:[Tt]he\s+)?(?P<name>{NAME.pattern})\W*")
_DATED_TAIL = re.compile(
    rf"(?i)[\s,]+(?:{MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{{1,2}})(?:\W.*)?$"
)
_POSTED = re.compile(
    rf"\W*(?:Posted|Published|Issued|Compiled|Prepared|Produced|Edited)\s+by\s+(?:the\s+)?(?P<name>{_BODY})"
)
_INITIALS = re.compile(r"[A-Z]{2,6}")
_LEGAL = re.compile(r"\s*[,·|•]\s*")
"""After the name in a footer: its address, its number in the register."""
_BYLINE = re.compile(r"\s[|·•]\s.*\b(?:19|20)\d\d\b")


def publisher_of(document: Document, profile: Profile, source: Source | None) -> Mention | None:
    """The one who says "we" in a document, or None where nothing says who that is. `source`, its entry in
    sources.yaml, wins; then what a wire or the text itself says of who issued it, then titles and headers.
    """
    if source:
        known = next((one for one in profile.organisations if one.slug == source.publisher), None)
        return Mention(source.publisher, known.name if known else source.publisher, 0, 0)
    released = _released_by(document)
    if released is not None:
        return Mention(slug_of(released), released, 0, 0)
    descriptions = _self_descriptions(document)
    for text in descriptions:
        mentions = profile.find_organisations(text)
        if len({one.slug for one in mentions}) == 1 and _names_its_publisher(text, mentions[0]):
            return mentions[0]
        if text == document.site_name and _publisher_names(text):
            name = _without_department(_publisher_names(text)[0], prose_of(document))
            name = _as_centre(_in_full(name, document), descriptions, prose_of(document))
            return Mention(slug_of(name), name, 0, 0)
    prose = prose_of(document)
    site = document.site_name or ""
    if _LOWER_CASE.fullmatch(site) and not is_word(site) and _times_named(prose, site):
        return Mention(slug_of(site), site, 0, 0)
    best = _described(document, prose, descriptions)
    return Mention(slug_of(best), best, 0, 0) if best is not None else None


def _described(document: Document, prose: str, descriptions: Sequence[str]) -> str | None:
    """Whom titles and headers name, a body first; then whom the small print or the text itself does."""
    candidates = [name for text in descriptions for name in _publisher_names(text)]
    released = is_release(document)
    for name in candidates:
        if " " in name and _COLLECTIVE.search(name) and not (released and _is_headline(name, prose)):
            return behind_pledge(document, name) or _without_department(name, prose)
    candidates = [
        name for name in candidates if " " in name or not is_word(name) or used_as_name(prose, name)
    ]
    candidates = [_as_centre(_without_department(name, prose), descriptions, prose) for name in candidates]
    counts = {name: _times_named(document.text, name) for name in candidates}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or counts[best] < 2:
        best = _by_small_print(document, prose, candidates) or announcer(document)
        best = best or _body_that_speaks(document, prose) or _speaker(document, prose)
        best = best or pledge_reported_on(document)
    return best


def _as_centre(name: str, descriptions: Sequence[str], prose: str) -> str:
    """ "Stand Up Centre", whose last word is no part of a site where the text speaks of "the Centre"."""
    centre = re.compile(rf"(?<!\w){re.escape(name)}\s+(?P<kind>Centre|Center|Hub)\b")
    found = next((one for text in descriptions if (one := centre.search(text))), None)
    return found.group() if found and re.search(rf"\b[Tt]he\s+{found['kind']}\b", prose) else name


def _in_full(name: str, document: Document) -> str:
    """The full name behind the initials by which a site is called, where its header prints that alone."""
    if not _INITIALS.fullmatch(name):
        return name
    headers = (document.text_of(one).strip() for one in document.blocks[:8] if one.table is None)
    full = (one for one in headers if " " in one and NAME.fullmatch(one) and _COLLECTIVE.search(one))
    return next((one for one in full if abbreviates(name, one)), name)


def _by_small_print(document: Document, prose: str, candidates: Sequence[str]) -> str | None:
    """Whom the small print names, or a title where the text uses that as a name too."""
    in_title = (name for name in candidates if not is_word(name) and _times_named(prose, name))
    signed = (name for one in signed_names(document) for name in _publisher_names(one))
    best = next(signed, None) or next(in_title, None)
    return _without_department(best, prose) if best is not None else None


def _speaker(document: Document, prose: str) -> str | None:
    """Who says "we" in a text that is not signed."""
    said = (name for one in speaking_names(document, prose) for name in _publisher_names(one))
    return next(said, None)


def _without_department(name: str, prose: str) -> str:
    """ "Acme Trust" in a title is Acme's page on trust, where the text itself only speaks of Acme; "Acme
    Docs" is always Acme's. A body goes by what the text calls it ("Acme House" for "Acme House for Safety").
    """
    head = re.split(r"\s+(?:for|of|on)\s+", name)[0]
    pledge = head.split()[-1].lower() in words("organisations.pledge_names")
    if head != name and " " in head and name not in prose and (pledge or _times_named(prose, head)):
        return head
    *rest, last = name.split()
    short = " ".join(rest)
    if not rest or name in prose:
        return name
    if last.lower() in words("organisations.groups") and _is_short_for_group(short, last, prose):
        return short
    if last.lower() in words("organisations.site_parts"):
        return _without_department(short, prose)
    if last.lower() not in words("organisations.departments"):
        return name
    least = 1 + (_COLLECTIVE.fullmatch(last) is not None)
    shorter = _without_department(short, prose)
    return shorter if _times_named(prose, shorter) >= least else name


def _is_short_for_group(short: str, last: str, prose: str) -> bool:
    """Whether a text only speaks of Acme where its site is Acme Group's, which owns no others."""
    owns = re.search(rf"(?<!\w){re.escape(short)}\s+(?:owns|operates|runs|comprises|consists)\b", prose)
    return _times_named(prose, short) > 0 and owns is None and f"the {last}" not in prose


def _body_that_speaks(document: Document, prose: str) -> str | None:
    """The body that a text calls "the Foundation" most, where nothing else says who publishes it."""
    called = {
        name: sum(len(re.findall(rf"\b{form}\b(?!\s+[A-Z])", prose)) for form in short_forms(name, prose))
        for name in collective_names(document)
        if _COLLECTIVE.search(name)
    }
    most = max(called.values(), default=0)
    names = [name for name, times in called.items() if times == most]
    return names[0] if most and len(names) == 1 else None


def _publisher_names(text: str) -> list[str]:
    """What is left of a title or header when the words for reports, topics and dates are taken out."""
    names = []
    for part in reversed(_SEPARATOR.split(text)):
        part = _SAFETY_PAGE.sub("", part)
        pledge = _PLEDGE_ON.match(part.strip())
        part = pledge["name"] if pledge else part
        places = _BODY_ON_PLACES.match(part)
        if _is_body_on_places(part.strip()):
            plain = part
        elif places and GENERIC.search(part, places.end()):
            plain = f"{places.group()} {GENERIC.sub(' ', part[places.end() :])}"
        else:
            plain = GENERIC.sub(" ", _NUMBERED.sub(" ", part))
        name = re.sub(r"\s+", " ", DATE.sub(" ", plain)).strip(" .,:;©-–—|·")
        name = re.sub(r"[’']s$", "", name)
        parts = name.split()
        if parts[1:] and parts[0].lower() == "the" and (len(parts) > 2 or GENERIC.search(part)):
            parts, name = parts[1:], name.split(None, 1)[1]
        if (
            1 <= len(parts) <= (LONGEST_NAME if _COLLECTIVE.search(name) else 5)
            and parts[0].lower() not in OPENING
            and NAME.fullmatch(name)
            and not _TOPIC.fullmatch(name)
            and name.lower() not in words("organisations.no_sites")
            and slug_of(name)
        ):
            names.append(name)
    return names


def _is_headline(name: str, prose: str) -> bool:
    """Whether a long run of capitals over a release is a headline, and no name that the text prints too."""
    return name.isupper() and len(name.split()) > _LONGEST_IN_CAPITALS and name.lower() not in prose.lower()


def _is_body_on_places(name: str) -> bool:
    """Whether a word for a place, such as Centre, is part of a body's name and no word for a page."""
    centre = _CENTRE_FOR.fullmatch(name)
    return _BODY_ON_PLACES.fullmatch(name) is not None or (
        centre is not None and not GENERIC.search(centre["first"])
    )


def _times_named(text: str, name: str) -> int:
    """How often the text uses it as a name: as printed, or in title case where it is printed in capitals."""
    forms = {name, name.title()} if name.isupper() else {name}
    return sum(len(re.findall(rf"(?<!\w){re.escape(form)}(?!\w)", text)) for form in forms)


def _names_its_publisher(text: str, mention: Mention) -> bool:
    """A name at either end of a title is the publisher's; one in the middle is what the page is about."""
    return mention.start == 0 or mention.end == len(text) or bool(_SEPARATOR.search(text[mention.end :][:4]))


def _self_descriptions(document: Document) -> list[str]:
    """What the document says of itself, the surest first: site name, title, h1, running headers."""
    texts = [document.site_name or "", document.title or "", document.page_title or ""]
    titles = [block for block in document.blocks if block.kind == "title"][:2]
    opening = next(iter(document.content()), None)
    if not titles and opening is not None and opening.kind == "heading":
        titles = [opening]
    texts += [document.text_of(block) for block in titles]
    if titles and opening is not None and opening.kind == "heading" and opening.start < titles[0].start:
        texts.append(document.text_of(opening))  # the letterhead over the title
    headers = [
        document.text_of(block) for block in document.blocks if block.furniture in ("header", "footer")
    ]
    texts += list(dict.fromkeys(one for one in headers if len(one) < 120))[:6]
    texts += [_LEGAL.split(one.lstrip("© "))[0] for one in headers if _LEGAL.search(one)][:6]
    bylines = [document.text_of(block) for block in list(document.content())[:4] if block.table is None]
    texts += [_LEGAL.split(one)[0] for one in bylines if len(one) < 120 and _BYLINE.search(one)]
    return [text for text in texts if text]


def _senders(document: Document) -> list[str]:
    """The bodies that a mail's header says it comes from, no persons: what the address or a last word such as
    Foundation speaks for ("From: Ana Reis, Acme Foundation <news@acme.example>").
    """
    found = []
    for sender in mail_field(document, "from"):
        name, _, address = sender.partition("<")
        domain = re.sub(r"\W", "", address.rpartition("@")[2].split(".")[0]).lower()
        for part in (one.strip(" \"'") for one in name.split(",")):
            plain = slug_of(part).replace("-", "")
            short = "".join(word[0] for word in part.split()).lower()
            speaks_for = domain and (domain in plain or (len(domain) > 2 and domain == short))
            if (" " in part and _COLLECTIVE.search(part)) or speaks_for:
                found.append(part)
    return found


def _released_by(document: Document) -> str | None:
    """Whose a press release is that a news wire carries ("News provided by Acme", "SOURCE Acme"), or a text
    that says of itself who issued it.
    """
    blocks = [block for block in document.blocks if block.table is None]
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        text = re.sub(LEGAL_FORM, "", document.text_of(block)) if len(document.text_of(block)) < 200 else ""
        posted = _POSTED.match(text)
        if (
            posted is not None
            and _COLLECTIVE.search(posted["name"])
            and not _is_organ(posted["name"], document)
        ):
            return str(posted["name"])
        provided = _PROVIDED.match(text)
        source = next(filter(None, map(_SOURCE.fullmatch, text.split("\n"))), None)
        if provided is None and source is None:
            continue
        name = source["name"] if source else provided["name"] if provided else None
        if provided and not name and following is not None:
            below = NAME.match(re.sub(LEGAL_FORM, "", document.text_of(following)))
            name = below.group() if below else None
        if name and (named := _without_date(name)):
            return named
    said = (*_self_named(document), *_senders(document))
    return next((name for one in said for name in _publisher_names(one)), None)


def _is_organ(name: str, document: Document) -> bool:
    """Whether a name is a bare "Secretariat", or that of an organ of what the document names in its title:
    "Acme Accord Office" under "Acme Accord: annual report".
    """
    if " " not in name:
        return True
    texts = (document.text_of(block) for block in document.content() if block.kind in ("title", "heading"))
    titles = [one for text in [document.title or "", *texts] for one in _publisher_names(text)]
    return any(name.lower().startswith(f"{one.lower()} ") for one in titles)


def _self_named(document: Document) -> Iterator[str]:
    """The names behind "this release was issued by", before "which publishes this digest"."""
    for block in document.content():
        text = document.text_of(block) if block.table is None else ""
        for match in _SELF_NAMED.finditer(text):
            name = str(match["that"] or match["by"]).removeprefix("The ")
            if _publisher_names(name):
                yield name


def _without_date(name: str) -> str | None:
    """A name from a wire's header, without the day that follows it in the same line, and its legal form."""
    name = _DATED_TAIL.sub("", name).strip(" .,")
    names = _publisher_names(name)
    return names[0] if names else None
