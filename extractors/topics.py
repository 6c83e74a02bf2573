"""Whom a paragraph or an item is about where no heading says so: a name run in, alone, or opening it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.organisations import Gazetteer
from extractors.printed_names import RUN_IN, is_name
from extractors.profiles import Mention
from extractors.word_lists import any_of
from schemas.documents import Document

_PLEDGE = re.compile(rf"{any_of('organisations.pledge_names')}$")
_THE = re.compile(r"(?:[Tt]he\s+)?")
_GOES_ON = re.compile(r"(?:[’']s)?\s+[a-z]|,\s+(?:which|who|whose|a|an|the)\s")
"""What follows a name that is the subject of its sentence, or owns it."""
_SENTENCE = re.compile(r"(?:^|[.!?][\"”’)]*\s+)(?=[^\W\d_a-z])")
_FEWEST = 2
"""Paragraphs side by side that each open with another name, before they are about those."""


def run_in(text: str, names: Gazetteer) -> Mention | None:
    """The name that opens a paragraph as its own sentence: "Acme Foods. It has ..."."""
    opening = RUN_IN.match(text)
    if opening is None or not is_name(opening.group(1)):
        return None
    mentions = names.find(opening.group(1))
    whole = len(mentions) == 1 and mentions[0].end - mentions[0].start >= len(opening.group(1)) - 2
    return mentions[0] if whole else None


def names_pledge(text: str, names: Gazetteer) -> bool:
    """Whether a headline only names the pledge that a release is about, and not its publisher."""
    named = names.find(text)
    own = names.publisher.slug if names.publisher else None
    return bool(named) and all(_PLEDGE.search(one.name) and one.slug != own for one in named)


def alone(text: str, names: Gazetteer) -> Mention | None:
    """The one that a text names and says nothing else."""
    mentions = names.find(text)
    whole = len(mentions) == 1 and mentions[0].end - mentions[0].start == len(text.strip())
    return mentions[0] if whole else None


def opens(text: str, names: Gazetteer) -> Mention | None:
    """The one that a text opens with as the subject of its first sentence."""
    mention = next(iter(names.find(text)), None)
    if mention is None or not _THE.fullmatch(text[: mention.start]):
        return None
    return mention if _GOES_ON.match(text, mention.end) else None


def opened_by_names(document: Document, names: Gazetteer) -> dict[int, Mention]:
    """The start of each paragraph that is about one company, which its first sentence names as its subject
    and no later one replaces: where two or more such stand in one section, each with another name.
    """
    found: dict[int, Mention] = {}
    section: dict[int, Mention] = {}
    for block in document.content():
        if block.kind in ("title", "heading"):
            found |= _side_by_side(section)
            section = {}
        elif block.kind == "paragraph":
            mention = _topic(document.text_of(block), names)
            if mention is not None:
                section[block.start] = mention
    return found | _side_by_side(section)


def _side_by_side(section: dict[int, Mention]) -> dict[int, Mention]:
    return section if len({one.slug for one in section.values()}) >= _FEWEST else {}


def _topic(text: str, names: Gazetteer) -> Mention | None:
    """Whom the first sentence of a paragraph has as its subject, if no other is one."""
    openers = list(_openers(text, names.find(text)))
    publisher = names.publisher.slug if names.publisher else None
    slugs = {one.slug for one in openers}
    first = openers[0] if openers else None
    opens = first is not None and _THE.fullmatch(text[: first.start]) is not None
    return first if opens and len(slugs) == 1 and publisher not in slugs else None


def _openers(text: str, mentions: Iterable[Mention]) -> Iterable[Mention]:
    """The names that open sentences and go on as subjects do."""
    starts = {match.end() for match in _SENTENCE.finditer(text)}
    for one in mentions:
        begins = any(_THE.fullmatch(text[start : one.start]) for start in starts if start <= one.start)
        if begins and _GOES_ON.match(text, one.end):
            yield one
