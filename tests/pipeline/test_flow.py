"""The flow end to end: sources in, records out; nothing twice, nothing lost, one bad document no harm."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from extractors.read import read
from pipeline import stages, workers
from pipeline.collect.archive import Archive
from pipeline.problems import Problem
from pipeline.review.set_asides import post_what_waits, set_aside
from pipeline.schema_files import FOLDER
from pipeline.settings import load_settings
from pipeline.store.proposals import proposals
from pipeline.store.store import open_store
from pipeline.summary import Summary
from schemas.records import Record, check_quote, record_adapter
from tests.pipeline.conftest import Done

Command = Callable[..., Done]

PAGE = """<html><head><title>Progress reports</title></head><body><main><h1>Progress reports</h1>
<h2>January 2025: Harbourline</h2>
<p>Since joining the commitments, Harbourline reports it has:</p>
<ul><li>Detected 252,000 violative prompts.</li><li>Removed 188 models from its hub.</li></ul>
<p>Areas requiring progress include:</p>
<ul><li>Adding provenance to every generated image.</li></ul></main></body></html>"""
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"
SOURCES = """sources:
  - {id: page, title: Page, publisher: observatory, url: page.html, organisations: [harbourline]}
  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt}
"""


LISTED = "sources:\n  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt}\n"
PROGRAM = Path(sys.executable).parent / "pledgewatch"
LETTERS = 24
"""Documents of a run that is interrupted: enough for it to be still at work once the first is kept."""


class World:
    """A folder of sources, and runs over it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.put("sources.yaml", SOURCES)
        self.put("page.html", PAGE)
        self.put("letter.txt", LETTER)

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def refresh(self, only: str | None = None, **extracting: Any) -> Summary:
        from prefect.settings import (
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            PREFECT_LOGGING_LEVEL,
            temporary_settings,
        )

        from pipeline.flows.parameters import Choice, Extracting, Places, Publishing
        from pipeline.flows.refreshing import refresh

        quiet = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_LEVEL: "CRITICAL"}
        with temporary_settings(quiet):
            return refresh(
                Choice(only=only),
                Extracting(**extracting),
                Publishing(release=False),
                Places(
                    sources=self.folder / "sources.yaml",
                    out=self.folder / "out",
                    data=self.folder / "data",
                ),
            )

    def records(self) -> list[Record]:
        lines = (self.folder / "out" / "records.jsonl").read_text().splitlines()
        return [record_adapter.validate_json(line) for line in lines]

    def state(self) -> dict[Path, int]:
        """Every file that a run makes, and when it was last written."""
        made = [*(self.folder / "out").rglob("*"), *(self.folder / "data").rglob("*")]
        return {path: path.stat().st_mtime_ns for path in made if path.is_file()}


@pytest.fixture
def world(tmp_path: Path, prefect_api: str) -> World:
    from prefect.settings import PREFECT_API_URL, get_current_settings

    assert get_current_settings().api.url == prefect_api, "Prefect was imported before its server was known"
    assert PREFECT_API_URL
    return World(tmp_path)


@pytest.fixture(scope="module", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


def test_a_run_makes_records_that_hold_against_the_kept_bytes(world: World) -> None:
    summary = world.refresh()
    assert [(one.source, one.status) for one in summary.outcomes] == [("page", "new"), ("letter", "new")]
    schema = json.loads((FOLDER / "record.schema.json").read_text())
    records = world.records()
    assert {record.source for record in records} == {"page", "letter"}
    with Archive.open(str(world.folder / "data" / "archive")) as archive:
        kept = {record.snapshot: archive.bytes_of(record.snapshot) for record in records}
    for record in records:
        check_quote(record.evidence, read(kept[record.snapshot], record.document))
        jsonschema.validate(json.loads(record.model_dump_json()), schema)
    figures = {record.printed for record in records if record.kind == "metric"}
    assert figures == {"252,000", "188", "1,200"}


def test_a_second_run_writes_nothing_and_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.refresh()
    before = world.state()
    capsys.readouterr()
    summary = world.refresh()
    assert {outcome.status for outcome in summary.outcomes} == {"unchanged"}
    assert summary.written == ()
    after = world.state()
    archived = {path for path in after if "archive" in path.relative_to(world.folder).parts}
    assert {path: at for path, at in after.items() if path not in archived} == {
        path: at for path, at in before.items() if "archive" not in path.relative_to(world.folder).parts
    }, "only the archive grows: by the proof that the sources were asked"
    assert "Nothing has changed and nothing was written" in capsys.readouterr().out


def test_a_changed_page_is_read_again_and_the_change_is_told(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.refresh()
    old = {record.id for record in world.records()}
    world.put("page.html", PAGE.replace("188 models", "189 models"))
    summary = world.refresh()
    assert [outcome.status for outcome in summary.outcomes] == ["changed", "unchanged"]
    new = {record.id for record in world.records()}
    assert len(old & new) == len(old) - len(old - new), "what was not edited keeps its id"
    assert summary.outcomes[0].changes.withdrawn == len(old - new) > 0
    assert "page.html: " in capsys.readouterr().out


def test_a_page_that_moved_to_another_file_is_the_same_document(world: World) -> None:
    world.refresh()
    ids = {record.id for record in world.records()}
    world.put("moved.html", PAGE)
    world.put("sources.yaml", SOURCES.replace("page.html", "moved.html"))
    summary = world.refresh()
    assert summary.failed == ()
    assert {record.id for record in world.records()} == ids
    assert {record.document for record in world.records()} == {"moved.html", "letter.txt"}


def test_a_document_that_fails_is_reported_and_the_others_go_on(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.put(
        "sources.yaml",
        SOURCES
        + "  - {id: broken, title: B, publisher: acme, url: broken.pdf}\n"
        + "  - {id: gone, title: G, publisher: acme, url: gone.html}\n",
    )
    world.put("broken.pdf", "%PDF-1.7\nthis is no PDF")
    summary = world.refresh()
    assert [outcome.status for outcome in summary.outcomes] == ["new", "new", "failed", "vanished"]
    broken, gone = summary.failed
    assert broken.reason is not None
    assert broken.reason.startswith("broken.pdf: ")
    assert "Traceback" not in broken.reason
    assert gone.reason == f"{world.folder / 'gone.html'}: there is no such file; check its name"
    assert len(world.records()) > 3
    shown = capsys.readouterr().out
    assert "broken: broken.pdf: " in shown


def test_what_cannot_be_read_is_tried_again_only_when_it_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("sources.yaml", "sources:\n  - {id: b, title: B, publisher: acme, url: broken.pdf}\n")
    world.put("broken.pdf", "%PDF-1.7\nthis is no PDF")
    tried: list[str] = []
    extract = stages.extract
    monkeypatch.setattr(
        "pipeline.stages.extract", lambda due, *at: tried.append(due.snapshot.name) or extract(due, *at)
    )
    assert len(world.refresh().failed) == 1
    (told,) = world.refresh().failed
    assert "not tried again since" in (told.reason or "")
    assert tried == ["broken.pdf"]
    world.refresh(again=True)
    assert tried == ["broken.pdf", "broken.pdf"]


def test_what_a_collection_is_not_sure_of_is_told_until_a_reviewer_sets_it_aside(world: World) -> None:
    about = "id: page, title: P, publisher: o, url: page.html, follow: [{text: annual, sure: false}]"
    world.put("sources.yaml", f"sources:\n  - {{{about}}}\n")
    world.put("page.html", PAGE.replace("<ul>", '<p><a href="/2025.html">Annual report</a></p><ul>'))
    (proposed,) = world.refresh().proposals
    with open_store(load_settings().store_url(world.folder / "data")) as store:
        (kept,) = proposals(store)
        assert (kept.url, kept.text) == (proposed.url, "Annual report")
        post_what_waits(store, ["page"])
        set_aside(
            store,
            kept.id,
            event_id="e",
            by="ada",
            at=datetime(2025, 3, 1, tzinfo=UTC),
            reason="another company's",
        )
    assert world.refresh().proposals == ()


def test_a_collection_of_what_is_due_asks_for_nothing_else(world: World) -> None:
    from pipeline.flows.collecting import collect
    from pipeline.flows.parameters import Choice, Places

    world.put("sources.yaml", SOURCES.replace("url: page.html", 'url: page.html, schedule: "0 0 1 3 *"'))
    folder = world.folder
    places = Places(sources=folder / "sources.yaml", data=folder / "data", out=folder / "out")
    assert [one.source for one in collect(Choice(due=True), places).outcomes] == ["page"]
    assert collect(Choice(due=True), places).outcomes == ()


def test_a_document_that_fails_keeps_what_it_said_before(world: World) -> None:
    world.refresh()
    before = world.records()
    (world.folder / "page.html").unlink()
    summary = world.refresh()
    assert [outcome.status for outcome in summary.outcomes] == ["vanished", "unchanged"]
    assert "the archive has it as of" in (summary.outcomes[0].reason or "")
    assert world.records() == before


def test_one_source_alone_is_read_and_the_others_keep_what_they_have(world: World) -> None:
    world.refresh()
    world.put("page.html", PAGE.replace("188 models", "189 models"))
    world.put("letter.txt", LETTER.replace("1,200", "1,300"))
    summary = world.refresh(only="letter")
    assert [outcome.source for outcome in summary.outcomes] == ["letter"]
    figures = {record.printed for record in world.records() if record.kind == "metric"}
    assert figures == {"252,000", "188", "1,300"}


def test_paths_of_a_deployed_run_must_be_absolute(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.flows.parameters import Places, locate

    monkeypatch.delenv("PLEDGEWATCH_DATA", raising=False)
    with pytest.raises(Problem, match=r"data is data: .*PLEDGEWATCH_DATA"):
        locate(Places(sources=world.folder / "sources.yaml", out=world.folder / "out"))


def test_settings_come_from_the_environment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.flows.parameters import Choice, Publishing
    from pipeline.flows.refreshing import refresh

    monkeypatch.setenv("PLEDGEWATCH_SOURCES", str(world.folder / "sources.yaml"))
    monkeypatch.setenv("PLEDGEWATCH_DATA", str(world.folder / "elsewhere"))
    monkeypatch.setenv("PLEDGEWATCH_OUT", str(world.folder / "out"))
    monkeypatch.setenv("PLEDGEWATCH_DATABASE_URL", f"sqlite:///{world.folder / 'own.sqlite'}")
    assert refresh(Choice(only="letter"), publishing=Publishing(release=False)).records > 0
    assert (world.folder / "own.sqlite").exists()
    assert not (world.folder / "elsewhere" / "pledgewatch.sqlite").exists()


def test_every_parameter_of_every_flow_explains_itself() -> None:
    from pipeline.flows.collecting import collect
    from pipeline.flows.extracting import extract
    from pipeline.flows.publishing import publish
    from pipeline.flows.refreshing import refresh

    for one in (collect, extract, publish, refresh):
        assert all(described.get("description") for described in one.parameters.properties.values())
        for model in one.parameters.definitions.values():
            if model["type"] == "object":
                assert all(field.get("description") for field in model["properties"].values()), model


def kept(data: Path) -> bool:
    """Whether a document's extraction is in the store yet."""
    engine = create_engine(load_settings().store_url(data))
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1 FROM documents")).fetchone())
    except DBAPIError:
        return False
    finally:
        engine.dispose()


class TestCommand:
    """`pledgewatch run`, against a server that is up."""

    @pytest.fixture(autouse=True)
    def _world(self, tmp_path: Path, prefect_api: str) -> None:
        assert os.environ["PREFECT_API_URL"] == prefect_api
        (tmp_path / "sources.yaml").write_text(LISTED)
        (tmp_path / "letter.txt").write_text(LETTER)

    def test_a_run_ends_with_the_summary_and_where_it_wrote(self, command: Command, tmp_path: Path) -> None:
        done = command("run")
        assert (done.code, done.err) == (0, "")
        for word in ("document", "organisation", "edition", "metrics", "gaps", "progress", "seconds"):
            assert word in done.out
        assert "lanternwick" in done.out
        assert done.out.rstrip().endswith(f"written to {tmp_path / 'out'}")
        again = command("run")
        assert again.code == 0
        assert "Nothing has changed and nothing was written" in again.out

    def test_a_record_is_explained_by_the_beginning_of_its_id(self, command: Command, tmp_path: Path) -> None:
        command("run", "--out", "elsewhere")
        line = (tmp_path / "elsewhere" / "metrics.csv").read_text().splitlines()[1]
        done = command("explain", line[:8])
        assert (done.code, done.err) == (0, "")
        assert "In 2024, Lanternwick banned 1,200 accounts." in done.out
        assert "▶" in done.out

    def test_a_failed_document_is_told_and_the_exit_code_says_so(
        self, command: Command, tmp_path: Path
    ) -> None:
        (tmp_path / "letter.txt").unlink()
        done = command("run")
        assert done.code == 1
        assert "letter.txt: there is no such file; check its name" in done.out
        assert "Traceback" not in done.out + done.err

    def test_a_server_that_does_not_answer_is_told_in_one_line(self, command: Command) -> None:
        done = command("run", PREFECT_API_URL="http://127.0.0.1:9/api")
        assert done.code == 1
        (line,) = done.err.splitlines()
        assert "no Prefect server answers at http://127.0.0.1:9/api" in line

    @pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
    def test_an_interrupted_run_is_made_whole_by_the_next(
        self, blow: signal.Signals, command: Command, tmp_path: Path
    ) -> None:
        listed = "sources:\n"
        for number in range(LETTERS):
            listed += f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt}}\n"
            said = "\n\n".join(f"In {year}, we removed {number} models." for year in range(2010, 2020))
            (tmp_path / f"letter-{number}.txt").write_text(said)
        (tmp_path / "sources.yaml").write_text(listed)
        process = subprocess.Popen(
            [PROGRAM, "run"],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
            # What a shell starts in the background inherits that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        while not kept(tmp_path / "data"):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(blow)
        _, said = process.communicate(timeout=60)
        assert process.returncode != 0, "it ended before it could be interrupted"
        if blow == signal.SIGINT:
            assert process.returncode == 130
            assert said.startswith("pledgewatch: interrupted; what was read is kept")
            assert len(said.splitlines()) == 1
            assert not list(tmp_path.rglob("*.part"))
        assert not (tmp_path / "out").exists()
        done = command("run")
        assert done.code == 0, done.out + done.err
        quotes = [json.loads(line)["quote"] for line in (tmp_path / "out" / "records.jsonl").open()]
        assert len(quotes) == len(set(quotes)) == LETTERS * 10
        assert not list(tmp_path.rglob("*.part")), "what a killed process was writing goes with the next run"
