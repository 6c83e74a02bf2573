"""Documents by sha256: read once, kept, read again when the readers or what is kept have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.read import read
from pipeline import documents as module
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.documents import Documents, open_documents
from pipeline.problems import Problem
from schemas.snapshots import Snapshot
from schemas.sources import Source, SourceList
from tests.pipeline import hostile_pdfs

PAGE = "<html><body><main><h1>Report</h1><p>In 2024 we removed 12 models.</p></main></body></html>"


class World:
    """A folder of files, and an archive of those that were collected."""

    def __init__(self, folder: Path):
        self.folder, self.data = folder, folder / "data"

    def collect(self, name: str, content: bytes) -> Snapshot:
        (self.folder / name).write_bytes(content)
        source = Source(id="s", title="S", publisher="acme", url=name)
        settings = CollectSettings(data=self.data, file_root=self.folder)
        (outcome,) = collect(SourceList(sources=(source,)), settings).outcomes
        assert outcome.snapshot is not None
        return outcome.snapshot

    def documents(self) -> Documents:
        return open_documents(self.data)

    def kept(self) -> list[Path]:
        return sorted((self.data / "documents").rglob("*.gz"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_bytes_come_as_published_with_their_declared_type(world: World) -> None:
    snapshot = world.collect("page.html", PAGE.encode())
    with world.documents() as documents:
        assert documents.bytes_of(snapshot.sha256) == PAGE.encode()
        assert documents.media_type(snapshot.sha256) == "text/html"


def test_a_document_is_read_once_and_then_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = world.collect("page.html", PAGE.encode())
    with world.documents() as documents:
        first = documents.read(snapshot)
    assert first.result == read(PAGE.encode(), "page.html", declared=snapshot.media_type)
    assert first.seconds > 0
    monkeypatch.setattr("pipeline.sandbox.Sandbox.read", None)
    with world.documents() as documents:
        again = documents.read(snapshot)
        assert (again.result, again.seconds) == (first.result, 0)
        assert documents.get(snapshot.sha256) == first.result
        renamed = documents.read(snapshot.model_copy(update={"name": "moved.html"})).result
        assert (renamed.name, renamed.text) == ("moved.html", first.result.text)


def test_other_readers_read_anew_and_replace_what_was_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = world.collect("page.html", PAGE.encode())
    with world.documents() as documents:
        documents.get(snapshot.sha256)
        (before,) = world.kept()
        monkeypatch.setattr(module, "reader_set", lambda: "f" * 64)
        documents.get(snapshot.sha256)
    (after,) = world.kept()
    assert before != after


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08cut"])
def test_what_is_kept_and_damaged_is_read_anew(damage: bytes, world: World) -> None:
    snapshot = world.collect("page.html", PAGE.encode())
    with world.documents() as documents:
        document = documents.get(snapshot.sha256)
        (path,) = world.kept()
        whole = path.read_bytes()
        path.write_bytes(damage)
        assert documents.get(snapshot.sha256).text == document.text
    assert path.read_bytes() == whole


def test_what_another_process_collected_meanwhile_is_found(world: World) -> None:
    world.collect("page.html", PAGE.encode())
    with world.documents() as documents:
        later = world.collect("other.html", PAGE.replace("12", "13").encode())
        assert "13 models" in documents.get(later.sha256).text


@pytest.mark.parametrize("asked", ["", "../" * 21 + "x", "A" * 64, "0" * 63])
def test_what_is_no_sha256_never_becomes_a_path(asked: str, world: World) -> None:
    world.collect("page.html", PAGE.encode())
    with world.documents() as documents, pytest.raises(Problem, match="is no sha256 of a document"):
        documents.get(asked)


def test_bytes_that_were_never_collected_are_told(world: World) -> None:
    with world.documents() as documents:
        for ask in (documents.get, documents.bytes_of, documents.media_type):
            with pytest.raises(Problem, match="holds no document with the sha256 0000"):
                ask("0" * 64)


class TestScanned:
    """A PDF of pictures is told where nothing can recognise its words, and read where something can."""

    def test_without_ocr_the_reason_names_the_way_out(
        self, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        snapshot = world.collect("scan.pdf", hostile_pdfs.pictures_only())
        with world.documents() as documents, pytest.raises(Problem) as told:
            documents.get(snapshot.sha256)
        assert "no text layer" in str(told.value)
        assert "pip install pledgewatch[ocr]" in str(told.value)
        assert world.kept() == []

    def test_with_ocr_its_words_are_read_and_the_document_says_so(
        self, world: World, samples: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program = tmp_path / "bin" / "ocrmypdf"
        program.parent.mkdir()
        # What OCR would write: a report with a text layer.
        program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {samples}/statistics.pdf "$last"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
        snapshot = world.collect("scan.pdf", hostile_pdfs.pictures_only())
        with world.documents() as documents:
            document = documents.get(snapshot.sha256)
            assert documents.bytes_of(snapshot.sha256) == hostile_pdfs.pictures_only()
        assert document.name.endswith("scan.pdf")
        assert any("recognised by OCR" in remark for remark in document.remarks)
