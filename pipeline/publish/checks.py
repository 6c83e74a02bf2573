"""What must hold before anything is published: the assertions that sources.yaml makes about each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.publish.contents import Contents
from pipeline.review.source_corrections import check_source_corrections
from schemas.records import Kind, Record
from schemas.sources import Assertion, Source

REVIEWED = frozenset({"accepted", "corrected", "added"})
"""Standings of a record that a reviewer has let stand."""


class Broken(BaseModel):
    """An assertion that does not hold, in one line that says what to do about it."""

    model_config = ConfigDict(frozen=True)

    source: str
    kind: Kind | None
    what: Literal["minimum", "maximum", "reviewed", "none made", "source correction"]
    line: str

    @property
    def stops(self) -> bool:
        """Whether nothing may be published. More than was expected is only worth a look, and so is a source
        correction that does not fit its source any more: none is applied then.
        """
        return self.what not in ("maximum", "source correction")

    @property
    def told(self) -> str:
        """The line, with whether it stops a release before it."""
        return f"{'stops' if self.stops else 'warning'}: {self.line}"


class Checked(BaseModel):
    """The outcome of all assertions."""

    model_config = ConfigDict(frozen=True)

    held: int
    broken: tuple[Broken, ...]

    @property
    def passed(self) -> bool:
        """Whether it may be published."""
        return not any(one.stops for one in self.broken)

    @property
    def lines(self) -> tuple[str, ...]:
        """One for each assertion that does not hold, those that stop first."""
        return tuple(one.told for one in sorted(self.broken, key=lambda one: not one.stops))


def check(contents: Contents) -> Checked:
    """Holds what the documents say now against the assertions of their sources, whatever day is published.

    A source that another has taken the place of needs none.
    """
    by_source: dict[str, list[Record]] = {source.id: [] for source in contents.sources}
    for record in contents.now:
        if record.source in by_source:
            by_source[record.source].append(record)
    broken = [one for source in contents.sources for one in _broken(source, by_source[source.id])]
    broken += [
        Broken(source=one.correction.source, kind=None, what="source correction", line=one.reason)
        for one in check_source_corrections(contents.now, contents.source_corrections, by_source)
    ]
    made = sum(_parts(one) for source in contents.sources for one in source.assertions)
    unheld = sum(one.what not in ("none made", "source correction") for one in broken)
    return Checked(held=made - unheld, broken=tuple(broken))


def _parts(assertion: Assertion) -> int:
    return 1 + (assertion.maximum is not None) + (assertion.reviewed > 0)


def _broken(source: Source, records: Iterable[Record]) -> Iterator[Broken]:
    if not source.assertions and source.superseded_by is None:
        yield Broken(
            source=source.id,
            kind=None,
            what="none made",
            line=f"{source.id}: makes no assertion; give it `assertions`, so that a bad reading is noticed",
        )
    records = list(records)
    counts = Counter(record.kind for record in records)
    reviewed = Counter(record.kind for record in records if record.review.status in REVIEWED)
    for assertion in source.assertions:
        kind, count = assertion.kind, counts[assertion.kind]
        if count < assertion.minimum:
            line = (
                f"{source.id}: {count} {kind} records, at least {assertion.minimum} are expected; "
                f"read it again (`pledgewatch run --only {source.id}`), look at what has changed in it, "
                "or lower the minimum"
            )
            yield Broken(source=source.id, kind=kind, what="minimum", line=line)
        if assertion.maximum is not None and count > assertion.maximum:
            line = (
                f"{source.id}: {count} {kind} records, at most {assertion.maximum} are expected; "
                "look for records that are none, or raise the maximum"
            )
            yield Broken(source=source.id, kind=kind, what="maximum", line=line)
        if reviewed[kind] < assertion.reviewed * count:
            line = (
                f"{source.id}: {reviewed[kind]} of {count} {kind} records are reviewed, "
                f"{assertion.reviewed:.0%} should be; review the others (`pledgewatch review`)"
            )
            yield Broken(source=source.id, kind=kind, what="reviewed", line=line)
