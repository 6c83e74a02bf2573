"""Three years of real statistics by provider: one series for each provider, and totals that hold."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.read import read
from pipeline.ledger.ledger import build_ledger, figures_of
from pipeline.ledger.published import Published
from pipeline.ledger.tables import printed_tables
from schemas.ledger import Ledger, MetricSeries
from schemas.records import Metric, Record
from schemas.snapshots import Snapshot
from schemas.sources import Source

pytestmark = pytest.mark.shared
YEARS = ("2020", "2021", "2022")
AS_OF = date(2024, 1, 1)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "benchmarks" / "ncmec"


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return [
        Source(id=f"esp-{year}", title="Reports by provider", publisher="ncmec", url="x", kind="statistics")
        for year in YEARS
    ]


@pytest.fixture(scope="module")
def records(folder: Path, sources: list[Source]) -> list[Record]:
    found: list[Record] = []
    for source, year in zip(sources, YEARS, strict=True):
        data = (folder / f"ncmec-by-esp-{year}.pdf").read_bytes()
        found += extract(read(data, f"{year}.pdf"), snapshot=Snapshot.digest(data), source=source).records
    return found


@pytest.fixture(scope="module")
def built(records: list[Record], sources: list[Source]) -> Ledger:
    return build_ledger(records, (), sources, (), AS_OF)


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, dict[str, int]]:
    """Year and printed label to the printed number; the last row is the total."""
    return {
        year: {
            row["label"]: int(row["value"])
            for row in csv.DictReader((folder / f"ncmec-by-esp-{year}.truth.csv").open(encoding="utf-8"))
        }
        for year in YEARS
    }


def test_one_series_for_each_provider_of_all_three_years(
    built: Ledger, records: list[Record], truth: dict[str, dict[str, int]]
) -> None:
    metrics = {one.id: one for one in records if isinstance(one, Metric)}
    by_label: dict[str, list[MetricSeries]] = defaultdict(list)
    for series in built.series:
        labels = {
            next(iter((metrics[point.record_id].dimensions or {"": ""}).values())) for point in series.points
        }
        for label in labels:
            by_label[label].append(series)
    always = [label for label in truth["2020"] if label in truth["2021"] and label in truth["2022"]]
    assert len(always) == 50
    for label in always:
        (series,) = by_label[label]
        found = {(point.edition, point.value) for point in series.points}
        assert {(year, truth[year][label]) for year in YEARS} <= found, label


def test_a_provider_under_another_name_stays_one_series(built: Ledger) -> None:
    (series,) = [one for one in built.series if one.organisation == "x"]
    assert [(point.edition, point.value) for point in series.points] == [
        ("2020", 65_062), ("2021", 86_666), ("2022", 98_050),
    ]  # fmt: skip


def test_every_printed_total_is_checked_and_holds(
    built: Ledger, records: list[Record], sources: list[Source], truth: dict[str, dict[str, int]]
) -> None:
    published = Published(records, (), sources, AS_OF)
    sums = [
        (total.edition, total.value, len(rows), sum(row.value or 0 for row in rows))
        for table in printed_tables(figures_of(published))
        for total, rows in table.sums()
    ]
    assert sorted(sums) == [
        (year, list(truth[year].values())[-1], len(truth[year]) - 1, list(truth[year].values())[-1])
        for year in YEARS
    ]
    assert [one for one in built.findings if one.kind == "total_differs"] == []


def test_a_misprinted_total_would_be_found(records: list[Record], sources: list[Source]) -> None:
    def misprinted(record: Record) -> Record:
        is_total = isinstance(record, Metric) and record.dimensions and record.organisation == "ncmec"
        if not (isinstance(record, Metric) and is_total and record.edition == "2021" and record.value):
            return record
        return record.model_copy(update={"value": record.value + 1})

    built = build_ledger(map(misprinted, records), (), sources, (), AS_OF)
    (finding,) = [one for one in built.findings if one.kind == "total_differs"]
    assert "(1 more)" in finding.sentence
