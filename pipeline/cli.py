"""The command line. Every command imports what it needs when it runs, so that --help answers at once."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.bench_commands import bench
from pipeline.collect.commands import archive_app, collect
from pipeline.ledger.commands import ledger
from pipeline.operations.commands import status, up
from pipeline.problems import Problem
from pipeline.publish.commands import brief, publish
from pipeline.publish.site.commands import site
from pipeline.review.commands import corrections_app, source_corrections_app
from pipeline.review.web.commands import review, reviewer_app

app = typer.Typer(
    name="pledgewatch",
    help="Turns published progress reports on public pledges into validated, source-linked records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing the help in boxes takes longer than everything else about it
    context_settings={"help_option_names": ["-h", "--help"]},
)

PROFILE = "Vocabulary of the field to read with"
FAILED = 1
INTERRUPTED = 130


def main() -> None:
    """Runs a command; what a person can put right is told in one line, without a traceback."""
    try:
        app()
    except Problem as problem:
        sys.exit(_complain(str(problem)))
    except BrokenPipeError:
        # Whoever reads our output has closed it (`| head`); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


@app.command()
def run(
    sources: Annotated[
        Path | None,
        typer.Argument(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write the records to")] = None,
    only: Annotated[str | None, typer.Option(help="id of the one source to read", metavar="ID")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Try again what the same readers could not read before")
    ] = False,
) -> None:
    """Read the sources into the store and write records.jsonl, doubts.jsonl and CSV files."""
    from pipeline.settings import load_settings
    from pipeline.sources_file import choose, load_sources

    settings = load_settings()
    listing = (sources or settings.sources).absolute()
    choose(load_sources(listing).sources, only, listing)
    from pipeline import workers
    from pipeline.prefect_server import prefect_server, wait_for_server

    data = settings.data.absolute()
    try:
        with prefect_server(data / "prefect"):
            workers.warm_up()
            from pipeline.flows.parameters import Choice, Extracting, Places, Publishing
            from pipeline.flows.refreshing import refresh
            from pipeline.flows.runner import watched

            wait_for_server()
            with watched():
                summary = refresh(
                    choice=Choice(only=only),
                    extracting=Extracting(again=again),
                    publishing=Publishing(release=False),
                    places=Places(sources=listing, data=data, out=(out or settings.out).absolute()),
                )
    except KeyboardInterrupt:
        logging.disable(logging.WARNING)  # Prefect tells of events that it still has to send
        _complain("interrupted; what was read is kept, and the next run goes on from there")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        workers.stop()
    raise typer.Exit(FAILED if summary.failed else 0)


app.command()(bench)
app.command()(collect)
app.command()(ledger)
app.command()(review)
app.command()(publish)
app.command()(brief)
app.command()(site)
app.command()(up)
app.command()(status)
app.add_typer(archive_app, name="archive")
app.add_typer(reviewer_app, name="reviewer")
app.add_typer(corrections_app, name="corrections")
app.add_typer(source_corrections_app, name="source-corrections")


@app.command()
def extract(
    files: Annotated[list[str], typer.Argument(help="Documents (HTML, PDF, text); - is standard input")],
    profile: Annotated[str | None, typer.Option(help=PROFILE)] = None,
) -> None:
    """Print the records of documents as JSON Lines; nothing is kept."""
    from pipeline.emit import json_lines
    from pipeline.extract_files import extract_files
    from pipeline.settings import load_settings

    _check_profile(profile)
    failed = False
    for extraction in extract_files(files, limit=load_settings().size_limit, profile=profile):
        if isinstance(extraction, Problem):
            failed = True
            _complain(str(extraction))
            continue
        sys.stdout.write(json_lines(extraction.records))
        sys.stdout.flush()
    raise typer.Exit(FAILED if failed else 0)


@app.command()
def explain(
    record: Annotated[str, typer.Argument(metavar="ID", help="id of a record, or its first digits")],
) -> None:
    """Show the rule that made a record, and the words and tokens that it matched."""
    from rich.console import Console

    from pipeline.settings import load_settings

    settings = load_settings()
    from pipeline.english import load_english
    from pipeline.explanations import document_of, find_record, show_explanation

    found = find_record(record, settings)
    document = document_of(found, settings)
    load_english()
    from extractors.explain import explain as explain_record

    show_explanation(found, explain_record(found, document), Console())


@app.command("try")
def try_out(
    sentence: Annotated[str, typer.Argument(help="A sentence as a report might print it")],
    after: Annotated[str | None, typer.Option(help="The lead-in above it, as a list item's")] = None,
    heading: Annotated[str | None, typer.Option(help="The heading above it")] = None,
    profile: Annotated[str | None, typer.Option(help=PROFILE)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines")] = False,
) -> None:
    """Show what would come out of a sentence."""
    from rich.console import Console

    from extractors.explain import try_sentence
    from extractors.extract import DEFAULT_PROFILE
    from pipeline.emit import json_lines
    from pipeline.english import load_english
    from pipeline.explanations import show_extraction

    if not sentence.strip():
        raise Problem("the sentence is empty: put its words between quotation marks")
    if os.path.isfile(sentence):  # noqa: PTH113 - Path.is_file raises where a sentence is too long for a name
        raise Problem(f"{sentence}: a file, not a sentence: pledgewatch extract {sentence} reads documents")
    _check_profile(profile)
    load_english()
    extraction = try_sentence(sentence, after=after, heading=heading, profile=profile or DEFAULT_PROFILE)
    if as_json:
        sys.stdout.write(json_lines(extraction.records))
    else:
        show_extraction(extraction, Console())


@app.command()
def schema(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder to write to; by default the published files' own")
    ] = None,
) -> None:
    """Write the JSON Schemas (draft 2020-12) of all that is read and written."""
    from pipeline.schema_files import FOLDER, write_schemas

    folder = folder or FOLDER
    written = write_schemas(folder)
    for path in written:
        typer.echo(path)
    typer.echo(f"{len(written)} files written to {folder}" if written else f"{folder} is up to date")


def _check_profile(profile: str | None) -> None:
    from extractors.profiles import profile_ids

    if profile is not None and profile not in profile_ids():
        raise Problem(f"there is no profile {profile!r}; known are {', '.join(profile_ids())}")


def _complain(line: str) -> int:
    print(f"pledgewatch: {line}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    main()
