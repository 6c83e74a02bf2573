"""How often rules are right, how far reviewers agree, and what publishers got wrong."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import get_args

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.events import opinions, source_corrections
from pipeline.review.many import outgrown
from pipeline.review.merging import first_complaint
from pipeline.review.opinions import agreement, disagreements, pairs, wanting
from pipeline.review.rates import rates
from pipeline.review.source_corrections import latest
from pipeline.review.tables import ItemRow
from pipeline.review.web.access import At, Reader, Reviewer
from pipeline.review.web.asking import Form, Only, address, event_id_of, text_of
from pipeline.review.web.pages import new_id, page, redirect
from pipeline.review.web.work_pages import RecordId
from schemas.corrections import SourceCorrection, SourceCorrectionStatus

router = APIRouter()

_STATUSES = get_args(SourceCorrectionStatus)


@router.get("/figures")
def figures(request: Request, desk: At, reader: Reader) -> Response:
    """All of it on one page."""
    decided = desk.decisions.all()
    given = opinions(desk.store).all()
    settings = desk.settings
    found = pairs(decided, given, settings.adjudicator or "")
    with Session(desk.store.engine) as session:
        rows = session.execute(select(ItemRow.id, ItemRow.machine).where(ItemRow.version > 0)).tuples()
        machine = {key: body for key, body in rows if body}
    found_rates = rates(decided, machine)
    behind = {one.rule: len(outgrown(desk.store, one.rule)) for one in found_rates}
    return page(
        request, "figures.html", rates=found_rates, outgrown=behind, agreement=agreement(found),
        disagreements=disagreements(found), adjudicator=settings.adjudicator, share=settings.second_opinion,
        wanting=len(wanting(decided, given, share=settings.second_opinion, by=reader.name)),
        source_corrections=latest(source_corrections(desk.store).all()), statuses=_STATUSES,
    )  # fmt: skip


@router.get("/records/{record_id}/publisher")
def publisher(request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only) -> Response:
    """The form that says that the publisher itself is wrong."""
    entry = desk.queue.entry(record_id, now=desk.now())
    if entry.record is None or entry.kind != "metric" or entry.blind:
        raise Problem("only a figure that has been read can be the publisher's error")
    return page(
        request, "publisher.html", entry=entry, only=only, address=address, statuses=_STATUSES[:-1],
        event_id=new_id(),
    )  # fmt: skip


@router.post("/source-corrections")
def correct_source(request: Request, desk: At, reviewer: Reviewer, form: Form) -> Response:
    """Notes a publisher's error, or the next chapter of one."""
    names = ("source", "quote", "reason", "status")
    try:
        event = SourceCorrection.model_validate(
            {name: text_of(form, name) for name in names}
            | {"id": event_id_of(form), "by": reviewer.name, "at": desk.now()}
            | {name: _number(form, name) for name in ("printed", "corrected")}
        )
    except ValidationError as error:
        raise Problem(f"this cannot be recorded: {first_complaint(error)}") from None
    source_corrections(desk.store).append(event)
    return redirect(request, "/figures")


def _number(form: FormData, name: str) -> Decimal:
    text = text_of(form, name).replace(",", "")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Problem(f"{name}: {text!r} is no number such as 252,000 or 12.5") from None
