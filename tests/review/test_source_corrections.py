"""When a publisher is wrong: the correction is held to the source at every run."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.review.events import source_corrections
from pipeline.review.source_corrections import (
    GuardFailed,
    check_source_corrections,
    guard,
    history,
    latest,
)
from pipeline.store.store import Store
from schemas.corrections import SourceCorrection
from schemas.records import Metric
from tests.ledger.made_up import metric
from tests.review.desk import NOW

PRINTED = "We removed 120 models in March."


def removed(quote: str, value: int, printed: str | None = None) -> Metric:
    return metric(quote, value, "2025-01", printed=printed or str(value))


def correction(number: int = 1, **fields: Any) -> SourceCorrection:
    return SourceCorrection.model_validate(
        {"id": str(number), "source": "acme-reports", "quote": "removed 120 models", "printed": 120,
         "corrected": 210, "reason": "they wrote to us", "by": "ada", "at": NOW + timedelta(days=number),
         **fields}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "now", "complaint", "why"),
    [
        ("open", [removed(PRINTED, 120)], None, "the source still prints it"),
        ("open", [removed("We  removed\n120 models in March.", 120)], None, "white space is no difference"),
        ("open", [removed("We removed 210 models in March.", 210)],
         "no longer needed, the source has been fixed: mark it as fixed upstream", "they have mended it"),
        ("acknowledged", [removed("We removed 210 models in March.", 210)], "no longer needed", "the same"),
        ("open", [removed("We removed 130 models in March.", 130)],
         "no longer fits, the source now prints 130", "a third figure"),
        ("open", [removed("We banned 12 accounts.", 12)], "matches nothing", "the words are gone"),
        ("open", [removed("We removed 120 users.", 120)], "matches nothing", "120 of something else"),
        ("open", [], "matches nothing", "there is nothing at all"),
        ("fixed upstream", [removed("We removed 210 models in March.", 210)], None, "as they said"),
        ("fixed upstream", [removed(PRINTED, 120)], "still prints it: mark it as open", "not as they said"),
        ("withdrawn", [], None, "taken back"),
    ],
)  # fmt: skip
def test_the_guard(status: str, now: list[Metric], complaint: str | None, why: str) -> None:
    events = [correction(), correction(2, status=status)]
    failures = check_source_corrections(now, events, ["acme-reports"])
    assert [complaint in failure.reason for failure in failures if complaint] == [True] * bool(complaint), why
    assert bool(failures) == bool(complaint), why
    if complaint:
        with pytest.raises(GuardFailed, match="the correction of 120 to 210 in acme-reports"):
            guard(now, events, ["acme-reports"])


def test_nothing_is_said_of_a_source_that_was_not_read() -> None:
    assert check_source_corrections([], [correction()], ["another"]) == []


def test_its_history_of_status(store: Store) -> None:
    log = source_corrections(store)
    other = correction(9, printed=7, quote="7 accounts")
    events = [correction(), correction(2, status="reported"), other, correction(3, status="acknowledged")]
    for event in events:
        log.append(event)
    kept = log.all()
    assert [(one.status, one.printed) for one in latest(kept)] == [("acknowledged", 120), ("open", 7)]
    assert [one.status for one in history(kept, correction())] == ["open", "reported", "acknowledged"]
    assert latest([*kept, correction(4, status="withdrawn")]) == [other]


def test_the_right_value_reaches_the_ledger() -> None:
    from datetime import date

    from pipeline.ledger.ledger import build_ledger

    built = build_ledger([removed(PRINTED, 120)], [], [], latest([correction()]), date(2030, 1, 1))
    assert [point.corrected for series in built.series for point in series.points] == [Decimal(210)]
