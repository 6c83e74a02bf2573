"""Marks: the pieces of a text are the text, and the pieces of a mark are its quote, however they overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.read import read
from pipeline.publish.site.addresses import Mark
from pipeline.publish.site.marking import Marked, marked, shown_runs
from schemas.documents import Document

TEXT = "abcdefghij"


def mark(name: str, start: int, end: int) -> Mark:
    return Mark(name, start, end, TEXT[start:end])


def drawn(pieces: Sequence[str | Marked]) -> str:
    """Pieces as brackets: `[A:...]`, and `[A+:...]` for one that goes on."""
    return "".join(
        one if isinstance(one, str) else f"[{' '.join(one.ids)}{'' if one.first else '+'}:{drawn(one.inner)}]"
        for one in pieces
    )


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "abcdefghij"),
        ([mark("A", 2, 4)], "ab[A:cd]efghij"),
        ([mark("A", 0, 10)], "[A:abcdefghij]"),
        ([mark("A", 0, 4), mark("B", 4, 6)], "[A:abcd][B:ef]ghij"),
        ([mark("A", 0, 6), mark("B", 2, 4)], "[A:ab[B:cd]ef]ghij"),
        ([mark("A", 0, 4), mark("B", 0, 4)], "[A B:abcd]efghij"),
        ([mark("A", 0, 4), mark("B", 2, 6)], "[A:ab[B:cd]][B+:ef]ghij"),
        ([mark("A", 0, 6), mark("B", 2, 8), mark("C", 3, 5)], "[A:ab[B:c[C:de]f]][B+:gh]ij"),
        ([mark("A", 0, 5), mark("B", 1, 7), mark("C", 2, 9)], "[A:a[B:b[C:cde]]][B+:[C+:fg]][C+:hi]j"),
    ],
    ids=["none", "one", "all", "side by side", "inside", "equal", "crossing", "three", "a chain"],
)
def test_how_marks_lie_in_each_other(marks: list[Mark], expected: str) -> None:
    assert drawn(marked(TEXT, 0, len(TEXT), marks, set())) == expected


def test_what_lies_outside_the_range_is_cut_off_and_goes_on_in_the_next() -> None:
    anchored: set[str] = set()
    crossing = [mark("A", 3, 7)]
    assert drawn(marked(TEXT, 0, 5, crossing, anchored)) == "abc[A:de]"
    assert drawn(marked(TEXT, 5, 10, crossing, anchored)) == "[A+:fg]hij"


def texts(pieces: Sequence[str | Marked]) -> str:
    return "".join(one if isinstance(one, str) else texts(one.inner) for one in pieces)


def pieces_of(pieces: Sequence[str | Marked]) -> Iterator[Marked]:
    for one in pieces:
        if isinstance(one, Marked):
            yield one
            yield from pieces_of(one.inner)


@given(
    st.text(min_size=1, max_size=40).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)), max_size=8),
        )
    )
)
def test_no_letter_is_lost_doubled_or_marked_for_another(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    marks = [
        Mark(f"m{number}", start, min(len(text), start + length), text[start : start + length])
        for number, (start, length) in enumerate(spans)
    ]
    ordered = sorted(marks, key=lambda one: (one.start, -one.end, one.id))
    pieces = marked(text, 0, len(text), ordered, set())
    assert texts(pieces) == text
    for one in marks:
        mine = [piece for piece in pieces_of(pieces) if one.id in piece.ids]
        assert "".join(texts(piece.inner) for piece in mine) == one.quote
        assert [piece.first for piece in mine] == [True] + [False] * (len(mine) - 1)
        assert all(piece.inner for piece in mine), "no empty mark"


def test_a_sentence_about_a_thousand_organisations_is_not_marked_a_thousand_deep() -> None:
    (piece,) = pieces_of(marked(TEXT, 0, 10, [mark(f"m{n:04}", 0, 4) for n in range(1000)], set()))
    assert len(piece.ids) == 1000


def page(markup: str) -> Document:
    return read(f"<html><body><main>{markup}</main></body></html>".encode(), "page.html")


def test_a_mark_over_two_blocks_has_one_anchor() -> None:
    document = page("<p>First words stand here.</p><p>Second words stand there.</p>")
    quote = document.text[6:40]
    runs, lost = shown_runs(document, [Mark("A", 6, 40, quote)])
    blocks = [block for run in runs for block in run.blocks]
    mine = [piece for block in blocks for piece in pieces_of(block.pieces)]
    assert [piece.first for piece in mine] == [True, False]
    assert " ".join(texts(piece.inner) for piece in mine).split() == quote.split()
    assert not lost


def test_a_mark_whose_words_are_elsewhere_by_now_is_told_and_not_drawn() -> None:
    document = page("<p>Other words stand here.</p>")
    runs, lost = shown_runs(document, [Mark("A", 0, 5, "First")])
    assert lost == ["A"]
    assert not [piece for run in runs for block in run.blocks for piece in pieces_of(block.pieces)]
