"""The command `site`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.ledger.commands import day_of
from pipeline.problems import Problem
from pipeline.publish.commands import AsOf, Sources

if TYPE_CHECKING:
    from pipeline.publish.site.build import SiteResult

_FAILED = 1


def site(
    sources: Sources = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the site; by default `site` in PLEDGEWATCH_OUT")
    ] = None,
    as_of: AsOf = None,
    base: Annotated[
        str | None,
        typer.Option(help="Address it will be served at, for the feed; by default PLEDGEWATCH_SITE_URL"),
    ] = None,
) -> None:
    """Build the static site of what the store holds: pages that need no server and no script.

    Open OUT/index.html in a browser, or put the folder on any web server: all links are relative. A second
    build makes only the pages that have changed, and the folder is replaced as a whole when all are there.
    """
    from pipeline.documents import open_documents
    from pipeline.publish.contents import gather
    from pipeline.publish.site.build import build_site
    from pipeline.publish.site.swapping import alone
    from pipeline.settings import load_settings
    from pipeline.sources_file import load_sources
    from pipeline.store.store import open_store

    settings = load_settings()
    day = day_of(as_of)
    listed = load_sources((sources or settings.sources).absolute()).sources
    data = settings.data.absolute()
    folder = (out or settings.out / "site").absolute()
    with open_store(settings.store_url(data)) as store:
        contents = gather(store, listed, day)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder), open_documents(data) as documents:
            result = build_site(contents, documents, folder, base=base or settings.site_url, say=_say)
    except OSError as error:
        raise Problem(
            f"{folder}: cannot be written to ({error.strerror}); choose another with --out"
        ) from None
    raise typer.Exit(_tell(result))


def _say(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty() and of:
        sys.stderr.write(f"\r\x1b[K{what}: {done} of {of}")
        sys.stderr.flush()


def _tell(result: SiteResult) -> int:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    for problem in result.problems:
        typer.echo(f"pledgewatch: not shown in full: {problem}", err=True)
    made = f"{len(result.made)} files made, {len(result.kept)} unchanged, {len(result.removed)} removed"
    typer.echo(made if result.changed else f"nothing has changed: {len(result.kept)} files")
    typer.echo(result.folder / "index.html")
    return _FAILED if result.problems else 0
