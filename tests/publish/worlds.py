"""The sample world, as a perfect extraction and the store would hand it to whoever publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache

from pipeline.publish.contents import NOTHING_SAID, Contents, Said, contents_of
from pipeline.store.store import DocumentKey, Reading
from schemas.snapshots import Snapshot
from schemas.sources import Assertion, Source
from tests.ledger.conftest import world

SPRING, AUTUMN = date(2025, 2, 15), date(2025, 9, 20)


@cache
def readings(*, revised: bool) -> tuple[Reading, ...]:
    """One for each document of the sample world, and one more for the page that was revised."""
    known = world(revised=revised)
    last = {version.source: version.snapshot for version in known.versions}
    found = []
    for version in known.versions:
        assert version.source is not None
        seen = datetime.combine(version.seen, time(12), UTC)
        records = tuple(one for one in known.records if one.snapshot == version.snapshot)
        snapshot = Snapshot(
            source=version.source, name=version.name, sha256=version.snapshot, size=10, retrieved=seen
        )
        key = DocumentKey(version.source)
        holds = last[version.source] == version.snapshot
        title = f"About {version.name}"
        found.append(Reading(key, snapshot, "rules-1", title, version.published, records, (), holds))
    return tuple(found)


def sources(*, revised: bool) -> list[Source]:
    return list(world(revised=revised).sources)


def contents(
    *,
    revised: bool = True,
    as_of: date = AUTUMN,
    said: Said = NOTHING_SAID,
    listed: Sequence[Source] | None = None,
    read: Sequence[Reading] | None = None,
) -> Contents:
    """The world as of a day, with what reviewers said, and other sources or readings where they are given."""
    return contents_of(
        readings(revised=revised) if read is None else read,
        sources(revised=revised) if listed is None else listed,
        as_of,
        said,
    )


@cache
def before() -> Contents:
    """Before the pledge's page was revised."""
    return contents(revised=False, as_of=SPRING)


@cache
def after() -> Contents:
    """After it was."""
    return contents()


def with_assertions(given: Contents, source: str, *assertions: Assertion) -> Contents:
    """The same contents, where one source asserts something else."""
    changed = {"assertions": assertions}
    listed = [one.model_copy(update=changed) if one.id == source else one for one in given.sources]
    return replace(given, sources=tuple(listed))
