"""The ledger as a whole: it is the same whatever the order, and what reviewers said of it holds."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.ledger.ledger import build_ledger
from schemas.findings import Dismissal
from schemas.ledger import Ledger, ThreadState
from tests.ledger.conftest import world
from tests.ledger.made_up import gap, ledger


def dismissal(finding: str, reason: str | None, day: int = 1) -> Dismissal:
    return Dismissal(
        id=f"{finding}-{day}",
        finding=finding,
        reason=reason,
        by="a reviewer",
        at=datetime(2025, 9, day, tzinfo=UTC),
    )


def test_a_finding_set_aside_stays_so_until_somebody_takes_it_back() -> None:
    records = [gap("Match uploads against hash lists.", "2024-07"), gap("Add model cards.", "2024-10")]
    (finding,) = ledger(records).findings
    aside = dismissal(finding.id, "they told us by letter")
    (kept,) = ledger(records, as_of=date(2031, 1, 1), events=[aside]).findings
    assert (kept.id, kept.dismissed) == (finding.id, "they told us by letter")
    (back,) = ledger(records, events=[dismissal(finding.id, None, 2), aside]).findings
    assert back.dismissed is None


def test_the_order_of_records_and_sources_changes_nothing(september: Ledger) -> None:
    made = world(revised=True)
    chance = random.Random(7)
    records, versions, sources = (
        chance.sample(list(one), len(one)) for one in (made.records, made.versions, made.sources)
    )
    shuffled = build_ledger(records, versions, sources, (), september.as_of)
    assert shuffled.threads == september.threads
    assert shuffled.findings == september.findings
    assert shuffled.editions == september.editions
    assert {one.id: one for one in shuffled.series} == {one.id: one for one in september.series}


def test_ids_are_unique_and_nothing_is_lost(september: Ledger) -> None:
    for part in (september.threads, september.series, september.findings):
        ids = [one.id for one in part]
        assert len(set(ids)) == len(ids)
    points = sorted(point.record_id for one in september.series for point in one.points)
    newest = [one for one in world(revised=True).records if one.document != "progress-page.html"]
    assert points == sorted(one.id for one in newest if one.kind == "metric"), "every figure in one series"


def test_a_ledger_comes_back_from_its_json(september: Ledger) -> None:
    again = Ledger.model_validate_json(september.model_dump_json())
    assert again.findings == september.findings
    assert again.threads == september.threads


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)))
def test_on_no_day_does_it_know_what_came_later(as_of: date) -> None:
    built = world(revised=True).ledger(as_of)
    assert all(point.disclosed <= as_of for one in built.series for point in one.points)
    assert all(state.day <= as_of for one in built.threads for state in one.states)
    assert all(one.due <= as_of or one.disclosed for one in built.editions)
    assert all(one.later.disclosed <= as_of for one in built.restatements)


def test_of_nothing_nothing_is_said() -> None:
    built = build_ledger((), (), (), (), date(2025, 1, 1))
    assert not any(
        (built.threads, built.series, built.editions, built.restatements, built.silence, built.findings)
    )


def test_a_state_change_without_two_sides_cannot_be() -> None:
    (thread,) = ledger([gap("Add model cards.", "2024-07")]).threads
    opened = thread.states[0].model_dump()
    with pytest.raises(ValidationError, match="words before and now"):
        ThreadState.model_validate(opened | {"state": "dropped"})
