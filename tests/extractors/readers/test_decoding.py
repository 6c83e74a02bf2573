"""Bytes to text: which label wins, what labels mean, and what happens when they lie."""

from __future__ import annotations

import codecs
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.decoding import decode, encoding_of

GERMAN = "Löschungen: 1.234 – „Konten“ für 5 €"
CHINESE = "我们删除了1234个账户，包括「镕」字"


@pytest.mark.parametrize(
    ("data", "declared", "text", "why"),
    [
        (codecs.BOM_UTF8 + GERMAN.encode(), "latin-1", GERMAN, "a byte-order mark beats every label"),
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), None, GERMAN, "UTF-16 with its mark"),
        (GERMAN.encode("utf-16-le"), None, GERMAN, "UTF-16 without one is told by its NULs"),
        (GERMAN.encode("utf-16-be"), None, GERMAN, "and so is the other byte order"),
        (
            GERMAN.encode("cp1252"),
            "text/html; charset=iso-8859-1",
            GERMAN,
            "latin-1 means cp1252: quotes, euro",
        ),
        (GERMAN.encode("cp1252"), "latin1", GERMAN, "a bare label will do"),
        (GERMAN.encode("cp1252"), None, GERMAN, "without a label what is no UTF-8 is cp1252"),
        (GERMAN.encode("cp1252"), "utf-8", GERMAN, "a label that does not fit is not believed"),
        (GERMAN.encode(), "text/html; charset=windows-1252", GERMAN, "nor one that would give mojibake"),
        (CHINESE.encode("gb18030"), "gb2312", CHINESE, "gb2312 means GB18030"),
        (CHINESE.encode("gb18030"), "text/html;charset=GBK", CHINESE, "and so does GBK"),
        ("報告１２件".encode("cp932"), "shift_jis", "報告１２件", "Shift JIS means cp932"),
        ("отчёт".encode("koi8-r"), "koi8-r", "отчёт", "single bytes of another alphabet"),
        (GERMAN.encode(), "charset=no-such-thing", GERMAN, "an unknown label counts as none"),
        (b"12\x00,345 reports", None, "12,345 reports", "NULs go"),
    ],
)
def test_text(data: bytes, declared: str | None, text: str, why: str) -> None:
    assert decode(data, declared).text == text, why


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ('<meta charset="gb2312"><p>我们删除了账户</p>', "gb18030"),
        (
            '<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=windows-1251"><p>отчёт за год</p>',
            "cp1251",
        ),
        ('<?xml version="1.0" encoding="iso-8859-2"?><html><p>źródło</p></html>', "iso8859-2"),
    ],
)
def test_a_label_inside_the_page_counts_for_markup(page: str, encoding: str) -> None:
    decoded = decode(page.encode(encoding), markup=True)
    assert (decoded.text, decoded.encoding) == (page, encoding)


def test_a_page_cannot_be_in_utf_16_when_its_label_reads_as_ascii() -> None:
    assert decode('<meta charset="utf-16"><p>é</p>'.encode(), markup=True).encoding == "utf-8"


def test_http_beats_meta() -> None:
    assert (
        decode('<meta charset="koi8-r">é'.encode("cp1252"), "text/html; charset=cp1252", markup=True).text[-1]
        == "é"
    )


@pytest.mark.parametrize(
    ("data", "declared", "remark"),
    [
        (GERMAN.encode("cp1252"), "utf-8", "declared as utf-8, but its bytes are not"),
        (GERMAN.encode(), "koi8-r", "declared as koi8-r, but its bytes are UTF-8"),
        (("ü" * 99).encode() + b"\xff", "utf-8", "some bytes are not UTF-8 and were replaced"),
        (b"\x81\x20" * 3 + b"\xff\xff", "gb2312", "some bytes are not gb2312 and were replaced"),
    ],
)
def test_a_lie_is_remarked_on(data: bytes, declared: str, remark: str) -> None:
    assert decode(data, declared).remarks == (remark,)


def test_plain_ascii_under_any_label_is_no_lie() -> None:
    assert decode(b"12 reports", "iso-8859-1").remarks == ()


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("tis-620", "cp874"),
        ("big5", "big5hkscs"),
        ("base64", None),
        ("rot13", None),
        ("utf-7", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(label: str, encoding: str | None) -> None:
    assert encoding_of(label) == encoding


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "gb2312", "latin-1", "utf-16", "x", "shift_jis"])
)
def test_any_bytes_become_text(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared, markup=True)
    assert "\x00" not in decoded.text


def test_the_text_does_not_depend_on_chardet_being_installed() -> None:
    """BeautifulSoup asks chardet where it finds it; the same bytes must be the same text everywhere."""
    hidden = """
import sys
for name in ("chardet", "charset_normalizer", "cchardet"):
    sys.modules[name] = None
from extractors.readers.web import read_web
print(read_web(bytes.fromhex(sys.argv[1]), "p").text.encode().hex())
"""
    page = f"<html><body><p>{GERMAN}, und das ist noch lange nicht alles.</p>".encode("cp1252")
    out = subprocess.run(
        [sys.executable, "-c", hidden, page.hex()], capture_output=True, text=True, check=True
    )
    from extractors.readers.web import read_web

    assert bytes.fromhex(out.stdout.strip()).decode() == read_web(page, "p").text
    assert GERMAN in read_web(page, "p").text
