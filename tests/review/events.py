"""Events as reviewers would make them, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from pipeline.review.merging import json_form
from schemas.corrections import Correction
from schemas.records import Record

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
_numbers = count()


def decide(record: Record | str, action: str, by: str = "ada", **fields: Any) -> Correction:
    """An event on a record as it stands now; further arguments are the event's own."""
    number = next(_numbers)
    seen = {} if isinstance(record, str) else json_form(record)
    if action == "reject":
        fields.setdefault("reason", "not a figure")
    return Correction.model_validate(
        {
            "id": f"event-{number}",
            "record_id": record if isinstance(record, str) else record.id,
            "action": action,
            "by": by,
            "at": NOON + timedelta(minutes=number),
            "seen": seen,
            **fields,
        }
    )
