"""What the pages need of a document that cannot be read, and of an address that may hold another."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from pipeline.review.queue import Entry, Filter
from pipeline.review.web.asking import address
from pipeline.review.web.desk import Desk
from pipeline.review.web.pages import new_id

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")


def aside_values(desk: Desk, entry: Entry, only: Filter) -> dict[str, Any]:
    """What the templates of both need."""
    known = entry.record or {}
    source = desk.source(entry.source)
    values = {
        "entry": entry, "known": known, "only": only, "address": address, "event_id": new_id(),
        "source_title": source.title if source is not None else entry.source,
        "action": address(f"/items/{entry.id}/set-aside", only),
    }  # fmt: skip
    if entry.subject == "proposal":
        values["rule"] = follow_rule(known["url"], source.url if source is not None else "")
    return values


def follow_rule(url: str, page: str) -> str:
    """The line for a source's `follow` in sources.yaml that collects this address and no other."""
    elsewhere = urlsplit(url).hostname != urlsplit(page).hostname
    pattern = "^" + _SPECIAL.sub(r"\\\g<0>", url) + "$"
    quoted = "'" + pattern.replace("'", "''") + "'" if pattern.isprintable() else json.dumps(pattern)
    return f"- {{url: {quoted}{', other_sites: true' if elsewhere else ''}}}"
