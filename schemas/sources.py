"""What is read and how: the entries of `sources.yaml`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from schemas.records import Duration, Edition, Kind, Slug

SourceKind = Literal[
    "progress_page", "company_report", "statistics", "announcement", "regulator_findings", "other"
]


class Cadence(BaseModel):
    """How often the publisher has said it will report, and for which editions that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Duration = Field(description="ISO 8601 duration, for instance P3M")
    first: Edition = Field(description="The first edition")
    grace: Duration = Field(default="P1M", description="How long after its date an edition may come")


class Follow(BaseModel):
    """Which documents linked from the page to read too (one step, never further)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str | None = Field(default=None, description="Regular expression the link's text must match")
    url: str | None = Field(default=None, description="Regular expression the link's address must match")
    other_sites: bool = Field(default=False, description="Also follow links to other hosts")
    sure: bool = Field(default=True, description="Collect what matches; otherwise propose it for review")

    @field_validator("text", "url")
    @classmethod
    def _is_a_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _narrows(self) -> Follow:
        if not self.text and not self.url:
            raise ValueError("a follow rule needs a text or a url pattern")
        return self


class Assertion(BaseModel):
    """What a healthy reading of the source yields: below a minimum nothing is published, above the maximum
    somebody should look.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=0)
    reviewed: float = Field(
        default=0.0, ge=0, le=1, description="The least share of them that a reviewer has let stand"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Assertion:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"the maximum {self.maximum} is below the minimum {self.minimum}")
        return self


class FetchPolicy(BaseModel):
    """How gently to fetch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay: float = Field(default=5.0, ge=0, description="Seconds between requests to the host")
    concurrency: int = Field(default=1, ge=1, le=8, description="Requests to the host at the same time")
    size_limit: int = Field(default=64 * 1024 * 1024, gt=0, description="Bytes after decompression")
    robots: bool = Field(default=True, description="Obey robots.txt")


class Source(BaseModel):
    """One place where reports are published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug = Field(description="Name of the entry; records name it as their `source`")
    title: str = Field(min_length=1, description="What the report is called")
    publisher: Slug = Field(description="Slug of the organisation that publishes it")
    url: str = Field(min_length=1, description="Address, or a path relative to sources.yaml")
    kind: SourceKind = Field(default="other", description="What sort of document it is")
    organisations: tuple[Slug, ...] = Field(default=(), description="Whom it covers; empty: anybody")
    profile: Slug = Field(default="safety-by-design", description="Vocabulary it is read with")
    edition: Edition | None = Field(default=None, description="For a document that states none")
    cadence: Cadence | None = Field(default=None, description="How often a new edition should come")
    schedule: str | None = Field(
        default=None, description="When to collect it: a cron expression of five fields, UTC"
    )
    follow: tuple[Follow, ...] = ()
    discovery: tuple[Literal["links", "feeds", "sitemaps"], ...] = Field(
        default=("links",),
        description="Where to look for what the follow rules name: links of the page, feeds that it names, "
        "sitemaps that robots.txt names",
    )
    assertions: tuple[Assertion, ...] = ()
    fetch: FetchPolicy = FetchPolicy()
    tags: tuple[str, ...] = ()
    superseded_by: Slug | None = Field(
        default=None,
        description="id of the source that took its place: it is not fetched any more, and owes no edition",
    )

    @field_validator("schedule")
    @classmethod
    def _comes_round(cls, schedule: str | None) -> str | None:
        from cronsim import CronSim, CronSimError

        if schedule is not None:
            try:
                next(CronSim(schedule, datetime(2024, 1, 1, tzinfo=UTC)))
            except (CronSimError, StopIteration):
                raise ValueError(
                    "is no cron expression such as '17 4 * * 1' (minute, hour, day, month, weekday)"
                ) from None
        return schedule

    @field_validator("url")
    @classmethod
    def _can_be_taken_apart(cls, url: str) -> str:
        urlsplit(url)  # raises ValueError with the reason
        return url


class SourceList(BaseModel):
    """A whole `sources.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @field_validator("sources")
    @classmethod
    def _ids_are_unique(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        seen: set[str] = set()
        for place, source in enumerate(sources):
            if source.id in seen:
                raise _at(place, "id", f"two sources have the id {source.id!r}")
            seen.add(source.id)
        for place, source in enumerate(sources):
            successor = source.superseded_by
            if successor is not None and (successor not in seen or successor == source.id):
                wrong = "itself" if successor == source.id else f"{successor!r}, which is no source"
                raise _at(place, "superseded_by", f"{source.id!r} is superseded by {wrong}")
        return sources


def _at(place: int, field: str, message: str) -> PydanticCustomError:
    """An error that says in which of the sources it is, and in which field, for who knows the lines."""
    return PydanticCustomError("of_a_source", "{message}", {"message": message, "at": (place, field)})
