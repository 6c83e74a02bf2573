"""What reviewers decide. Every decision is committed before the next record is shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from pipeline import events
from pipeline.problems import Problem
from pipeline.review import many
from pipeline.review.decisions import Conflict
from pipeline.review.findings import dismiss
from pipeline.review.merging import first_complaint
from pipeline.review.queue import Entry, Filter
from pipeline.review.tables import CorrectionRow
from pipeline.review.web.access import At, Reviewer
from pipeline.review.web.accounts import Account
from pipeline.review.web.asking import Form, Only, address, event_id_of, number_of, range_of, text_of
from pipeline.review.web.desk import Desk
from pipeline.review.web.editing import edit_form
from pipeline.review.web.evidence import evidence_at
from pipeline.review.web.pages import page, redirect
from pipeline.review.web.record_panel import version_mark
from pipeline.review.web.shown import done
from pipeline.review.web.typed_fields import (
    Typed,
    as_typed,
    changed,
    json_number,
    read_number,
    typed_record,
)
from pipeline.review.web.work_pages import (
    RecordId,
    after,
    after_setting_aside,
    check_is_record,
    claimed,
    reason_given,
    show,
)
from schemas.corrections import Correction
from schemas.evidence import Evidence
from schemas.findings import Dismissal
from schemas.records import KINDS

router = APIRouter()

_RECENT = 200


@router.post("/records/{record_id}/accept")
def accept(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """The record is right as seen."""
    return _decide(request, desk, reviewer, record_id, only, form, {"action": "accept"}, "Accepted.")


@router.post("/records/{record_id}/reject")
def reject(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """It is no record, for a reason."""
    reason = text_of(form, "other") or text_of(form, "reason")
    if not reason:
        raise Problem("choose a reason, or write one")
    return _decide(
        request, desk, reviewer, record_id, only, form, {"action": "reject", "reason": reason}, "Rejected."
    )


@router.post("/records/{record_id}/change")
def change(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """It is right with these fields and these words; a doubtful candidate becomes a record by them."""
    entry = desk.queue.entry(record_id, now=desk.now())
    check_is_record(entry)
    seen = _json_of(form, "seen")
    typed, evidence = _typed(desk, entry, seen, form)
    if typed.errors or (typed.warnings and not form.get("confirmed")):
        return _again(request, desk, entry, only, form, typed)
    if seen:
        fields = changed(typed.fields, seen)
        event: dict[str, Any] = {"action": "change", "fields": fields, "evidence": evidence}
        if not fields and evidence is None:
            event = {"action": "accept"}
    else:
        event = {"action": "add", **_as_added(entry, typed, evidence)}
    try:
        return _decide(request, desk, reviewer, record_id, only, form, event, "Saved.")
    except Conflict:
        raise
    except (Problem, ValidationError) as error:
        typed.errors["record"] = first_complaint(error) if isinstance(error, ValidationError) else str(error)
        return _again(request, desk, entry, only, form, typed)


@router.post("/records/{record_id}/reopen")
def reopen(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """Look at it again."""
    check_is_record(desk.queue.entry(record_id, now=desk.now()))
    event = {"action": "reopen", "reason": text_of(form, "reason") or None}
    desk.decisions.append(_event(record_id, reviewer, desk, form, event), base_version=_base(form))
    return redirect(request, address(f"/records/{record_id}", only))


@router.post("/rules/{rule}/reopen")
def reopen_rule(request: Request, rule: str, desk: At, reviewer: Reviewer, form: Form) -> Response:
    """Look again at what the rule reads otherwise by now than when it was accepted."""
    many.reopen(
        desk.store, many.outgrown(desk.store, rule), event_id=event_id_of(form), by=reviewer.name,
        at=desk.now(), reason=f"the rule {rule} reads it otherwise by now",
    )  # fmt: skip
    return redirect(request, address("/queue", Filter(rule=rule)))


@router.post("/findings/{finding_id}/dismiss")
def dismiss_finding(
    request: Request, finding_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """Sets a finding of the ledger aside, or, without a reason, lets it stand again."""
    entry = desk.queue.entry(finding_id, now=desk.now())
    reason = reason_given(form, entry)
    event = Dismissal(
        id=event_id_of(form), finding=finding_id, reason=reason, by=reviewer.name, at=desk.now()
    )
    dismiss(desk.store, event)
    return after_setting_aside(request, desk, reviewer, only, entry, reason)


@router.post("/records/{record_id}/comment")
def comment(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """A remark, which decides nothing."""
    said = text_of(form, "reason")
    if not said:
        raise Problem("write the remark first")
    check_is_record(desk.queue.entry(record_id, now=desk.now()))
    event = _event(record_id, reviewer, desk, form, {"action": "comment", "reason": said})
    desk.decisions.append(event, base_version=_base(form))
    return redirect(request, address(f"/records/{record_id}/history", only))


@router.post("/records/{record_id}/blind")
def blind(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, form: Form
) -> Response:
    """What the reviewer reads in the source; the record's values are shown after that."""
    entry = claimed(desk, reviewer, record_id)
    check_is_record(entry)
    said = text_of(form, "kind")
    if said not in (*KINDS, "none"):
        raise Problem("say what kind of statement it is")
    read: dict[str, Any] = {"kind": said}
    if said == "metric":
        quantity = read_number(text_of(form, "number"))
        if quantity is None:
            raise Problem("type the number as the source prints it, such as over 252,000")
        read |= {
            name: json_number(getattr(quantity, name)) for name in ("value", "low", "high", "comparator")
        }
    organisation = text_of(form, "organisation")
    if organisation:
        read["organisation"] = desk.profile(entry.source).organisation_called(organisation) or organisation
    return show(request, desk, reviewer, entry, only, blind=read, said="Now compare.")


@router.post("/undo")
def undo_last(request: Request, desk: At, reviewer: Reviewer, only: Only, form: Form) -> Response:
    """Takes the reviewer's own last decision back; a form that is sent again, no second one."""
    event_id = event_id_of(form)
    undone = desk.decisions.known(event_id)
    if undone is None:
        last = last_decision(desk, reviewer.name)
        if last is None:
            raise Problem("there is nothing of yours to undo")
        desk.decisions.undo(last.id, event_id=event_id, by=reviewer.name, at=desk.now())
    elif undone.undoes is None:
        raise Problem("the form was not sent whole: load the page again")
    else:
        last = desk.decisions.event(undone.undoes)
    try:
        entry = claimed(desk, reviewer, last.record_id)
    except Problem:  # a record that was added is gone again
        return redirect(request, address("/work", only))
    return show(request, desk, reviewer, entry, only, said=f"Undone: {done(last.action)}.")


@router.post("/decisions/{event_id}/undo")
def undo(request: Request, event_id: str, desk: At, reviewer: Reviewer, only: Only, form: Form) -> Response:
    """Takes one decision back, whosever it is."""
    desk.decisions.undo(event_id, event_id=str(uuid.uuid4()), by=reviewer.name, at=desk.now())
    record_id = desk.decisions.event(event_id).record_id
    return redirect(request, address(f"/records/{record_id}/history", only))


@router.post("/queue/accept")
def accept_many(request: Request, desk: At, reviewer: Reviewer, only: Only, form: Form) -> Response:
    """Accepts what was chosen on the screen: of one rule and one document, and sound. One event, one undo."""
    now = desk.now()
    entries = [desk.queue.entry(str(one), now=now) for one in form.getlist("record")]
    if any(text_of(form, f"version-{entry.id}") != version_mark(entry) for entry in entries):
        raise Problem("one of the records has changed since the page was loaded: load it again")
    event = many.accept_many(
        desk.store, {entry.id: entry.version for entry in entries}, event_id=event_id_of(form),
        by=reviewer.name, at=now,
    )  # fmt: skip
    for entry in entries:
        announce(entry, event)
    return redirect(request, address("/queue", only))


def last_decision(desk: Desk, by: str) -> Correction | None:
    """A reviewer's last decision that has not been undone."""
    with Session(desk.store.engine) as session:
        bodies = session.scalars(
            select(CorrectionRow.body)
            .where(CorrectionRow.by == by)
            .order_by(CorrectionRow.sequence.desc())
            .limit(_RECENT)
        ).all()
    undone: set[str | None] = set()
    for event in map(Correction.model_validate, bodies):
        if event.action == "undo":
            if event.id not in undone:
                undone.add(event.undoes)
        elif event.id not in undone and event.action != "comment":
            return event
    return None


def announce(entry: Entry, event: Correction) -> None:
    """Tells the orchestrator that a record was reviewed."""
    events.announce(
        "pledgewatch.record.reviewed",
        f"pledgewatch.record.{entry.id}",
        {
            "action": event.action,
            "by": event.by,
            "kind": entry.kind,
            "source": entry.source,
            "event": event.id,
        },
    )


def _decide(
    request: Request, desk: Desk, reviewer: Account, record_id: str, only: Any, form: FormData,
    values: Mapping[str, Any], said: str,
) -> Response:  # fmt: skip
    """Keeps a decision, then shows the next record; a conflict is shown side by side."""
    entry = desk.queue.entry(record_id, now=desk.now())
    check_is_record(entry)
    read = _json_of(form, "blind")
    if entry.blind and not read:
        raise Problem("first say what the source says: then decide")
    event = _event(record_id, reviewer, desk, form, {**values, "blind": read or None})
    try:
        kept = desk.decisions.append(event, base_version=_base(form))
    except Conflict as conflict:
        now = desk.queue.entry(record_id, now=desk.now())
        return page(
            request, "parts/conflict.html", 409, conflict=conflict, entry=now, only=only, address=address,
            action=request.url.path.rsplit("/", 1)[1], form=_kept_fields(form, conflict, now),
        )  # fmt: skip
    announce(entry, kept)
    return after(request, desk, reviewer, only, entry, said)


def _kept_fields(form: FormData, conflict: Conflict, now: Entry) -> list[tuple[str, str]]:
    """The form once more, on the version that is there now."""
    anew = {
        "base_version": str(conflict.version),
        "event_id": str(uuid.uuid4()),
        "seen": json.dumps(now.record or {}),
    }
    return [(name, str(value)) for name, value in form.multi_items() if name not in anew] + list(anew.items())


def _event(
    record_id: str, reviewer: Account, desk: Desk, form: FormData, values: Mapping[str, Any]
) -> Correction:
    return Correction.model_validate(
        {
            "id": event_id_of(form),
            "record_id": record_id,
            "by": reviewer.name,
            "at": desk.now(),
            "seen": _json_of(form, "seen"),
            **values,
        }
    )


def _typed(
    desk: Desk, entry: Entry, seen: Mapping[str, Any], form: FormData
) -> tuple[Typed, Evidence | None]:
    """The fields, and the words where they are not those that were seen."""
    fields = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    about = entry.record or entry.doubt or {}
    quote, evidence = about["evidence"]["quote"], None
    place = text_of(form, "words_at")
    if place:
        offsets = range_of(place)
        if offsets is None:
            raise Problem("the place of the words is not two numbers: choose them again")
        chosen = evidence_at(desk.document(about["snapshot"]), *offsets)
        if (chosen.start, chosen.end) != (about["evidence"]["start"], about["evidence"]["end"]):
            quote, evidence = chosen.quote, chosen
    return typed_record(
        fields, seen, quote, desk.profile(entry.source), desk.known_organisations(entry.source)
    ), evidence


def _as_added(entry: Entry, typed: Typed, evidence: Evidence | None) -> dict[str, Any]:
    """What a doubtful candidate should have been."""
    doubt = entry.doubt or {}
    fields = {name: value for name, value in typed.fields.items() if name != "kind"}
    fields |= {name: doubt.get(name) for name in ("document", "snapshot", "source")}
    return {
        "kind": typed.fields["kind"],
        "fields": fields,
        "evidence": evidence or Evidence.model_validate(doubt["evidence"]),
    }


def _again(request: Request, desk: Desk, entry: Entry, only: Any, form: FormData, typed: Typed) -> Response:
    """The form once more, with what was typed and what is wrong with it."""
    fields = as_typed({}) | {name: str(value) for name, value in form.items()}
    values = edit_form(desk, entry, only, form=fields, typed=typed, blind=text_of(form, "blind")) | {
        "base_version": _base(form),
        "seen": text_of(form, "seen"),
    }
    return page(request, "parts/edit.html", 422, **values)


def _base(form: FormData) -> int:
    return number_of(form, "base_version")


def _json_of(form: FormData, name: str) -> dict[str, Any]:
    text = text_of(form, name)
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Problem("the form was not sent whole: load the page again")
    return found
