"""Lines that tell of the publication itself or how to reach somebody: no statement about anybody's work."""

from __future__ import annotations

import re

from extractors.word_lists import any_of

_SHEET = re.compile(r"(?i)^\W*(?:sheet|page|p\.|slide|part)\s*\d+(?:\s*(?:of|/)\s*\d+)?\W*$")
_FOOTER = re.compile(r"[^.!?\n]{3,60}\s[|·]\s*\d{1,3}\W*$")
_ENDS = re.compile(r"(?i)^\W*ends?\b\W*(?:\(?\d+\s+words\)?)?\W*$")
_PAPER = re.compile(r"(?i)\bprinted\s+(?:on|in)\s+(?:\d+\W+copies|(?:\w+\W+){0,3}?(?:paper|card|stock)\b)")
"""What a bulletin is printed on, or in how many copies."""
_CONTACT = re.compile(rf"^\W*{any_of('metrics.contact_labels')}\s*(?:\([^)]*\)\s*)?:")
_TELEPHONE = re.compile(
    r"\+\d[\d\s()-]{6,}|\b\d{3}-\d{3}-\d{4}\b|\b555-\d{4}\b|\b0\d{2,4}[\s/-]\d{3,}|\b1-8\d\d-\d{3}|\b\d{3}\s\d{3}\b(?=\s*\()|\(\d{3}\)\s?\d{3}-\d{4}\b"
)
_POST = re.compile(
    r"(?i)\b(?:p\.?\s?o\.?\s+box|postbus|postfach|bo[iî]te\s+postale|apartado|casella\s+postale|locked\s+bag|private\s+bag)\s+\d"
)
_TEASER = re.compile(
    r"\W*(?i:also|more|earlier|elsewhere|previous(?:ly)?|up\s+next|read\s+(?:also|next|more)|related|see\s+also)"
    r"(?i:\s+(?:from|on|in|at|by)\s+(?:us|(?:this|the|our)\s+(?:\w+\s*){1,2}?))?"
    r"(?i:\s+(?:issues?|digests?|editions?|bulletins?|newsletters?|posts?|articles?|stories|readings?|news))?"
    r"(?::\s*[“\"A-Z\d]|\s+(?:[A-Z\d]\S*\s+){3})"
)
"""A line that sends the reader to other pages: "Also on our site: ..."."""
_BAR = re.compile(
    r"(?i)\breading\s+time\b|\b\d+[- ]min(?:ute)?s?\s+read\b"
    r"|^\W*\d[\d,.]*\s+(?:comments?|shares|likes|replies|claps)\W*$"
    r"|\|\s*(?:\d[\d,.]*\s+)?(?:share|print|tweet|e-?mail|comments?|subscribe|like)\b"
    r"|\bpage\s+\d+\s+of\s+\d+\b"
)
"""What a page says of itself: how long it takes to read, who shares it, its number."""
_ANNEXED = re.compile(r"(?i)^\W*(?:annex|appendix|attachment|enclosure)\s+(?:\d{1,2}|[A-Z])\s*:\s")
_UNIT_LINE = re.compile(
    r"(?i)^\W*(?:(?:all\s+)?(?:figures|amounts|values)\s+(?:are\s+)?)?(?:in\s+)?(?:thousands|millions|billions)"
    r"(?:\s+of\s+[a-z ]{2,40})?\W*$"
)
"""A line that names the unit of the table below it."""
_MAIL = re.compile(r"^\W*(?:Subject|Betreff|Objet|From|To|Cc|Date|List-\w+):\s")
_TO_READERS = re.compile(
    r"(?i)\byou\s+(?:get|receive|are\s+receiving|are\s+reading|have\s+received)\s+this\b"
    r"|\b(?:you\s+can\s+)?(?:support|sponsor)\s+(?:us|our\s+work)\s+(?:with|from|for)\b"
    r"|\byour\s+(?:gift|donation|contribution)\s+of\b|\b(?:donate|chip\s+in)\s+(?:just\s+)?[^\w\s]?\s?[A-Z]*\s?\d"
)
"""Why somebody gets a letter, and what it asks of him."""
_TERM_DEFINED = re.compile(
    r"^\W?[“\"][^”\"]{2,40}[”\"]\s+(?:as\s+\w+ed\b|means?\b|is\b|are\b|bears?\b|on\s+this\s+page|in\s+this\s+report)"
)
"""What a word in quotation marks is to mean: “Edible” as judged by two people."""
_HEADLINE = 40
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into nor of off on or over per the to up via with".split()
)
_TITLE_WORDS = 6


_LEGEND = re.compile(r"(?i)^\W{0,2}(?:n\.?/?[a-z]\.?(?=\s*[:=–—-])|[a-z*†‡.–—-]{0,3}\s*=\s)")


def is_legend(text: str) -> bool:
    """Whether a line says what a sign in a table means: "n/a: not asked", "– = not recorded"."""
    return _LEGEND.match(text) is not None


def gives_contacts(text: str) -> bool:
    """Whether a sentence tells how to reach somebody, or belongs to the publication: a numbered sheet, a
    headline, a teaser, a word to its readers. Nothing in it is a statement.
    """
    if any(one.match(text) for one in (_SHEET, _FOOTER, _TEASER, _MAIL, _ENDS, _TERM_DEFINED)):
        return True
    if _is_headline(text) or _PAPER.search(text) or _TO_READERS.search(text):
        return True
    return any(one.search(text) for one in (_BAR, _ANNEXED, _UNIT_LINE, _CONTACT, _TELEPHONE, _POST))


def _is_headline(text: str) -> bool:
    """Whether a line is set in capitals, or every word of it with one: a headline that no heading marks."""
    opening = text[:_HEADLINE]
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    if len(text.split()) > 4 and opening.upper() != opening.lower():
        if not any(one.islower() for one in opening):
            return True
        return (
            len(words) >= _TITLE_WORDS
            and text.rstrip()[-1:] not in ".:;!?…"
            and all(one[0].isupper() or one in _SMALL_WORDS for one in words)
        )
    return False
