"""`pledgewatch publish` and `pledgewatch brief`: from the store to files, one line for all that is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from pipeline.problems import Problem
from pipeline.publish.commands import brief, publish
from pipeline.settings import Settings
from pipeline.store.store import DocumentKey, open_store
from schemas.snapshots import Snapshot
from tests.pipeline.extractions import extraction_of

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCES = """
sources:
  - id: acme
    title: Reports
    publisher: acme
    url: page.html
    kind: company_report
    assertions: [{kind: metric, minimum: 1}, {kind: gap, minimum: 1, maximum: MAXIMUM}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a list of sources, and a store that has read one page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.yaml").write_text(SOURCES.replace("MAXIMUM", "9"), encoding="utf-8")
    keep(tmp_path, "120 models were removed.", "Audio is not covered.")
    return tmp_path


def keep(folder: Path, *sentences: str) -> None:
    extraction = extraction_of(*sentences)
    snapshot = Snapshot(source="acme", name="page.html", sha256=extraction.snapshot, size=9, retrieved=NOON)
    with open_store(Settings().store_url(folder / "data")) as store:
        store.save(DocumentKey("acme"), snapshot, extraction, fingerprint="r", seconds=0.1, made=NOON)


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(publish)
    app.command()(brief)
    return CliRunner().invoke(app, arguments)


def test_it_says_what_is_new_and_where_it_lies(folder: Path) -> None:
    done = run("publish", "--as-of", "2025-03-01")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "release 1 as of 2025-03-01: 2 records added, 0 changed, 0 withdrawn",
        str(folder / "out/releases/latest/site/index.html"),
    ]
    again = run("publish", "--as-of", "2025-03-02")
    assert again.stdout.splitlines()[0] == "nothing is new since release 1 as of 2025-03-01"
    keep(folder, "120 models were removed.", "Audio is not covered.", "125 models were refused.")
    third = run("publish", "--as-of", "2025-03-02")
    assert "release 2 as of 2025-03-02: 1 records added" in third.stdout


def test_check_only_checks(folder: Path) -> None:
    done = run("publish", "--check")
    assert (done.exit_code, done.stdout) == (0, "3 assertions hold, 0 stop publishing, 0 warn\n")
    (folder / "sources.yaml").write_text(
        SOURCES.replace("minimum: 1,", "minimum: 5,").replace("MAXIMUM", "9")
    )
    done = run("publish", "--check")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].startswith("stops: acme: 1 gap records, at least 5 are expected")
    assert done.stdout.splitlines()[1] == "2 assertions hold, 1 stop publishing, 0 warn"
    assert not (folder / "out").exists()


def test_a_broken_assertion_is_told_and_nothing_written(folder: Path) -> None:
    (folder / "sources.yaml").write_text(
        SOURCES.replace("minimum: 1,", "minimum: 5,").replace("MAXIMUM", "9")
    )
    done = run("publish")
    assert isinstance(done.exception, Problem)
    assert str(done.exception).splitlines()[0] == "nothing is published: 1 assertion does not hold"
    assert not (folder / "out").exists()


def test_too_many_are_told_beside(folder: Path) -> None:
    keep(folder, "120 models were removed.", "Audio is not covered.", "Video is not covered.")
    (folder / "sources.yaml").write_text(SOURCES.replace("MAXIMUM", "1"))
    done = run("publish")
    assert done.exit_code == 0
    assert "warning: acme: 2 gap records, at most 1 are expected" in done.stderr


def test_a_brief_is_written(folder: Path) -> None:
    done = run("brief", "acme", "--as-of", "2025-03-01")
    assert done.exit_code == 0, done.output
    path = Path(done.stdout.strip())
    assert path == folder / "out/acme-brief.pdf"
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["publish", "--as-of", "soon"], "--as-of 'soon' is no date"),
        (["publish", "none.yaml"], "none.yaml: there is no such file"),
        (["brief", "acne"], "did you mean acme?"),
        (["brief", "acme", "--out", "sources.yaml/brief.pdf"], "cannot be written"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(folder: Path, arguments: list[str], complaint: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, Problem)
    assert complaint in str(done.exception)
    assert "\n" not in str(done.exception)


def test_the_manifest_names_the_day_and_counts(folder: Path) -> None:
    run("publish", "--as-of", "2025-03-01")
    manifest = json.loads((folder / "out/releases/latest/manifest.json").read_bytes())
    assert (manifest["as_of"], manifest["records"]) == ("2025-03-01", 2)
    assert manifest["assertions"] == {"held": 3, "broken": []}
