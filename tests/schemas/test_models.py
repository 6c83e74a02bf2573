"""What the schemas refuse: each case is something that cannot be, with the reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractors.readers.builder import CellText, DocumentBuilder, Line, TableText
from schemas.corrections import Correction, SourceCorrection
from schemas.documents import Document
from schemas.evidence import Box, Evidence
from schemas.quantities import Amount
from schemas.records import Coverage, Extraction, Metric, NoProgress, record_adapter, record_id
from schemas.sources import Source, SourceList

SHA = "0" * 64
TEXT = "Acme banned 12 accounts, 5 of them for fraud."


def document() -> Document:
    builder = DocumentBuilder("page.txt", "text/plain")
    builder.add("paragraph", TEXT)
    return builder.build()


def metric(**changes: Any) -> dict[str, Any]:
    """A metric that holds; the changes are what is wrong with it."""
    doc = document()
    evidence = doc.evidence(0, len(TEXT), doc.blocks[0])
    fields: dict[str, Any] = {
        "id": "a" * 24, "kind": "metric", "document": "page.txt", "snapshot": SHA, "organisation": "acme",
        "edition": "2025-01", "quote": TEXT, "evidence": evidence, "rule": "metric.quantity",
        "rule_version": "1", "confidence": 0.9, "value": 12, "printed": "12", "unit": "accounts",
        "object": "accounts",
    }  # fmt: skip
    return fields | changes


def test_a_metric_that_holds_is_accepted() -> None:
    assert record_adapter.validate_python(metric()).kind == "metric"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        pytest.param({"quote": "Acme banned 13 accounts"}, "not the evidence's quote", id="other words"),
        pytest.param({"printed": "13"}, "not in the quote", id="a figure whose digits are not in its quote"),
        pytest.param({"value": None, "low": 10, "high": 5}, "from 10 down to 5", id="a range that falls"),
        pytest.param({"value": 7, "low": 5}, "a value and a range at once", id="both a number and a range"),
        pytest.param({"value": None}, "neither a value nor", id="no number at all"),
        pytest.param({"unit": "percent", "object": None}, "share with no base", id="a share of nothing"),
        pytest.param({"edition": "January 2025"}, "no ISO 8601 date", id="an edition in words"),
        pytest.param({"edition": "2025-13"}, "month must be in 1..12", id="a thirteenth month"),
        pytest.param({"edition": "2025-1"}, "no ISO 8601 date", id="a month of one digit"),
        pytest.param({"organisation": "Acme Inc."}, "organisation", id="a name where a slug belongs"),
        pytest.param({"confidence": 1.2}, "less than or equal to 1", id="more than certain"),
        pytest.param({"part_of": "a" * 24}, "part of itself", id="part of itself"),
        pytest.param({"share_of": "a" * 24}, "a share of itself", id="share of itself"),
        pytest.param({"comparator": "≥"}, "comparator", id="a comparator that is none of the six"),
        pytest.param({"value": Decimal("1e400")}, "less than or equal", id="a hostile exponent"),
        pytest.param({"value": "NaN"}, "finite", id="no number"),
        pytest.param({"kind": "rumour"}, "does not match any of the expected tags", id="an unknown kind"),
        pytest.param({"invented": 1}, "Extra inputs", id="a field nobody defined"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        record_adapter.validate_python(metric(**changes))


def test_evidence_spans_as_many_characters_as_its_quote_has() -> None:
    with pytest.raises(ValidationError, match="span 3 characters, the quote has 4"):
        Evidence(quote="four", start=0, end=3)


def extraction(*records: Any) -> Extraction:
    return Extraction(document=document(), snapshot=SHA, records=records)


def test_a_quote_must_be_the_documents_text_at_its_offsets() -> None:
    moved = Evidence(quote=TEXT, start=1, end=1 + len(TEXT))
    with pytest.raises(ValidationError, match="the document reads 'cme banned"):
        extraction(Metric(**metric(evidence=moved)))


def test_part_of_must_point_at_a_metric_of_the_document() -> None:
    with pytest.raises(ValidationError, match="points at no metric"):
        extraction(Metric(**metric(part_of="b" * 24)))


def test_two_records_cannot_share_an_id() -> None:
    with pytest.raises(ValidationError, match="two records have the id"):
        extraction(Metric(**metric()), Metric(**metric(value=5, printed="5")))


def test_quantities_leave_as_json_numbers_and_come_back_exact() -> None:
    """`Decimal` inside, numbers outside, never strings: 14.3 stays 14.3 and a count has no point."""
    amounts = [Decimal("14.3"), Decimal("252000"), Decimal("0.09"), Decimal("1E+6")]
    written = [json.loads(Amount(value=value).model_dump_json())["value"] for value in amounts]
    assert written == [14.3, 252000, 0.09, 1000000]
    assert [type(value) for value in written] == [float, int, float, int]
    assert [Amount.model_validate({"value": value}).value for value in written] == amounts


def test_the_reason_of_no_progress_is_its_own() -> None:
    """`reason` is what the publisher said; why a record waits for review is in `review`."""
    fields = {
        key: value for key, value in metric().items() if key not in ("value", "printed", "unit", "object")
    }
    record = NoProgress(**{**fields, "kind": "no_progress", "reason": "a merger"})
    assert json.loads(record.model_dump_json())["reason"] == "a merger"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"quote": "Acme  banned\n12 accounts"}, True),
        ({"quote": "Acme banned 12 accounts."}, False),
        ({"quote": "Acme banned 13 accounts"}, False),
        ({"quote": "acme banned 12 accounts"}, False),
        ({"edition": "2024-10"}, False),
        ({"source": "other"}, False),
        ({"organisation": "bolt"}, False),
        ({"kind": "gap"}, False),
        ({"place": 1}, False),
        ({"dimensions": {"column": "2024"}}, False),
        ({"occurrence": 1}, False),
    ],
)
def test_an_id_folds_white_space_and_nothing_else(change: dict[str, Any], same: bool) -> None:
    parts: dict[str, Any] = {
        "kind": "metric", "source": "acme", "organisation": "acme", "edition": "2025-01",
        "quote": "Acme banned 12 accounts",
    }  # fmt: skip
    assert (record_id(**parts) == record_id(**(parts | change))) is same


@given(st.text(), st.text())
def test_the_parts_of_an_id_cannot_run_into_each_other(left: str, right: str) -> None:
    """What belongs to the source never counts as the organisation, whatever characters it holds."""
    delimiter = "\x1f"
    moved = record_id("gap", left + delimiter + right, "", None, "q")
    apart = record_id("gap", left, right, None, "q")
    assert moved != apart or right.replace(delimiter, "") == ""


def test_segments_are_cut_to_the_quote() -> None:
    """A quote in the middle of a line has the part of the line's box that its characters cover."""
    builder = DocumentBuilder("page.pdf", "application/pdf")
    builder.add("paragraph", "0123456789", page=1, lines=[Line(0, 10, 1, Box(100, 10, 200, 22))])
    doc = builder.build(pages=((595, 842),))
    evidence = doc.evidence(2, 4, doc.blocks[0])
    assert (evidence.page, evidence.boxes[0].box) == (1, Box(120, 10, 140, 22))
    with pytest.raises(ValueError, match="is not inside"):
        doc.evidence(5, 5, doc.blocks[0])


def test_a_table_keeps_the_places_of_its_cells() -> None:
    builder = DocumentBuilder("t", "text/plain")
    builder.add("caption", "Reports")
    builder.add_table(
        TableText([CellText(1, 0, "2024"), CellText(0, 0, "Year", header=True)], header_rows=1), title=0
    )
    doc = builder.build()
    table = doc.blocks[1].table
    assert table is not None
    assert [doc.text_of(cell) for cell in table.cells] == ["Year", "2024"]
    assert doc.text[slice(*(table.title or (0, 0)))] == "Reports"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"action": "change"}, "lacks what it needs"),
        ({"action": "reject"}, "lacks what it needs"),
        ({"action": "add", "kind": "gap"}, "lacks what it needs"),
        ({"action": "undo"}, "lacks what it needs"),
    ],
)
def test_a_correction_has_what_its_action_needs(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Correction(id="1", record_id="a" * 24, by="ines", at=datetime.now(UTC), **fields)


def test_a_source_correction_changes_the_figure() -> None:
    with pytest.raises(ValidationError, match="is the printed one"):
        SourceCorrection(
            id="1",
            source="s",
            quote="12 accounts",
            printed=12,
            corrected=12,
            reason="typo",
            by="ines",
            at=datetime.now(UTC),
        )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"cadence": {"every": "quarterly", "first": "2024-07"}}, "every"),
        ({"follow": [{}]}, "needs a text or a url pattern"),
        ({"assertions": [{"kind": "metric", "minimum": 5, "maximum": 2}]}, "below the minimum"),
        ({"id": "Not A Slug"}, "id"),
    ],
)
def test_a_source_that_cannot_be_is_refused(change: dict[str, Any], complaint: str) -> None:
    fields = {"id": "a", "title": "A", "publisher": "acme", "url": "a.html"}
    with pytest.raises(ValidationError, match=complaint):
        Source.model_validate(fields | change)


def test_source_ids_are_unique_and_successors_exist() -> None:
    one = {"id": "a", "title": "A", "publisher": "acme", "url": "a.html"}
    with pytest.raises(ValidationError, match="two sources have the id 'a'"):
        SourceList.model_validate({"sources": [one, one]})
    with pytest.raises(ValidationError, match="superseded by 'b', which is no source"):
        SourceList.model_validate({"sources": [one | {"superseded_by": "b"}]})


def test_a_coverage_has_an_end_after_its_start() -> None:
    with pytest.raises(ValidationError, match="needs a start or an end"):
        Coverage()
    with pytest.raises(ValidationError, match="after its end"):
        Coverage.model_validate({"start": "2024-02-01", "end": "2024-01-01"})
