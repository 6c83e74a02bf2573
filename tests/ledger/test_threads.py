"""Which gaps are one gap, what becomes of it, and that a reviewer's word on it stays."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.ledger.threads import narrows
from schemas.ledger import GapThread, ThreadDecision
from schemas.records import Gap, Record
from tests.ledger.made_up import gap, ledger, no_progress, progress, source

HASHES = "Match uploads against hash lists of known files."
CARDS = "Add child safety information to model cards."
VIDEO = "Carry provenance through to images and video."


def said(records: list[Record]) -> dict[str, list[str]]:
    """Opening words to states."""
    built = ledger(records)
    return {
        one.states[0].cites[0].evidence.quote: [state.state for state in one.states] for one in built.threads
    }


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param(
            [gap(HASHES, "2024-07"), gap("matching of uploads against known hash lists", "2024-10")],
            {HASHES: ["opened", "restated"]},
            id="the same in other grammar",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), gap(CARDS, "2024-10")],
            {HASHES: ["opened", "dropped"], CARDS: ["opened"]},
            id="another gap does not answer it",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), progress("Uploads are now matched against a hash list.", "2024-10")],
            {HASHES: ["opened", "answered"]},
            id="progress that repeats its words",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), progress("We hired a manager for uploads.", "2024-10")],
            {HASHES: ["opened", "dropped"]},
            id="progress on something else",
        ),
        pytest.param(
            [progress("Uploads are matched against a hash list.", "2024-04"), gap(HASHES, "2024-07")],
            {HASHES: ["opened"]},
            id="progress from before the gap was named is no answer",
        ),
        pytest.param(
            [
                gap(HASHES, "2024-07"),
                gap(HASHES, "2024-10"),
                progress("Uploads of members are matched against hash lists.", "2024-10"),
            ],
            {HASHES: ["opened", "restated"]},
            id="what is still named is not answered",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), no_progress("There is nothing new to report.", "2024-10")],
            {HASHES: ["opened"]},
            id="an edition with nothing new to say drops nothing",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), gap(CARDS, "2024-10"), gap(HASHES, "2025-01"), gap(CARDS, "2025-01")],
            {HASHES: ["opened", "dropped", "restated"], CARDS: ["opened", "restated"]},
            id="a dropped gap comes back",
        ),
        pytest.param(
            [
                gap(HASHES, "2024-07"),
                gap(CARDS, "2024-07"),
                gap("The areas are those of July.", "2024-10", carries_forward="2024-07"),
            ],
            {HASHES: ["opened", "carried_forward"], CARDS: ["opened", "carried_forward"]},
            id="a reference carries all forward",
        ),
        pytest.param(
            [
                gap(HASHES, "2024-07"),
                gap("The areas are July's, including lists of hashes.", "2024-10", carries_forward="2024-07"),
                gap("lists of hashes", "2024-10"),
            ],
            {HASHES: ["opened", "carried_forward", "restated"]},
            id="what is spelled out under a reference belongs to what it carries",
        ),
        pytest.param(
            [gap("The points are those of 2023.", "2024", carries_forward="2023")],
            {"The points are those of 2023.": ["opened"]},
            id="a reference to an edition nobody has",
        ),
        pytest.param(
            [gap(VIDEO, "2024-07"), gap("Carry provenance through to video.", "2024-10")],
            {VIDEO: ["opened", "narrowed"]},
            id="one of two things is left",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), gap(CARDS, "2024-07"), gap("Mark images.", "2024-07")],
            {HASHES: ["opened"], CARDS: ["opened"], "Mark images.": ["opened"]},
            id="gaps of one edition are gaps of their own",
        ),
        pytest.param(
            [gap(HASHES, "2024-07"), gap(HASHES, "2024-10", organisation="bolt")],
            {HASHES: ["opened"]},
            id="another organisation's gap is another gap",
        ),
    ],
)  # fmt: skip
def test_states(records: list[Record], expected: dict[str, list[str]]) -> None:
    assert said(records) == expected


def test_a_press_release_does_not_drop_what_the_report_names() -> None:
    release = source(id="news", kind="announcement", url="news.html")
    records = [gap(HASHES, "2024-07"), gap(CARDS, "2024-08-15", source="news", document="news.html")]
    built = ledger(records, sources=[source(), release])
    assert [one.open for one in built.threads] == [True, True]


@pytest.mark.parametrize(
    ("before", "now", "expected", "why"),
    [
        (VIDEO, "Carry provenance through to video.", True, "images fell away"),
        (
            "assess new and hosted models",
            "assess the models that were uploaded before July",
            True,
            "a restriction",
        ),
        ("assess hosted models", "assess models that are hosted", False, "nothing fell away"),
        (VIDEO, "Carry provenance through to images, video and sound.", False, "it grew"),
        ("scan live audio", "scan recordings and text", False, "other words"),
    ],
)
def test_narrowing(before: str, now: str, expected: bool, why: str) -> None:
    assert narrows(now, before) is expected, why


# --- a reviewer's say -----------------------------------------------------------------------------------

JULY, OCTOBER = gap(HASHES, "2024-07"), gap("Check files people send in.", "2024-10")
AGAIN = gap(HASHES, "2025-01")


def decision(
    number: int, action: Literal["merge", "split"], *records: Gap, apart: tuple[Gap, ...] = ()
) -> ThreadDecision:
    return ThreadDecision(
        id=f"d{number}", action=action, records=tuple(one.id for one in records),
        apart_from=tuple(one.id for one in apart), by="a reviewer", at=datetime(2025, 1, number, tzinfo=UTC),
    )  # fmt: skip


def together(events: list[ThreadDecision], *records: Gap) -> list[set[str]]:
    threads: tuple[GapThread, ...] = ledger(records, events=events).threads
    return [set(one.records) for one in threads]


def test_a_merge_joins_what_no_wording_would() -> None:
    assert together([], JULY, OCTOBER) == [{JULY.id}, {OCTOBER.id}]
    assert together([decision(1, "merge", JULY, OCTOBER)], JULY, OCTOBER) == [{JULY.id, OCTOBER.id}]


def test_a_split_parts_what_is_verbatim() -> None:
    assert together([], JULY, AGAIN) == [{JULY.id, AGAIN.id}]
    assert together([decision(1, "split", AGAIN, apart=(JULY,))], JULY, AGAIN) == [{JULY.id}, {AGAIN.id}]


def test_the_later_of_two_decisions_holds_whatever_their_order_in_the_file() -> None:
    events = [decision(2, "split", OCTOBER, apart=(JULY,)), decision(1, "merge", JULY, OCTOBER)]
    assert together(events, JULY, OCTOBER) == [{JULY.id}, {OCTOBER.id}]
    assert together(events[::-1], JULY, OCTOBER) == [{JULY.id}, {OCTOBER.id}]


def test_a_decision_sticks_when_a_later_edition_comes() -> None:
    events = [decision(1, "merge", JULY, OCTOBER)]
    assert together(events, JULY, OCTOBER, AGAIN) == [{JULY.id, OCTOBER.id, AGAIN.id}]


def test_two_gaps_of_one_edition_can_be_merged() -> None:
    other = gap(CARDS, "2024-07")
    assert together([decision(1, "merge", JULY, other)], JULY, other) == [{JULY.id, other.id}]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"action": "merge", "records": (JULY.id,)}, "two or more"),
        ({"action": "split", "records": (JULY.id,)}, "other records"),
        ({"action": "split", "records": (JULY.id,), "apart_from": (JULY.id,)}, "other records"),
    ],
)
def test_a_decision_names_two_sides(fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        ThreadDecision.model_validate(
            {"id": "d", "by": "a", "at": datetime(2025, 1, 1, tzinfo=UTC), **fields}
        )


# --- what always holds ----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "hash list upload model card video image prompt filter audit user report ban test".split()
)
GAPS = st.lists(
    st.tuples(
        st.lists(WORDS, min_size=1, max_size=5).map(" ".join),
        st.sampled_from(["2024-07", "2024-10", "2025-01"]),
    ),
    max_size=12, unique=True,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(GAPS, st.randoms(use_true_random=False))
def test_every_gap_is_in_one_thread_whatever_the_order_of_the_records(
    gaps: list[tuple[str, str]], chance: random.Random
) -> None:
    records = [gap(words, edition, start=number * 100) for number, (words, edition) in enumerate(gaps)]
    threads = ledger(records).threads
    threaded = [one for thread in threads for one in thread.records]
    assert sorted(threaded) == sorted(record.id for record in records)
    for thread in threads:
        assert thread.states[0].state == "opened"
        assert [state.day for state in thread.states] == sorted(state.day for state in thread.states)
    chance.shuffle(records)
    assert ledger(records).threads == threads
