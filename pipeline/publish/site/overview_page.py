"""The first page: who owes a report, which gaps are old, which figures contradict; then who reported what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.organisation_page import OrganisationView
from pipeline.publish.site.statements import EditionView, FindingView, GapView, by_age
from pipeline.publish.site.wording import capital, counted

MOST_OWED, MOST_GAPS, MOST_CONTRADICTIONS = 12, 8, 8
MOST_QUARTERS = 8
_NOT_CONTRADICTIONS = frozenset({"gap_dropped", "edition_overdue", "edition_missing"})


@dataclass(frozen=True)
class Owed:
    """An organisation whose reports are overdue."""

    organisation: str
    href: str
    editions: tuple[EditionView, ...]


@dataclass(frozen=True)
class CalendarRow:
    """An organisation's reports by the quarter in which they fell due."""

    organisation: str
    href: str
    quarters: tuple[tuple[EditionView, ...], ...]


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the list of those that report."""

    name: str
    href: str
    latest: EditionView | None
    owed: int
    open_gaps: int
    dropped: int
    contradictions: int
    figures: int


@dataclass(frozen=True)
class OverviewView:
    """The first page."""

    as_of: str
    headline: str
    organisations: int
    documents: int
    records: int
    owed: tuple[Owed, ...]
    missing: tuple[Owed, ...]
    """Organisations with reports that never came, though later ones did."""
    gaps: tuple[GapView, ...]
    open_gaps: int
    dropped: tuple[GapView, ...]
    contradictions: tuple[FindingView, ...]
    all_contradictions: int
    quarters: tuple[str, ...]
    calendar: tuple[CalendarRow, ...]
    rows: tuple[OrganisationRow, ...]
    others: int
    """Organisations that do not report themselves: only others speak of them."""


def overview(addresses: Addresses, views: Sequence[OrganisationView]) -> OverviewView:
    """The first page over the organisations' own views."""
    contents = addresses.contents
    owed = [Owed(one.name, one.href, tuple(one.owed)) for one in views if one.owed]
    owed.sort(key=lambda one: (min(edition.deadline for edition in one.editions), one.organisation))
    gaps = by_age(gap for one in views for gap in one.open_gaps)
    dropped = sorted(
        (gap for one in views for gap in one.dropped), key=lambda gap: (gap.last or "", gap.id), reverse=True
    )
    contradictions = [
        finding for one in views for finding in one.findings if finding.kind not in _NOT_CONTRADICTIONS
    ]
    contradictions.sort(key=lambda one: (_WEIGHT[one.severity], one.organisation, one.id))
    reporting = [one for one in views if one.reports]
    quarters, calendar = _calendar(reporting)
    return OverviewView(
        as_of=contents.as_of.isoformat(),
        headline=headline(
            len(owed),
            len(gaps),
            sum(finding.severity == "error" for finding in contradictions),
            len(contradictions),
        ),
        organisations=len(views),
        documents=len(addresses.versions),
        records=len(contents.records),
        owed=tuple(owed[:MOST_OWED]),
        missing=tuple(Owed(one.name, one.href, tuple(one.missing)) for one in views if one.missing),
        gaps=tuple(gaps[:MOST_GAPS]),
        open_gaps=len(gaps),
        dropped=tuple(dropped),
        contradictions=tuple(contradictions[:MOST_CONTRADICTIONS]),
        all_contradictions=len(contradictions),
        quarters=quarters,
        calendar=calendar,
        rows=tuple(_row(one) for one in reporting),
        others=len(views) - len(reporting),
    )


_WEIGHT = {"error": 0, "warning": 1, "note": 2}


def headline(owing: int, gaps: int, impossible: int, contradictions: int) -> str:
    """The news in one sentence: organisations that owe a report, open gaps, figures that cannot be true."""
    parts = []
    if owing:
        owe = "owes a report" if owing == 1 else "owe a report"
        parts.append(f"{_together(counted(owing, 'organisation'))} {owe}")
    else:
        parts.append("no report is overdue")
    if gaps:
        parts.append(f"{_together(counted(gaps, 'admitted gap is', 'admitted gaps are'))} open")
    if impossible:
        parts.append(f"{_together(counted(impossible, 'figure'))} cannot be true as printed")
    elif contradictions:
        parts.append(
            _together(counted(contradictions, "figure contradicts another", "figures contradict others"))
        )
    return f"{capital(', '.join(parts))}."


def _together(count: str) -> str:
    """A number that stays on one line with what it counts."""
    return count.replace(" ", "\u00a0", 1)


def _row(view: OrganisationView) -> OrganisationRow:
    came = [one for one in view.editions if one.disclosed]
    return OrganisationRow(
        name=view.name,
        href=view.href,
        latest=max(came, key=lambda one: one.disclosed or "", default=None),
        owed=len(view.owed),
        open_gaps=len(view.open_gaps),
        dropped=len(view.dropped),
        contradictions=sum(finding.kind not in _NOT_CONTRADICTIONS for finding in view.findings),
        figures=len(view.charted) + len(view.single),
    )


def _calendar(views: Iterable[OrganisationView]) -> tuple[tuple[str, ...], tuple[CalendarRow, ...]]:
    by_quarter: dict[str, dict[str, list[EditionView]]] = defaultdict(lambda: defaultdict(list))
    reporting = [one for one in views if one.editions]
    for view in reporting:
        for edition in view.editions:
            by_quarter[_quarter(edition.due)][view.href].append(edition)
    quarters = sorted(by_quarter)[-MOST_QUARTERS:]
    return (
        tuple(f"{quarter[:4]}, {_MONTHS[quarter[-1]]}" for quarter in quarters),
        tuple(
            CalendarRow(one.name, one.href, tuple(tuple(by_quarter[q].get(one.href, ())) for q in quarters))
            for one in reporting
        ),
    )


_MONTHS = {"1": "Jan–Mar", "2": "Apr–Jun", "3": "Jul–Sep", "4": "Oct–Dec"}


def _quarter(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.year}-{(found.month + 2) // 3}"
