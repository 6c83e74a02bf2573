"""Each audit: what it finds, what it must let pass, and how badly it is off."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.records import Record
from tests.ledger.made_up import cell, ledger, metric, source, year


def found(records: list[Record], kind: str, **more: Any) -> list[str]:
    """The severities of the findings of a kind."""
    return [one.severity for one in ledger(records, **more).findings if one.kind == kind]


def falls(before: dict[str, Any], after: dict[str, Any]) -> list[Record]:
    return [
        metric(f"Banned {side.get('said', side['value'])} accounts.", side["value"], edition,
               printed=side.get("said", side["value"]), basis=side.get("basis", "cumulative"),
               comparator=side.get("comparator", "="))
        for side, edition in ((before, "2024-10"), (after, "2025-01"))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"value": "312"}, {"value": "298"}, ["error"], id="it falls"),
        pytest.param({"value": "312"}, {"value": "312"}, [], id="it stays"),
        pytest.param({"value": "320", "comparator": "~"}, {"value": "316"}, [], id="about 320: 315"),
        pytest.param({"value": "320"}, {"value": "300", "comparator": ">"}, [], id="a bound"),
        pytest.param(
            {"value": "312", "basis": "period"}, {"value": "298", "basis": "period"}, [], id="of a period"
        ),
        pytest.param({"value": "312", "basis": "unspecified"}, {"value": "298"}, [], id="not known to grow"),
    ],
)  # fmt: skip
def test_cumulative_falls(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    assert found(falls(before, after), "cumulative_falls") == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param({"value": "120"}, ["error"], id="more than all"),
        pytest.param({"value": "100"}, [], id="all"),
        pytest.param({"value": "120", "comparator": "<"}, [], id="fewer than 120 may be 90"),
        pytest.param({"value": "120", "unit": "posts"}, [], id="other things"),
        pytest.param({"value": "120", "unit": None}, [], id="nobody knows what"),
    ],
)
def test_part_above_whole(part: dict[str, Any], expected: list[str]) -> None:
    quote = "We closed 100 accounts, 120 of them for fraud."
    unknown = "unit" in part and part["unit"] is None
    whole = metric(quote, "100", unit=None if unknown else "accounts")
    value = part.pop("value")
    assert (
        found([whole, metric(quote, value, place=1, part_of=whole.id, **part)], "part_above_whole")
        == expected
    )


def table(rows: dict[str, str], **more: Any) -> list[Record]:
    return [
        cell({"Policy": label, "column": "Posts"}, value, start=100 * number, unit="posts", **more)
        for number, (label, value) in enumerate(rows.items())
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({"Fraud": "60", "Abuse": "40", "Total": "100"}, [], id="it adds up"),
        pytest.param({"Fraud": "60", "Abuse": "40", "Total": "102"}, ["warning"], id="2 too many"),
        pytest.param({"Fraud": "60", "Abuse": "40", "Total": "90"}, ["warning"], id="rows above their total"),
        pytest.param({"Fraud": "60", "Abuse": "40", "Total": "190"}, ["note"], id="a row not read, likely"),
        pytest.param({"Total": "100", "Fraud": "60", "Abuse": "41"}, ["warning"], id="the total on top"),
        pytest.param({"Fraud": "60", "of which loans": "20", "Abuse": "40", "Total": "100"}, [], id="a part"),
        pytest.param({"Fraud": "60", "Total": "90"}, [], id="one row is no sum"),
        pytest.param({"Fraud": "60", "Total images": "90"}, [], id="a row that only begins so"),
        pytest.param(
            {"A": "1", "B": "2", "Subtotal": "3", "C": "4", "D": "5", "Sub-total": "9"}, [], id="two sums"
        ),
    ],
)  # fmt: skip
def test_totals(rows: dict[str, str], expected: list[str]) -> None:
    assert found(table(rows), "total_differs") == expected


def test_two_tables_with_the_same_headings_are_two() -> None:
    first = table({"Fraud": "60", "Abuse": "40"})
    second = [
        cell({"Policy": label, "column": "Posts"}, value, start=5000 + number, unit="posts",
             quote=f" {value}", printed=value)
        for number, (label, value) in enumerate({"Fraud": "6", "Abuse": "4", "Total": "10"}.items())
    ]  # fmt: skip
    assert found([*first, *second], "total_differs") == []


@pytest.mark.parametrize(
    ("quote", "value", "expected"),
    [
        pytest.param("104% of recordings were checked.", "104", ["error"], id="more than all"),
        pytest.param("100% of recordings were checked.", "100", [], id="all"),
        pytest.param("We removed 140% more recordings than in 2023.", "140", [], id="a change"),
        pytest.param("Removals rose by 140%.", "140", [], id="growth"),
        pytest.param("We reached 120% of our target.", "120", [], id="a comparison"),
    ],
)
def test_shares_above_the_whole(quote: str, value: str, expected: list[str]) -> None:
    share = metric(quote, value, unit="percent", object="recordings", printed=f"{value}%")
    assert found([share], "share_above_whole") == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("12%", [], id="rounded"),
        pytest.param("11.99%", [], id="to two places"),
        pytest.param("11.9%", ["note"], id="cut, not rounded"),
        pytest.param("14%", ["warning"], id="wrong"),
    ],
)
def test_a_share_beside_its_count_in_a_sentence(printed: str, expected: list[str]) -> None:
    whole = metric("6,120 accounts appealed.", "6120", action="appeal")
    quote = f"734 of the accounts ({printed}) were reopened."
    count = metric(quote, "734", part_of=whole.id, action="reopen")
    share = metric(
        quote,
        printed.rstrip("%"),
        place=1,
        part_of=whole.id,
        action="reopen",
        unit="percent",
        printed=printed,
    )
    assert found([whole, count, share], "share_differs") == expected


def test_a_share_goes_with_a_count_of_its_own_verb_alone() -> None:
    whole = metric("8,212 appeals came in.", "8212", unit="appeals", action="come")
    quote = "Of these, 6,570 failed and 1,642, or 20%, succeeded."
    told = {"unit": "appeals", "object": "appeals", "part_of": whole.id}
    share = metric(
        quote, "20", place=2, **(told | {"unit": "percent", "printed": "20%", "action": "succeed"})
    )
    failed, succeeded = (
        metric(quote, "6570", action="fail", **told),
        metric(quote, "1642", place=1, action="succeed", **told),
    )
    assert found([whole, failed, succeeded, share], "share_differs") == []
    assert found([whole, failed, share], "share_differs") == []


def shares(printed: dict[str, tuple[str, str]]) -> list[Record]:
    """Counts with their shares in one cell, and the total of the counts."""
    records: list[Record] = []
    for number, (label, (count, share)) in enumerate([*printed.items(), ("Total", ("200", ""))]):
        labels = {"Policy": label, "column": "Posts"}
        quote = f"{count} {share}".strip()
        records.append(cell(labels, count, quote=quote, start=100 * number, unit="posts"))
        if share:
            records.append(
                cell(
                    labels,
                    share.rstrip("%"),
                    quote=quote,
                    start=100 * number,
                    unit="percent",
                    place=1,
                    printed=share,
                )
            )
    return records


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param({"A": ("100", "50%"), "B": ("60", "30%"), "C": ("40", "20%")}, [], id="all fit"),
        pytest.param(
            {"A": ("100", "50%"), "B": ("60", "30%"), "C": ("40", "26%")}, ["warning"], id="one does not"
        ),
        pytest.param(
            {"A": ("100", "5%"), "B": ("60", "3%"), "C": ("40", "2%")}, [], id="of a whole nobody prints"
        ),
        pytest.param(
            {"A": ("100", "50%"), "B": ("60", "80%"), "C": ("40", "90%")}, [], id="too few to be sure"
        ),
    ],
)
def test_shares_in_the_cells_of_their_counts(
    printed: dict[str, tuple[str, str]], expected: list[str]
) -> None:
    assert found(shares(printed), "share_differs") == expected


@pytest.mark.parametrize(("last", "expected"), [("10.0", []), ("12.0", ["warning"])])
def test_shares_in_a_column_of_their_own(last: str, expected: list[str]) -> None:
    rows = {
        "Posts": ("2060", "515", "25.0"),
        "Accounts": ("1480", "148", last),
        "Rooms": ("1000", "200", "20.0"),
    }
    records: list[Record] = []
    for row, (label, values) in enumerate(rows.items()):
        for place, (column, value) in enumerate(zip(("Received", "Granted", "Share"), values, strict=True)):
            unit, quote = ("percent", f"{value}%") if column == "Share" else ("appeals", value)
            labels = {"Appeals": label, "column": column}
            records.append(
                cell(labels, value, start=100 * row + 10 * place, printed=quote, quote=quote, unit=unit)
            )
    assert found(records, "share_differs") == expected


@pytest.mark.parametrize(
    ("received", "expected", "why"),
    [
        ("48210", [], "the same"),
        ("48377", ["note"], "less than 1 % of their mean"),
        ("45000", ["warning"], "7 %"),
        ("20000", ["error"], "83 %"),
    ],
)
def test_two_observers(received: str, expected: list[str], why: str) -> None:
    assert observed(received) == expected, why


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"coverage": year(2023)}, id="another year"),
        pytest.param({"object": "reports to the police"}, id="sent to somebody else"),
        pytest.param({"unit": "posts"}, id="other things"),
    ],
)
def test_what_two_observers_do_not_both_count(changes: dict[str, Any]) -> None:
    assert observed("20000", **changes) == []


def test_the_addressee_counts_wherever_it_is_said() -> None:
    assert observed("20000", object="reports", recipient="the Beacon Clearing House") == ["error"]


def observed(received: str, **changes: Any) -> list[str]:
    """The severities of what is found when a clearing house counts so many of a company's 48,210 reports."""
    statistics = source(id="stats", publisher="beacon-clearing-house", kind="statistics", url="stats.pdf")
    fields = {
        "unit": "reports", "action": "make", "object": "reports to the Beacon Clearing House",
        "basis": "period", "coverage": year(2024),
    } | changes  # fmt: skip
    own = metric("We made 48,210 reports.", "48210", "2024", **fields)
    got = cell({"Provider": "Acme", "column": "2024"}, received, "2024", unit="reports", coverage=year(2024),
               source="stats", document="stats.pdf", object="Reports: Acme, 2024")  # fmt: skip
    return found([own, got], "observers_disagree", sources=[source(), statistics])
