"""A page's tree to a flat list of runs: what stands between two block-level borders, with its element.

`Walk` goes through the tree once. Nothing is ever taken out of it, so that an XPath taken later finds its
element in the page as archived.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from extractors.readers.errors import Unreadable
from extractors.readers.page_furniture import ALWAYS
from extractors.readers.page_nodes import (
    BOLD,
    CONTROLS,
    HIDING_STYLE,
    INLINE,
    WITHOUT_TEXT,
    Node,
    Run,
    attributes_of,
    is_heading,
)
from extractors.readers.page_notes import Notes, is_back_link
from extractors.readers.page_parse import Grown
from extractors.readers.page_paths import Paths
from extractors.readers.page_tables import is_data_table, read_table
from extractors.readers.page_words import (
    BREAK,
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

MOST_NODES = 300_000
"""No report has that many block-level elements."""
_ANCHORS = frozenset(("href", "role"))
_HOVER = re.compile(
    r"(?i)(?:tooltip|popover|rollover[\w-]*block|hovercard|sr-only|screen-reader|visually-?hidden)"
)


class Page:
    """What is asked of the page as a whole while its runs are collected."""

    def __init__(self, grown: Grown) -> None:
        self.grown = grown
        self.notes = Notes(grown.body)
        self._paths = Paths() if grown.located else None

    def place_of(self, element: etree._Element) -> str | None:
        """The element's XPath in the archived page."""
        return self._paths.of(element) if self._paths else None


class Walk:
    """Collects `nodes` (in document order) and `runs` below an element."""

    def __init__(self, root: etree._Element, page: Page) -> None:
        self.nodes: list[Node] = []
        self.runs: list[Run] = []
        self._page = page
        self._pieces = Pieces()
        self._beside: list[Run] = []
        self._at_seam = False
        self._node = Node(root, root.tag, None, 0)
        self.nodes.append(self._node)
        self._go(root)

    def _go(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        parts, add = self._pieces.parts, self._pieces.add
        next(walker)
        if root.text:
            add(root.text)
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
                        self._at_seam = False
                        add(text)
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
                self._at_seam = False
                add(text)
        self._flush()
        self.nodes[0].last = len(self.runs)

    def _open_block(self, element: etree._Element, tag: str) -> bool:
        if self._pieces.parts or self._beside:
            self._flush()
        if tag in ALWAYS:
            self._put_beside(element, ALWAYS[tag])
            return False
        self._node = Node(element, tag, self._node, len(self.runs))
        self.nodes.append(self._node)
        if len(self.nodes) > MOST_NODES:
            raise Unreadable(
                f"the page has more than {MOST_NODES:,} blocks, which no report has", "too large"
            )
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
            self._pieces.add(" ")
        return False

    def _open_inline(self, element: etree._Element, tag: str) -> bool:
        """Handles inline elements that are no plain text; False when the walk is not to go into them."""
        if self._at_seam:
            self._pieces.sign(SEAM)
            if tag == "a":
                self._pieces.add(" ")
            self._at_seam = False
        if tag == "span":
            return not self._is_set_aside(element, attributes_of(element))
        if tag == "a":
            attributes = attributes_of(element)
            if self._is_set_aside(element, attributes) or self._is_reference(element, attributes):
                return False
            self._pieces.links += 1
        elif tag in BOLD:
            self._pieces.bolds += 1
        elif tag == "br":
            self._break(element)
        elif tag == "sup" or tag == "sub":
            return not self._is_raised(element, tag)
        return True

    def _close_inline(self, tag: str) -> None:
        self._at_seam = True
        if tag == "a":
            self._pieces.links -= 1
        elif tag in BOLD:
            self._pieces.bolds -= 1

    def _break(self, element: etree._Element) -> None:
        following = element.getnext()
        doubled = following is not None and following.tag == "br" and not (element.tail or "").strip()
        if doubled or self._pieces.all_bold:  # a line all in bold stands over what follows
            self._flush()
        else:
            self._pieces.sign(BREAK)

    def _is_set_aside(self, element: etree._Element, attributes: list[tuple[str, str]]) -> bool:
        """Puts beside the run what a `span` or `a` holds that shows on hovering only, or not at all."""
        for name, value in attributes:
            if (
                (name == "class" and shows_on_hover(value))
                or name == "hidden"
                or (name == "style" and HIDING_STYLE.search(value))
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
        self._pieces.add(text.translate(RAISED if tag == "sup" else LOWERED))
        return True

    def _put_beside(self, element: etree._Element, reason: Furniture) -> None:
        text = fold(" ".join(_texts(element)))
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


def _texts(element: etree._Element) -> Iterator[str]:
    """The text nodes below an element that a reader could see."""
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, one in walker:
        if event == "start":
            if one.tag in WITHOUT_TEXT:
                walker.skip_subtree()
            elif one.text:
                yield one.text
        elif one.tail and one is not element:
            yield one.tail


@lru_cache(maxsize=8192)
def shows_on_hover(classes: str) -> bool:
    """Whether class names are those of hints, or of text for screen readers only."""
    return bool(_HOVER.search(classes))
