"""Bytes in and out: fetching from files, keeping snapshots, writing whole files or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.atomic import write_files
from pipeline.collect.fetch import fetch, read_file
from pipeline.collect.snapshots import SnapshotFolder
from pipeline.problems import Problem
from schemas.snapshots import Snapshot
from schemas.sources import FetchPolicy, Source


def source(url: str, **fields: object) -> Source:
    return Source.model_validate({"id": "acme", "title": "A", "publisher": "acme", "url": url, **fields})


def test_a_file_beside_the_list_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "page.html").write_bytes(b"<p>words")
    assert fetch(source("reports/page.html"), tmp_path, limit=100) == b"<p>words"


def test_nothing_outside_the_folder_of_the_list_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    for url in ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt"):
        with pytest.raises(Problem, match="lies outside"):
            fetch(source(url), folder, limit=100)


@pytest.mark.parametrize("url", ["https://example.org/report.pdf", "file:///etc/hostname"])
def test_an_address_is_no_file(url: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="only files are read"):
        fetch(source(url), tmp_path, limit=100)


def test_what_cannot_be_read_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"gone\.pdf: there is no such file; check its name"):
        read_file(tmp_path / "gone.pdf", limit=100)
    with pytest.raises(Problem, match="is no ordinary file"):
        read_file(tmp_path, limit=100)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Problem, match="is no ordinary file"):
        read_file(tmp_path / "pipe", limit=100)


def test_the_tighter_size_limit_holds(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"x" * 11)
    with pytest.raises(Problem, match="larger than the limit of 10 bytes"):
        fetch(source("page.html"), tmp_path, limit=10)
    with pytest.raises(Problem, match="larger than the limit of 5 bytes"):
        fetch(source("page.html", fetch=FetchPolicy(size_limit=5)), tmp_path, limit=100)
    assert len(fetch(source("page.html"), tmp_path, limit=11)) == 11


def test_snapshots_are_found_by_their_hash_and_kept_once(tmp_path: Path) -> None:
    archive = SnapshotFolder(tmp_path)
    sha256 = archive.put(b"words")
    assert sha256 == Snapshot.digest(b"words")
    assert archive.get(sha256) == b"words"
    kept = next(path for path in tmp_path.rglob("*") if path.is_file())
    before = kept.stat().st_mtime_ns
    archive.put(b"words")
    assert kept.stat().st_mtime_ns == before


def test_bytes_that_were_tampered_with_are_not_handed_out(tmp_path: Path) -> None:
    archive = SnapshotFolder(tmp_path)
    sha256 = archive.put(b"words")
    next(path for path in tmp_path.rglob("*") if path.is_file()).write_bytes(b"other")
    with pytest.raises(Problem, match="have changed since they were read"):
        archive.get(sha256)
    with pytest.raises(Problem, match="are not kept here"):
        archive.get("0" * 64)


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
