"""Reads a PDF into a Document.

In: the bytes of a PDF. Out: its title, headings, paragraphs, list items, tables, captions and footnotes in
reading order, each printed line with its place on its page; running lines and page numbers are furniture.
PDFium supplies glyphs, paths and tags; pdfplumber's word grouping and table finder work on them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium

from extractors.readers.aligned_text import aligned_tables
from extractors.readers.errors import Unreadable
from extractors.readers.pdf_assembly import assemble
from extractors.readers.pdf_file import About, about, open_pdf
from extractors.readers.pdf_grid import Grid
from extractors.readers.pdf_pages import PageContent, read_page
from extractors.readers.pdf_paragraphs import Passage, joined_across, passages, text_style
from extractors.readers.pdf_structure import classify
from extractors.readers.pdfium_page import MAX_GLYPHS, PDFIUM_LOCK, TooMuch
from extractors.readers.reading_order import Item, regions
from extractors.readers.running_lines import PageLines, mark_running_lines
from extractors.readers.table_runs import joined_runs
from extractors.readers.table_shape import shape
from schemas.documents import Document

UNMAPPED_SHARE = 0.5
PAGES_AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What a file may hold. Time and memory are limited from outside, by killing the process."""

    pages: int = 5_000
    page_glyphs: int = MAX_GLYPHS
    glyphs: int = 20_000_000


@dataclass(slots=True)
class PdfPart:
    """Pages of a file as read, before they are put together."""

    pages: list[PageContent]
    remarks: list[str]
    facts: About


def read_pdf(data: bytes, name: str, limits: PdfLimits | None = None) -> Document:
    """The Document of a PDF. `name` is its file name or URL.

    Raises Unreadable, with the reason in one sentence, where the file is locked, damaged, too large, or holds
    no text. A file that makes PDFium hang can only be stopped by ending the process: see `pipeline.sandbox`.
    """
    return document_of(name, [read_pages(data, limits=limits)])


def read_pages(
    data: bytes, first: int = 0, end: int | None = None, limits: PdfLimits | None = None
) -> PdfPart:
    """The pages from index `first` up to `end`, so that processes can share a file. Raises Unreadable."""
    limits = limits or PdfLimits()
    with PDFIUM_LOCK:
        with closing(open_pdf(data)) as document:
            count, facts = len(document), about(document)
        if count > limits.pages:
            raise Unreadable(f"{count} pages, more than the limit of {limits.pages}", "too large")
        part = PdfPart([], [], facts)
        with closing(_opened(data, range(first, min(end or count, count)))) as opened:
            _read_into(part, opened, data, limits)
    return part


def _opened(data: bytes, indices: range) -> Generator[tuple[pdfium.PdfDocument, int], None, None]:
    """The indices, each with the file, which is opened anew now and then.

    PDFium keeps all that it has parsed of a file until the file is closed.
    """
    document: pdfium.PdfDocument | None = None
    try:
        for count, index in enumerate(indices):
            if document is None or count % PAGES_AT_ONCE == 0:
                if document is not None:
                    document.close()
                document = open_pdf(data)
            yield document, index
    finally:
        if document is not None:
            document.close()


def document_of(name: str, parts: Sequence[PdfPart]) -> Document:
    """The Document of all the pages of a file, given in order. Raises Unreadable where they hold no text."""
    pages = [page for part in parts for page in part.pages]
    _check_text(pages)
    return _document(pages, parts[0].facts, name, [remark for part in parts for remark in part.remarks])


def _read_into(
    part: PdfPart, opened: Iterable[tuple[pdfium.PdfDocument, int]], data: bytes, limits: PdfLimits
) -> None:
    glyphs = 0
    continuing: Sequence[float] | None = None
    for document, index in opened:
        if index and not part.pages:
            # A table may go on from the page before, which another process reads.
            continuing = _columns_at_end(document, data, index - 1, limits)
        try:
            page = read_page(document, index, data, continuing=continuing, max_glyphs=limits.page_glyphs)
        except TooMuch as error:
            raise Unreadable(str(error), "too large") from None
        except pdfium.PdfiumError:
            part.remarks.append(f"page {index + 1} is damaged and was left out")
            part.pages.append(PageContent(index + 1, 0.0, 0.0))
            continue
        glyphs += page.glyphs
        if glyphs > limits.glyphs:
            reason = f"more than the limit of {limits.glyphs} glyphs by page {index + 1}"
            raise Unreadable(reason, "too large")
        continuing = page.grids[-1].column_starts if page.grids else None
        part.remarks += page.remarks
        part.pages.append(page)


def _columns_at_end(
    document: pdfium.PdfDocument, data: bytes, index: int, limits: PdfLimits
) -> Sequence[float] | None:
    try:
        page = read_page(document, index, data, max_glyphs=limits.page_glyphs)
    except (TooMuch, pdfium.PdfiumError):
        return None
    return page.grids[-1].column_starts if page.grids else None


def _check_text(pages: Sequence[PageContent]) -> None:
    glyphs, unmapped = sum(page.glyphs for page in pages), sum(page.unmapped for page in pages)
    if not any(page.width for page in pages):
        raise Unreadable("damaged: none of the pages can be loaded")
    if unmapped > UNMAPPED_SHARE * (glyphs + unmapped) and unmapped > 20:
        raise Unreadable(
            "no text layer: the fonts do not say which letters their glyphs are; run OCR on it first",
            "scanned",
        )
    if not any(page.lines or page.grids for page in pages):
        raise Unreadable("no text layer: the pages are pictures; run OCR on it first", "scanned")


def _document(pages: Sequence[PageContent], facts: About, name: str, remarks: list[str]) -> Document:
    mark_running_lines(
        [
            PageLines(page.number, page.width if page.turn in (90, 270) else page.height, page.lines)
            for page in pages
        ]
    )
    flow = _flow(pages, facts.title)
    bare = [page.number for page in pages if page.width and not page.lines and not page.grids]
    if bare:
        remarks.append(f"no text on page {_listed(bare)}: a picture, or empty")
    sideways = [page.number for page in pages if page.sideways > 20]
    if sideways:
        remarks.append(f"text that stands on its side on page {_listed(sideways)} was left out")
    about_it: dict[str, Any] = {
        "published": facts.created,
        "modified": facts.modified,
        "authors": (facts.author,) if facts.author else (),
        "pages": tuple((page.width, page.height) for page in pages),
        "remarks": tuple(remarks),
    }
    for page in pages:
        page.release()  # the flow has it all now
    turned = {page.number: (page.turn, page.width, page.height) for page in pages if page.turn}
    return assemble(flow, name, facts.title, about_it, turned)


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:8]))
    return shown if len(numbers) <= 8 else f"{shown} and {len(numbers) - 8} more"


def _flow(pages: Sequence[PageContent], title: str | None) -> list[Passage | Grid]:
    """Passages and tables of all pages in reading order, joined over columns and pages, kinds set."""
    ordered: list[list[Item]] = []
    running: dict[int, list[Passage]] = {}
    for page in pages:
        running[page.number] = [
            Passage([line], furniture=line.furniture) for line in page.lines if line.furniture is not None
        ]
        own = [line for line in page.lines if line.furniture is None]
        tables: list[Grid] = []
        before = [item for item in ordered[-1] if isinstance(item, Grid)] if ordered else []
        continuing = max(before, key=lambda grid: grid.box[3], default=None)
        for grid, taken in aligned_tables(own, continuing):
            shape(grid).release()
            tables.append(grid)
            own = [line for line in own if id(line) not in taken]
        ordered.append([*own, *page.grids, *tables])
    tags = {page.number: page.tags for page in pages}
    by_page = [regions(items) for items in ordered]
    style = text_style(
        (i for page in by_page for region in page for i in region if not isinstance(i, Grid)), tags
    )
    flow: list[Passage | Grid] = []
    number = 0
    for page, page_regions in zip(pages, by_page, strict=True):
        flow += [passage for passage in running[page.number] if passage.furniture == "header"]
        for region in page_regions:
            number += 1
            flow += passages(region, number, tags, style)
        flow += [passage for passage in running[page.number] if passage.furniture != "header"]
    classify(flow, style, title)
    return joined_across(joined_runs(flow))
