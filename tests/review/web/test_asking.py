"""What a form says, whoever wrote it: a number, a place in a text, or neither."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from pipeline.problems import Problem
from pipeline.review.web.asking import number_of, range_of


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("120-164", (120, 164)),
        ("0-0", (0, 0)),
        ("", None),
        ("120", None),
        ("120-", None),
        ("-3-9", None),
        ("1-2-3", None),
        ("²-³", None),
        (f"0-{'9' * 5000}", None),
    ],
)
def test_a_place_is_two_numbers_and_nothing_else(text: str, offsets: tuple[int, int] | None) -> None:
    assert range_of(text) == offsets


@pytest.mark.parametrize("said", ["", "x", "-1", "²", "9" * 5000])
def test_what_is_no_number_is_told_so(said: str) -> None:
    with pytest.raises(Problem, match="lacks a number for base_version"):
        number_of(FormData({"base_version": said}), "base_version")
