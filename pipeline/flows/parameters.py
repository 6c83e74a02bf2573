"""What the flows are told. The server makes a form of these models, so that every field explains itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from pipeline.problems import Problem
from pipeline.settings import Settings, load_settings
from pipeline.sources_file import choose, load_sources
from schemas.sources import Source, SourceKind


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Parameters):
    """Which of the sources. With nothing filled in: all of them."""

    only: str | None = Field(default=None, title="Source", description="id of the one source, as listed")
    kinds: tuple[SourceKind, ...] = Field(default=(), description="Only sources of these kinds")
    tags: tuple[str, ...] = Field(default=(), description="Only sources that bear one of these tags")

    due: bool = Field(
        default=False,
        title="Due",
        description="Of these, fetch only sources whose own schedule has come round since they were last "
        "collected",
    )

    def of(self, listed: Sequence[Source], path: Path) -> tuple[Source, ...]:
        """The sources chosen from those that the file at `path` lists. Raises Problem when none is."""
        chosen = tuple(
            source
            for source in choose(tuple(listed), self.only, path)
            if (not self.kinds or source.kind in self.kinds)
            and (not self.tags or set(self.tags) & set(source.tags))
        )
        if not chosen:
            raise Problem(f"{path}: no source is {self}")
        return chosen

    def __str__(self) -> str:
        """The choice in words, for the name of a run."""
        named = [self.only or "", *self.kinds, *(f"#{tag}" for tag in self.tags), "due" if self.due else ""]
        return ", ".join(part for part in named if part) or "all sources"


class Places(_Parameters):
    """Where things lie, for the machine that the run is on. What is left empty, its settings say."""

    sources: Path | None = Field(
        default=None, title="List of sources", description="Absolute path; by default PLEDGEWATCH_SOURCES"
    )
    data: Path | None = Field(
        default=None,
        title="Data folder",
        description="Absolute path of the folder of what is kept; by default PLEDGEWATCH_DATA",
    )
    out: Path | None = Field(
        default=None,
        title="Output folder",
        description="Absolute path of the folder of what is written for others; by default PLEDGEWATCH_OUT",
    )


class Extracting(_Parameters):
    """What is read and extracted from."""

    everything: bool = Field(
        default=False,
        title="Everything again",
        description="Also what these rules have read already, and every earlier snapshot of each document. "
        "Never needed to take up new rules: what they have not read is always read.",
    )
    again: bool = Field(
        default=False,
        title="What could not be read, again",
        description="Also documents that these same readers could not read before; they wait for a reviewer, "
        "and are tried again by themselves when the readers change",
    )
    batch: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        title="Documents a task",
        description="By default one, and more when there are many (docs/flows.md)",
    )


class Publishing(_Parameters):
    """What is published, and what is done when it should be looked at first."""

    release: bool = Field(
        default=True,
        description="Make a release (dataset and site); otherwise only the files of records",
    )
    as_of: date | None = Field(
        default=None, title="As of", description="The day that the release speaks of; by default today"
    )
    most_unreviewed: float = Field(
        default=1.0,
        ge=0,
        le=1,
        title="Most unreviewed",
        description="Share of records without a reviewer's decision above which somebody is asked first",
    )
    wait_minutes: float = Field(
        default=24 * 60,
        gt=0,
        title="Minutes to wait",
        description="How long an answer is waited for when somebody is asked",
    )
    unanswered: Literal["stop", "publish"] = Field(
        default="stop", description="What is done when nobody answers in time"
    )


ALL_SOURCES = Choice()
WHAT_IS_DUE = Extracting()
RELEASE = Publishing()
AS_SET = Places()


class Located(NamedTuple):
    """The places of one run, all of them known, and the sources that it is about."""

    settings: Settings
    sources: Path
    data: Path
    out: Path
    listed: tuple[Source, ...]
    chosen: tuple[Source, ...]

    @property
    def store_url(self) -> str:
        """The store's URL."""
        return self.settings.store_url(self.data)


def locate(places: Places, choice: Choice | None = None) -> Located:
    """Fills in what was left empty from the settings, and reads the list of sources. Raises Problem."""
    settings = load_settings()
    sources = _absolute(places.sources or settings.sources, "sources")
    listed = load_sources(sources).sources
    return Located(
        settings=settings,
        sources=sources,
        data=_absolute(places.data or settings.data, "data"),
        out=_absolute(places.out or settings.out, "out"),
        listed=listed,
        chosen=(choice or Choice()).of(listed, sources),
    )


def _absolute(path: Path, name: str) -> Path:
    if not path.is_absolute():
        raise Problem(
            f"{name} is {path}: a flow run starts in a folder of its own, so give the absolute path, as a "
            f"parameter or in PLEDGEWATCH_{name.upper()}"
        )
    return path
