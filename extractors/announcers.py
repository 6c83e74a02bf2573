"""Who announces something in a press release, and who stands behind the pledge that it is about."""

from __future__ import annotations

import re

from extractors.colophons import signed_names
from extractors.issued import DATELINE
from extractors.printed_names import LEGAL_FORM, LISTED, UPPER, WORD, without_legal_form
from extractors.word_lists import any_of, words
from schemas.documents import Document

_BODY = rf"{LISTED}(?:\s+(?:of|for)\s+(?:the\s+)?{LISTED})?"
_PUBLISHING = r"(?:announced|published|released|issued|launched|unveiled|opened|introduced)"
_ASIDE = r"(?:\s+\([^()]{2,60}\))?(?:,\s+(?:(?:the|an?)\s+[^;.]{3,200}?|[^,;.]{3,160}),)?"
"""What stands between a name and its verb: its acronym, what it is."""
_ANNOUNCES = re.compile(
    rf"(?P<announcer>{_BODY}){LEGAL_FORM}?\s+(?:(?:has\s+|have\s+)?(?:{_PUBLISHING}|said)|announces)\s+today\b"
    rf"|(?<!\band )(?P<speaker>{_BODY}){LEGAL_FORM}?{_ASIDE}\s+today\s+(?:{_PUBLISHING}|said|announces)\b"
    rf"|(?:^|\n)\W*(?:Published|Issued|Compiled)\s+by\s+(?:the\s+)?(?P<publisher>{_BODY})"
)
_COORDINATED = re.compile(
    r"\b(?:coordinated|co-ordinated|run|administered|convened|managed|hosted|overseen|drawn\s+up)\s+"
    rf"(?:over\s+[\w\s]{{3,30}}\s+)?by\s+(?:the\s+)?(?P<name>{_BODY})"
)
"""Who keeps a pledge going: "The pledge is coordinated by the Acme Trust"."""
_PLEDGE = "|".join(sorted(word.title() for word in words("organisations.pledge_names")))
_BODIES = re.compile(any_of("organisations.collectives"))
_PLEDGE_NAMED = re.compile(rf"\b[Tt]he\s+(?P<name>(?:{WORD}\s+){{1,4}}(?:{_PLEDGE}))(?![\w-])")
_UNDATED = re.compile(rf"[{UPPER}]{{3,}}(?:[ ,]+[{UPPER}]+)*\s+(?:-{{1,2}}|–|—)\s")
"""Opens a release without a day: "GENEVA - "."""
_TOP = 6
"""Blocks at the head of a text where it says who announces it."""
_OFTEN = 2
"""How often a text speaks of "the pledge", beside its name, when it is about that."""


def announcer(document: Document) -> str | None:
    """Who announces or publishes something, in the words near the top."""
    for block in list(document.content())[:_TOP]:
        match = _ANNOUNCES.search(document.text_of(block)) if block.table is None else None
        if match:
            name = match.group("publisher") or match.group("announcer") or match.group("speaker")
            return without_legal_form(str(name).removeprefix("The "))
    return None


def behind_pledge(document: Document, name: str) -> str | None:
    """The body that announces what is in a release about a pledge, that keeps the pledge going, or that the
    release's small print is about: a pledge in a release's title issues nothing itself. None for what is no
    pledge, or no release.
    """
    if not _is_pledge(name) or not is_release(document):
        return None
    said = announcer(document)
    if said is not None and not _is_pledge(said) and _BODIES.search(said):
        return said
    for block in document.content():
        match = _COORDINATED.search(document.text_of(block)) if block.table is None else None
        if match and _BODIES.search(match["name"]):
            return match["name"].removeprefix("The ")
    about = (one for one in signed_names(document) if _BODIES.search(one) and not _is_pledge(one))
    return next(about, None)


def pledge_reported_on(document: Document) -> str | None:
    """The one pledge that a release names near its top and goes on to call "the pledge", where nobody else
    could be its publisher.
    """
    if not is_release(document):
        return None
    top = [document.text_of(block) for block in list(document.content())[:_TOP] if block.table is None]
    names = {match["name"] for text in top for match in _PLEDGE_NAMED.finditer(text)}
    if len(names) != 1:
        return None
    (name,) = names
    called = len(re.findall(rf"\b[Tt]he\s+(?i:{name.split()[-1]})\b", document.text))
    return name if called >= _OFTEN else None


def _is_pledge(name: str) -> bool:
    kinds = words("organisations.pledge_names")
    head = re.split(r"(?i)\s+(?:of|for|on)\s+", name)[0]
    return name.split()[-1].lower() in kinds or head.split()[-1].lower() in kinds


def is_release(document: Document) -> bool:
    """Whether a text opens as a wire's or a newsroom's releases do: a place, perhaps a day, a dash."""
    top = (document.text_of(block) for block in list(document.content())[:_TOP] if block.table is None)
    return any(DATELINE.match(text) or _UNDATED.match(text) for text in top)
