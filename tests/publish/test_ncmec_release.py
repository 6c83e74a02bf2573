"""Three years of real statistics, published: every printed figure is there, in one series a provider."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.read import read
from pipeline.publish.contents import Contents, contents_of
from pipeline.publish.release import publish
from pipeline.settings import Settings
from pipeline.store.store import DocumentKey, Reading
from schemas.snapshots import Snapshot
from schemas.sources import Assertion, Source

pytestmark = pytest.mark.shared
YEARS = ("2020", "2021", "2022")
SEEN = datetime(2023, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "benchmarks" / "ncmec"


@pytest.fixture(scope="module")
def contents(folder: Path) -> Contents:
    sources, readings = [], []
    for year in YEARS:
        source = Source(
            id=f"esp-{year}", title=f"Reports by provider {year}", publisher="ncmec", url=f"{year}.pdf",
            kind="statistics", edition=year, assertions=(Assertion(kind="metric", minimum=100),),
        )  # fmt: skip
        data = (folder / f"ncmec-by-esp-{year}.pdf").read_bytes()
        snapshot = Snapshot(
            source=source.id,
            name=source.url,
            sha256=Snapshot.digest(data),
            size=len(data),
            retrieved=SEEN,
        )
        document = read(data, source.url)
        extraction = extract(document, snapshot=snapshot.sha256, source=source)
        key = DocumentKey(source.id)
        reading = Reading(
            key, snapshot, "rules", document.title, document.published, extraction.records, (), True
        )
        sources.append(source)
        readings.append(reading)
    return contents_of(readings, sources, date(2024, 1, 1))


@pytest.fixture(scope="module")
def data(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ncmec")
    return publish(contents, None, Settings(), out=out).folder / "data"


def rows(data: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((data / f"csv/{table}.csv").open(encoding="utf-8", newline="")))


def test_every_printed_figure_is_published(data: Path, folder: Path) -> None:
    published: dict[str, list[str]] = defaultdict(list)
    for row in rows(data, "metrics"):
        published[row["source"]].append(row["value"])
    for year in YEARS:
        missing = sorted(set(truth_of(folder, year).values()) - set(published[f"esp-{year}"]))
        assert missing == [], year


def truth_of(folder: Path, year: str) -> dict[str, str]:
    """Printed label to the printed number."""
    lines = (folder / f"ncmec-by-esp-{year}.truth.csv").open(encoding="utf-8")
    return {row["label"]: row["value"] for row in csv.DictReader(lines)}


def test_providers_of_all_years_have_one_series_of_three_points(data: Path, folder: Path) -> None:
    labels = {
        row["id"]: next(iter(json.loads(row["dimensions"]).values()))
        for row in rows(data, "metrics")
        if row["dimensions"]
    }
    series: dict[str, set[str]] = defaultdict(set)
    points: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows(data, "series_points"):
        series[labels.get(row["record_id"], "")].add(row["series"])
        points[row["series"]].add((row["edition"], row["value"]))
    truth = {year: truth_of(folder, year) for year in YEARS}
    always = set.intersection(*(set(one) for one in truth.values()))
    assert len(always) == 50
    for label in always:
        (one,) = series[label]
        assert {(year, truth[year][label]) for year in YEARS} <= points[one], label


def test_the_printed_totals_hold(data: Path) -> None:
    assert [row for row in rows(data, "findings") if row["kind"] == "total_differs"] == []
