"""The command `site`: from a document in the archive to pages, as a user runs it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.extract import extract
from extractors.read import read
from pipeline.cli import app
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.problems import Problem
from pipeline.publish.site.swapping import alone
from pipeline.store.store import DocumentKey, open_store
from schemas.sources import Source, SourceList

PAGE = "<html><body><main><h1>Report 2024</h1><p>In 2024 we removed 12 models.</p></main></body></html>"
LIST = """
sources:
  - {id: acme, title: Reports, publisher: acme, url: page.html, kind: company_report, organisations: [acme]}
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store_url: str) -> Path:
    """A folder with a list of sources and its one page, collected and read into the store."""
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "sources.yaml").write_text(LIST)
    source = Source(
        id="acme",
        title="Reports",
        publisher="acme",
        url="page.html",
        kind="company_report",
        organisations=("acme",),
    )
    data = tmp_path / "data"
    collecting = CollectSettings(data=data, file_root=tmp_path)
    (outcome,) = collect(SourceList(sources=(source,)), collecting).outcomes
    snapshot = outcome.snapshot
    assert snapshot is not None
    extraction = extract(read(PAGE.encode(), "page.html"), snapshot=snapshot.sha256, source=source)
    monkeypatch.setenv("PLEDGEWATCH_DATABASE_URL", store_url)
    with open_store(store_url) as store:
        store.save(
            DocumentKey("acme"),
            snapshot,
            extraction,
            fingerprint="r",
            seconds=0.1,
            made=snapshot.retrieved,
        )
    monkeypatch.setenv("PLEDGEWATCH_DATA", str(data))
    monkeypatch.setenv("PLEDGEWATCH_OUT", str(tmp_path / "out"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["site", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_it_builds_the_site_and_says_where(world: Path) -> None:
    output = run()
    index = world / "out" / "site" / "index.html"
    assert str(index) in output
    assert "files made, 0 unchanged, 0 removed" in output
    (document,) = (world / "out" / "site" / "documents").iterdir()
    assert "In 2024 we removed 12 models." in document.read_text()
    assert "nothing has changed" in run()


def test_it_takes_another_folder_a_day_and_an_address(world: Path) -> None:
    run("--out", "elsewhere", "--as-of", "2030-01-01", "--base", "https://pledges.example")
    assert "As of" in (world / "elsewhere" / "index.html").read_text()
    assert "https://pledges.example/index.html" in (world / "elsewhere" / "feed.xml").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--as-of", "yesterday"], "is no date such as 2025-06-30"),
        (["--out", "."], "holds files and no site"),
        (["--base", "data.example.org"], "data.example.org: is no address of a site such as https://"),
        (["missing.yaml"], "missing.yaml"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(world: Path, arguments: list[str], says: str) -> None:
    with pytest.raises(Problem, match=says):
        run(*arguments)


def test_two_builds_of_one_folder_take_turns(world: Path) -> None:
    site = world / "out" / "site"
    site.parent.mkdir()
    with ThreadPoolExecutor(1) as threads:
        with alone(site):
            waiting = threads.submit(run)
            time.sleep(3)
            assert not waiting.done()
            assert not site.exists()
        assert str(site / "index.html") in waiting.result(timeout=60)


def test_what_a_killed_build_left_is_cleared_away_and_a_neighbours_is_not(world: Path) -> None:
    dead = world / "out" / ".site.ab12_x9z.building"
    neighbour = world / "out" / ".site.old.ab12_x9z.building"
    for folder in (dead, neighbour):
        folder.mkdir(parents=True)
    run()
    assert not dead.exists()
    assert neighbour.exists()
