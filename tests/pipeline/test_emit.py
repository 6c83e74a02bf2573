"""What is emitted: valid by the published schemas, exact, one CSV for each kind, nothing written twice."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit import CSV_FILES, emit
from pipeline.reconcile import Reconciled, changes, reconcile
from pipeline.schema_files import FOLDER, schema_files, write_schemas
from pipeline.store.store import DocumentKey, Held
from schemas.records import KINDS, Extraction, record_adapter
from tests.pipeline.extractions import extraction_of


def held(extraction: Extraction, source: str = "acme") -> Held:
    return Held(DocumentKey(source), extraction.snapshot, extraction.records, extraction.doubts)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_kind_has_its_csv_with_a_header(tmp_path: Path) -> None:
    emit(Reconciled((), ()), tmp_path)
    assert set(CSV_FILES) == set(KINDS)
    for name, _ in CSV_FILES.values():
        assert (tmp_path / name).read_text().startswith("id,document,snapshot,source,organisation")


def test_records_are_emitted_as_the_schema_says(tmp_path: Path) -> None:
    emit(reconcile([held(extraction_of("120 models removed.", "A gap remains.", "Was it?"))]), tmp_path)
    schema = json.loads((FOLDER / "record.schema.json").read_text())
    lines = (tmp_path / "records.jsonl").read_text().splitlines()
    assert len(lines) == 2
    for line in lines:
        jsonschema.validate(json.loads(line), schema, jsonschema.Draft202012Validator)
    doubt = json.loads((tmp_path / "doubts.jsonl").read_text())
    jsonschema.validate(doubt, json.loads((FOLDER / "doubt.schema.json").read_text()))


@given(st.decimals(min_value=0, max_value=10**15, places=2).filter(lambda number: number < 10**13))
def test_a_quantity_is_an_exact_json_number(number: object) -> None:
    printed = f"{number:f}"
    (record,) = extraction_of(f"{printed} models.").records
    line = record.model_dump_json()
    assert isinstance(json.loads(line)["value"], int | float)
    assert record_adapter.validate_json(line) == record


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    reconciled = reconcile([held(extraction_of("120 models removed."))])
    assert len(emit(reconciled, tmp_path)) == 2 + len(CSV_FILES)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert emit(reconciled, tmp_path) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_csv_holds_what_the_json_lines_hold(tmp_path: Path) -> None:
    emit(reconcile([held(extraction_of('120 models, "all" of them;\tgone.'))]), tmp_path)
    (row,) = rows(tmp_path / "metrics.csv")
    assert row["quote"] == '120 models, "all" of them;\tgone.'
    assert row["value"] == "120"
    assert (row["evidence_start"], row["evidence_end"]) == ("0", str(len(row["quote"])))
    assert row["comparator"] == "="
    assert row["review_status"] == "unreviewed"
    assert "evidence_quote" not in row


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+12% growth is missing", "-3 points", "@SUM(A1)"])
def test_no_cell_of_a_csv_is_a_formula(words: str, tmp_path: Path) -> None:
    emit(reconcile([held(extraction_of(words))]), tmp_path)
    (row,) = rows(tmp_path / "gaps.csv")
    assert row["quote"] == f"'{words}"
    assert json.loads((tmp_path / "records.jsonl").read_text())["quote"] == words


def test_documents_are_joined_in_order_and_a_repeated_statement_is_kept_once() -> None:
    page = extraction_of("A gap remains.", "120 models removed.")
    copy = extraction_of("A gap remains.", "Another gap.", name="copy.html")
    other = extraction_of("A gap remains.", source="other")
    records = reconcile([held(page), held(copy), held(other, "other")]).records
    assert [(record.source, record.document, record.quote) for record in records] == [
        ("acme", "page.html", "A gap remains."),
        ("acme", "page.html", "120 models removed."),
        ("acme", "copy.html", "Another gap."),
        ("other", "page.html", "A gap remains."),
    ]


def test_changes_count_statements_and_not_their_places() -> None:
    before = extraction_of("A gap remains.", "120 models removed.").records
    moved = extraction_of("A new first line?", "120 models removed.", "A gap remains.").records
    assert changes(before, moved) == (0, 0, 0)
    assert changes(before, extraction_of("121 models removed.", "A gap remains.").records) == (1, 0, 1)
    assert changes((), before) == (2, 0, 0)
    corrected = [one.model_copy(update={"principle": "develop.provenance"}) for one in before]
    assert changes(before, corrected) == (0, 2, 0)


def test_the_committed_schemas_are_those_of_the_models() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert committed == schema_files(), "run `pledgewatch schema` and commit what it writes"


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_the_schemas_are_valid_json_schema_of_2020_12(name: str) -> None:
    schema = json.loads(schema_files()[name])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schemas_that_are_up_to_date_are_not_written_again(tmp_path: Path) -> None:
    assert len(write_schemas(tmp_path)) == len(schema_files())
    assert write_schemas(tmp_path) == []
