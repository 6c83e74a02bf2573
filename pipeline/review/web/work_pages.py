"""The queue, and one record at a time: pages that only show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from pipeline.problems import Problem
from pipeline.review.history import history as steps_of
from pipeline.review.items import OF_RECORDS
from pipeline.review.queue import Claimed, Cursor, Entry, Facet, Filter
from pipeline.review.set_asides import SUBJECTS
from pipeline.review.web.access import At, Reader, Reviewer
from pipeline.review.web.accounts import Account
from pipeline.review.web.aside_values import aside_values
from pipeline.review.web.asking import Only, address, text_of
from pipeline.review.web.desk import Desk
from pipeline.review.web.editing import edit_form
from pipeline.review.web.history import chapters_of
from pipeline.review.web.pages import is_fragment, new_id, page, redirect
from pipeline.review.web.record_panel import REASONS, panel_for, version_mark
from pipeline.review.web.source_panel import highlight_of
from pipeline.review.web.source_routes import panel_of

router = APIRouter()

RecordId = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]
_FACETS: tuple[Facet, ...] = ("status", "kind", "organisation", "edition", "source", "rule", "subject")
_A_PAGE = 50


@router.get("/")
def home(request: Request, reader: Reader) -> Response:
    """The queue."""
    return redirect(request, "/queue")


@router.get("/queue")
def queue(request: Request, desk: At, reader: Reader, only: Only, after: str = "") -> Response:
    """What waits, in its order, with the filter."""
    desk.take_in_soon()
    entries = desk.queue.page(only, now=desk.now(), after=_cursor(after), limit=_A_PAGE)
    last = entries[-1].cursor if len(entries) == _A_PAGE else None
    return page(
        request, "queue.html", mark=version_mark, event_id=new_id(),
        only=only, entries=entries, total=desk.queue.count(only), facets=desk.queue.facets(only, _FACETS),
        bulk=only.rule is not None and only.snapshot is not None, address=address,
        more=address("/queue", only, after=f"{last.rank}~{last.place!r}~{last.id}") if last else None,
    )  # fmt: skip


@router.get("/queue/count")
def left(request: Request, desk: At, reader: Reader, only: Only) -> Response:
    """How many are left. Counting takes longer than showing the next record: it is asked for afterwards."""
    return page(request, "parts/left.html", left=desk.queue.count(only))


@router.get("/work")
def work(request: Request, desk: At, reviewer: Reviewer, only: Only) -> Response:
    """The first record that nobody else has before them."""
    entry = desk.queue.next(only, by=reviewer.name, now=desk.now())
    if entry is None:
        return redirect(request, address("/done", only))
    return redirect(request, address(f"/records/{entry.id}", only))


@router.get("/done")
def done(request: Request, reader: Reader, only: Only) -> Response:
    """Nothing waits any more."""
    return page(
        request, "parts/done.html" if is_fragment(request) else "done.html", only=only, address=address
    )


@router.get("/records/{record_id}")
def record(request: Request, record_id: RecordId, desk: At, reader: Reader, only: Only) -> Response:
    """One record beside its source."""
    return show(request, desk, reader, claimed(desk, reader, record_id), only)


@router.get("/records/{record_id}/next")
def next_record(request: Request, record_id: RecordId, desk: At, reader: Reader, only: Only) -> Response:
    """The one after it in the queue."""
    entry = desk.queue.entry(record_id, now=desk.now())
    return after(request, desk, reader, only, entry)


@router.get("/records/{record_id}/previous")
def previous(request: Request, record_id: RecordId, desk: At, reader: Reader, only: Only) -> Response:
    """The one before it in the queue."""
    now = desk.now()
    before = desk.queue.before(only, now=now, cursor=desk.queue.entry(record_id, now=now).cursor)
    found = claimed(desk, reader, before.id if before else record_id)
    return show(request, desk, reader, found, only, said="" if before else "This is the first.")


@router.get("/records/{record_id}/panel")
def panel(request: Request, record_id: RecordId, desk: At, reader: Reader, only: Only) -> Response:
    """The record alone, as it is before anything is typed."""
    values = _record_values(request, desk, reader, claimed(desk, reader, record_id), only)
    return page(request, "parts/record.html", **values)


@router.get("/records/{record_id}/edit")
def edit(
    request: Request, record_id: RecordId, desk: At, reviewer: Reviewer, only: Only, version: int = -1
) -> Response:
    """The record's fields, to be typed; the record once more where it is not the version that was seen."""
    entry = claimed(desk, reviewer, record_id)
    if version not in (-1, entry.version):
        values = _record_values(request, desk, reviewer, entry, only)
        return page(request, "parts/record.html", **values, said="This has changed meanwhile: look again.")
    check_is_record(entry)
    if entry.blind:
        raise Problem("first say what the source says: then the values are shown, and can be edited")
    return page(request, "parts/edit.html", **edit_form(desk, entry, only))


@router.post("/records/{record_id}/claim")
def keep(record_id: RecordId, desk: At, reviewer: Reviewer) -> Response:
    """Somebody is still typing: the record stays theirs. Where another has it by now they are told."""
    desk.queue.entry(record_id, now=desk.now())
    desk.queue.claim(record_id, by=reviewer.name, now=desk.now())
    return Response(status_code=204)


@router.get("/records/{record_id}/history")
def history(request: Request, record_id: RecordId, desk: At, reader: Reader, only: Only) -> Response:
    """All that was ever extracted and decided of a record."""
    entry = desk.queue.entry(record_id, now=desk.now())
    check_is_record(entry)
    panel = panel_for(entry, reader)
    chapters = chapters_of(steps_of(desk.store, record_id), panel.hidden)
    return page(
        request, "history.html", panel=panel, chapters=chapters, only=only, address=address
    )  # fmt: skip


def check_is_record(entry: Entry) -> None:
    """Raises Problem for what is no record, and waits in the queue for another reason."""
    if entry.subject not in OF_RECORDS:
        raise Problem("this is no record: it can only be set aside")


def claimed(desk: Desk, account: Account, record_id: str) -> Entry:
    """The entry, claimed where this account may decide and nobody else has it before them."""
    now = desk.now()
    if account.may("reviewer"):
        try:
            desk.queue.entry(record_id, now=now)
            desk.queue.claim(record_id, by=account.name, now=now)
        except Claimed:
            pass
    return desk.queue.entry(record_id, now=now)


def after(
    request: Request, desk: Desk, account: Account, only: Filter, entry: Entry, said: str = ""
) -> Response:
    """The answer to a decision, or to the wish for the next: the next record, or that there is none."""
    now = desk.now()
    if account.may("reviewer"):
        found = desk.queue.next(only, by=account.name, now=now, after=entry.cursor, without=(entry.id,))
    else:
        found = next(iter(desk.queue.page(only, now=now, after=entry.cursor, limit=1)), None)
    if found is not None:
        return show(request, desk, account, found, only, said=said)
    if not is_fragment(request):
        return redirect(request, address("/done", only))
    answer = page(request, "parts/done.html", only=only, address=address, said=said)
    answer.headers["hx-push-url"] = address("/done", only)
    return answer


def reason_given(form: FormData, entry: Entry) -> str | None:
    """Why something is set aside; None to let what was set aside wait again. Raises Problem for neither."""
    reason = text_of(form, "reason") or None
    if reason is None and entry.status != "dismissed":
        raise Problem("say why it can be set aside")
    return reason


def after_setting_aside(
    request: Request, desk: Desk, account: Account, only: Filter, entry: Entry, reason: str | None
) -> Response:
    """The next, or, where something waits again, that itself."""
    if reason is None:
        return redirect(request, address(f"/records/{entry.id}", only))
    return after(request, desk, account, only, entry, "Set aside.")


def show(
    request: Request, desk: Desk, account: Account, entry: Entry, only: Filter,
    said: str = "", blind: Mapping[str, Any] | None = None,
) -> Response:  # fmt: skip
    """A record beside its source, as a page or as the part of one that changes."""
    here = address(f"/records/{entry.id}", only)
    if not is_fragment(request) and request.method != "GET":
        return redirect(request, here)
    values = _shown_values(request, desk, account, entry, only, blind) | {"said": said}
    values["upcoming"] = _ahead(desk, account, entry, only)
    template = entry.subject if entry.subject in ("finding", *SUBJECTS) else "work"
    folder = "parts/" if is_fragment(request) else ""
    answer = page(request, f"{folder}{template}.html", **values)
    if is_fragment(request):
        answer.headers["hx-push-url"] = here
    return answer


def _shown_values(
    request: Request, desk: Desk, account: Account, entry: Entry, only: Filter,
    blind: Mapping[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    if entry.subject == "finding":
        return finding_values(desk, entry, only)
    if entry.subject in SUBJECTS:
        return aside_values(desk, entry, only)
    return _record_values(request, desk, account, entry, only, blind) | _source_values(desk, entry)


def finding_values(desk: Desk, entry: Entry, only: Filter) -> dict[str, Any]:
    """What the template of a finding needs: its words, and the source of the first that it cites."""
    finding = entry.record or {}
    first = next((one for one in finding["cites"] if one["snapshot"] or entry.snapshot), finding["cites"][0])
    place = {"snapshot": first["snapshot"] or entry.snapshot, "evidence": first["evidence"]}
    return _source_of(desk, place) | {
        "entry": entry, "finding": finding, "only": only, "address": address, "event_id": new_id(),
    }  # fmt: skip


def _record_values(
    request: Request, desk: Desk, account: Account, entry: Entry, only: Filter,
    blind: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    from schemas.records import KINDS

    check_is_record(entry)
    profile = desk.profile(entry.source)
    return {
        "panel": panel_for(entry, account, blind), "only": only, "address": address, "reasons": REASONS,
        "kinds": KINDS, "organisations": [(one.slug, one.name) for one in profile.organisations],
        "source_title": getattr(desk.source(entry.source), "title", entry.document),
    }  # fmt: skip


def _source_values(desk: Desk, entry: Entry) -> dict[str, Any]:
    return _source_of(desk, entry.record or entry.doubt or {})


def _source_of(desk: Desk, about: Mapping[str, Any]) -> dict[str, Any]:
    if not about.get("snapshot"):
        return {"source": None, "trouble": "There is no source to show."}
    try:
        document = desk.document(about["snapshot"])
        shown = panel_of(desk, about["snapshot"], document, [highlight_of(about["evidence"])])
        return {"source": shown, "trouble": None}
    except Problem as problem:
        return {"source": None, "trouble": str(problem)}


def _ahead(desk: Desk, account: Account, entry: Entry, only: Filter) -> dict[str, Any] | None:
    """What the source's panel of the next record loads, for the browser to have it at hand."""
    upcoming = desk.queue.page(only, now=desk.now(), after=entry.cursor, limit=2)
    for one in upcoming:
        about = one.record or one.doubt
        if about and one.id != entry.id and "evidence" in about:
            place = about["evidence"]
            return {"snapshot": about["snapshot"], **place} if place["page"] or place["xpath"] else None
    return None


def _cursor(text: str) -> Cursor | None:
    try:
        rank, place, item = text.split("~")
        return Cursor(int(rank), float(place), item)
    except ValueError:
        return None
