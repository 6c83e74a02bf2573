"""The commands as their user meets them, over a page that was really collected and extracted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractors.extract import extract
from pipeline.cli import app
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.documents import open_documents
from pipeline.problems import Problem
from pipeline.review.decisions import Decisions
from pipeline.review.events import sign_offs
from pipeline.settings import Settings
from pipeline.sources_file import load_sources
from pipeline.store.store import DocumentKey, open_store
from schemas.corrections import SignOff
from schemas.records import Extraction
from tests.review.desk import NOW
from tests.review.events import decide

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, value in {"SOURCES": "sources.yaml", "DATA": "data", "OUT": "out"}.items():
        monkeypatch.setenv(f"PLEDGEWATCH_{name}", value)
    monkeypatch.delenv("PLEDGEWATCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("USER", "ada")
    return lambda *arguments, **more: CliRunner().invoke(app, list(arguments), **more)


@pytest.fixture
def world(tmp_path: Path, samples: Path) -> Extraction:
    """One sample page, collected into an archive and extracted into a store."""
    (tmp_path / "progress-page.html").write_bytes((samples / "progress-page.html").read_bytes())
    (tmp_path / "sources.yaml").write_text(
        "sources:\n- {id: page, title: Page, publisher: beacon, url: progress-page.html}\n"
    )
    listed = load_sources(tmp_path / "sources.yaml")
    data = tmp_path / "data"
    (outcome,) = collect(listed, CollectSettings(data=data, file_root=tmp_path)).outcomes
    assert outcome.snapshot is not None
    with open_documents(data) as documents:
        document = documents.get(outcome.snapshot.sha256)
    extraction = extract(document, snapshot=outcome.snapshot.sha256, source=listed.sources[0])
    with open_store(Settings().store_url(data)) as store:
        store.save(
            DocumentKey("page"), outcome.snapshot, extraction,
            fingerprint="rules", seconds=0.1, made=datetime(2025, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    return extraction


def test_out_of_one_store_and_into_another(
    run: Run,
    world: Extraction,
    tmp_path: Path,
    new_store: Callable[[Path], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_store(Settings().store_url(tmp_path / "data")) as store:
        Decisions(store).append(decide(world.records[0], "accept"), base_version=0)
    done = run("corrections", "export", "said.jsonl")
    assert (done.exit_code, done.output) == (0, "written to said.jsonl\n")
    monkeypatch.setenv("PLEDGEWATCH_DATABASE_URL", new_store(tmp_path / "other"))
    assert run("corrections", "import", "said.jsonl").output == "1 events imported, 0 were known\n"
    assert run("corrections", "import", "said.jsonl").output == "0 events imported, 1 were known\n"
    for form in ("csv", "annotations", "jsonl"):
        text = run("corrections", "export", "--format", form).output
        done = run("corrections", "import", "-", input=text)
        assert done.output == "0 events imported, 1 were known\n", form


def test_what_is_refused_says_why_and_keeps_nothing(run: Run, world: Extraction, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"type": "correction"}\n{"type": "nothing"}\n')
    done = run("corrections", "import", "bad.jsonl")
    assert done.exit_code == 1
    assert "bad.jsonl: line 1:" in done.stderr
    assert "bad.jsonl: line 2:" in done.stderr
    assert done.stderr.endswith("nothing was imported; mend these and try again\n")
    missing = run("corrections", "import", "missing.jsonl")
    assert isinstance(missing.exception, Problem)
    assert "missing.jsonl: cannot be read" in str(missing.exception)


@pytest.mark.shared
def test_a_signed_off_document_becomes_a_gold_file_that_the_bench_reads(
    run: Run, world: Extraction, tmp_path: Path, shared: Path
) -> None:
    done = run("corrections", "export", "gold", "--format", "gold")
    assert done.output == "0 gold files in gold\n"
    whole = SignOff(
        id="s", snapshot=world.snapshot, document="progress-page.html", source="page", by="ada", at=NOW
    )
    with open_store(Settings().store_url(tmp_path / "data")) as store:
        sign_offs(store).append(whole)
    undecided = run("corrections", "export", "gold", "--format", "gold")
    assert "progress-page.html: 12" in undecided.stderr
    assert "records wait for a decision" in undecided.stderr
    with open_store(Settings().store_url(tmp_path / "data")) as store:
        decisions = Decisions(store)
        for record in world.records[1:]:
            decisions.append(decide(record, "accept"), base_version=0)
        decisions.append(decide(world.records[0], "reject"), base_version=0)
    assert run("corrections", "export", "gold", "--format", "gold").output == "1 gold files in gold\n"
    (gold,) = (tmp_path / "gold").glob("*.gold.json")
    body = json.loads(gold.read_text("utf-8"))
    assert (tmp_path / "gold" / body["document"]).read_bytes() == (
        tmp_path / "progress-page.html"
    ).read_bytes()
    assert len(body["records"]) == len(world.records) - 1
    from benchmarks.gold import main, predict, scorer

    assert scorer().load_gold(tmp_path / "gold")
    assert len(predict(tmp_path / "gold")[body["document"]]) == len(world.records)
    assert main([str(tmp_path / "gold")]) == 0


def test_source_corrections_are_held_to_the_source(run: Run, world: Extraction) -> None:
    metric = next(one for one in world.records if one.kind == "metric" and one.value)
    wrong = [metric.quote, str(metric.value), "7", "--reason", "they wrote to us"]
    done = run("source-corrections", "add", "page", *wrong, "--status", "reported")
    assert (done.exit_code, done.output) == (0, f"reported: {metric.value} in page should be 7\n")
    assert run("source-corrections", "list").exit_code == 0
    done = run("source-corrections", "add", "page", "no such words", "12", "13", "--reason", "a typo")
    assert done.exit_code == 1
    assert "matches nothing" in done.stderr
    assert run("source-corrections", "list").exit_code == 1, "and so at every run"
    unknown = run("source-corrections", "add", "elsewhere", *wrong)
    assert isinstance(unknown.exception, Problem)
    same = run("source-corrections", "add", "page", metric.quote, "7", "7", "--reason", "x")
    assert "the corrected value is the printed one" in str(same.exception)
