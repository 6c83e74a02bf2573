"""What a label says, how far a figure reaches, and how a sentence prints it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.figures import INFINITE, agree, bounds, counted_thing, is_part, is_time, is_total, said
from schemas.quantities import Amount
from tests.ledger.made_up import metric


@pytest.mark.parametrize(
    "label",
    [
        "2024",
        "Q2 2025",
        "CY 2021",
        "January to March",
        "H1 2024",
        "Jan-Jun 2022",
        "first quarter of 2025",
        "May 2024",
    ],
)
def test_labels_that_only_say_when(label: str) -> None:
    assert is_time(label)


@pytest.mark.parametrize("label", ["Found by us", "Reports 2024", "Recordings removed", "", "Marching"])
def test_labels_that_say_more(label: str) -> None:
    assert not is_time(label)


def test_totals_and_parts() -> None:
    assert is_total("Totals:")
    assert not is_total("Total images received by police")
    assert is_part("of which found by us")
    assert not is_part("Office")


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"value": "90", "quote": "90"}, 90, 90),
        ({"value": "90", "quote": "90", "comparator": "~"}, 85, 95),
        ({"value": "31800000", "quote": "31.8 million", "printed": "31.8 million"}, 31_750_000, 31_850_000),
        ({"value": "400", "quote": "400", "comparator": ">"}, 400, INFINITE),
        ({"value": "400", "quote": "400", "comparator": "<="}, 0, 400),
        ({"value": None, "quote": "5-10", "low": 5, "high": 10}, 5, 10),
        ({"value": None, "quote": "from 5", "low": 5}, 5, INFINITE),
        ({"value": "2", "quote": "two", "printed": "two"}, 2, 2),
    ],
    ids=[
        "exact",
        "about: half of its last digit",
        "in millions",
        "more than",
        "at most",
        "range",
        "open",
        "a word",
    ],
)
def test_bounds(fields: dict[str, Any], low: int, high: int) -> None:
    assert bounds(metric(fields.pop("quote"), fields.pop("value"), **fields)) == (low, high)


def test_rounded_agrees_with_exact_but_not_with_another() -> None:
    rounded = metric("31.8 million", "31800000", printed="31.8 million")
    assert agree(rounded, metric("31,802,525", "31802525"))
    assert not agree(rounded, metric("31,902,525", "31902525"))


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (Amount(value=Decimal(3120)), "accounts", "3,120"),
        (Amount(value=Decimal("24.0")), "percent", "24.0%"),
        (Amount(value=Decimal("31800000.0")), "reports", "31,800,000"),
        (Amount(value=Decimal(252000), comparator=">"), "prompts", "more than 252,000"),
        (Amount(value=None, low=Decimal(5), high=Decimal(10)), "models", "5 to 10"),
    ],
)
def test_said(amount: Amount, unit: str, words: str) -> None:
    assert said(amount, unit) == words


@given(st.integers(0, 10**9), st.sampled_from(["=", "~", ">", ">=", "<", "<="]))
def test_a_figure_lies_within_its_own_bounds_and_agrees_with_itself(value: int, comparator: str) -> None:
    figure = metric(f"{value:,}", str(value), comparator=comparator)
    low, high = bounds(figure)
    assert low <= value <= high
    assert agree(figure, figure)


@pytest.mark.parametrize(
    ("counted", "whose", "thing"),
    [
        ("Reports received, by provider: Gallowglass, 2023", "Gallowglass", "Reports received, by provider"),
        ("Reports to the House, 2024: Total, All", "Harbourline", "Reports to the House, 2024"),
        ("Reports to the House: April to June, Grooming", "Harbourline", "Reports to the House: Grooming"),
        ("Fraud: Accounts banned, Q1 2025", "Murmur", "Fraud: Accounts banned"),
        ("Reports: Meta (formerly Facebook), 2023", "Meta", "Reports"),
        ("Twitter, Inc., Reports", "Twitter, Inc", "Reports"),
        ("Reports: Acme, Inc.", "Acme, Inc.", "Reports"),
        ("Reports: Metaphysic, Metadata added", "Meta", "Reports: Metaphysic, Metadata added"),
        ("Total images received by police", "Murmur", "Total images received by police"),
        ("2024, Total", "Murmur", "2024, Total"),
        ("accounts closed for good", "Murmur", "accounts closed for good"),
    ],
    ids=lambda words: words[:30],
)
def test_what_is_counted_is_told_without_the_labels_that_say_when_whose_or_how_much_in_all(
    counted: str, whose: str, thing: str
) -> None:
    assert counted_thing(counted, [whose]) == thing
