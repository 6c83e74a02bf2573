"""Bytes in and out: reading files, writing whole files or none."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.atomic import write_files
from pipeline.collect.files import read_file
from pipeline.problems import Problem


def test_what_cannot_be_read_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"gone\.pdf: there is no such file; check its name"):
        read_file(tmp_path / "gone.pdf", limit=100)
    with pytest.raises(Problem, match="is no ordinary file"):
        read_file(tmp_path, limit=100)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Problem, match="is no ordinary file"):
        read_file(tmp_path / "pipe", limit=100)


def test_the_size_limit_holds(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"x" * 11)
    with pytest.raises(Problem, match="larger than the limit of 10 bytes"):
        read_file(tmp_path / "page.html", limit=10)
    assert len(read_file(tmp_path / "page.html", limit=11)) == 11


def test_only_files_that_differ_are_written(tmp_path: Path) -> None:
    assert write_files(tmp_path / "new", {"a": b"1", "b": b"2"}) == [tmp_path / "new/a", tmp_path / "new/b"]
    assert write_files(tmp_path / "new", {"a": b"1", "b": b"3"}) == [tmp_path / "new/b"]
    assert write_files(tmp_path / "new", {"a": b"1", "b": b"3"}) == []


def test_an_interrupted_write_leaves_the_old_files_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"a": b"old", "b": b"old"})
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"a": b"new", "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_what_a_killed_process_left_beside_a_file_goes_when_it_is_written_again(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from pipeline.atomic import write_files; "
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL); "
        "write_files(Path(sys.argv[1]), {'records.jsonl': b'old'})"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    other = tmp_path / left.name.replace("records", "others")
    running = tmp_path / re.sub(r"-\d+\.", f"-{os.getpid()}.", left.name)
    for path in (other, running):
        path.write_bytes(b"half")
    write_files(tmp_path, {"records.jsonl": b"new"})
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "records.jsonl", other, running]), (
        "a process that runs still writes, and another file is another's"
    )
