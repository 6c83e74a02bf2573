"""What a run did, for people: one row for each document, organisation and edition."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

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


def summary_table(outcomes: Sequence[Outcome], records: Sequence[Record]) -> Table:
    """The table at the end of a run."""
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name in ("document", "organisation", "edition"):
        table.add_column(name, overflow="fold", min_width=len(name))
    for name in ("metrics", "gaps", "progress", "seconds"):
        table.add_column(name, justify="right")
    held: defaultdict[tuple[str | None, str], list[Record]] = defaultdict(list)
    for record in records:
        held[record.source, record.document].append(record)
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


def _rows(records: Sequence[Record]) -> list[tuple[str, ...]]:
    groups = sorted({_group(record) for record in records})
    if not groups:
        return [("nothing found", "", "0", "0", "0")]
    if len(groups) > ROWS_A_DOCUMENT:
        organisations = {organisation for _, organisation in groups}
        editions = sorted({edition for edition, _ in groups if edition})
        span = " to ".join(dict.fromkeys((editions[0], editions[-1]))) if editions else ""
        return [(f"{len(organisations)} organisations", span, *_counts(records))]
    return [
        (
            organisation or "nobody named",
            edition or "undated",
            *_counts([one for one in records if _group(one) == (edition, organisation)]),
        )
        for edition, organisation in groups
    ]


def _group(record: Record) -> tuple[str, str]:
    return record.edition or "", record.organisation or ""


def _counts(records: Sequence[Record]) -> tuple[str, str, str]:
    kinds = Counter(record.kind for record in records)
    return str(kinds["metric"]), str(kinds["gap"]), str(kinds["progress"])


def wide_console() -> Console:
    """The terminal; what goes to a file or a log is not folded to the 80 columns assumed of one."""
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH_OF_LOGS
    return console


def print_summary(summary: Summary, records: Sequence[Record], console: Console) -> None:
    """Prints the table, what failed and why, and where the result lies."""
    console.print(summary_table(summary.outcomes, records))
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
