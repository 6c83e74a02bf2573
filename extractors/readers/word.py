"""A Word file (DOCX) to a Document: styles say what a paragraph is, lists and tables come as they are.

Text comes from the XML and not from python-docx's `Paragraph.text`, which leaves out what tracked changes
put in and says nothing of note marks.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from extractors.readers.builder import CellText, DocumentBuilder, TableText
from extractors.readers.errors import Unreadable
from extractors.readers.page_words import CONTROL, bulleted, fold
from extractors.readers.spreadsheet import LARGEST_UNPACKED
from extractors.readers.table_captions import is_table_note, names_table
from extractors.readers.table_headers import flag_headers
from schemas.documents import BlockKind, Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BLOCKS = 200_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list(?: (?:bullet|number|paragraph|continue))?(?: (\d))?", re.IGNORECASE)
_KINDS: dict[str, BlockKind] = {
    "title": "title",
    "subtitle": "lead",
    "caption": "caption",
    "quote": "quote",
    "intense quote": "quote",
}
_LONGEST_BOLD_HEADING = 14
_LEFT_OUT = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}pPr"))


def read_docx(data: bytes, name: str) -> Document:
    """Reads the body, its notes and the running headers and footers of a Word file.

    Text that tracked changes strike out is left out, text that they put in is read. Raises Unreadable for a
    damaged file or one without text.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST_UNPACKED:
                raise Unreadable(
                    f"it unpacks to {size:,} bytes, more than the {LARGEST_UNPACKED:,} that are read",
                    "too large",
                )
            notes = _notes(archive)
        return _Reading(DocumentBuilder(name, MEDIA_TYPE), docx.Document(io.BytesIO(data)), notes).read()
    except Unreadable:
        raise
    except Exception as error:  # python-docx lets through whatever its XML and ZIP parsers raise
        raise Unreadable(f"a damaged Word file: {error or type(error).__name__}") from error


def _notes(archive: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """(kind, id) of each foot- and endnote to its text."""
    found: dict[tuple[str, str], str] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for kind in ("footnote", "endnote"):
        path = f"word/{kind}s.xml"
        if path not in archive.namelist():
            continue
        for note in etree.fromstring(archive.read(path), parser).iter(f"{_W}{kind}"):
            if note.get(f"{_W}type") is None:
                paragraphs = (_Words(paragraph).text for paragraph in note.iter(f"{_W}p"))
                found[kind, note.get(f"{_W}id", "")] = " ".join(text for text in paragraphs if text)
    return found


class _Words:
    """The words of one paragraph element, its note marks as (offset, kind, id), and whether all are bold."""

    def __init__(self, paragraph: etree._Element) -> None:
        self._parts: list[str] = []
        self._marks: list[tuple[str, str]] = []
        self.bold = True
        self._collect(paragraph)
        pieces = fold(CONTROL.sub("", "".join(self._parts)).replace("\ufffc", "\x02")).split("\x02")
        self.text = pieces[0]
        self.marks: list[tuple[int, str, str]] = []
        for piece, (kind, number) in zip(pieces[1:], self._marks, strict=False):
            self.text = self.text.rstrip() if piece[:1] in ("", ".", ",", ";", ":") else self.text
            self.marks.append((len(self.text), kind, number))
            self.text += piece
        self.text = self.text.rstrip()

    def _collect(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                self._parts.append(child.text or "")
                self.bold = self.bold and ((child.text or "").isspace() or _is_bold(child.getparent()))
            elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                self._parts.append(" ")
            elif tag == f"{_W}noBreakHyphen":
                self._parts.append("-")
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self._parts.append("\ufffc")
                self._marks.append((tag[len(_W) : -len("Reference")], child.get(f"{_W}id", "")))
            elif tag not in _LEFT_OUT:
                self._collect(child)


def _is_bold(run: etree._Element | None) -> bool:
    bold = run.find(f"{_W}rPr/{_W}b") if run is not None else None
    return bold is not None and bold.get(f"{_W}val") not in ("0", "false")


class _Reading:
    """Reads one Word file into a builder."""

    def __init__(self, builder: DocumentBuilder, word: Any, notes: dict[tuple[str, str], str]) -> None:
        self._builder = builder
        self._word = word
        self._notes = notes
        self._numbers: dict[tuple[str, str], str] = {}
        self._counts: dict[str, list[int]] = {}
        self._last: tuple[int, BlockKind, str] | None = None
        self._table: int | None = None
        self._level = 1
        self._title: str | None = None

    def read(self) -> Document:
        """The Document."""
        from docx.table import Table

        self._add_running("header")
        for number, part in enumerate(self._word.iter_inner_content()):
            if number > MOST_BLOCKS:
                raise Unreadable(
                    f"it has more than {MOST_BLOCKS:,} paragraphs, which no report has", "too large"
                )
            if isinstance(part, Table):
                named = self._last[0] if self._last and names_table(*self._last[1:]) else None
                self._table = self._builder.add_table(_table(part), title=named)
                self._last = None
            else:
                self._add_paragraph(part)
        for key, mark in self._numbers.items():
            self._builder.add("footnote", self._notes.get(key, ""), marker=mark)
        self._add_running("footer")
        properties = self._word.core_properties
        title = self._title or fold(properties.title or "") or None
        document = self._builder.build(title=title)
        if not any(True for _ in document.content()):
            raise Unreadable("there is no text in it", "empty")
        return document

    def _add_running(self, where: str) -> None:
        seen: set[str] = set()
        for section in self._word.sections:
            for paragraph in getattr(section, where).paragraphs:
                text = _Words(paragraph._p).text
                if text and text not in seen:
                    seen.add(text)
                    self._builder.add(
                        "paragraph", text, furniture="header" if where == "header" else "footer"
                    )

    def _add_paragraph(self, paragraph: Any) -> None:
        words = _Words(paragraph._p)
        if not words.text:
            return
        style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
        references = [(at, self._mark(note, number)) for at, note, number in words.marks]
        text = words.text
        marker: str | None = None
        kind, level = self._kind(style, words)
        listed = _LIST_STYLE.fullmatch(style)
        numbering = self._numbering(paragraph) or ((1, None) if listed else None)
        if kind == "paragraph" and numbering is not None:
            kind, (level, marker) = "list_item", numbering
            level = max(level, int(listed.group(1) or 1)) if listed else level
        elif kind == "paragraph" and text[0] in "•·▪●◦‣■":
            marker, rest = bulleted(text)
            cut = len(text) - len(rest)
            kind, level, text = "list_item", 1, rest
            references = [(max(0, at - cut), mark) for at, mark in references]
        index = self._builder.add(kind, text, level=level, marker=marker, references=references)
        if index is None:
            return
        if self._table is not None and self._last is None and is_table_note(text):
            self._builder.attach_note(self._table, index)
            return
        self._last = (index, kind, text)

    def _kind(self, style: str, words: _Words) -> tuple[BlockKind, int | None]:
        found = _HEADING_STYLE.match(style)
        if found:
            self._level = min(6, max(1, int(found.group(1))))
            return "heading", self._level
        kind = _KINDS.get(style, "paragraph")
        if kind == "title" and self._title is None:
            self._title = words.text
            return "title", 1
        count = words.text.count(" ") + 1
        is_short = words.bold and count <= _LONGEST_BOLD_HEADING and words.text[-1] not in ".!?:;,"
        if kind == "paragraph" and is_short and words.text[0].isalpha() and not re.search(r"\d", words.text):
            return "heading", min(6, self._level + 1)
        return ("heading", 1) if kind == "title" else (kind, None)

    def _mark(self, kind: str, number: str) -> str:
        """The number that the note is printed with: notes count up in the order of their marks."""
        return self._numbers.setdefault((kind, number), str(len(self._numbers) + 1))

    def _numbering(self, paragraph: Any) -> tuple[int, str | None] | None:
        """(depth, printed number) of a paragraph in a numbered or bulleted list."""
        settings = paragraph._p.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.style
        while settings is None and style is not None:
            settings = style.element.find(f"{_W}pPr/{_W}numPr")
            style = style.base_style
        if settings is None:
            return None
        found = settings.find(f"{_W}numId")
        number = found.get(f"{_W}val", "0") if found is not None else "0"
        if number == "0":
            return None
        depth = settings.find(f"{_W}ilvl")
        level = int(depth.get(f"{_W}val", "0")) if depth is not None else 0
        counts = self._counts.setdefault(number, [0] * 10)
        counts[level] += 1
        counts[level + 1 :] = [0] * (9 - level)
        return level + 1, f"{counts[level]}." if self._is_ordered(number, level) else None

    def _is_ordered(self, number: str, level: int) -> bool:
        root = self._word.part.numbering_part.element
        for num in root.findall(f"{_W}num[@{_W}numId='{number}']"):
            abstract = num.find(f"{_W}abstractNumId").get(f"{_W}val")
            for one in root.findall(f"{_W}abstractNum[@{_W}abstractNumId='{abstract}']"):
                for shown in one.findall(f"{_W}lvl[@{_W}ilvl='{level}']/{_W}numFmt"):
                    return shown.get(f"{_W}val") not in ("bullet", "none")
        return False


def _table(table: Any) -> TableText:
    """A table with merged cells resolved; rows marked to repeat on each page are its head."""
    cells: list[CellText] = []
    open_below: dict[int, CellText] = {}
    head = 0
    rows = table._tbl.findall(f"{_W}tr")
    for number, row in enumerate(rows):
        column = 0
        for cell in row.findall(f"{_W}tc"):
            wide = _number(cell, "gridSpan", 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in open_below:
                open_below[column].row_span = number - open_below[column].row + 1
            else:
                text = " ".join(filter(None, (_Words(one).text for one in cell.iter(f"{_W}p"))))
                cells.append(CellText(number, column, text, 1, wide))
                open_below.pop(column, None)
                if merge is not None:
                    open_below[column] = cells[-1]
            column += wide
        if head == number and row.find(f"{_W}trPr/{_W}tblHeader") is not None:
            head += 1
    return TableText(cells, *flag_headers(cells, head if head < len(rows) else 0))


def _number(cell: etree._Element, name: str, otherwise: int) -> int:
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    value = found.get(f"{_W}val", "") if found is not None else ""
    return max(1, min(int(value), 1000)) if value.isdecimal() and len(value) < 6 else otherwise
