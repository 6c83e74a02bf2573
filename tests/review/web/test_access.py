"""Nobody gets what is not theirs: every route, for a stranger, for a reader, and from another site's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from pipeline.review.queue import CLAIM, Filter
from pipeline.review.web.access import COOKIE
from pipeline.review.web.accounts import TRIES_A_NAME, TooManyTries
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.settings import ReviewSettings
from tests.review.web.world import NAMES, PASSWORD, client_of

OPEN = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/oidc/login"),
    ("GET", "/oidc/back"),
}
"""What a stranger may ask for."""

FOR_READERS = {("POST", "/keys")}
"""What a reader may write: their own preferences."""

FOR_ADMINS = "/accounts"
ABOUT = {
    "record_id": "0" * 24, "snapshot": "0" * 64, "number": "1", "event_id": "none", "finding_id": "0" * 24,
    "rule": "none", "item": "0" * 24,
}  # fmt: skip


def routes(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Method, path and an address of each route of the application."""
    waiting = list(create_app(desk).routes)
    while waiting:
        route = waiting.pop(0)
        if hasattr(route, "original_router"):
            waiting += route.original_router.routes
            continue
        if isinstance(route, Mount):
            assert route.path == "/static", "a new mount needs a word on who may ask for it"
            continue
        assert isinstance(route, APIRoute), f"what is {route}?"
        for method in sorted(route.methods):
            yield (
                method,
                route.path,
                re.sub(r"{(\w+)(:\w+)?}", lambda found: ABOUT[found.group(1)], route.path),
            )


def test_a_stranger_gets_nothing_but_the_login(desk: Desk) -> None:
    client = client_of(desk)
    seen = 0
    for method, path, address in routes(desk):
        if (method, path) in OPEN:
            continue
        seen += 1
        answer = client.request(method, address, headers={"sec-fetch-site": "same-origin"}, data={})
        refused = answer.status_code == 401 or (
            answer.status_code == 303 and answer.headers["location"].startswith("/login")
        )
        assert refused, f"{method} {path} answers a stranger with {answer.status_code}"
        part = client.request(
            method, address, headers={"sec-fetch-site": "same-origin", "hx-request": "true"}
        )
        assert part.status_code == 401, f"{method} {path} answers a stranger's htmx with {part.status_code}"
    assert seen > 25


def test_a_reader_writes_nothing(desk: Desk) -> None:
    client = client_of(desk, "reader")
    for method, path, address in routes(desk):
        if (method, path) in OPEN | FOR_READERS:
            continue
        answer = client.request(method, address, data={})
        if method != "GET" or path.startswith(FOR_ADMINS):
            assert answer.status_code == 403, f"{method} {path} answers a reader with {answer.status_code}"


def test_a_reviewer_manages_no_accounts(desk: Desk) -> None:
    client = client_of(desk, "reviewer")
    for method, path, address in routes(desk):
        if path.startswith(FOR_ADMINS):
            assert client.request(method, address, data={}).status_code == 403, (method, path)


def test_no_route_writes_from_another_sites_page(desk: Desk) -> None:
    client = client_of(desk, "admin")
    for method, path, address in routes(desk):
        if method == "GET":
            continue
        answer = client.request(method, address, headers={"sec-fetch-site": "cross-site"}, data={})
        assert answer.status_code == 403, f"{method} {path} lets another site write ({answer.status_code})"


@pytest.mark.parametrize(
    ("headers", "allowed", "why"),
    [
        ({"sec-fetch-site": "same-origin"}, True, "our own page"),
        ({"sec-fetch-site": "same-site"}, False, "another host of the same site may not be ours"),
        ({"sec-fetch-site": "none"}, False, "nobody types a form into the address bar"),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False, "the first header decides"),
        ({"origin": "http://testserver"}, True, "an older browser's own page"),
        ({"origin": "http://testserver.example"}, False, "an origin that only begins alike"),
        ({"origin": "null"}, False, "a sandboxed frame, such as an archived page's"),
        ({}, False, "neither, and a cookie"),
    ],
)
def test_a_write_comes_from_our_own_pages(
    desk: Desk, headers: dict[str, str], allowed: bool, why: str
) -> None:
    client = client_of(desk, "reviewer")
    del client.headers["sec-fetch-site"]
    answer = client.post("/keys", data={"reset": "yes"}, headers=headers)
    assert answer.status_code == (303 if allowed else 403), why


def test_a_request_without_a_cookie_needs_no_browsers_headers_to_log_in(desk: Desk) -> None:
    answer = client_of(desk).post("/login", data={"name": "ada", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_cookie_is_for_https_alone_where_the_application_is(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(ReviewSettings(origin="https://review.example.org"))
    answer = client_of(desk).post("/login", data={"name": "Ada", "password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"]


def test_every_answer_carries_the_policy(desk: Desk) -> None:
    client = client_of(desk)
    for address in ("/login", "/queue", "/nothing", "/static/review.js"):
        headers = client.get(address).headers
        assert "script-src 'self'" in headers["content-security-policy"], address
        assert "unsafe" not in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff", address
        assert headers["x-frame-options"] == "DENY", address


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "//[", "/“”", ""]
)
def test_a_login_leads_to_our_own_pages_alone(desk: Desk, back: str) -> None:
    data = {"name": "Ada", "password": PASSWORD, "back": back}
    assert client_of(desk).post("/login", data=data).headers["location"] == "/"


def test_a_stranger_cannot_send_more_than_any_page_of_ours_does(desk: Desk) -> None:
    client = client_of(desk)
    assert client.post("/login", data={"name": "x" * 3_000_000}).status_code == 413
    unsized = client.post("/login", content=iter([b"name=Ada"]))
    assert unsized.status_code == 413, "nor a form that does not say how large it is"


def test_a_host_that_is_not_ours_is_refused(desk: Desk) -> None:
    assert client_of(desk).get("/login", headers={"host": "evil.example"}).status_code == 400


def test_after_some_failures_nobody_is_asked_for_a_while(desk: Desk) -> None:
    client = client_of(desk)
    wrong = {"name": "Ada", "password": "wrong"}
    codes = [client.post("/login", data=wrong).status_code for _ in range(TRIES_A_NAME + 1)]
    assert codes == [401] * TRIES_A_NAME + [429]
    answer = client.post("/login", data=wrong | {"password": PASSWORD})
    assert answer.status_code == 429, "nor is the right password looked at"
    assert int(answer.headers["retry-after"]) > 60
    others = client.post("/login", data={"name": "Rita", "password": PASSWORD})
    assert others.status_code == 303, "others go on"


def test_many_guesses_at_once_are_no_more_than_one_after_another(desk: Desk) -> None:
    def guess(number: int) -> bool:
        try:
            assert desk.accounts.log_in("Ada", f"wrong {number}", "10.0.0.1") is None
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(guess, range(24))) == TRIES_A_NAME


@pytest.mark.parametrize(
    ("host", "origin"),
    [("[::1]:8100", None), ("localhost", None), ("review.example.org", "https://review.example.org:8443"),
     ("[2001:db8::7]:8443", "https://[2001:db8::7]:8443")],
)  # fmt: skip
def test_it_answers_to_its_own_names(make_desk: Callable[..., Desk], host: str, origin: str | None) -> None:
    client = client_of(make_desk(ReviewSettings(origin=origin)), hosts=("localhost", "[::1]"))
    assert client.get("/login", headers={"host": host}).status_code == 200


def test_logging_out_ends_the_session_on_the_server(desk: Desk) -> None:
    client = client_of(desk, "reviewer")
    token = client.cookies[COOKIE]
    assert client.get("/queue").status_code == 200
    client.post("/logout")
    client.cookies.set(COOKIE, token)
    assert client.get("/queue").status_code == 303


def test_a_proxys_header_is_believed_from_listed_proxies_alone(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(ReviewSettings(proxies=("10.1.0.0/16",), proxy_header="x-remote-user"))
    client = client_of(desk)
    header = {"x-remote-user": "Ada"}
    assert client.get("/queue", headers=header).status_code == 303, "the test's client is no proxy"
    inside = client_of(desk)
    inside._transport.client = ("10.1.2.3", 50000)  # type: ignore[attr-defined]
    assert inside.get("/queue", headers=header).status_code == 200
    assert inside.get("/queue").status_code == 303
    assert inside.get("/queue", headers={"x-remote-user": "Mallory"}).status_code == 403
    refused = inside.post("/keys", headers=header, data={"reset": "yes"})
    assert refused.status_code == 403, "a write needs our own page here too"


def test_a_claim_is_kept_while_somebody_types_and_given_up_by_logging_out(desk: Desk) -> None:
    entry = desk.queue.page(Filter(), now=desk.now())[0]
    desk.queue.claim(entry.id, by="Ada", now=desk.now() - CLAIM + timedelta(seconds=30))
    ada, chief = client_of(desk, "reviewer"), client_of(desk, "admin")
    assert ada.post(f"/records/{entry.id}/claim").status_code == 204
    kept = desk.queue.entry(entry.id, now=desk.now() + CLAIM - timedelta(seconds=30)).claim
    assert kept is not None
    assert kept.by == "Ada"
    refused = chief.post(f"/records/{entry.id}/claim")
    assert refused.status_code == 409
    assert "Ada has this before them" in refused.text
    ada.post("/logout")
    assert chief.post(f"/records/{entry.id}/claim").status_code == 204


def test_who_is_disabled_is_out_at_once(desk: Desk) -> None:
    client = client_of(desk, "reviewer")
    desk.accounts.change(NAMES["reviewer"], disabled=True)
    assert client.get("/queue").status_code == 303
    assert client_of(desk).post("/login", data={"name": "Ada", "password": PASSWORD}).status_code == 401


def test_an_unknown_reader_of_a_blind_value_finds_it_nowhere_in_the_page(desk: Desk) -> None:
    from sqlalchemy import update
    from sqlalchemy.orm import Session

    from pipeline.review.tables import ItemRow

    entry = desk.queue.page(Filter(kind="metric"), now=desk.now())[0]
    with Session(desk.store.writer) as session, session.begin():
        session.execute(update(ItemRow).where(ItemRow.id == entry.id).values(blind=True))
    client = client_of(desk, "reviewer")
    assert entry.record is not None
    hidden = f'"value": {entry.record["value"]}'.replace('"', "&#34;")
    shown = client.get(f"/records/{entry.id}").text
    assert "What does the source say here?" in shown
    assert hidden not in shown
    assert entry.record["measure"] is None or entry.record["measure"] not in shown
    assert client.get(f"/records/{entry.id}/edit").status_code == 422
    early = {"event_id": "e1", "base_version": "0", "seen": "{}"}
    assert client.post(f"/records/{entry.id}/accept", data=early).status_code == 422
    assert desk.decisions.all() == []
    read = client.post(
        f"/records/{entry.id}/blind", data={"kind": "metric", "number": "3"}, headers={"hx-request": "true"}
    )
    assert hidden in read.text
    assert "What you read, and what the machine read" in read.text
