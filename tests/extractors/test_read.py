"""The way in: the bytes say what they are; names and declared types only break ties."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.read import read, sniff
from extractors.readers.errors import Unreadable

PROSE = "We removed 12 accounts, and we answered most of the reports that came in within the week."
PAGE = f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>".encode()


def archive(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "declared", "expected", "why"),
    [
        (PAGE, "report.html", "text/html", "web", "all agree"),
        (PAGE, "report.pdf", "application/pdf", "web", "the bytes decide"),
        (b"%PDF-1.7\n...", "report.html", "text/html", "pdf", "for PDF too"),
        (b"\n\n junk %PDF-1.4", "x", None, "pdf", "which may begin late"),
        (b"  <!-- saved --><html><p>x", "x", None, "web", "after a comment"),
        (b"<p>A fragment of a page", "x", None, "web", "a fragment"),
        (PAGE.decode().encode("utf-16"), "x", None, "web", "in UTF-16"),
        (
            b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
            "x",
            None,
            "web",
            "XHTML",
        ),
        (PROSE.encode(), "x.txt", "text/plain", "text", "prose"),
        (PROSE.encode(), "x", "text/html", "text", "prose that a server calls HTML"),
        (b"a < b and c > d", "x.txt", None, "text", "angle brackets are no page"),
        (b"a,b\n1,2\n", "x.csv", None, "csv", "by its name"),
        (b"a,b\n1,2\n", "x?format=1", "text/csv; charset=utf-8", "csv", "by its declared type"),
        (b"a,b\n1,2\n", "x.txt", None, "text", "otherwise it is text"),
        (PAGE, "x.csv", "text/csv", "web", "an error page in place of values"),
        (archive(word__document_dot_xml="x"), "x", None, "docx", "an office file by what is in it"),
        (archive(xl__workbook_dot_xml="x"), "x", None, "xlsx", "likewise"),
    ],
)
def test_formats(data: bytes, name: str, declared: str | None, expected: str, why: str) -> None:
    assert sniff(data, name, declared) == expected, why


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "empty"),
        (b" \n\x00 ", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "a PNG picture"),
        (b"\xff\xd8\xff\xe0....", "a JPEG picture"),
        (b"RIFF....WEBPVP8 ", "a picture or film"),
        (b"\x1f\x8b\x08....", "gzip-compressed data"),
        (b"{\\rtf1 text}", "a rich text file"),
        (b"\xd0\xcf\x11\xe0....", "an old Microsoft Office file; save it as DOCX or XLSX"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "behind a password"),
        (archive(ppt__presentation_dot_xml="x"), "a PowerPoint presentation"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "an OpenDocument file"),
        (archive(mimetype="application/epub+zip"), "an EPUB book"),
        (archive(a_dot_txt="x"), "a ZIP archive"),
        (b"PK\x03\x04broken", "a damaged ZIP archive"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "XML with the root element rss"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "root element svg"),
        (b'{"reports": 12}', "JSON data"),
        (b"WARC/1.0\r\n", "a web archive"),
        (bytes(range(1, 256)) * 9, "binary data of no known type"),
    ],
)
def test_other_types_are_refused_by_name(data: bytes, named: str) -> None:
    with pytest.raises(Unreadable, match=named) as caught:
        read(data, "report")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "language", "remarks"),
    [
        (f"{PROSE} {PROSE}", "en", ()),
        (
            "Im ersten Halbjahr 2024 gingen 12.345 Meldungen ein, von denen die meisten bearbeitet wurden.",
            "de",
            ("no rules for German: only quantities and tables are read",),
        ),
        ("12,345 67,890", None, ()),
    ],
)
def test_the_language_is_told(text: str, language: str | None, remarks: tuple[str, ...]) -> None:
    document = read(text.encode(), "t.txt")
    assert (document.language, document.remarks) == (language, remarks)


def test_furniture_does_not_decide_the_language() -> None:
    menu = "".join(f"<li><a href='#'>Startseite und Angebote {number}</a></li>" for number in range(40))
    page = f"<html lang=de><body><nav><ul>{menu}</ul></nav><p>{PROSE}</p><p>{PROSE}</p></body></html>"
    assert read(page.encode(), "p").language == "en"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.html", "a.txt", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    if b"%PDF-" in data:
        return
    try:
        read(data, name)
    except Unreadable as reason:
        assert str(reason)  # noqa: PT017
