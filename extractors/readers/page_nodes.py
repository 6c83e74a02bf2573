"""What a page's tree is made of: block-level elements as nodes, stretches of text as runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from extractors.readers.builder import TableText
from extractors.readers.page_notes import NOTE_ROLES, names_notes
from extractors.readers.page_words import Words
from schemas.documents import Furniture


def _named(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


INLINE = _named(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong "
    "sub sup tt u var wbr img picture ruby rb rt rp time nobr data amp-img g-emoji output br"
)
"""Elements that do not end a run. Whatever is not named here is taken for a block."""

WITHOUT_TEXT = _named(
    "script style noscript template svg iframe object embed canvas video audio map title base link meta math "
    "progress meter input param source track frameset noframes applet"
)
"""Elements whose text, if any, no reader of the page sees as text."""

CONTROLS = _named("button select textarea label datalist option")
"""Set beside the run they stand in, so that a button does not cut a paragraph in two."""

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
FRAMES = _named("h1 h2 h3 h4 h5 h6 li dt dd blockquote pre figcaption figure summary caption")
BOLD = frozenset(("b", "strong"))
LISTS = frozenset(("ul", "ol"))
_LONGEST_NAMES = 1000
HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


class Node:
    """A block-level element, with what its descendants take from it.

    No node refers to itself or to one below it, so that a page's tree is freed as soon as it is read.
    """

    __slots__ = (
        "_frame_above",
        "depth",
        "element",
        "first",
        "framed",
        "good",
        "hidden",
        "hides",
        "in_note",
        "last",
        "lists",
        "names",
        "parent",
        "reason",
        "role",
        "tag",
        "words",
    )

    def __init__(self, element: etree._Element, tag: str, parent: Node | None, first: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.first = self.last = first
        self.words = self.good = 0
        self.reason: Furniture | None = None
        self._frame_above: Node | None
        self.framed: bool = tag in FRAMES
        if parent is None:
            self.depth = self.lists = 0
            self.hidden = self.in_note = False
            self._frame_above = None
        else:
            self.depth = parent.depth + 1
            self.lists = parent.lists
            self.hidden = parent.hidden
            self.in_note = parent.in_note
            self._frame_above = parent if parent.framed else parent._frame_above
            if parent.tag == "details" and tag != "summary" and parent.element.get("open") is None:
                self.hidden = True
        if tag in LISTS:
            self.lists += 1
        self.names = ""
        self.role: str | None = None
        self.hides = False
        attributes = attributes_of(element)
        if attributes:
            self._describe(attributes)

    def _describe(self, attributes: list[tuple[str, str]]) -> None:
        classes = identity = ""
        for name, value in attributes:
            if name == "class":
                classes = value
            elif name == "id":
                identity = value
            elif name == "role":
                self._take_role(value)
            elif is_hiding(name, value):
                self.hides = self.hidden = True
        if classes or identity:
            self.names = f"{classes} {identity}".strip()[:_LONGEST_NAMES]
            if not self.in_note and names_notes(self.names):
                self.in_note = True

    def _take_role(self, role: str) -> None:
        self.role = role
        if role in ("heading", "listitem"):
            self.framed = True
        elif role == "list" and self.tag not in LISTS:
            self.lists += 1
        elif role in NOTE_ROLES:
            self.in_note = True

    @property
    def frame(self) -> Node | None:
        """The nearest element that gives its text a kind (a heading, item, quote, ...), this one included."""
        return self if self.framed else self._frame_above

    def up(self, tag: str) -> Node | None:
        """The nearest node of that tag, this one included."""
        node: Node | None = self
        while node is not None and node.tag != tag:
            node = node.parent
        return node


@dataclass(slots=True, eq=False)
class Run:
    """A stretch of text or a data table. `aside` is set for what stands beside the text: a button, a hint."""

    node: Node
    words: Words
    table: TableText | None = None
    aside: Furniture | None = None
    marker: str | None = None

    @property
    def text(self) -> str:
        """The words, white space folded; of a table all cells in order."""
        return self.words.text


def is_hiding(name: str, value: str) -> bool:
    """Whether an attribute says that its element is not shown."""
    if name == "style":
        return bool(HIDING_STYLE.search(value))
    return name == "hidden" or (name == "aria-hidden" and value == "true")


def attributes_of(element: etree._Element) -> list[tuple[str, str]]:
    """The element's attributes as (name, value)."""
    return element.items()  # type: ignore[return-value]


def is_heading(node: Node) -> bool:
    """Whether a node is a heading by its tag or role."""
    return node.tag in HEADINGS or node.role == "heading"
