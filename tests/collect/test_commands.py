"""`collect` and `archive verify | show | diff | import` as somebody at a terminal meets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pipeline.collect.commands import archive_app, collect
from pipeline.problems import Problem
from tests.collect.conftest import World
from tests.collect.server import Answer, page
from tests.collect.test_archive import foreign_warc

app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(archive_app, name="archive")
app.command()(collect)

SOURCES = """sources:
  - {id: report, title: Report, publisher: acme, url: "http://a.test/p", fetch: {delay: 0}}
  - {id: note, title: Note, publisher: acme, url: note.txt}
"""


@pytest.fixture
def call(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PLEDGEWATCH_DATA", str(world.folder / "data"))
    monkeypatch.setenv("PLEDGEWATCH_LOCAL_HOSTS", f'{{"a.test": "{world.server.target}"}}')
    monkeypatch.setenv("PLEDGEWATCH_RETRY_WAIT", "0.01")
    (world.folder / "sources.yaml").write_text(SOURCES)
    (world.folder / "note.txt").write_text("We banned 7 accounts.")

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words), catch_exceptions=True)
        if isinstance(result.exception, Problem):
            return 1, str(result.exception)
        return result.exit_code, result.output

    return run


def test_from_the_list_to_the_proof(call: Any, world: World) -> None:
    listing = str(world.folder / "sources.yaml")
    world.server.routes["/p"] = page("<h1>Report</h1><p>We banned 1,000 accounts in 2024.</p>")
    code, said = call("collect", listing)
    assert code == 0
    assert "new        report" in said
    assert "new        note" in said
    world.server.routes["/p"] = page("<h1>Report</h1><p>We banned 1,500 accounts in 2024.</p>")
    code, said = call("collect", listing, "--only", "report")
    assert "content    report: report: Passage of the text: 1 reworded; figures differ in 1" in said

    code, said = call("archive", "verify")
    assert code == 0
    assert "2 parts, 5 captures" in said
    head = said.split("head ")[1].strip()
    assert call("archive", "verify", "--head", head)[0] == 0
    assert call("archive", "verify", "--head", "0" * 64)[0] == 1

    code, said = call("archive", "show", "http://a.test/p")
    assert said.count("text/html") == 2
    code, said = call("archive", "show", "http://a.test/p", "--out", str(world.folder / "p.html"))
    assert "1,500" in (world.folder / "p.html").read_text()
    code, said = call("archive", "diff", "http://a.test/p")
    assert "We banned [-1,000-]{+1,500+} accounts in 2024." in said
    code, said = call("archive", "diff", "note.txt")
    assert "was never seen with other bytes" in said


def test_a_failure_is_told_and_gives_exit_code_1(call: Any, world: World) -> None:
    world.server.routes["/p"] = Answer(status=500)
    code, said = call("collect", str(world.folder / "sources.yaml"))
    assert code == 1
    assert "failed     report: http://a.test/p: answers with the status 500 (after 4 attempts)" in said
    assert "2 documents, 1 of them not had" in said


def test_a_byte_that_changed_is_named(call: Any, world: World) -> None:
    world.server.routes["/p"] = page("<p>12 reports")
    call("collect", str(world.folder / "sources.yaml"))
    (path,) = (world.folder / "data" / "archive" / "warc").iterdir()
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    code, said = call("archive", "verify")
    assert code == 1
    assert f"warc/{path.name}: its bytes have changed since it was written" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["archive", "verify"], "holds no archive; collect something first"),
        (["archive", "show", "http://x.test/"], "http://x.test/: the archive"),
        (
            ["archive", "show", "http://x.test/", "--at", "yesterday"],
            "'yesterday' is no date; write 2025-03-20",
        ),
        (["archive", "diff", "http://x.test/"], "has nothing from there"),
        (["archive", "import", "nowhere.warc"], "nowhere.warc: cannot be read"),
        (["collect", "nowhere.yaml"], "there is no such file"),
    ],
)
def test_what_goes_wrong_is_one_line(words: list[str], said: str, call: Any) -> None:
    code, line = call(*words)
    assert code == 1
    assert said in line
    assert "\n" not in line.strip()


def test_fetching_from_the_world_needs_a_contact(
    call: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEDGEWATCH_LOCAL_HOSTS", "{}")
    _, said = call("collect", str(world.folder / "sources.yaml"))
    assert said.startswith("PLEDGEWATCH_CONTACT is not set")


def test_a_setting_that_makes_no_sense_is_named(
    call: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEDGEWATCH_ATTEMPTS", "none")
    _, said = call("collect", str(world.folder / "sources.yaml"))
    assert said.startswith("PLEDGEWATCH_ATTEMPTS is set to 'none'")


def test_an_import_is_told(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    foreign_warc(file, gzip=True)
    _, said = call("archive", "import", str(file))
    assert "2 captures, 2 of them documents" in said
    _, said = call("archive", "import", str(file))
    assert "was there already" in said
