"""Words of a document to evidence: chosen by a selection, or found from words that were pasted."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.problems import Problem
from schemas.documents import Block, Cell, Document
from schemas.evidence import Evidence

_MOST_FOUND = 12
_LONGEST = 4000


class Found(NamedTuple):
    """One place where words stand."""

    evidence: Evidence
    before: str
    after: str


def evidence_at(document: Document, start: int, end: int) -> Evidence:
    """The evidence of a range of the document's text, without the white space at its ends.

    Raises Problem when it is empty, or leaves the paragraph or table cell that it begins in.
    """
    if not 0 <= start < end <= len(document.text) or end - start > _LONGEST:
        raise Problem(f"select some words, {_LONGEST} characters at most")
    words = document.text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start >= end:
        raise Problem("there are no words in the selection")
    within = part_at(document, start)
    if within is None or end > within.end:
        raise Problem("the words reach over more than one paragraph or table cell: take those of one")
    return document.evidence(start, end, within)


def find_words(document: Document, words: str) -> list[Found]:
    """Where words stand in the document, white space folded; at most twelve places.

    Raises Problem when they stand nowhere, or only across paragraphs.
    """
    parts = words.split()
    if not parts or len(words) > _LONGEST:
        raise Problem(f"paste the words from the source, {_LONGEST} characters at most")
    pattern = r"\s+".join(map(re.escape, parts))
    matches = list(re.finditer(pattern, document.text)) or list(
        re.finditer(_forgiving(parts), document.text, re.IGNORECASE)
    )
    found: list[Found] = []
    refused: Problem | None = None
    for match in matches:
        try:
            found.append(_found(evidence_at(document, *match.span())))
        except Problem as problem:
            refused = problem
        if len(found) == _MOST_FOUND:
            break
    if not found:
        raise refused or Problem(
            "these words are not in the document as it was read: copy them from its text"
        )
    return found


def part_at(document: Document, at: int) -> Block | Cell | None:
    """The block that holds an offset, in a table the cell."""
    block = next((one for one in document.blocks if one.start <= at < one.end), None)
    if block is None or block.table is None:
        return block
    return next((cell for cell in block.table.cells if cell.start <= at < cell.end), None)


def _found(evidence: Evidence) -> Found:
    return Found(evidence, evidence.prefix, evidence.suffix)


def _forgiving(parts: list[str]) -> str:
    """Lets quotation marks, apostrophes and dashes of one shape stand for those of another."""
    like = {"'": "['‘’]", "’": "['‘’]", "‘": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]',
            "-": "[-‐‑–—]", "–": "[-‐‑–—]", "—": "[-‐‑–—]"}  # fmt: skip
    return r"\s+".join("".join(like.get(sign, re.escape(sign)) for sign in part) for part in parts)
