"""The Prefect flows. Their tasks wrap plain functions: one task for each document and stage, so that the
server shows what became of every document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline import emit, reconcile, stages, workers
from pipeline.collect.snapshots import SnapshotFolder
from pipeline.fingerprint import fingerprint
from pipeline.problems import Problem
from pipeline.settings import Settings, load_settings
from pipeline.sources_file import choose, load_sources
from pipeline.store.store import DocumentKey, Store, open_store
from pipeline.summary import Outcome, Status, Summary, print_summary
from pipeline.workers import Timed
from schemas.documents import Document
from schemas.records import Extraction, Record
from schemas.snapshots import Snapshot
from schemas.sources import Source

# The store keeps what was done; Prefect's own cache would only hash whole documents.
fetch = task(name="fetch", task_run_name="fetch {source.id}", cache_policy=NO_CACHE)(stages.collect)
parse = task(name="parse", task_run_name="parse {snapshot.name}", cache_policy=NO_CACHE)(stages.parse)
extract = task(name="extract", task_run_name="extract {snapshot.name}", cache_policy=NO_CACHE)(stages.extract)
reconcile_all = task(name="reconcile", task_run_name="reconcile", cache_policy=NO_CACHE)(reconcile.reconcile)
emit_all = task(name="emit", task_run_name="emit", cache_policy=NO_CACHE)(emit.emit)

Result = TypeVar("Result")

DOCUMENTS_AT_ONCE = 8
"""Threads that wait for documents; the work itself is done by `pipeline.workers`."""


class Reading(NamedTuple):
    """A document on its way through the stages."""

    source: Source
    snapshot: Snapshot
    parsed: PrefectFuture[Timed[Document]]
    extracted: PrefectFuture[Timed[Extraction]]


def _run_name() -> str:
    return f"refresh {flow_run.parameters.get('only') or 'all sources'}"


@flow(
    name="refresh",
    flow_run_name=_run_name,
    # Prefect types the runner by its own kind of future, which is invariant.
    task_runner=ThreadPoolTaskRunner[Any](max_workers=DOCUMENTS_AT_ONCE),  # type: ignore[arg-type]
)
def refresh(
    sources: Path | None = None,
    out: Path | None = None,
    data: Path | None = None,
    only: str | None = None,
) -> Summary:
    """Reads the sources, takes the records out of what is new, and writes them for others.

    A document that fails is reported and the others go on; what it said before stays. Raises Problem when
    the list of sources, the store or a folder cannot be used.

    Args:
        sources: Absolute path of the list of sources; by default PLEDGEWATCH_SOURCES.
        out: Absolute path of the folder to write to; by default PLEDGEWATCH_OUT.
        data: Absolute path of the folder of snapshots and store; by default PLEDGEWATCH_DATA.
        only: id of the one source to read; the others keep what they have.
    """
    settings = load_settings()
    workers.warm_up()
    sources = _absolute(sources or settings.sources, "sources")
    out = _absolute(out or settings.out, "out")
    data = _absolute(data or settings.data, "data")
    listed = load_sources(sources).sources
    chosen = choose(listed, only, sources)
    with open_store(settings.store_url(data)) as store:
        try:
            run = _Run(sources.parent, SnapshotFolder(data / "snapshots"), store, settings)
            outcomes = run.read(chosen)
        except BaseException:
            workers.abandon()
            raise
        held = store.current(DocumentKey(source.id) for source in listed)
    reconciled = reconcile_all(_untouched(held))
    summary = Summary(
        outcomes=tuple(outcomes),
        records=len(reconciled.records),
        doubts=len(reconciled.doubts),
        out=out,
        written=tuple(emit_all(_untouched(reconciled), out)),
    )
    print_summary(summary, reconciled.records, Console())
    return summary


class _Run:
    """One run over some sources."""

    def __init__(self, root: Path, archive: SnapshotFolder, store: Store, settings: Settings):
        self.root, self.archive, self.store, self.settings = root, archive, store, settings

    def read(self, sources: tuple[Source, ...]) -> list[Outcome]:
        """Takes every source through the stages; the outcomes are in the order of the sources."""
        outcomes: dict[str, Outcome] = {}
        with _progress(len(sources)) as advance:
            for outcome in self._outcomes(sources):
                outcomes[outcome.source] = outcome
                if outcome.reason is not None:
                    get_run_logger().error("%s: %s", outcome.source, outcome.reason)
                advance()
        return [outcomes[source.id] for source in sources]

    def _outcomes(self, sources: tuple[Source, ...]) -> Iterator[Outcome]:
        limit = self.settings.size_limit
        fetching = {fetch.submit(source, self.root, self.archive, limit=limit): source for source in sources}
        reading: dict[PrefectFuture[Timed[Extraction]], Reading] = {}
        for fetched in as_completed(list(fetching)):
            source = fetching[fetched]
            try:
                snapshot = fetched.result()
                known = self._known(snapshot, source)
            except Exception as error:
                yield _failed(source, error)
                continue
            if known is not None:
                yield known
                continue
            parsed = parse.submit(snapshot, self.archive)
            extracted = extract.submit(_result_of(parsed), snapshot, source)
            reading[extracted] = Reading(source, snapshot, parsed, extracted)
        for extracted in as_completed(list(reading)):
            yield self._keep(reading[extracted])

    def _known(self, snapshot: Snapshot, source: Source) -> Outcome | None:
        """The outcome where the store already has what these bytes yield."""
        mark = fingerprint(source, self.settings.spacy_model)
        if self.store.holds(DocumentKey(source.id), snapshot, mark):
            return Outcome(source=source.id, document=snapshot.name, status="unchanged")
        before = self._records(source)
        if not self.store.reuse(DocumentKey(source.id), snapshot, mark):
            return None
        return _outcome(snapshot, before, self._records(source) or (), seconds=0.0)

    def _keep(self, reading: Reading) -> Outcome:
        source, snapshot, parsed, extracted = reading
        try:
            parsed.result()
            extraction, seconds = extracted.result()
            before = self._records(source)
            self.store.save(
                DocumentKey(source.id),
                snapshot,
                extraction,
                fingerprint=fingerprint(source, self.settings.spacy_model),
                seconds=seconds,
                made=datetime.now(UTC),
            )
        except Exception as error:
            return _failed(source, error)
        return _outcome(snapshot, before, extraction.records, seconds)

    def _records(self, source: Source) -> tuple[Record, ...] | None:
        """What the store holds now for the document; None when it was never read."""
        held = self.store.current([DocumentKey(source.id)])
        return held[0].records if held else None


def _outcome(
    snapshot: Snapshot, before: tuple[Record, ...] | None, after: tuple[Record, ...], seconds: float
) -> Outcome:
    changed = reconcile.changes(before or (), after)
    status: Status = "new" if before is None else "changed" if any(changed) else "unchanged"
    return Outcome(
        source=snapshot.source, document=snapshot.name, status=status, changes=changed, seconds=seconds
    )


def _failed(source: Source, error: Exception) -> Outcome:
    """The outcome of a document whose stage raised; an error that nobody foresaw says its type too."""
    reason = " ".join(str(error).split())
    if isinstance(error, workers.Crash):
        reason = f"{source.url}: {reason}; please report this"
    elif not isinstance(error, Problem):
        reason = f"{source.url}: {type(error).__name__}: {reason}; please report this"
    return Outcome(source=source.id, document=source.url, status="failed", reason=reason)


def _result_of(future: PrefectFuture[Result]) -> Result:
    """A future where a task expects its result: Prefect waits for it and puts the result in its place."""
    return cast(Result, future)


def _untouched(value: Result) -> Result:
    """A value that Prefect hands to a task as it is, instead of searching all of it for futures."""
    return cast(Result, quote(value))


def _absolute(path: Path, name: str) -> Path:
    if not path.is_absolute():
        raise Problem(
            f"{name} is {path}: a flow run starts in a folder of its own, so give the absolute path, as a "
            f"parameter or in PLEDGEWATCH_{name.upper()}"
        )
    return path


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar over documents on the terminal, where there is one."""
    console = Console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("reading", total=total)
        yield lambda: progress.advance(bar)
