"""What reviewers said leaves a store and comes into another as it was, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.review.annotations import read_annotations, to_annotations
from pipeline.review.decisions import Decisions
from pipeline.review.events import ledger_events, opinions, sign_offs, source_corrections
from pipeline.review.exchange import (
    CORRECTION,
    Line,
    Rejected,
    import_lines,
    lines_of,
    read_json_lines,
    to_json_lines,
)
from pipeline.review.exchange_table import COLUMNS, read_csv, to_csv
from pipeline.store.store import Store, open_store
from schemas.corrections import Correction, Opinion, SignOff, SourceCorrection
from schemas.evidence import Box, PageBox
from schemas.findings import Dismissal
from tests.databases import sqlite_store
from tests.pipeline.extractions import extraction_of
from tests.review.desk import NOW, Desk
from tests.review.events import decide

WORDS = "=1+1 models, \"all\" of them;\u2028 gone\nwith \U0001f5d1 and 'quotes'."


@pytest.fixture
def said(desk: Desk) -> Store:
    """A store in which everything has been said that can be."""
    read = desk.read("120 models removed.", "A gap remains.", "7 models left.", "Was it?", WORDS)
    metric, gap, left, odd = read.records
    decisions = desk.decisions
    change = decide(metric, "change", fields={"unit": "systems"}, reason=WORDS, blind={"value": 120})
    decisions.append(change, base_version=0)
    decisions.append(decide(metric, "comment", reason="'=a remark"), base_version=1)
    bulk = decide(left, "accept", others={gap.id: gap.model_dump(mode="json")})
    decisions.append(bulk, base_version={left.id: 0, gap.id: 0})
    decisions.undo(bulk.id, event_id="undo", by="ben", at=NOW)
    decisions.append(decide(odd, "change", evidence=odd.evidence, reason="-"), base_version=0)
    opinions(desk.store).append(
        Opinion(id="o", on=change.id, record_id=metric.id, action="accept", by="ben", at=NOW)
    )
    sign_offs(desk.store).append(
        SignOff(id="s", snapshot=read.snapshot, document="page.html", source="acme", by="ada", at=NOW)
    )
    source_corrections(desk.store).append(
        SourceCorrection(
            id="c", source="acme", quote="120 models", printed=Decimal(120), corrected=Decimal("121.5"),
            reason="they wrote to us", by="ada", at=NOW,
        )
    )  # fmt: skip
    ledger_events(desk.store).append(
        Dismissal(id="d", finding="a" * 24, reason="a rounding", by="ada", at=NOW)
    )
    return desk.store


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with open_store(sqlite_store(tmp_path / "other")) as store:
        yield store


def as_csv(lines: list[Line]) -> list[Line]:
    return read_csv(to_csv(lines))


def as_annotations(lines: list[Line]) -> list[Line]:
    return read_annotations(json.dumps(to_annotations(lines)))


def test_json_lines_lose_nothing(said: Store, empty: Store) -> None:
    text = to_json_lines(lines_of(said))
    done = import_lines(empty, read_json_lines(text))
    assert (done.new, done.known) == (9, 0)
    assert to_json_lines(lines_of(empty)) == text
    assert Decisions(empty).log() == Decisions(said).log()
    again = import_lines(empty, read_json_lines(text))
    assert (again.new, again.known) == (0, 9), "safe to run twice"
    assert to_json_lines(lines_of(empty)) == text


@pytest.mark.parametrize("there_and_back", [as_csv, as_annotations])
def test_tables_and_annotations_lose_no_decision(
    said: Store, empty: Store, there_and_back: Callable[[list[Line]], list[Line]]
) -> None:
    import_lines(empty, there_and_back(list(lines_of(said))))
    assert Decisions(empty).log() == Decisions(said).log()


def test_no_cell_of_a_table_is_a_formula(said: Store) -> None:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(to_csv(lines_of(said)), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + 7, "one for each record of each event"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_an_import_shows_in_the_queue(said: Store, desk: Desk, tmp_path: Path) -> None:
    with open_store(sqlite_store(tmp_path / "third")) as third:
        fresh = Desk(third)
        read = fresh.read("120 models removed.", "A gap remains.", "7 models left.", "Was it?", WORDS)
        import_lines(third, read_json_lines(to_json_lines(lines_of(said))))
        assert fresh.queue.entry(read.records[0].id, now=NOW).status == "corrected"
        assert fresh.queue.entry(read.records[0].id, now=NOW).version == 2


RECORD = extraction_of("120 models removed.").records[0]
GOOD = decide(RECORD, "accept", id="good")


def line(event: Correction, **more: Any) -> str:
    return to_json_lines([Line("correction", event, {event.record_id: 0} | more)]).strip()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", r"line 2: it is no JSON"),
        ("[]", r"line 2: it has no type of correction, opinion"),
        ('{"type": "verdict"}', r"line 2: it has no type of"),
        ('{"type": "correction", "event": {"id": "x"}}', r"line 2: .*: Field required"),
        (line(decide(RECORD, "accept")).replace('"base"', '"bass"'), r"line 2: base: it does not name"),
        (
            line(decide(RECORD, "accept")).replace(": 0}", ": -1}"),
            r"line 2: base: a version is a whole number",
        ),
        (line(decide(RECORD, "accept")), r"line 2: record \w+ was decided by ada in the meantime"),
        (line(decide("b" * 24, "undo", undoes="nothing")), r"line 2: no decision on the record"),
        (line(decide(RECORD, "reject", id="good")), r"line 2: the id 'good' is taken"),
        ("[" * 100_000, r"line 2: it is nested too deeply|line 2: it is no JSON"),
    ],
)
def test_one_bad_line_and_nothing_comes_in(empty: Store, bad: str, reason: str) -> None:
    text = f"{line(GOOD)}\n{bad}\n"
    with pytest.raises(Rejected, match=f"nothing was imported: {reason}"):
        import_lines(empty, read_json_lines(text))
    assert list(lines_of(empty)) == []


def test_every_bad_line_is_named(empty: Store) -> None:
    with pytest.raises(Rejected) as caught:
        read_json_lines("{\n" + line(GOOD) + "\n[]\n")
    assert [reason.split(":")[0] for reason in caught.value.reasons] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("a,b\n1,2\n", "line 1: the table has no column 'action'"),
        (
            "id,record_id,base_version,action,by,at\n1,x,none,accept,ada,2025-01-01\n",
            "line 2: invalid literal",
        ),
        ("id,record_id,base_version,action,by,at\n1,x,0,accept,ada,2025-01-01T00:00\n", "line 2: record_id"),
    ],
)
def test_a_bad_row_is_named(table: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        read_csv(table)


def test_annotations_are_those_of_the_w3c(said: Store) -> None:
    collection = to_annotations(lines_of(said))
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 5)
    change, comment, bulk, undo, _ = collection["first"]["items"]
    assert (change["type"], change["motivation"]) == ("Annotation", "editing")
    quote, position = change["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "120 models removed.")
    assert (position["type"], position["start"], position["end"]) == ("TextPositionSelector", 0, 19)
    assert comment["motivation"] == "commenting"
    assert len(bulk["target"]) == 2
    assert undo["target"] == [f"urn:pledgewatch:event:{bulk['id'].rsplit(':', 1)[-1]}"] * 2
    for annotation in collection["first"]["items"]:
        assert {"id", "type", "motivation", "creator", "created", "body", "target"} <= annotation.keys()


def test_an_annotation_of_a_pdf_names_each_page_and_draws_its_boxes(store: Store) -> None:
    boxes = [
        PageBox(page=3, box=Box(72, 700.5, 300, 712)),
        PageBox(page=3, box=Box(72, 714, 120.25, 726)),
        PageBox(page=4, box=Box(72, 60, 200, 72)),
    ]
    record = Desk(store).read("120 models removed.").records[0]
    evidence = record.evidence.model_copy(update={"page": 3, "boxes": tuple(boxes)})
    event = decide(record.model_copy(update={"evidence": evidence}), "accept")
    (annotation,) = to_annotations([Line(CORRECTION, event, {record.id: 0})])["first"]["items"]
    *_, third, fourth = annotation["target"]["selector"]
    assert [one["value"] for one in (third, fourth)] == ["page=3", "page=4"]
    assert third["refinedBy"]["type"] == "SvgSelector"
    drawn = ElementTree.fromstring(third["refinedBy"]["value"])
    assert [dict(one.attrib) for one in drawn] == [
        {"x": "72.0", "y": "700.5", "width": "228", "height": "11.5"},
        {"x": "72.0", "y": "714.0", "width": "48.25", "height": "12"},
    ]
    assert len(ElementTree.fromstring(fourth["refinedBy"]["value"])) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "it is no JSON"),
        ("{}", "has no page with items"),
        ('{"first": {"items": [{}]}}', "annotation 1: it carries no"),
    ],
)
def test_annotations_of_others_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        read_annotations(text)
