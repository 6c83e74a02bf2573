"""Lines of a region into passages: where one paragraph, heading or list item ends and the next begins.

In: the lines and tables of a region in reading order, the tags of their page, and what the document's text
looks like on the whole. Out: passages (lines that belong together) and tables, in the same order; and
passages joined again where a column or a page had cut a sentence in two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.readers.pdf_grid import Grid
from extractors.readers.pdf_lines import JoinedText, Line, join_lines
from extractors.readers.pdf_tags import Tag
from extractors.readers.reading_order import Item
from schemas.documents import BlockKind, Furniture

BULLET = re.compile(r"([•◦▪■□●○‣⁃∙·➢►▶✓✔❖\-–—*»›o])\s+(?=\S)")
ORDINAL = re.compile(r"(\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)])\s+(?=\S)")
SENTENCE_END = re.compile(r"[.!?:;…][)\]”\"’']*$")
LOWER_START = re.compile(r"[(“\"‘']?[a-zà-öø-ÿ]")
NEW_PARAGRAPH = 1.28
"""A step between baselines above this many times the usual one begins a paragraph."""
SAME_SIZE = 0.07
EM_PER_LETTER = 0.5


@dataclass(slots=True)
class TextStyle:
    """What the document's running text looks like: its size (points), its leading in sizes, and whether the
    tags part its lines as a reader would."""

    size: float
    leading: float
    tags_trusted: bool


@dataclass(slots=True)
class Passage:
    """Lines that make one block."""

    lines: list[Line]
    tag: Tag | None = None
    marker: str | None = None
    kind: BlockKind = "paragraph"
    level: int | None = None
    furniture: Furniture | None = None
    region: int = 0
    right: float = 0.0
    joined: JoinedText | None = field(default=None, repr=False)

    @property
    def content(self) -> JoinedText:
        """Clean text, without the marker of a list item."""
        if self.joined is None:
            self.joined = _without_marker(join_lines(self.lines), self.marker)
        return self.joined

    def release(self) -> None:
        """Lets go of its lines, once they are in the document."""
        self.lines, self.joined = [], None

    @property
    def text(self) -> str:
        """Its clean text."""
        return self.content.text

    @property
    def page(self) -> int:
        """Page of its first line."""
        return self.lines[0].page

    @property
    def size(self) -> float:
        """Size of most of its text, in points."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def x0(self) -> float:
        """Left edge of its first line."""
        return self.lines[0].x0


def _without_marker(joined: JoinedText, marker: str | None) -> JoinedText:
    if not marker or not joined.text.startswith(marker):
        return joined
    cut = len(marker) + len(joined.text[len(marker) :]) - len(joined.text[len(marker) :].lstrip())
    for place in joined.lines:
        place.start, place.end = max(0, place.start - cut), max(0, place.end - cut)
    references = [(max(0, offset - cut), mark) for offset, mark in joined.references]
    return JoinedText(
        joined.text[cut:], [place for place in joined.lines if place.end > place.start], references
    )


def text_style(lines: Iterable[Line], tags: Mapping[int, Mapping[int, Tag]]) -> TextStyle:
    """The style of most of the text. `tags` are by page and marked-content id."""
    weight: dict[float, int] = defaultdict(int)
    steps: dict[float, int] = defaultdict(int)
    parted = together = 0
    ordered = list(lines)
    for line in ordered:
        weight[round(line.size * 2) / 2] += len(line.text)
    size = max(weight, key=lambda one: weight[one]) if weight else 10.0
    for above, below in pairwise(ordered):
        step = (below.baseline - above.baseline) / max(above.size, 1.0)
        if above.page == below.page and abs(above.size - below.size) < 0.5 and 0.9 < step < 2.2:
            steps[round(step, 1)] += 1
            one, two = _tag(above, tags), _tag(below, tags)
            if one and two and not SENTENCE_END.search(above.text) and LOWER_START.match(below.text):
                parted += one.element != two.element
                together += one.element == two.element
    leading = max(steps, key=lambda one: (steps[one], -one)) if steps else 1.2
    return TextStyle(size, leading, together > 4 * parted)


def _tag(line: Line, tags: Mapping[int, Mapping[int, Tag]]) -> Tag | None:
    return tags.get(line.page, {}).get(line.mcid) if line.mcid is not None else None


def passages(
    region: Sequence[Item], number: int, tags: Mapping[int, Mapping[int, Tag]], style: TextStyle
) -> list[Passage | Grid]:
    """The passages and tables of one region, in order."""
    found: list[Passage | Grid] = []
    lines = [item for item in region if isinstance(item, Line)]
    right = max((line.x1 for line in lines), default=0.0)
    current: Passage | None = None
    for item in region:
        if isinstance(item, Grid):
            found.append(item)
            current = None
            continue
        tag = _tag(item, tags) if style.tags_trusted else None
        if current is None or _begins(current, item, tag, right, style):
            current = Passage([], tag=tag, marker=_marker(item), region=number, right=right)
            found.append(current)
        current.lines.append(item)
    return found


def _marker(line: Line) -> str | None:
    """The bullet or ordinal a line begins with."""
    if line.bullet:
        return line.bullet
    match = BULLET.match(line.text) or ORDINAL.match(line.text)
    return match.group(1) if match else None


def _begins(passage: Passage, line: Line, tag: Tag | None, right: float, style: TextStyle) -> bool:
    """Whether a line begins a passage of its own after the lines so far."""
    last = passage.lines[-1]
    if tag and passage.tag:
        if tag.element == passage.tag.element:
            return bool(line.bullet)
        if {tag.role, passage.tag.role} != {"Lbl", "LI"} or _marker(line):
            return True
    if abs(line.size - last.size) > SAME_SIZE * max(line.size, last.size):
        return True
    step = line.baseline - last.baseline
    usual = style.leading * last.size
    if len(passage.lines) > 1:
        usual = min(usual, passage.lines[-1].baseline - passage.lines[-2].baseline)
    if step > NEW_PARAGRAPH * max(usual, last.size) or step < 0:
        return True
    if line.bold != last.bold and (last.bold or len(line.text.split()) > 1):
        return not (last.bold and passage.bold is False)
    if _marker(line) and _is_item(passage, line):
        return True
    return _indented(passage, line) or _left_early(passage, line, right)


def _is_item(passage: Passage, line: Line) -> bool:
    """Whether a marker at the start of a line is one, and not a word that only looks like it."""
    if line.bullet or BULLET.match(line.text):
        return not (
            line.text[0] in "-–—o*" and not SENTENCE_END.search(passage.lines[-1].text) and not passage.marker
        )
    if passage.marker:
        beside = line.x0 <= passage.x0 + 0.5 * line.size
        return beside or bool(SENTENCE_END.search(passage.lines[-1].text)) or _first_ordinal(line.text)
    return bool(SENTENCE_END.search(passage.lines[-1].text)) or line.x0 > passage.x0 + line.size


def _first_ordinal(text: str) -> bool:
    """Whether an ordinal begins a count: 1, a, A or i."""
    return bool(re.match(r"\(?(?:1|a|A|i|I)[.)]\s", text))


def _indented(passage: Passage, line: Line) -> bool:
    """Whether the line begins a paragraph by its first-line indent, or ends a list item by going back."""
    last = passage.lines[-1]
    em = line.size
    if passage.marker:
        body = passage.lines[1].x0 if len(passage.lines) > 1 else None
        if body is not None and line.x0 < body - 0.6 * em:
            return True
        return line.x0 < passage.x0 - 0.6 * em
    if len(passage.lines) == 1 and passage.x0 > line.x0 + 0.6 * em and passage.x0 < line.x0 + 5 * em:
        return False
    indent = line.x0 - last.x0
    if not 0.8 * em < indent < 5 * em or _centred(passage, line):
        return False
    return bool(SENTENCE_END.search(last.text))


def _centred(passage: Passage, line: Line) -> bool:
    last = passage.lines[-1]
    return abs(last.x0 + last.x1 - line.x0 - line.x1) < 4.0


def _left_early(passage: Passage, line: Line, right: float) -> bool:
    """Whether the line before ended although the first word of this one had had room on it."""
    last = passage.lines[-1]
    if _centred(passage, line) and last.x1 < right - 2 * line.size:
        return False
    first_word = line.text.split(" ", 1)[0]
    room = right - last.x1 - (len(first_word) + 1) * EM_PER_LETTER * line.size
    if room < line.size:
        return False
    if SENTENCE_END.search(last.text):
        return True
    return room > 0.25 * max(right - passage.x0, 1.0) and not LOWER_START.match(line.text)


def joined_across(flow: Sequence[Passage | Grid]) -> list[Passage | Grid]:
    """The flow with paragraphs and list items put together that a column's or page's end had cut.

    What stands between the halves (notes at the foot, a table at the head) follows the whole.
    """
    result: list[Passage | Grid] = []
    open_at: int | None = None
    for item in flow:
        if isinstance(item, Grid):
            result.append(item)
            continue
        if item.furniture or item.kind not in ("paragraph", "list_item"):
            result.append(item)
            if item.kind in ("heading", "title"):
                open_at = None
            continue
        before = result[open_at] if open_at is not None else None
        if isinstance(before, Passage) and _continues(before, item):
            before.lines += item.lines
            before.region, before.right, before.joined = item.region, item.right, None
            continue
        open_at = len(result)
        result.append(item)
    return result


def _continues(before: Passage, item: Passage) -> bool:
    """Whether a passage goes on in the first one of a later region."""
    if before.region == item.region or item.marker:
        return False
    if abs(before.size - item.size) > SAME_SIZE * before.size or before.bold != item.bold:
        return False
    end, start = before.lines[-1].text, item.lines[0].text
    if not end or not start or SENTENCE_END.search(end):
        return False
    if end[-1] in "-\u2010\u00ad,–—(" or LOWER_START.match(start):
        return True
    full = before.lines[-1].x1 > before.right - 6 * before.size
    return full and item.lines[0].page - before.lines[-1].page <= 1
