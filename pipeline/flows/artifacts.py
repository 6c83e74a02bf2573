"""What Prefect's pages show of a run: tables of documents, what changed in words, how far it is, links.

The pages take everything for Markdown, cells of tables and descriptions too. So what may hold words of a
source goes through `as_words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from pipeline.collect.outcomes import CollectionRun
from pipeline.flows.progress import Advance, progress
from pipeline.markdown import as_link, as_words
from pipeline.summary import Outcome, Summary

EVERY = 2.0
"""Seconds between two tellings of how far a run is: each is a request to the server."""
MOST_ROWS = 1000
MOST_PASSAGES = 20


def show_collected(run: CollectionRun) -> None:
    """A table of what became of every document that was asked for, and the changes in words."""
    rows = [
        {
            "source": one.source,
            "document": one.linked or "its own",
            "status": one.status,
            "bytes": one.snapshot.size if one.snapshot else None,
            "said": one.alert,
        }
        for one in run.outcomes
    ]
    about = (
        f"{len(run.outcomes)} documents, {len(run.failed)} of them not had; {run.requests} requests, "
        f"{run.received:,} bytes. Run {run.run}, head of the archive {run.head}."
    )
    _table("collected-documents", rows, about)
    changed = [one for one in run.outcomes if one.status == "content" and one.change]
    parts = [
        f"## {as_words(one.source)}\n\n{as_words(one.alert or '')}\n" + _diff(one.change.passages)
        for one in changed
        if one.change
    ]
    parts += [
        f"- *{as_words(one.source)}* may have another document: {as_link(one.url)} "
        f"({as_words(one.text or one.where)})"
        for one in run.proposals
    ]
    if parts:
        create_markdown_artifact(
            "\n\n".join(parts), key="changes", description="What changed in the words of documents"
        )


def show_extracted(outcomes: Sequence[Outcome]) -> None:
    """A table of what every document gave."""
    rows = [
        {
            "document": one.document,
            "status": one.status,
            **one.changes._asdict(),
            "seconds": round(one.seconds, 2),
            "reason": one.reason,
        }
        for one in outcomes
        if one.status != "unchanged"
    ]
    failed = sum(one.reason is not None for one in outcomes)
    about = f"{len(outcomes)} documents, {len(rows)} of them not as before, {failed} of them failed."
    _table("extracted-documents", rows, about)


def show_summary(summary: Summary) -> None:
    """What a whole refresh did, on the page of its own run: its parts have the details."""
    counts = Counter(one.status for one in summary.outcomes)
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    parts = [
        f"{len(summary.outcomes)} documents: {told}. {summary.records} records, {summary.doubts} doubts."
    ]
    parts += [
        f"- **{one.status}** {as_words(one.document)}: {as_words(one.reason or '')}" for one in summary.failed
    ]
    parts += [f"- {as_words(one.document)}: {as_words(one.words)}" for one in summary.outcomes if one.words]
    create_markdown_artifact("\n".join(parts), key="refresh", description=told)


def show_link(key: str, link: str, text: str) -> None:
    """A link to what was made."""
    create_link_artifact(link, link_text=text, key=key, description=text)


def show_words(key: str, markdown: str, about: str) -> None:
    """A page of text."""
    create_markdown_artifact(markdown, key=key, description=about)


@contextmanager
def shown_progress(doing: str, total: int) -> Iterator[Advance]:
    """How far a run is, on the terminal and in the server; call what it yields for each thing done."""
    if not total:
        yield lambda: None
        return
    about = f"{doing}: {total} in all"
    artifact = cast(UUID, create_progress_artifact(0.0, key=f"{doing}-progress", description=about))
    done, told = 0, monotonic()
    with progress(doing, total) as advance:

        def both() -> None:
            nonlocal done, told
            advance()
            done += 1
            if monotonic() - told > EVERY:
                told = monotonic()
                _tell(artifact, 100 * done / total)

        yield both
    _tell(artifact, 100.0)


def _tell(artifact: UUID, percent: float) -> None:
    # Within an event loop Prefect's function would be a coroutine that nobody waits for.
    cast(Any, update_progress_artifact)(artifact, percent, _sync=True)


def _table(key: str, rows: Sequence[dict[str, Any]], about: str) -> None:
    more = f" The first {MOST_ROWS} of them." if len(rows) > MOST_ROWS else ""
    shown = [
        {name: as_words(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows[:MOST_ROWS]
    ]
    create_table_artifact(shown, key=key, description=about + more)


def _diff(passages: Sequence[Any]) -> str:
    """Passages as a fenced block, whose fence no passage can close."""
    lines = [" ".join(one.line().split()) for one in passages if not one.furniture][:MOST_PASSAGES]
    return "\n".join(("````text", *(line.replace("````", "'''") for line in lines), "````"))
