"""The silence matrix: what each edition of a report says on each principle, or that it says nothing.

A cell takes the strongest of what is there: a figure, else words, else an admitted gap. Silence is a claim
too: it names the snapshots that were searched, the rules that searched them and who signed the document
off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.ledger.published import NO_EDITIONS, Published
from schemas.ledger import CellKind, DocumentVersion, GapThread, SilenceCell
from schemas.records import Kind, Record

_SPEAKS: Mapping[Kind, CellKind] = {
    "metric": "figure",
    "progress": "words",
    "no_progress": "words",
    "gap": "gap",
}
_STRENGTH: Sequence[CellKind] = ("figure", "words", "gap")


def silence_matrix(
    published: Published, threads: Iterable[GapThread], principles: Mapping[str, Sequence[str]]
) -> list[SilenceCell]:
    """A cell for every edition of an organisation's own reports and every principle of their profile.

    `principles` has the codes by profile; a source whose profile has none, and a document without a source,
    have no cells. A gap that an edition carries forward by a reference is admitted in it.
    """
    said: dict[tuple[str, str], dict[str, list[tuple[CellKind, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    versions: dict[tuple[str, str], dict[DocumentVersion, None]] = defaultdict(dict)
    codes: dict[tuple[str, str], Sequence[str]] = {}
    for record in published.records:
        at = _edition_of_report(record, published, principles)
        if at is None:
            continue
        source = published.source_of(record)
        assert source is not None
        codes[at] = principles[source.profile]
        versions[at][published.version_of(record)] = None
        kind = _SPEAKS.get(record.kind)
        if kind and record.principle:
            said[at][record.principle].append((kind, record.id))
    for thread in threads:
        for state in thread.states:
            if state.state == "carried_forward" and thread.principle and state.edition:
                reference = state.cites[-1].record_id
                said[thread.organisation or "", state.edition][thread.principle].append(("gap", reference))
    return [
        _cell(at, principle, said[at][principle], tuple(versions[at]))
        for at in sorted(codes)
        for principle in codes[at]
    ]


def _edition_of_report(
    record: Record, published: Published, principles: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Organisation and edition, where the record is part of the organisation's own reporting."""
    source = published.source_of(record)
    if source is None or source.kind in NO_EDITIONS or not principles.get(source.profile):
        return None
    if record.kind not in _SPEAKS or record.organisation is None or record.edition is None:
        return None
    return record.organisation, record.edition


def _cell(
    at: tuple[str, str],
    principle: str,
    said: Sequence[tuple[CellKind, str]],
    versions: tuple[DocumentVersion, ...],
) -> SilenceCell:
    kinds = {kind for kind, _ in said}
    return SilenceCell(
        organisation=at[0],
        edition=at[1],
        principle=principle,
        kind=next((kind for kind in _STRENGTH if kind in kinds), "silent"),
        records=tuple(dict.fromkeys(record for _, record in said)),
        versions=versions,
    )
