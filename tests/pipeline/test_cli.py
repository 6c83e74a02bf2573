"""The command line as people meet it: quick help, plain errors, plain exit codes, whole output or none."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from pipeline.schema_files import FOLDER, schema_files
from tests.pipeline.conftest import Command, pledgewatch

PROGRAM = Path(sys.executable).parent / "pledgewatch"
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"
LISTED = "sources:\n  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt}\n"


def processor_seconds(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([PROGRAM, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_answers_at_once() -> None:
    best = min(processor_seconds("--help") for _ in range(4))
    assert best < 0.5, "something heavy is imported before a command needs it"


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert done.returncode == 0
    for name in ("run", "extract", "explain", "try", "schema"):
        assert f" {name} " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "nowhere.yaml"), 1, "nowhere.yaml: there is no such file; name your list of sources"),
        (("run",), 1, "sources.yaml: there is no such file"),
        (("run", "bad.yaml"), 1, "bad.yaml, line 2, sources[0].titel: is no field; did you mean title?"),
        (("run", "good.yaml", "--only", "lettre"), 1, "no source has the id 'lettre'; did you mean letter?"),
        (("extract", "nowhere.html"), 1, "nowhere.html: there is no such file; check its name"),
        (("extract", "."), 1, ".: is no ordinary file"),
        (("extract", "broken.pdf"), 1, "broken.pdf: "),
        (("extract", "picture.png"), 1, "picture.png: "),
        (("extract", "empty.html"), 1, "empty.html: "),
        (("extract", "letter.txt", "--profile", "nuclear"), 1, "there is no profile 'nuclear'; known are"),
        (("explain", "xyz"), 1, "'xyz' is no record id"),
        (("explain", "abcdef12"), 1, "no record has the id abcdef12: run `pledgewatch run`"),
        (("try", " "), 1, "the sentence is empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_one_plain_line(
    arguments: tuple[str, ...], code: int, said: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("sources:\n  - {id: a, titel: A, publisher: a, url: a.html}\n")
    (tmp_path / "good.yaml").write_text(LISTED)
    (tmp_path / "letter.txt").write_text(LETTER)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    (tmp_path / "empty.html").write_bytes(b"")
    before = sorted(tmp_path.iterdir())
    done = command(*arguments)
    assert done.returncode == code
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("pledgewatch: ")
    assert said in line
    assert sorted(tmp_path.iterdir()) == before, "nothing is left behind"


@pytest.mark.parametrize(
    "arguments", [("extract",), ("explain",), ("run", "--onyl", "a"), ("nonsense",), ("try",)]
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...], command: Command) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLEDGEWATCH_SIZE_LIMIT", "much", "PLEDGEWATCH_SIZE_LIMIT is set to 'much'"),
        ("PLEDGEWATCH_DATABASE_URL", "nonsense", "PLEDGEWATCH_DATABASE_URL is no database URL"),
        ("PLEDGEWATCH_SPACY_MODEL", "en_no_such", "en_no_such"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, said: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER)
    arguments = ("explain", "abcdef") if "DATABASE" in name else ("extract", "letter.txt")
    done = command(*arguments, **{name: value})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert said in line


def test_records_of_files_come_as_json_lines_in_order(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER)
    (tmp_path / "second.txt").write_text(LETTER.replace("1,200", "1,300"))
    done = command("extract", "letter.txt", "gone.txt", "second.txt")
    assert done.returncode == 1, "one of them is not there"
    assert done.stderr == "pledgewatch: gone.txt: there is no such file; check its name\n"
    records = [json.loads(line) for line in done.stdout.splitlines()]
    figures = [(one["document"], one["value"]) for one in records if one["kind"] == "metric"]
    assert figures == [("letter.txt", 1200), ("second.txt", 1300)]
    schema = json.loads((FOLDER / "record.schema.json").read_text())
    for record in records:
        jsonschema.validate(record, schema)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "second.txt"]


def test_standard_input_is_read_too(command: Command) -> None:
    done = subprocess.run(
        [PROGRAM, "extract", "-"], input=LETTER.encode(), capture_output=True, check=True, timeout=60
    )
    assert b'"document":"standard input"' in done.stdout


def test_a_closed_pipe_is_no_error_to_shout_about(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("\n\n".join(f"We removed {n} models." for n in range(2, 500)))
    with subprocess.Popen(
        [PROGRAM, "extract", "letter.txt"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_sentence_is_tried(command: Command) -> None:
    done = command("try", "In 2024, Acme banned 1,200 accounts.")
    assert done.returncode == 0
    assert "metric" in done.stdout
    assert "1200" in done.stdout
    assert "Nothing would come out" in command("try", "Hello.").stdout


def test_the_schemas_are_written(command: Command, tmp_path: Path) -> None:
    assert command("schema", "here").returncode == 0
    assert {path.name for path in (tmp_path / "here").iterdir()} == set(schema_files())
    assert "is up to date" in command("schema", "here").stdout


@pytest.fixture(scope="class")
def finished(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Path:
    """A folder in which a run over one letter has ended."""
    assert os.environ["PREFECT_API_URL"] == prefect_api
    world = tmp_path_factory.mktemp("finished")
    (world / "sources.yaml").write_text(LISTED)
    (world / "letter.txt").write_text(LETTER)
    done = pledgewatch(world, "run")
    (world / "said").write_text(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    return world


@pytest.mark.xdist_group("prefect")
class TestRun:
    """`pledgewatch run` against a server that is up."""

    def test_a_run_ends_with_the_summary_and_where_it_wrote(self, finished: Path) -> None:
        said = (finished / "said").read_text()
        for word in ("document", "organisation", "edition", "metrics", "gaps", "progress", "seconds"):
            assert word in said
        assert "lanternwick" in said
        assert said.rstrip().endswith(f"written to {finished / 'out'}")

    def test_a_second_run_says_that_nothing_changed(self, finished: Path) -> None:
        again = pledgewatch(finished, "run")
        assert again.returncode == 0
        assert "Nothing has changed and nothing was written" in again.stdout

    def test_a_record_is_explained_by_the_beginning_of_its_id(self, finished: Path) -> None:
        line = (finished / "out" / "metrics.csv").read_text().splitlines()[1]
        done = pledgewatch(finished, "explain", line[:8])
        assert done.returncode == 0, done.stderr
        assert "In 2024, Lanternwick banned 1,200 accounts." in done.stdout
        assert "▶" in done.stdout

    def test_a_failed_document_is_told_and_the_exit_code_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "sources.yaml").write_text(LISTED)
        done = pledgewatch(tmp_path, "run")
        assert done.returncode == 1
        assert "letter.txt: there is no such file; check its name" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    def test_a_server_that_does_not_answer_is_told_in_one_line(self, finished: Path) -> None:
        done = pledgewatch(finished, "run", PREFECT_API_URL="http://127.0.0.1:9/api")
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "no Prefect server answers at http://127.0.0.1:9/api" in line

    @pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
    def test_an_interrupted_run_is_made_whole_by_the_next(
        self, blow: signal.Signals, tmp_path: Path, prefect_api: str
    ) -> None:
        listed = "sources:\n"
        for number in range(12):
            listed += f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt}}\n"
            text = "\n\n".join(f"In {year}, we removed {number} models." for year in range(1990, 2020))
            (tmp_path / f"letter-{number}.txt").write_text(text)
        (tmp_path / "sources.yaml").write_text(listed)
        process = subprocess.Popen([PROGRAM, "run"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        store = tmp_path / "data" / "pledgewatch.sqlite"
        while not store.exists():
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
        done = pledgewatch(tmp_path, "run")
        assert done.returncode == 0, done.stdout + done.stderr
        quotes = [json.loads(line)["quote"] for line in (tmp_path / "out" / "records.jsonl").open()]
        assert len(quotes) == len(set(quotes)) == 12 * 30
