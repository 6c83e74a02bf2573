"""Logging in and out."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.review.web.access import COOKIE, At, account_of, own_origin
from pipeline.review.web.accounts import LONGEST
from pipeline.review.web.asking import Form, text_of
from pipeline.review.web.pages import is_fragment, page, redirect

router = APIRouter()


@router.get("/login")
def login_page(request: Request, desk: At, back: str = "/") -> Response:
    """The form; whoever is logged in already goes on."""
    if account_of(request) is not None:
        return redirect(request, within(back))
    return _form(request, desk, back)


@router.post("/login")
def log_in(request: Request, desk: At, form: Form) -> Response:
    """Checks name and password."""
    name, back = text_of(form, "name"), text_of(form, "back") or "/"
    password = str(form.get("password", ""))
    address = request.client.host if request.client else ""
    token = desk.accounts.log_in(name, password, address)
    if token is None:
        return _form(request, desk, back, name=name, wrong=True)
    return with_session(request, token, within(back))


@router.post("/logout")
def log_out(request: Request, desk: At) -> Response:
    """Ends the session."""
    token = request.cookies.get(COOKIE)
    if token:
        account = desk.accounts.of_session(token)
        if account is not None:
            desk.queue.release(account.name)  # nobody waits for who has gone home
        desk.accounts.end_session(token)
    answer = redirect(request, "/login")
    answer.delete_cookie(COOKIE)
    return answer


def with_session(request: Request, token: str, back: str) -> Response:
    """Goes on to an address, with the session's cookie."""
    answer = redirect(request, back)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=own_origin(request).startswith("https:"),
    )
    return answer


def login_address(request: Request) -> str:
    """Where to log in, and come back to the page that asked."""
    url = urlsplit(request.headers.get("hx-current-url", "") if is_fragment(request) else str(request.url))
    if not is_fragment(request) and request.method != "GET":
        url = urlsplit(request.headers.get("referer", ""))
    back = url.path + (f"?{url.query}" if url.query else "")
    return f"/login?back={quote(back, safe='')}" if back not in ("", "/", "/login") else "/login"


def _form(request: Request, desk: At, back: str, *, name: str = "", wrong: bool = False) -> Response:
    request.state.account = None
    return page(
        request, "login.html", 401 if wrong else 200, back=within(back), name=name, wrong=wrong,
        oidc=desk.settings.oidc_issuer is not None,
    )  # fmt: skip


def within(back: str) -> str:
    """An address of ours and of nobody else's, whatever was asked for."""
    try:
        url = urlsplit(back)
    except ValueError:
        return "/"
    if url.scheme or url.netloc or not back.startswith("/") or back.startswith(("//", "/\\")):
        return "/"
    return back if back.isascii() and back.isprintable() else "/"  # as it goes into a header
