"""One collection run: a list of sources in, what became of each document out, all of it archived."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from pipeline.collect.archive import Archive
from pipeline.collect.archiving import ArchiveWriter, run_began, writing
from pipeline.collect.fetching import Fetcher
from pipeline.collect.manifests import manifest_path, read_manifest
from pipeline.collect.outcomes import CollectionRun, Progress
from pipeline.collect.schedules import due_now
from pipeline.collect.settings import CollectSettings
from pipeline.collect.source_documents import SourceCollector, address_of
from pipeline.collect.steps import Steps
from pipeline.problems import Problem
from pipeline.sandbox import Limits, Sandbox
from schemas.sources import Source, SourceList

CHILDREN = 2
"""Processes that search pages for links and compare what changed."""
LIMITS = Limits(seconds=120.0)


def collect(
    sources: SourceList,
    settings: CollectSettings,
    *,
    only: str | None = None,
    due: bool = False,
    progress: Progress = lambda outcome: None,
    steps: Steps | None = None,
) -> CollectionRun:
    """Fetches every document of the sources, or of the one with the id `only`, into the archive.

    With `due` only sources whose own schedule has come round; where there are none, nothing is written.
    `progress` is told each document's outcome as it comes; `steps` says how the steps are carried out.

    A document that fails is an outcome with a reason; the others go on. A run that was interrupted is gone
    on with: what it had fetched is not fetched again. Raises Problem when the archive cannot be written, a
    source is not in the list, or publishers are not told whom to write to.
    """
    chosen = [source for source in sources.sources if only in (None, source.id)]
    if not chosen:
        raise Problem(f"no source has the id {only!r}")
    _need_contact(chosen, settings)
    about = {"software": settings.user_agent, "robots": "obey"}
    with (
        Archive.open(settings.archive_url, settings.archive_work) as archive,
        writing(archive, about, resume_hours=settings.resume_hours) as writer,
    ):
        before = last_report(archive)
        chosen = [source for source in chosen if only is not None or not is_past(source, archive)]
        if due:
            chosen = due_now(chosen, before.asked if before else {}, datetime.now(UTC))
            if not chosen:
                return _nothing(writer, archive.head())
        run = asyncio.run(_run(chosen, settings, writer, before, progress, steps or Steps()))
        manifest = writer.seal(report=run.model_dump_json(indent=1, exclude={"head"}).encode() + b"\n")
        return run.model_copy(update={"head": manifest.sha256 if manifest else archive.head()})


def _nothing(writer: ArchiveWriter, head: str | None) -> CollectionRun:
    now = datetime.now(UTC).replace(microsecond=0)
    return CollectionRun(
        run=writer.run, begun=now, ended=now, resumed=False, requests=0, received=0, outcomes=(), head=head
    )


def is_past(source: Source, archive: Archive) -> bool:
    """Whether another source has taken its place and its own document is here: then nobody asks for it."""
    return source.superseded_by is not None and archive.latest(address_of(source.url)) is not None


def last_report(archive: Archive) -> CollectionRun | None:
    """What the last complete run reported."""
    for path in reversed(archive.storage.list("runs")):
        manifest = manifest_path(int(path.removeprefix("runs/").split("-")[0]))
        if archive.storage.size(manifest) is None:
            continue  # left by a run that was interrupted before it was sealed
        report = read_manifest(archive.storage, manifest).file("runs")
        if report is not None and report.path == path:
            return CollectionRun.model_validate_json(archive.storage.read(path))
    return None


async def _run(
    sources: list[Source],
    settings: CollectSettings,
    writer: ArchiveWriter,
    before: CollectionRun | None,
    progress: Progress,
    steps: Steps,
) -> CollectionRun:
    with Sandbox(CHILDREN, LIMITS) as sandbox:
        async with steps.run(), Fetcher(writer, settings, steps) as fetcher:
            collector = SourceCollector(fetcher, sandbox, before, progress)
            hosts: dict[str, list[Source]] = defaultdict(list)
            for source in sources:
                hosts[urlsplit(source.url).netloc.lower()].append(source)
            async with asyncio.TaskGroup() as tasks:
                for host, waiting in hosts.items():
                    work = partial(_work, collector, iter(waiting), steps)
                    for _ in range(max(source.fetch.concurrency for source in waiting)):
                        tasks.create_task(steps.line(host, work))
            order = {source.id: place for place, source in enumerate(sources)}
            return CollectionRun(
                run=writer.run,
                begun=run_began(writer.run),
                ended=datetime.now(UTC).replace(microsecond=0),
                resumed=writer.resumed,
                requests=fetcher.requests,
                received=fetcher.received,
                outcomes=tuple(sorted(collector.outcomes, key=lambda one: (order[one.source], one.linked))),
                proposals=tuple(sorted(collector.proposals, key=lambda one: (order[one.source], one.url))),
                proposed=collector.proposed,
                asked=collector.asked,
                linked=collector.linked,
                landed=collector.landed,
            )


async def _work(collector: SourceCollector, line: Iterator[Source], steps: Steps) -> None:
    """One of the workers of a host: source after source."""
    for source in line:
        await steps.source(source, collector.collect)


def _need_contact(sources: list[Source], settings: CollectSettings) -> None:
    local = {name.lower() for name in settings.local_hosts}
    for source in sources:
        parts = urlsplit(source.url)
        if parts.scheme in ("http", "https") and (parts.hostname or "") not in local and not settings.contact:
            raise Problem(
                "PLEDGEWATCH_CONTACT is not set: publishers must be able to reach whoever fetches from them; "
                "give an e-mail address or the address of a page"
            )
