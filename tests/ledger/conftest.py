"""The sample world as a perfect extraction would hand it to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from benchmarks.gold_records import records_of
from extractors.profiles import load_profile
from pipeline.ledger.ledger import build_ledger
from schemas.findings import Finding
from schemas.ledger import DocumentVersion, Ledger, MetricSeries
from schemas.records import Record
from schemas.sources import Source, SourceList

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FIRST_SEEN, REVISION_SEEN, ALL_SEEN = date(2025, 2, 1), date(2025, 5, 2), date(2025, 9, 1)
PUBLISHED = {
    "company-report.pdf": date(2025, 3, 18),
    "statistics-2023.pdf": date(2024, 5, 7),
    "statistics.pdf": date(2025, 5, 13),
}
"""What the documents say of their own date where their edition is a year."""


@dataclass(frozen=True)
class World:
    """Records, their documents' versions, and the sources."""

    records: tuple[Record, ...]
    versions: tuple[DocumentVersion, ...]
    sources: tuple[Source, ...]

    def ledger(self, as_of: date) -> Ledger:
        codes = {"safety-by-design": [one.code for one in load_profile("safety-by-design").principles]}
        return build_ledger(self.records, self.versions, self.sources, (), as_of, principles=codes)


@cache
def world(*, revised: bool) -> World:
    """The world of sources.yaml; revised: with the pledge's page read again in May 2025."""
    first, later = (
        SourceList.model_validate(yaml.safe_load((SAMPLES / name).read_text(encoding="utf-8"))).sources
        for name in ("sources.yaml", "sources-revised.yaml")
    )
    seen = [(one, FIRST_SEEN if one.id.startswith("sbd-") else ALL_SEEN) for one in first]
    if revised:
        seen.append((later[0], REVISION_SEEN))
    records: list[Record] = []
    versions: list[DocumentVersion] = []
    for one, day in seen:
        found = records_of((SAMPLES / one.url).with_suffix(".gold.json"), one)
        records += found
        versions.append(
            DocumentVersion(
                source=one.id,
                name=one.url,
                snapshot=found[0].snapshot,
                seen=day,
                published=PUBLISHED.get(one.url),
                rules="gold",
                signed_off="a reviewer" if one.id == "sbd-progress" else None,
            )
        )
    return World(tuple(records), tuple(versions), later if revised else first)


@cache
def ledger_of(as_of: date, *, revised: bool) -> Ledger:
    return world(revised=revised).ledger(as_of)


@pytest.fixture(scope="session")
def february() -> Ledger:
    """Before the page was revised."""
    return ledger_of(date(2025, 2, 15), revised=False)


@pytest.fixture(scope="session")
def september() -> Ledger:
    """With the page revised, and Murmur's second report."""
    return ledger_of(date(2025, 9, 20), revised=True)


def findings(built: Ledger, kind: str, organisation: str | None = None) -> list[Finding]:
    return [one for one in built.findings if one.kind == kind and organisation in (None, one.organisation)]


def series(built: Ledger, organisation: str, measure: str) -> MetricSeries:
    (found,) = [
        one
        for one in built.series
        if (one.organisation, one.measure, one.observer, one.breakdown)
        == (organisation, measure, organisation, ())
    ]
    return found
