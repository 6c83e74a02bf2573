"""The commands `up` and `status`."""

from __future__ import annotations

from typing import Annotated

import typer


def up(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of Prefect's server and its pages")
    ] = 4200,
    review_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the review application")] = 8100,
    runs: Annotated[int, typer.Option(min=1, help="Flow runs at the same time")] = 2,
) -> None:
    """Start server, worker, deployments and review application on this machine; Ctrl-C stops them.

    They listen on 127.0.0.1 alone. What is read and where it is kept, the PLEDGEWATCH_ settings say; the
    server keeps its own tables in the data folder, unless PREFECT_SERVER_DATABASE_CONNECTION_URL names a
    PostgreSQL. docs/operations.md has systemd units and a compose file for what is to run for good.
    """
    from pipeline.operations.services import run_services

    raise typer.Exit(run_services(port=port, review_port=review_port, runs=runs))


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead")] = False,
) -> None:
    """Show what runs, what ran and what comes next, what failed and why, what waits, what is overdue.

    Asks the server at PREFECT_API_URL, else at the address that `pledgewatch up` uses, and the store. Exits
    with 1 when something needs somebody: the last run of a deployment failed, a run hangs, no worker polls.
    """
    from pipeline.operations.screen import show
    from pipeline.operations.status import look_around
    from pipeline.settings import load_settings

    found = look_around(load_settings())
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        show(found)
    raise typer.Exit(1 if found.troubles else 0)
