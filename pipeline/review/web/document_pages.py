"""Documents as a whole: all of their records laid over them, what was missed, and signing off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from pipeline import events
from pipeline.problems import Problem
from pipeline.review.events import sign_offs
from pipeline.review.merging import REVIEWER, build, first_complaint
from pipeline.review.queue import Entry, Filter
from pipeline.review.sign_offs import holding, signed_off
from pipeline.review.tables import ItemRow
from pipeline.review.web.access import At, Reader, Reviewer
from pipeline.review.web.accounts import Account
from pipeline.review.web.asking import Form, Only, address, event_id_of, range_of, text_of
from pipeline.review.web.desk import Desk
from pipeline.review.web.editing import vocabulary
from pipeline.review.web.evidence import evidence_at
from pipeline.review.web.pages import is_fragment, new_id, page, redirect
from pipeline.review.web.shown import STATUS_SIGNS, amount
from pipeline.review.web.source_panel import sections_of
from pipeline.review.web.source_routes import Snapshot, highlights_of_all, panel_of
from pipeline.review.web.typed_fields import Typed, as_typed, printed_as, read_number, typed_record
from pipeline.review.web.work_pages import claimed, show
from schemas.corrections import Correction, SignOff
from schemas.documents import Document
from schemas.evidence import Evidence
from schemas.records import record_id

router = APIRouter()

_MOST_ALIKE = 100


class Listed(NamedTuple):
    """A document in the list of documents."""

    snapshot: str
    name: str
    source: str | None
    records: int
    decided: int
    signed: str | None


@dataclass(frozen=True)
class Part:
    """A page or a section, with its records, and whether it was signed off."""

    key: str
    name: str
    page: int | None
    section: tuple[int, int] | None
    heading: str | None
    entries: Sequence[Entry]
    signed: SignOff | None
    event_id: str


@router.get("/documents")
def documents(request: Request, desk: At, reader: Reader) -> Response:
    """What was read, and how much of it has been gone through."""
    return page(request, "documents.html", documents=_listed(desk))


@router.get("/documents/{snapshot}")
def document(request: Request, snapshot: Snapshot, desk: At, reader: Reader) -> Response:
    """All records of a document laid over its pages."""
    values = document_values(desk, snapshot)
    read = desk.document(snapshot)
    values["source"] = panel_of(desk, snapshot, read, highlights_of_all(desk, snapshot), all=True)
    return page(request, "document.html", **values, trouble=None)


@router.post("/documents/{snapshot}/sign-off")
def sign_off(request: Request, snapshot: Snapshot, desk: At, reviewer: Reviewer, form: Form) -> Response:
    """A page, a section or the whole has been gone through; or that is taken back."""
    read = desk.document(snapshot)
    key, undoes = text_of(form, "part"), text_of(form, "undoes")
    about: dict[str, Any] = {}
    name = "the whole document"
    if key != "whole":
        part = next((one for one in _parts(desk, snapshot, read) if one.key == key), None)
        if part is None:
            raise Problem("the document has no such page or section: load the page again")
        about = {"page": part.page, "section": part.section, "heading": part.heading}
        name = part.name
    source = next((entry.source for entry in desk.queue.of_document(snapshot, now=desk.now())), None)
    event = SignOff(
        id=event_id_of(form), by=reviewer.name, at=desk.now(), snapshot=snapshot, source=source,
        document=read.name, undoes=undoes or None, **about,
    )  # fmt: skip
    sign_offs(desk.store).append(event)
    events.announce(
        "pledgewatch.document.signed-off",
        f"pledgewatch.document.{source or snapshot}",
        {"snapshot": snapshot, "part": key, "by": reviewer.name, "undone": bool(undoes), "event": event.id},
    )
    if not is_fragment(request):
        return redirect(request, f"/documents/{snapshot}")
    said = f"The sign-off of {name} is taken back." if undoes else f"Signed off: {name}."
    return page(request, "parts/document.html", **document_values(desk, snapshot, said=said))


@router.get("/documents/{snapshot}/add")
def add_form(
    request: Request, snapshot: Snapshot, desk: At, reviewer: Reviewer, only: Only, beside: str = ""
) -> Response:
    """The form for a record that was missed."""
    return page(request, "parts/edit.html", **_form_values(desk, snapshot, only, beside))


@router.post("/documents/{snapshot}/add")
def add(
    request: Request,
    snapshot: Snapshot,
    desk: At,
    reviewer: Reviewer,
    only: Only,
    form: Form,
    beside: str = "",
) -> Response:
    """Adds a record that was missed."""
    read = desk.document(snapshot)
    fields = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    offsets = range_of(text_of(form, "words_at"))
    if offsets is None:
        typed = Typed(errors={"words": "select the words in the source, or paste them"})
        return _form_again(request, desk, snapshot, only, beside, fields, typed)
    evidence = evidence_at(read, *offsets)
    source = _source_of(desk, snapshot)
    typed = typed_record(fields, {}, evidence.quote, desk.profile(source), desk.known_organisations(source))
    if typed.errors or (typed.warnings and not form.get("confirmed")):
        return _form_again(request, desk, snapshot, only, beside, fields, typed, evidence)
    try:
        event = _kept(desk, form) or _added(desk, reviewer, read, snapshot, source, typed, evidence, form)
        kept = desk.decisions.append(event, base_version=desk.decisions.version(event.record_id))
    except (ValidationError, Problem) as error:
        said = first_complaint(error) if isinstance(error, ValidationError) else str(error)
        typed.errors["record"] = said
        return _form_again(request, desk, snapshot, only, beside, fields, typed, evidence)
    events.announce(
        "pledgewatch.record.reviewed",
        f"pledgewatch.record.{kept.record_id}",
        {"action": "add", "by": reviewer.name, "kind": kept.kind, "source": source, "event": kept.id},
    )
    if beside:
        return show(request, desk, reviewer, claimed(desk, reviewer, beside), only, said="Added.")
    return redirect(request, f"/documents/{snapshot}")


@router.get("/reading")
def reading(
    request: Request, desk: At, reader: Reader,
    number: str = "", snapshot: str = "", words_at: str = "", unit: str = "",
) -> Response:  # fmt: skip
    """How the grammar reads a number as it is typed, and whether its digits are in the quote."""
    quantity = read_number(number[:200])
    warning = ""
    offsets = range_of(words_at)
    if quantity is not None and offsets is not None and snapshot:
        quote = evidence_at(desk.document(snapshot), *offsets).quote
        if printed_as(quantity, quote) is None:
            warning = "Its digits are not in the quote."
    read = None
    if quantity is not None:
        values = quantity.model_dump()
        values["unit"] = quantity.unit or unit.strip() or None
        read = amount(values)
    return page(request, "parts/reading.html", read=read, warning=warning)


def document_values(desk: Desk, snapshot: str, said: str = "") -> dict[str, Any]:
    """What the template of a document's panel needs."""
    read = desk.document(snapshot)
    kept = sign_offs(desk.store).all()
    pages = {snapshot: len(read.pages)} if read.pages else None
    return {
        "snapshot": snapshot, "title": read.title or read.name, "statuses": list(STATUS_SIGNS),
        "entries": desk.queue.of_document(snapshot, now=desk.now()), "paged": bool(read.pages),
        "parts": _parts(desk, snapshot, read), "whole": signed_off(kept, pages).get(snapshot),
        "event_id": new_id(), "said": said, "address": address, "nothing": Filter(),
    }  # fmt: skip


def _parts(desk: Desk, snapshot: str, read: Document) -> list[Part]:
    entries = desk.queue.of_document(snapshot, now=desk.now())
    held = [one for one in holding(sign_offs(desk.store).all()) if one.snapshot == snapshot]
    if read.pages:
        return [
            Part(
                f"page-{number}", f"page {number}", number, None, None,
                [entry for entry in entries if _evidence(entry)["page"] == number],
                next((one for one in held if one.page == number), None), new_id(),
            )
            for number in range(1, len(read.pages) + 1)
        ]  # fmt: skip
    return [
        Part(
            f"section-{one.start}-{one.end}", f"“{one.heading[:80]}”", None, (one.start, one.end),
            one.heading,
            [entry for entry in entries if one.start <= _evidence(entry)["start"] < one.end],
            next((kept for kept in held if kept.section == (one.start, one.end)), None), new_id(),
        )
        for one in sections_of(read)
    ]  # fmt: skip


def _evidence(entry: Entry) -> dict[str, Any]:
    about = entry.record or entry.doubt or {}
    found: dict[str, Any] = about["evidence"]
    return found


def _listed(desk: Desk) -> list[Listed]:
    decided = func.sum((ItemRow.status.in_(("accepted", "corrected", "rejected", "added"))).cast(Integer))
    with Session(desk.store.engine) as session:
        rows = session.execute(
            select(ItemRow.snapshot, ItemRow.document, ItemRow.source, func.count(), decided)
            .where(ItemRow.subject.in_(("record", "doubt")), ItemRow.snapshot.is_not(None))
            .group_by(ItemRow.snapshot, ItemRow.document, ItemRow.source)
            .order_by(ItemRow.source, ItemRow.document, ItemRow.snapshot)
        ).all()
    kept = sign_offs(desk.store).all()
    whole = signed_off(kept)
    parts: dict[str, int] = {}
    for one in holding(kept):
        parts[one.snapshot] = parts.get(one.snapshot, 0) + 1
    return [
        Listed(
            snapshot, name, source, count, done or 0,
            f"whole, by {whole[snapshot]}" if snapshot in whole
            else f"{parts[snapshot]} part{'s' * (parts[snapshot] != 1)}" if snapshot in parts else None,
        )
        for snapshot, name, source, count, done in rows
    ]  # fmt: skip


def _form_values(
    desk: Desk, snapshot: str, only: Filter, beside: str, evidence: Evidence | None = None
) -> dict[str, Any]:
    cancel = address(f"/records/{beside}/panel", only) if beside else f"/documents/{snapshot}/panel"
    return vocabulary(desk, _source_of(desk, snapshot), snapshot) | {
        "fields": as_typed(_likely(desk, snapshot, beside)), "typed": Typed(), "only": only,
        "address": address,
        "evidence": evidence, "snapshot": snapshot, "seen": "", "event_id": new_id(),
        "base_version": 0, "blind_json": "", "adding": True, "cancel": cancel, "draft": f"add-{snapshot}",
        "action": address(f"/documents/{snapshot}/add", only, beside=beside),
    }  # fmt: skip


def _form_again(
    request: Request, desk: Desk, snapshot: str, only: Filter, beside: str,
    fields: dict[str, str], typed: Typed, evidence: Evidence | None = None,
) -> Response:  # fmt: skip
    values = _form_values(desk, snapshot, only, beside, evidence)
    values |= {
        "fields": as_typed({}) | fields,
        "typed": typed,
        "event_id": fields.get("event_id") or new_id(),
    }
    answer = page(request, "parts/edit.html", 422, **values)
    answer.headers["hx-retarget"], answer.headers["hx-reswap"] = "#record", "innerHTML"
    return answer


@router.get("/documents/{snapshot}/panel")
def document_panel(request: Request, snapshot: Snapshot, desk: At, reader: Reader) -> Response:
    """The document's records alone."""
    return page(request, "parts/document.html", **document_values(desk, snapshot))


def _likely(desk: Desk, snapshot: str, beside: str) -> dict[str, Any]:
    """What a missed record most likely shares with its neighbour."""
    entry = desk.queue.entry(beside, now=desk.now()) if beside else None
    if entry is None:
        entry = next(iter(desk.queue.of_document(snapshot, now=desk.now())), None)
    if entry is None or entry.record is None or entry.blind:
        return {"kind": "metric"}
    shared = ("kind", "organisation", "edition", "principle")
    return {name: entry.record.get(name) for name in shared}


def _source_of(desk: Desk, snapshot: str) -> str | None:
    return next((entry.source for entry in desk.queue.of_document(snapshot, now=desk.now())), None)


def _kept(desk: Desk, form: FormData) -> Correction | None:
    """The event itself, where the form was sent twice."""
    return desk.decisions.known(event_id_of(form))


def _added(
    desk: Desk, reviewer: Account, read: Document, snapshot: str, source: str | None, typed: Typed,
    evidence: Evidence, form: FormData,
) -> Correction:  # fmt: skip
    """The event; the record's id is the first that no record has yet. Raises ValidationError."""
    fields = {name: value for name, value in typed.fields.items() if name != "kind"}
    fields |= {"document": read.name, "snapshot": snapshot, "source": source}
    kind = typed.fields["kind"]
    known = {entry.id for entry in desk.queue.of_document(snapshot, now=desk.now())}
    ids = (
        record_id(
            kind, source, fields["organisation"], fields["edition"], evidence.quote,
            dimensions=fields.get("dimensions"), occurrence=occurrence,
        )
        for occurrence in range(_MOST_ALIKE)
    )  # fmt: skip
    free = next(one for one in ids if one not in known)
    values = {"kind": kind, **fields, "quote": evidence.quote, "evidence": evidence, **REVIEWER}
    build(values, free)
    return Correction(
        id=event_id_of(form), record_id=free, action="add", by=reviewer.name, at=desk.now(),
        kind=kind, fields=json.loads(json.dumps(fields)), evidence=evidence,
    )  # fmt: skip
