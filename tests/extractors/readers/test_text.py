"""Plain text: what a line is can only be told by how it is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.errors import Unreadable
from extractors.readers.text import read_text
from schemas.documents import Document

from .invariants import check_offsets

PARAGRAPH = (
    "The company read every report that came in and answered most of them\nwithin the week, as it had said.\n"
)
FOLDED = " ".join(PARAGRAPH.split())


Block = tuple[str, int | None, str]


def p(text: str) -> Block:
    return "paragraph", None, text


def t(text: str) -> Block:
    return "title", 1, text


def h(level: int, text: str) -> Block:
    return "heading", level, text


def li(level: int, text: str) -> Block:
    return "list_item", level, text


def read(text: str) -> Document:
    document = read_text(text.encode(), "t.txt")
    check_offsets(document)
    return document


def blocks(text: str) -> list[Block]:
    document = read(text)
    return [(block.kind, block.level, document.text_of(block)) for block in document.content()]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (PARAGRAPH, [p(FOLDED)], "hard wraps are one space"),
        ("a child-\nsafety plan", [p("a child-safety plan")], "a hyphen at the wrap is its own"),
        ("First.\n\nSecond.", [p("First."), p("Second.")], "blank lines part"),
        ("Report\n======\n\nText.", [t("Report"), p("Text.")], "underlined twice"),
        ("Text.\n\nPart\n----\n\nMore.", [p("Text."), h(2, "Part"), p("More.")], "underlined"),
        ("======\nReport\n======\nText.", [t("Report"), p("Text.")], "and overlined"),
        ("# Report\n\n## Part\n\nText.", [t("Report"), h(2, "Part"), p("Text.")], "hash signs"),
        ("WHAT WE DID\n\nText.", [h(2, "WHAT WE DID"), p("Text.")], "capitals"),
        ("1,204 USERS BANNED\n\nText.", [p("1,204 USERS BANNED"), p("Text.")], "a figure is text"),
        ("2.1 Scope of this report\n\n" + PARAGRAPH, [t("2.1 Scope of this report"), p(FOLDED)], "numbered"),
        (
            "Dear all,\n\nWhat comes next\n\n" + PARAGRAPH,
            [p("Dear all,"), h(3, "What comes next"), p(FOLDED)],
            "a short open line",
        ),
        (
            "We ask:\n\n  * who counts\n    and how\n  * who checks\n",
            [p("We ask:"), li(1, "who counts and how"), li(1, "who checks")],
            "hanging lines",
        ),
        (
            "We ask:\n- who counts\n- who checks",
            [p("We ask:"), li(1, "who counts"), li(1, "who checks")],
            "no blank line",
        ),
        (
            "- data\n  - audit\n    - hash\n- models",
            [li(1, "data"), li(2, "audit"), li(3, "hash"), li(1, "models")],
            "depth by indent",
        ),
        ("1. Data.\n2. Models.", [li(1, "Data."), li(1, "Models.")], "numbered items"),
        ("(a) data;\n(b) models;", [li(1, "data;"), li(1, "models;")], "lettered items"),
        (
            "the figure rose by\n12. That is much.",
            [p("the figure rose by 12. That is much.")],
            "a wrapped figure is no item",
        ),
        ("JAKARTA - The firms agreed.", [p("JAKARTA - The firms agreed.")], "a dateline is no item"),
        ("[1] As of May.", [("footnote", None, "As of May.")], "a note"),
        ("We have\n-- data\n-- models", [p("We have"), li(1, "data"), li(1, "models")], "two dashes"),
        (
            "Acme\n- Scans data.\n- Bans users.",
            [h(3, "Acme"), li(1, "Scans data."), li(1, "Bans users.")],
            "whose list",
        ),
        (
            "Text.\n\nAcme Water\n  It cut leaks.\n",
            [p("Text."), h(3, "Acme Water"), p("It cut leaks.")],
            "set in",
        ),
        ("THE ACME TRUST\nDigest of May", [t("THE ACME TRUST"), p("Digest of May")], "capitals over a line"),
        ("Acme Trust\nFindings on data", [t("Acme Trust"), p("Findings on data")], "who, and what"),
        (
            "What we saw\nPublished 3 June 2025",
            [t("What we saw"), p("Published 3 June 2025")],
            "a dated line",
        ),
        ("Text.\n\n(c) Acme Trust 2026", [p("Text.")], "whose the rights are"),
    ],
)
def test_blocks(text: str, expected: list[Block], why: str) -> None:
    assert blocks(text) == expected, why


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Page 3 of 12", "page_number"),
        ("- 7 -", "page_number"),
        ("Compiled for the archive. Page 1 of 2. Reference X-1.", "header"),
        ("(c) 2023. Text may be reused. Tel. +1-555-0188.", "footer"),
        ("© 2024 The Foundation. All rights reserved.", "footer"),
        ('Other reading: "7 facts about 60 million articles".', "related"),
    ],
)
def test_furniture(line: str, reason: str) -> None:
    document = read(f"{PARAGRAPH}\n{line}\n\n{PARAGRAPH}")
    assert [block.furniture for block in document.blocks] == [None, reason, None]


def test_a_text_that_opens_with_a_page_number_alone_is_read() -> None:
    document = read("Page 1 of 2\n\nword\nword\nword\n-----\nword")
    assert "word word word" in document.text


def test_lines_repeated_on_each_page_are_furniture() -> None:
    said = ["We sent reports.", "We closed accounts.", "We asked for more.", "We will write again."]
    pages = (f"Quarterly report, Acme\n\n{text}\n\nprinted sheet {at}" for at, text in enumerate(said))
    document = read("\f".join(pages))
    assert [document.text_of(block) for block in document.content()] == said


@pytest.mark.parametrize(
    ("drawing", "why"),
    [
        (
            "Half-year   Sent   Kept\n---------   ----   ----\n"
            "H1 2022       30      1\nH2 2022       25      2",
            "a ruler of dashes",
        ),
        (
            "| Half-year | Sent | Kept |\n|-----------|-----:|-----:|\n"
            "| H1 2022 | 30 | 1 |\n| H2 2022 | 25 | 2 |",
            "pipes",
        ),
        (
            "+-----------+------+------+\n| Half-year | Sent | Kept |\n+-----------+------+------+\n"
            "| H1 2022   |   30 |    1 |\n| H2 2022   |   25 |    2 |\n+-----------+------+------+",
            "a drawn frame",
        ),
        (
            "Half-year   Sent   Kept\n-----------------------\n"
            "H1 2022       30      1\nH2 2022       25      2",
            "one rule under the heads",
        ),
        ("Half-year   Sent   Kept\nH1 2022       30      1\nH2 2022       25      2", "alignment alone"),
        ("Half-year\tSent\tKept\nH1 2022\t30\t1\nH2 2022\t25\t2", "tabs"),
        (
            "=========   ====   ====\nHalf-year   Sent   Kept\n=========   ====   ====\n"
            "H1 2022       30      1\nH2 2022       25      2\n=========   ====   ====",
            "rules around the heads",
        ),
    ],
)
def test_tables(drawing: str, why: str) -> None:
    document = read(f"Requests for data:\n\n{drawing}\n\nSource: our logs.\n\n{PARAGRAPH}")
    caption, block, note, _ = document.content()
    table = block.table
    assert table is not None, why
    assert document.text_of(block) == "Half-year\tSent\tKept\nH1 2022\t30\t1\nH2 2022\t25\t2", why
    assert (table.header_rows, table.header_columns) == (1, 1), why
    assert table.title == (caption.start, caption.end), why
    assert table.notes == ((note.start, note.end),), why


def test_a_label_over_two_lines_is_one_row() -> None:
    document = read(
        "Measure          2023   2024\n--------------   ----   ----\n"
        "Reports sent       10     12\nwithin a day\nKept                1      2\n"
    )
    (block,) = document.content()
    assert document.text_of(block) == "Measure\t2023\t2024\nReports sent within a day\t10\t12\nKept\t1\t2"


def test_prose_with_wide_gaps_is_no_table() -> None:
    assert [
        kind for kind, *_ in blocks("We sent  many reports.\nNobody  answered  them.\nSo we wrote  again.")
    ] == ["paragraph"]


@pytest.mark.shared
def test_a_real_digest(shared: Path) -> None:
    document = read_text((shared / "gold" / "foundation-digest.txt").read_bytes(), "digest.txt")
    check_offsets(document)
    kinds = [block.kind for block in document.content()]
    assert (kinds.count("title"), kinds.count("heading"), kinds.count("list_item"), kinds.count("table")) == (
        1,
        4,
        12,
        1,
    )
    furniture = [document.text_of(block)[:12] for block in document.blocks if block.furniture]
    assert furniture == ["Compiled for", "Other readin", "(c) 2023. Te"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b" \n\t\n", "no text"), (b"-----\n=====\n", "no text"), (b"a\n\n" * 200_001, "200,000")],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_text(data, "t.txt")


LINES = st.sampled_from(
    [
        "",
        "",
        "word",
        "  - item",
        "1. item",
        "a  12  3",
        "| a | 1 |",
        "-----",
        "--- ---",
        "TITLE",
        "====",
        "Page 1 of 2",
        "text: ",
        "\f",
        "* x",
        "(c) 2",
        "\u2028",
        "ends.",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=14).map("\n".join), st.text(max_size=120)))
def test_any_text_keeps_its_offsets(text: str) -> None:
    try:
        read("word\n\n" + text)
    except Unreadable:
        raise AssertionError("there was a word in it") from None


@pytest.mark.parametrize(
    ("text", "kinds", "why"),
    [
        (
            "** REPORT OF MAY 2022 **\n\nIt was short.",
            [("heading", "REPORT OF MAY 2022"), ("paragraph", "It was short.")],
            "characters drawn round a heading are no words of it",
        ),
        (
            "A digest\n--------\n\nDuring 2024 the library also\n\n"
            " o  trained 52 readers;\n o  began to lend games.",
            [
                ("title", "A digest"),
                ("paragraph", "During 2024 the library also"),
                ("list_item", "trained 52 readers;"),
                ("list_item", "began to lend games."),
            ],
            "a line whose sentence the items go on is their lead-in, and 'o' is a bullet, not a column",
        ),
        (
            "Outstanding:\n\n 1)  demands by post, as\n     before;\n"
            " 2)  a policy on machines;\n 3)  an audit.",
            [
                ("paragraph", "Outstanding:"),
                ("list_item", "demands by post, as before;"),
                ("list_item", "a policy on machines;"),
                ("list_item", "an audit."),
            ],
            "counted items are no table, wrapped or not",
        ),
    ],
)
def test_lists_and_headings_as_digests_print_them(text: str, kinds: list[tuple[str, str]], why: str) -> None:
    document = read_text(text.encode(), "digest.txt")
    assert [(block.kind, document.text_of(block)) for block in document.blocks] == kinds, why
