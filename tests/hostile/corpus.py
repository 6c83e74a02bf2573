"""Documents made to break whoever reads them, as they come in from outside or could.

`python -m tests.hostile.corpus FOLDER` writes them to a folder, for other tools and for looking at.
"""

from __future__ import annotations

import gzip
import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF
from fpdf.enums import AccessPermission

from tests.pipeline.hostile_pdfs import pictures_only

WORDS = "We banned 1,234 accounts for breaking our rules in 2024."
PAGE = f"<html><head><title>Report</title></head><body><h1>Report</h1><p>{WORDS}</p></body></html>"


class Hostile(NamedTuple):
    name: str
    """File name; what it pretends to be."""
    make: Callable[[], bytes]
    reason: str | None
    """Regular expression for why it cannot be read; None where it can, and holds the words."""
    declared: str | None = None


def written(**protection: object) -> bytes:
    pdf = FPDF()
    if protection:
        pdf.set_encryption(**protection)  # type: ignore[arg-type]
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 6, WORDS)
    return bytes(pdf.output())


def many_pages(count: int = 10_000) -> bytes:
    """As many pages as a very long report has, each with its own words."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (count, b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(count))),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number in range(count):
        text = b"BT /F1 11 Tf 72 700 Td (We banned %d accounts on page %d.) Tj ET" % (number, number)
        if number == 0:
            text = b"BT /F1 11 Tf 72 700 Td (%s) Tj ET" % WORDS.encode()
        objects[10 + 2 * number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (11 + 2 * number)
        )
        objects[11 + 2 * number] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text)
    return assembled(objects)


def nested_pages(depth: int = 3000) -> bytes:
    """A tree of pages with one leaf, so deep that no recursion reaches it."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for number in range(2, depth + 2):
        parent = b"/Parent %d 0 R" % (number - 1) if number > 2 else b""
        objects[number] = b"<< /Type /Pages %s /Count 1 /Kids [%d 0 R] >>" % (parent, number + 1)
    objects[depth + 2] = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] >>" % (depth + 1)
    return assembled(objects)


def nested_arrays(depth: int = 200_000) -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Names %s %s >>" % (b"[" * depth, b"]" * depth),
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    }
    return assembled(objects)


def assembled(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    begin, size = len(out), max(objects) + 1
    rows = [b"%010d 00000 n \n" % places[n] if n in places else b"%010d 65535 f \n" % 0 for n in range(size)]
    out += b"xref\n0 %d\n" % size + b"".join(rows)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begin)
    return bytes(out)


def zipped(members: dict[str, bytes], *, padding: int = 0) -> bytes:
    """A ZIP archive; its last member goes on with so many megabytes of blanks."""
    file, blanks = io.BytesIO(), b" " * (1 << 20)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for place, (name, data) in enumerate(members.items(), start=1):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
                for _ in range(padding if place == len(members) else 0):
                    member.write(blanks)
    return file.getvalue()


def word_bomb(megabytes: int = 600) -> bytes:
    """A DOCX of three megabytes whose one part is hundreds of them."""
    kinds = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        b'Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        b'Target="word/document.xml"/></Relationships>'
    )
    document = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    )
    parts = {"[Content_Types].xml": kinds, "_rels/.rels": relations, "word/document.xml": document}
    return zipped(parts, padding=megabytes)


def sheet_bomb(megabytes: int = 600) -> bytes:
    return zipped(
        {"xl/workbook.xml": b"<workbook>" + b" " * (megabytes << 20), "[Content_Types].xml": b"<x/>"}
    )


def laughing_entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "ha">{levels}]><html><p>&e11;</p></html>'.encode()
    )


PDF, HTML, TEXT = "application/pdf", "text/html", "text/plain"

CORPUS = (
    Hostile("locked.pdf", lambda: written(owner_password="a", user_password="b"), r"password", PDF),
    Hostile(
        "no-copying.pdf",
        lambda: written(owner_password="a", permissions=AccessPermission.none()),
        None,
        PDF,
    ),
    Hostile("truncated.pdf", lambda: many_pages(50)[:4000], r"cut short|damaged", PDF),
    Hostile("empty.pdf", bytes, r"empty", PDF),
    Hostile("zeros.pdf", lambda: bytes(5000), r"empty", PDF),
    Hostile("scanned.pdf", pictures_only, r"no text layer", PDF),
    Hostile("10000-pages.pdf", many_pages, r"pages, more than the limit|took longer", PDF),
    Hostile("nested-pages.pdf", nested_pages, r"damaged|nested|no text|died", PDF),
    Hostile("nested-arrays.pdf", nested_arrays, r"damaged|nested|no text|died|cut short", PDF),
    Hostile("page-called-pdf.pdf", PAGE.encode, None, PDF),
    Hostile("pdf-called-page.html", written, None, HTML),
    Hostile("picture-called-pdf.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), r"a PNG picture", PDF),
    Hostile("program.pdf", lambda: b"MZ" + bytes(range(256)) * 9, r"a program", PDF),
    Hostile("noise.bin", lambda: random.Random(3).randbytes(100_000), r"binary data of no known type"),
    Hostile(
        "100000-tags.html",
        lambda: PAGE.replace("<p>", "<div>" * 100_000 + "<p>").encode(),
        None,
        HTML,
    ),
    Hostile("one-line-of-50-mb.html", lambda: (PAGE + "word " * 10_000_000).encode(), r"", HTML),
    Hostile("one-line-of-50-mb.txt", lambda: (WORDS + " word" * 10_000_000).encode(), r"", TEXT),
    Hostile("nuls.html", lambda: PAGE.replace(" ", " \x00").encode(), None, HTML),
    Hostile("lying-charset.html", PAGE.encode, None, "text/html; charset=iso-8859-7"),
    Hostile("wide-charset.html", PAGE.encode, r"", "text/html; charset=utf-16"),
    Hostile("charset-of-no-kind.html", PAGE.encode, None, "text/html; charset=../../etc/passwd"),
    Hostile("charset-that-runs.html", PAGE.encode, None, "text/html; charset=zlib_codec"),
    Hostile(
        "sends-on-to-itself.html",
        lambda: PAGE.replace("<title>", '<meta http-equiv=refresh content="0; url=#"><title>').encode(),
        None,
        HTML,
    ),
    Hostile("laughing.xhtml", laughing_entities, r"", HTML),
    Hostile("bomb.docx", word_bomb, r"unpacks to|memory|damaged"),
    Hostile("bomb.xlsx", sheet_bomb, r"unpacks to|memory|damaged"),
    Hostile("bomb.zip", lambda: zipped({"a": bytes(50 << 20)}), r"a ZIP archive"),
    Hostile("damaged.docx", lambda: b"PK\x03\x04" + b"x" * 500, r"damaged"),
    Hostile("packed.html.gz", lambda: gzip.compress(bytes(50 << 20)), r"gzip-compressed data", HTML),
    Hostile(
        "locked.docx",
        lambda: b"\xd0\xcf\x11\xe0" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        r"behind a password",
    ),
    Hostile("wide.csv", lambda: ("a," * 3_000_000 + "\n1").encode(), r"", "text/csv"),
    Hostile("tall.csv", lambda: b"Provider,Reports\n" + b"x,1\n" * 1_500_000, r"", "text/csv"),
    Hostile("quoted.csv", lambda: b'a,b\n"' + b"x,\n" * 1_000_000, r"", "text/csv"),
)
"""An empty reason: it may be read or refused, in time and in one line."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for hostile in CORPUS:
        (folder / hostile.name).write_bytes(hostile.make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
