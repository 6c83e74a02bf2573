"""Pages made to break or to stall a reader end quickly, as a Document or with a clear reason."""

from __future__ import annotations

import contextlib
import time

import pytest

from extractors.readers.errors import Unreadable
from extractors.readers.web import read_web

from .invariants import check_offsets, check_xpaths

SECONDS = 20.0
"""CPU seconds that any one of these may take on a slow machine; most take a tenth of one."""


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000 + b"<p>after</p>", "nested too deep for libxml2"),
        (b"<b>" * 30_000 + b"deep", "inline elements likewise"),
        (b"<p>" + b"word " * 10_000_000, "50 MB in one text node"),
        (b"<html>" + b"<" * 2_000_000, "nothing but tag openings"),
        (b"<a " + b'x="1" ' * 200_000 + b">text</a>", "attributes without end"),
        (b'<div class="' + b"nav-" * 500_000 + b'">text</div>', "a class name of 2 MB"),
        (b"<p>" + b"<span>a</span>" * 100_000, "inline elements without end"),
        (
            b"<ul>" + b"<li>item" * 20_000,
            "a list without end, whose XPaths must not be counted anew each time",
        ),
        (b"<table><tr><th>a<th>b" + b"<tr><td colspan=1000 rowspan=65534>2" * 2_000, "spans over everything"),
        (b"<table><tr><td>a<td>" * 600, "tables in tables"),
        (b"<p>" + b"(image" * 200_000, "what looks like the beginning of a caption, again and again"),
        (b"<p>" + b'"' * 500_000 + b"x", "quotation marks without end"),
        (b"<p>12\x00,345\x00 reports</p>", "NULs"),
        (bytes(range(256)) * 50, "every byte there is"),
        (b"<p>" + b"\xff\xfe" * 1000, "bytes of no encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_ends_quickly(page: bytes, why: str) -> None:
    start = time.process_time()
    with contextlib.suppress(Unreadable):
        check_offsets(read_web(page, "hostile.html", declared="text/html; charset=utf-8"))
    assert time.process_time() - start < SECONDS, why


def test_text_below_256_levels_is_kept_with_its_place() -> None:
    """libxml2 stops at 256 levels, and drops all that follows, unless told not to."""
    page = (
        "<html><body>"
        + "<div>" * 400
        + "<p>deep down</p>"
        + "</div>" * 400
        + "<p>afterwards</p></body></html>"
    )
    document = read_web(page.encode(), "deep.html")
    assert document.text == "deep down\n\nafterwards"
    check_xpaths(document, page)


def test_text_below_2048_levels_is_kept_without_its_place() -> None:
    page = (
        "<html><body>"
        + "<div>" * 3000
        + "<p>deep <b>down</b></p>"
        + "</div>" * 3000
        + "<h2>Next</h2><p>afterwards</p>"
    )
    document = read_web(page.encode(), "deeper.html")
    assert [document.text_of(block) for block in document.blocks] == ["deep down", "Next", "afterwards"]
    assert all(block.xpath is None for block in document.blocks)
    assert document.remarks[0].startswith("elements nest more than 2048 deep")


def test_text_nodes_over_10_mb_are_kept() -> None:
    document = read_web(
        b"<html><body><p>" + b"word " * 2_200_000 + b"</p><p>afterwards</p></body></html>", "long.html"
    )
    assert document.text.endswith("word\n\nafterwards")


def test_gb18030_labelled_gb2312_is_not_empty() -> None:
    text = "我们删除了1234个账户，包括「镕」字"
    page = f"<html><head><meta charset='gb2312'></head><body><p>{text}</p></body></html>"
    assert read_web(page.encode("gb18030"), "p").text == text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "empty"),
        (b"<!-- nothing -->", "empty"),
        (b"<html>" + b"<div>" * 400_000, "too large to untangle"),
    ],
)
def test_what_cannot_be_read_says_why(page: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_web(page, "p.html")


def test_a_page_of_more_blocks_than_any_report_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.page_tree.MOST_NODES", 1000)
    with pytest.raises(Unreadable, match="more than 1,000 blocks"):
        read_web(b"<html>" + b"<p>x" * 2000, "p.html")
