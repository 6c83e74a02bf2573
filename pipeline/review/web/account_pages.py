"""One's own keys, and the accounts, for who manages them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.web.access import Admin, At, Reader
from pipeline.review.web.accounts import ROLES, SHORTEST_PASSWORD, checked_role
from pipeline.review.web.asking import Form, text_of
from pipeline.review.web.pages import DEFAULT_KEYS, page, redirect

router = APIRouter()


@router.get("/keys")
def keys(request: Request, reader: Reader, saved: bool = False) -> Response:
    """Which key does what."""
    return page(request, "keys.html", keys=reader.preferences.get("keys", {}), said="Saved." if saved else "")


@router.post("/keys")
def set_keys(request: Request, desk: At, reader: Reader, form: Form) -> Response:
    """Sets them, switches them off, or puts them back."""
    chosen: dict[str, object] = {}
    if not form.get("reset"):
        for action in DEFAULT_KEYS:
            key = text_of(form, action).lower()
            if len(key) != 1 or not key.isprintable():
                raise Problem(f"choose one character as the key for {action}")
            if key in chosen.values():
                raise Problem(f"the key {key} would do two things: choose another for {action}")
            chosen[action] = key
        chosen["off"] = form.get("off") == "yes"
    desk.accounts.change(reader.name, preferences={**reader.preferences, "keys": chosen})
    return redirect(request, "/keys?saved=true")


@router.get("/accounts")
def accounts(request: Request, desk: At, admin: Admin, said: str = "") -> Response:
    """Everybody."""
    return page(
        request, "accounts.html", accounts=desk.accounts.all(), roles=ROLES, said=said[:200],
        shortest=SHORTEST_PASSWORD,
    )  # fmt: skip


@router.post("/accounts")
def add_account(request: Request, desk: At, admin: Admin, form: Form) -> Response:
    """Makes an account."""
    role = checked_role(text_of(form, "role"))
    desk.accounts.add(text_of(form, "name"), role, str(form.get("password", "")))
    return redirect(request, "/accounts")


@router.post("/accounts/role")
def set_role(request: Request, desk: At, admin: Admin, form: Form) -> Response:
    """Gives another account another role."""
    name = _another(text_of(form, "name"), admin.name)
    desk.accounts.change(name, role=checked_role(text_of(form, "role")))
    return redirect(request, "/accounts")


@router.post("/accounts/state")
def set_state(request: Request, desk: At, admin: Admin, form: Form) -> Response:
    """Disables another account, or enables it."""
    name = _another(text_of(form, "name"), admin.name)
    desk.accounts.change(name, disabled=text_of(form, "disabled") == "yes")
    return redirect(request, "/accounts")


def _another(name: str, own: str) -> str:
    if name.casefold() == own.casefold():
        raise Problem("nobody changes their own role or state: ask another admin")
    return name
