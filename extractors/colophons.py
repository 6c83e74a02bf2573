"""Whose a document is by its small print: copyright lines, registers, "About Acme", labels, "at Acme, we"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from extractors.printed_names import (
    GENERIC,
    LEGAL_FORM,
    LISTED,
    OPENING,
    is_name,
    is_word,
    without_legal_form,
)
from extractors.word_lists import any_of, words
from schemas.documents import Block, Document

_BODY = rf"{LISTED}(?:\s+(?:of|for)\s+(?:the\s+)?{LISTED})?"
_BODIES = re.compile(any_of("organisations.collectives"))
_YEARS = r"(?:(?:19|20)\d\d(?:\s*[-–—]\s*(?:(?:19|20)\d\d|\d\d|present))?)"
_MARK = r"(?:©|\([Cc]\)|(?i:copyright))"
_SIGNED = re.compile(rf"{_MARK}(?:\s*{_MARK})?\s*{_YEARS}?[,\s]*(?i:by\s+|the\s+)*(?P<name>{_BODY})")
_SIGNED_BEFORE = re.compile(rf"(?:^|[.|·]\s+)(?P<name>{_BODY}){LEGAL_FORM}?,?\s+{_MARK}\s*(?=\d|$|[.|·])")
"""Copyright lines: "© 2019-2025 Acme, Inc.", "Acme © 2025"."""
_RUN = re.compile(
    r"(?i:\b(?:operated|run|owned|maintained|provided|published|issued|produced|managed)\s+by"
    r"|\b(?:project|publication|service|initiative|programme|program|website|site|product|brand|part|member)\s+of)"
    rf"\s+(?i:the\s+)?(?P<name>{_BODY})"
)
"""Who answers for a site: "This site is operated by Acme B.V."."""
_REGISTERED = re.compile(
    rf"^\W*(?:The\s+)?(?P<name>{_BODY})(?:\s+\([^()]{{2,60}}\))?,?\s+(?:(?:is|are|has\s+been)\s+)?(?:an?\s+|the\s+)?"
    rf"(?:[\w-]+[\s,]+){{0,4}}?{any_of('organisations.registered_as')}"
)
"""What a body says it is in law: "Acme is a registered charity (no. 1148820)"."""
_LEGAL = re.compile(rf"^\W*(?P<name>{LISTED}?){LEGAL_FORM}(?=\s*(?:[,·|•(–—-]|\.\s|\.?$))")
"""A company by its legal form, with its address or its number behind it: "Acme SAS, Lyon."."""
_ABOUT = re.compile(rf"(?i:about|who\s+(?:is|are))\s+(?i:the\s+)?(?P<name>{_BODY})\W*")
_ABOUT_RUN_IN = re.compile(rf"(?:About|ABOUT)\s+(?i:the\s+)?(?P<name>{_BODY})\s*[:–—-]\s+\S")
_LABELLED = re.compile(
    rf"\W*{any_of('organisations.publisher_labels')}\s*[:–—-]\s*(?i:the\s+)?(?P<name>{_BODY})\W*"
)
_BYLINE = re.compile(
    rf"\W*(?:{any_of('organisations.by_verbs')}\s+)?[Bb]y\s+(?i:the\s+)?(?P<name>{_BODY})"
    r"(?P<team>(?:[’']s)?\s+[Tt]eam)?\s*(?:$|[,|·•–—-]|\s(?:on|in)\s)"
)
_AT = re.compile(
    rf"\b(?:[Hh]ere\s+at|[Ww]e\s+at)\s+(?P<here>{_BODY})|\b[Aa]t\s+(?P<we>{_BODY}),?\s+(?:we|our)\b"
    rf"|\b[Ww]elcome\s+to\s+(?:the\s+)?(?P<welcome>{_BODY})[’']s\b"
    rf"|\b[Tt]his\s+is\s+(?P<this>{_BODY})[’']s\s+(?:[a-z-]+\s+){{0,3}}{any_of('organisations.publications')}"
    rf"|\b[Tt]his\s+(?:[a-z]+\s+)?{any_of('organisations.publications')}\s+(?:[a-z]+\s+){{1,3}}(?:what|how)\s+"
    rf"(?P<what>{_BODY})\s+[a-z]"
    rf"|\b[Ww]e,\s+(?P<we_are>{_BODY})|\b[Ww]e\s+are\s+(?P<named>{_BODY})(?=[,.:]|\s+(?:and|[–—-])\s)"
)
"""Who says "we": "Here at Acme", "At Acme, we ...", "We at Acme"."""
_TITLED = re.compile(rf"\b(?:at|from|by)\s+(?P<name>{_BODY})\W*")
"""Ends a title: "Child safety at Acme"."""
_FAREWELL = re.compile(
    r"(?i)\W*(?:yours\s+(?:faithfully|sincerely|truly)|(?:kind|best|with)\s+regards|sincerely)\b"
)
_POST = re.compile(
    rf"\b(?:Head|Director|Chief|President|Secretary|Manager|Officer|Lead|Chair\w*|Counsel|CEO)\b[^.\n]{{0,40}},\s+"
    rf"(?i:the\s+)?(?P<name>{_BODY})\W*$"
)
"""Ends a letter: "Head of Policy, Acme"."""
_OPENS = re.compile(rf"(?:The\s+)?(?P<name>{LISTED})(?:\s+\([^()]{{2,40}}\))?(?:,\s[^,.]{{3,80}},)?\s+[a-z]")
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")
_LONGEST_LINE = 400
_LAST_LINES = 4


def signed_names(document: Document) -> Iterator[str]:
    """The names in a document's small print, the surest first, as printed and without legal forms."""
    found = [*_in_labels(document), *_in_footers(document), *_in_about(document), *_in_bylines(document)]
    found += [*_in_signature(document), *_in_header(document)]
    for name in found:
        name = without_legal_form(name.strip(" .,")).removeprefix("The ")
        if _may_publish(name):
            yield name


def speaking_names(document: Document, prose: str) -> Iterator[str]:
    """The names of those who say "we" in the running text: told so, in the address, or opening the text."""
    own = _QUOTED.sub(" ", prose)
    at = [next(one for one in match.groups() if one) for match in _AT.finditer(own)]
    if len(set(at)) == 1 and _may_publish(at[0]):
        yield at[0]
    yield from host_names(document, prose)
    titles = [document.text_of(one) for one in document.content() if one.kind == "title"]
    for title in [*titles[:1], document.title or ""]:
        for ending in _TITLED.finditer(title):
            if ending.end() == len(title) and _may_publish(ending["name"]) and ending["name"] in own:
                yield ending["name"]
    if not _FIRST_PERSON.search(own):
        return
    for block in document.content():
        if block.kind in ("paragraph", "lead") and block.table is None:
            match = _OPENS.match(document.text_of(block))
            name = match["name"] if match else None
            if name and _may_publish(name) and not is_word(name.split()[0]):
                yield name
            if len(document.text_of(block)) > _SHORT:
                return


_SHORT = 90
"""A line of fewer characters may stand over the first paragraph."""


def host_names(document: Document, prose: str) -> Iterator[str]:
    """Names of the text that the page's address is made of: "Beacon Trust" at beacontrust.example."""
    address = document.canonical_url or (document.name if "://" in document.name else "")
    labels = (urlsplit(address).hostname or "").split(".")[:-1]
    for label in reversed(labels):
        letters = re.sub(r"\W", "", label)
        if len(letters) < 3 or label in words("organisations.hosting_sites"):
            continue
        form = r"[\s&’'.-]{0,3}".join(map(re.escape, letters))
        match = re.search(rf"(?<![\w.@/])(?=[A-Z])(?i:{form})(?![\w@])", prose)
        if match and _may_publish(match.group()):
            yield match.group()


def _may_publish(name: str) -> bool:
    first = name.split()[0].lower() if name else ""
    return (
        len(name) > 1
        and first not in OPENING
        and name.split()[0] not in words("organisations.not_names")
        and first not in words("organisations.section_headings")
        and name.lower() not in words("organisations.places")
        and not GENERIC.fullmatch(name)
        and (is_name(name) or len(name.split()) > 2)
        and not (" " not in name and is_word(name) and name.lower() in words("organisations.topics_of_about"))
    )


def _lines(document: Document) -> Iterator[Block]:
    return (one for one in document.blocks if one.table is None and one.end - one.start <= _LONGEST_LINE)


def _in_footers(document: Document) -> Iterator[str]:
    last = {one.start for one in list(document.content())[-_LAST_LINES:]}
    small = [one for one in _lines(document) if one.furniture in ("footer", "boilerplate", "form", "banner")]
    closing = [one for one in _lines(document) if one.start in last and one.kind not in ("heading", "title")]
    for pattern in (_SIGNED, _SIGNED_BEFORE, _RUN, _LEGAL, _REGISTERED):
        for block in small if pattern is _RUN else (*small, *closing):
            for match in pattern.finditer(document.text_of(block)):
                yield match["name"]


def _in_about(document: Document) -> Iterator[str]:
    """Whom a heading such as "About Acme" is about, where only one is."""
    found = []
    for block in document.content():
        pattern = _ABOUT if block.kind == "heading" else _ABOUT_RUN_IN if block.kind == "paragraph" else None
        text = document.text_of(block)
        match = pattern.match(text) if pattern is not None else None
        if match and (pattern is _ABOUT_RUN_IN or match.end() == len(text)) and _may_publish(match["name"]):
            found.append(match["name"])
    names = list(dict.fromkeys(found))
    if len(names) == 1:
        yield names[0]


def _in_labels(document: Document) -> Iterator[str]:
    """Whom the lines above the first section name as having made the document: "Prepared by: Acme Ltd"."""
    found = []
    for block in document.blocks:
        text = document.text_of(block)
        if block.kind == "heading" and not _LABELLED.fullmatch(text):
            break
        for line in text.split("\n") if block.end - block.start < 2000 else ():
            match = _LABELLED.fullmatch(line.replace("\t", ": ", 1) if block.table else line)
            if match and (_BODIES.search(match["name"]) or not line.lstrip().lower().startswith("from")):
                found.append(match["name"])
    if len({without_legal_form(one) for one in found}) == 1:
        yield found[0]


def _in_signature(document: Document) -> Iterator[str]:
    """For whom a letter is signed."""
    ended = False
    for block in document.content():
        text = document.text_of(block)
        ended = ended or _FAREWELL.match(text) is not None
        match = _POST.search(text) if ended else None
        if match:
            yield match["name"]


def _in_header(document: Document) -> Iterator[str]:
    """A name alone at the head of a page, which no dictionary has."""
    for block in _lines(document):
        text = document.text_of(block)
        if block.furniture == "header" and is_name(text) and not is_word(text.split()[0]):
            yield text


def _in_bylines(document: Document) -> Iterator[str]:
    """Who wrote a page, where a byline names a department or a team, and no person."""
    for block in list(_lines(document))[:12]:
        text = document.text_of(block)
        match = _BYLINE.match(text) if len(text) < 120 else None
        if match is None:
            continue
        *rest, last = match["name"].split()
        if match["team"] or (rest and last.lower() in words("organisations.departments")):
            yield match["name"]
    prose = document.text
    for author in document.authors:
        if len(re.findall(rf"(?<!\w){re.escape(author)}(?!\w)", prose)) > 0 and " " not in author:
            yield author
