"""The flow `collect`: sources in, the archive grown by what they publish now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from prefect import flow, task
from prefect.assets import materialize
from prefect.context import AsyncClientContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from pipeline.collect.outcomes import CollectionRun, DocumentOutcome
from pipeline.collect.samples_server import HOST, collect_listed
from pipeline.collect.settings import load_collect_settings
from pipeline.collect.steps import CollectSource, Steps
from pipeline.events import announce
from pipeline.flows.artifacts import show_collected, shown_progress
from pipeline.flows.assets import snapshots_of
from pipeline.flows.extracting import SINGLE
from pipeline.flows.hosts import HostLimits
from pipeline.flows.names import run_name
from pipeline.flows.parameters import ALL_SOURCES, AS_SET, Choice, Places, locate
from pipeline.flows.passing import as_it_is
from pipeline.flows.policy import COLLECT_LINE, COLLECT_SOURCE
from schemas.sources import Source, SourceList


@flow(name="collect", flow_run_name=run_name("collect"))
def collect(choice: Choice = ALL_SOURCES, places: Places = AS_SET) -> CollectionRun:
    """Fetches the sources into the archive, politely, and tells what is new, changed, moved or gone.

    A document that fails is reported and the others go on. Raises Problem when the list of sources or the
    archive cannot be used.

    Args:
        choice: Which of the sources.
        places: Where things lie.
    """
    here = locate(places, choice)
    settings = load_collect_settings(data=here.data)
    if settings.file_root is None:
        settings = settings.model_copy(update={"file_root": here.sources.parent})
    with shown_progress("collecting", len(here.chosen)) as advance:
        run = collect_listed(
            SourceList(sources=here.chosen),
            here.sources.parent,
            settings,
            due=choice.due,
            progress=lambda outcome: advance() if not outcome.linked else None,
            steps=_Tasks(
                HostLimits(frozenset({HOST, *settings.local_hosts})), many=len(here.chosen) > SINGLE
            ),
        )
    for outcome in run.outcomes:
        if outcome.alert:
            get_run_logger().warning("%s: %s", outcome.source, outcome.alert)
        if outcome.status == "content" and outcome.change:
            announce(
                "pledgewatch.document.changed",
                f"pledgewatch.document.{outcome.source}",
                {"linked": outcome.linked, "words": outcome.change.sentence},
            )
    if choice.due and not run.outcomes:
        get_run_logger().info("no source is due")
        return run
    show_collected(run)
    if flow_run.parent_flow_run_id is None:  # otherwise the run that it is part of goes on by itself
        announce(
            "pledgewatch.collection.ended", "pledgewatch.archive", {"run": run.run, "choice": str(choice)}
        )
    return run


class _Tasks(Steps):
    """One task for each source, or for each host's line when sources are many; a place for each request."""

    def __init__(self, limits: HostLimits, *, many: bool):
        self._limits, self._many = limits, many

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        # Each task would else make a client of its own, which loads all certificates: more than all it does.
        async with AsyncClientContext.get_or_create():
            yield

    async def line(self, host: str, work: Callable[[], Awaitable[None]]) -> None:
        if not self._many:
            await work()
            return
        named = collect_line.with_options(
            task_run_name=f"collect from {host or 'files'}", tags=["collect", f"host:{host or 'file'}"]
        )
        await named(as_it_is(work))

    async def source(self, source: Source, collect: CollectSource) -> list[DocumentOutcome]:
        if self._many:
            return await collect(source)
        host = urlsplit(source.url).hostname or "file"
        named = collect_source.with_options(
            assets=[snapshots_of(source.id)],
            task_run_name=f"collect {source.id}",
            tags=["collect", f"host:{host}"],
        )
        return await named(as_it_is(source), as_it_is(collect))

    @asynccontextmanager
    async def request(self, host: str, concurrency: int) -> AsyncIterator[None]:
        async with self._limits.place(host, concurrency):
            yield


@materialize("pledgewatch://snapshots", name="collect source", **COLLECT_SOURCE)
async def collect_source(source: Source, collect: CollectSource) -> list[DocumentOutcome]:
    """Fetches the documents of one source."""
    return await collect(source)


@task(name="collect from a host", **COLLECT_LINE)
async def collect_line(work: Callable[[], Awaitable[None]]) -> None:
    """Fetches the documents of sources of one host, one after the other."""
    await work()
