"""Which figures stand in one line, what is subtracted, and what is a break."""

from __future__ import annotations

import gc
import time
from decimal import Decimal
from typing import Any

import pytest

from schemas.ledger import MetricSeries
from schemas.records import Metric
from tests.ledger.made_up import cell, ledger, metric, source, year

TOTAL = {"measure": "accounts.banned", "basis": "cumulative"}


def built(*records: Metric) -> tuple[MetricSeries, ...]:
    return ledger(records).series


def edition(number: int, value: str, **more: Any) -> Metric:
    """The edition of a quarter, with a figure of that name."""
    return metric(
        f"We banned {Decimal(value):,} accounts.", value, f"2024-{3 * number - 2:02}", **(TOTAL | more)
    )


@pytest.mark.parametrize(
    ("records", "differences", "breaks"),
    [
        pytest.param([edition(1, "100"), edition(2, "150")], [50], [], id="cumulative minus cumulative"),
        pytest.param(
            [edition(1, "100"), edition(2, "150", basis="period")], [], [("basis",)], id="another basis"
        ),
        pytest.param(
            [edition(1, "100"), edition(2, "150", basis="unspecified"), edition(3, "200")],
            [100], [("basis",), ("basis",)], id="the same basis again, two editions on",
        ),
        pytest.param([edition(1, "5", per="month", basis="rate"), edition(2, "9", per="day", basis="rate")],
            [], [("rate",)], id="another rate"),
        pytest.param(
            [edition(1, "100", basis="unspecified"), edition(2, "150", basis="unspecified")], [], [],
            id="of an unspecified basis nothing is known to be comparable",
        ),
        pytest.param([edition(1, "100", comparator=">"), edition(2, "150", comparator=">")], [], [],
            id="between two bounds lies anything"),
        pytest.param(
            [
                edition(1, "100", object="accounts of adults"),
                edition(2, "150", object="accounts of pupils and teachers"),
            ],
            [], [("definition",)],
            id="another definition under the same measure",
        ),
        pytest.param(
            [
                edition(1, "100", basis="period", coverage=year(2022)),
                edition(2, "150", basis="period", coverage=year(2023)),
            ],
            [50], [], id="two years",
        ),
        pytest.param(
            [
                edition(1, "100", basis="period", coverage={"start": "2023-01-01", "end": "2023-03-31"}),
                edition(2, "150", basis="period", coverage={"start": "2023-04-01", "end": "2023-09-30"}),
            ],
            [], [("length of period",)], id="a quarter and a half-year",
        ),
        pytest.param(
            [
                edition(1, "100", basis="period", coverage={"start": "2023-01-01", "end": "2023-06-30"}),
                edition(2, "150", basis="period", coverage={"start": "2023-04-01", "end": "2023-09-30"}),
            ],
            [], [], id="periods that overlap",
        ),
    ],
)  # fmt: skip
def test_differences_and_breaks(
    records: list[Metric], differences: list[int], breaks: list[tuple[str, ...]]
) -> None:
    (series,) = built(*records)
    assert [one.value for one in series.differences] == differences
    assert [one.reasons for one in series.breaks] == breaks


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([edition(1, "100"), edition(2, "90", measure="accounts.suspended")], "two measures"),
        ([edition(1, "100"), edition(2, "90", organisation="bolt")], "two organisations"),
        ([edition(1, "100", measure=None), edition(2, "90", measure=None, unit="posts")], "two units"),
        (
            [
                metric("We banned 100 accounts.", "100", **TOTAL),
                metric("We banned 40 accounts of adults.", "40", object="accounts of adults", **TOTAL),
            ],
            "two figures of one edition",
        ),
        (
            [edition(1, "100"), edition(2, "40", object="accounts of adults")],
            "a figure of a part, in a later edition",
        ),
        (
            [
                cell({"Country": "Chad", "column": "Reports"}, "5"),
                cell({"Country": "Mali", "column": "Reports"}, "6"),
            ],
            "two rows",
        ),
    ],
)
def test_what_stands_in_lines_of_its_own(records: list[Metric], why: str) -> None:
    assert len(built(*records)) == 2, why


def test_prose_and_the_total_of_a_table_are_one_figure() -> None:
    told = metric("In 2024 we removed 900 recordings.", "900", "2025", unit="recordings",
                  object="recordings", action="remove", basis="period", coverage=year(2024))  # fmt: skip
    printed = cell({"Policy": "Total", "Recordings removed": "2024"}, "900", "2025", unit="recordings",
                   coverage=year(2024), object="Enforcement: Total, Recordings removed, 2024")  # fmt: skip
    assert len(built(told, printed)) == 1


def test_a_row_is_named_by_any_name_of_its_organisation() -> None:
    statistics = [
        source(id=f"stats-{edition}", publisher="ncmec", kind="statistics") for edition in ("2020", "2021")
    ]
    rows = [
        cell({"Provider": label, "column": heading}, value, edition, organisation="x",
             source=f"stats-{edition}", unit="reports", document=f"{edition}.pdf")
        for label, heading, value, edition in (
            ("Twitter, Inc.", "Number of Reports", "65", "2020"), ("Twitter", "Reports", "86", "2021"),
        )
    ]  # fmt: skip
    (series,) = ledger(rows, sources=statistics).series
    assert (series.observer, series.breakdown, [point.value for point in series.points]) == (
        "ncmec",
        (),
        [65, 86],
    )


def test_rounded_and_exact_are_one_figure_of_which_the_exact_one_counts() -> None:
    covered = {"unit": "reports", "object": "reports", "action": "receive", "basis": "period"}
    records = [
        metric("We received 31.8 million reports.", "31800000", "2023", printed="31.8 million",
               coverage=year(2022), start=0, **covered),
        metric("In all 31,802,525 reports were received.", "31802525", "2023",
               coverage=year(2022), start=50, **covered),
        metric("We received 36,000,000 reports.", "36000000", "2024", coverage=year(2023), **covered),
    ]  # fmt: skip
    (series,) = built(*records)
    assert [one.value for one in series.differences] == [36_000_000 - 31_802_525]


def test_a_correction_of_the_publishers_error_reaches_the_series() -> None:
    from datetime import UTC, datetime

    from pipeline.ledger.ledger import build_ledger
    from schemas.corrections import SourceCorrection
    from tests.ledger.made_up import LATE

    correction = SourceCorrection(
        id="1", source="acme-reports", quote="banned 150 accounts",
        printed=Decimal(150), corrected=Decimal(140),
        reason="they wrote to us", by="a reviewer", at=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    records = [edition(1, "100"), edition(2, "150")]
    (series,) = build_ledger(records, (), [source()], [correction], LATE).series
    assert [(point.value, point.corrected) for point in series.points] == [(100, None), (150, 140)]
    assert [one.value for one in series.differences] == [40]


def test_a_rejected_figure_is_no_figure() -> None:
    rejected = edition(2, "9", review={"status": "rejected", "reason": "of another company"})
    (series,) = built(edition(1, "100"), rejected)
    assert len(series.points) == 1


def test_ten_times_the_records_take_about_ten_times_the_time() -> None:
    def records(count: int) -> list[Metric]:
        """Half in tables of many rows, half in sentences about many things, of few organisations."""
        rows = [
            cell(
                {"Country": f"Land {n}", "column": "Reports"},
                str(n + 1),
                organisation=f"org-{n % 3}",
                start=n,
            )
            for n in range(count // 2)
        ]
        told = [
            metric(f"We banned {n:,} accounts of kind{n}x for cause{n % 40}y.", str(n),
                   organisation=f"org-{n % 3}", object=f"accounts of kind{n}x for cause{n % 40}y", start=n,
                   measure="accounts.banned")
            for n in range(count // 2)
        ]  # fmt: skip
        return rows + told

    def seconds(count: int) -> float:
        made = records(count)
        gc.collect()
        gc.disable()  # its passes grow with all that other tests have left in memory
        begun = time.process_time()
        ledger(made)
        spent = time.process_time() - begun
        gc.enable()
        return spent

    seconds(200)
    small, large = min(seconds(500) for _ in range(2)), seconds(5000)
    assert large < 25 * small, "a quadratic step would make it a hundred times"
