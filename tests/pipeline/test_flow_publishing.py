"""Publishing twice: what is there already is left as it is, unread, and only while it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import workers
from pipeline.flows.parameters import Places, Publishing
from pipeline.flows.publishing import Published
from pipeline.problems import Problem

LISTED = """sources:
  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt,
     assertions: [{kind: metric, minimum: 1}]}
"""
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned {} accounts.\n"
DAY = date(2025, 6, 1)


class World:
    """One source, and what is published of it."""

    def __init__(self, folder: Path):
        self.folder, self.out = folder, folder / "out"
        (folder / "sources.yaml").write_text(LISTED)
        self.places = Places(sources=folder / "sources.yaml", data=folder / "data", out=self.out)

    def read(self, figure: str) -> None:
        from pipeline.flows.collecting import collect
        from pipeline.flows.extracting import extract

        (self.folder / "letter.txt").write_text(LETTER.format(figure))
        collect(places=self.places)
        extract(places=self.places)

    def publish(self, **how: Any) -> Published:
        from pipeline.flows.publishing import publish

        return publish(Publishing(**{"as_of": DAY} | how), self.places)


@pytest.fixture
def world(tmp_path: Path, prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("pipeline.flows.deciding.POLL_SECONDS", 0.2)
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_LEVEL,
        temporary_settings,
    )

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_LEVEL: "CRITICAL"}):
        made = World(tmp_path)
        made.read("1,200")
        yield made
    workers.stop()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of the store was read to publish it."""
    from pipeline.store.store import Store

    seen: list[str] = []

    def note(name: str) -> None:
        really = getattr(Store, name)

        def noted(store: Store, *of: Any) -> Any:
            seen.append(name)
            return really(store, *of)

        monkeypatch.setattr(Store, name, noted)

    for name in ("current", "history"):
        note(name)
    return seen


def test_where_nothing_has_changed_no_record_is_read(world: World, read: list[str]) -> None:
    first = world.publish()
    assert first.release is not None
    assert read == ["current", "history"]
    read.clear()
    again = world.publish()
    assert read == []
    assert again.written == ()
    assert (again.release, again.records, again.doubts, again.counted.value) == (
        first.release,
        first.records,
        first.doubts,
        first.counted.value,
    )


def test_what_has_changed_is_published(world: World, read: list[str]) -> None:
    first = world.publish()
    world.read("1,300")
    read.clear()
    second = world.publish()
    assert read == ["current", "history"]
    assert second.release != first.release
    assert "1,300" in (world.out / "records.jsonl").read_text()


def test_a_file_of_records_that_is_not_as_it_was_is_written_again(world: World) -> None:
    world.publish()
    records, metrics = world.out / "records.jsonl", world.out / "metrics.csv"
    before = records.read_bytes()
    records.write_bytes(before.replace(b"1,200", b"9,999"))
    metrics.unlink()
    assert set(world.publish().written) == {records, metrics}
    assert records.read_bytes() == before


@pytest.mark.parametrize("lost", ["latest", ".made-from.json"])
def test_a_release_is_believed_only_while_it_is_there(lost: str, world: World, read: list[str]) -> None:
    world.publish()
    releases = world.out / "releases"
    (releases / lost).unlink()
    read.clear()
    again = world.publish()
    assert read == ["history"]
    assert (releases / "latest").resolve() == again.release


def test_a_release_that_was_damaged_is_not_taken_for_what_was_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.flows.publishing import make_release

    monkeypatch.setattr(make_release, "retries", 0)
    first = world.publish()
    assert first.release is not None
    manifest = first.release / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    with pytest.raises(Problem, match="is damaged or lost"):
        world.publish()


def test_a_mark_that_cannot_be_read_is_none(world: World, read: list[str]) -> None:
    world.publish()
    for mark in (world.out / ".records.json", world.out / "releases" / ".made-from.json"):
        mark.write_text('{"made_from": ')
    read.clear()
    world.publish()
    assert read == ["current", "history"]


def test_another_day_is_looked_at_anew(world: World, read: list[str]) -> None:
    world.publish()
    read.clear()
    world.publish(as_of=date(2025, 6, 2))
    assert read == ["history"]


def test_who_asks_for_more_review_is_asked_though_nothing_has_changed(world: World) -> None:
    published = world.publish()
    answer = {"most_unreviewed": 0.0, "wait_minutes": 0.01, "unanswered": "stop"}
    assert published.release is not None
    assert world.publish(**answer).release is None


def test_what_was_published_in_spite_of_doubts_is_asked_about_again(world: World, read: list[str]) -> None:
    doubtful = {"most_unreviewed": 0.0, "wait_minutes": 0.01, "unanswered": "publish"}
    assert world.publish(**doubtful).release is not None
    read.clear()
    world.publish(**doubtful)
    assert read == ["history"]
