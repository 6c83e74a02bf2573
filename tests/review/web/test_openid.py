"""Logging in at a provider, a real one on a port of its own that signs what it says."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from pipeline.review.web.access import COOKIE
from pipeline.review.web.desk import Desk
from pipeline.review.web.serving import listen
from pipeline.review.web.settings import ReviewSettings
from tests.review.web.world import client_of

KEY = RSAKey.generate_key(2048, {"kid": "one"})


class Provider:
    """Knows one person, and says of them what a test has it say."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.key = KEY
        self.asked: dict[str, str] = {}
        listening = listen("127.0.0.1", 0)
        self.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        self.ends = {name: f"{self.issuer}/{end}" for name, end in ends.items()}
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self.configuration)
        app.get("/keys")(self.keys)
        app.post("/token")(self.token)
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        threading.Thread(target=self.server.run, kwargs={"sockets": [listening]}, daemon=True).start()

    def configuration(self) -> dict[str, str]:
        return {"issuer": self.issuer} | self.ends

    def keys(self) -> dict[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}

    async def token(self, request: Request) -> dict[str, Any]:
        form = await request.form()
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.asked["code_challenge"]
        claims = {
            "iss": self.issuer, "aud": "pledgewatch", "exp": int(time.time()) + 300,
            "nonce": self.asked["nonce"], "preferred_username": "Ada", **self.claims,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.should_exit = True


@pytest.fixture
def come_back(make_desk: Callable[..., Desk], provider: Provider) -> Callable[..., Any]:
    """Goes to the provider and comes back; the answer to that, and the browser."""
    settings = ReviewSettings(
        origin="http://testserver", oidc_issuer=provider.issuer, oidc_client_id="pledgewatch"
    )
    desk = make_desk(settings)

    def go(**changed: str) -> Any:
        client = client_of(desk)
        away = client.get("/oidc/login?back=/documents")
        provider.asked = {
            name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()
        }
        answer = client.get("/oidc/back", params={"code": "c", "state": provider.asked["state"]} | changed)
        return answer, client

    return go


def test_who_has_an_account_is_logged_in_and_goes_on(come_back: Callable[..., Any]) -> None:
    answer, client = come_back()
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents")
    assert client.cookies[COOKIE]
    assert client.get("/documents").status_code == 200


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"preferred_username": "Mallory"}, "nobody with an account"),
        ({"iss": "https://evil.example"}, "another issuer's word"),
        ({"aud": "another"}, "said to another application"),
        ({"aud": ["another", "third"]}, "said to other applications"),
        ({"aud": ["pledgewatch", "another"]}, "said to several, and not to which of them it was given"),
        ({"aud": ["pledgewatch", "another"], "azp": "another"}, "given to another application"),
        ({"azp": "another"}, "given to another application, though it names ours"),
        ({"nonce": "old"}, "said on another occasion"),
        ({"exp": 1}, "said long ago"),
    ],
)
def test_whose_word_does_not_hold_stays_out(
    come_back: Callable[..., Any], provider: Provider, claims: dict[str, Any], why: str
) -> None:
    provider.claims = claims
    answer, client = come_back()
    assert answer.status_code == 403, why
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "claims", [{"aud": ["pledgewatch"]}, {"aud": ["pledgewatch", "another"], "azp": "pledgewatch"}]
)
def test_a_word_to_several_that_was_given_to_us_holds(
    come_back: Callable[..., Any], provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert come_back()[0].status_code == 303


@pytest.mark.parametrize(
    ("issuer", "taken"),
    [
        ("https://login.example.org", True),
        ("http://localhost:9000", True),
        ("http://[::1]:9000", True),
        ("http://login.example.org", False),
        ("http://localhost.example.org", False),
        ("login.example.org", False),
        ("ftp://localhost", False),
    ],
)
def test_a_provider_is_asked_where_nobody_can_listen(issuer: str, taken: bool) -> None:
    told = nullcontext() if taken else pytest.raises(ValidationError, match="no https address")
    with told:
        ReviewSettings(origin="https://review.example.org", oidc_issuer=issuer, oidc_client_id="pledgewatch")


def test_a_provider_that_sends_people_elsewhere_without_https_is_refused(
    make_desk: Callable[..., Desk], provider: Provider
) -> None:
    provider.ends["token_endpoint"] = "http://elsewhere.example/token"
    settings = ReviewSettings(
        origin="http://testserver", oidc_issuer=provider.issuer, oidc_client_id="pledgewatch"
    )
    answer = client_of(make_desk(settings)).get("/oidc/login")
    assert answer.status_code == 422
    assert "no https address as its token_endpoint" in answer.text


def test_a_word_signed_by_another_key_is_not_believed(
    come_back: Callable[..., Any], provider: Provider
) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back()[0].status_code == 403


def test_a_login_that_was_not_begun_here_is_refused(come_back: Callable[..., Any]) -> None:
    assert come_back(state="another")[0].status_code == 403
    assert come_back(code="")[0].status_code == 403


def test_without_a_provider_there_is_no_such_login(desk: Desk) -> None:
    assert client_of(desk).get("/oidc/login").status_code == 403
