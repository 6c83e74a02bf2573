"""A source's own schedule: it is asked for when it has come round, once, and not before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.collect.collecting import collect
from pipeline.collect.outcomes import CollectionRun
from pipeline.collect.schedules import due_now
from schemas.sources import Source
from tests.collect.conftest import World, listed
from tests.collect.server import Answer, page

MONDAY = "17 4 * * 1"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "asked", "now", "due"),
    [
        (MONDAY, None, "2025-03-20 10:00", True),
        (MONDAY, "2025-03-17 04:17", "2025-03-24 04:16", False),
        (MONDAY, "2025-03-17 04:17", "2025-03-24 04:17", True),
        (MONDAY, "2025-03-17 04:16", "2025-03-17 04:37", True),
        (MONDAY, "2025-01-06 05:00", "2025-03-20 10:00", True),
        (None, None, "2025-03-20 10:00", False),
    ],
    ids=["never asked", "a minute before", "on the minute", "an hourly look comes after", "missed often",
         "a source without a schedule"],
)  # fmt: skip
def test_what_is_due(schedule: str | None, asked: str | None, now: str, due: bool) -> None:
    source = Source(id="a", title="A", publisher="acme", url="a.html", schedule=schedule)
    known = {"a": moment(asked)} if asked else {}
    assert due_now([source], known, moment(now)) == ([source] if due else [])


def test_only_what_is_due_is_asked_for_and_a_look_in_vain_writes_nothing(world: World) -> None:
    for name in ("spring", "none"):
        world.server.routes[f"/{name}"] = page(f"<p>{name}")
    world.server.routes["/yearly"] = Answer(status=404)
    sources: list[dict[str, Any]] = [
        {"url": "http://a.test/spring", "schedule": "0 0 1 3 *"},
        {"url": "http://a.test/yearly", "schedule": "0 0 1 1 *"},
        {"url": "http://a.test/none"},
    ]

    def run() -> CollectionRun:
        return collect(listed(*sources), world.settings(), due=True)

    assert {one.source: one.status for one in run().outcomes} == {"s0": "new", "s1": "vanished"}
    manifests = sorted((world.folder / "data" / "archive" / "manifests").iterdir())
    asked = len(world.server.asked)
    again = run()
    assert again.outcomes == ()
    assert len(world.server.asked) == asked, "a failure too waits for its time"
    assert sorted((world.folder / "data" / "archive" / "manifests").iterdir()) == manifests
    world.verify()
