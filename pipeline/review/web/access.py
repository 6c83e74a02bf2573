"""What somebody may do. Every route but the few that are open names the role that it takes; a request that
writes must come from the application's own pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request

from pipeline.problems import Problem
from pipeline.review.web.accounts import Account, Role
from pipeline.review.web.desk import Desk

COOKIE = "pledgewatch_session"
_SAFE = {"GET", "HEAD", "OPTIONS"}


class NotLoggedIn(Problem):
    """Nobody is logged in, or the login has ended."""


class NotAllowed(Problem):
    """The account may not do that."""


def desk_of(request: Request) -> Desk:
    """What the application works on."""
    return cast(Desk, request.app.state.desk)


def account_of(request: Request) -> Account | None:
    """Who asks: by a listed proxy's header, else by the session's cookie; None for nobody."""
    desk = desk_of(request)
    settings = desk.settings
    if settings.proxy_header and settings.believes(request.client.host if request.client else None):
        name = request.headers.get(settings.proxy_header, "").strip()
        if name:
            account = desk.accounts.get(name)
            if account is None or account.disabled:
                raise NotAllowed(
                    f"there is no account {name!r} here: ask whoever runs pledgewatch for "
                    f"`pledgewatch reviewer add {name!r} --no-password`"
                )
            return account
    token = request.cookies.get(COOKIE)
    return desk.accounts.of_session(token) if token else None


def needs(role: Role) -> Callable[[Request], Account]:
    """A dependency that lets only that role, and those above it, in."""

    def check(request: Request) -> Account:
        account = account_of(request)
        if account is None:
            raise NotLoggedIn("you are not logged in, or your login has ended")
        request.state.account = account
        if not account.may(role):
            raise NotAllowed(f"this takes the role {role}, and {account.name} is a {account.role}")
        return account

    return check


def same_origin(request: Request) -> None:
    """Refuses a write that another site's page may have sent. Raises NotAllowed.

    `Sec-Fetch-Site` decides where the browser sends it, else `Origin`. A request with neither is no browser's
    of today: it is let through only where it carries no proof of who sends it.
    """
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        allowed = site == "same-origin"
    elif origin is not None:
        allowed = origin == own_origin(request)
    else:
        proxied = desk_of(request).settings.proxy_header
        allowed = COOKIE not in request.cookies and not (proxied and proxied in request.headers)
    if not allowed:
        raise NotAllowed("this request did not come from the review application's own pages")


def own_origin(request: Request) -> str:
    """Where browsers find the application: as set, else as asked for."""
    url = urlsplit(str(request.base_url))
    return desk_of(request).settings.origin or f"{url.scheme}://{url.netloc}"


Reader = Annotated[Account, Depends(needs("reader"))]
Reviewer = Annotated[Account, Depends(needs("reviewer"))]
Admin = Annotated[Account, Depends(needs("admin"))]
At = Annotated[Desk, Depends(desk_of)]
