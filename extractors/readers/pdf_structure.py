"""What each passage is: title, heading with its level, list item with its depth, footnote, caption.

In: passages and tables of a whole document in reading order. Out: the same passages with `kind`, `level`
and `marker` set. Size, weight, numbering and place decide; tags decide where the file has good ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.readers.pdf_grid import Grid
from extractors.readers.pdf_paragraphs import SENTENCE_END, Passage, TextStyle

HEADING_SIZE = 1.12
NOTE_SIZE = 0.94
MAX_HEADING_LINES = 4
MAX_HEADING_LETTERS = 220
TITLE_LETTERS = 300

_CAPTION = re.compile(
    r"(?:table|figure|fig\.|chart|exhibit|graph|tabelle|abbildung|tableau|tabla|tabel|tabela|tabella)\s+"
    r"[A-Z]?[\d.]*\d[A-Za-z]?\b|(?:table|figure|chart|exhibit)\s+[A-Z]\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:notes?|sources?|quelle|anmerkung|fuente|nota)\s?:", re.IGNORECASE)
_NOTE_MARK = re.compile(
    r"(?:([*†‡§¶#]{1,3}|[a-z]\)|\(\d{1,2}\))\s*(?=\S)|(\d{1,3})(?:\s+(?=\S)|(?=[^\W\d_]|[“\"(])))"
)
_SYMBOL_MARK = re.compile(r"([*†‡§¶]{1,3})\s*(?=\S)")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s")
_ROMAN = re.compile(r"[IVX]{1,5}\.\s")
_UPPER = re.compile(r"[A-Z]\.\s")
_LOWER_ROMAN = re.compile(r"[ivx]{1,5}[.)]\s")
_LOWER = re.compile(r"[a-z][.)]\s")
_ADDRESS = re.compile(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#]\S*)?|\S+@\S+")
_NAMED = re.compile(
    r"(?:chapter|part|section|appendix|annex|kapitel|teil|anhang|annexe)\s+[\dA-Z]", re.IGNORECASE
)

_NUMBERS = (("I", _ROMAN), ("A", _UPPER), ("i", _LOWER_ROMAN), ("a", _LOWER), ("part", _NAMED))


def classify(flow: Sequence[Passage | Grid], style: TextStyle, title: str | None = None) -> None:
    """Sets kind, level and marker of every passage that is no furniture. `title` is the metadata's."""
    text = [item for item in flow if isinstance(item, Passage) and not item.furniture]
    for i, item in enumerate(flow):
        if isinstance(item, Passage) and not item.furniture:
            _set_kind(item, flow[i + 1] if i + 1 < len(flow) else None, style)
    _set_title(text, style, title)
    _set_levels(
        [passage for passage in text if passage.kind == "heading"], any(p.kind == "title" for p in text)
    )
    _set_depths(flow)


def _set_kind(passage: Passage, following: Passage | Grid | None, style: TextStyle) -> None:
    role = passage.tag.role if passage.tag else ""
    text = passage.text
    if _is_note(passage, style):
        passage.kind = "footnote"
        _take_note_mark(passage)
    elif role == "Caption" or (_CAPTION.match(text) and len(text) < MAX_HEADING_LETTERS and not _prose(text)):
        passage.kind = "caption"
    elif passage.tag and passage.tag.heading_level and _can_head(passage):
        passage.kind, passage.level = "heading", passage.tag.heading_level
    elif _looks_like_heading(passage, style):
        plain = passage.size < HEADING_SIZE * style.size and numbering(text) is None and not passage.marker
        passage.kind = "caption" if plain and isinstance(following, Grid) else "heading"
    elif passage.marker or role in ("LI", "LBody", "Lbl"):
        passage.kind = "list_item"
    if passage.kind != "list_item" and passage.kind != "footnote":
        passage.marker = None
        passage.joined = None


def _prose(text: str) -> bool:
    """Whether a caption's words go on as a sentence about the table ("Table 3 shows ...")."""
    rest = _CAPTION.sub("", text, count=1).lstrip()
    return bool(re.match(r"[a-z]", rest))


def _is_note(passage: Passage, style: TextStyle) -> bool:
    if passage.tag and passage.tag.role in ("Note", "FENote"):
        return True
    small = passage.size <= NOTE_SIZE * style.size
    if passage.marker:
        return small and bool(_SYMBOL_MARK.match(passage.marker + " x"))
    joined = passage.content
    raised = bool(joined.references) and joined.references[0][0] == 0
    if raised or _SYMBOL_MARK.match(joined.text) or _NOTE.match(joined.text):
        return True
    return small and bool(_NOTE_MARK.match(joined.text)) and not passage.bold


def _take_note_mark(passage: Passage) -> None:
    """Moves the mark of a note from its text to `marker`."""
    joined = passage.content
    if passage.marker:
        return
    if joined.references and joined.references[0][0] == 0:
        passage.marker, joined.references = joined.references[0][1], joined.references[1:]
        return
    match = _NOTE_MARK.match(joined.text)
    if match:
        passage.marker, passage.joined = match.group(1) or match.group(2), None
        joined = passage.content
        passage.marker = passage.marker.strip("()")


def _can_head(passage: Passage) -> bool:
    return len(passage.lines) <= MAX_HEADING_LINES + 2 and 0 < len(passage.text) <= TITLE_LETTERS


def _looks_like_heading(passage: Passage, style: TextStyle) -> bool:
    text = (
        f"{passage.marker} {passage.text}" if passage.marker and not passage.lines[0].bullet else passage.text
    )
    if len(passage.lines) > MAX_HEADING_LINES or not 1 < len(text) <= MAX_HEADING_LETTERS:
        return False
    if not any(map(str.isalpha, text)) or passage.text[0].islower() or text.rstrip().endswith((",", ";")):
        return False
    if _ADDRESS.fullmatch(text):
        return False
    if passage.size >= HEADING_SIZE * style.size:
        return not (len(passage.lines) > 2 and SENTENCE_END.search(text))
    if passage.size < 0.9 * style.size:
        return False
    numbered = numbering(text) is not None
    if passage.bold:
        ends = SENTENCE_END.search(text)
        return not ends or numbered or text.endswith("?")
    capitals = text.upper() == text and len(text) > 3 and len(passage.lines) <= 2
    return capitals and not SENTENCE_END.search(text)


def numbering(text: str) -> str | None:
    """The kind of number a heading begins with (`1`, `1.1`, `I`, `A`, `i`, `a`, `part`), if it has one."""
    match = _DECIMAL.match(text)
    if match:
        return ".".join("1" for _ in match.group(1).split("."))
    for kind, pattern in _NUMBERS:
        if pattern.match(text):
            return kind
    return None


def _set_title(text: Sequence[Passage], style: TextStyle, known: str | None) -> None:
    """Makes the largest heading of the first page the title; of equals, the one most like `known`."""
    first = next((passage.page for passage in text), None)
    heads = [p for p in text if p.page == first and p.kind == "heading"]
    if not heads:
        return
    tagged = [p for p in heads if p.tag and p.tag.heading_level == 1]
    top = round(max(p.size for p in heads))
    largest = [p for p in heads if round(p.size) == top]
    title = tagged[0] if len(tagged) == 1 else max(largest, key=lambda p: _likeness(p.text, known or ""))
    if title.size >= HEADING_SIZE * style.size or tagged or title is heads[0]:
        title.kind, title.level = "title", 1


def _likeness(one: str, other: str) -> float:
    """Share of the words of `other` that `one` has."""
    mine, theirs = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return len(mine & theirs) / len(theirs) if theirs else 0.0


def _set_levels(headings: Sequence[Passage], has_title: bool) -> None:
    """Levels by tags where they have them, else by size and weight, and within these by kind of number."""
    if headings and all(passage.level for passage in headings):
        return
    styles: dict[tuple[float, bool], list[str]] = {}
    for passage in headings:
        kinds = styles.setdefault((round(passage.size), passage.bold), [])
        kind = numbering(passage.text) or ""
        if kind not in kinds:
            kinds.append(kind)
    ranks: dict[tuple[tuple[float, bool], str], int] = {}
    rank = 2 if has_title else 1
    for key in sorted(styles, reverse=True):
        numbered = sorted(
            (kind for kind in styles[key] if kind), key=lambda one: (one != "part", one.count("."))
        )
        ranks[key, ""] = min(6, rank)
        for kind in numbered:
            ranks[key, kind] = min(6, rank)
            rank += 1
        rank += not numbered
    for passage in headings:
        passage.level = ranks[(round(passage.size), passage.bold), numbering(passage.text) or ""]


def _set_depths(flow: Sequence[Passage | Grid]) -> None:
    """Depth of list items by where they begin, within a run of items."""
    open_at: list[float] = []
    region: int | None = None
    for item in flow:
        if not isinstance(item, Passage) or item.furniture:
            continue
        if item.kind != "list_item":
            open_at = []
            continue
        if region is not None and item.region != region and open_at:
            # In another column or page the indents count anew: the outermost is where this item begins.
            open_at = [item.x0 - open_at[-1] + x for x in open_at] if item.marker else open_at
        region = item.region
        tolerance = 0.5 * item.size
        while open_at and item.x0 < open_at[-1] - tolerance:
            open_at.pop()
        if not open_at or item.x0 > open_at[-1] + tolerance:
            open_at.append(item.x0)
        item.level = len(open_at)
        if item.tag and item.tag.list_depth > item.level:
            item.level = item.tag.list_depth
