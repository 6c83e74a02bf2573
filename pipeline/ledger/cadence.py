"""Cadence: which editions were promised, and which of them came, as of a day.

Promises are commitments with a cadence; where a source states one for its publisher, that is a promise too. A
promise is placed on the calendar by the source that the reports appear in, else by the day it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice, pairwise

from pipeline.ledger.editions import add, day_in_words, days_of, due_day, first_day, in_words, last_day, like
from pipeline.ledger.identity import finding_id
from pipeline.ledger.published import COUNTS_OTHERS, Published
from schemas.findings import CitedEvidence, Finding, FindingKind
from schemas.ledger import EditionState, EditionStatus
from schemas.records import Commitment, Record
from schemas.sources import Cadence, Source

GRACE = "P1M"
"""How long after its day an edition may come where no source says otherwise."""
MOST_EDITIONS = 1000
"""Editions looked at for one promise; a promise of a report a day is nobody's."""


@dataclass(frozen=True)
class _Promise:
    organisation: str
    every: str
    grace: str
    first: str
    """The edition expected first; the others follow in its precision."""
    source: Source | None
    said: Commitment | None


@dataclass(frozen=True)
class _Edition:
    """An edition that came: its first record stands for it."""

    edition: str
    disclosed: date
    first: Record


def editions_due(published: Published) -> list[EditionStatus]:
    """Every edition that could be asked for by the day of the ledger, by organisation and date."""
    found: list[EditionStatus] = []
    came = _editions_that_came(published)
    for promise in _promises(published, came):
        found += _statuses(promise, _of_promise(came.get(promise.organisation, {}), promise), published)
    return sorted(found, key=lambda status: (status.organisation, status.edition, status.source or ""))


# --- what was promised ----------------------------------------------------------------------------------


def _promises(published: Published, came: dict[str, dict[str, list[_Edition]]]) -> Iterator[_Promise]:
    said = _commitments(published)
    # What another source has taken the place of owes nothing: its editions count for its successor.
    lasting = [source for source in published.sources if source.superseded_by is None]
    scheduled = [(source, source.cadence) for source in lasting if source.cadence]
    kept: set[tuple[str, str]] = set()
    for source, cadence in scheduled:
        for organisation in _reporters(source):
            commitment = next((one for one in said[organisation] if one.cadence == cadence.every), None)
            reports_there = source.id in came.get(organisation, {})
            own = organisation == source.publisher
            if commitment or own or (reports_there and not said[organisation]):
                kept.add((organisation, cadence.every))
                begins = _beginning(
                    cadence, commitment, came.get(organisation, {}).get(source.id, []), own=own
                )
                yield _Promise(organisation, cadence.every, cadence.grace, begins, source, commitment)
    for organisation, commitments in said.items():
        for commitment in commitments:
            every = commitment.cadence
            if every is None or (organisation, every) in kept:
                continue
            kept.add((organisation, every))
            first = add(published.disclosed(commitment), every).isoformat()[:7]
            yield _Promise(organisation, every, GRACE, first, None, commitment)


def _commitments(published: Published) -> dict[str, list[Commitment]]:
    """The commitments of each organisation that state a cadence, the earliest first."""
    found: dict[str, list[Commitment]] = defaultdict(list)
    for record in published.records:
        if isinstance(record, Commitment) and record.cadence and record.organisation:
            found[record.organisation].append(record)
    for commitments in found.values():
        commitments.sort(key=lambda one: (published.disclosed(one), one.evidence.start, one.id))
    return found


def _reporters(source: Source) -> Sequence[str]:
    if source.kind in COUNTS_OTHERS or source.kind == "company_report":
        return (source.publisher,)
    return source.organisations or (source.publisher,)


def _beginning(
    cadence: Cadence, commitment: Commitment | None, came: Sequence[_Edition], *, own: bool
) -> str:
    """The source's first edition, or a later one for who joined later: nobody owes what came before the
    promise was made or the first report given, whichever was earlier.
    """
    known = [edition.edition for edition in came]
    if commitment and commitment.edition:
        known.append(commitment.edition)
    if own or not known:
        return cadence.first
    joined = min(first_day(edition) for edition in known)
    lead = _lead(cadence.every)
    for day in _days(cadence.first, cadence.every):
        if day + lead >= joined:
            return like(day, cadence.first)
    return cadence.first


def _days(first: str, every: str) -> Iterator[date]:
    """The first days of the editions, as far as the calendar goes."""
    for times in count():
        try:
            yield add(first_day(first), every, times)
        except (ValueError, OverflowError):
            return


def _lead(every: str) -> timedelta:
    """How far an edition may be dated before its day and still be that edition: a quarter of the interval."""
    return timedelta(days=days_of(every) // 4)


# --- what came ------------------------------------------------------------------------------------------


def _editions_that_came(published: Published) -> dict[str, dict[str, list[_Edition]]]:
    """By organisation and source the editions that say something about its work, the earliest first.

    For statistics that is the publisher's: being counted is no report of one's own.
    """
    firsts: dict[tuple[str, str, str], Record] = {}
    for record in published.records:
        source = published.source_of(record)
        if not record.edition or record.kind in ("commitment", "recommendation"):
            continue
        if source is not None and source.kind == "announcement":
            continue
        counts = source is not None and source.kind in COUNTS_OTHERS
        organisation = source.publisher if source is not None and counts else record.organisation
        if organisation:
            firsts.setdefault((organisation, source.id if source else "", record.edition), record)
    found: dict[str, dict[str, list[_Edition]]] = defaultdict(lambda: defaultdict(list))
    for (organisation, source_id, edition), record in sorted(firsts.items(), key=lambda entry: entry[0]):
        found[organisation][source_id].append(_Edition(edition, published.disclosed(record), record))
    siblings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source in published.sources:
        siblings[source.publisher, source.kind].append(source.id)
    for by_source in found.values():
        for ids in siblings.values():
            together = [edition for one in ids for edition in by_source.get(one, ())]
            for one in ids:
                if together:
                    by_source[one] = sorted(
                        together, key=lambda edition: (first_day(edition.edition), edition.edition)
                    )
    return found


def _of_promise(by_source: dict[str, list[_Edition]], promise: _Promise) -> list[_Edition]:
    """The editions that can keep a promise: those of its source and its siblings (same publisher and kind);
    where no source is known, all of the organisation's.
    """
    if promise.source is not None:
        return by_source.get(promise.source.id, [])
    once = {id(edition): edition for editions in by_source.values() for edition in editions}
    return sorted(once.values(), key=lambda edition: first_day(edition.edition))


# --- one against the other --------------------------------------------------------------------------------


def _statuses(promise: _Promise, came: Sequence[_Edition], published: Published) -> Iterator[EditionStatus]:
    as_of = published.as_of
    kept = _kept(promise, came, as_of)
    expected = list(kept)
    for place, edition in enumerate(expected):
        match = kept[edition]
        deadline = add(last_day(edition) + timedelta(days=1), promise.grace) - timedelta(days=1)
        later = any(kept[one] for one in expected[place + 1 :])
        state = _state(match, deadline, as_of, passed_over=later)
        before = match or next((kept[one] for one in reversed(expected[:place]) if kept[one]), None)
        yield EditionStatus(
            organisation=promise.organisation,
            source=promise.source.id if promise.source else None,
            edition=edition,
            published_as=match.edition if match else None,
            due=due_day(edition),
            deadline=deadline,
            disclosed=match.disclosed if match else None,
            state=state,
            cites=tuple(_cites(promise, before, published, came=match is not None)),
        )


def _kept(promise: _Promise, came: Sequence[_Edition], as_of: date) -> dict[str, _Edition | None]:
    """Every edition that could be asked for, or has come early, with the one that came for it.

    An edition belongs to the latest expected one that it is not dated more than the lead before.
    """
    lead = _lead(promise.every)
    kept: dict[str, _Edition | None] = {}
    for day, following in islice(pairwise(_days(promise.first, promise.every)), MOST_EDITIONS):
        edition = like(day, promise.first)
        match = next((one for one in came if day - lead <= first_day(one.edition) < following - lead), None)
        if match is None and due_day(edition) > as_of:
            break
        kept[edition] = match
    return kept


def _state(match: _Edition | None, deadline: date, as_of: date, *, passed_over: bool) -> EditionState:
    if match is not None:
        return "late" if match.disclosed > deadline else "published"
    if passed_over:
        return "missing"
    return "overdue" if as_of > deadline else "due"


def _cites(
    promise: _Promise, shown: _Edition | None, published: Published, *, came: bool
) -> Iterator[CitedEvidence]:
    if promise.said is not None:
        yield published.cite(promise.said, "promise")
    if shown is not None:
        yield published.cite(shown.first, "edition" if came else "edition before")


def findings(statuses: Iterable[EditionStatus], published: Published) -> Iterator[Finding]:
    """A finding for each edition that was passed over, and one for all that a promise is overdue with, as far
    as there are words to cite. Where no source is listed that would carry it, that none was seen is a note.
    """
    overdue: dict[tuple[str, str | None], list[EditionStatus]] = defaultdict(list)
    for status in statuses:
        if status.state == "overdue":
            overdue[status.organisation, status.source].append(status)
        elif status.state == "missing":
            name, edition = published.name(status.organisation), in_words(status.edition)
            sentence = f"{name}'s edition of {edition} never came, though a later one did."
            yield from _finding("edition_missing", status, sentence, published)
    for late in overdue.values():
        yield from _finding("edition_overdue", late[0], _overdue(late, published), published)


def _overdue(late: Sequence[EditionStatus], published: Published) -> str:
    first = late[0]
    name, edition = published.name(first.organisation), in_words(first.edition)
    more = "" if len(late) == 1 else f"; {len(late) - 1} more since then"
    if first.source is None:
        return (
            f"{name} promised an edition of {edition}, and none has been seen{more}; "
            "no source is listed that would carry it."
        )
    return (
        f"{name}'s edition of {edition} is overdue{more}: it could be expected from "
        f"{day_in_words(first.due)}, and its last day of grace was {day_in_words(first.deadline)}."
    )


def _finding(
    kind: FindingKind, status: EditionStatus, sentence: str, published: Published
) -> Iterator[Finding]:
    if status.cites:
        yield Finding(
            id=finding_id(kind, status.organisation, [status.source or "", status.edition]),
            kind=kind,
            severity="warning" if status.source else "note",
            organisation=status.organisation,
            edition=status.edition,
            sentence=sentence,
            cites=status.cites,
            as_of=published.as_of,
        )
