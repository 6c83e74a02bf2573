"""Logging in with an organisation's account, by OpenID Connect: authorisation code with PKCE.

The provider says who somebody is, by the claim `PLEDGEWATCH_REVIEW_OIDC_CLAIM`; that they may come in at all,
and as what, the account of that name says.
"""

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from typing import Any

import httpx
from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.web.access import At, NotAllowed, own_origin
from pipeline.review.web.logins import with_session, within
from pipeline.review.web.settings import ReviewSettings, is_safe

router = APIRouter()

_COOKIE = "pledgewatch_oidc"
_MINUTES = 10
_PATIENCE = 10.0
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by the provider's own key; never one by a shared secret, and never none."""


@router.get("/oidc/login")
def begin(request: Request, desk: At, back: str = "/") -> Response:
    """Sends the browser to the provider; what belongs to this attempt waits in a cookie."""
    about = _provider(_issuer(desk.settings))
    attempt = {
        "nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48), "back": within(back)
    }  # fmt: skip
    with _client(request, desk.settings) as client:
        address, state = client.create_authorization_url(
            about["authorization_endpoint"], nonce=attempt["nonce"], code_verifier=attempt["verifier"]
        )
    answer = Response(status_code=303, headers={"location": address})
    answer.set_cookie(
        _COOKIE, json.dumps(attempt | {"state": state}), max_age=_MINUTES * 60, httponly=True, samesite="lax",
        secure=own_origin(request).startswith("https:"), path="/oidc",
    )  # fmt: skip
    return answer


@router.get("/oidc/back")
def back(request: Request, desk: At, code: str = "", state: str = "", error: str = "") -> Response:
    """The provider sends the browser back: who it says this is, is logged in where there is an account."""
    settings = desk.settings
    about = _provider(_issuer(settings))
    attempt = _attempt(request)
    if error or not code or not secrets.compare_digest(state.encode(), attempt["state"].encode()):
        raise NotAllowed("logging in at the provider did not work: begin again")
    from authlib.common.errors import AuthlibBaseError

    try:
        with _client(request, settings) as client:
            token = client.fetch_token(
                about["token_endpoint"],
                code=code,
                code_verifier=attempt["verifier"],
                grant_type="authorization_code",
            )
        keys = _asked(about["jwks_uri"])
    except (AuthlibBaseError, httpx.HTTPError, ValueError) as failed:
        raise NotAllowed(f"the provider did not confirm the login ({failed}): begin again") from None
    claims = _claims(str(token.get("id_token", "")), keys, settings, attempt["nonce"])
    name = str(claims.get(settings.oidc_claim, ""))
    account = desk.accounts.get(name)
    if account is None or account.disabled:
        raise NotAllowed(f"there is no account {name!r} here: ask whoever runs pledgewatch for one")
    answer = with_session(request, desk.accounts.begin_session(account.name), within(attempt["back"]))
    answer.delete_cookie(_COOKIE, path="/oidc")
    return answer


def _claims(token: str, keys: Any, settings: ReviewSettings, nonce: str) -> dict[str, Any]:
    """What the provider's token says, its signature, issuer, audience, time and nonce checked."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": str(settings.oidc_issuer)},
        aud={"essential": True, "value": str(settings.oidc_client_id)},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
        leeway=60,
    )
    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        registry.validate(read.claims)
    except (JoseError, ValueError) as wrong:
        raise NotAllowed(f"the provider's word cannot be believed ({wrong}): begin again") from None
    claims = dict(read.claims)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else settings.oidc_client_id) != settings.oidc_client_id:
        raise NotAllowed("the provider's word was given to another application: begin again")
    return claims


def _attempt(request: Request) -> dict[str, str]:
    try:
        found = json.loads(request.cookies.get(_COOKIE, ""))
        return {name: str(found[name]) for name in ("nonce", "verifier", "back", "state")}
    except (ValueError, KeyError, TypeError):
        raise NotAllowed("this login was not begun here, or took too long: begin again") from None


def _issuer(settings: ReviewSettings) -> str:
    if settings.oidc_issuer is None:
        raise NotAllowed("OpenID Connect is not set up here: log in with name and password")
    return settings.oidc_issuer


def _client(request: Request, settings: ReviewSettings) -> Any:
    try:
        from authlib.integrations.httpx_client import OAuth2Client
    except ModuleNotFoundError:
        raise Problem("OpenID Connect needs Authlib: pip install pledgewatch[oidc]") from None
    secret = settings.oidc_client_secret
    return OAuth2Client(
        settings.oidc_client_id,
        secret.get_secret_value() if secret is not None else None,
        scope="openid profile",
        redirect_uri=f"{own_origin(request)}/oidc/back",
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret is not None else "none",
        timeout=_PATIENCE,
    )


@lru_cache(maxsize=4)
def _provider(issuer: str) -> dict[str, Any]:
    """What the provider says of itself. Raises Problem when it does not answer."""
    try:
        about: dict[str, Any] = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    except (httpx.HTTPError, ValueError) as error:
        raise Problem(f"the OpenID Connect provider {issuer} does not answer as one ({error})") from None
    for end in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe(str(about.get(end, ""))):
            raise Problem(f"the OpenID Connect provider {issuer} names no https address as its {end}")
    if about.get("issuer") != issuer:
        raise Problem(f"{issuer} says that it is another issuer: {about.get('issuer')!r}; set that one")
    return about


def _asked(address: str) -> Any:
    answer = httpx.get(address, timeout=_PATIENCE)
    answer.raise_for_status()
    return answer.json()
