"""Templates to answers. Every page gets who is logged in, and where it is in the application."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from pipeline.review.web import shown
from pipeline.review.web.static_files import own, vendored

KEY_WORDS = (
    ("accept", "Accept, and go on to the next"),
    ("edit", "Edit the fields"),
    ("reject", "Reject, with a reason"),
    ("add", "Add a record that was missed"),
    ("undo", "Undo your last decision"),
    ("next", "Go to the next record"),
    ("previous", "Go to the record before"),
    ("help", "Show these keys"),
)
"""What has a key, in the order in which it is shown."""

DEFAULT_KEYS = {
    "accept": "a", "edit": "e", "reject": "x", "add": "m", "undo": "u", "next": "j", "previous": "k",
    "help": "?",
}  # fmt: skip

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A template as an answer."""
    account = getattr(request.state, "account", None)
    text = environment().get_template(template).render(request=request, account=account, **values)
    return HTMLResponse(text, status)


def new_id() -> str:
    """An id for an event that a form will send: sent twice, it is the same event."""
    return str(uuid.uuid4())


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def redirect(request: Request, address: str) -> Response:
    """Sends the browser elsewhere, also where htmx asked."""
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return Response(status_code=303, headers={"location": address})


@cache
def environment() -> Environment:
    """The templates. Everything put into them is escaped; what they are not given is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        vendored=vendored,
        own=own,
        default_keys=DEFAULT_KEYS,
        key_words=KEY_WORDS,
        new_id=new_id,
        is_fragment=is_fragment,
    )
    made.filters.update(shown.FILTERS)
    return made
