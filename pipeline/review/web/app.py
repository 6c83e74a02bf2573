"""The review application: routes, what guards them, and how what goes wrong is told."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.web import (
    account_pages,
    aside_pages,
    decision_routes,
    document_pages,
    figure_pages,
    logins,
    openid,
    second_opinions,
    source_routes,
    work_pages,
)
from pipeline.review.web.access import NotAllowed, NotLoggedIn, account_of, same_origin
from pipeline.review.web.accounts import TooManyTries
from pipeline.review.web.desk import Desk
from pipeline.review.web.headers import SecurityHeaders
from pipeline.review.web.pages import is_fragment, page
from pipeline.review.web.static_files import FOLDER, Static


def create_app(desk: Desk, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The application over a desk. It answers to these host names and to that of its set origin."""
    app = FastAPI(
        title="pledgewatch review",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(same_origin)],
    )
    app.state.desk = desk
    for part in (
        logins, work_pages, decision_routes, source_routes, document_pages, figure_pages, second_opinions,
        account_pages, openid, aside_pages,
    ):  # fmt: skip
        app.include_router(part.router)
    app.mount("/static", Static(directory=FOLDER), name="static")
    app.add_exception_handler(NotLoggedIn, _not_logged_in)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    allowed = [*hosts, *([_host(desk.settings.origin)] if desk.settings.origin else [])]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)
    app.add_middleware(SecurityHeaders)
    return app


def _host(origin: str) -> str:
    name = urlsplit(origin).hostname or ""
    return f"[{name}]" if ":" in name else name


def _not_logged_in(request: Request, error: Exception) -> Response:
    if is_fragment(request) or request.method != "GET":
        return _told(request, 401, "Your login has ended", "What you typed is kept. Log in and go on.")
    return Response(status_code=303, headers={"location": logins.login_address(request)})


def _problem(request: Request, error: Exception) -> Response:
    if isinstance(error, NotAllowed):
        return _told(request, 403, "Not allowed", str(error))
    if isinstance(error, TooManyTries):
        answer = _told(request, 429, "Wait a little", str(error))
        answer.headers["retry-after"] = str(error.seconds)
        return answer
    return _told(request, getattr(error, "status", 422), "This did not work", str(error))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = "There is nothing at this address." if error.status_code == 404 else str(error.detail)
    return _told(request, error.status_code, "This did not work", said)


def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _told(request, 422, "This did not work", f"{where}: {first['msg']}")


def _told(request: Request, status: int, title: str, said: str) -> Response:
    if not hasattr(request.state, "account"):
        try:
            request.state.account = account_of(request)
        except Problem:
            request.state.account = None
    template = "parts/notice.html" if is_fragment(request) else "notice.html"
    return page(request, template, status, title=title, said=said, login=logins.login_address(request))
