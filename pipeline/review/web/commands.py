"""The commands `review` and `reviewer`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.review.web.accounts import Accounts

reviewer_app = typer.Typer(
    help="Accounts of the review application.", no_args_is_help=True, rich_markup_mode=None
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name, as decisions will carry it")]
_DATA = "Folder of what is kept; by default PLEDGEWATCH_DATA or data"
Data = Annotated[Path | None, typer.Option(help=_DATA)]
Role = Annotated[
    str, typer.Option(help="reader (looks), reviewer (decides) or admin (manages accounts as well)")
]


def review(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one", min=0, max=65535)] = 8100,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    data: Data = None,
    sources: Annotated[
        Path | None, typer.Option(help="The list of sources; by default PLEDGEWATCH_SOURCES or sources.yaml")
    ] = None,
) -> None:
    """Correct the extraction's output in the browser.

    Read the sources first (`pledgewatch run`) and make an account (`pledgewatch reviewer add NAME`).
    """
    from pipeline.review.web.serving import serve
    from pipeline.settings import load_settings

    settings = load_settings()
    if sources is not None:
        settings = settings.model_copy(update={"sources": sources})
    serve(settings, (data or settings.data).absolute(), host, port)


@reviewer_app.command("add")
def add(
    name: Name,
    role: Role = "reviewer",
    password: Annotated[bool, typer.Option(help="Without one, the account comes by proxy or OIDC")] = True,
    data: Data = None,
) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    from pipeline.review.web.accounts import checked_role

    made = checked_role(role)
    secret = _password() if password else None
    with _accounts(data) as accounts:
        account = accounts.add(name, made, secret)
    typer.echo(f"{account.name} can log in as {account.role}; `pledgewatch review` starts the application")


@reviewer_app.command("list")
def list_all(data: Data = None) -> None:
    """Show every account."""
    with _accounts(data) as accounts:
        found = accounts.all()
    if not found:
        typer.echo("no accounts yet: `pledgewatch reviewer add NAME` makes one")
    width = max((len(account.name) for account in found), default=0)
    for account in found:
        notes = ["disabled"] if account.disabled else []
        notes += [] if account.has_password else ["no password"]
        typer.echo(f"{account.name:{width}}  {account.role:8}  {', '.join(notes)}".rstrip())


@reviewer_app.command("role")
def role(name: Name, role: Annotated[str, typer.Argument(metavar="ROLE")], data: Data = None) -> None:
    """Give an account another role: reader, reviewer or admin. Ends its sessions."""
    from pipeline.review.web.accounts import checked_role

    with _accounts(data) as accounts:
        accounts.change(name, role=checked_role(role))
    typer.echo(f"{name} is a {role} now")


@reviewer_app.command("password")
def password(name: Name, data: Data = None) -> None:
    """Set a new password. Ends the account's sessions."""
    secret = _password()
    with _accounts(data) as accounts:
        accounts.change(name, password=secret)
    typer.echo(f"{name} has a new password")


@reviewer_app.command("disable")
def disable(name: Name, data: Data = None) -> None:
    """Let nobody log in as this account any more. What it decided stays."""
    with _accounts(data) as accounts:
        accounts.change(name, disabled=True)
    typer.echo(f"{name} is disabled; `pledgewatch reviewer enable` takes that back")


@reviewer_app.command("enable")
def enable(name: Name, data: Data = None) -> None:
    """Let a disabled account log in again."""
    with _accounts(data) as accounts:
        accounts.change(name, disabled=False)
    typer.echo(f"{name} can log in again")


@contextmanager
def _accounts(data: Path | None) -> Iterator[Accounts]:
    from pipeline.review.web.accounts import Accounts
    from pipeline.settings import load_settings
    from pipeline.store.store import open_store

    settings = load_settings()
    with open_store(settings.store_url((data or settings.data).absolute())) as store:
        yield Accounts(store)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
