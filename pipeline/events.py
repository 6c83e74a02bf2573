"""Tells Prefect's server what happened, so that automations can act on it and its pages show it.

Names of events: `pledgewatch.collection.ended`, `pledgewatch.document.changed`,
`pledgewatch.document.signed-off`, `pledgewatch.record.reviewed`, `pledgewatch.edition.overdue`,
`pledgewatch.restatement.found`.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import sys
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.request import Request, urlopen

from pipeline.prefect_server import configured_url

_log = logging.getLogger(__name__)
_PATIENCE = 5.0
"""Seconds that a server may take; a process does not end before its last event is sent or given up."""


def announce(event: str, resource: str, payload: Mapping[str, Any]) -> None:
    """Sends an event about a resource (`pledgewatch.document.thorn-progress`), without waiting for it.

    `payload` holds what JSON can. Where no server is configured nothing is sent; where it does not answer
    the event is lost. Never raises: what happened has happened, whoever hears of it.
    """
    api = configured_url()
    if api is None:
        return
    try:
        if _within_a_run():  # to which Prefect then relates the event
            from prefect.events import emit_event

            emit_event(event=event, resource={"prefect.resource.id": resource}, payload=dict(payload))
        else:  # loading Prefect takes two seconds, which is no part of a reviewer's click
            _sender().submit(_post, f"{api.rstrip('/')}/events", event, resource, dict(payload))
    except Exception:
        _log.warning("the event %s about %s was not sent", event, resource, exc_info=True)


def _within_a_run() -> bool:
    """Prefect being loaded is not enough: outside a run it may still speak to a server that is no more."""
    if "prefect.context" not in sys.modules:
        return False
    from prefect.context import FlowRunContext, TaskRunContext

    return (FlowRunContext.get() or TaskRunContext.get()) is not None


@cache
def _sender() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="announce")


def _post(url: str, event: str, resource: str, payload: dict[str, Any]) -> None:
    about = {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": event,
        "resource": {"prefect.resource.id": resource},
        "payload": payload,
    }
    try:
        body = json.dumps([about]).encode()
        headers = {"content-type": "application/json", **authorization()}
        with urlopen(Request(url, body, headers), timeout=_PATIENCE):
            pass
    except (OSError, TypeError, ValueError) as error:
        _log.info("the event %s about %s was not sent: %s", event, resource, error)


def authorization() -> dict[str, str]:
    """The header that Prefect's server may ask for, from the settings that Prefect itself has for it."""
    if key := os.environ.get("PREFECT_API_KEY"):
        return {"authorization": f"Bearer {key}"}
    if login := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}
    return {}
