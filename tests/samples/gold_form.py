"""What a folder of gold must be: well formed, verbatim, every figure in its quote, its PDF reproducible."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar, get_args

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from pydantic import TypeAdapter

from schemas.quantities import Comparator
from schemas.records import Basis, Coverage, Duration, Edition, Slug

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"

COMMON = {"kind", "organisation", "edition", "quote"}
AMOUNT = set("value low high comparator unit per basis coverage action object part_of".split())
FIELDS = {
    "metric": COMMON | AMOUNT,
    "gap": COMMON | {"carries_forward"},
    "progress": COMMON,
    "no_progress": COMMON | {"since", "reason"},
    "commitment": COMMON | {"cadence"},
    "recommendation": COMMON,
}
MEDIA_TYPES = {".html": "text/html", ".pdf": "application/pdf", ".txt": "text/plain"}
WORDS = {
    0: "no|none|not one", 2: "two", 3: "three", 4: "four", 6: "six", 9: "nine", 10: "a tenth",
    20: "one in five", 58: "fifty-eight", 90: "nine in ten", 100_000: "hundreds of thousands",
}  # fmt: skip
SCALES = {"M": 10**6, "million": 10**6}

as_edition = TypeAdapter(Edition | None).validate_python
as_slug = TypeAdapter(Slug).validate_python
as_duration = TypeAdapter(Duration | None).validate_python
as_coverage = TypeAdapter(Coverage | None).validate_python

Record = dict[str, Any]


def squeezed(text: str) -> str:
    """Without white space, raised note marks and hyphens that only a line's end put there."""
    return re.sub(r"[\s\u00ad\ufffe¹²³]+", "", text)


def words_of(path: Path) -> str:
    """The document's words by the shortest way."""
    if path.suffix == ".html":
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for mark in soup("sup"):
            mark.decompose()
        return soup.get_text(" ")
    if path.suffix == ".pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(str(path)))
    return path.read_text(encoding="utf-8")


def numbers_in(quote: str) -> set[float]:
    found = {float(value) for value, words in WORDS.items() if re.search(rf"\b({words})\b", quote.casefold())}
    for digits, scale in re.findall(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?(million\b|M\b)?", quote):
        found.add(round(float(digits.replace(",", "")) * SCALES.get(scale, 1), 6))
    return found


def gold_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.gold.json"))


class GoldFolder:
    """The tests of one folder; a subclass names it."""

    folder: ClassVar[Path]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "gold" in metafunc.fixturenames:
            files = gold_files(self.folder)
            loaded = [json.loads(path.read_text(encoding="utf-8")) for path in files]
            metafunc.parametrize("gold", loaded, ids=[path.name.removesuffix(".gold.json") for path in files])

    def test_every_document_has_gold_and_all_kinds_occur(self) -> None:
        loaded = [json.loads(path.read_text(encoding="utf-8")) for path in gold_files(self.folder)]
        documents = {path.name for path in self.folder.iterdir() if path.suffix in MEDIA_TYPES}
        assert {data["document"] for data in loaded} == documents
        assert {record["kind"] for data in loaded for record in data["records"]} == set(FIELDS)

    def test_a_gold_file_names_its_document_and_where_it_was_published(self, gold: dict[str, Any]) -> None:
        assert set(gold) == {"document", "media_type", "url", "records"}
        assert gold["media_type"] == MEDIA_TYPES[Path(gold["document"]).suffix]
        assert re.match(r"https://[\w.-]+\.example/", gold["url"])
        assert 20 <= len(gold["records"]) <= 70

    def test_every_record_has_the_fields_of_its_kind(self, gold: dict[str, Any]) -> None:
        for record in gold["records"]:
            assert set(record) - {"dimensions"} == FIELDS[record["kind"]], record
            as_slug(record["organisation"])
            as_edition(record["edition"])
            as_edition(record.get("carries_forward"))
            as_edition(record.get("since"))
            as_duration(record.get("cadence"))
            assert (record.get("reason") or "") in record["quote"], record

    def test_every_quote_is_verbatim(self, gold: dict[str, Any]) -> None:
        text = squeezed(words_of(self.folder / gold["document"]))
        assert [record["quote"] for record in gold["records"] if squeezed(record["quote"]) not in text] == []

    def test_every_metric_is_a_number_that_its_quote_prints(self, gold: dict[str, Any]) -> None:
        for record in gold["records"]:
            if record["kind"] != "metric":
                continue
            ends = [record[key] for key in ("value", "low", "high") if record[key] is not None]
            assert ends, record
            assert {float(end) for end in ends} <= numbers_in(record["quote"]), record
            assert (record["value"] is None) == (record["low"] is not None), record
            assert record["comparator"] in get_args(Comparator)
            assert record["basis"] in get_args(Basis)
            assert (record["basis"] == "rate") == (record["per"] is not None), record
            as_coverage(record["coverage"])
            assert record["unit"], record
            assert record["object"], record

    def test_a_period_has_its_days_and_an_undated_figure_none(self, gold: dict[str, Any]) -> None:
        for record in gold["records"]:
            if record["kind"] != "metric" or record["basis"] == "cumulative":
                continue
            assert (record["basis"] == "period") == (record["coverage"] is not None), record

    def test_parts_belong_to_another_metric_of_the_same_organisation(self, gold: dict[str, Any]) -> None:
        records: list[Record] = gold["records"]
        for index, record in enumerate(records):
            whole = record.get("part_of")
            if whole is None:
                continue
            assert whole != index
            assert records[whole]["kind"] == "metric"
            assert records[whole]["organisation"] == record["organisation"]
            bare_counts = records[whole]["unit"] == record["unit"] != "percent"
            assert not bare_counts or record["value"] <= records[whole]["value"], record

    def test_no_two_records_are_the_same(self, gold: dict[str, Any]) -> None:
        seen = Counter(json.dumps(record, sort_keys=True) for record in gold["records"])
        assert [record for record, times in seen.items() if times > 1] == []

    def test_the_script_makes_the_committed_pdf_byte_for_byte(self, tmp_path: Path) -> None:
        subprocess.run([sys.executable, str(self.folder / "make_pdf.py"), "--out", str(tmp_path)], check=True)
        (made,) = tmp_path.iterdir()
        assert made.read_bytes() == (self.folder / made.name).read_bytes()
