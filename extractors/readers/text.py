"""A plain text file to a Document: headings, paragraphs, lists and tables drawn in characters.

The lines are gathered into groups parted by blank lines, and each group is read for what it is. Hard wraps
inside a paragraph or a list item become one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.readers.builder import DocumentBuilder
from extractors.readers.decoding import decode
from extractors.readers.errors import Unreadable
from extractors.readers.page_words import CONTROL, fold
from extractors.readers.table_captions import is_table_note, names_table
from extractors.readers.text_lines import (
    Item,
    heading_level,
    heads_clauses,
    heads_in_capitals,
    heads_indented,
    heads_labelled,
    is_mail_header,
    is_rule,
    items_of,
    looks_like_heading,
    names_publisher,
    remainder,
    running_lines,
    tells_date,
    undecorated,
    underlined,
)
from extractors.readers.text_tables import read_drawn_table
from schemas.documents import BlockKind, Document, Furniture

MEDIA_TYPE = "text/plain"
MOST_GROUPS = 200_000
_UNWRAPPED = 130
_NOTE = re.compile(r"(\[\d{1,3}\]|[*†‡]{1,3})\s+(?=\S)")


def read_text(data: bytes, name: str, *, declared: str | None = None) -> Document:
    """Reads plain text. `declared` is the content type or charset that came with it.

    Raises Unreadable where there is no text, or more paragraphs than any report has.
    """
    decoded = decode(data, declared)
    lines = CONTROL.sub("", decoded.text.replace("\f", "\n\n")).splitlines()
    groups = list(_groups(lines, running_lines(decoded.text)))
    if not groups:
        raise Unreadable("there is no text in it", "empty")
    if len(groups) > MOST_GROUPS:
        raise Unreadable(f"it has more than {MOST_GROUPS:,} paragraphs, which no report has", "too large")
    reading = _Reading(DocumentBuilder(name, MEDIA_TYPE))
    for at, group in enumerate(groups):
        reading.read(group, groups[at + 1] if at + 1 < len(groups) else None)
    document = reading.builder.build(title=reading.title, remarks=decoded.remarks)
    if not document.blocks:
        raise Unreadable("there is no text in it, only lines drawn in characters", "empty")
    return document


class Group(list[str]):
    """Lines without a blank one between them. `running` marks a header or footer repeated on each page."""

    running = False


def _groups(lines: Sequence[str], running: set[str]) -> Iterator[Group]:
    group = Group()
    for line in lines:
        repeated = bool(running) and fold(line) in running
        dated = tells_date(line)
        if group and (not line.strip() or repeated or dated):
            yield group
            group = Group()
        if repeated:
            alone = Group([line])
            alone.running = True
            yield alone
        elif line.strip():
            group.append(line.rstrip())
            if dated:
                yield group
                group = Group()
    if group:
        yield group


def _without_rules_below(lines: Sequence[str]) -> list[str]:
    """The lines above a rule that ends a group; none where a rule stands between them."""
    kept = list(lines)
    while kept and is_rule(kept[-1]):
        kept.pop()
    return [] if any(map(is_rule, kept)) else kept


class _Reading:
    """Reads one group after the other into the builder."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder
        self.title: str | None = None
        self._last: tuple[int, BlockKind, str] | None = None
        self._table: int | None = None
        self._indents: list[int] = []

    def read(self, group: Group, following: Group | None) -> None:
        """Adds the blocks of a group; `following` helps to tell a heading from a short line."""
        if group.running:
            self._add("paragraph", fold(group[0]), furniture="header")
            return
        if self._read_table(group):
            return
        if self._is_first() and is_mail_header(group):
            for line in group:
                self._add("paragraph", fold(line), furniture="boilerplate")
            return
        lines = list(group)
        while lines and is_rule(lines[0]):
            lines.pop(0)
        heading = underlined(lines)
        if (
            heading is not None
            and heading[2] == 3
            and heading_level(lines[0])
            and not heading_level(lines[1])
        ):
            self._head(undecorated(lines[0]), 1 if self.title is None and self._is_first() else heading[1])
            self._add("paragraph", fold(lines[1]))
            lines = lines[3:]
        elif heading is not None:
            text, level, used = heading
            self._head(text, 1 if self.title is None and self._is_first() else level)
            lines = lines[used:]
        elif len(lines) == 1 and (said := heading_level(lines[0])) is not None:
            self._head(undecorated(lines[0]), said)
            return
        elif len(lines) == 1 and looks_like_heading(lines[0], following, first=self.title is None):
            self._head(fold(lines[0]), 1 if self.title is None and self._is_first() else 3)
            return
        elif lines and self._is_first() and names_publisher(_without_rules_below(lines)):
            self._head(undecorated(lines.pop(0)), 1)
            for line in _without_rules_below(lines):
                self._add("paragraph", fold(line))
            return
        elif heads_clauses(lines) or heads_labelled(lines):
            self._head(fold(lines.pop(0)), 4)
        elif heads_indented(lines):
            self._head(fold(lines.pop(0)), 3)
        elif len(lines) > 1 and self._is_first() and heading_level(lines[0]) is not None:
            self._head(undecorated(lines.pop(0)), 1)
        elif heads_in_capitals(lines):
            self._head(undecorated(lines[0]), heading_level(lines.pop(0)) or 2)
        lines = [line for line in lines if not is_rule(line)]
        if heading is not None and lines and self._read_table(lines):
            return
        for item in items_of(lines):
            self._add_item(item)

    def _is_first(self) -> bool:
        return self._last is None

    def _read_table(self, lines: Sequence[str]) -> bool:
        """Adds the table that the lines draw, with what stands in the group above it."""
        for skipped in range(min(3, len(lines))):
            if skipped and not fold(lines[skipped - 1]).endswith(":"):
                continue
            table = read_drawn_table(lines[skipped:])
            if table is None:
                continue
            if skipped:
                self._add("paragraph", fold(" ".join(lines[:skipped])))
            title = self._last[0] if self._last and names_table(*self._last[1:]) else None
            self._table = self.builder.add_table(table, title=title)
            self._last = None
            return True
        return False

    def _head(self, text: str, level: int) -> None:
        self._indents = []
        if self.title is None and level == 1:
            self.title = text
            self._add("title", text, level=1)
        else:
            self._add("heading", text, level=level)

    def _add_item(self, item: Item) -> None:
        text = item.text
        if item.marker is None:
            if item.indent == 0 or not self._indents or item.indent <= self._indents[0]:
                self._indents = []
            furniture = remainder(text)
            note = _NOTE.match(text)
            if note and furniture is None:
                self._add("footnote", text[note.end() :], marker=note.group(1).strip("[]"))
            else:
                self._add("paragraph", text, furniture=furniture)
            return
        while self._indents and self._indents[-1] > item.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < item.indent:
            self._indents.append(item.indent)
        self._add("list_item", text, level=len(self._indents), marker=item.marker)

    def _add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        marker: str | None = None,
        furniture: Furniture | None = None,
    ) -> None:
        index = self.builder.add(kind, text, level=level, marker=marker, furniture=furniture)
        if index is None:
            return
        if self._table is not None and self._last is None and is_table_note(text):
            self.builder.attach_note(self._table, index)
            return
        self._last = (index, kind, text) if furniture is None else None
        if furniture is not None:
            self._table = None
