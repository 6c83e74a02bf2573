"""PDFs made to hang, to fill the memory, or to lead in circles, written object by object."""

from __future__ import annotations

import zlib
from functools import lru_cache

TEXT = b"BT /F1 12 Tf 72 700 Td (Some words on the page) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(objects: dict[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A file of numbered objects; object 1 is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def page(content: bytes = TEXT, extra: dict[int, bytes] | None = None, resources: bytes = b"") -> bytes:
    """A file of one page with a font F1, and `extra` objects from number 6."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % resources,
            4: content if content.startswith(b"<<") else stream(content),
            5: FONT,
            **(extra or {}),
        }
    )


def form(content: bytes, resources: bytes) -> bytes:
    """A form XObject."""
    return stream(
        content, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % resources
    )


def self_referencing_form() -> bytes:
    """A form that draws itself."""
    return page(
        b"/X Do " + TEXT, {6: form(b"/X Do /X Do", b"/XObject << /X 6 0 R >>")}, b"/XObject << /X 6 0 R >>"
    )


def doubling_forms(levels: int = 40) -> bytes:
    """Each form draws the next one twice: two to the power of `levels` in all."""
    forms = {6 + k: form(b"/X Do /X Do", b"/XObject << /X %d 0 R >>" % (7 + k)) for k in range(levels)}
    forms[6 + levels] = form(TEXT, b"/Font << /F1 5 0 R >>")
    return page(b"/X Do " + TEXT, forms, b"/XObject << /X 6 0 R >>")


@lru_cache(maxsize=1)
def flate_bomb(megabytes: int = 1024) -> bytes:
    """A content stream of a few kilobytes that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    chunk = b"0 0 m 1 1 l S\n" * 75_000
    inner = bytearray()
    for _ in range(megabytes):
        inner += packer.compress(chunk)
    inner += packer.flush()
    twice = zlib.compress(bytes(inner), 9)
    return page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))


def nested_states(depth: int = 1_000_000) -> bytes:
    """A million nested `q`, packed."""
    content = zlib.compress(b"q " * depth + TEXT + b" Q" * depth, 9)
    return page(stream(content, b"/Filter /FlateDecode"))


def claims_pages(count: int = 1_000_000_000) -> bytes:
    """A page tree that says it has a thousand million pages, and has one."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(TEXT),
            5: FONT,
        }
    )


def many_pages(count: int = 1_000_000) -> bytes:
    """A page tree whose million leaves are one and the same page."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(TEXT),
            5: FONT,
        }
    )


def circular_pages() -> bytes:
    """A page tree that has itself for a kid."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [2 0 R] /Count 5 >>",
        }
    )


def circular_xref() -> bytes:
    """A cross-reference table whose /Prev is itself."""
    plain = page()
    start = plain.rindex(b"xref\n0 ")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def pictures_only() -> bytes:
    """A page with a drawing and no text."""
    return page(b"10 10 100 100 re f")


def many_glyphs(count: int = 400_000) -> bytes:
    """A page with more letters than any page holds."""
    content = zlib.compress(
        b"BT /F1 1 Tf 10 700 Td " + b"(abcdefghij) Tj 0 -1 Td " * (count // 10) + b"ET", 9
    )
    return page(stream(content, b"/Filter /FlateDecode"))


def many_paths(count: int = 400_000) -> bytes:
    """A page with more lines than any table has, and some words."""
    content = zlib.compress(b"10 10 m 20 20 l S\n" * count + TEXT, 9)
    return page(stream(content, b"/Filter /FlateDecode"))


def dense_rules(count: int = 1200) -> bytes:
    """A grid of so many rules that comparing them all would take for ever."""
    rules = b"".join(b"10 %f m 600 %f l S\n" % (10 + i / 2, 10 + i / 2) for i in range(count))
    rules += b"".join(b"%f 10 m %f 780 l S\n" % (10 + i / 2, 10 + i / 2) for i in range(count))
    return page(rules + TEXT)
