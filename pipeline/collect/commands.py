"""The commands `collect` and `archive verify | show | diff | import`."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pipeline.problems import Problem

if TYPE_CHECKING:
    from pipeline.collect.archive import Archive
    from pipeline.collect.captures import Capture
    from pipeline.collect.outcomes import DocumentOutcome

archive_app = typer.Typer(
    help="Read and prove what was fetched.", no_args_is_help=True, rich_markup_mode=None
)
Found = TypeVar("Found")
_MOMENTS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y%m%d", "%Y%m%d%H%M%S")


def _address(url: str) -> str:
    """What the archive knows a document by that sources.yaml names so."""
    from pipeline.collect.samples_server import served_at

    return served_at(url) or url


Url = Annotated[str, typer.Argument(help="Address of a document, or its path, as in sources.yaml")]


def collect(
    sources: Annotated[
        Path | None,
        typer.Argument(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml"),
    ] = None,
    only: Annotated[str | None, typer.Option(help="id of the one source to fetch", metavar="ID")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only sources whose own `schedule` has come round")
    ] = False,
) -> None:
    """Fetch the sources into the archive and say what is new, changed, moved or gone."""
    from pipeline.collect.samples_server import collect_listed
    from pipeline.collect.settings import load_collect_settings
    from pipeline.settings import load_settings
    from pipeline.sources_file import choose, load_sources

    listing = (sources or load_settings().sources).absolute()
    listed = load_sources(listing)
    choose(listed.sources, only, listing)
    settings = load_collect_settings()
    if settings.file_root is None:
        settings = settings.model_copy(update={"file_root": listing.parent})
    run = collect_listed(listed, listing.parent, settings, only=only, due=due, progress=_tell)
    if due and not run.outcomes:
        typer.echo("no source's `schedule` has come round; without --due all are asked")
    for proposal in run.proposals:
        typer.echo(f"proposed   {proposal.source}: {proposal.url} ({proposal.text or proposal.where})")
    gone_on = ", gone on with after an interruption" if run.resumed else ""
    typer.echo(
        f"{len(run.outcomes)} documents, {len(run.failed)} of them not had; {run.requests} requests, "
        f"{run.received:,} bytes; run {run.run}{gone_on}"
    )
    typer.echo(f"the archive's head is {run.head}")
    raise typer.Exit(1 if run.failed else 0)


def _tell(outcome: DocumentOutcome) -> None:
    said = outcome.alert or ""
    typer.echo(f"{outcome.status:10} {outcome.linked or outcome.source}{': ' if said else ''}{said}")


@archive_app.command("verify")
def verify_command(
    head: Annotated[
        str | None,
        typer.Option(help="sha256 of a manifest noted earlier, which must still be in the chain"),
    ] = None,
) -> None:
    """Prove every byte, every record and the chain of manifests."""
    from pipeline.collect.settings import load_collect_settings
    from pipeline.collect.storage import Storage
    from pipeline.collect.verification import verify

    settings = load_collect_settings()
    verdict = verify(Storage(settings.archive_url), work=settings.archive_work, head=head)
    for fault in verdict.faults:
        print(f"pledgewatch: {fault}", file=sys.stderr)
    for note in verdict.notes:
        typer.echo(note)
    told = f"{verdict.parts} parts, {verdict.captures} captures, {verdict.size:,} bytes"
    if verdict.faults:
        typer.echo(f"{told}: {len(verdict.faults)} faults; restore the files named from a backup")
        raise typer.Exit(1)
    typer.echo(f"{told}: every byte is as it was written")
    typer.echo(f"head {verdict.head}")


@archive_app.command("show")
def show(
    url: Url,
    at: Annotated[str | None, typer.Option(help="As of this day or moment (UTC)", metavar="DATE")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the document's bytes here; - for output")] = None,
) -> None:
    """List what an address answered and when; with --out, write the document itself."""
    url = _address(url)
    with _archive() as archive:
        moment = _moment(at) if at else None
        captures = [one for one in archive.captures(url) if moment is None or one.at <= moment]
        if out is None:
            _need(captures, archive, url, at)
            for one in captures:
                typer.echo(_described(one))
            return
        capture = _need(archive.latest(url, moment), archive, url, at)
        data = archive.bytes_of(capture.sha256 or "")
    if str(out) == "-":
        sys.stdout.buffer.write(data)
    else:
        from pipeline.atomic import write_files

        write_files(out.parent, {out.name: data})
        typer.echo(f"{out}: {len(data):,} bytes as of {capture.at:%Y-%m-%d %H:%M:%S} UTC")


@archive_app.command("diff")
def diff(
    url: Url,
    since: Annotated[
        str | None, typer.Option("--from", help="The document as of this moment; by default the last but one")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="The document as of this moment; by default the last")
    ] = None,
) -> None:
    """Show how a document's words changed: [-went-] and {+came+}."""
    from pipeline.collect.changes import Bytes, compare_bytes
    from pipeline.sandbox import Sandbox

    url = _address(url)
    with _archive() as archive:
        new = _need(archive.latest(url, _moment(until) if until else None), archive, url, until)
        if since:
            old = _need(archive.latest(url, _moment(since)), archive, url, since)
        else:
            others = [one for one in archive.captures(new.url) if one.good and one.sha256 != new.sha256]
            earlier = [one for one in others if one.at <= new.at]
            if not earlier:
                typer.echo(f"{url}: was never seen with other bytes before {new.at:%Y-%m-%d %H:%M:%S} UTC")
                return
            old = earlier[-1]
        before = Bytes(archive.bytes_of(old.sha256 or ""), old.media_type)
        after = Bytes(archive.bytes_of(new.sha256 or ""), new.media_type)
    with Sandbox() as sandbox:
        change = compare_bytes(sandbox, before, after, url)
    typer.echo(f"{old.at:%Y-%m-%d %H:%M:%S} → {new.at:%Y-%m-%d %H:%M:%S} UTC: {change.sentence}")
    for passage in change.passages:
        typer.echo(f"\n{'(around the text) ' if passage.furniture else ''}{passage.line()}")
    if change.more:
        typer.echo(f"\n… and {change.more} more passages")


@archive_app.command("import")
def import_command(
    files: Annotated[
        list[Path], typer.Argument(help="WARC or ARC files, compressed by record or not at all")
    ],
) -> None:
    """Take WARC files that others wrote into the archive."""
    from pipeline.collect.importing import import_warc

    with _archive() as archive:
        for file in files:
            found = import_warc(archive, file)
            known = "was there already" if found.known else f"imported as {found.path}"
            typer.echo(f"{file}: {known}; {found.captures} captures, {found.documents} of them documents")


def _archive() -> AbstractContextManager[Archive]:
    from pipeline.collect.archive import Archive
    from pipeline.collect.settings import load_collect_settings

    settings = load_collect_settings()
    return Archive.open(settings.archive_url, settings.archive_work)


def _need(found: Found | None, archive: Archive, url: str, at: str | None) -> Found:
    if not found:
        when = f" as of {at}" if at else ""
        raise Problem(f"{url}: the archive {archive.storage.url} has nothing from there{when}")
    return found


def _moment(text: str) -> datetime:
    """A moment in UTC; a day alone means its end. Raises Problem."""
    for form in _MOMENTS:
        try:
            moment = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return moment + timedelta(days=1, seconds=-1) if "H" not in form else moment
    raise Problem(f"{text!r} is no date; write 2025-03-20 or 2025-03-20T14:30")


def _described(capture: Capture) -> str:
    status = "file" if capture.status is None else str(capture.status)
    said = capture.location or capture.media_type or ""
    same = " (as before)" if capture.kind == "revisit" else ""
    cut = f" (cut off: {capture.truncated})" if capture.truncated else ""
    digest = (capture.sha256 or "-" * 64)[:16]
    return f"{capture.at:%Y-%m-%d %H:%M:%S}  {status:>4}  {digest}  {capture.size:>11,}  {said}{same}{cut}"
