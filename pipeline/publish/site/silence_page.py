"""The silence matrix: by edition of a report and by principle a figure, words, an admitted gap or silence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipeline.publish.site.addresses import Addresses, Quote, short_name
from pipeline.publish.site.wording import label
from schemas.ledger import SilenceCell

_RULES_DIGITS = 12


@dataclass(frozen=True)
class CellView:
    """What one edition says on one principle."""

    kind: str
    words: str
    quote: Quote | None
    more: int


@dataclass(frozen=True)
class LookedIn:
    """Where silence was established: the document, the rules that searched it, and who signed it off."""

    href: str
    title: str
    rules: str
    signed_off: str


@dataclass(frozen=True)
class SilenceRow:
    """An edition of an organisation's report."""

    edition: str
    cells: tuple[CellView, ...]
    looked_in: tuple[LookedIn, ...]


@dataclass(frozen=True)
class SilenceGroup:
    """The editions of one organisation."""

    organisation: str
    href: str
    rows: tuple[SilenceRow, ...]


@dataclass(frozen=True)
class SilenceTable:
    """One pledge: its principles, and those who report on it."""

    title: str
    principles: tuple[tuple[str, str], ...]
    """Short name and full title."""
    groups: tuple[SilenceGroup, ...]
    counts: tuple[tuple[str, str, int], ...]
    """Kind of cell, its words, how many."""


@dataclass(frozen=True)
class SilenceView:
    """The page."""

    as_of: str
    tables: tuple[SilenceTable, ...]


def silence(addresses: Addresses) -> SilenceView:
    """The matrix, a table for each pledge (profile)."""
    contents = addresses.contents
    tables = []
    for profile in contents.profiles.values():
        codes = [principle.code for principle in profile.principles]
        cells = [cell for cell in contents.ledger.silence if cell.principle in set(codes)]
        if not cells:
            continue
        tables.append(
            SilenceTable(
                title=profile.title,
                principles=tuple((short_name(one.code), one.title) for one in profile.principles),
                groups=_groups(cells, codes, addresses),
                counts=tuple(
                    (kind, label("cell", kind), sum(cell.kind == kind for cell in cells))
                    for kind in ("figure", "words", "gap", "silent")
                ),
            )
        )
    return SilenceView(contents.as_of.isoformat(), tuple(tables))


def _groups(cells: list[SilenceCell], codes: list[str], addresses: Addresses) -> tuple[SilenceGroup, ...]:
    found: dict[str, dict[str, dict[str, SilenceCell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        found[cell.organisation][cell.edition][cell.principle] = cell
    return tuple(
        SilenceGroup(
            organisation=addresses.contents.name(organisation),
            href=addresses.organisation(organisation),
            rows=tuple(
                _row(edition, [found[organisation][edition].get(code) for code in codes], addresses)
                for edition in sorted(found[organisation], reverse=True)
            ),
        )
        for organisation in sorted(found)
    )


def _row(edition: str, cells: list[SilenceCell | None], addresses: Addresses) -> SilenceRow:
    versions = {one.snapshot: one for cell in cells if cell for one in cell.versions}
    return SilenceRow(
        edition=edition,
        cells=tuple(_cell(cell, addresses) for cell in cells),
        looked_in=tuple(
            LookedIn(
                href=addresses.document(snapshot),
                title=addresses.title(snapshot),
                rules=(version.rules or "")[:_RULES_DIGITS],
                signed_off=version.signed_off or "",
            )
            for snapshot, version in versions.items()
        ),
    )


_SHOWS = {
    "figure": ("metric",),
    "words": ("progress", "no_progress"),
    "gap": ("gap",),
}
"""By kind of cell: kinds of record that stand for it."""


def _cell(cell: SilenceCell | None, addresses: Addresses) -> CellView:
    if cell is None:
        return CellView("", "", None, 0)
    records = [addresses.contents.by_id[one] for one in cell.records if one in addresses.contents.by_id]
    shown = [one for one in records if one.kind in _SHOWS.get(cell.kind, ())]
    return CellView(
        kind=cell.kind,
        words=label("cell", cell.kind),
        quote=addresses.record(shown[0]) if shown else None,
        more=max(0, len(records) - 1),
    )
