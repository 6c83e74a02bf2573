"""The tables of the ledger: threads, series, editions, restatements, silence and findings, with citations."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ledger.identity import stable_id
from pipeline.publish.columns import Column, Reference, Table, columns_of, flat
from pipeline.publish.contents import Contents
from pipeline.publish.filled import (
    ID,
    UNITS,
    Columns,
    Filled,
    Row,
    laid,
    position,
    snapshot_key,
    sourced,
    text,
    to,
)
from schemas.corrections import SourceCorrection
from schemas.findings import CitedEvidence, Finding
from schemas.ledger import (
    Break,
    Difference,
    DocumentVersion,
    EditionStatus,
    GapThread,
    MetricSeries,
    Restatement,
    SeriesPoint,
    SilenceCell,
    ThreadState,
)


def threads() -> Iterator[Filled]:
    """Gaps through the editions."""
    record = text("record", "The gap record", pattern=ID)
    thread = text("thread", "The thread", pattern=ID)
    (state,) = columns_of(ThreadState, names=("state",))
    yield Filled(
        Table(
            "threads",
            "Gap threads",
            "Gaps followed through the editions of an organisation's reports.",
            (
                *columns_of(GapThread, names=("id", "organisation", "principle", "open")),
                state,
                Column("opened", "date", "The first day on which the gap could be known"),
                Column(
                    "closed", "date", "The day it was answered or dropped, empty while open", required=False
                ),
            ),
            ("id",),
            (
                to("organisations", "organisation", key=("slug",)),
                to("principles", "principle", key=("code",)),
            ),
        ),
        _thread_rows,
    )
    yield Filled(
        Table(
            "thread_records",
            "Records of gap threads",
            "The gap records of each thread, the earliest first.",
            (thread, position("thread's records"), record),
            ("thread", "position"),
            (to("threads", "thread"), to("records", "record")),
        ),
        lambda contents, columns: (
            {"thread": one.id, "position": place, "record": record}
            for one in contents.ledger.threads
            for place, record in enumerate(one.records)
        ),
    )
    yield Filled(
        Table(
            "thread_states",
            "States of gap threads",
            "What became of each gap, edition by edition.",
            (thread, position("thread's states"), *columns_of(ThreadState, without=("cites",))),
            ("thread", "position"),
            (to("threads", "thread"),),
        ),
        lambda contents, columns: (
            {"thread": one.id, "position": place, **state.model_dump(exclude={"cites"})}
            for one in contents.ledger.threads
            for place, state in enumerate(one.states)
        ),
    )
    yield Filled(
        _citations("thread_state", ("thread", "state"), "thread_states", key=("thread", "position")),
        lambda contents, columns: (
            _cite({"thread": one.id, "state": number}, place, cite)
            for one in contents.ledger.threads
            for number, state in enumerate(one.states)
            for place, cite in enumerate(state.cites)
        ),
    )


def series() -> Iterator[Filled]:
    """Figures over time."""
    series = text("series", "The series", pattern=ID)
    yield Filled(
        Table(
            "series",
            "Metric series",
            "What one observer publishes over time about one thing that one organisation does.",
            columns_of(MetricSeries, without=("points", "differences", "breaks")),
            ("id",),
            (
                to("organisations", "organisation", key=("slug",)),
                to("organisations", "observer", key=("slug",)),
                to("measures", "measure"),
            ),
        ),
        lambda contents, columns: laid(contents.ledger.series, columns),
    )
    yield Filled(
        Table(
            "series_points",
            "Points of series",
            "The figures of each series in order of time, then of disclosure.",
            (series, position("series' figures"), *columns_of(SeriesPoint, without=("cite",), units=UNITS)),
            ("series", "position"),
            (to("series", "series"), to("records", "record_id"), to("records", "restated_by")),
        ),
        lambda contents, columns: (
            {"series": one.id, "position": place, **flat(point, columns)}
            for one in contents.ledger.series
            for place, point in enumerate(one.points)
        ),
    )
    yield Filled(
        Table(
            "series_differences",
            "Differences within series",
            "What lies between two comparable figures; of cumulative ones, the figure of the time between.",
            (series, *columns_of(Difference, units={"share": UNITS["share"], "value": "that of its points"})),
            ("series", "before", "after"),
            (to("series", "series"), to("records", "before"), to("records", "after")),
        ),
        lambda contents, columns: (
            {"series": one.id, **difference.model_dump()}
            for one in contents.ledger.series
            for difference in one.differences
        ),
    )
    yield Filled(
        Table(
            "series_breaks",
            "Breaks of series",
            "Neighbouring figures that cannot be compared, and why.",
            (series, *columns_of(Break)),
            ("series", "before", "after"),
            (to("series", "series"), to("records", "before"), to("records", "after")),
        ),
        lambda contents, columns: (
            {"series": one.id, **gap.model_dump()} for one in contents.ledger.series for gap in one.breaks
        ),
    )


def editions() -> Iterator[Filled]:
    """Reports that were promised."""
    yield Filled(
        Table(
            "editions",
            "Editions",
            "The editions of reports that were promised, and whether they came.",
            (
                text("id", "A hash over who owes it, in which source, and the edition", pattern=ID),
                *columns_of(EditionStatus, without=("cites",)),
            ),
            ("id",),
            (to("organisations", "organisation", key=("slug",)), to("sources", "source")),
        ),
        lambda contents, columns: (
            {"id": edition_id(one), **flat(one, columns)} for one in contents.ledger.editions
        ),
    )
    yield Filled(
        _citations("edition", ("edition",), "editions"),
        lambda contents, columns: (
            _cite({"edition": edition_id(one)}, place, cite)
            for one in contents.ledger.editions
            for place, cite in enumerate(one.cites)
        ),
    )


def restatements() -> Iterator[Filled]:
    """Figures that were given twice."""
    yield Filled(
        Table(
            "restatements",
            "Restatements",
            "The same figure, published twice with different values.",
            (
                text("id", "A hash over its kind and the two records", pattern=ID),
                *columns_of(Restatement, without=("earlier_cite", "later_cite"), units=UNITS),
                text("earlier_record", "The record that states the earlier figure", pattern=ID),
                text("later_record", "The record that states the later figure", pattern=ID),
            ),
            ("id",),
            (
                to("organisations", "organisation", key=("slug",)),
                to("measures", "measure"),
                to("records", "earlier_record"),
                to("records", "later_record"),
            ),
        ),
        _restatements,
    )


def silence() -> Iterator[Filled]:
    """What reports say and do not say."""
    cell = ("organisation", "edition", "principle")
    of_cell = columns_of(SilenceCell, names=cell)
    yield Filled(
        Table(
            "silence_cells",
            "Silence matrix",
            "What each edition of an organisation's reports says on each principle.",
            columns_of(SilenceCell, without=("records", "versions")),
            cell,
            (
                to("organisations", "organisation", key=("slug",)),
                to("principles", "principle", key=("code",)),
            ),
        ),
        lambda contents, columns: laid(contents.ledger.silence, columns),
    )
    yield Filled(
        Table(
            "silence_records",
            "Records behind the silence matrix",
            "What speaks of the principle in a cell that is not silent.",
            (*of_cell, text("record", "The record that speaks of it", pattern=ID)),
            (*cell, "record"),
            (to("silence_cells", *cell, key=cell), to("records", "record")),
        ),
        lambda contents, columns: (
            {**{name: getattr(one, name) for name in cell}, "record": record}
            for one in contents.ledger.silence
            for record in one.records
        ),
    )
    yield Filled(
        Table(
            "silence_snapshots",
            "Snapshots behind the silence matrix",
            "Where a cell's principle was looked for, by which rules, and who signed the document off.",
            (
                *of_cell,
                *sourced(columns_of(DocumentVersion, names=("source", "snapshot", "rules", "signed_off"))),
            ),
            (*cell, "source", "snapshot"),
            (to("silence_cells", *cell, key=cell), snapshot_key()),
        ),
        lambda contents, columns: (
            {
                **{name: getattr(one, name) for name in cell},
                **version.model_dump(include={"source", "snapshot", "rules", "signed_off"}),
            }
            for one in contents.ledger.silence
            for version in one.versions
        ),
    )


def source_corrections() -> Iterator[Filled]:
    """What publishers have wrong."""
    yield Filled(
        Table(
            "source_corrections",
            "Corrections of sources",
            "Figures that the publisher itself has wrong, with the right ones.",
            columns_of(SourceCorrection),
            ("id",),
        ),
        lambda contents, columns: laid(contents.source_corrections, columns),
    )


def findings() -> Iterator[Filled]:
    """What no single record says."""
    yield Filled(
        Table(
            "findings",
            "Findings",
            "What no single record says: restatements, sums that do not add up, promises not kept.",
            columns_of(Finding, without=("cites", "as_of")),
            ("id",),
            (to("organisations", "organisation", key=("slug",)),),
        ),
        lambda contents, columns: laid(contents.ledger.findings, columns),
    )
    yield Filled(
        _citations("finding", ("finding",), "findings"),
        lambda contents, columns: (
            _cite({"finding": one.id}, place, cite)
            for one in contents.ledger.findings
            for place, cite in enumerate(one.cites)
        ),
    )


def _thread_rows(contents: Contents, columns: Columns) -> Iterator[Row]:
    for thread in contents.ledger.threads:
        yield {
            **flat(thread, columns),
            "state": thread.state,
            "opened": thread.states[0].day,
            "closed": None if thread.open else thread.states[-1].day,
        }


def _restatements(contents: Contents, columns: Columns) -> Iterator[Row]:
    for one in contents.ledger.restatements:
        before, after = one.earlier.cite.record_id, one.later.cite.record_id
        yield {
            **flat(one, columns),
            "id": restatement_id(one),
            "earlier_record": before,
            "later_record": after,
        }


def edition_id(edition: EditionStatus) -> str:
    """The key of an edition that was promised."""
    return stable_id("edition", edition.organisation, edition.source, edition.edition)


def restatement_id(restatement: Restatement) -> str:
    """The key of a restatement."""
    sides = (restatement.earlier.cite.record_id, restatement.later.cite.record_id)
    values = (str(side.value) for side in (restatement.earlier, restatement.later))
    return stable_id("restatement", restatement.kind, *sides, *values)


def _citations(
    subject: str, columns: tuple[str, ...], table: str, *, key: tuple[str, ...] = ("id",)
) -> Table:
    first = [
        Column("state", "integer", "Place among the thread's states", minimum=0)
        if name == "state"
        else text(name, f"The {name} that cites", pattern=ID)
        for name in columns
    ]
    return Table(
        f"{subject}_citations",
        f"Citations of {table.replace('_', ' ')}",
        "The words that each statement rests on, one side a row.",
        (
            *first,
            position("words cited"),
            text("record", "The record that is cited", pattern=ID),
            *columns_of(CitedEvidence, names=("role", "snapshot")),
        ),
        (*columns, "position"),
        (Reference(columns, table, key), to("records", "record")),
    )


def _cite(of: Row, place: int, cite: CitedEvidence) -> Row:
    return {
        **of,
        "position": place,
        "record": cite.record_id,
        "role": cite.role,
        "snapshot": cite.snapshot,
    }
