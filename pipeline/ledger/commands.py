"""The command `ledger`: from the store, or a file of records, to findings and files for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pipeline.problems import Problem

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

    from schemas.ledger import Ledger, LedgerEvent
    from schemas.sources import Source

FILES = ("threads", "series", "editions", "restatements", "silence", "findings")
"""What is written: NAME.jsonl for each part of the ledger."""

Read = TypeVar("Read")


def ledger(
    sources: Annotated[
        Path | None,
        typer.Argument(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Say what could be known on this day, by default today", metavar="DATE")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; by default `ledger` in PLEDGEWATCH_OUT")
    ] = None,
    records: Annotated[
        Path | None, typer.Option(help="A records.jsonl to read instead of the store; it knows no history")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="JSON Lines of what reviewers said of threads and findings")
    ] = None,
) -> None:
    """Thread the gaps, line up the figures, tell what is overdue, dropped, restated or does not add up."""
    from pipeline.settings import load_settings
    from pipeline.sources_file import load_sources

    settings = load_settings()
    day = day_of(as_of)
    listed = load_sources((sources or settings.sources).absolute()).sources
    from pipeline.atomic import write_files
    from schemas.ledger import ledger_event_adapter

    said = _lines(events, ledger_event_adapter) if events else []
    if records:
        built = _from_file(records, listed, day, said)
    else:
        from pipeline.publish.contents import gather
        from pipeline.store.store import open_store

        with open_store(settings.store_url(settings.data.absolute())) as store:
            built = gather(store, listed, day, events=said).ledger
    folder = (out or settings.out / "ledger").absolute()
    try:
        write_files(folder, {f"{name}.jsonl": _jsonl(getattr(built, name)) for name in FILES})
    except OSError as error:
        raise Problem(
            f"{folder}: cannot be written to ({error.strerror}); choose another with --out"
        ) from None
    _tell(built, folder)


def _from_file(path: Path, listed: Sequence[Source], day: date, events: Sequence[LedgerEvent]) -> Ledger:
    from pipeline.ledger.ledger import build_ledger
    from pipeline.publish.contents import principle_codes
    from schemas.records import record_adapter

    codes = principle_codes(listed)
    return build_ledger(_lines(path, record_adapter), (), listed, (), day, events=events, principles=codes)


def _lines(path: Path, adapter: TypeAdapter[Read]) -> list[Read]:
    """Every line of a JSON Lines file. Raises Problem with the number of the first that does not hold."""
    from pydantic import ValidationError

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Problem(f"{path}: cannot be read ({reason}); name a file of JSON Lines") from None
    found: list[Read] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(adapter.validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Problem(f"{path}, line {number}: {f'{where}: ' if where else ''}{first['msg']}") from None
    return found


def day_of(text: str | None) -> date:
    """The day that an option names, by default today. Raises Problem when it names none."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(f"--as-of {text!r} is no date such as 2025-06-30") from None


def _jsonl(entries: Iterable[BaseModel]) -> bytes:
    return "".join(f"{entry.model_dump_json()}\n" for entry in entries).encode()


def _tell(built: Ledger, folder: Path) -> None:
    for finding in built.findings:
        if not finding.dismissed:
            typer.echo(f"{finding.severity:8} {finding.sentence}")
    aside = sum(finding.dismissed is not None for finding in built.findings)
    typer.echo(
        f"as of {built.as_of}: {len(built.findings) - aside} findings"
        + (f" ({aside} more set aside)" if aside else "")
        + f", {sum(thread.open for thread in built.threads)} of {len(built.threads)} gaps open, "
        f"{len(built.series)} series, {len(built.restatements)} restatements; written to {folder}"
    )
