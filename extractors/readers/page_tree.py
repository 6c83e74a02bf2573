"""A page's tree to a flat list of runs: what stands between two block-level borders, with its element.

`plant` parses; `Walk` goes through the tree once. A `Node` is a block-level element, a `Run` a stretch of
text (or a data table) that a node owns. Nothing is ever taken out of the tree, so that an XPath taken
later finds its element in the page as archived.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from extractors.readers.builder import TableText
from extractors.readers.errors import Unreadable
from extractors.readers.page_notes import Notes, holds_notes, is_back_link
from extractors.readers.page_paths import Paths
from extractors.readers.page_tables import is_data_table, read_table
from extractors.readers.page_words import (
    BREAK,
    CONTROL_BYTES,
    LOWERED,
    RAISED,
    SEAM,
    Pieces,
    Words,
    all_text,
    bulleted,
    count_words,
    fold,
)
from schemas.documents import Furniture


def _named(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


INLINE = _named(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong "
    "sub sup tt u var wbr img picture ruby rb rt rp time nobr data amp-img g-emoji output br"
)
"""Elements that do not end a run. Whatever is not named here is taken for a block."""

WITHOUT_TEXT = _named(
    "script style noscript template svg iframe object embed canvas video audio map head link meta math "
    "progress meter input param source track frameset noframes applet"
)
"""Elements whose text, if any, no reader of the page sees as text."""

CONTROLS = _named("button select textarea label datalist option")
"""Set beside the run they stand in, so that a button does not cut a paragraph in two."""

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
FRAMES = _named("h1 h2 h3 h4 h5 h6 li dt dd blockquote pre figcaption figure summary caption")
BOLD = frozenset(("b", "strong"))
LISTS = frozenset(("ul", "ol"))
_HIDING = frozenset(("hidden", "aria-hidden", "style"))
_ANCHORS = frozenset(("href", "role"))

MOST_NODES = 300_000
"""No report has that many block-level elements."""
_LONGEST_NAMES = 1000
DEEPEST = 2048
"""libxml2 drops everything from the first element that is nested deeper."""
_LARGEST_UNTANGLED = 300_000

_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HOVER = re.compile(
    r"(?i)(?:tooltip|popover|rollover[\w-]*block|hovercard|sr-only|screen-reader|visually-?hidden)"
)


class Grown(NamedTuple):
    """A parsed page. `located` is false where the tree is not the archived page's own."""

    root: etree._Element
    body: etree._Element
    located: bool = True
    remarks: tuple[str, ...] = ()


class Page:
    """What is asked of the page as a whole while its runs are collected."""

    def __init__(self, grown: Grown) -> None:
        self.grown = grown
        self.notes = Notes(grown.body)
        self._paths = Paths() if grown.located else None

    def place_of(self, element: etree._Element) -> str | None:
        """The element's XPath in the archived page."""
        return self._paths.of(element) if self._paths else None


class Node:
    """A block-level element, with what its descendants take from it."""

    __slots__ = (
        "depth",
        "element",
        "first",
        "frame",
        "good",
        "hidden",
        "hides",
        "last",
        "lists",
        "names",
        "note",
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
        self.frame: Node | None
        self.note: Node | None
        if parent is None:
            self.depth = self.lists = 0
            self.hidden = False
            self.frame = self.note = None
        else:
            self.depth = parent.depth + 1
            self.lists = parent.lists
            self.hidden = parent.hidden
            self.frame = parent.frame
            self.note = parent.note
            if parent.tag == "details" and tag != "summary" and parent.element.get("open") is None:
                self.hidden = True
        if tag in FRAMES:
            self.frame = self
        if tag in LISTS:
            self.lists += 1
        self.names = ""
        self.role: str | None = None
        self.hides = False
        attributes = _attributes(element)
        if attributes:
            self._describe(dict(attributes))

    def _describe(self, attributes: dict[str, str]) -> None:
        classes, identity = attributes.get("class", ""), attributes.get("id", "")
        self.names = (f"{classes} {identity}" if classes and identity else classes or identity)[
            :_LONGEST_NAMES
        ]
        self.role = attributes.get("role")
        if not _HIDING.isdisjoint(attributes) and hides(attributes):
            self.hides = self.hidden = True
        if self.role in ("heading", "listitem"):
            self.frame = self
        elif self.role == "list" and self.tag not in LISTS:
            self.lists += 1
        if self.note is None and holds_notes(self.names, self.role):
            self.note = self

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


def hides(attributes: dict[str, str]) -> bool:
    """Whether an element says of itself that it is not shown."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and bool(_HIDING_STYLE.search(style))


def plant(text: str) -> Grown:
    """Parses a page. Raises Unreadable when there is no element in it at all."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").translate(None, CONTROL_BYTES), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("the page is empty: there is no element and no text in it")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals()):
        from extractors.readers.page_untangle import untangle

        if text.count("<") > _LARGEST_UNTANGLED:
            raise Unreadable(
                f"the page nests its elements more than {DEEPEST} deep and is too large to untangle"
            )
        root = untangle(text)
        remark = f"elements nest more than {DEEPEST} deep: read without places in the page"
        return Grown(root, _body(root), False, (remark,))
    return Grown(root, _body(root))


def _body(root: etree._Element) -> etree._Element:
    body = root.find("body")
    return root if body is None else body


class Walk:
    """Collects `nodes` (in document order) and `runs` below an element."""

    def __init__(self, root: etree._Element, page: Page) -> None:
        self.nodes: list[Node] = []
        self.runs: list[Run] = []
        self._page = page
        self._pieces = Pieces()
        self._beside: list[Run] = []
        self._links = self._bold = 0
        self._at_seam = False
        self._node = Node(root, root.tag, None, 0)
        self.nodes.append(self._node)
        self._go(root)

    def _go(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        parts = self._pieces.parts
        next(walker)
        if root.text:
            self._add(root.text)
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in INLINE:
                    entered = self._open_inline(element, tag)
                elif tag in WITHOUT_TEXT:
                    entered = False
                elif tag in CONTROLS:
                    entered = self._open_control(element, tag)
                else:
                    entered = self._open_block(element, tag)
                if not entered:
                    walker.skip_subtree()
                    skipped = element
                else:
                    text = element.text
                    if text and (parts or not text.isspace()):
                        self._add(text)
                continue
            if element is root:
                break
            if element is skipped:
                skipped = None
            elif tag in INLINE:
                self._close_inline(tag)
            elif tag not in CONTROLS:
                self._close_block()
            text = element.tail
            if text and (parts or not text.isspace()):
                self._add(text)
        self._flush()
        self.nodes[0].last = len(self.runs)

    def _add(self, text: str) -> None:
        self._at_seam = False
        self._pieces.add(text, self._links > 0, self._bold > 0)

    def _open_block(self, element: etree._Element, tag: str) -> bool:
        if self._pieces.parts or self._beside:
            self._flush()
        self._node = Node(element, tag, self._node, len(self.runs))
        self.nodes.append(self._node)
        if len(self.nodes) > MOST_NODES:
            raise Unreadable(f"the page has more than {MOST_NODES:,} blocks, which no report has")
        if tag == "table" and is_data_table(element):
            self._add_table(self._node, element)
            self._close_block()
            return False
        return True

    def _close_block(self) -> None:
        if self._pieces.parts or self._beside:
            self._flush()
        self._node.last = len(self.runs)
        assert self._node.parent is not None
        self._node = self._node.parent

    def _open_control(self, element: etree._Element, tag: str) -> bool:
        """A button inside a heading holds the heading's words, as accordions are built."""
        frame = self._node.frame
        if tag == "button" and frame is not None and (is_heading(frame) or frame.tag == "summary"):
            return True
        self._put_beside(element, "form")
        if self._pieces.parts:
            self._pieces.add(" ", False, False)
        return False

    def _open_inline(self, element: etree._Element, tag: str) -> bool:
        """Handles inline elements that are no plain text; False when the walk is not to go into them."""
        if self._at_seam:
            self._pieces.sign(SEAM)
            if tag == "a":
                self._pieces.add(" ", False, False)
            self._at_seam = False
        if tag == "span":
            return not self._is_set_aside(element, _attributes(element))
        if tag == "a":
            attributes = _attributes(element)
            if self._is_set_aside(element, attributes) or self._is_reference(element, attributes):
                return False
            self._links += 1
        elif tag in BOLD:
            self._bold += 1
        elif tag == "br":
            self._break(element)
        elif tag == "sup" or tag == "sub":
            return not self._is_raised(element, tag)
        return True

    def _close_inline(self, tag: str) -> None:
        self._at_seam = True
        if tag == "a":
            self._links -= 1
        elif tag in BOLD:
            self._bold -= 1

    def _break(self, element: etree._Element) -> None:
        following = element.getnext()
        if following is not None and following.tag == "br" and not (element.tail or "").strip():
            self._flush()
        else:
            self._pieces.sign(BREAK)

    def _is_set_aside(self, element: etree._Element, attributes: list[tuple[str, str]]) -> bool:
        """Puts beside the run what a `span` or `a` holds that shows on hovering only, or not at all."""
        for name, value in attributes:
            if (
                (name == "class" and shows_on_hover(value))
                or name == "hidden"
                or (name == "style" and _HIDING_STYLE.search(value))
            ):
                self._put_beside(element, "boilerplate")
                return True
        return False

    def _is_reference(self, element: etree._Element, attributes: list[tuple[str, str]]) -> bool:
        """Lifts out a link that is a note's mark, or leads back to one."""
        for name, value in attributes:
            if name in _ANCHORS and value.startswith(("#", "doc-")):
                break
        else:
            return False
        mark = self._page.notes.mark(element)
        if mark is not None:
            self._pieces.mark(mark)
            return True
        return is_back_link(element)

    def _is_raised(self, element: etree._Element, tag: str) -> bool:
        """Lifts out a mark; writes a raised figure with raised digits where it would fuse with the text."""
        mark = self._page.notes.mark(element) if tag == "sup" else None
        if mark is not None:
            self._pieces.mark(mark)
            return True
        text = (element.text or "").strip()
        if len(element) or not text or not text[-1].isdigit() or not self._pieces.ends_in_word():
            return False
        self._add(text.translate(RAISED if tag == "sup" else LOWERED))
        return True

    def _put_beside(self, element: etree._Element, reason: Furniture) -> None:
        text = fold(all_text(element, " "))
        if text:
            own = Node(element, element.tag, self._node, 0)
            self._beside.append(Run(own, Words(text, count_words(text)), aside=reason))

    def _flush(self) -> None:
        taken = self._pieces.take() if self._pieces.parts else ()
        for words in taken:
            marker = None
            if len(taken) > 1 or words.text[0] in "•·▪●◦‣■":
                marker, rest = bulleted(words.text)
                if marker:
                    cut = len(words.text) - len(rest)
                    words.text = rest
                    words.references = [(max(0, at - cut), mark) for at, mark in words.references]
            self.runs.append(Run(self._node, words, marker=marker))
        if self._beside:
            self.runs += self._beside
            self._beside.clear()

    def _add_table(self, node: Node, element: etree._Element) -> None:
        caption = element.find("caption")
        if caption is not None:
            below = Node(caption, "caption", node, len(self.runs))
            self.nodes.append(below)
            self.runs += [replace(run, node=below) for run in Walk(caption, self._page).runs]
            below.last = len(self.runs)
        table = read_table(element, self._words_of, self._page.place_of)
        text = " ".join(cell.text for cell in table.cells if cell.text)
        if text:
            links = sum(count_words(fold(all_text(link))) for link in element.iterdescendants("a"))
            self.runs.append(Run(node, Words(text, count_words(text), links), table=table))

    def _words_of(self, cell: etree._Element) -> tuple[str, Sequence[tuple[int, str]]]:
        if not len(cell):
            return fold(cell.text or ""), ()
        text = ""
        marks: list[tuple[int, str]] = []
        for run in Walk(cell, self._page).runs:
            if run.aside is None:
                text = f"{text} {run.text}" if text else run.text
                start = len(text) - len(run.text)
                marks += [(start + at, mark) for at, mark in run.words.references]
        return text, marks


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return element.items()  # type: ignore[return-value]


def is_heading(node: Node) -> bool:
    """Whether a node is a heading by its tag or role."""
    return node.tag in HEADINGS or node.role == "heading"


@lru_cache(maxsize=8192)
def shows_on_hover(classes: str) -> bool:
    """Whether class names are those of hints, or of text for screen readers only."""
    return bool(_HOVER.search(classes))
