"""Names that nothing but their place tells: side by side over sections, terms and paragraphs.

The text under such a name may never print it again ("Acme / The company removed ..."). So what no dictionary
has counts as a name where two or more stand side by side and what stands under them speaks of a company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.printed_names import ENUMERATOR, UPPER, is_name, is_word
from extractors.word_lists import any_of, words
from schemas.documents import Document

LABEL = re.compile(rf"^{any_of('organisations.section_labels')}\s*[:–—-]\s*(?=[{UPPER}\d])")
"""What a heading says before a name: "Provider: Acme", "Case study: Acme"."""
RATING = re.compile(
    rf"\s*(?:[:–—|-]|\()\s*(?:{any_of('organisations.section_ratings')}\b.*|[^()]{{2,30}}\)\s*$)"
)
"""What a heading says behind a name: "Acme - rating: partly met", "Acme (met)"."""
_RUN_IN = re.compile(rf"(?P<name>[{UPPER}][^.:–—]{{1,40}}?)(?:[.:]|\s+[–—-])\s+(?P<body>\S.*)", re.DOTALL)
_SPEAKS_OF_ONE = re.compile(
    rf"\b(?:[Tt]he|[Tt]his)\s+{any_of('organisations.what_companies_are')}\b"
    r"|^(?:[Hh]as\s+|[Hh]ad\s+)?(?:[A-Za-z]{2,}ed|put|set|built|ran|took|hired|began|made|gave|spent|cut)\b"
)
_IT = re.compile(r"(?:^|[.!?]\s+)(?:It|They)\s+[a-z]")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")
_ENDINGS = re.compile(rf"(?:{'|'.join(sorted(words('organisations.common_endings')))})$")
_FEWEST = 2


class _Unit(NamedTuple):
    """What a name may stand over: the name, whether a label says that it is one, and the text below."""

    name: str
    labelled: bool
    body: str


def coined_names(document: Document) -> list[str]:
    """Names side by side that no dictionary has, over what speaks of one company each."""
    groups: dict[tuple[object, ...], list[_Unit]] = {}
    for key, unit in _units(document):
        groups.setdefault(key, []).append(unit)
    found: list[str] = []
    for units in groups.values():
        labelled = [one for one in units if one.labelled and is_name(one.name)]
        found += [one.name for one in labelled]
        coined = [one for one in units if _is_coined(one.name, document)]
        telling = [one for one in coined if _speaks_of_a_company(one.body)]
        if len(telling) >= _FEWEST and 2 * len(coined) > len(units) and 2 * len(telling) >= len(coined):
            found += [one.name for one in coined]
    return list(dict.fromkeys(found))


def plain_name(heading: str) -> tuple[str, bool]:
    """A heading without what counts, labels and rates it; and whether a label or a rating stood there."""
    text = ENUMERATOR.sub("", heading.strip())
    bare = LABEL.sub("", text)
    return RATING.sub("", bare).strip(" .:–—-"), bare != text


def _units(document: Document) -> Iterator[tuple[tuple[object, ...], _Unit]]:
    """Headings of one level, terms of one list and openings under one heading, each with what follows."""
    blocks = [block for block in document.content() if block.kind != "title"]
    over: dict[int, int] = {}
    parent = -1
    for at, block in enumerate(blocks):
        text = document.text_of(block)
        below = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind == "heading":
            level = block.level or 2
            over = {one: start for one, start in over.items() if one < level}
            body = ""
            if below is not None and below.kind != "heading":
                body = ENUMERATOR.sub("", document.text_of(below))
            yield ("heading", level, max(over.values(), default=-1)), _Unit(*plain_name(text), body)
            over[level] = parent = block.start
        elif block.kind == "list_item" and below is not None and (below.level or 0) > (block.level or 1):
            if below.kind == "list_item" and len(text.split()) < 6:
                yield ("term", block.level, parent), _Unit(*plain_name(text), document.text_of(below))
        elif block.kind in ("paragraph", "list_item", "lead"):
            if text[-1:] == ":" and len(text.split()) < 6 and below is not None:
                yield ("lead-in", parent), _Unit(text.strip(" :"), False, document.text_of(below))
            run_in = _RUN_IN.match(text)
            if run_in and is_name(run_in["name"]):
                yield (block.kind, block.level, parent), _Unit(run_in["name"], False, run_in["body"])


def _is_coined(name: str, document: Document) -> bool:
    """Whether a text could be nothing but the name of a company: no word, place, acronym or plural."""
    if not is_name(name) or name.lower() in words("organisations.places"):
        return False
    first = name.split()[0]
    if first[0].isdigit() or (first.isupper() and len(first) < 6 and first == name):
        return False
    if is_word(first) or _ENDINGS.search(name.lower()) or _is_word_in_parts(first.lower()):
        return False
    if name.lower() in words("organisations.section_headings"):
        return False
    return re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", document.text) is None


def _is_word_in_parts(word: str) -> bool:
    """Whether a plural is made of two words, as new words are that no dictionary has yet: "deepfakes"."""
    if not word.endswith("s"):
        return False
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any(is_word(first) and lexicon().lemma(second, "noun") is not None for first, second in halves)


def _speaks_of_a_company(body: str) -> bool:
    own = _QUOTED.sub(" ", body)
    if _SPEAKS_OF_ONE.search(own):
        return True
    return _IT.search(own) is not None and _WE.search(own) is None
