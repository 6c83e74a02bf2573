"""Corrections as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), for other tools to show.

Every annotation carries its event whole, so that the collection can come back as it went.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from pipeline.review.exchange import CORRECTION, Line, Rejected, complaint, line_from
from schemas.corrections import Correction, CorrectionAction
from schemas.evidence import Evidence, PageBox

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"pledgewatch": {"@id": "urn:pledgewatch:correction", "@type": "@json"}},
]
_PDF = "http://tools.ietf.org/rfc/rfc3778"
_MOTIVATION: Mapping[CorrectionAction, str] = {
    "accept": "assessing", "change": "editing", "reject": "assessing", "add": "identifying",
    "reopen": "questioning", "comment": "commenting", "undo": "moderating",
}  # fmt: skip


def to_annotations(lines: Iterable[Line]) -> dict[str, Any]:
    """The corrections as an AnnotationCollection with one page."""
    annotations = [_annotation(line) for line in lines if line.type == CORRECTION]
    return {
        "@context": CONTEXT,
        "id": "urn:pledgewatch:corrections",
        "type": "AnnotationCollection",
        "label": "Corrections by reviewers",
        "total": len(annotations),
        "first": {"id": "urn:pledgewatch:corrections:1", "type": "AnnotationPage", "items": annotations},
    }


def read_annotations(text: str) -> list[Line]:
    """The events of such a collection, or of a list of annotations. Raises Rejected."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected([complaint(error)]) from None
    page = body.get("first", body) if isinstance(body, dict) else {"items": body}
    annotations = page.get("items") if isinstance(page, dict) else None
    if not isinstance(annotations, list):
        raise Rejected(["the collection has no page with items"])
    found, reasons = [], []
    for number, annotation in enumerate(annotations, 1):
        at = f"annotation {number}"
        try:
            carried = annotation["pledgewatch"]
            found.append(line_from({"type": CORRECTION, **carried}, at))
        except (KeyError, TypeError):
            reasons.append(f"{at}: it carries no event of pledgewatch")
        except ValueError as error:
            reasons.append(f"{at}: {complaint(error)}")
    if reasons:
        raise Rejected(reasons)
    return found


def _annotation(line: Line) -> dict[str, Any]:
    event: Correction = line.event
    targets = [_target(event, record_id) for record_id in event.records]
    made: dict[str, Any] = {
        "id": _urn("event", event.id),
        "type": "Annotation",
        "motivation": _MOTIVATION[event.action],
        "creator": {"type": "Person", "name": event.by},
        "created": event.model_dump(mode="json")["at"],
        "target": targets[0] if len(targets) == 1 else targets,
    }
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": event.action}]
    if event.reason:
        bodies.append(_text("commenting", event.reason))
    if event.fields:
        bodies.append(_text("editing", json.dumps(event.fields, ensure_ascii=False), "application/json"))
    carried = {"event": event.model_dump(mode="json"), "base": line.base}
    return made | {"body": bodies, "pledgewatch": carried}


def _text(purpose: str, value: str, form: str = "text/plain") -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": form}


def _target(event: Correction, record_id: str) -> Any:
    """The words in their document; of an event that saw none, the event or record that it is about."""
    seen = event.seen_of(record_id)
    try:
        evidence = event.evidence or Evidence.model_validate(seen.get("evidence"))
    except ValidationError:
        return _urn("event", event.undoes) if event.undoes else _urn("record", record_id)
    about = {**seen, **event.fields}
    return {
        "source": _address(str(about.get("document") or _urn("record", record_id))),
        "selector": _selectors(evidence),
    } | ({"id": f"{_urn('record', record_id)}"} if len(event.records) > 1 else {})


def _selectors(evidence: Evidence) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "type": "TextQuoteSelector",
            "exact": evidence.quote,
            "prefix": evidence.prefix,
            "suffix": evidence.suffix,
        },
        {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end},
    ]
    if evidence.xpath:
        found.append({"type": "XPathSelector", "value": evidence.xpath})
    pages = dict.fromkeys((evidence.page, *(one.page for one in evidence.boxes)))
    found += [_on_page(page, evidence.boxes) for page in pages if page]
    return found


def _on_page(page: int, boxes: Iterable[PageBox]) -> dict[str, Any]:
    """A page of a PDF and, within it, the rectangles round the words: in points, from the top left."""
    shapes = [
        f'<rect x="{left}" y="{top}" width="{right - left:g}" height="{bottom - top:g}"/>'
        for left, top, right, bottom in (one.box for one in boxes if one.page == page)
    ]
    selector: dict[str, Any] = {"type": "FragmentSelector", "conformsTo": _PDF, "value": f"page={page}"}
    if shapes:
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(shapes)}</svg>'
        selector["refinedBy"] = {"type": "SvgSelector", "value": drawn}
    return selector


def _address(document: str) -> str:
    return document if "://" in document else _urn("document", document)


def _urn(kind: str, name: str) -> str:
    return f"urn:pledgewatch:{kind}:{quote(name, safe='')}"
