"""Runs and findings to blocks: depth and ordinals of lists, untagged headings, what goes with a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from extractors.readers.builder import DocumentBuilder
from extractors.readers.page_edges import Finding
from extractors.readers.page_nodes import Node, Run
from extractors.readers.page_notes import leading_mark
from extractors.readers.page_tree import Page
from extractors.readers.table_captions import is_table_note, names_table
from schemas.documents import BlockKind

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST_BOLD_HEADING = 14
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DEEPEST_LEVEL = 6
_LONGEST_LINK = 12


@dataclass(slots=True)
class _Last:
    """The block added last, as a table may be named by it and a note may belong to it."""

    index: int
    kind: BlockKind
    text: str
    furniture: bool


class Assembly:
    """Puts the blocks of one page into a builder."""

    def __init__(self, builder: DocumentBuilder, page: Page) -> None:
        self._builder = builder
        self._page = page
        self._begun: set[Node] = set()
        self._ordinals: dict[etree._Element, str] = {}
        self._counted: set[etree._Element] = set()
        self._last: _Last | None = None
        self._table: int | None = None
        self._level = 1

    def put(self, runs: Sequence[Run], findings: Sequence[Finding]) -> None:
        """Adds all runs in order."""
        follows = _next_content(findings)
        done = 0
        for at, (run, finding) in enumerate(zip(runs, findings, strict=True)):
            if at < done:
                continue
            if run.table is not None:
                self._put_table(run, finding)
            elif (done := _end_of_links(runs, findings, at)) > at + 1:
                self._put_links(runs[at:done], finding)
            else:
                next_one = follows[at]
                following = None if next_one is None else (runs[next_one], findings[next_one])
                self._put_text(run, finding, following)

    def _put_links(self, runs: Sequence[Run], finding: Finding) -> None:
        """A bar or menu of links is one block, placed where all of them are."""
        above = runs[0].node
        for run in runs[1:]:
            above = _common(above, run.node)
        self._builder.add(
            "paragraph",
            " ".join(run.text for run in runs),
            furniture=finding.furniture,
            hidden=runs[0].node.hidden,
            xpath=self._page.place_of(above.element),
        )
        self._last = None
        self._table = None

    def _put_table(self, run: Run, finding: Finding) -> None:
        assert run.table is not None
        last = self._last
        title = None
        if last is not None and not last.furniture and names_table(last.kind, last.text):
            title = last.index
        self._table = self._builder.add_table(
            run.table,
            title=title,
            furniture=finding.furniture,
            hidden=run.node.hidden,
            xpath=self._page.place_of(run.node.element),
        )
        self._last = None

    def _put_text(self, run: Run, finding: Finding, following: tuple[Run, Finding] | None) -> None:
        kind, level, marker = finding.kind, finding.level, run.marker
        text, references = run.text, run.words.references
        if kind == "title":
            level = self._level = 1
        elif kind == "heading":
            if finding.furniture is None and level is not None:
                self._level = level
        elif kind == "list_item":
            kind, level, marker = self._item(run)
        elif kind == "footnote":
            marker, text, references = leading_mark(text, references)
            marker = marker or self._ordinal(run).rstrip(".") or None
        elif kind == "paragraph" and run.marker is not None:
            kind, level = "list_item", run.node.lists + 1
        elif kind == "paragraph" and finding.furniture is None and self._is_heading(run, following):
            kind, level = "heading", min(self._level + 1, _DEEPEST_LEVEL)
        index = self._builder.add(
            kind,
            text,
            level=level,
            marker=marker,
            furniture=finding.furniture,
            hidden=run.node.hidden,
            xpath=self._page.place_of(run.node.element),
            references=references,
        )
        if index is None:
            return
        if self._table is not None and self._last is None and is_table_note(text):
            self._builder.attach_note(self._table, index)
            return
        self._last = _Last(index, kind, text, finding.furniture is not None)

    def _item(self, run: Run) -> tuple[BlockKind, int | None, str | None]:
        """A list item's kind, depth and marker. What follows its first run is a paragraph of the item."""
        item = run.node.frame
        if item is None or item in self._begun:
            return ("list_item", run.node.lists + 1, run.marker) if run.marker else ("paragraph", None, None)
        self._begun.add(item)
        depth = item.lists
        if item.tag in ("dt", "dd"):
            depth += 1 if item.tag == "dt" else 2
        return "list_item", max(1, depth), run.marker or self._ordinal(run) or None

    def _ordinal(self, run: Run) -> str:
        """The number that the list shows before the item, with its full stop; "" for bullets."""
        item = run.node.up("li")
        if item is None or (above := item.element.getparent()) is None or above.tag != "ol":
            return ""
        if above not in self._counted:
            self._counted.add(above)
            self._ordinals.update(_ordinals(above))
        return self._ordinals.get(item.element, "")

    def _is_heading(self, run: Run, following: tuple[Run, Finding] | None) -> bool:
        """A short bold line without a figure that stands above text is a heading in all but name."""
        if run.node.tag == "summary":
            return True
        if not run.words.bold or following is None or following[1].kind in ("heading", "title"):
            return False
        text = run.text
        if run.words.words > _LONGEST_BOLD_HEADING or text[-1] in ".!?:;," or following[0].words.bold:
            return False
        return text[0].isalpha() and not re.search(r"\d", _YEAR.sub("", text))


def _end_of_links(runs: Sequence[Run], findings: Sequence[Finding], at: int) -> int:
    """The place after the last of the furniture links that begin at a place, all for the same reason."""
    first, hidden = findings[at].furniture, runs[at].node.hidden
    end = at
    while (
        end < len(runs)
        and first is not None
        and findings[end].furniture == first
        and runs[end].node.hidden == hidden
        and _is_link(runs[end])
    ):
        end += 1
    return end


def _is_link(run: Run) -> bool:
    words = run.words
    return run.table is None and words.link_words >= words.words <= _LONGEST_LINK and not words.references


def _common(one: Node, other: Node) -> Node:
    """The nearest node above both."""
    while one is not other:
        deeper = one if one.depth >= other.depth else other
        assert deeper.parent is not None
        one, other = (deeper.parent, other) if deeper is one else (one, deeper.parent)
    return one


def _next_content(findings: Sequence[Finding]) -> list[int | None]:
    """For each finding the place of the next one that is no furniture."""
    follows: list[int | None] = [None] * len(findings)
    upcoming: int | None = None
    for at in range(len(findings) - 1, -1, -1):
        follows[at] = upcoming
        if findings[at].furniture is None:
            upcoming = at
    return follows


def _ordinals(ordered: etree._Element) -> dict[etree._Element, str]:
    """What an `ol` shows before each of its items: `start`, `reversed`, `value` and `type` obeyed."""
    items = [child for child in ordered if child.tag == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    number = _integer(ordered.get("start"), len(items) if step < 0 else 1)
    shown: dict[etree._Element, str] = {}
    for item in items:
        number = _integer(item.get("value"), number)
        shown[item] = f"{_printed(number, ordered.get('type') or '1')}."
        number += step
    return shown


def _integer(text: str | None, otherwise: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", text or "")
    return int(found.group(1)) if found else otherwise


def _printed(number: int, style: str) -> str:
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number < 400:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if style == "i" else roman.upper()
    return str(number)
