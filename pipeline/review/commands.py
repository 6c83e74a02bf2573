"""The commands `corrections` and `source-corrections`: what reviewers said, out, in, held to the sources."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.problems import Problem

if TYPE_CHECKING:
    from pipeline.review.exchange import Line
    from pipeline.review.source_corrections import GuardFailure
    from pipeline.settings import Settings
    from pipeline.store.store import Store

corrections_app = typer.Typer(
    help="Take what reviewers said out of the store, or bring it in.", no_args_is_help=True
)
source_corrections_app = typer.Typer(
    help="Figures that a publisher itself has wrong: record them, and hold them to the sources.",
    no_args_is_help=True,
)


class Format(StrEnum):
    """What corrections leave as."""

    jsonl = "jsonl"
    csv = "csv"
    annotations = "annotations"
    gold = "gold"


class Status(StrEnum):
    """Where a source correction stands."""

    open = "open"
    reported = "reported"
    acknowledged = "acknowledged"
    fixed = "fixed upstream"
    withdrawn = "withdrawn"


@corrections_app.command("export")
def export_corrections(
    out: Annotated[
        Path | None, typer.Argument(help="File to write, a folder for gold; by default standard output")
    ] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="jsonl: everything, lossless. csv: decisions on records, lossless. annotations: the same as "
            "W3C Web Annotations. gold: documents that are signed off, for the bench",
        ),
    ] = Format.jsonl,
) -> None:
    """Write what reviewers said, for people, other tools, another store or the bench."""
    with _store() as (store, settings):
        if form is Format.gold:
            _export_gold(store, settings, out)
            return
        from pipeline.review.exchange import lines_of

        text = _written(form)(list(lines_of(store)))
    if out is None:
        sys.stdout.write(text)
        return
    from pipeline.atomic import write_files

    try:
        write_files(out.absolute().parent, {out.name: text.encode()})
    except OSError as error:
        raise Problem(f"{out}: cannot be written to ({error.strerror}); name another file") from None
    typer.echo(f"written to {out}")


@corrections_app.command("import")
def import_corrections(
    file: Annotated[Path, typer.Argument(help="What `corrections export` wrote; - is standard input")],
) -> None:
    """Keep what reviewers said elsewhere: all of it, or nothing and the reasons. Safe to run twice."""
    from pipeline.review.exchange import Rejected, import_lines

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Problem(f"{file}: cannot be read ({reason}); name a file of exported corrections") from None
    with _store() as (store, _):
        try:
            done = import_lines(store, _read(text))
        except Rejected as rejected:
            for reason in rejected.reasons:
                typer.echo(f"pledgewatch: {file}: {reason}", err=True)
            typer.echo("pledgewatch: nothing was imported; mend these and try again", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"{done.new} events imported, {done.known} were known")


@source_corrections_app.command("list")
def list_source_corrections() -> None:
    """Print every correction of a publisher's error; exits 1 where one no longer fits its source."""
    from pipeline.review.events import source_corrections
    from pipeline.review.source_corrections import latest

    with _store() as (store, settings):
        events = source_corrections(store).all()
        failures = _failures(store, settings)
    for one in latest(events):
        typer.echo(f"{one.status:14} {one.source}: {one.printed} should be {one.corrected} ({one.reason})")
        typer.echo(f"{'':14} “{one.quote}”, {one.by}, {one.at:%Y-%m-%d}")
    if not events:
        typer.echo("no source corrections")
    for failure in failures:
        typer.echo(f"pledgewatch: {failure.reason}", err=True)
    raise typer.Exit(1 if failures else 0)


@source_corrections_app.command("add")
def add_source_correction(
    source: Annotated[str, typer.Argument(help="id of the source in sources.yaml")],
    quote: Annotated[str, typer.Argument(help="The words that hold the wrong figure, as printed")],
    printed: Annotated[str, typer.Argument(help="The figure as printed, a plain number")],
    corrected: Annotated[str, typer.Argument(help="The right figure, a plain number")],
    reason: Annotated[str, typer.Option(help="Why it is wrong, and how that is known")],
    by: Annotated[str, typer.Option(help="Who says so", envvar="USER")],
    status: Annotated[Status, typer.Option(help="Whether the publisher knows")] = Status.open,
) -> None:
    """Record that a publisher has a figure wrong, or that something has become of it (the same again, with
    another --status).
    """
    from datetime import UTC, datetime
    from uuid import uuid4

    from pydantic import ValidationError

    from pipeline.review.events import source_corrections
    from pipeline.review.exchange import complaint
    from schemas.corrections import SourceCorrection

    try:
        event = SourceCorrection.model_validate(
            {"id": str(uuid4()), "source": source, "quote": quote, "printed": printed, "corrected": corrected,
             "reason": reason, "by": by, "status": status.value, "at": datetime.now(UTC)}
        )  # fmt: skip
    except ValidationError as error:
        raise Problem(f"the correction does not hold: {complaint(error)}") from None
    with _store() as (store, settings):
        from pipeline.sources_file import choose, load_sources

        listing = settings.sources.absolute()
        choose(load_sources(listing).sources, source, listing)
        log = source_corrections(store)
        log.append(event)
        failures = [one for one in _failures(store, settings) if one.correction.key == event.key]
    typer.echo(f"{event.status}: {event.printed} in {event.source} should be {event.corrected}")
    for failure in failures:
        typer.echo(f"pledgewatch: {failure.reason}", err=True)
    raise typer.Exit(1 if failures else 0)


def _failures(store: Store, settings: Settings) -> list[GuardFailure]:
    from pipeline.review.events import source_corrections
    from pipeline.review.source_corrections import check_source_corrections
    from pipeline.sources_file import load_sources

    listed = [source.id for source in load_sources(settings.sources.absolute()).sources]
    held = store.current(store.keys(listed))
    read = {document.key.source for document in held}
    records = [record for document in held for record in document.records]
    return check_source_corrections(records, source_corrections(store).all(), read)


def _export_gold(store: Store, settings: Settings, out: Path | None) -> None:
    if out is None:
        raise Problem("gold files need a folder: name one, as in `corrections export gold/ --format gold`")
    from pipeline.atomic import write_files
    from pipeline.documents import open_documents
    from pipeline.review.events import sign_offs
    from pipeline.review.gold_files import gold_files
    from pipeline.review.items import refresh
    from pipeline.sources_file import load_sources

    listed = [source.id for source in load_sources(settings.sources.absolute()).sources]
    with open_documents(settings.data.absolute()) as documents:
        gold = gold_files(refresh(store, listed, documents.get), sign_offs(store).all(), documents)
    for line in gold.left_out:
        typer.echo(f"pledgewatch: left out: {line}", err=True)
    try:
        write_files(out.absolute(), gold.files)
    except OSError as error:
        raise Problem(f"{out}: cannot be written to ({error.strerror}); name another folder") from None
    typer.echo(f"{len(gold.files) // 2} gold files in {out}")


def _written(form: Format) -> Callable[[list[Line]], str]:
    if form is Format.csv:
        from pipeline.review.exchange_table import to_csv

        return to_csv
    if form is Format.annotations:
        import json

        from pipeline.review.annotations import to_annotations

        return lambda lines: json.dumps(to_annotations(lines), indent=1, ensure_ascii=False) + "\n"
    from pipeline.review.exchange import to_json_lines

    return to_json_lines


def _read(text: str) -> list[Line]:
    """The events of a file, whichever of the three forms it has."""
    from pipeline.review.annotations import read_annotations
    from pipeline.review.exchange import read_json_lines
    from pipeline.review.exchange_table import read_csv

    begin = text.lstrip()
    if begin.startswith('{"type"') or not begin:
        return read_json_lines(text)
    if begin.startswith(("[", "{")) and '"AnnotationPage"' in text[:10_000]:
        return read_annotations(text)
    return read_json_lines(text) if begin.startswith("{") else read_csv(text)


@contextmanager
def _store() -> Iterator[tuple[Store, Settings]]:
    from pipeline.settings import load_settings
    from pipeline.store.store import open_store

    settings = load_settings()
    with open_store(settings.store_url(settings.data.absolute())) as store:
        yield store, settings
