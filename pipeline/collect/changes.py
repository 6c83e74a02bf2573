"""What changed between two readings of one page, block by block: two Documents in, a Change out.

A menu or a banner that changes is no news; a figure that changes is. Blocks are compared by their words with
white space folded, in their order, so that a change of layout alone is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from extractors.readers.errors import Unreadable
from pipeline.sandbox import Sandbox
from schemas.documents import Document

ChangeKind = Literal["unchanged", "furniture", "content"]
MOST_PASSAGES = 200
"""Passages that a change keeps; how many more there are is counted."""
_WORD = re.compile(r"\s+|\d+(?:[.,]\d+)+|[^\s\w]|\w+")
_NUMBER = re.compile(r"\d[\d.,]*")
_ALIKE = 0.5


class Bytes(NamedTuple):
    """A document as it came, with its declared type."""

    data: bytes
    media_type: str | None


class Passage(BaseModel):
    """One block that came, went, or reads differently."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["added", "removed", "changed"]
    before: str = ""
    after: str = ""
    furniture: bool = False

    def words(self) -> Iterator[tuple[Literal["same", "removed", "added"], str]]:
        """The passage as runs of words that stayed, went and came."""
        if self.kind != "changed":
            yield ("added", self.after) if self.kind == "added" else ("removed", self.before)
            return
        old, new = _WORD.findall(self.before), _WORD.findall(self.after)
        for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "equal":
                yield "same", "".join(old[a:b])
                continue
            if b > a:
                yield "removed", "".join(old[a:b])
            if d > c:
                yield "added", "".join(new[c:d])

    def line(self) -> str:
        """The passage on one line: `[-went-]`, `{+came+}`, as word diffs are written."""
        marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
        return "".join(marks[what].format(text) for what, text in self.words())


class Change(BaseModel):
    """How a page differs from what it was."""

    model_config = ConfigDict(frozen=True)

    kind: ChangeKind
    sentence: str
    """The change in words, for an alert."""
    passages: tuple[Passage, ...] = ()
    more: int = 0
    """Passages that are not kept here."""


def compare(before: Document, after: Document) -> Change:
    """What changed from one reading of a page to the next."""
    content = _passages(_texts(before, False), _texts(after, False), furniture=False)
    around = _passages(_texts(before, True), _texts(after, True), furniture=True)
    passages = (*content, *around)
    return Change(
        kind="content" if content else "furniture" if around else "unchanged",
        sentence=_sentence(content, around),
        passages=passages[:MOST_PASSAGES],
        more=max(0, len(passages) - MOST_PASSAGES),
    )


def _texts(document: Document, furniture: bool) -> list[str]:
    return [
        line
        for block in document.blocks
        if (block.furniture is not None) == furniture
        # A table is compared row by row: one new row is one passage.
        for line in (
            document.text_of(block).split("\n") if block.kind == "table" else [document.text_of(block)]
        )
        if line.strip()
    ]


def _passages(before: Sequence[str], after: Sequence[str], *, furniture: bool) -> list[Passage]:
    old, new = [_folded(text) for text in before], [_folded(text) for text in after]
    passages: list[Passage] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            passages += _paired(before[a:b], after[c:d], furniture)
    return _without_moves(passages)


def _paired(before: Sequence[str], after: Sequence[str], furniture: bool) -> Iterator[Passage]:
    """Blocks that took the place of others: those alike are one changed passage, in their order."""
    waiting = list(before)
    for text in after:
        place = next((i for i, old in enumerate(waiting[:20]) if _alike(old, text)), None)
        if place is None:
            yield Passage(kind="added", after=text, furniture=furniture)
            continue
        for old in waiting[:place]:
            yield Passage(kind="removed", before=old, furniture=furniture)
        yield Passage(kind="changed", before=waiting[place], after=text, furniture=furniture)
        waiting = waiting[place + 1 :]
    for old in waiting:
        yield Passage(kind="removed", before=old, furniture=furniture)


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _without_moves(passages: list[Passage]) -> list[Passage]:
    """A block that only changed its place went and came again with the same words."""
    went = [_folded(one.before) for one in passages if one.kind == "removed"]
    came = [_folded(one.after) for one in passages if one.kind == "added"]
    moved = {text for text in went if went.count(text) == came.count(text)} if went and came else set()
    return [one for one in passages if one.kind == "changed" or _folded(one.before or one.after) not in moved]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _sentence(content: Sequence[Passage], around: Sequence[Passage]) -> str:
    if not content:
        return (
            "Only what surrounds the text has changed (menus, banners, links)."
            if around
            else "Its words are the same."
        )
    counts = {
        name: sum(one.kind == kind for one in content)
        for kind, name in (("added", "added"), ("removed", "removed"), ("changed", "reworded"))
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    figures = [one for one in content if _numbers(one.before) != _numbers(one.after)]
    passages = "passage" if sum(counts.values()) == 1 else "passages"
    sentence = f"{passages.capitalize()} of the text: {told}"
    if figures:
        return f"{sentence}; figures differ in {len(figures)}, first: {_short(figures[0].line())}"
    return f"{sentence}; no figure differs. First: {_short(content[0].line())}"


def _numbers(text: str) -> list[str]:
    return [number.rstrip(".,") for number in _NUMBER.findall(text)]


def _short(text: str, length: int = 240) -> str:
    """The part of a passage around its first difference."""
    folded = " ".join(text.split())
    first = min((at for at in (folded.find("[-"), folded.find("{+")) if at >= 0), default=0)
    begin = max(0, first - length // 4)
    cut = folded[begin : begin + length]
    return ("…" if begin else "") + cut + ("…" if begin + length < len(folded) else "")


def compare_bytes(sandbox: Sandbox, before: Bytes, after: Bytes, name: str) -> Change:
    """What changed from some bytes to others, read and compared apart.

    A side that cannot be read is a change of content: somebody must look.
    """
    try:
        old = sandbox.read(before.data, name, declared=before.media_type)
        new = sandbox.read(after.data, name, declared=after.media_type)
        return sandbox.run(compare, old, new)
    except Unreadable as error:
        sentence = f"Its bytes have changed; the words were not compared: {error}"
        return Change(kind="content", sentence=sentence)
