"""Documents that were signed off, as gold files in the form of docs/annotation.md, for the bench."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.review.sign_offs import signed_off
from schemas.records import Record

if TYPE_CHECKING:
    from pipeline.documents import Documents
    from pipeline.reconcile import Reconciled
    from schemas.corrections import SignOff

_OF_ALL = ("kind", "organisation", "edition", "quote")
_OF_KIND: Mapping[str, Sequence[str]] = {
    "metric": ("value", "low", "high", "comparator", "unit", "per", "basis", "coverage", "action", "object"),
    "gap": ("carries_forward",),
    "no_progress": ("since", "reason"),
    "commitment": ("cadence",),
}
_SUFFIX = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}


class Gold(NamedTuple):
    """Files to write, and the documents that are none yet."""

    files: dict[str, bytes]
    left_out: tuple[str, ...]
    """What was signed off and is no gold file, each with the reason, in one line."""


def gold_files(now: Reconciled, sign_offs: Sequence[SignOff], documents: Documents) -> Gold:
    """A gold file and the bytes beside it for every document that holds now and is signed off as a whole.

    One of whose records somebody has still to decide is left out: it would teach the bench what nobody has
    said. Raises Problem when a document cannot be read.
    """
    names = {event.snapshot: event for event in sign_offs}
    held = {item.snapshot for item in now.items if item.subject != "lost"}
    pages = {one: len(documents.get(one).pages) for one in names if one in held}
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    for snapshot in signed_off(sign_offs, pages):
        event = names[snapshot]
        if snapshot not in held:
            left_out.append(f"{event.document}: its source says something else by now")
            continue
        waiting = sum(
            item.subject != "lost" and (item.said is None or item.conflict is not None)
            for item in now.items
            if item.snapshot == snapshot
        )
        if waiting:
            left_out.append(f"{event.document}: {waiting} of its records wait for a decision")
            continue
        records = [one for one in now.records if one.snapshot == snapshot and one.review.status != "rejected"]
        document = documents.get(snapshot)
        stem = _stem(event)
        form = document.media_type
        name = stem + (_SUFFIX.get(form) or mimetypes.guess_extension(form) or "")
        gold = {
            "document": name,
            "media_type": document.media_type,
            "url": event.document,
            "records": _entries(records),
        }
        files[name] = documents.bytes_of(snapshot)
        files[f"{stem}.gold.json"] = (json.dumps(gold, indent=1, ensure_ascii=False) + "\n").encode()
    return Gold(files, tuple(left_out))


def _entries(records: Sequence[Record]) -> list[dict[str, Any]]:
    place = {record.id: number for number, record in enumerate(records)}
    entries = []
    for record in records:
        body = record.model_dump(mode="json")
        entry = {name: body[name] for name in (*_OF_ALL, *_OF_KIND.get(record.kind, ()))}
        entry["quote"] = " ".join(entry["quote"].split())
        if record.kind == "metric":
            entry["part_of"] = place.get(record.part_of) if record.part_of else None
            if record.dimensions:
                entry["dimensions"] = record.dimensions
        entries.append(entry)
    return entries


def _stem(event: SignOff) -> str:
    name = event.source or event.document.rsplit("/", 1)[-1]
    return f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{event.snapshot[:8]}"
