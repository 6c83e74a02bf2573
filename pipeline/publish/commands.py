"""The commands `publish` and `brief`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.ledger.commands import day_of
from pipeline.problems import Problem

if TYPE_CHECKING:
    from pipeline.publish.checks import Checked
    from pipeline.publish.release import Release

Sources = Annotated[
    Path | None,
    typer.Argument(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml"),
]
AsOf = Annotated[
    str | None, typer.Option(help="Say what could be known on this day, by default today", metavar="DATE")
]


def publish(
    sources: Sources = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for `releases`; by default PLEDGEWATCH_OUT or out")
    ] = None,
    as_of: AsOf = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the assertions of the sources hold")
    ] = False,
) -> None:
    """Publish what the store holds as the next release: dataset, change list and site.

    A release is a folder that is never changed: OUT/releases/NUMBER-DIGEST, and `latest` leads to the newest.
    Where nothing is new, nothing is published. Nothing is published either while an assertion of sources.yaml
    does not hold: too few records, too few reviewed ones, or a source without any assertion. Too many records
    are only told.
    """
    from pipeline.publish.contents import gather
    from pipeline.settings import load_settings
    from pipeline.sources_file import load_sources
    from pipeline.store.store import open_store

    settings = load_settings()
    day = day_of(as_of)
    listed = load_sources((sources or settings.sources).absolute()).sources
    data = settings.data.absolute()
    from pipeline.documents import open_documents

    with open_store(settings.store_url(data)) as store, open_documents(data) as documents:
        contents = gather(store, listed, day, document_of=documents.get)
        if check:
            from pipeline.publish.checks import check as check_contents

            raise typer.Exit(_tell_checked(check_contents(contents)))
        from pipeline.publish.release import publish as publish_release

        release = publish_release(contents, documents, settings, out=out, say=_say)
    _tell(release)


def brief(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="Slug of an organisation: stability-ai")],
    sources: Annotated[
        Path | None,
        typer.Option(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml"),
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; by default ORG-brief.pdf in PLEDGEWATCH_OUT")
    ] = None,
) -> None:
    """Make a two-page PDF on one organisation for policymakers: promised, reported, open, dropped.

    Everything in it is cited: the words, the document and its page, and the day it was seen. What finds no
    room is counted.
    """
    from pipeline.atomic import write_files
    from pipeline.publish.brief import brief_of
    from pipeline.publish.brief_pages import brief_pdf
    from pipeline.publish.contents import gather
    from pipeline.settings import load_settings
    from pipeline.sources_file import load_sources
    from pipeline.store.store import open_store

    settings = load_settings()
    day = day_of(as_of)
    listed = load_sources((sources or settings.sources).absolute()).sources
    path = (out or settings.out / f"{organisation}-brief.pdf").absolute()
    with open_store(settings.store_url(settings.data.absolute())) as store:
        contents = gather(store, listed, day)
    pdf = brief_pdf(brief_of(contents, organisation), contents.made, settings.publisher)
    try:
        write_files(path.parent, {path.name: pdf})
    except OSError as error:
        raise Problem(f"{path}: cannot be written ({error.strerror}); choose another with --out") from None
    typer.echo(path)


def _say(line: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{line} ...", err=True)


def _tell_checked(checked: Checked) -> int:
    for line in checked.lines:
        typer.echo(line)
    warned = sum(not one.stops for one in checked.broken)
    stops = len(checked.broken) - warned
    typer.echo(f"{checked.held} assertions hold, {stops} stop publishing, {warned} warn")
    return 0 if checked.passed else 1


def _tell(release: Release) -> None:
    for line in release.checked.lines:
        typer.echo(line, err=True)
    if not release.new:
        typer.echo(f"nothing is new since release {release.number} as of {release.as_of}")
        typer.echo(release.shown)
        return
    counts = release.changes.counts
    typer.echo(
        f"release {release.number} as of {release.as_of}: {counts['added']} records added, "
        f"{counts['changed']} changed, {counts['withdrawn']} withdrawn"
    )
    typer.echo(release.shown)
