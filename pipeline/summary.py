"""What a run did, for people: one row for each document, organisation and edition."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from pipeline.collect.outcomes import Proposal
from pipeline.reconcile import Changes
from schemas.records import Record

Status = Literal["new", "changed", "unchanged", "vanished", "failed", "set aside"]
"""`set aside`: it cannot be read, and a reviewer has said that this is as it is."""
WIDTH_OF_LOGS = 120
"""Columns of the table where it goes to no terminal."""
ROWS_A_DOCUMENT = 8
"""A document about more organisations and editions than this is summed up in one row."""


class Outcome(BaseModel):
    """What became of one document."""

    source: str
    linked: str = ""
    """Address of a document that the source links to; empty for the source's own."""
    document: str
    status: Status
    reason: str | None = None
    """Why it failed or is not there any more."""
    words: str | None = None
    """What changed in it, in words."""
    changes: Changes = Changes(0, 0, 0)
    seconds: float = 0.0


class Summary(BaseModel):
    """What became of a whole run."""

    outcomes: tuple[Outcome, ...]
    records: int
    doubts: int
    out: Path
    written: tuple[Path, ...]
    proposals: tuple[Proposal, ...] = ()
    """Addresses that may hold further documents; a person decides."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The documents that could not be had or read."""
        return tuple(outcome for outcome in self.outcomes if outcome.status in ("vanished", "failed"))


class Counted(NamedTuple):
    """Of one document, what it says of one organisation and edition: counts of records."""

    source: str | None
    document: str
    edition: str
    organisation: str
    metrics: int
    gaps: int
    progress: int


def counted(records: Iterable[Record]) -> tuple[Counted, ...]:
    """The records counted, in the order of documents, editions and organisations."""
    kinds: defaultdict[tuple[str | None, str, str, str], Counter[str]] = defaultdict(Counter)
    for one in records:
        kinds[one.source, one.document, one.edition or "", one.organisation or ""][one.kind] += 1
    return tuple(
        Counted(*about, count["metric"], count["gap"], count["progress"])
        for about, count in sorted(kinds.items(), key=lambda each: (each[0][0] or "", *each[0][1:]))
    )


def summary_table(outcomes: Sequence[Outcome], counts: Iterable[Counted]) -> Table:
    """The table at the end of a run."""
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name in ("document", "organisation", "edition"):
        table.add_column(name, overflow="fold", min_width=len(name))
    for name in ("metrics", "gaps", "progress", "seconds"):
        table.add_column(name, justify="right")
    held: defaultdict[tuple[str | None, str], list[Counted]] = defaultdict(list)
    for one in counts:
        held[one.source, one.document].append(one)
    for outcome in outcomes:
        seconds = f"{outcome.seconds:.1f}" if outcome.seconds else outcome.status
        if outcome.status in ("vanished", "failed", "set aside"):
            colour = "dim" if outcome.status == "set aside" else "red"
            table.add_row(outcome.document, "", "", "", "", "", f"[{colour}]{outcome.status}")
            continue
        mine = held.get((outcome.source, outcome.document), ())
        for place, row in enumerate(_rows(mine)):
            first = place == 0
            table.add_row(outcome.document if first else "", *row, seconds if first else "")
    return table


def _rows(counts: Sequence[Counted]) -> list[tuple[str, ...]]:
    if not counts:
        return [("nothing found", "", "0", "0", "0")]
    if len(counts) > ROWS_A_DOCUMENT:
        organisations = {one.organisation for one in counts}
        editions = sorted({one.edition for one in counts if one.edition})
        span = " to ".join(dict.fromkeys((editions[0], editions[-1]))) if editions else ""
        sums = (sum(column) for column in zip(*(one[4:] for one in counts), strict=True))
        return [(f"{len(organisations)} organisations", span, *map(str, sums))]
    return [
        (one.organisation or "nobody named", one.edition or "undated", *map(str, one[4:])) for one in counts
    ]


def wide_console() -> Console:
    """The terminal; what goes to a file or a log is not folded to the 80 columns assumed of one."""
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH_OF_LOGS
    return console


def print_summary(summary: Summary, counts: Iterable[Counted], console: Console) -> None:
    """Prints the table, what failed and why, and where the result lies."""
    console.print(summary_table(summary.outcomes, counts))
    say = partial(console.print, highlight=False, markup=False, soft_wrap=True)
    for outcome in summary.failed:
        say(f"{outcome.source}: {outcome.reason}", style="red")
    for outcome in summary.outcomes:
        if outcome.words:
            say(f"{outcome.document}: {outcome.words}")
        if outcome.status == "changed":
            added, changed, withdrawn = outcome.changes
            say(f"{outcome.document}: {added} records added, {changed} changed, {withdrawn} withdrawn")
    for one in summary.proposals:
        say(f"{one.source}: {one.url} may be another edition ({one.text or one.where}); list it or follow it")
    held = f"{summary.records} records, {summary.doubts} doubts"
    if summary.written:
        say(f"{held}, written to {summary.out}")
    else:
        say(f"Nothing has changed and nothing was written: {held} in {summary.out}")
