"""Small documents for the tests: text in, documents and records out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from extractors.extract import extract
from extractors.read import read
from extractors.readers.builder import CellText, DocumentBuilder, TableText
from schemas.documents import Document
from schemas.records import Coverage, Extraction, Metric
from schemas.snapshots import Snapshot


def page(html: str, *, title: str = "", site: str = "Beacon Institute") -> Document:
    """A web page read as `pledgewatch extract` reads it."""
    head = f"<meta charset=utf-8><title>{title}</title><meta property='og:site_name' content='{site}'>"
    text = f"<html lang=en><head>{head}</head><body><main>{html}</main></body></html>"
    return read(text.encode(), "page.html")


def records(document: Document, profile: str | None = "safety-by-design") -> Extraction:
    return extract(document, snapshot=Snapshot.digest(document.text.encode()), profile=profile)


def of(html: str, kind: str | None = None, **about: str) -> list[Any]:
    """The records of a page, of one kind where one is named."""
    return [one for one in records(page(html, **about)).records if kind in (None, one.kind)]


def days(start: str | None, end: str | None) -> Coverage:
    return Coverage(
        start=date.fromisoformat(start) if start else None, end=date.fromisoformat(end) if end else None
    )


def table(
    rows: Sequence[Sequence[str]],
    *,
    header_rows: int = 1,
    header_columns: int = 1,
    before: Sequence[tuple[str, str]] = (),
    after: Sequence[tuple[str, str]] = (),
    title: str | None = None,
    site_name: str | None = "Beacon Institute",
) -> list[Metric]:
    """The metrics of a table. `>` continues the cell to the left, an empty cell below a label is no cell."""
    builder = DocumentBuilder("table", "text/plain")
    for kind, text in before:
        builder.add(kind, text, level=2 if kind == "heading" else None)  # type: ignore[arg-type]
    cells: list[CellText] = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text == ">":
                cells[-1].column_span += 1
                continue
            header = row < header_rows or column < header_columns
            cells.append(CellText(row, column, text, header=header))
    caption = builder.add("caption", title) if title else None
    builder.add_table(TableText(cells, header_rows=header_rows, header_columns=header_columns), title=caption)
    for kind, text in after:
        builder.add(kind, text)  # type: ignore[arg-type]
    made = records(builder.build(language="en", site_name=site_name)).records
    return [one for one in made if one.kind == "metric" and one.dimensions]
