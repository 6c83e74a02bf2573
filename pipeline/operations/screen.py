"""A `Situation` on one screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.operations.status import Deployment, Run, ServerPart, Situation, StorePart
from schemas.ledger import EditionStatus

MOST = 8
"""Lines of a list, so that all of it stays on one screen."""


def show(found: Situation, console: Console | None = None) -> None:
    """Prints it."""
    console = console or Console(highlight=False)
    _say(console, "server", _server(found))
    if found.server is not None:
        _show_runs(console, found.server, found.at)
    _say(console, "store", _store(found))
    if found.store is not None:
        _show_work(console, found.store)
    for trouble in found.troubles[:MOST]:
        _say(console, "look at", trouble, style="red")
    if len(found.troubles) > MOST:
        _say(console, "", f"and {len(found.troubles) - MOST} more: see the server's pages")
    if not found.troubles:
        _say(console, "", "Nothing needs you." if found.server else "The store is all that could be asked.")


def _say(console: Console, label: str, text: str, style: str = "") -> None:
    """A line with its label; what does not fit is broken under the text."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=9, style="bold")
    grid.add_column()
    grid.add_row(label, Text(text, style=style))
    console.print(grid)


def _server(found: Situation) -> str:
    if found.server is None:
        return f"none answers at {found.server_url}: start it with `pledgewatch up`"
    workers = found.server.workers
    polling = {0: "no worker polls", 1: "1 worker polls"}.get(workers, f"{workers} workers poll")
    return f"{found.server.url.removesuffix('/api')} · {polling}"


def _store(found: Situation) -> str:
    if found.store is None:
        return f"{found.store_url} · {found.store_trouble}"
    one = found.store
    return (
        f"{found.store_url} · {one.records} records of {one.documents} documents, "
        f"last fetched {_moment(one.read)}"
    )


def _show_runs(console: Console, server: ServerPart, now: datetime) -> None:
    running = [f"{run.name} ({run.state.lower()}{_for(run, now)})" for run in server.running]
    _say(console, "running", "nothing" if not running else "; ".join(running[:MOST]))
    if not server.deployments:
        _say(console, "", "no deployments: `pledgewatch up` makes them")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("deployment", "last run", "ended", "as", "next run"):
        table.add_column(heading, overflow="fold")
    for one in server.deployments:
        table.add_row(one.name, *_last(one), _next(one))
    console.print(table)


def _last(one: Deployment) -> tuple[str, str, Text]:
    if one.last is None:
        return "never", "", Text("")
    return one.last.name, _moment(one.last.ended), Text(one.last.state, style="red" if one.last.bad else "")


def _next(one: Deployment) -> str:
    if one.paused:
        return "paused"
    if one.next is None:
        return "by hand"
    late = " (late)" if one.next.state == "Late" else ""
    return f"{_moment(one.next.since)}{late}"


def _show_work(console: Console, store: StorePart) -> None:
    waits = [f"{store.unreviewed} records unreviewed"] if store.unreviewed else []
    waits += [f"{store.stale} corrections stale"] if store.stale else []
    waits += [f"{store.doubts} that failed validation"] if store.doubts else []
    waits += [f"{store.proposed} proposed addresses"] if store.proposed else []
    _say(console, "review", "; ".join(waits) or "nothing waits")
    for place, reason in enumerate(store.unread[:MOST]):
        _say(console, "unread" if place == 0 else "", reason)
    if len(store.unread) > MOST:
        _say(console, "", f"and {len(store.unread) - MOST} more: see the review application")
    overdue = _overdue(store)
    more = f"; and {len(overdue) - MOST} more" if len(overdue) > MOST else ""
    _say(console, "overdue", "; ".join(overdue[:MOST]) + more if overdue else "nothing")


def _overdue(store: StorePart) -> list[str]:
    """A phrase for each organisation: the edition owed the longest, and how many have fallen due since."""
    owed: dict[tuple[str, str | None], list[EditionStatus]] = {}
    for one in sorted(store.overdue, key=lambda edition: edition.due):
        owed.setdefault((one.organisation, one.source), []).append(one)
    return [
        f"{first.organisation} {first.edition} since {first.deadline}"
        + (f" and {len(later)} more" if later else "")
        for first, *later in owed.values()
    ]


def _for(run: Run, now: datetime) -> str:
    if run.since is None or run.since > now:
        return ""
    return f" for {timedelta(seconds=int((now - run.since).total_seconds()))}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
