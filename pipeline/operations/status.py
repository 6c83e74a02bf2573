"""How pledgewatch does: what Prefect's server knows of the runs, and what the store says of the work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.engine import make_url

from pipeline.operations.prefect_api import PrefectServer
from pipeline.operations.services import POOL
from pipeline.problems import Problem
from pipeline.settings import Settings
from pipeline.sources_file import load_sources
from pipeline.store.store import open_store
from schemas.ledger import EditionStatus
from schemas.sources import Source

AT_WORK = ("RUNNING", "PENDING", "PAUSED", "CANCELLING")
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
BAD = ("FAILED", "CRASHED")
_PREFECTS_WORDS = "Flow run encountered an exception: Problem: "


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Run(_Part):
    """A flow run, as the server has it."""

    name: str
    state: str
    """Prefect's name for it: Running, Paused, Late, Failed, ..."""
    bad: bool
    since: datetime | None
    """When it began, or is to begin."""
    ended: datetime | None
    why: str | None
    """What the server was told with its state."""


class Deployment(_Part):
    """A deployment, and its last and next run."""

    name: str
    paused: bool
    last: Run | None
    next: Run | None


class ServerPart(_Part):
    """What the server says."""

    url: str
    workers: int
    """Workers that have polled lately."""
    running: tuple[Run, ...]
    deployments: tuple[Deployment, ...]


class StorePart(_Part):
    """What the store says of the listed sources."""

    documents: int
    records: int
    read: datetime
    """When something in it was last fetched."""
    unreviewed: int
    stale: int
    doubts: int
    unread: tuple[str, ...]
    """Documents that cannot be read and that nobody has set aside, a sentence each."""
    proposed: int
    """Addresses that may hold further documents."""
    overdue: tuple[EditionStatus, ...]


class Situation(_Part):
    """Everything on the screen. A part that could not be had is null, and `troubles` may say why."""

    at: datetime
    server: ServerPart | None
    server_url: str
    store: StorePart | None
    store_url: str
    store_trouble: str | None
    troubles: tuple[str, ...]
    """What needs somebody, a sentence each."""


def look_around(settings: Settings, now: datetime | None = None) -> Situation:
    """Asks the server and the store. Neither need be there."""
    now = now or datetime.now(UTC)
    prefect = PrefectServer()
    troubles: list[str] = []
    server: ServerPart | None = None
    try:
        server = server_part(prefect)
        troubles += _server_troubles(server)
    except OSError:
        pass
    except Problem as problem:
        troubles.append(str(problem))
    store, store_trouble = None, None
    url = settings.store_url(settings.data.absolute())
    try:
        store = store_part(url, load_sources(settings.sources.absolute()).sources, now.date())
    except Problem as problem:
        store_trouble = str(problem)
    return Situation(
        at=now,
        server=server,
        server_url=prefect.url,
        store=store,
        store_url=make_url(url).render_as_string(hide_password=True),
        store_trouble=store_trouble,
        troubles=tuple(troubles),
    )


def server_part(prefect: PrefectServer) -> ServerPart:
    """What the server knows. Raises OSError when it does not answer, Problem when it refuses."""
    found = prefect.ask(
        "deployments/filter", work_pools={"name": {"any_": [POOL]}}, sort="NAME_ASC", limit=200
    )
    flows = {one["id"]: one["name"] for one in prefect.ask("flows/filter", limit=200)}
    return ServerPart(
        url=prefect.url,
        workers=_workers(prefect),
        running=tuple(_run(one) for one in _runs(prefect, AT_WORK, "START_TIME_ASC", limit=20)),
        deployments=tuple(
            Deployment(
                name=f"{flows.get(one['flow_id'], '?')}/{one['name']}",
                paused=one["paused"],
                last=_first(_runs(prefect, ENDED, "END_TIME_DESC", of=one["id"])),
                next=_first(_runs(prefect, ("SCHEDULED",), "NEXT_SCHEDULED_START_TIME_ASC", of=one["id"])),
            )
            for one in found
        ),
    )


def store_part(url: str, listed: Sequence[Source], day: date) -> StorePart:
    """What the store says of the sources on a day. Raises Problem when it has nothing of them."""
    from pipeline.publish.contents import gather
    from pipeline.review.set_asides import aside
    from pipeline.store.proposals import proposals
    from pipeline.store.unread import unread

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).exists():
        raise Problem("nothing has been read yet: begin with `pledgewatch run`")
    with open_store(url) as store:
        contents = gather(store, listed, day)
        put_aside, known = aside(store), {source.id for source in listed}
        unread_now = [
            one.reason
            for one in unread(store).values()
            if one.key.source in known and one.id not in put_aside
        ]
        proposed = sum(one.source in known and one.id not in put_aside for one in proposals(store))
    reviews = [record.review.status for record in contents.records]
    return StorePart(
        documents=len(contents.current),
        records=len(reviews),
        read=contents.made,
        unreviewed=reviews.count("unreviewed"),
        stale=reviews.count("stale"),
        doubts=len(contents.doubts),
        unread=tuple(unread_now),
        proposed=proposed,
        overdue=tuple(one for one in contents.ledger.editions if one.state == "overdue"),
    )


def _server_troubles(server: ServerPart) -> list[str]:
    troubles = []
    if not server.workers:
        troubles.append(f"no worker polls the work pool {POOL}: no run will begin")
    for one in server.deployments:
        if one.last is not None and one.last.bad:
            reason = one.last.why or "no reason is known"
            troubles.append(f"{one.name}: its last run, {one.last.name}, {one.last.state.lower()}: {reason}")
    for run in server.running:
        if run.state in ("Paused", "Suspended"):
            troubles.append(f"{run.name} waits for a decision: {run.why or 'see its page'}")
    return troubles


def _workers(prefect: PrefectServer) -> int:
    try:
        found = prefect.ask(f"work_pools/{POOL}/workers/filter", limit=200)
    except Problem:  # the pool is not there yet
        return 0
    return sum(one["status"] == "ONLINE" for one in found)


def _runs(
    prefect: PrefectServer, states: Sequence[str], sort: str, *, of: str | None = None, limit: int = 1
) -> list[dict[str, Any]]:
    about = {"deployments": {"id": {"any_": [of]}}} if of else {}
    state = {"type": {"any_": list(states)}}
    found: list[dict[str, Any]] = prefect.ask(
        "flow_runs/filter", flow_runs={"state": state}, sort=sort, limit=limit, **about
    )
    return found


def _first(found: Sequence[dict[str, Any]]) -> Run | None:
    return _run(found[0]) if found else None


def _run(one: dict[str, Any]) -> Run:
    state = one.get("state") or {}
    return Run(
        name=one["name"],
        state=one["state_name"] or "?",
        bad=one["state_type"] in BAD,
        since=one["start_time"] or one["expected_start_time"],
        ended=one["end_time"],
        why=" ".join((state.get("message") or "").removeprefix(_PREFECTS_WORDS).split()) or None,
    )
