"""Second opinions: a decided record is judged once more by somebody who does not see the verdict."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.events import opinions
from pipeline.review.opinions import wanting
from pipeline.review.queue import Filter
from pipeline.review.web.access import At, Reviewer
from pipeline.review.web.accounts import Account
from pipeline.review.web.asking import Form, address, event_id_of, text_of
from pipeline.review.web.desk import Desk
from pipeline.review.web.editing import vocabulary
from pipeline.review.web.pages import new_id, page, redirect
from pipeline.review.web.record_panel import REASONS
from pipeline.review.web.source_panel import highlight_of
from pipeline.review.web.source_routes import panel_of
from pipeline.review.web.typed_fields import Typed, as_typed, changed, typed_record
from schemas.corrections import Correction, Opinion

router = APIRouter()


@router.get("/second")
def second(request: Request, desk: At, reviewer: Reviewer) -> Response:
    """The first decision that wants a second opinion of this reviewer."""
    waiting = _waiting(desk, reviewer)
    if not waiting:
        return page(request, "second_done.html")
    return _form(request, desk, reviewer, waiting[0], len(waiting))


@router.post("/second/{event_id}")
def give(request: Request, event_id: str, desk: At, reviewer: Reviewer, form: Form) -> Response:
    """Keeps the opinion; the next one follows."""
    decision = next((one for one in _waiting(desk, reviewer) if one.id == event_id), None)
    if decision is None:
        raise Problem("somebody has given this opinion already: take the next one")
    verdict, reason, fields = text_of(form, "verdict"), None, {}
    if verdict == "reject":
        reason = text_of(form, "reason") or None
        if reason is None:
            raise Problem("choose a reason for rejecting it")
    elif verdict == "change":
        typed_form = {name: str(value) for name, value in form.items() if isinstance(value, str)}
        quote = decision.seen["quote"]
        source = decision.seen.get("source")
        typed = typed_record(
            typed_form, decision.seen, quote, desk.profile(source), desk.known_organisations(source)
        )
        if typed.errors:
            return _form(request, desk, reviewer, decision, 0, typed_form, typed)
        fields = changed(typed.fields, decision.seen)
        verdict = "change" if fields else "accept"
    opinions(desk.store).append(
        Opinion.model_validate(
            {
                "id": event_id_of(form),
                "by": reviewer.name,
                "at": desk.now(),
                "on": event_id,
                "record_id": decision.record_id,
                "action": verdict,
                "fields": fields,
                "reason": reason,
            }
        )
    )
    return redirect(request, "/second")


def _waiting(desk: Desk, reviewer: Account) -> list[Correction]:
    found = wanting(
        desk.decisions.all(), opinions(desk.store).all(), share=desk.settings.second_opinion, by=reviewer.name
    )
    return [decision for decision in found if decision.seen.get("evidence")]


def _form(
    request: Request, desk: Desk, reviewer: Account, decision: Correction, left: int,
    fields: dict[str, str] | None = None, typed: Typed | None = None,
) -> Response:  # fmt: skip
    seen: dict[str, Any] = decision.seen
    snapshot, evidence = seen["snapshot"], seen["evidence"]
    source = panel_of(desk, snapshot, desk.document(snapshot), [highlight_of(evidence)])
    values = vocabulary(desk, seen.get("source"), snapshot) | {
        "source": source, "seen": seen, "fields": fields or as_typed(seen), "typed": typed or Typed(),
        "decision": decision, "event_id": new_id(), "reasons": REASONS, "left": left, "address": address,
        "only": Filter(), "seen_json": json.dumps(seen), "evidence": evidence, "snapshot": snapshot,
    }  # fmt: skip
    return page(request, "second.html", **values)
