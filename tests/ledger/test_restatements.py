"""What is a restatement, of which kind, and what only looks like one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from schemas.ledger import Ledger
from schemas.records import Metric
from tests.ledger.made_up import cell, gap, ledger, metric, source, version, year

OLD, NEW = "old-bytes", "new-bytes"


def edited(before: list[Any], after: list[Any]) -> Ledger:
    """A page whose first snapshot says one thing and whose second says another."""
    return ledger(
        [*before, *after],
        versions=[version(OLD, date(2025, 2, 1)), version(NEW, date(2025, 5, 1))],
    )


def on(page: str, quote: str, value: str, **more: Any) -> Metric:
    return metric(quote, value, document=page, **more)


BANNED = on(OLD, "Banned 2,984 accounts.", "2984")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            [BANNED], [on(NEW, "Banned 3,984 accounts.", "3984")], [(2984, 3984)], id="one figure",
        ),
        pytest.param(
            [BANNED], [on(NEW, "Banned 2,984 accounts.", "2984")], [], id="none",
        ),
        pytest.param(
            [BANNED],
            [
                on(NEW, "Banned 2,984 accounts.", "2984"),
                on(NEW, "Banned 3,984 accounts.", "3984", edition="2025-04"),
            ],
            [], id="a new edition",
        ),
        pytest.param(
            [BANNED], [on(NEW, "Removed 312 videos.", "312", unit="videos")], [],
            id="another sentence",
        ),
        pytest.param(
            [BANNED], [on(NEW, "Banned  2,984 accounts in all.", "2984")], [],
            id="other words around the same figure",
        ),
        pytest.param(
            [on(OLD, "Of 50 accounts 10 left.", "50"), on(OLD, "Of 50 accounts 10 left.", "10", place=1)],
            [on(NEW, "Of 50 accounts 12 left.", "50"), on(NEW, "Of 50 accounts 12 left.", "12", place=1)],
            [(10, 12)], id="one of two figures of a sentence",
        ),
        pytest.param(
            [cell({"Country": "Chad", "column": "Reports"}, "5", document=OLD, unit="reports")],
            [cell({"Country": "Chad", "column": "Reports"}, "7", document=NEW, unit="reports")],
            [(5, 7)], id="a cell",
        ),
    ],
)  # fmt: skip
def test_edits(before: list[Metric], after: list[Metric], expected: list[tuple[int, int]]) -> None:
    found = edited(before, after).restatements
    assert [(one.earlier.value, one.later.value) for one in found] == expected
    assert {one.kind for one in found} <= {"edited"}
    assert all((one.earlier.seen, one.later.seen) == (date(2025, 2, 1), date(2025, 5, 1)) for one in found)


def test_what_holds_is_what_the_newest_snapshot_says_of_an_edition() -> None:
    built = edited([on(OLD, "Banned 2,984 accounts.", "2984")], [on(NEW, "Banned 3,984 accounts.", "3984")])
    assert [point.value for one in built.series for point in one.points] == [3984]


def test_an_address_that_shows_only_the_latest_report_forgets_nothing() -> None:
    built = edited(
        [
            gap("No hash list is used.", "2024", document=OLD),
            on(OLD, "Banned 5 accounts.", "5", edition="2024"),
        ],
        [
            gap("Still no hash list is used.", "2025", document=NEW),
            on(NEW, "Banned 9 accounts.", "9", edition="2025"),
        ],
    )
    assert [point.value for one in built.series for point in one.points] == [5, 9]
    assert [[state.state for state in one.states] for one in built.threads] == [["opened", "restated"]]


def test_a_ledger_of_an_earlier_day_knows_the_earlier_snapshot() -> None:
    records = [on(OLD, "Banned 2,984 accounts.", "2984"), on(NEW, "Banned 3,984 accounts.", "3984")]
    versions = [version(OLD, date(2025, 2, 1)), version(NEW, date(2025, 5, 1))]
    built = ledger(records, versions=versions, as_of=date(2025, 3, 1))
    assert [point.value for one in built.series for point in one.points] == [2984]
    assert built.restatements == ()


FIRST_DAY, EDITED, BACK, ONCE_MORE = (date(2025, month, 1) for month in (2, 5, 8, 9))
EARLIER, LATER = on(OLD, "Banned 2,984 accounts.", "2984"), on(NEW, "Banned 3,984 accounts.", "3984")


@pytest.mark.parametrize(
    ("day", "holds", "restated"),
    [
        pytest.param(FIRST_DAY, 2984, [], id="before the edit"),
        pytest.param(EDITED, 3984, [(2984, 3984)], id="edited"),
        pytest.param(BACK, 2984, [(2984, 3984), (3984, 2984)], id="what was seen again last is what holds"),
        pytest.param(ONCE_MORE, 3984, [(2984, 3984), (3984, 2984)], id="to and fro is told once each way"),
    ],
)
def test_a_page_that_goes_back_to_what_it_said(
    day: date, holds: int, restated: list[tuple[int, int]]
) -> None:
    versions = [version(OLD, FIRST_DAY, returned=(BACK,)), version(NEW, EDITED, returned=(ONCE_MORE,))]
    built = ledger([EARLIER, LATER], versions=versions, as_of=day)
    assert [point.value for one in built.series for point in one.points] == [holds]
    assert sorted((one.earlier.value, one.later.value) for one in built.restatements) == restated


def test_only_what_a_page_says_now_is_told_as_what_it_says_now() -> None:
    versions = [version(OLD, FIRST_DAY, returned=(BACK,)), version(NEW, EDITED)]
    built = ledger([EARLIER, LATER], versions=versions)
    said = sorted(one.sentence for one in built.findings if one.kind == "restatement")
    assert said == [
        "Acme: the page for January 2025 now reads “Banned 2,984 accounts”; "
        "seen on 1 May 2025 it read “Banned 3,984 accounts”.",
        "Acme: the page for January 2025, seen on 1 February 2025, read “Banned 2,984 accounts”; "
        "seen on 1 May 2025 it read “Banned 3,984 accounts”.",
    ]


def test_a_page_that_goes_back_within_a_day_says_what_it_said_last() -> None:
    versions = [version(OLD, FIRST_DAY, returned=(FIRST_DAY,)), version(NEW, FIRST_DAY)]
    built = ledger([EARLIER, LATER], versions=versions)
    assert [point.value for one in built.series for point in one.points] == [2984]


# --- a later report -------------------------------------------------------------------------------------

REPORTS = [source(id=f"report-{n}") for n in (2024, 2025)]


def reported(number: int, value: str, **more: Any) -> Metric:
    """What the report of a year says of 2023."""
    fields = {"basis": "period", "coverage": year(2023)} | more
    return metric(
        f"In 2023 we banned {Decimal(value):,} accounts.", value, f"{number}-03", source=f"report-{number}",
        document=f"{number}.html", **fields,
    )  # fmt: skip


FIRST = reported(2024, "1200")


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        pytest.param(FIRST, reported(2025, "1150"), ["warning"], id="4 % less"),
        pytest.param(FIRST, reported(2025, "1199"), ["note"], id="less than 1 %"),
        pytest.param(FIRST, reported(2025, "1200"), [], id="the same"),
        pytest.param(FIRST, reported(2025, "150"), [], id="so far off that it is another thing"),
        pytest.param(FIRST, reported(2025, "1150", coverage=year(2024)), [], id="another year"),
        pytest.param(reported(2024, "1200", coverage=None), reported(2025, "1150", coverage=None), [],
            id="no period stated"),
        pytest.param(FIRST, reported(2025, "1150", object="accounts of adults"), [], id="a part"),
        pytest.param(reported(2024, "1200", comparator="~"), reported(2025, "1180"), [], id="about 1,200"),
    ],
)  # fmt: skip
def test_later_reports(first: Metric, later: Metric, expected: list[str]) -> None:
    built = ledger([first, later], sources=REPORTS)
    assert [one.severity for one in built.findings if one.kind == "restatement"] == expected
    assert {one.kind for one in built.restatements} <= {"later_report"}


@pytest.mark.parametrize(
    ("quote", "printed", "expected"),
    [
        ("The count was restated from 82,300 to 81,600.", "81600", [(82_300, 81_600)]),
        ("We correct our figure: 81,600 instead of 82,300 accounts.", "81600", [(82_300, 81_600)]),
        ("Bans rose from 82,300 to 91,600.", "91600", []),
        ("We have revised our rules and banned 81,600 accounts.", "81600", []),
    ],
    ids=["from one to the other", "instead of", "a rise is no restatement", "revised, but not the figure"],
)
def test_what_a_report_says_of_itself(quote: str, printed: str, expected: list[tuple[int, int]]) -> None:
    found = ledger([metric(quote, printed)]).restatements
    assert [(one.earlier.value, one.later.value) for one in found] == expected
    assert {one.kind for one in found} <= {"announced"}
