"""What the structure tags of a page say of its text (PDF 32000-1, 14.7 and 14.8).

In: an open page. Out: for each marked-content id the block element it lies in, with its role. Tags are
advice: many files are tagged line by line or not at all.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
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
    in_table: bool

    @property
    def heading_level(self) -> int | None:
        """1 to 6 for a heading, else None."""
        return _HEADINGS.get(self.role)


def tags_of(page: Any) -> dict[int, Tag]:
    """Tags by marked-content id; empty for an untagged page. `page` is PDFium's handle."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
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
    in_table: bool = False


class _Walker:
    def __init__(self) -> None:
        self.found: dict[int, Tag] = {}
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
            around = _Surroundings(
                self.count,
                "LI" if role == "P" and around.role in ("LBody", "LI") else role,
                around.list_depth + (role == "L"),
                around.in_table or role == "Table",
            )
        for mcid in self._content_ids(element):
            self.found.setdefault(mcid, Tag(*around))
        for i in range(raw.FPDF_StructElement_CountChildren(element)):
            mcid = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
            if mcid >= 0:
                self.found.setdefault(mcid, Tag(*around))
            child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
            if child:
                self.walk(child, around, depth + 1)

    def _role(self, element: Any) -> str:
        length = raw.FPDF_StructElement_GetType(element, self._name, 128)
        return self._name.raw[: max(0, min(length, 128) - 2)].decode("utf-16-le", "replace")

    @staticmethod
    def _content_ids(element: Any) -> Iterator[int]:
        for i in range(raw.FPDF_StructElement_GetMarkedContentIdCount(element)):
            mcid = raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, i)
            if mcid >= 0:
                yield mcid
