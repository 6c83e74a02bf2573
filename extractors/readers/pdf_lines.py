"""Words into printed lines: what stands on one baseline without a wide gap, and the text it makes.

In: the word dicts of a pdfplumber page. Out: `Line`s in page coordinates, and `JoinedText`, the clean text
of several lines with a place for each. Raised footnote marks are told apart from the text here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from extractors.readers.builder import Line as PrintedLine
from extractors.readers.line_ends import SOFT_HYPHEN, continued
from schemas.documents import Furniture
from schemas.evidence import Box

WORD_ATTRIBUTES = ["fontname", "size", "bold", "mcid", "non_stroking_color"]
WIDE_GAP = 1.0
"""A gap above this part of the size ends a fragment of a line; neighbours may be joined again later."""
FIGURE_GAP = 0.55
"""A gap above this part of the size parts two figures, which in a narrow table stand that close."""
BREAK = 0.45
"""A gap above this part of the size may part two headings of a table."""
GLUED = 0.12
"""Words closer than this part of the size, changing font in mid-word, are one word."""

_MARK = re.compile(
    r"(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡§¶#]{1,4})(?:\s?,\s?(?:\d{1,3}|[a-z]|[*†‡§¶#]{1,4}))*[)\].,;:]?"
)
_ORDINAL = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED_LETTERS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_UNIT_OF_POWER = re.compile(r"(?:^|[\d\s/(·])(?:[kcmdµn]?m|ft|in|yd|mi|s|10)$")
_CHEMICAL = re.compile(r"(?:CO|NO|SO|CH|H|O)$")


@dataclass(slots=True)
class Word:
    """A run of glyphs without white space, all of one font and size. Points, origin top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    mcid: int | None
    fontname: str
    color: tuple[float, ...] | None = None
    mark: bool = False

    @property
    def baseline(self) -> float:
        """Where its letters stand."""
        return self.bottom - 0.25 * self.size


@dataclass(slots=True)
class JoinedText:
    """Clean text of several lines: where each line stands in it, and the marks taken out (offset, mark)."""

    text: str
    lines: Sequence[PrintedLine]
    references: Sequence[tuple[int, str]]


class Break(NamedTuple):
    """A gap in a line wide enough to part two headings: characters before it, where it begins and ends."""

    offset: int
    x0: float
    x1: float


@dataclass(slots=True)
class Line:
    """What stands on one baseline, left to right. Points, origin top left.

    `bold` says that all its letters are; `mcid` is the marked-content id of its first tagged word; `bullet`
    the marker of a list item that was drawn as a shape; `furniture` why it is no part of the text. `words`
    are there while a page is worked on.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    mcid: int | None
    fontname: str
    content: JoinedText
    words: Sequence[Word] = ()
    bullet: str | None = None
    furniture: Furniture | None = None
    breaks: tuple[Break, ...] = ()

    @property
    def box(self) -> Box:
        """Its place on the page."""
        return Box(round(self.x0, 2), round(self.top, 2), round(self.x1, 2), round(self.bottom, 2))

    @property
    def text(self) -> str:
        """The words as printed, marks left out."""
        return self.content.text


def line_of(words: list[Word], page: int) -> Line:
    """The line that words on one baseline make, given left to right."""
    size = _main_size(words)
    main = [word for word in words if word.size >= 0.9 * size] or words
    baseline = main[0].baseline
    _find_marks(words, baseline, size)
    content = _line_text(words)
    return Line(
        page=page,
        x0=min(word.x0 for word in words),
        top=min(word.top for word in main),
        x1=max(word.x1 for word in words),
        bottom=max(word.bottom for word in main),
        baseline=baseline,
        size=size,
        bold=_all_bold(words),
        mcid=next((word.mcid for word in words if word.mcid is not None and not word.mark), None),
        fontname=max(words, key=lambda word: len(word.text)).fontname,
        content=content,
        words=words,
        breaks=_breaks(words, content.text),
    )


def parted(line: Line, gap: Break) -> tuple[Line, Line]:
    """The two lines that a break makes of one."""
    first, second = line.text[: gap.offset], line.text[gap.offset :].lstrip()
    left = replace(line, x1=gap.x0, content=JoinedText(first, (), ()), breaks=())
    right = replace(
        line,
        x0=gap.x1,
        content=JoinedText(second, (), ()),
        breaks=tuple(
            Break(other.offset - len(line.text) + len(second), other.x0, other.x1)
            for other in line.breaks
            if other.x0 > gap.x1
        ),
    )
    return left, right


def _breaks(words: Sequence[Word], text: str) -> tuple[Break, ...]:
    found = []
    offset = 0
    for left, right in pairwise(words):
        offset += len(left.text) + 1
        if right.x0 - left.x1 > BREAK * left.size:
            found.append(Break(offset - 1, left.x1, right.x0))
    # With marks, or words glued together, the offsets do not hold.
    return tuple(found) if found and offset + len(words[-1].text) == len(text) else ()


def _all_bold(words: Sequence[Word]) -> bool:
    """Whether the letters are bold; a number before them is often set in another face."""
    if len(words) > 1 and _ORDINAL.fullmatch(words[0].text):
        words = words[1:]
    return all(word.bold for word in words if not word.mark and any(map(str.isalnum, word.text)))


def _main_size(words: Sequence[Word]) -> float:
    weight: dict[float, int] = defaultdict(int)
    for word in words:
        weight[round(word.size, 1)] += len(word.text)
    return max(weight, key=lambda size: (weight[size], size))


def words_of(dicts: Iterable[dict[str, Any]]) -> list[Word]:
    """Words from pdfplumber's dicts (made with `WORD_ATTRIBUTES`); turned text is left out."""
    return [
        Word(
            w["text"], w["x0"], w["top"], w["x1"], w["bottom"],
            w["size"], bool(w.get("bold")), w.get("mcid"), w["fontname"], w.get("non_stroking_color"),
        )
        for w in dicts
        if w["upright"] and w["size"] > 0
    ]  # fmt: skip


def fragments(words: Sequence[Word], page: int, *, wide_gap: float = WIDE_GAP) -> list[Line]:
    """Words joined to lines wherever no gap is wider than `wide_gap` times the size, sorted top to bottom."""
    open_rows: dict[int, list[list[Word]]] = defaultdict(list)
    made: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.x0, -word.size)):
        row = round(word.baseline / 4)
        best: list[Word] | None = None
        distance = float("inf")
        for bucket in range(row - 3, row + 4):
            for run in open_rows.get(bucket, ()):
                apart = _apart(run, word, wide_gap)
                if apart < distance:
                    best, distance = run, apart
        if best is None:
            best = []
            made.append(best)
            open_rows[row].append(best)
        best.append(word)
    return sorted((line_of(run, page) for run in made), key=lambda line: (line.baseline, line.x0))


def _apart(run: list[Word], word: Word, wide_gap: float) -> float:
    """Distance of the baselines where the word goes on with the run, else infinity."""
    last = run[-1]
    size = max(last.size, word.size)
    gap = word.x0 - last.x1
    if not -0.5 * size <= gap <= wide_gap * size:
        return float("inf")
    if gap > FIGURE_GAP * size and wide_gap == WIDE_GAP and _no_word(last.text) and _no_word(word.text):
        return float("inf")
    anchor = max(run[-4:], key=lambda one: one.size)
    apart = abs(anchor.baseline - word.baseline)
    same = min(anchor.size, word.size) > 0.85 * max(anchor.size, word.size)
    allowed = 0.25 if same else 0.5
    return apart if apart <= allowed * max(anchor.size, word.size) else float("inf")


def _no_word(text: str) -> bool:
    """Whether there are no letters in it: a figure, or a dash in the place of one."""
    return not any(map(str.isalpha, text))


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines or fragments grouped by baseline, top to bottom, each group left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.x0)):
        if rows and line.baseline - rows[-1][0].baseline <= 0.3 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.x0)
    return rows


def merge_row(row: Sequence[Line]) -> Line:
    """One line of the pieces of a row, given left to right."""
    first = row[0]
    if len(row) == 1:
        return first
    main = max(row, key=lambda part: len(part.text))
    text, references = "", []
    for part in row:
        text += " " if text and part.text else ""
        references += [(len(text) + offset, mark) for offset, mark in part.content.references]
        text += part.text
    return Line(
        page=first.page,
        x0=min(part.x0 for part in row),
        top=min(part.top for part in row),
        x1=max(part.x1 for part in row),
        bottom=max(part.bottom for part in row),
        baseline=main.baseline,
        size=main.size,
        bold=all(part.bold for part in row),
        mcid=next((part.mcid for part in row if part.mcid is not None), None),
        fontname=main.fontname,
        content=JoinedText(text, (), tuple(references)),
        words=[word for part in row for word in part.words],
        bullet=next((part.bullet for part in row if part.bullet), None),
        furniture=first.furniture,
    )


def _find_marks(words: Sequence[Word], baseline: float, size: float) -> None:
    """Marks the small raised words that are footnote marks, not powers, ordinals or fractions."""
    for i, word in enumerate(words):
        if word.size > 0.9 * size or baseline - word.baseline < 0.12 * size:
            word.mark = False
            continue
        before = words[i - 1].text if i else ""
        power = word.text.strip("-−") in {"2", "3", "2,", "3,", "2.", "3."} and _UNIT_OF_POWER.search(before)
        word.mark = bool(_MARK.fullmatch(word.text)) and not power and not _CHEMICAL.search(before)


def join_lines(lines: Sequence[Line]) -> JoinedText:
    """The clean text of lines that follow each other in one block.

    Words are joined by one blank, hyphens at line ends are undone and soft hyphens taken out, figures
    broken in mid-number are put together again, and footnote marks become references.
    """
    text = ""
    places: list[PrintedLine] = []
    references: list[tuple[int, str]] = []
    for line in lines:
        parts = line.content
        if not parts.text and not parts.references:
            continue
        if text and parts.text:
            text = continued(text, parts.text)
            if places and places[-1].end > len(text):
                places[-1].end = len(text)
        start = len(text)
        text += parts.text
        references += [(start + offset, mark) for offset, mark in parts.references]
        if parts.text:
            places.append(PrintedLine(start, len(text), line.page, line.box))
    kept = text.rstrip(SOFT_HYPHEN)
    for place in places:
        place.end = min(place.end, len(kept))
    return JoinedText(
        kept, tuple(places), tuple((min(offset, len(kept)), mark) for offset, mark in references)
    )


def joined_texts(first: JoinedText, second: JoinedText) -> JoinedText:
    """Two joined texts as one, where the second goes on with the first."""
    text = continued(first.text, second.text) if first.text and second.text else first.text
    start = len(text)
    lines = [PrintedLine(line.start, min(line.end, start), line.page, line.box) for line in first.lines]
    lines += [PrintedLine(line.start + start, line.end + start, line.page, line.box) for line in second.lines]
    references = [*first.references, *((offset + start, mark) for offset, mark in second.references)]
    return JoinedText(text + second.text, lines, references)


def _line_text(words: Sequence[Word]) -> JoinedText:
    text, references = "", []
    last: Word | None = None
    for word in words:
        if word.mark:
            mark = word.text.strip(" )].,;:")
            if mark:
                references.append((len(text), mark))
            tail = word.text[len(word.text.rstrip(")].,;:")) :]
            if tail and text:
                text += tail
            last = word
            continue
        letters = word.text.replace("\u200b", "").replace("\ufeff", "").replace("\u00a0", " ")
        if letters != word.text and not letters.strip():
            continue
        if text and last is not None and not _glued(last, word):
            text += " "
        raised = _RAISED_LETTERS.search(letters)
        if raised and raised.start() > 0 and not _UNIT_OF_POWER.search(letters[: raised.start()]):
            text += letters[: raised.start()]
            references.append((len(text), raised.group().translate(_SUPERSCRIPT)))
        else:
            text += letters
        last = word
    clean = text[:-1].replace(SOFT_HYPHEN, "") + text[-1:] if text else ""
    if len(clean) != len(text):
        references = [(offset - text[:offset].count(SOFT_HYPHEN), mark) for offset, mark in references]
    return JoinedText(clean, (), tuple(references))


def _glued(last: Word, word: Word) -> bool:
    return word.x0 - last.x1 < GLUED * min(last.size, word.size) and not last.mark


_TRAILING_MARK = re.compile(r"(?<=[\w)\]%”\"’'.])([*†‡§¶]{1,3})(?=$|[\s.,;:)])")


def without_marks(joined: JoinedText, symbols: Collection[str]) -> JoinedText:
    """The text with full-size marks (`Total*`) taken out, where the document has a note with that mark."""
    found = [match for match in _TRAILING_MARK.finditer(joined.text) if match.group(1) in symbols]
    if not found:
        return joined
    text, references = joined.text, list(joined.references)
    lines = [PrintedLine(line.start, line.end, line.page, line.box) for line in joined.lines]
    for match in reversed(found):
        at, length = match.start(1), len(match.group(1))
        text = text[:at] + text[at + length :]
        for line in lines:
            line.start -= length if line.start > at else 0
            line.end -= length if line.end > at else 0
        references = [(offset - length if offset > at else offset, mark) for offset, mark in references]
        references.append((at, match.group(1)))
    return JoinedText(text, lines, sorted(references))
