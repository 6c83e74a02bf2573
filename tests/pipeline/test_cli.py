"""The command line as people meet it: quick help, plain errors, plain exit codes, whole output or none."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
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


def processor_seconds(*command: str | Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_answers_at_once() -> None:
    """Under half a second where importing typer takes its usual fifth: held as a ratio, on any machine."""
    help_, typer = (
        min(processor_seconds(*command) for _ in range(4))
        for command in ((PROGRAM, "--help"), (sys.executable, "-c", "import typer"))
    )
    assert help_ < 2.5 * typer


def test_nothing_heavy_is_imported_before_a_command_needs_it() -> None:
    script = "import sys, pipeline.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"alembic", "bs4", "lxml", "pdfplumber", "prefect", "pydantic", "spacy", "sqlalchemy"}
    assert not heavy & set(done.stdout.split())


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
        (("try", __file__), "a file, not a sentence: pledgewatch extract"),
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


def test_a_sentence_longer_than_a_file_name_may_be_is_read(command: Command) -> None:
    done = command(
        "try", "In 2024, Acme banned 1,200 accounts " + "and looked at what they had sent " * 9 + "."
    )
    assert done.code == 0
    assert "1200" in done.out


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
