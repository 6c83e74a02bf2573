"""How figures, times and names are put into words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from pipeline.publish.site.wording import (
    age,
    amount,
    counted,
    initial,
    label,
    labels,
    number,
    readable,
    with_unit,
)
from schemas.findings import FindingKind, Severity
from schemas.ledger import BreakReason, CellKind, EditionState, ThreadStateName
from schemas.quantities import Amount, Comparator
from schemas.records import Basis, Kind, ReviewStatus
from schemas.sources import SourceKind


@pytest.mark.parametrize(
    ("fields", "unit", "per", "expected"),
    [
        ({"value": 3120}, "accounts", None, "3,120"),
        ({"value": Decimal("36200000")}, "files", None, "36,200,000"),
        ({"value": Decimal("1E+3")}, None, None, "1,000"),
        ({"value": Decimal("24.50")}, "percent", None, "24.5%"),
        ({"value": 90, "comparator": "~"}, "models", None, "about 90"),
        ({"value": 252000, "comparator": ">"}, "prompts", None, "more than 252,000"),
        ({"value": 5, "comparator": "<="}, "days", None, "at most 5"),
        ({"value": None, "low": 0, "high": 99}, "orders", None, "0 to 99"),
        ({"value": None, "low": 5, "high": 10, "comparator": "~"}, "percent", None, "about 5 to 10%"),
        ({"value": None, "low": 100000, "comparator": ">="}, "prompts", None, "at least 100,000"),
        ({"value": None, "high": 3}, "days", None, "at most 3"),
        ({"value": 3200000}, "USD", None, "USD 3,200,000"),
        ({"value": 400}, "models", "month", "400 a month"),
        ({"value": 7}, "reports", "100000 users", "7 per 100000 users"),
        ({"value": 0}, "models", None, "0"),
    ],
)
def test_figures_keep_the_bound_that_was_printed(
    fields: dict[str, Any], unit: str | None, per: str | None, expected: str
) -> None:
    assert amount(Amount(**fields), unit, per) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (45, "45 days"),
        (46, "2 months"),
        (137, "5 months"),
        (365, "1 year"),
        (446, "1 year 3 months"),
        (800, "2 years 2 months"),
    ],
)
def test_ages_are_told_in_the_units_that_matter(days: int, expected: str) -> None:
    assert age(days) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It was due on 2025-05-31, 112 days ago.", "It was due on 31 May 2025, 112 days ago."),
        ("It names a gap: “not yet.”.", "It names a gap: “not yet.”"),
        ("It names “a gap”.", "It names “a gap”."),
        ("Case 2025-05-311 and 12025-05-31 are no days.", "Case 2025-05-311 and 12025-05-31 are no days."),
        ("2025-13-01 is no day.", "2025-13-01 is no day."),
    ],
)
def test_sentences_of_the_ledger_are_made_readable(sentence: str, expected: str) -> None:
    assert readable(sentence) == expected


def test_counts_agree_with_their_nouns() -> None:
    assert [counted(n, "gap") for n in (0, 1, 2, 1200)] == ["no gaps", "1 gap", "2 gaps", "1,200 gaps"]
    assert counted(2, "gap is", "gaps are") == "2 gaps are"
    assert number(Decimal("0.10")) == "0.1"


@pytest.mark.parametrize(
    ("name", "letter"), [("Addlestone", "A"), ("émile", "#"), ("24 Hours", "#"), ("", "#")]
)
def test_index_letters(name: str, letter: str) -> None:
    assert initial(name) == letter


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("kind", get_args(Kind)),
        ("thread_state", get_args(ThreadStateName)),
        ("edition_state", get_args(EditionState)),
        ("cell", get_args(CellKind)),
        ("finding", get_args(FindingKind)),
        ("severity", get_args(Severity)),
        ("basis", get_args(Basis)),
        ("break", get_args(BreakReason)),
        ("review", get_args(ReviewStatus)),
        ("comparator", get_args(Comparator)),
        ("source_kind", get_args(SourceKind)),
    ],
)
def test_every_name_has_words_and_no_words_are_left_over(group: str, names: tuple[str, ...]) -> None:
    assert set(labels()[group]) == set(names)


def test_a_name_without_words_is_shown_with_its_joints_opened() -> None:
    assert label("role", "row_of-it") == "row of it"
    assert label("role", None) == ""


@pytest.mark.parametrize(
    ("unit", "per", "title", "shown"),
    [
        ("hours", None, "Time taken to answer", "5.4 hours"),
        ("reports", None, "Reports filed", "5.4"),
        ("percent", None, "Accounts reopened", "5.4%"),
        ("USD", None, "Money spent", "USD 5.4"),
        ("reports", "day", "Reports filed", "5.4 a day"),
        (None, None, "", "5.4"),
    ],
    ids=["not in the title", "in the title", "share", "money", "rate", "none"],
)
def test_a_unit_is_named_where_the_title_does_not(
    unit: str | None, per: str | None, title: str, shown: str
) -> None:
    assert with_unit(Amount(value=Decimal("5.4")), unit, per, title) == shown
