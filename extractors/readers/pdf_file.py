"""Opening a PDF: what is wrong with it in one sentence, and what its metadata say.

In: bytes. Out: an open `pypdfium2.PdfDocument`, or `Unreadable`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.readers.errors import Unreadable

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")
_NO_TITLE = re.compile(
    r"(?:untitled|document|slide|title|powerpoint presentation|microsoft \w+ - .*|"
    r".*\.(?:docx?|indd|pdf|xlsx?|pptx?|qxd|tex|html?))\W*\d*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """Metadata worth keeping."""

    title: str | None
    author: str | None
    created: date | None
    modified: date | None


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Raises Unreadable for what is no PDF, is locked, broken, or has no pages."""
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("not a PDF: it does not begin with %PDF", "unsupported")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        locked = code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Unreadable(_reason(code, data), "locked" if locked else "damaged") from None
    if len(document) < 1:
        document.close()
        raise Unreadable("no pages: the PDF is damaged or cut short; fetch it again")
    return document


def _reason(code: int | None, data: bytes) -> str:
    if code == raw.FPDF_ERR_PASSWORD:
        return "locked with a password: save a copy without one and read that"
    if code == raw.FPDF_ERR_SECURITY:
        return "locked in a way that cannot be opened here: save a copy without protection and read that"
    if b"%%EOF" not in data[-2048:]:
        return "damaged: the PDF is cut short; fetch it again"
    return "damaged: the PDF's table of contents (xref, trailer or page tree) cannot be followed"


def about(document: pdfium.PdfDocument) -> About:
    """The title, unless it is a file name, the author, and the dates of creation and change."""
    values = document.get_metadata_dict()
    title = " ".join((values.get("Title") or "").split())
    return About(
        title=title if title and not _NO_TITLE.fullmatch(title) else None,
        author=" ".join((values.get("Author") or "").split()) or None,
        created=_date(values.get("CreationDate") or ""),
        modified=_date(values.get("ModDate") or ""),
    )


def _date(text: str) -> date | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None
