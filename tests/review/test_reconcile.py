"""What a run makes of decisions: unchanged, carried over, or queued as a conflict. Nobody is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pipeline.reconcile import reconcile, reconcile_history
from pipeline.review.items import last_standing
from pipeline.review.merging import json_form, live, merge, stance
from pipeline.review.queue import Filter
from pipeline.store.store import DocumentKey, Held
from schemas.corrections import Correction
from schemas.documents import Document
from schemas.records import Extraction, Metric, Record, record_id
from tests.pipeline.extractions import extraction_of
from tests.review.desk import NOW, Desk
from tests.review.events import decide

(THEN,) = extraction_of("120 models removed.").records


def read_as(record: Record, **fields: Any) -> Record:
    """The record as another rule set would make it of the same words."""
    return type(record).model_validate(record.model_dump() | fields)


@pytest.mark.parametrize(
    ("decision", "now", "value", "status", "stale", "why"),
    [
        (decide(THEN, "accept"), {}, 120, "accepted", None, "nothing has changed"),
        (decide(THEN, "accept"), {"value": 12}, 120, "accepted", None,
         "carried over: a person has read these words, and the machine reads them otherwise now"),
        (decide(THEN, "change", fields={"value": 121}), {}, 121, "corrected", None, "unchanged"),
        (decide(THEN, "change", fields={"value": 121}), {"value": 121}, 121, "corrected", None,
         "carried over: the machine has caught up"),
        (decide(THEN, "change", fields={"value": 121}), {"value": 122}, 121, "stale", "value",
         "a conflict: the machine reads a third value"),
        (decide(THEN, "change", fields={"unit": "systems"}), {"value": 12}, 120, "corrected", None,
         "carried over: the person saw 120 and let it stand"),
        (decide(THEN, "change", fields={"unit": "systems"}), {"unit": "tools"}, 120, "stale", "unit",
         "a conflict about another field leaves the value alone"),
        (decide(THEN, "reject"), {}, 120, "rejected", None, "unchanged"),
        (decide(THEN, "reject"), {"action": "remove"}, 120, "rejected", None,
         "carried over: it is still that figure, and still none"),
        (decide(THEN, "reject"), {"value": 12}, 120, "rejected", "value",
         "a conflict: nobody has rejected 12, but the rejection stands until somebody has looked"),
        (decide(THEN, "change", fields={"kind": "progress"}), {"value": 12}, None, "corrected", None,
         "another kind has no value to differ on"),
        (decide(THEN, "comment", reason="odd"), {"value": 12}, 12, "unreviewed", None, "no decision"),
    ],
)  # fmt: skip
def test_the_three_way_merge(
    decision: Correction, now: dict[str, Any], value: int | None, status: str, stale: str | None, why: str
) -> None:
    machine = read_as(THEN, **now)
    said = stance([decision], [THEN.id])
    if said is None:
        assert (machine.model_dump()["value"], machine.review.status) == (value, status), why
        return
    merged = merge(machine, said, record_id=THEN.id)
    assert merged.record is not None
    assert merged.record.review.status == status, why
    assert getattr(merged.record, "value", None) == value, why
    assert ([side.name for side in merged.stale.fields] if merged.stale else None) == (stale and [stale]), why


def test_all_three_sides_stand_side_by_side() -> None:
    said = stance([decide(THEN, "change", fields={"value": 121})], [THEN.id])
    assert said is not None
    merged = merge(read_as(THEN, value=122), said, record_id=THEN.id)
    assert merged.stale is not None
    (side,) = merged.stale.fields
    assert (side.then, side.now, side.person) == (120, 122, 121)
    assert "the machine reads value otherwise than when ada decided" in merged.stale.reason


def test_fields_that_a_person_let_stand_are_told() -> None:
    said = stance([decide(THEN, "accept")], [THEN.id])
    assert said is not None
    assert merge(read_as(THEN, value=12, action="take"), said, record_id=THEN.id).differs == (
        "value",
        "action",
    )


@pytest.mark.parametrize(
    ("actions", "left", "why"),
    [
        (["a accept"], ["a"], "a decision holds"),
        (["a accept", "b undo a"], [], "an undone one does not"),
        (["a accept", "b undo a", "c undo b"], ["a"], "an undone undo takes nothing back"),
        (["a accept", "b reject", "c undo a"], ["b"], "an earlier one can be taken back too"),
        (["a accept", "b undo a", "c undo b", "d undo c"], [], "and so on"),
    ],
)
def test_what_holds_after_undos(actions: list[str], left: list[str], why: str) -> None:
    events = []
    for action in actions:
        name, what, *undoes = action.split()
        events.append(decide(THEN, what, id=name, undoes=undoes[0] if undoes else None))
    assert [event.id for event in live(events)] == left, why


def quotes(desk: Desk, **only: Any) -> list[tuple[str, str]]:
    entries = desk.queue.page(Filter(**only), now=NOW, limit=500)
    return [(str((entry.record or entry.doubt or {}).get("quote")), entry.status) for entry in entries]


def test_a_new_rule_never_overwrites_a_person(desk: Desk) -> None:
    read = desk.read("120 models removed.", "A gap remains.")
    metric, gap = read.records
    desk.decisions.append(decide(metric, "change", fields={"unit": "systems"}), base_version=0)
    desk.decisions.append(decide(gap, "accept"), base_version=0)
    worse = read_as(metric, unit="tools", value=Decimal(12))
    desk.keep(read.model_copy(update={"records": (worse, gap)}))
    result = desk.refresh()
    (record, _) = result.records
    assert isinstance(record, Metric)
    assert (record.unit, record.value, record.review.status) == ("systems", 120, "stale")
    assert [conflict.record_id for conflict in result.conflicts] == [metric.id]
    entry = desk.queue.entry(metric.id, now=NOW)
    assert entry.machine is not None
    assert entry.machine["unit"] == "tools", "the latest output stays beside it"
    # The reviewer has seen all three sides and stands by what was said; the machine's value is known now.
    desk.decisions.append(decide(record, "accept", by="ben"), base_version=1)
    assert desk.queue.entry(metric.id, now=NOW).status == "corrected"
    assert desk.refresh().conflicts == ()


def test_a_run_during_a_look_is_noticed(desk: Desk) -> None:
    read = desk.read("120 models removed.")
    (seen,) = read.records
    desk.keep(read.model_copy(update={"records": (read_as(seen, value=Decimal(12)),)}))
    desk.decisions.append(decide(seen, "change", fields={"value": 121}), base_version=0)
    assert [one.cause for one in desk.refresh().conflicts] == ["machine differs"], "nobody has seen the 12"


def test_a_decision_on_words_that_were_lightly_edited_goes_with_them(desk: Desk) -> None:
    old = "Prompts that ask for abuse material are blocked before they reach the model."
    new = "Prompts which ask for abuse material are blocked before they reach the model."
    (record,) = desk.read("Some introduction to the page.", old).records[1:]
    event = desk.decisions.append(
        decide(record, "change", fields={"principle": "deploy.hosting"}), base_version=0
    )
    (_, moved) = desk.read("Some introduction to the page.", new).records
    assert moved.id != record.id
    result = desk.refresh()
    (_, carried) = result.records
    assert (carried.id, carried.quote, carried.principle) == (moved.id, new, "deploy.hosting")
    assert carried.review.by == "ada"
    entry = desk.queue.entry(moved.id, now=NOW)
    assert entry.lineage == [record.id]
    # And with the next edit, which is compared with the words as they stood last.
    third = new.replace("are blocked", "get blocked")
    desk.read("Some introduction to the page.", third)
    (_, again) = desk.refresh().records
    assert (again.quote, again.principle) == (third, "deploy.hosting")
    held = desk.store.current([DocumentKey("acme")])
    last = last_standing(desk.store)
    seen = reconcile(held, desk.decisions.all(), desk.documents.__getitem__, last)
    assert again in seen.records, "whoever asks without the queue sees the same"
    desk.decisions.undo(event.id, event_id="u", by="ben", at=NOW)
    assert desk.queue.entry(again.id, now=NOW).status == "unreviewed", "an undo reaches what was carried"


CHANGED_FIGURE = ("We removed 120 models.", "We removed 130 models.")


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Extraction]:
    """An extraction of a sentence with one figure in it."""

    def make(number: str, edition: str = "2025-01") -> Extraction:
        extraction = extraction_of(
            "An introduction.", f"We removed {number} models that were made for abuse."
        )
        intro, gap = extraction.records
        fields = gap.model_dump() | {
            "id": record_id("metric", "acme", "acme", edition, gap.quote),
            "value": Decimal(number), "printed": number, "unit": "models",
            "edition": edition, "kind": "metric",
        }  # fmt: skip
        fields.pop("carries_forward")
        return extraction.model_copy(update={"records": (intro, Metric.model_validate(fields))})

    return make


def test_a_changed_figure_is_a_conflict_and_not_the_same_record(
    desk: Desk, figures: Callable[[str], Extraction]
) -> None:
    (_, old) = desk.keep(figures("120")).records
    desk.decisions.append(decide(old, "accept"), base_version=0)
    (_, new) = desk.keep(figures("130")).records
    result = desk.refresh()
    assert [(one.quote, one.review.status) for one in result.records[1:]] == [(new.quote, "unreviewed")]
    (conflict,) = result.conflicts
    assert (conflict.cause, conflict.record_id, conflict.candidate) == ("figure changed", old.id, new.id)
    value = next(side for side in conflict.fields if side.name == "value")
    assert (value.then, value.now, value.person) == (120, 130, 120)
    entry = desk.queue.entry(old.id, now=NOW)
    assert (entry.subject, entry.status, entry.rank) == ("lost", "stale", 0)
    # The reviewer looks at it and leaves it with the page that printed it: nobody is asked again.
    desk.decisions.append(decide(old, "accept", by="ben"), base_version=1)
    assert not desk.queue.entry(old.id, now=NOW).waiting
    assert desk.refresh().conflicts == ()
    assert not desk.queue.entry(old.id, now=NOW).waiting


def test_a_decision_stays_with_the_edition_it_was_made_on(
    desk: Desk, figures: Callable[..., Extraction]
) -> None:
    (intro, old) = desk.keep(figures("120")).records
    for record in (intro, old):
        desk.decisions.append(decide(record, "accept"), base_version=0)
    extraction = figures("120", edition="2025-04")
    newer = read_as(intro, id="f" * 24, edition="2025-04")
    longer = extraction_of("A new year.", *(record.quote for record in extraction.records))
    shift = longer.document.text.index("An introduction.") - extraction.document.text.index(
        "An introduction."
    )
    moved = []
    for record in (newer, extraction.records[1]):
        evidence = record.evidence.model_copy(
            update={"start": record.evidence.start + shift, "end": record.evidence.end + shift}
        )
        moved.append(record.model_copy(update={"evidence": evidence, "snapshot": longer.snapshot}))
    desk.keep(longer.model_copy(update={"records": tuple(moved)}))
    result = desk.refresh()
    assert {record.review.status for record in result.records} == {"unreviewed"}, "other editions' statements"
    assert result.conflicts == (), "the source has moved on; nothing is wrong"
    readings = desk.store.history(["acme"])
    history = reconcile_history(readings, desk.decisions.all(), result)
    assert sorted(record.review.status for record in history) == ["accepted"] * 2 + ["unreviewed"] * 2


def test_words_that_are_gone_are_queued_first(desk: Desk) -> None:
    (record, _) = desk.read("A gap remains in what we scan of all uploads.", "Another gap remains.").records
    desk.decisions.append(decide(record, "accept"), base_version=0)
    desk.read("Another gap remains.")
    entry = desk.queue.page(Filter(), now=NOW)[0]
    assert (entry.id, entry.subject) == (record.id, "lost")
    assert entry.why == "the source no longer has the words that ada decided on"
    desk.decisions.append(decide(record, "reject", by="ben", reason="withdrawn"), base_version=1)
    assert not desk.queue.entry(record.id, now=NOW).waiting


def test_a_record_that_the_machine_finds_no_more_is_kept(desk: Desk) -> None:
    read = desk.read("A gap remains in what we scan of all uploads.", "Another gap remains.")
    record = read.records[0]
    desk.decisions.append(decide(record, "accept"), base_version=0)
    desk.keep(read.model_copy(update={"records": read.records[1:]}))
    kept = {one.id: one for one in desk.refresh().records}[record.id]
    assert (kept.quote, kept.review.status) == (record.quote, "accepted")
    assert desk.queue.entry(record.id, now=NOW).machine is None
    rejected = read.records[1]
    desk.decisions.append(decide(rejected, "reject"), base_version=0)
    desk.keep(read.model_copy(update={"records": ()}))
    kept_too = {one.id: one.review.status for one in desk.refresh().records}
    assert kept_too == {record.id: "accepted", rejected.id: "rejected"}


def added(document: Document, extraction: Extraction, quote: str, **fields: Any) -> Correction:
    start = document.text.index(quote)
    (block,) = [one for one in document.blocks if one.start <= start < one.end]
    return decide(
        record_id("gap", "acme", "acme", "2025-01", quote),
        "add",
        kind="gap",
        evidence=document.evidence(start, start + len(quote), block),
        fields={
            "document": "page.html", "snapshot": extraction.snapshot, "source": "acme",
            "organisation": "acme", "edition": "2025-01", **fields,
        },
    )  # fmt: skip


def test_a_missed_record_is_added_and_stays_where_its_words_are(desk: Desk) -> None:
    words = "Uploads in languages other than English are not scanned yet."
    read = desk.read(words, "120 models removed.")
    desk.keep(read.model_copy(update={"records": read.records[1:]}))
    event = desk.decisions.append(added(read.document, read, words), base_version=0)
    entry = desk.queue.entry(event.record_id, now=NOW)
    assert (entry.status, entry.rule, entry.waiting) == ("added", "reviewer", False)
    again = desk.read("A new first paragraph.", words, "120 models removed.")
    desk.keep(again.model_copy(update={"records": again.records[2:]}))
    (record,) = [one for one in desk.refresh().records if one.rule == "reviewer"]
    assert again.document.text[record.evidence.start : record.evidence.end] == words
    assert record.review.status == "added"
    desk.decisions.undo(event.id, event_id="u", by="ada", at=NOW)
    assert event.record_id not in {one.id for one in desk.refresh().records}


def test_a_doubt_becomes_a_record_or_is_set_aside(desk: Desk) -> None:
    read = desk.read("Was it?", "Is it?")
    first, second = desk.queue.page(Filter(), now=NOW)
    was = "Was it?" if first.doubt and first.doubt["evidence"]["quote"] == "Was it?" else "Is it?"
    event = added(read.document, read, was).model_copy(update={"record_id": first.id})
    desk.decisions.append(event, base_version=0)
    desk.decisions.append(decide(second.id, "reject", reason="a question"), base_version=0)
    assert quotes(desk) == []
    result = desk.refresh()
    assert [one.quote for one in result.records] == [was]
    assert result.doubts == ()
    desk.decisions.undo(event.id, event_id="u", by="ada", at=NOW)
    assert [status for _, status in quotes(desk)] == ["unreviewed"]


def test_without_the_document_nothing_is_guessed() -> None:
    read = extraction_of("A gap remains in what we scan.")
    event = decide(read.records[0], "accept")
    elsewhere = extraction_of("Something else. And a gap remains in what we scan.")
    held = [Held(DocumentKey("acme"), elsewhere.snapshot, elsewhere.records, ())]
    assert [one.cause for one in reconcile(held, [event]).conflicts] == ["words gone"]
    assert json_form(reconcile(held).records[0]) == json_form(elsewhere.records[0])


def test_what_is_said_of_a_lost_decision_shows_at_once(desk: Desk) -> None:
    (record,) = desk.read("A gap remains in what we scan of all uploads.").records
    desk.decisions.append(decide(record, "accept"), base_version=0)
    desk.read("Another gap remains.")
    desk.decisions.append(decide(record, "change", fields={"principle": "deploy.hosting"}), base_version=1)
    entry = desk.queue.entry(record.id, now=NOW)
    assert entry.record is not None
    assert entry.record["principle"] == "deploy.hosting"
    desk.refresh()
    assert desk.queue.entry(record.id, now=NOW) == entry


def test_a_page_that_says_nothing_any_more_is_no_new_edition(desk: Desk) -> None:
    (record,) = desk.read("A gap remains in what we scan of all uploads.").records
    desk.decisions.append(decide(record, "accept"), base_version=0)
    desk.read("Is there anything?")
    assert [one.cause for one in desk.refresh().conflicts] == ["words gone"]


def test_a_lost_decision_is_given_its_words_by_hand(desk: Desk) -> None:
    (record,) = desk.read("A gap remains in what we scan of all uploads.").records
    desk.decisions.append(decide(record, "accept"), base_version=0)
    words = "Of all uploads there remain some kinds that nobody looks through."
    now = desk.read("Is there anything?", words)
    desk.keep(now.model_copy(update={"records": ()}))
    assert desk.queue.entry(record.id, now=NOW).subject == "lost"
    start = now.document.text.index(words)
    evidence = now.document.evidence(start, start + len(words), now.document.blocks[1])
    desk.decisions.append(decide(record, "change", evidence=evidence), base_version=1)
    entry = desk.queue.entry(record.id, now=NOW)
    assert (entry.subject, entry.status, entry.start) == ("record", "corrected", start)
    (found,) = desk.refresh().records
    assert (found.id, found.quote, found.snapshot) == (record.id, words, now.snapshot)
    assert desk.queue.entry(record.id, now=NOW) == entry


def test_a_decision_after_a_decision_was_carried_over_is_on_the_same_record(desk: Desk) -> None:
    old = "Prompts that ask for abuse material are blocked before they reach the model."
    (record,) = desk.read(old).records
    desk.decisions.append(decide(record, "change", fields={"principle": "a"}), base_version=0)
    (moved,) = desk.read(old.replace("that ask", "which ask")).records
    (carried,) = desk.refresh().records
    desk.decisions.append(decide(carried, "change", by="ben", fields={"principle": "b"}), base_version=0)
    (found,) = desk.refresh().records
    assert (found.id, found.review.by) == (moved.id, "ben")
    assert found.principle == "b"
    assert desk.queue.entry(moved.id, now=NOW).lineage == [record.id]


def test_a_sentence_that_was_there_before_is_not_another_one_edited(desk: Desk) -> None:
    images = "We have not yet begun to scan the images that people upload to us."
    videos = "We have not yet begun to scan the videos that people upload to us."
    (first, second) = desk.read(images, videos).records
    for record in (first, second):
        desk.decisions.append(
            decide(record, "change", fields={"principle": record.quote[:30]}), base_version=0
        )
    desk.read(videos)
    result = desk.refresh()
    assert [one.id for one in result.records] == [second.id]
    assert [(one.record_id, one.cause) for one in result.conflicts] == [(first.id, "words gone")]
