"""`pledgewatch ledger`: from the store or a file to findings, and one clear line where that cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer

from pipeline.emit import json_lines
from pipeline.ledger.commands import FILES, ledger
from pipeline.problems import Problem
from pipeline.settings import load_settings
from pipeline.store.store import DocumentKey, open_store
from schemas.findings import Dismissal
from schemas.snapshots import Snapshot
from tests.ledger.made_up import gap
from tests.pipeline.extractions import extraction_of

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCES = """
sources:
  - {id: acme, title: Reports, publisher: acme, url: page.html, kind: company_report}
"""

Run = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with a list of sources."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def run(**options: object) -> None:
    """The command with its defaults but for these options."""
    given = {"sources": None, "as_of": None, "out": None, "records": None, "events": None} | options
    ledger(**given)  # type: ignore[arg-type]


def keep(
    folder: Path, *sentences: str, day: int = 0, rules: str = "rules-1", name: str = "page.html"
) -> Snapshot:
    """Puts a reading of the page into the store."""
    extraction = extraction_of(*sentences, name=name)
    snapshot = Snapshot(
        source="acme", name=name, sha256=extraction.snapshot, size=10, retrieved=NOON + timedelta(days=day)
    )
    with open_store(load_settings().store_url(folder / "data")) as store:
        store.save(
            DocumentKey("acme"), snapshot, extraction, fingerprint=rules, seconds=0.1, made=snapshot.retrieved
        )
    return snapshot


def written(folder: Path, name: str) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (folder / f"out/ledger/{name}.jsonl").read_text("utf-8").splitlines()
    ]


def test_an_edit_of_a_page_is_found_in_the_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(folder, "120 models were removed.")
    keep(folder, "125 models were removed.", day=30)
    run()
    (restatement,) = written(folder, "restatements")
    assert restatement["kind"] == "edited"
    assert {one.name for one in (folder / "out/ledger").iterdir()} == {f"{name}.jsonl" for name in FILES}
    said = capsys.readouterr().out
    assert (
        "now reads “125 models were removed”; seen on 20 January 2025 it read “120 models were removed”."
        in said
    )
    assert "1 findings" in said


def test_history_has_each_snapshot_once_as_the_newest_rules_read_it(folder: Path) -> None:
    first = keep(folder, "120 models were removed.", "A gap?", rules="rules-1")
    keep(folder, "120 models were removed.", "A gap?", rules="rules-2", day=5)
    keep(folder, "125 models were removed.", day=9)
    with open_store(load_settings().store_url(folder / "data")) as store:
        history = store.history(["acme"])
        assert store.history(["bolt"]) == []
    assert [(one.rules, one.snapshot.retrieved.day) for one in history] == [("rules-2", 20), ("rules-1", 29)]
    assert (history[0].key, history[0].snapshot) == (DocumentKey("acme"), first)
    assert [record.quote for one in history for record in one.records] == [
        "120 models were removed.",
        "125 models were removed.",
    ]


def test_a_file_of_records_and_what_reviewers_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [gap("Match uploads against hash lists.", "2024-07"), gap("Add model cards.", "2024-10")]
    (folder / "records.jsonl").write_text(json_lines(records), encoding="utf-8")
    run(records=Path("records.jsonl"))
    (finding,) = written(folder, "findings")
    assert "no longer mentions a gap" in capsys.readouterr().out
    said = Dismissal(id="d1", finding=str(finding["id"]), reason="told us", by="a reviewer", at=NOON)
    (folder / "events.jsonl").write_text(said.model_dump_json() + "\n\n", encoding="utf-8")
    run(records=Path("records.jsonl"), events=Path("events.jsonl"), as_of="2025-02-01")
    assert [one["dismissed"] for one in written(folder, "findings")] == ["told us"]
    assert "as of 2025-02-01: 0 findings (1 more set aside)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"as_of": "soon"}, "--as-of 'soon' is no date"),
        ({"sources": Path("none.yaml")}, "there is no such file"),
        ({"records": Path("none.jsonl")}, "none.jsonl: cannot be read"),
        ({"records": Path("sources.yaml")}, "sources.yaml, line 2: "),
        ({}, "the store holds nothing of these sources"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(folder: Path, options: dict[str, object], complaint: str) -> None:
    with pytest.raises(Problem) as raised:
        run(**options)
    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)


def test_it_can_be_wired_into_the_command_line(folder: Path) -> None:
    from typer.testing import CliRunner

    app = typer.Typer()
    app.command()(ledger)
    keep(folder, "120 models were removed.")
    done = CliRunner().invoke(app, ["--as-of", "2025-03-01", "--out", str(folder / "elsewhere")])
    assert done.exit_code == 0
    assert (folder / "elsewhere/series.jsonl").read_text("utf-8").count("\n") == 1
