"""What waits and is no record: a document that cannot be read, an address that may hold another document."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.review.set_asides import set_aside
from pipeline.review.web.access import At, Reader, Reviewer
from pipeline.review.web.asking import Form, Only, event_id_of
from pipeline.review.web.headers import DOWNLOAD_POLICY
from pipeline.review.web.source_routes import Snapshot
from pipeline.review.web.work_pages import RecordId, after_setting_aside, reason_given

router = APIRouter()

_LONGEST_NAME = 100
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@router.get("/documents/{snapshot}/original")
def original(snapshot: Snapshot, desk: At, reader: Reader) -> Response:
    """The archived bytes, to be saved: no browser is to open what may be anything."""
    name = file_name(desk.documents.name_of(snapshot), snapshot)
    return Response(
        desk.documents.bytes_of(snapshot),
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": DOWNLOAD_POLICY,
        },
    )


@router.post("/items/{item}/set-aside")
def put_aside(
    request: Request, item: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """Sets it aside for a reason, or, without one, lets it wait again."""
    entry = desk.queue.entry(item, now=desk.now())
    reason = reason_given(form, entry)
    set_aside(desk.store, item, event_id=event_id_of(form), by=reviewer.name, at=desk.now(), reason=reason)
    return after_setting_aside(request, desk, reviewer, only, entry, reason)


def file_name(name: str, snapshot: str) -> str:
    """What a document is saved as: the end of its address, of letters that mean nothing to any system."""
    end = unquote(urlsplit(name).path).rsplit("/", 1)[-1]
    return _SAFE.sub("-", end).strip("-.")[-_LONGEST_NAME:] or f"{snapshot[:16]}.bin"
