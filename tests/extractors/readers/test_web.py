"""A page to blocks: kinds, furniture, lists, notes, tables, and locators that find their element again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.page_remarks import NEEDS_SCRIPT, ONLY_FURNITURE
from extractors.readers.web import read_web
from schemas.documents import Block, Document

from .invariants import check_offsets, check_xpaths

TEXT = "<p>The company read every report that came in and answered most of them within the week.</p>"


def page(body: str) -> Document:
    return read_web(
        f"<!DOCTYPE html><html><head><title>T</title></head><body>{body}</body></html>".encode(), "p.html"
    )


def blocks(body: str) -> list[tuple[str, str]]:
    document = page(body)
    return [(block.kind, document.text_of(block)) for block in document.content()]


def only(body: str, kind: str) -> list[Block]:
    return [block for block in page(TEXT + body).content() if block.kind == kind]


@pytest.mark.parametrize(
    ("markup", "text", "why"),
    [
        ("<p>12<b>,345</b> reports</p>", "12,345 reports", "inline tags split no figure"),
        ("<p><b>W</b>ord</p>", "Word", "nor a word"),
        ("<p>a&nbsp;b&#8239;c\n\t d</p>", "a b c d", "white space is folded, entities are read"),
        ("<p>one<br>two</p>", "one two", "a line break is a space"),
        ("<p>com&shy;pa&#8203;ny</p>", "company", "soft hyphens and break hints go"),
        ("<p>one<!-- not shown -->two</p>", "onetwo", "comments leave no trace"),
        ("<p>a<script>var x=1</script> b<style>p{}</style></p>", "a b", "scripts and styles are no text"),
        ("<p>in 10<sup>6</sup> cases</p>", "in 10⁶ cases", "a raised figure does not fuse with the number"),
        ("<p>5 km<sup>2</sup></p>", "5 km²", "nor with a unit"),
        ("<p>the 1<sup>st</sup> report</p>", "the 1st report", "raised letters are letters"),
        ("<p>CO<sub>2</sub></p>", "CO₂", "lowered figures likewise"),
        ("<p>x<span hidden>y</span></p>", "x", "what is hidden inside a line is no part of it"),
        ("<p>see<span class='sr-only'> (opens in a new tab)</span> here</p>", "see here", "nor is a hint"),
        (
            "<div><span class='n'>252,000</span><span class='l'>prompts refused</span></div>",
            "252,000 prompts refused",
            "a figure and its label in two spans are two words",
        ),
        (
            "<div><span>Refused prompts</span><span>252,000</span></div>",
            "Refused prompts 252,000",
            "either way",
        ),
        ("<p>12<sup>*</sup>34</p>", "12 34", "where a mark is lifted out, figures do not grow together"),
        (
            "<p>More thorough tests were run in March.</p>",
            "More thorough tests were run in March.",
            "no link",
        ),
        (
            "<p>More in-depth tests were run in March.</p>",
            "More in-depth tests were run in March.",
            "a sentence",
        ),
        ("<p><span>1.9</span><span>M</span></p>", "1.9M", "a scale letter stays with its figure"),
        ("<p>We went on <button>Share</button> and on.</p>", "We went on and on.", "buttons cut nothing"),
    ],
)
def test_text(markup: str, text: str, why: str) -> None:
    assert blocks(TEXT + markup)[1:] == [("paragraph", text)], why


@pytest.mark.parametrize(
    ("markup", "expected", "why"),
    [
        ("<h1>Title</h1>" + TEXT, [("title", "Title")], "the h1 is the title"),
        (
            "<header><h1>Title</h1><p class='standfirst'>What the report says, in short.</p></header>" + TEXT,
            [("title", "Title"), ("lead", "What the report says, in short.")],
            "a standfirst is the lead",
        ),
        (TEXT + "<h2>Next</h2>" + TEXT, [("heading", "Next")], "headings"),
        (TEXT + "<div role='heading' aria-level='3'>Next</div>" + TEXT, [("heading", "Next")], "by role"),
        (TEXT + "<p><strong>Areas of work</strong></p>" + TEXT, [("heading", "Areas of work")], "bold line"),
        (
            TEXT + "<p><b>17,436 accounts</b></p>" + TEXT,
            [("paragraph", "17,436 accounts")],
            "bold figure is text",
        ),
        (
            TEXT + "<p><b>What remains:</b></p>" + TEXT,
            [("paragraph", "What remains:")],
            "a bold lead-in is text",
        ),
        (TEXT + "<blockquote>We were late.</blockquote>" + TEXT, [("quote", "We were late.")], "quotes"),
        (TEXT + "<pre>a\n  b</pre>" + TEXT, [("preformatted", "a b")], "preformatted text"),
        (
            TEXT + "<figure><img src='x'><figcaption>The office</figcaption></figure>" + TEXT,
            [("caption", "The office")],
            "captions",
        ),
        (
            TEXT + "<p>one<br><br>two</p>" + TEXT,
            [("paragraph", "one"), ("paragraph", "two")],
            "two breaks part",
        ),
        (
            TEXT + "<p>We ask:<br>• who counts<br>• who checks</p>" + TEXT,
            [("paragraph", "We ask:"), ("list_item", "who counts"), ("list_item", "who checks")],
            "bullets between line breaks are a list",
        ),
        (
            TEXT + "<dl><dt>Scanned</dt><dd>Compared with a list.</dd></dl>" + TEXT,
            [("list_item", "Scanned"), ("list_item", "Compared with a list.")],
            "terms and what they mean",
        ),
        (
            TEXT + "<div class='tile'><b>1.9M</b> accounts disabled</div>" + TEXT,
            [("paragraph", "1.9M accounts disabled")],
            "tiles are paragraphs",
        ),
    ],
)
def test_kinds(markup: str, expected: list[tuple[str, str]], why: str) -> None:
    text = blocks(TEXT)[0]
    assert [block for block in blocks(markup) if block != text] == expected, why


@pytest.mark.parametrize(
    "start",
    ["", "<!doctype html><title>T</title>", '<html lang="en"><meta charset="utf-8"><title>T</title>'],
    ids=["nothing before", "a title before", "html, meta and title before"],
)
def test_a_page_may_leave_out_head_and_body(start: str) -> None:
    source = f"{start}<header>Site</header><main><h1>Report</h1>{TEXT}</main>"
    document = read_web(source.encode(), "p.html")
    assert [block.kind for block in document.content()] == ["title", "paragraph"]
    assert "T" not in [document.text_of(block) for block in document.blocks]
    check_xpaths(document, source)


def test_lists_have_depth_and_ordinals() -> None:
    document = page(
        TEXT + "<ol start=3><li>Data<ul><li>audit</li></ul>and more</li>"
        "<li value=7><p>Models</p><p>all of them</p></li></ol>"
        "<ol type=a><li>x</li></ol><ol reversed><li>y</li><li>z</li></ol><ol type=i start=4><li>w</li></ol>"
    )
    found = [
        (block.kind, document.text_of(block), block.level, block.marker) for block in document.content()
    ][1:]
    assert found == [
        ("list_item", "Data", 1, "3."),
        ("list_item", "audit", 2, None),
        ("paragraph", "and more", None, None),
        ("list_item", "Models", 1, "7."),
        ("paragraph", "all of them", None, None),
        ("list_item", "x", 1, "a."),
        ("list_item", "y", 1, "2."),
        ("list_item", "z", 1, "1."),
        ("list_item", "w", 1, "iv."),
    ]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        (
            '<sup><a href="#n1">1</a></sup>',
            '<div class="footnotes"><ol><li id="n1">As of May. <a href="#r">↩</a></li></ol></div>',
        ),
        ('<a href="#n1"><sup>[1]</sup></a>', '<p id="n1">[1] As of May.</p>'),
        ('<a class="footnote-ref" href="#n1">1</a>', '<p id="n1">1. As of May.</p>'),
        ("<sup>1</sup>", "<p><sup>1</sup> As of May.</p>"),
        ("<sup>*</sup>", "<p><sup>*</sup> As of May.</p>"),
    ],
)
def test_notes(mark: str, note: str) -> None:
    document = page(
        f"<main>{TEXT}<p>We refused 252,000{mark} prompts in the quarter, and closed accounts.</p>"
        f"{TEXT}{note}</main>"
    )
    content = list(document.content())
    assert document.text_of(content[1]).startswith("We refused 252,000 prompts")
    (reference,) = content[1].references
    assert document.text[: reference.offset].endswith("252,000")
    assert (content[3].kind, document.text_of(content[3])) == ("footnote", "As of May.")
    assert content[3].marker == reference.mark


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<nav><a href='/'>Home</a></nav>", "navigation"),
        ("<div class='breadcrumbs'>Home › Reports</div>", "navigation"),
        ("<div class='on-this-page'><h2>On this page</h2><ul><li>Data</li></ul></div>", "navigation"),
        ("<div id='cookie-banner'>We use 14 cookies to improve your visit.</div>", "banner"),
        ("<div role='dialog'>Sign in to go on</div>", "banner"),
        ("<div class='alert'>New rules apply.</div>", "banner"),
        ("<div class='share-bar'>Share on every network</div>", "share"),
        (
            "<div class='related-content'><h2>Related</h2><a href='/a'>1,200 accounts removed</a></div>",
            "related",
        ),
        ("<aside><p>Another story</p></aside>", "related"),
        (
            "<div id='comments'><p>I read this with interest and would like to know more about it.</p></div>",
            "comments",
        ),
        ("<div class='newsletter'>Get 3 letters a month</div>", "subscription"),
        ("<form><label>Your name</label></form>", "form"),
        ("<select><option>2024 Q3</option></select>", "form"),
        ("<button>Load 25 more</button>", "form"),
        ("<div class='was-this-helpful'>Was this page helpful? Yes (212)</div>", "form"),
        ("<footer>18 offices. All rights reserved.</footer>", "footer"),
        ("<p class='byline'>By Ada Brekke, 2 April 2025</p>", "boilerplate"),
    ],
)
def test_furniture_is_kept_and_marked(markup: str, reason: str) -> None:
    document = page(f"<main><h1>Title of the report</h1>{TEXT}{TEXT}</main>{markup}")
    rest = document.blocks[3:]
    assert rest
    assert {block.furniture for block in rest} == {reason}


@pytest.mark.parametrize(
    "folded",
    [
        f"<details><summary>How we count</summary>{TEXT}</details>",
        "<h3><button aria-controls=c>How we count</button></h3>"
        f"<div id=c class=collapse style='display:none'>{TEXT}</div>",
        f"<h3>How we count</h3><div role=tabpanel hidden>{TEXT}</div>",
    ],
)
def test_what_is_folded_away_is_content_and_hidden(folded: str) -> None:
    document = page(f"<main>{TEXT}{folded}</main>")
    content = [(block.kind, block.hidden) for block in document.content()]
    assert content == [("paragraph", False), ("heading", False), ("paragraph", True)]


def test_hidden_parts_without_a_handle_are_furniture() -> None:
    document = page(f"<main>{TEXT}{TEXT}</main><div style='display:none'>{TEXT}</div>")
    assert [(block.furniture, block.hidden) for block in document.blocks] == [
        (None, False),
        (None, False),
        ("boilerplate", True),
    ]


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        ("<nav><a href='/'>Home</a></nav><footer>Imprint</footer>", ONLY_FURNITURE),
        ("<div id='root'></div><script src='a.js'></script>", NEEDS_SCRIPT),
        (
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id=app></div>",
            NEEDS_SCRIPT,
        ),
        ("<p>Please enable JavaScript to view this page.</p>", NEEDS_SCRIPT),
    ],
)
def test_a_page_without_text_says_so(body: str, remark: str) -> None:
    assert page(body).remarks == (remark,)


def test_a_page_with_text_says_nothing() -> None:
    assert page(TEXT * 2 + "<noscript>Please enable JavaScript</noscript>").remarks == ()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "first", "last", "count"),
    [
        (
            "commissioner-findings.html",
            "Findings from periodic notices",
            "eSafety will publish a summary",
            33,
        ),
        ("chat-quarterly.html", "Parlance Transparency Report", "Readers of earlier editions", 19),
        ("progress-stories.html", "AI Security By Design", "A number of firms", None),
    ],
)
def test_all_of_a_report_is_kept(shared: Path, name: str, first: str, last: str, count: int | None) -> None:
    data = (shared / "gold" / name).read_bytes()
    document = read_web(data, name)
    content = [document.text_of(block) for block in document.content()]
    assert content[0].startswith(first)
    assert content[-1][:9] == last[:9]
    assert count is None or len(content) == count
    check_offsets(document)
    check_xpaths(document, data.decode())


ABOUT = "<p>All of them were reported to the authority within a day of their removal, as the law asks.</p>"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("This report covers January to June 2025.", True),
        ("Reporting period: January to June 2025", True),
        ("The figures are for the first half of 2024.", True),
        ("Last updated: June 2025.", False),
        ("Published 3 May 2025", False),
        ("By Jane Doe, 3 May 2025", False),
    ],
)
def test_a_dated_line_under_the_title_is_text_unless_it_is_a_stamp(line: str, kept: bool) -> None:
    document = page(f"<main><h1>Child safety report</h1><p>{line}</p><h2>Reports</h2>{TEXT}{ABOUT}</main>")
    (block,) = [block for block in document.blocks if document.text_of(block) == line]
    assert (block.furniture is None) == kept


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Get the latest updates right in your inbox. Subscribe to our newsletters.", "subscription"),
        ("Sign up for the free daily newsletter.", "subscription"),
        ("Follow us on Twitter @agency and on Facebook.", "share"),
        ("Have a tip? Write to the desk.", "share"),
        ("Additional reporting by A. Writer and B. Writer.", "boilerplate"),
        ("This document is subject to copyright. No part may be reproduced.", "boilerplate"),
        ("Image 3 of 5", "boilerplate"),
        ("Reporting by electronic service providers rose by a third in 2024.", None),
        ("Twelve members contributed to this report with figures of their own.", None),
        ("Members that join the compact receive quarterly updates on its figures.", None),
        ("Accounts that subscribe to the tier are checked by two people each.", None),
    ],
)
def test_what_asks_the_reader_to_subscribe_or_follow_is_no_text(line: str, reason: str | None) -> None:
    document = page(f"<article><h1>Report</h1>{TEXT}{ABOUT}<p>{line}</p></article>")
    (block,) = [block for block in document.blocks if document.text_of(block) == line]
    assert block.furniture == reason


def test_an_embedded_post_is_a_quote_whatever_holds_it() -> None:
    post = '<blockquote class="twitter-tweet"><p>We counted every report twice.</p></blockquote>'
    document = page(f'<article>{TEXT}<div class="social-embed">{post}</div>{ABOUT}</article>')
    assert ("quote", "We counted every report twice.") in [
        (block.kind, document.text_of(block)) for block in document.content()
    ]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f'<p class="intro">Seven companies sent their figures in time.</p>{TEXT}{ABOUT}', "paragraph"),
        (f'<p class="standfirst">Seven companies sent their figures in time.</p>{TEXT}{ABOUT}', "lead"),
        (f'<div class="intro"><p>Seven companies sent figures in time.</p></div>{TEXT}{ABOUT}', "lead"),
    ],
    ids=["the first of like paragraphs", "a name that only a standfirst has", "a part of its own"],
)
def test_a_standfirst_is_told_from_the_first_paragraph(markup: str, kind: str) -> None:
    document = page(f"<article><h1>Report</h1>{markup}</article>")
    assert next(block.kind for block in document.content() if block.kind != "title") == kind


@pytest.mark.parametrize(
    "caption",
    [
        "In this Dec. 12, 2006, file photo, an astronaut works outside of the station.",
        "The first map of the moon. (NASA/JPL-Caltech/ASU)",
        "© A. Photographer A nurse gives a child its second dose at a health centre in the old town, in 2019",
    ],
)
def test_the_words_of_a_caption_tell_it(caption: str) -> None:
    document = page(f"<article><h1>Report</h1>{TEXT}<p>{caption}</p>{ABOUT}</article>")
    (block,) = [block for block in document.blocks if document.text_of(block) == caption]
    assert (block.kind, block.furniture) == ("caption", None)


def test_a_bar_of_links_is_one_block_with_the_place_of_all_of_them() -> None:
    links = "".join(f"<li><a href='/{number}'>Page {number}</a></li>" for number in range(3))
    document = page(f"<div class='menu'><ul>{links}</ul></div><main>{TEXT}{TEXT}</main>")
    assert document.text_of(document.blocks[0]) == "Page 0 Page 1 Page 2"
    assert document.blocks[0].xpath == "/html/body[1]/div[1]/ul[1]"


WORDS = st.sampled_from(
    ["reports", "12,345", "accounts", "banned", "ünïcode", "of", "the", "18.4%", "提示", "a&amp;b", "x"]
)
LINE = st.lists(WORDS, min_size=0, max_size=12).map(" ".join)
INLINE = st.one_of(
    LINE,
    LINE.map("<b>{}</b>".format),
    LINE.map("<a href='#n'>{}</a>".format),
    LINE.map("<span class='c'>{}</span>".format),
    st.sampled_from(
        [
            "<br>",
            "<br><br>",
            "<sup>1</sup>",
            "<sup><a href='#n'>2</a></sup>",
            "<button>ok</button>",
            "<o:p>w</o:p>",
            "<!-- c -->",
            "10<sup>6</sup>",
        ]
    ),
)
FLOW = st.lists(INLINE, max_size=5).map("".join)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "h1",
        "h2",
        "h4",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "caption",
        "blockquote",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "nav",
        "footer",
        "aside",
        "header",
        "figure",
        "figcaption",
        "form",
        "pre",
        "span",
        "x-box",
        "center",
        "font",
        "label",
    ]
)


def _wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    opened = st.sampled_from(
        [
            "",
            " class='related'",
            " class='entry-content'",
            " hidden",
            " id='n'",
            " role=list",
            " colspan=3",
            " rowspan=2",
        ]
    )
    return st.builds(
        lambda tag, extra, inside: f"<{tag}{extra}>{''.join(inside)}</{tag}>",
        TAGS,
        opened,
        st.lists(children, max_size=4),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.recursive(FLOW, _wrap, max_leaves=25), max_size=6).map("".join))
def test_locators_hold_on_any_page(body: str) -> None:
    text = f"<html><body>{body}</body></html>"
    document = read_web(text.encode(), "page")
    check_offsets(document)
    check_xpaths(document, text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_at_all_can_be_read(text: str) -> None:
    check_offsets(read_web(f"<html><body><p>x{text}</p></body></html>".encode(), "page"))
