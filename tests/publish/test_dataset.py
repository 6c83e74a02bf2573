"""The dataset is what its description says: exact, whole, linked, and the same for the same contents."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline.emit import guarded
from pipeline.problems import Problem
from pipeline.publish.about import About
from pipeline.publish.columns import Column, Table, columns_of, plain
from pipeline.publish.contents import Contents
from pipeline.publish.data_package import validate
from pipeline.publish.dataset import Dataset
from pipeline.publish.table_files import csv_bytes, parquet_bytes
from pipeline.publish.tables import tables
from schemas.records import Metric
from tests.publish.worlds import after, before

ABOUT = About(number=3, as_of=date(2025, 9, 20), publisher="The Watch", address=None, content="ab" * 32)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset") / "data"
    Dataset(after()).write(folder, ABOUT)
    return folder


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / f"csv/{table}.csv").open(encoding="utf-8", newline="")))


def lines_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"jsonl/{name}.jsonl").read_text("utf-8").splitlines()]


def test_frictionless_finds_nothing_and_would_find_what_is_wrong(written: Path, tmp_path: Path) -> None:
    """`write` has validated it; here the same check is shown to bite."""
    validate(written)
    for path in written.rglob("*"):
        target = tmp_path / path.relative_to(written)
        if path.is_dir():
            target.mkdir()
        else:
            target.write_bytes(path.read_bytes())
    text = (tmp_path / "csv/gaps.csv").read_text("utf-8")
    (tmp_path / "csv/gaps.csv").write_text(text.replace(",harbourline,", ",nobody-known,"), "utf-8")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in package["resources"]:
        if resource["name"] == "gaps":
            del resource["hash"], resource["bytes"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(Problem, match=r"gaps: .*foreign key"):
        validate(tmp_path)


def test_every_kind_of_table_has_rows(written: Path) -> None:
    empty = {table.name for table, _ in tables() if not rows_of(written, table.name)}
    assert empty <= {"source_corrections", "recommendations", "series_breaks"}


def test_a_figure_is_exact_in_every_form(written: Path) -> None:
    metrics = {one.id: one for one in after().records if isinstance(one, Metric)}
    printed = {row["id"]: row["value"] for row in rows_of(written, "metrics")}
    assert printed == {key: "" if one.value is None else plain(one.value) for key, one in metrics.items()}
    stored = pq.read_table(written / "parquet/metrics.parquet").to_pylist()
    assert {row["id"]: row["value"] for row in stored} == {key: one.value for key, one in metrics.items()}
    lines = {one["id"]: one.get("value") for one in lines_of(written, "records") if one["kind"] == "metric"}
    assert all(
        lines[key] is None if one.value is None else Decimal(str(lines[key])) == one.value
        for key, one in metrics.items()
    )


def test_quotes_are_verbatim_but_for_the_guard_against_spreadsheets(written: Path) -> None:
    quotes = {one.id: one.quote for one in after().records}
    assert {one["id"]: one["quote"] for one in lines_of(written, "records")} == quotes
    for row in rows_of(written, "records"):
        if row["id"] in quotes:
            assert row["quote"] in (quotes[row["id"]], f"'{quotes[row['id']]}")


@pytest.mark.parametrize("text", ["=1+1", "+44 reports", "-3 of them", "@all", "\tindented", "\rreturned"])
def test_no_text_of_a_source_runs_in_a_spreadsheet(text: str) -> None:
    table = next(table for table, _ in tables() if table.name == "principles")
    body = csv_bytes(table, [{"code": "a", "title": text}]).decode()
    (row,) = csv.DictReader(io.StringIO(body, newline=""))
    assert row["title"] == f"'{text}"


def test_records_that_no_longer_hold_are_there_for_those_who_cite_them(written: Path) -> None:
    index = {row["id"]: row for row in rows_of(written, "records")}
    edited = [row for row in rows_of(written, "restatements") if row["kind"] == "edited"]
    assert edited
    for row in edited:
        assert index[row["earlier_record"]]["holds"] == "false"
        assert index[row["later_record"]]["holds"] == "true"


def test_every_record_is_in_the_table_of_its_kind_and_in_the_index(written: Path) -> None:
    index = {row["id"]: row["kind"] for row in rows_of(written, "records") if row["holds"] == "true"}
    assert index == {one.id: one.kind for one in after().records}
    by_kind = {
        "metric": "metrics", "gap": "gaps", "progress": "progress", "no_progress": "no_progress",
        "commitment": "commitments", "recommendation": "recommendations",
    }  # fmt: skip
    for kind, table in by_kind.items():
        assert [row["id"] for row in rows_of(written, table)] == [
            one.id for one in after().records if one.kind == kind
        ]


def test_sqlite_holds_the_same_rows_and_finds_words(written: Path) -> None:
    with sqlite3.connect(f"file:{written / 'pledgewatch.sqlite'}?mode=ro", uri=True) as connection:
        for table, _ in tables():
            (count,) = connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()
            assert count == len(rows_of(written, table.name)), table.name
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = connection.execute(
            "SELECT quote FROM records WHERE rowid IN "
            "(SELECT rowid FROM records_fts WHERE records_fts MATCH 'provenance')"
        ).fetchall()
        assert found
        assert all("provenance" in quote.lower() for (quote,) in found)


def test_json_lines_hold_against_their_schemas(written: Path) -> None:
    for schema, name in {"record": "records", "finding": "findings"}.items():
        body = json.loads((written / f"schemas/{schema}.schema.json").read_text("utf-8"))
        validator = Draft202012Validator(body)
        lines = lines_of(written, name)
        assert lines, name
        for line in lines:
            validator.validate(line)


def test_every_column_is_described_and_typed_in_all_descriptions(written: Path) -> None:
    codebook = json.loads((written / "codebook.json").read_text("utf-8"))
    package = json.loads((written / "datapackage.json").read_text("utf-8"))
    fields = {
        resource["name"].replace("-", "_"): [one["name"] for one in resource["schema"]["fields"]]
        for resource in package["resources"]
        if resource["format"] == "csv"
    }
    assert fields == {one["name"]: [each["name"] for each in one["columns"]] for one in codebook["tables"]}
    assert all(one["description"] for table in codebook["tables"] for one in table["columns"])
    page = (written / "codebook.html").read_text("utf-8")
    assert page.count("<section") == len(codebook["tables"])


def test_a_field_without_a_description_is_refused() -> None:
    from pydantic import BaseModel

    class Nameless(BaseModel):
        count: int

    with pytest.raises(ValueError, match="the field count has no description"):
        columns_of(Nameless)


def test_the_citation_file_is_what_the_format_asks_for(written: Path) -> None:
    body = yaml.safe_load((written / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= body.keys(), "the keys that CFF 1.2.0 requires"
    assert body["cff-version"] == "1.2.0"
    assert body["type"] == "dataset"
    assert body["authors"] == [{"name": "The Watch"}]
    assert body["date-released"] == date(2025, 9, 20)
    assert body["license"] == "CC-BY-4.0"


def test_catalogues_and_provenance(written: Path) -> None:
    dataset = json.loads((written / "dataset.jsonld").read_text("utf-8"))
    assert (dataset["@type"], dataset["version"]) == ("Dataset", "3")
    assert {one["name"] for one in dataset["distribution"]} >= {"csv/metrics.csv", "pledgewatch.sqlite"}
    provenance = json.loads((written / "provenance.jsonld").read_text("utf-8"))
    nodes = {one["@id"]: one for one in provenance["@graph"]}
    release = nodes[f"urn:sha256:{'ab' * 32}"]
    assert set(release["wasDerivedFrom"]) == {f"urn:sha256:{one.snapshot}" for one in after().versions}
    assert all(one in nodes for one in release["wasDerivedFrom"])


def test_equal_contents_make_equal_bytes(written: Path, tmp_path: Path) -> None:
    Dataset(after()).write(tmp_path / "again", ABOUT)
    for path in written.rglob("*"):
        if path.is_file():
            name = path.relative_to(written)
            assert (tmp_path / "again" / name).read_bytes() == path.read_bytes(), name


def test_another_day_on_which_nothing_happened_is_the_same(written: Path) -> None:
    from tests.publish.worlds import contents

    later = contents(as_of=date(2025, 9, 21))
    assert Dataset(later).digest == Dataset(after()).digest
    assert Dataset(before()).digest != Dataset(after()).digest


def test_what_did_not_change_is_taken_over(written: Path, tmp_path: Path) -> None:
    Dataset(before()).write(tmp_path / "new", ABOUT, earlier=written)

    def same_file(name: str) -> bool:
        return (tmp_path / "new" / name).samefile(written / name)

    assert same_file("parquet/measures.parquet")
    assert not same_file("parquet/metrics.parquet")
    assert (tmp_path / "new/parquet/metrics.parquet").read_bytes() == _parquet(before(), "metrics")


def _parquet(contents: Contents, name: str) -> bytes:
    filled = next(one for one in tables() if one.table.name == name)
    return parquet_bytes(filled.table, list(filled.rows(contents, filled.table.columns)))


@given(st.decimals(-(10**18), 10**18, allow_nan=False, allow_infinity=False))
def test_a_decimal_is_printed_in_full(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert set(plain(value)) <= set("-.0123456789")


@given(st.decimals(-(10**18), 10**18, places=18))
def test_a_decimal_of_eighteen_places_is_exact_in_parquet(value: Decimal) -> None:
    table = Table("t", "T", "A table.", (Column("value", "decimal", "A figure"),), ("value",))
    (row,) = pq.read_table(io.BytesIO(parquet_bytes(table, [{"value": value}]))).to_pylist()
    assert row["value"] == value


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_text_comes_back_from_csv(words: str) -> None:
    table = Table("t", "T", "A table.", (Column("words", "string", "Some"),), ("words",))
    text = csv_bytes(table, [{"words": words}]).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["words"], [guarded(words)]]
