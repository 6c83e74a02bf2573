"""The form in which a record's fields are typed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, get_args

from pipeline.review.queue import Entry, Filter
from pipeline.review.web.asking import address
from pipeline.review.web.desk import Desk
from pipeline.review.web.shown import amount
from pipeline.review.web.typed_fields import Typed, as_typed
from schemas.records import KINDS, Basis

_MOST_PARTS = 200


def edit_form(
    desk: Desk,
    entry: Entry,
    only: Filter,
    *,
    form: Mapping[str, str] | None = None,
    typed: Typed | None = None,
    blind: str = "",
) -> dict[str, Any]:
    """What the template needs to edit a record, or to make one of a doubtful candidate.

    Args:
        desk: The application's means.
        entry: The record or doubt.
        only: The filter of the queue.
        form: The fields as typed so far.
        typed: What was found wrong with them.
        blind: What the reviewer read beforehand, in JSON.
    """
    about: dict[str, Any] = entry.record or entry.doubt or {}
    values = entry.record or {"kind": entry.kind, **about.get("candidate", {})}
    return vocabulary(desk, entry.source, about["snapshot"]) | {
        "entry": entry, "fields": form or as_typed(values), "typed": typed or Typed(), "only": only,
        "address": address, "evidence": about["evidence"], "snapshot": about["snapshot"],
        "seen": json.dumps(entry.record or {}, ensure_ascii=False), "event_id": str(uuid.uuid4()),
        "base_version": entry.version, "blind_json": blind, "adding": False,
        "action": address(f"/records/{entry.id}/change", only),
        "cancel": address(f"/records/{entry.id}/panel", only), "draft": f"{entry.id}-{entry.version}",
    }  # fmt: skip


def vocabulary(desk: Desk, source: str | None, snapshot: str) -> dict[str, Any]:
    """What the fields are chosen from."""
    profile = desk.profile(source)
    parts = [
        (entry.id, f"{amount(entry.record)}: “{entry.record['quote'][:60]}”")
        for entry in desk.queue.of_document(snapshot, now=desk.now())
        if entry.record is not None and entry.kind == "metric"
    ]
    return {
        "organisations": [
            *((one.slug, one.name) for one in profile.organisations),
            *((slug, slug) for slug in desk.known_organisations(source) if not profile.organisation(slug)),
        ],
        "measures": [(one.id, one.title) for one in profile.measures],
        "principles": [(one.code, one.title) for one in profile.principles],
        "parts": parts[:_MOST_PARTS],
        "bases": get_args(Basis),
        "kinds": KINDS,
    }
