"""Whatever bytes a page or a text holds, reading ends soon, in a Document or in a reason."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.read import read
from extractors.readers.errors import Unreadable

SECONDS = 4.0
"""CPU seconds for a document of some kilobytes on a slow machine; the usual is a hundredth."""

TAGS = st.sampled_from(
    "html head body title meta p div span ul ol li dl dt dd table tr th td caption nav main footer h1 h2 sup "
    "a br b script style template svg math select option pre details summary frameset noscript".split()
)
NAMES = st.sampled_from(
    'class="nav" id=x href="#" colspan=65534 rowspan=0 hidden role=list style="display:none" lang=xx'.split()
)
WORDS = st.sampled_from(
    ["We banned 1,234 accounts.", "12%", "•", "&amp;", "&#x110000;", "\x00", "﻿", "\u202e", " "]
)
MARKUP = st.one_of(
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.builds("<{} {}>".format, TAGS, NAMES),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<?xml ?>", "<", ">", '"', "<p"]),
    WORDS,
    st.text(max_size=8),
)
DECLARED = st.none() | st.sampled_from(
    [
        "text/html",
        "text/plain",
        "text/csv",
        "text/html; charset=utf-16",
        "text/html; charset=x",
        ";;",
        "application/pdf",
    ]
)


def held(data: bytes, name: str, declared: str | None) -> None:
    begin = time.process_time()
    try:
        document = read(data, name, declared=declared)
    except Unreadable as error:
        reason = str(error)
        if "\n" in reason:
            raise AssertionError(f"a reason of several lines: {reason!r}") from None
    else:
        for block in document.blocks:
            assert document.text[block.start : block.end] == document.text_of(block)
        assert "\x00" not in document.text
    assert time.process_time() - begin < SECONDS


@settings(max_examples=150, deadline=None)
@given(st.lists(MARKUP, max_size=60).map("".join), DECLARED)
def test_markup_in_any_order(markup: str, declared: str | None) -> None:
    held(markup.encode("utf-8", "surrogatepass"), "page.html", declared)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["a.html", "a.txt", "a.csv", "a.pdf", "a", ""]), DECLARED)
def test_bytes_of_any_kind(data: bytes, name: str, declared: str | None) -> None:
    held(data, name, declared)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml"]
    ),
    st.binary(max_size=800),
)
def test_a_known_beginning_with_anything_after_it(beginning: bytes, rest: bytes) -> None:
    held(beginning + rest, "document", None)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<a>"]),
    st.integers(1, 3000),
)
def test_any_depth(tag: str, depth: int) -> None:
    held((tag * depth + "We banned 12 accounts.").encode(), "deep.html", "text/html")
