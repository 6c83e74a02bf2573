"""The one way in for bytes: decides which reader fits and returns its Document.

What the bytes are is decided by the bytes; a declared media type or a file name only breaks ties, since
servers and people mislabel. Readers are imported when they are needed: lxml and PDFium are slow to load.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Literal

from extractors.readers.errors import Trouble, Unreadable
from extractors.readers.languages import language_of, remark_on
from schemas.documents import Block, Document

Format = Literal["pdf", "web", "text", "csv", "xlsx", "docx"]

_WINDOW = 4096
PROSE = 60
"""Words of prose that tell a document's language."""
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|div|table|h[1-6]|p|ul|ol)\b[^<]*>",
    re.IGNORECASE,
)
_XML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*|<!doctype[^>]*>\s*)*<([\w:.-]+)", re.IGNORECASE | re.DOTALL
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a bitmap picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"(\xb5/\xfd", "Zstandard-compressed data"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"%!PS", "a PostScript file"),
    (b"WARC/", "a web archive (WARC)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"PAR1", "a Parquet file"),
)
_READABLE = "pledgewatch reads PDF, web pages, plain text, CSV, XLSX and DOCX"


def read(data: bytes, name: str, *, declared: str | None = None) -> Document:
    """Reads a document of any supported format.

    `name` is its file name or URL; `declared` the media type that came with it (`text/csv; charset=...`).
    Raises Unreadable, with the type named, where the bytes are of no type that there is a reader for.
    """
    document = _READERS[sniff(data, name, declared)](data, name, declared)
    return with_language(document)


def sniff(data: bytes, name: str, declared: str | None = None) -> Format:
    """The format of the bytes. Raises Unreadable for all that no reader takes."""
    if not data.strip(b"\x00\t\n\r\x0c "):
        raise Unreadable("the file is empty", "empty")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _compound(data)
    for magic, title in _MAGIC:
        if data.startswith(magic):
            raise _refusal(title)
    if data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        raise _refusal("a picture or film")
    return _textual(data, name, declared)


def _textual(data: bytes, name: str, declared: str | None) -> Format:
    from extractors.readers.decoding import decode

    start = decode(data[: 4 * _WINDOW], declared, markup=True).text
    if len(_CONTROL.findall(start)) > 0.02 * len(start) or start.count("\ufffd") > 0.2 * len(start):
        raise _refusal("binary data of no known type")
    hint = _hint(name, declared)
    root = _XML.match(start)
    if start.lstrip().startswith("<?xml") and root and root.group(1).lower() not in ("html", "xhtml:html"):
        raise _refusal(f"XML with the root element {root.group(1)[:40]}")
    if root and root.group(1).lower() in ("rss", "feed", "svg", "urlset", "sitemapindex"):
        raise _refusal(f"XML with the root element {root.group(1)}")
    if start.lstrip()[:1] in ("{", "[") and _is_json(data):
        raise _refusal("JSON data")
    if _HTML.search(start[:_WINDOW]) and (hint != "csv" or root):
        return "web"
    if hint == "csv":
        return "csv"
    if hint == "web" and _HTML.search(decode(data, declared, markup=True).text):
        return "web"
    return "text"


def _hint(name: str, declared: str | None) -> Format | None:
    """What the name and the declared type say, where the bytes leave it open."""
    media_type = (declared or "").split(";")[0].strip().lower()
    path = re.split(r"[?#]", name, maxsplit=1)[0].lower()
    if media_type in ("text/csv", "text/tab-separated-values") or path.endswith((".csv", ".tsv")):
        return "csv"
    if media_type in ("text/html", "application/xhtml+xml") or path.endswith((".html", ".htm", ".xhtml")):
        return "web"
    return None


def _inside_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Unreadable(f"a damaged ZIP archive or office file: {error}") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise _refusal("a binary Excel workbook (XLSB); save it as XLSX")
    if "ppt/presentation.xml" in names:
        raise _refusal("a PowerPoint presentation; save it as PDF")
    if "opendocument" in mime:
        raise _refusal("an OpenDocument file; save it as DOCX or XLSX")
    if "epub" in mime:
        raise _refusal("an EPUB book")
    raise _refusal("a ZIP archive; give the files in it one by one")


def _compound(data: bytes) -> Unreadable:
    """An OLE compound file is an old office file or a new one behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in data[: 1 << 20]:
        return _refusal("an office file behind a password; save it without one", "locked")
    return _refusal("an old Microsoft Office file; save it as DOCX or XLSX")


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _refusal(title: str, trouble: Trouble = "unsupported") -> Unreadable:
    return Unreadable(f"this is {title}; {_READABLE}", trouble)


def with_language(document: Document) -> Document:
    """The document with the language it is written in, and a remark where there are no rules for it."""
    language = language_of(_sample(document), document.language)
    remark = remark_on(language)
    remarks = (*document.remarks, remark) if remark else document.remarks
    return document.model_copy(update={"language": language, "remarks": remarks})


def _sample(document: Document) -> str:
    """Words that tell the language: the prose, or with it the tables, whose labels are often names."""
    prose = [block for block in document.content() if block.table is None]
    words = _start_of(document, prose)
    return words if len(words.split()) >= PROSE else _start_of(document, document.content())


def _start_of(document: Document, blocks: Iterable[Block]) -> str:
    return "\n".join(document.text_of(block)[:2000] for block in islice(blocks, 60))


def _read_pdf(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.pdf import read_pdf

    return read_pdf(data, name)


def _read_web(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.web import read_web

    return read_web(data, name, declared=declared)


def _read_text(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.text import read_text

    return read_text(data, name, declared=declared)


def _read_csv(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.spreadsheet import read_csv

    return read_csv(data, name, declared=declared)


def _read_xlsx(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.spreadsheet import read_xlsx

    return read_xlsx(data, name)


def _read_docx(data: bytes, name: str, declared: str | None) -> Document:
    from extractors.readers.word import read_docx

    return read_docx(data, name)


_READERS: dict[Format, Callable[[bytes, str, str | None], Document]] = {
    "pdf": _read_pdf,
    "web": _read_web,
    "text": _read_text,
    "csv": _read_csv,
    "xlsx": _read_xlsx,
    "docx": _read_docx,
}
