"""The sample world and the further gold: well formed, verbatim, reproducible, and fit for the ledger."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pypdfium2
import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import TypeAdapter

from schemas.quantities import Comparator
from schemas.records import Basis, Coverage, Duration, Edition, Slug
from schemas.sources import SourceList

ROOT = Path(__file__).resolve().parents[2]
GOLD_FILES = sorted(
    path for folder in ("samples", "benchmarks/gold") for path in (ROOT / folder).glob("*.gold.json")
)
SOURCE_LISTS = ("sources.yaml", "sources-revised.yaml")

COMMON = {"kind", "organisation", "edition", "quote"}
AMOUNT = {
    "value",
    "low",
    "high",
    "comparator",
    "unit",
    "per",
    "basis",
    "coverage",
    "action",
    "object",
    "part_of",
}
FIELDS = {
    "metric": COMMON | AMOUNT,
    "gap": COMMON | {"carries_forward"},
    "progress": COMMON,
    "no_progress": COMMON | {"since", "reason"},
    "commitment": COMMON | {"cadence"},
    "recommendation": COMMON,
}
WORDS = {
    0: "no|none", 2: "two", 3: "three", 5: "five", 6: "six", 9: "nine", 10: "one in ten", 11: "eleven",
    20: "one fifth", 24: "two dozen", 25: "one in four|a quarter",
}  # fmt: skip
SCALES = {"m": 10**6, "million": 10**6}

as_edition = TypeAdapter(Edition | None).validate_python
as_slug = TypeAdapter(Slug | None).validate_python
as_duration = TypeAdapter(Duration | None).validate_python
as_coverage = TypeAdapter(Coverage | None).validate_python

Record = dict[str, Any]


def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def records_of(name: str) -> list[Record]:
    found: list[Record] = read(ROOT / "samples" / f"{name}.gold.json")["records"]
    return found


def squeezed(text: str) -> str:
    """Without white space and without the hyphens that only a line's end put there."""
    return re.sub(r"[\s\u00ad\ufffe]+", "", text)


def plain_text(path: Path) -> str:
    """The document's words by the shortest way, running head and foot of PDF pages left out."""
    if path.suffix == ".html":
        return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").get_text(" ")
    if path.suffix == ".pdf":
        pages = [
            page.get_textpage().get_text_range().splitlines() for page in pypdfium2.PdfDocument(str(path))
        ]
        heads = Counter(re.sub(r"\d+$", "", line) for lines in pages for line in set(lines))
        running = {head for head, pages_with in heads.items() if pages_with == len(pages) and head}
        return "\n".join(
            line for lines in pages for line in lines if re.sub(r"\d+$", "", line) not in running
        )
    return path.read_text(encoding="utf-8")


def numbers_in(quote: str) -> set[float]:
    found = {float(value) for value, words in WORDS.items() if re.search(rf"\b({words})\b", quote.casefold())}
    for digits, scale in re.findall(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?(million\b|m\b)?", quote):
        found.add(round(float(digits.replace(",", "")) * SCALES.get(scale, 1), 6))
    return found


@pytest.fixture(params=GOLD_FILES, ids=lambda path: path.name.removesuffix(".gold.json"))
def gold(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any]]:
    return request.param, read(request.param)


def test_every_record_has_the_fields_of_its_kind(gold: tuple[Path, dict[str, Any]]) -> None:
    _, data = gold
    for record in data["records"]:
        assert set(record) - {"dimensions"} == FIELDS[record["kind"]], record
        as_slug(record["organisation"])
        as_edition(record["edition"])
        as_edition(record.get("carries_forward"))
        as_edition(record.get("since"))
        as_duration(record.get("cadence"))
        assert (record.get("reason") or "") in record["quote"], record


def test_every_quote_is_verbatim(gold: tuple[Path, dict[str, Any]]) -> None:
    path, data = gold
    text = squeezed(plain_text(path.parent / data["document"]))
    missing = [record["quote"] for record in data["records"] if squeezed(record["quote"]) not in text]
    assert not missing


def test_every_metric_is_a_number_that_its_quote_prints(gold: tuple[Path, dict[str, Any]]) -> None:
    _, data = gold
    for record in data["records"]:
        if record["kind"] != "metric":
            continue
        ends = [record[key] for key in ("value", "low", "high") if record[key] is not None]
        assert ends, record
        assert (record["value"] is None) == (len(ends) == 2), record
        assert {float(end) for end in ends} <= numbers_in(record["quote"]), record
        assert record["comparator"] in get_args(Comparator)
        assert record["basis"] in get_args(Basis)
        assert (record["basis"] == "rate") == (record["per"] is not None), record
        as_coverage(record["coverage"])
        assert record["object"] or record["dimensions"], record


def test_parts_belong_to_a_metric_stated_before_or_beside_them(gold: tuple[Path, dict[str, Any]]) -> None:
    _, data = gold
    records = data["records"]
    for index, record in enumerate(records):
        whole = record.get("part_of")
        if whole is None:
            continue
        assert whole != index
        assert records[whole]["kind"] == "metric"
        assert records[whole]["organisation"] == record["organisation"]
        same_unit = records[whole]["unit"] == record["unit"]
        misprint = data["document"] == "quarterly-tables-q2.html" and record["value"] == 5160
        assert misprint or not same_unit or record["value"] <= records[whole]["value"], record


def test_no_two_records_are_the_same(gold: tuple[Path, dict[str, Any]]) -> None:
    _, data = gold
    seen = Counter(json.dumps(record, sort_keys=True) for record in data["records"])
    assert [record for record, times in seen.items() if times > 1] == []


def test_every_document_has_gold_and_all_kinds_occur() -> None:
    documents = {path.parent / read(path)["document"] for path in GOLD_FILES}
    assert documents == {
        path
        for folder in (ROOT / "samples", ROOT / "benchmarks/gold")
        for path in folder.iterdir()
        if path.suffix in {".html", ".pdf", ".txt"}
    }
    for folder in ("samples", "benchmarks/gold"):
        kinds = {
            record["kind"]
            for path in GOLD_FILES
            if path.parent == ROOT / folder
            for record in read(path)["records"]
        }
        assert kinds == set(FIELDS), folder


@pytest.mark.parametrize("name", SOURCE_LISTS)
def test_sources_are_valid_and_their_assertions_hold_for_the_gold(name: str, samples: Path) -> None:
    listed = SourceList.model_validate(yaml.safe_load((samples / name).read_text(encoding="utf-8")))
    for source in listed.sources:
        records = read((samples / source.url).with_suffix(".gold.json"))["records"]
        counts = Counter(record["kind"] for record in records)
        assert source.assertions, f"{source.id} asserts nothing"
        for bound in source.assertions:
            assert bound.minimum <= counts[bound.kind] <= (bound.maximum or 10**9), (source.id, bound.kind)


def test_the_two_source_lists_differ_in_the_revised_page_alone(samples: Path) -> None:
    first, later = (
        SourceList.model_validate(yaml.safe_load((samples / name).read_text(encoding="utf-8"))).sources
        for name in SOURCE_LISTS
    )
    changed = [(old, new) for old, new in zip(first, later, strict=True) if old != new]
    assert [(old.id, old.url, new.url) for old, new in changed] == [
        ("sbd-progress", "progress-page.html", "progress-page-revised.html")
    ]


def test_the_script_makes_the_committed_pdfs_byte_for_byte(tmp_path: Path) -> None:
    script = ROOT / "samples/make_pdfs.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.pdf")}
    committed = {
        path.relative_to(ROOT): path.read_bytes()
        for folder in ("samples", "benchmarks/gold")
        for path in (ROOT / folder).glob("*.pdf")
    }
    assert made.keys() == committed.keys()
    assert [str(name) for name, data in made.items() if data != committed[name]] == []


# --- what the ledger finds in the world -------------------------------------


def values(name: str, **fields: Any) -> list[float]:
    """The values of the metrics of a sample whose fields (or dimensions) are these."""
    return [
        record["value"]
        for record in records_of(name)
        if record["kind"] == "metric"
        and all({**record, **record.get("dimensions", {})}.get(key) == value for key, value in fields.items())
    ]


def banned(name: str, edition: str) -> float:
    (value,) = values(name, organisation="lanternwick", edition=edition, action="ban")
    return value


def filed(name: str, edition: str) -> float:
    (value,) = values(name, organisation="lanternwick", edition=edition, action="file")
    return value


def test_a_cumulative_figure_falls_until_the_page_is_corrected_and_another_falls_after() -> None:
    assert banned("progress-page", "2024-10") > banned("progress-page", "2025-01")
    assert banned("progress-page-revised", "2024-10") < banned("progress-page-revised", "2025-01")
    assert filed("progress-page-revised", "2025-01") > filed("progress-page-revised", "2025-04")


def test_the_revision_changes_one_figure_and_adds_one_edition() -> None:
    before, after = records_of("progress-page"), records_of("progress-page-revised")
    kept = [record for record in after if record["edition"] != "2025-04"]
    bare = [
        [{key: value for key, value in record.items() if key != "part_of"} for record in records]
        for records in (before, kept)
    ]
    changed = [(old["quote"], new["quote"]) for old, new in zip(*bare, strict=True) if old != new]
    assert changed == [("Banned 2,984 accounts.", "Banned 3,984 accounts.")]
    assert 0 < len(after) - len(kept) < 12


def test_a_company_and_the_clearing_house_count_the_same_reports_differently() -> None:
    (own,) = values("company-report", object="reports to the Beacon Clearing House")
    (received,) = values("statistics", Provider="Harbourline", column="2024")
    assert own != received
    assert abs(own - received) / received < 0.01


def test_a_later_edition_restates_what_an_earlier_one_printed() -> None:
    for provider in ("Gallowglass", "Quillbeam", "Total"):
        (first,) = values("statistics-2023", Provider=provider)
        (again,) = values("statistics", Provider=provider, column="2023")
        assert first != again, provider
    assert 38_420 in values("quarterly-tables", object="recordings")
    assert values("quarterly-tables-q2", Policy="Total", **{"Recordings removed": "Q1 2025"}) == [38_342]


def test_printed_totals_add_up_but_for_one() -> None:
    def misfit(name: str, row: str, column: str, label: str) -> float:
        figures = {
            record["dimensions"][row]: record["value"]
            for record in records_of(name)
            if record.get("dimensions", {}).get(column) == label
            and row in record["dimensions"]
            and record["unit"] != "percent"
        }
        rows = [value for key, value in figures.items() if key != "Total" and "of which" not in key]
        return figures["Total"] - sum(rows)

    assert misfit("statistics-2023", "Provider", "column", "Reports") == 0
    assert misfit("statistics", "Provider", "column", "2023") == 0
    assert misfit("statistics", "Provider", "column", "2024") == 0
    assert misfit("company-report", "Quarter", "column", "All") == 0
    assert misfit("quarterly-tables", "Policy", "Recordings removed", "Reported by users") == 0
    assert misfit("quarterly-tables-q2", "Policy", "Recordings removed", "Q1 2025") == 0
    assert misfit("quarterly-tables-q2", "Policy", "Recordings removed", "Q2 2025") == 45


def test_one_share_does_not_fit_its_count_and_one_is_above_the_whole() -> None:
    fraud = values("quarterly-tables", Policy="Fraud", **{"Recordings removed": "Reported by users"})
    (total,) = values("quarterly-tables", Policy="Total", **{"Recordings removed": "Reported by users"})
    count, share = fraud
    assert round(100 * count / total, 1) != share
    assert max(values("quarterly-tables-q2", unit="percent")) > 100


def test_the_gaps_of_one_signatory_go_through_every_state() -> None:
    def gaps(edition: str) -> list[str]:
        return [
            record["quote"]
            for record in records_of("progress-page-revised")
            if record["kind"] == "gap"
            and record["organisation"] == "lanternwick"
            and record["edition"] == edition
        ]

    assert len(gaps("2024-07")) == 4, "opened"
    carried = [record for record in records_of("progress-page") if record.get("carries_forward") == "2024-07"]
    assert "lanternwick" in {record["organisation"] for record in carried}, "carried forward"
    assert any("uploaded before" in quote for quote in gaps("2025-01")), "narrowed"
    assert not any("model cards" in quote for quote in gaps("2025-01")), "dropped without an answer"
    assert any("video" in quote for quote in gaps("2025-01")), "restated"
    assert any("video" in quote for quote in gaps("2025-04")), "restated again"
    answers = [
        record["quote"]
        for record in records_of("progress-page-revised")
        if record["kind"] == "progress" and record["organisation"] == "lanternwick"
    ]
    assert any("hash matching into service" in quote for quote in answers), "answered"
    assert any("finished assessing" in quote for quote in answers), "answered after it was narrowed"
