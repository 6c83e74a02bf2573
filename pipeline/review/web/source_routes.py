"""What the browser loads of a source: images of pages, the archived page, the text, places of words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, Response

from pipeline.review.web.access import At, Reader
from pipeline.review.web.desk import Desk
from pipeline.review.web.evidence import Found, evidence_at, find_words
from pipeline.review.web.headers import SOURCE_POLICY
from pipeline.review.web.pages import page
from pipeline.review.web.source_panel import Highlight, highlight_of, marks_of, text_view, view_of
from schemas.documents import Document

router = APIRouter()

Snapshot = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
PageNumber = Annotated[int, Path(ge=1, le=100_000)]
_FOR_EVER = {"cache-control": "private, max-age=31536000, immutable"}
_A_WHILE = {"cache-control": "private, max-age=600"}
DPI = 144


@router.get("/documents/{snapshot}/pages/{number}.webp")
def image(snapshot: Snapshot, number: PageNumber, desk: At, reader: Reader, dpi: int = DPI) -> Response:
    """A page of a PDF. It never changes under its address."""
    return Response(desk.views.image(snapshot, number, dpi), media_type="image/webp", headers=_FOR_EVER)


@router.get("/documents/{snapshot}/archived")
def archived(
    snapshot: Snapshot,
    desk: At,
    reader: Reader,
    start: int = 0,
    end: int = 0,
    all: bool = False,  # noqa: A002
) -> Response:
    """The archived page, to be shown in a frame; the evidence is `#evidence`."""
    document = desk.document(snapshot)
    html = desk.views.archived(
        snapshot,
        marks_of(document, _highlights(desk, snapshot, start, end, all)),
        document.title or document.name,
    )
    headers = {"content-security-policy": SOURCE_POLICY, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(html, headers=headers if all else headers | _A_WHILE)


@router.get("/documents/{snapshot}/view")
def source_view(
    request: Request, snapshot: Snapshot, desk: At, reader: Reader,
    mode: str = "", number: int = 0, start: int = 0, end: int = 0, all: bool = False,  # noqa: A002
) -> Response:  # fmt: skip
    """The source's panel, as a part of a page."""
    document = desk.document(snapshot)
    highlights = _highlights(desk, snapshot, start, end, all)
    panel = panel_of(desk, snapshot, document, highlights, mode=mode, number=number, all=all)
    return page(request, "parts/source.html", panel=panel)


@router.get("/documents/{snapshot}/find")
def find(
    request: Request, snapshot: Snapshot, desk: At, reader: Reader,
    words: str = "", start: int = 0, end: int = 0,
) -> Response:  # fmt: skip
    """Where words stand: those selected from `start` to `end`, or those pasted."""
    document = desk.document(snapshot)
    found = (
        find_words(document, words)
        if not end
        else [Found(one := evidence_at(document, start, end), one.prefix, one.suffix)]
    )
    return page(request, "parts/places.html", found=found)


def panel_of(
    desk: Desk,
    snapshot: str,
    document: Document,
    highlights: list[Highlight],
    *,
    mode: str = "",
    number: int = 0,
    all: bool = False,  # noqa: A002
) -> dict[str, Any]:
    """What the template of the source's panel needs."""
    view = view_of(document)
    mode = mode if mode in ("text", view) else view
    first = highlights[0] if highlights and not all else None
    span = {"start": first.start, "end": first.end} if first else {"start": 0, "end": 0}
    panel: dict[str, Any] = {
        "snapshot": snapshot, "name": document.name, "title": document.title or document.name, "view": view,
        "mode": mode, "all": all, "remarks": document.remarks, **span, "dpi": DPI,
    }  # fmt: skip
    if mode == "pages":
        count = len(document.pages)
        number = number or next((one.boxes[0][0] for one in highlights if one.boxes), 1)
        number = min(max(number, 1), count)
        panel |= {
            "number": number, "count": count, "size": document.pages[number - 1],
            "lines": desk.lines(snapshot).get(number, []),
            "boxes": [(one, box) for one in highlights for box in one.boxes if box[0] == number],
        }  # fmt: skip
    elif mode == "text":
        panel["blocks"] = text_view(document, highlights)
    return panel


def _highlights(desk: Desk, snapshot: str, start: int, end: int, all: bool) -> list[Highlight]:  # noqa: A002
    if all:
        return highlights_of_all(desk, snapshot)
    document = desk.document(snapshot)
    if not 0 <= start < end <= len(document.text):
        return []
    return [highlight_of(evidence_at(document, start, end).model_dump(mode="json"))]


def highlights_of_all(desk: Desk, snapshot: str) -> list[Highlight]:
    """Every record and doubt of a document, each with its status."""
    found = []
    for entry in desk.queue.of_document(snapshot, now=desk.now()):
        about = entry.record or entry.doubt
        if about is not None:
            label = f"{entry.kind.replace('_', ' ')}, {entry.status}"
            found.append(highlight_of(about["evidence"], f"record-{entry.id}", entry.status, label))
    return found
