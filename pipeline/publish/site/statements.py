"""Gaps, findings, editions and records as pages show them: plain words and quotes with their addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.publish.site.addresses import Addresses, Quote
from pipeline.publish.site.wording import age, edition_words, label, readable
from schemas.findings import CitedEvidence, Finding
from schemas.ledger import EditionStatus, GapThread
from schemas.records import Record

MOST_ROWS = 8
"""Sides of a finding that are shown at once; a total over eighty rows has them folded away."""


@dataclass(frozen=True)
class StepView:
    """What became of a gap at one edition."""

    state: str
    words: str
    edition: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class GapView:
    """A gap through the editions."""

    id: str
    organisation: str
    organisation_href: str
    principle: str
    open: bool
    state: str
    days: int
    age: str
    since: str
    """The edition that it was first named in; the day on which a year's report came."""
    opened: str | None
    last: str | None
    """Editions it was first and last spoken of."""
    quote: Quote
    """Its last wording."""
    answer: Quote | None
    """The progress that answers it, where it is answered."""
    steps: tuple[StepView, ...]


def gap_view(thread: GapThread, addresses: Addresses) -> GapView:
    """A gap, with each step's quotes."""
    by_id = addresses.contents.by_id
    worded = [by_id[id_] for id_ in thread.records if id_ in by_id]
    opening = thread.states[0].cites[0]
    return GapView(
        id=thread.id,
        organisation=addresses.contents.name(thread.organisation),
        organisation_href=addresses.organisation(thread.organisation),
        principle=addresses.principle(thread.principle),
        open=thread.open,
        state=thread.state,
        days=thread.age,
        age=age(thread.age),
        since=_since(thread.states[0].edition, thread.states[0].day),
        opened=thread.states[0].edition,
        last=thread.states[-1].edition,
        quote=addresses.record(worded[-1]) if worded else addresses.cite(opening),
        answer=addresses.cite(thread.states[-1].cites[-1]) if thread.state == "answered" else None,
        steps=tuple(
            StepView(
                state=state.state,
                words=label("thread_state", state.state),
                edition=state.edition,
                quotes=_news(state.state, state.cites, addresses),
            )
            for state in thread.states
        ),
    )


def _since(edition: str | None, day: date) -> str:
    return edition if edition and len(edition) > len("2024") else day.isoformat()


def _news(state: str, cites: Sequence[CitedEvidence], addresses: Addresses) -> tuple[Quote, ...]:
    """What is new at the step; of a gap that was narrowed or answered also what was said before."""
    shown = cites if state in ("narrowed", "answered", "dropped") else cites[-1:]
    return tuple(addresses.cite(cite) for cite in shown)


@dataclass(frozen=True)
class FindingView:
    """A finding: its sentence, and the words on every side."""

    id: str
    kind: str
    severity: str
    severity_words: str
    title: str
    organisation: str
    organisation_href: str
    edition: str | None
    sentence: str
    quotes: tuple[Quote, ...]
    more: tuple[Quote, ...]
    dismissed: str


def finding_view(finding: Finding, addresses: Addresses) -> FindingView:
    """A finding with its quotes."""
    quotes = tuple(addresses.cite(cite) for cite in finding.cites)
    return FindingView(
        id=finding.id,
        kind=finding.kind,
        severity=finding.severity,
        severity_words=label("severity", finding.severity),
        title=label("finding", finding.kind),
        organisation=addresses.contents.name(finding.organisation),
        organisation_href=addresses.organisation(finding.organisation),
        edition=finding.edition,
        sentence=readable(finding.sentence),
        quotes=quotes[:MOST_ROWS],
        more=quotes[MOST_ROWS:],
        dismissed=finding.dismissed or "",
    )


@dataclass(frozen=True)
class EditionView:
    """A report that was promised, and whether it came."""

    organisation: str
    organisation_href: str
    edition: str
    state: str
    words: str
    due: str
    deadline: str
    disclosed: str | None
    late: str
    """How long it is past its deadline; empty where it is not."""
    source: str
    promise: Quote | None
    report: Quote | None


def edition_view(status: EditionStatus, addresses: Addresses) -> EditionView:
    """An edition, with the promise and the report's own words."""
    as_of = addresses.contents.as_of
    sides = {cite.role: addresses.cite(cite) for cite in status.cites}
    overdue = status.state == "overdue" and as_of > status.deadline
    titles = {source.id: source.title for source in addresses.contents.sources}
    return EditionView(
        organisation=addresses.contents.name(status.organisation),
        organisation_href=addresses.organisation(status.organisation),
        edition=status.published_as or status.edition,
        state=status.state,
        words=label("edition_state", status.state),
        due=status.due.isoformat(),
        deadline=status.deadline.isoformat(),
        disclosed=status.disclosed.isoformat() if status.disclosed else None,
        late=age((as_of - status.deadline).days) if overdue else "",
        source=titles.get(status.source or "", ""),
        promise=sides.get("promise"),
        report=sides.get("edition"),
    )


@dataclass(frozen=True)
class RecordView:
    """A record that is shown as its own words."""

    id: str
    kind: str
    words: str
    principle: str
    edition: str | None
    detail: str
    quote: Quote


def record_view(record: Record, addresses: Addresses) -> RecordView:
    """A record, with what its kind adds to it."""
    return RecordView(
        id=record.id,
        kind=record.kind,
        words=label("kind", record.kind),
        principle=addresses.principle(record.principle),
        edition=record.edition,
        detail=_detail(record),
        quote=addresses.record(record),
    )


def _detail(record: Record) -> str:
    if record.kind == "commitment" and record.cadence:
        return f"promises a report {label('cadence', record.cadence)}"
    if record.kind == "gap" and record.carries_forward:
        return f"refers to the gaps of {edition_words(record.carries_forward)}"
    if record.kind == "no_progress" and record.since:
        return f"nothing new since {edition_words(record.since)}"
    return ""


def by_age(gaps: Iterable[GapView]) -> list[GapView]:
    """The longest open first."""
    return sorted(gaps, key=lambda gap: (-gap.days, gap.organisation, gap.id))
