"""What reviewers type becomes fields of a record, or is told to be wrong in the field that it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.profiles import load_profile
from pipeline.review.web.shown import after, before, foldable, words
from pipeline.review.web.typed_fields import (
    as_typed,
    changed,
    number_as_typed,
    printed_as,
    read_number,
    typed_record,
)

PROFILE = load_profile("safety-by-design")
QUOTE = "We closed 91,400 accounts, 12% more than in 2023."
SEEN: dict[str, Any] = {
    "kind": "metric", "organisation": "harbourline", "edition": "2024", "principle": None, "value": 91400,
    "low": None, "high": None, "comparator": "=", "printed": "91,400", "unit": "accounts", "per": None,
    "basis": "period", "coverage": None, "action": "close", "object": "accounts", "recipient": None,
    "measure": "accounts.banned", "dimensions": None, "part_of": None, "organisation_name": None,
}  # fmt: skip


def typed(**values: str) -> Any:
    form = as_typed(SEEN) | values
    return typed_record(form, SEEN, QUOTE, PROFILE, ())


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("over 252,000", {"value": 252000, "comparator": ">"}),
        ("at least 12%", {"value": 12, "comparator": ">=", "unit": "percent"}),
        ("36.2 million", {"value": 36200000, "comparator": "="}),
        ("5 to 10", {"value": None, "low": 5, "high": 10}),
        ("about 7", {"value": 7, "comparator": "~"}),
        ("$1.2 million", {"value": 1200000, "unit": "USD"}),
        ("none", {"value": 0}),
    ],
)
def test_a_number_is_read_by_the_grammar(text: str, fields: dict[str, Any]) -> None:
    found = typed(number=text).fields
    assert {name: found[name] for name in fields} == fields
    assert not any(isinstance(value, Decimal) for value in found.values()), "events keep JSON numbers"


def test_what_was_not_touched_is_not_changed() -> None:
    assert changed(typed().fields, SEEN) == {}
    vague = SEEN | {"value": None, "low": 100000, "comparator": ">=", "printed": "hundreds of thousands"}
    quote = "hundreds of thousands of reports"
    found = typed_record(as_typed(vague), vague, quote, PROFILE, ())
    assert changed(found.fields, vague) == {}, "though at least 100,000 alone is read as a value"


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ({"number": "91,400"}, False),
        ({"number": "about 91 400"}, False),
        ({"number": "91,500"}, True),
        ({"number": "12%"}, False),
        ({"number": "ninety"}, True),
    ],
)
def test_digits_that_are_not_in_the_quote_are_warned_of(values: dict[str, str], warned: bool) -> None:
    assert any("not in the quote" in one for one in typed(**values).warnings) is warned


def test_the_printed_number_follows_the_value() -> None:
    assert typed(number="12%").fields["printed"] == "12"
    quantity = read_number("36,200,000")
    assert quantity is not None
    assert printed_as(quantity, "some 36.2 million reports") == "36.2 million"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"measure": "no.such"}, "measure"),
        ({"principle": "no.such"}, "principle"),
        ({"number": "many"}, "number"),
        ({"kind": "poem"}, "kind"),
        ({"dimensions": "Norway"}, "dimensions"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(values: dict[str, str], field: str) -> None:
    assert field in typed(**values).errors


def test_organisations_are_known_by_their_names_too() -> None:
    assert typed(organisation="Stability AI").fields["organisation"] == "stability-ai"
    assert typed(organisation="Twitter").fields["organisation"] != "Twitter"
    unknown = typed(organisation="Nobody Knows Inc")
    assert unknown.fields["organisation"] == "nobody-knows-inc"
    assert any("known as" in one for one in unknown.warnings)
    assert not typed().warnings, "the one that the record had is known"


@pytest.mark.parametrize(
    ("prefix", "suffix", "shown"),
    [
        ("No gaps remain. ", " More.", ("No gaps remain. ", " More.")),
        (
            "aps remain in our coverage of profile pictures. ",
            " More from the Trust Center 7 ways to keep your c",
            (
                "… remain in our coverage of profile pictures. ",
                " More from the Trust Center 7 ways to keep your …",
            ),
        ),
    ],
)
def test_the_words_around_a_quote_are_whole(prefix: str, suffix: str, shown: tuple[str, str]) -> None:
    assert (before(prefix), after(suffix)) == shown


CELL = {"evidence": {"quote": "3,905"}, "dimensions": {"Provider": "Ambervale", "Year": "2023"}}


@pytest.mark.parametrize(
    ("about", "hidden", "shown"),
    [
        (CELL, False, "Ambervale, 2023: 3,905"),
        (CELL, True, "3,905"),
        ({"evidence": {"quote": "We closed 91,400 accounts."}, "dimensions": None}, False, "We closed…"),
        ({"evidence": {"quote": "A gap."}}, False, "A gap."),
    ],
)
def test_a_cell_in_a_list_is_shown_with_its_headings(about: Any, hidden: bool, shown: str) -> None:
    assert words(about, 9, hidden) == shown


def test_a_rules_name_is_folded_at_its_dots_alone() -> None:
    assert foldable("metric.total_of.<b>") == "metric.<wbr>total_<wbr>of.<wbr>&lt;b&gt;"


def test_the_fields_of_another_kind_go() -> None:
    found = typed(kind="gap", carries_forward="2024-10").fields
    assert found["carries_forward"] == "2024-10"
    assert "value" not in found


@pytest.mark.parametrize("text", ["over 252,000", "5 to 10", "12.5%", "about 7", "at most 3"])
def test_a_number_as_typed_reads_back(text: str) -> None:
    quantity = read_number(text)
    assert quantity is not None
    again = read_number(number_as_typed(quantity.model_dump()))
    assert again is not None
    assert (again.value, again.low, again.high, again.comparator) == (
        quantity.value, quantity.low, quantity.high, quantity.comparator,
    )  # fmt: skip
