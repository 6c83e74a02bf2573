"""Many records by one event, and what can be told of them: findings, history, rates, opinions, sign-offs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.problems import Problem
from pipeline.review.events import ledger_events, opinions, sign_offs
from pipeline.review.findings import dismiss, post_findings
from pipeline.review.history import history
from pipeline.review.items import BLIND_SHARE, sampled
from pipeline.review.many import accept_many, outgrown, reopen
from pipeline.review.opinions import agreement, disagreements, pairs, wanting
from pipeline.review.queue import Filter
from pipeline.review.rates import rates
from pipeline.review.sign_offs import signed_off
from schemas.corrections import Opinion, SignOff
from schemas.findings import CitedEvidence, Dismissal, Finding
from schemas.records import Record
from tests.pipeline.extractions import extraction_of
from tests.review.desk import NOW, WAITING, Desk
from tests.review.events import decide


def test_one_event_accepts_what_is_on_the_screen_and_one_undo_takes_it_back(desk: Desk) -> None:
    read = desk.read("120 models removed.", "7 models left.", "A gap remains.")
    chosen = {one.id: 0 for one in read.records if one.kind == "metric"}
    event = accept_many(desk.store, chosen, event_id="bulk", by="ada", at=NOW)
    assert desk.quotes() == ["A gap remains."]
    assert len(desk.decisions.all()) == 1
    assert accept_many(desk.store, chosen, event_id="bulk", by="ada", at=NOW) == event, "safe to repeat"
    desk.decisions.undo("bulk", event_id="u", by="ada", at=NOW)
    assert desk.queue.count(WAITING) == 3


def test_bulk_acceptance_is_for_sound_records_of_one_rule_and_document(desk: Desk) -> None:
    read = desk.read("120 models removed.", "A gap remains.", "Was it?")
    metric, gap = read.records
    doubt = next(entry.id for entry in desk.queue.page(WAITING, now=NOW) if entry.subject == "doubt")
    for chosen, complaint in (
        ([metric.id, gap.id], "one rule and one document"),
        ([metric.id, doubt], "decide on it alone"),
        ([metric.id, "a" * 24], "decide on it alone"),
        ([], "cannot be accepted at once"),
    ):
        with pytest.raises(Problem, match=complaint):
            accept_many(desk.store, dict.fromkeys(chosen, 0), event_id="x", by="ada", at=NOW)
    assert desk.decisions.all() == []


def test_what_a_rule_has_outgrown_is_reopened_by_rule(desk: Desk) -> None:
    read = desk.read("120 models removed.", "7 models left.")
    for record in read.records:
        desk.decisions.append(decide(record, "accept"), base_version=0)
    better = read.records[0].model_copy(update={"action": "remove"})
    desk.keep(read.model_copy(update={"records": (better, read.records[1])}))
    assert desk.quotes() == [], "an accepted record stays accepted"
    assert outgrown(desk.store, "metric.test") == [better.id]
    reopen(desk.store, outgrown(desk.store, "metric.test"), event_id="r", by="ben", at=NOW, reason="new rule")
    (entry,) = desk.queue.page(WAITING, now=NOW)
    assert (entry.id, entry.status, entry.differs) == (better.id, "stale", ["action"])
    assert entry.stale_decision is not None
    (side,) = entry.stale_decision.fields
    assert (side.name, side.then, side.now, side.person) == ("action", None, "remove", None)
    with pytest.raises(Problem, match="nothing to reopen"):
        reopen(desk.store, [], event_id="r2", by="ben", at=NOW, reason=None)


def test_the_history_of_a_record(desk: Desk) -> None:
    read = desk.read("120 models removed.")
    (record,) = read.records
    event = decide(
        record, "change", fields={"unit": "systems"}, at=NOW + timedelta(days=1, hours=1), reason="so"
    )
    desk.decisions.append(event, base_version=0)
    desk.keep(read.model_copy(update={"records": (record.model_copy(update={"action": "remove"}),)}))
    desk.keep(read.model_copy(update={"records": (record.model_copy(update={"action": "remove"}),)}))
    desk.decisions.undo(event.id, event_id="u", by="ben", at=NOW + timedelta(days=9))
    steps = history(desk.store, record.id)
    assert [(step.what, step.by, step.undone) for step in steps] == [
        ("extracted", "metric.test, version 1", False),
        ("decided", "ada", True),
        ("re-extracted", "metric.test, version 1", False),
        ("decided", "ben", False),
    ]
    assert [change._asdict() for change in steps[1].changes] == [
        {"name": "unit", "before": "models", "after": "systems"}
    ]
    assert steps[2].changes[0].name == "action"


def finding(number: int, severity: str = "warning", dismissed: str | None = None) -> Finding:
    record = extraction_of("120 models removed.").records[0]
    return Finding.model_validate(
        {
            "id": f"{number:024x}", "kind": "gap_dropped", "severity": severity, "organisation": "acme",
            "sentence": f"Finding {number}.", "as_of": date(2025, 3, 1), "dismissed": dismissed,
            "cites": [CitedEvidence(record_id=record.id, document="page.html", evidence=record.evidence)],
        }
    )  # fmt: skip


def test_findings_wait_and_are_set_aside_with_a_reason(desk: Desk) -> None:
    desk.read("120 models removed.", "Was it?")
    post_findings(desk.store, [finding(1), finding(2, "error"), finding(3, dismissed="known")])
    waiting = desk.queue.page(WAITING, now=NOW)
    assert [entry.subject for entry in waiting] == ["doubt", "finding", "finding", "record"]
    assert [entry.why for entry in waiting[1:3]] == ["Finding 2.", "Finding 1."]
    event = Dismissal(id="d", finding=f"{2:024x}", reason="a rounding", by="ada", at=NOW)
    dismiss(desk.store, event)
    assert desk.queue.count(Filter(subject="finding")) == 1
    assert ledger_events(desk.store).all() == [event]
    desk.refresh()
    assert desk.queue.count(Filter(subject="finding", status="dismissed")) == 2, "a run leaves them"
    dismiss(desk.store, event.model_copy(update={"id": "d2", "reason": None}))
    assert desk.queue.count(Filter(subject="finding")) == 2


def sign_off(number: str, **fields: Any) -> SignOff:
    return SignOff(
        id=number, snapshot="a" * 64, document="page.pdf", by=fields.pop("by", "ada"), at=NOW, **fields
    )


@pytest.mark.parametrize(
    ("events", "by", "why"),
    [
        ([sign_off("1")], "ada", "the whole document"),
        ([sign_off("1", page=1)], None, "one page of two"),
        ([sign_off("1", page=1), sign_off("2", page=2, by="ben")], "ada, ben", "every page"),
        ([sign_off("1", section=(0, 50))], None, "a section"),
        ([sign_off("1"), sign_off("2", undoes="1")], None, "taken back"),
        ([sign_off("1"), sign_off("2", undoes="1"), sign_off("3", undoes="2")], "ada", "and not after all"),
    ],
)
def test_when_a_document_is_signed_off(events: list[SignOff], by: str | None, why: str) -> None:
    assert signed_off(events, {"a" * 64: 2}).get("a" * 64) == by, why


def test_sign_offs_are_kept(desk: Desk) -> None:
    log = sign_offs(desk.store)
    event = sign_off("1", section=(3, 9), heading="Areas for progress")
    assert log.append(event) == event == log.append(event)
    assert log.all() == [event]
    with pytest.raises(Problem, match="is taken"):
        log.append(sign_off("1", page=3))


def test_the_error_rate_of_a_rule_is_that_of_its_blind_sample(desk: Desk) -> None:
    records = [extraction_of(f"{number} models removed.").records[0] for number in range(1, 9)]
    events = [decide(record, "accept") for record in records[:4]]
    events += [decide(records[4], "change", fields={"unit": "systems"}), decide(records[5], "reject")]
    (rate,) = rates(events)
    assert (rate.rule, rate.decided, rate.corrected, rate.rejected) == ("metric.test", 6, 1, 1)
    assert rate.error_rate == pytest.approx(2 / 6)
    events.append(decide(records[6], "accept", blind={"value": 7}))
    events.append(decide(records[7], "change", blind={"value": 9}, fields={"value": 9}))
    (rate,) = rates(events)
    assert (rate.blind, rate.blind_wrong, rate.error_rate) == (2, 1, 0.5)
    # The rule has learnt to read the one that was corrected: judged by what it says now, it is right.
    now = {records[7].id: records[7].model_dump(mode="json") | {"value": 9}}
    (rate,) = rates(events, now)
    assert (rate.blind, rate.blind_wrong) == (2, 0)


def test_the_blind_sample_is_5_per_cent_for_ever() -> None:
    ids = [f"{number:024x}" for number in range(20_000)]
    share = sum(sampled(one, BLIND_SHARE, "blind") for one in ids) / len(ids)
    assert share == pytest.approx(0.05, abs=0.005)
    assert sampled(ids[7], 0.05, "blind") == sampled(ids[7], 0.05, "blind")
    both = sum(sampled(one, 0.05, "blind") and sampled(one, 0.05, "second opinion") for one in ids)
    assert both / len(ids) == pytest.approx(0.0025, abs=0.001), "the samples are independent"


def test_the_blind_sample_lies_between_the_others(desk: Desk) -> None:
    records: list[Record] = []
    read = extraction_of(*(f"{number} models removed." for number in range(300)))
    for number, record in enumerate(read.records):
        confidence = 0.95 if number % 2 else 0.2 + number / 1000
        records.append(record.model_copy(update={"confidence": confidence}))
    desk.keep(read.model_copy(update={"records": tuple(records)}))
    waiting = desk.queue.page(WAITING, now=NOW, limit=500)
    blind = [place for place, entry in enumerate(waiting) if entry.blind]
    assert blind
    assert all(waiting[place].confidence == 0.95 for place in blind)
    assert min(blind) < 150, "not all of them after the doubtful ones"


def opinion(on: str, record_id: str, action: str, **fields: Any) -> Opinion:
    return Opinion.model_validate(
        {"id": f"on {on}", "on": on, "record_id": record_id, "action": action, "by": "ben",
         "at": NOW + timedelta(days=1), **fields}
    )  # fmt: skip


def test_second_opinions_and_kappa(desk: Desk) -> None:
    records = [extraction_of(f"{number} models removed.").records[0] for number in range(1, 5)]
    first = [
        decide(records[0], "accept"), decide(records[1], "accept"), decide(records[2], "reject"),
        decide(records[3], "change", fields={"value": 40}),
    ]  # fmt: skip
    second = [
        opinion(first[0].id, records[0].id, "accept"),
        opinion(first[1].id, records[1].id, "reject"),
        opinion(first[2].id, records[2].id, "reject"),
        opinion(first[3].id, records[3].id, "change", fields={"value": Decimal(41)}),
    ]
    log = opinions(desk.store)
    for one in second:
        log.append(one)
    found = pairs(first, log.all(), "cai")
    assert [pair.agree for pair in found] == [True, False, True, False]
    assert [pair.record_id for pair in disagreements(found)] == [records[1].id, records[3].id]
    result = agreement(found)
    # Observed 2 of 4; by chance 2/4*1/4 + 1/4*1/4 + 1/4*2/4 = 5/16.
    assert (result.pairs, result.agreed) == (4, 2)
    assert result.kappa == pytest.approx((1 / 2 - 5 / 16) / (1 - 5 / 16))
    settled = decide(records[1], "accept", by="cai", at=NOW + timedelta(days=2))
    assert [pair.record_id for pair in disagreements(pairs([*first, settled], second, "cai"))] == [
        records[3].id
    ]
    assert agreement([]).kappa is None


def test_who_can_give_a_second_opinion() -> None:
    records = [extraction_of(f"{number} models removed.").records[0] for number in range(1, 5)]
    events = [decide(record, "accept") for record in records[:3]]
    events.append(decide(records[2], "undo", undoes=events[2].id))
    assert [event.record_id for event in wanting(events, [], share=1.0, by="ben")] == [
        records[0].id, records[1].id
    ]  # fmt: skip
    assert wanting(events, [], share=1.0, by="ada") == [], "not on one's own"
    assert wanting(events, [], share=0.0, by="ben") == []
    given = [opinion(events[0].id, records[0].id, "accept")]
    assert [event.record_id for event in wanting(events, given, share=1.0, by="ben")] == [records[1].id]
