"""A page's tree to a flat list of runs: what stands between two block-level borders, with its element.

`plant` parses; `Walk` goes through the tree once. A `Node` is a block-level element, a `Run` a stretch of
text (or a data table) that a node owns. Nothing is ever taken out of the tree, so that an XPath taken
later finds its element in the page as archived.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from extractors.readers.builder import TableText
from extractors.readers.errors import Unreadable
from extractors.readers.page_notes import Notes, holds_notes, is_back_link
from extractors.readers.page_paths import Paths
from extractors.readers.page_tables import is_data_table, read_table
from extractors.readers.page_words import (
    BREAK,
    CONTROL,
    LOWERED,
    RAISED,
    SEAM,
    Pieces,
    Words,
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
        classes, identity, self.role = element.get("class"), element.get("id"), element.get("role")
        self.names = f"{classes} {identity}" if classes and identity else classes or identity or ""
        self.hidden = is_hidden(element)
        self.frame: Node | None = self if tag in FRAMES or self.role in ("heading", "listitem") else None
        self.note: Node | None = self if holds_notes(self.names, self.role) else None
        self.depth = self.lists = 0
        if parent is not None:
            self.depth = parent.depth + 1
            self.frame = self.frame or parent.frame
            self.note = parent.note or self.note
            self.lists = parent.lists
            folded = parent.tag == "details" and tag != "summary" and parent.element.get("open") is None
            self.hidden = self.hidden or parent.hidden or folded
        if tag in ("ul", "ol") or self.role == "list":
            self.lists += 1

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


def is_hidden(element: etree._Element) -> bool:
    """Whether the element says of itself that it is not shown."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style and _HIDING_STYLE.search(style))


def plant(text: str) -> Grown:
    """Parses a page. Raises Unreadable when there is no element in it at all."""
    if CONTROL.search(text):
        text = CONTROL.sub("", text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
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
        self._links = 0
        self._bold = 0
        self._go(root)

    def _go(self, root: etree._Element) -> None:
        node = self._enter(root, root.tag, None)
        skipped: etree._Element | None = None
        after_inline = False
        walker = etree.iterwalk(root, events=("start", "end"))
        next(walker)
        if root.text:
            self._pieces.add(root.text, False, False)
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in INLINE:
                    if after_inline:
                        self._pieces.sign(SEAM)
                        if tag == "a":
                            self._pieces.add(" ", False, False)
                    after_inline = False
                    if self._set_aside(element, tag, node):
                        walker.skip_subtree()
                        skipped = element
                        continue
                    if tag == "a":
                        self._links += 1
                    elif tag in BOLD:
                        self._bold += 1
                elif tag in WITHOUT_TEXT:
                    walker.skip_subtree()
                    skipped = element
                    continue
                elif tag in CONTROLS:
                    if self._is_text(tag, node):
                        continue_text = element.text
                        if continue_text:
                            self._pieces.add(continue_text, False, False)
                        continue
                    self._put_beside(node, element, "form")
                    walker.skip_subtree()
                    skipped = element
                    continue
                else:
                    self._flush(node)
                    after_inline = False
                    node = self._enter(element, tag, node)
                    if tag == "table" and is_data_table(element):
                        self._add_table(node, element)
                        walker.skip_subtree()
                        continue
                if element.text:
                    self._pieces.add(element.text, self._links > 0, self._bold > 0)
                continue
            if element is skipped:
                skipped = None
            elif tag in INLINE:
                after_inline = not element.tail
                if tag == "a":
                    self._links -= 1
                elif tag in BOLD:
                    self._bold -= 1
            elif tag not in CONTROLS:
                self._flush(node)
                node.last = len(self.runs)
                if node.parent is None:
                    return
                node = node.parent
            tail = element.tail
            if tail:
                self._pieces.add(tail, self._links > 0, self._bold > 0)

    def _enter(self, element: etree._Element, tag: str, parent: Node | None) -> Node:
        node = Node(element, tag, parent, len(self.runs))
        self.nodes.append(node)
        return node

    @staticmethod
    def _is_text(tag: str, node: Node) -> bool:
        """A button inside a heading holds the heading's words, as accordions are built."""
        return (
            tag == "button"
            and node.frame is not None
            and (node.frame.tag in HEADINGS or node.frame.tag == "summary" or node.frame.role == "heading")
        )

    def _set_aside(self, element: etree._Element, tag: str, node: Node) -> bool:
        """Handles inline elements that are no plain text; True when the walk is not to go into them."""
        if tag == "br":
            following = element.getnext()
            if following is not None and following.tag == "br" and not (element.tail or "").strip():
                self._flush(node)
            else:
                self._pieces.sign(BREAK)
        elif tag in ("sup", "a"):
            mark = (
                self._page.notes.mark(element)
                if tag == "sup" or element.get("href", "").startswith("#")
                else None
            )
            if mark is not None:
                self._pieces.mark(mark)
                return True
            if tag == "a" and is_back_link(element):
                return True
            if tag == "sup" and self._raise(element, RAISED):
                return True
        elif tag == "sub" and self._raise(element, LOWERED):
            return True
        if tag in ("span", "a") and _is_unseen(element):
            self._put_beside(node, element, "boilerplate")
            return True
        return False

    def _raise(self, element: etree._Element, digits: dict[int, int]) -> bool:
        """Writes a raised figure with raised digits where it would fuse with what stands before it."""
        text = (element.text or "").strip()
        if len(element) or not text or not text[-1].isdigit() or not self._pieces.ends_in_digit():
            return False
        self._pieces.add(text.translate(digits), self._links > 0, self._bold > 0)
        return True

    def _put_beside(self, node: Node, element: etree._Element, reason: Furniture) -> None:
        text = fold(" ".join(element.itertext()))
        if text:
            own = Node(element, element.tag, node, 0)
            self._beside.append(Run(own, Words(text, count_words(text)), aside=reason))

    def _flush(self, node: Node) -> None:
        taken = self._pieces.take()
        for words in taken:
            marker = None
            if len(taken) > 1 or words.text[0] in "•·▪●◦‣■":
                marker, rest = bulleted(words.text)
                if marker:
                    cut = len(words.text) - len(rest)
                    words.text = rest
                    words.references = [(max(0, at - cut), mark) for at, mark in words.references]
            self.runs.append(Run(node, words, marker=marker))
        if self._beside:
            self.runs += self._beside
            self._beside.clear()

    def _add_table(self, node: Node, element: etree._Element) -> None:
        caption = element.find("caption")
        if caption is not None:
            below = self._enter(caption, "caption", node)
            self.runs += [replace(run, node=below) for run in Walk(caption, self._page).runs]
            below.last = len(self.runs)
        table = read_table(element, self._words_of, self._page.place_of)
        text = " ".join(cell.text for cell in table.cells if cell.text)
        if text:
            links = sum(count_words(fold("".join(link.itertext()))) for link in element.iterdescendants("a"))
            self.runs.append(Run(node, Words(text, count_words(text), links), table=table))

    def _words_of(self, cell: etree._Element) -> str:
        if not len(cell):
            return fold(cell.text or "")
        walk = Walk(cell, self._page)
        return " ".join(run.text for run in walk.runs if run.aside is None)


def _is_unseen(element: etree._Element) -> bool:
    if element.get("hidden") is not None or _HIDING_STYLE.search(element.get("style") or ""):
        return True
    classes = element.get("class")
    return bool(classes and _HOVER.search(classes))
