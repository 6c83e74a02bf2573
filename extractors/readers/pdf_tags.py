"""What the structure tags of a page say of its text (PDF 32000-1, 14.7 and 14.8).

In: an open page. Out: for each marked-content id the block element it lies in, with its role, and the cell of
a tagged table. Tags are advice: many files are tagged line by line or not at all.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as raw

MAX_DEPTH = 60
MAX_ELEMENTS = 50_000

_HEADINGS = {"Title": 1, "H": 2, **{f"H{level}": level for level in range(1, 7)}}
_INLINE = frozenset(
    ("Span", "Link", "Quote", "Reference", "Em", "Strong", "Code", "Annot", "BibEntry", "StyleSpan")
)
_GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "NonStruct", "Private", "Aside", ""))


class Tag(NamedTuple):
    """The block element of a piece of text: its number on the page, role and surroundings."""

    element: int
    role: str
    list_depth: int

    @property
    def heading_level(self) -> int | None:
        """1 to 6 for a heading, else None."""
        return _HEADINGS.get(self.role)


class TaggedCell(NamedTuple):
    """A cell of a tagged table: the table's number on the page, its row, and its place in that row."""

    table: int
    row: int
    place: int
    header: bool
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class PageTags:
    """Tags and table cells by marked-content id; `rows` has all cells of each table, empty ones included."""

    blocks: dict[int, Tag] = field(default_factory=dict)
    cells: dict[int, TaggedCell] = field(default_factory=dict)
    rows: dict[int, list[list[TaggedCell]]] = field(default_factory=dict)


def tags_of(page: Any) -> PageTags:
    """The tags of a page; empty for an untagged one. `page` is PDFium's handle."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return PageTags()
    try:
        walker = _Walker()
        for i in range(raw.FPDF_StructTree_CountChildren(tree)):
            walker.walk(raw.FPDF_StructTree_GetChildAtIndex(tree, i), _Surroundings(), 0)
        return walker.found
    finally:
        raw.FPDF_StructTree_Close(tree)


class _Surroundings(NamedTuple):
    element: int = 0
    role: str = ""
    list_depth: int = 0
    table: int = 0
    cell: TaggedCell | None = None


class _Walker:
    def __init__(self) -> None:
        self.found = PageTags()
        self.count = 0
        self._name = ctypes.create_string_buffer(128)

    def walk(self, element: Any, around: _Surroundings, depth: int) -> None:
        """Notes what lies in an element; inline elements belong to the block around them."""
        self.count += 1
        if not element or depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            return
        role = self._role(element)
        if role in _GROUPS and not around.role:
            around = around._replace(element=self.count)
        elif role not in _INLINE and role not in _GROUPS:
            around = around._replace(
                element=self.count,
                role="LI" if role == "P" and around.role in ("LBody", "LI") else role,
                list_depth=around.list_depth + (role == "L"),
            )
            around = self._in_table(element, role, around)
        for mcid in self._content_ids(element):
            self._note(mcid, around)
        for i in range(raw.FPDF_StructElement_CountChildren(element)):
            mcid = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
            if mcid >= 0:
                self._note(mcid, around)
            child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
            if child:
                self.walk(child, around, depth + 1)

    def _note(self, mcid: int, around: _Surroundings) -> None:
        self.found.blocks.setdefault(mcid, Tag(around.element, around.role, around.list_depth))
        if around.cell is not None:
            self.found.cells.setdefault(mcid, around.cell)

    def _in_table(self, element: Any, role: str, around: _Surroundings) -> _Surroundings:
        """The surroundings with the table and the cell that the element opens."""
        rows = self.found.rows
        if role == "Table":
            rows[self.count] = []
            return around._replace(table=self.count, cell=None)
        if role == "TR" and around.table:
            rows[around.table].append([])
        if role in ("TD", "TH") and around.table and rows[around.table]:
            row = rows[around.table][-1]
            cell = TaggedCell(
                around.table, len(rows[around.table]) - 1, len(row), role == "TH",
                _number(element, b"RowSpan"), _number(element, b"ColSpan"),
            )  # fmt: skip
            row.append(cell)
            return around._replace(cell=cell)
        return around

    def _role(self, element: Any) -> str:
        length = raw.FPDF_StructElement_GetType(element, self._name, 128)
        return self._name.raw[: max(0, min(length, 128) - 2)].decode("utf-16-le", "replace")

    @staticmethod
    def _content_ids(element: Any) -> Iterator[int]:
        for i in range(raw.FPDF_StructElement_GetMarkedContentIdCount(element)):
            mcid = raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, i)
            if mcid >= 0:
                yield mcid


def _number(element: Any, name: bytes) -> int:
    """A number among the attributes of an element: 1 where there is none, or one that no table has."""
    value = ctypes.c_float()
    for i in range(max(0, raw.FPDF_StructElement_GetAttributeCount(element))):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(element, i)
        found = attribute and raw.FPDF_StructElement_Attr_GetValue(attribute, name)
        if found and raw.FPDF_StructElement_Attr_GetNumberValue(found, value) and 1 <= value.value <= 1000:
            return int(value.value)
    return 1
