"""The command line as people meet it: quick help, plain errors, plain exit codes, whole output or none."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from pipeline.schema_files import FOLDER, schema_files
from tests.pipeline.conftest import Done

Command = Callable[..., Done]

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
    assert done.code == 0
    for name in ("run", "extract", "explain", "try", "schema"):
        assert f" {name} " in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nowhere.yaml"), "nowhere.yaml: there is no such file; name your list of sources"),
        (("run",), "sources.yaml: there is no such file"),
        (("run", "bad.yaml"), "bad.yaml, line 2, sources[0].titel: is no field; did you mean title?"),
        (("run", "good.yaml", "--only", "lettre"), "no source has the id 'lettre'; did you mean letter?"),
        (("extract", "nowhere.html"), "nowhere.html: there is no such file; check its name"),
        (("extract", "."), ".: is no ordinary file"),
        (("extract", "letter.txt", "--profile", "nuclear"), "there is no profile 'nuclear'; known are"),
        (("explain", "xyz"), "'xyz' is no record id"),
        (("explain", "abcdef12"), "no record has the id abcdef12: run `pledgewatch run`"),
        (("try", " "), "the sentence is empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_one_plain_line(
    arguments: tuple[str, ...], said: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("sources:\n  - {id: a, titel: A, publisher: a, url: a.html}\n")
    (tmp_path / "good.yaml").write_text(LISTED)
    (tmp_path / "letter.txt").write_text(LETTER)
    before = sorted(tmp_path.iterdir())
    done = command(*arguments)
    assert done.code == 1
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("pledgewatch: ")
    assert said in line
    assert sorted(tmp_path.iterdir()) == before, "nothing is left behind"


def test_what_cannot_be_read_is_named_with_the_reason(command: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "program").write_bytes(b"\x7fELF" + bytes(range(256)))
    names = ["broken.pdf", "picture.png", "empty.html", "program"]
    done = command("extract", *names)
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [["pledgewatch", name] for name in names]
    assert all(len(line.split(": ", 2)[2]) > 10 for line in lines), "a reason"


@pytest.mark.parametrize(
    "arguments", [("extract",), ("explain",), ("run", "--onyl", "a"), ("nonsense",), ("try",)]
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...], command: Command) -> None:
    done = command(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLEDGEWATCH_SIZE_LIMIT", "much", "PLEDGEWATCH_SIZE_LIMIT is set to 'much'"),
        ("PLEDGEWATCH_SIZE_LIMIT", "10", "letter.txt: larger than the limit of 10 bytes"),
        ("PLEDGEWATCH_DATABASE_URL", "nonsense", "PLEDGEWATCH_DATABASE_URL is no database URL"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(
    name: str, value: str, said: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text(LETTER)
    arguments = ("explain", "abcdef") if "DATABASE" in name else ("extract", "letter.txt")
    done = command(*arguments, **{name: value})
    assert done.code == 1
    (line,) = done.err.splitlines()
    assert said in line


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    done = subprocess.run(
        [PROGRAM, "try", "We banned 12 accounts."],
        env=os.environ | {"PLEDGEWATCH_SPACY_MODEL": "en_no_such"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "'en_no_such' is not installed" in line


def test_records_of_files_come_as_json_lines_in_order(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER)
    (tmp_path / "second.txt").write_text(LETTER.replace("1,200", "1,300"))
    done = command("extract", "letter.txt", "gone.txt", "second.txt")
    assert done.code == 1, "one of them is not there"
    assert done.err == "pledgewatch: gone.txt: there is no such file; check its name\n"
    records = [json.loads(line) for line in done.out.splitlines()]
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
    assert done.code == 0
    assert "metric" in done.out
    assert "1200" in done.out
    assert "Nothing would come out" in command("try", "Hello.").out


def test_the_schemas_are_written(command: Command, tmp_path: Path) -> None:
    assert command("schema", "here").code == 0
    assert {path.name for path in (tmp_path / "here").iterdir()} == set(schema_files())
    assert "is up to date" in command("schema", "here").out


@pytest.mark.xdist_group("prefect")
class TestRun:
    """`pledgewatch run` against a server that is up."""

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
        for number in range(6):
            listed += f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt}}\n"
            text = "\n\n".join(f"In {year}, we removed {number} models." for year in range(2010, 2020))
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
        done = command("run")
        assert done.code == 0, done.out + done.err
        quotes = [json.loads(line)["quote"] for line in (tmp_path / "out" / "records.jsonl").open()]
        assert len(quotes) == len(set(quotes)) == 6 * 10
