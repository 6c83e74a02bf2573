"""Bytes of a page or text file to a string: byte-order mark, HTTP charset, meta, strict UTF-8, then cp1252.

Labels mean what browsers take them to mean (https://encoding.spec.whatwg.org/#names-and-labels): `latin-1`
is cp1252, `gb2312` is GB18030. Nothing is guessed by statistics, so that the same bytes always give the
same text whatever else is installed.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Where Python's codec of that name is not what the label means on the web.
_WEB_MEANING = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_LABELS_PYTHON_LACKS = {
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-x-big5": "big5hkscs",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
_SINGLE_BYTE = re.compile(r"cp125\d|cp874|cp866|iso8859|mac_|mac-|koi8|latin", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META_WINDOW = 4096


class Decoded(NamedTuple):
    """Text without U+0000, the Python name of the encoding used, and what a reviewer should know of it."""

    text: str
    encoding: str
    remarks: tuple[str, ...] = ()


def encoding_of(label: str | None) -> str | None:
    """Python's name of the encoding that a web label (`latin1`, `gb2312`, `x-sjis`) stands for, or None."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    if label in _LABELS_PYTHON_LACKS:
        return _LABELS_PYTHON_LACKS[label]
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in (
        "idna",
        "punycode",
        "utf-7",
        "undefined",
    ):
        return None
    return _WEB_MEANING.get(found.name, found.name)


def charset_of(content_type: str | None) -> str | None:
    """The label in a `text/html; charset=...` header, or None."""
    found = _CHARSET.search(content_type or "")
    return found.group(1) if found else None


def declared_in(data: bytes) -> str | None:
    """The label in a page's own `meta` or in an XML declaration, or None."""
    from bs4.dammit import EncodingDetector

    return EncodingDetector.find_declared_encoding(
        data[:_META_WINDOW], is_html=True, search_entire_document=True
    )


def decode(data: bytes, declared: str | None = None, *, markup: bool = False) -> Decoded:
    """Decodes `data`; `declared` is the charset label or the content type that came with it.

    With `markup`, a label inside the page counts too. Never fails: bytes that fit no candidate are read as
    cp1252 or the declared encoding, each byte that has no meaning there as U+FFFD, and a remark says so.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _finish(data[len(mark) :].decode(marked, "replace"), marked)
    wide = _wide_without_mark(data)
    if wide:
        return _finish(data.decode(wide, "replace"), wide)
    label = charset_of(declared) or (declared if declared and "/" not in declared else None)
    encoding = encoding_of(label)
    if encoding is None and markup:
        label = declared_in(data)
        encoding = encoding_of(label)
        if encoding and encoding.startswith("utf-16"):
            encoding = "utf-8"  # a label that could be read as ASCII is not in UTF-16
    return _try(data, label, encoding)


def _try(data: bytes, label: str | None, encoding: str | None) -> Decoded:
    as_utf8 = _strictly(data, "utf-8")
    if encoding in (None, "utf-8"):
        if as_utf8 is not None:
            return _finish(as_utf8, "utf-8")
        if encoding == "utf-8" and _mostly_utf8(data):
            return _finish(
                data.decode("utf-8", "replace"), "utf-8", "some bytes are not UTF-8 and were replaced"
            )
        remark = f"declared as {label}, but its bytes are not" if label else None
        return _finish(data.decode("cp1252", "replace"), "cp1252", remark)
    if as_utf8 is not None and (_SINGLE_BYTE.match(encoding) or _strictly(data, encoding) is None):
        # Text in a single-byte encoding is never valid UTF-8 by accident, save where it is plain ASCII.
        lie = None if as_utf8.isascii() else f"declared as {label}, but its bytes are UTF-8"
        return _finish(as_utf8, "utf-8", lie)
    text = data.decode(encoding, "replace")
    remark = f"some bytes are not {label} and were replaced" if "\ufffd" in text else None
    return _finish(text, encoding, remark)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether at most one in ten of the non-ASCII sequences is broken."""
    text = data[: 1 << 20].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 10 <= sum(1 for character in text if character > "\x7f")


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 is told by its NULs: every second byte of Latin text."""
    sample = data[:2048]
    if len(sample) < 4 or sample.count(0) * 10 < len(sample) * 3:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _finish(text: str, encoding: str, remark: str | None = None) -> Decoded:
    return Decoded(text.replace("\x00", ""), encoding, (remark,) if remark else ())
