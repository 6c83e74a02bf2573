"""What may differ from machine to machine when documents are fetched: `PLEDGEWATCH_` before each name."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.problems import Problem

PRODUCT = "pledgewatch"
"""The name that robots.txt files know us by."""


class CollectSettings(BaseSettings):
    """How documents are fetched and where they are kept. Relative paths count from the process's folder."""

    model_config = SettingsConfigDict(env_prefix="PLEDGEWATCH_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="Folder of what is kept")
    archive: str | None = Field(
        default=None,
        description="fsspec URL of the archive (a folder, s3://bucket/prefix, ...); by default `archive` in "
        "the data folder",
    )
    contact: str = Field(
        default="", description="Address where publishers reach whoever runs this: an e-mail or a web page"
    )
    local_hosts: dict[str, str] = Field(
        default={},
        description="Hosts that may be reached at a private or loopback address, each with the ADDRESS:PORT "
        "to connect to instead, or an empty string for what the name resolves to",
    )
    file_root: Path | None = Field(
        default=None, description="Folder that sources with a path or a file: address must lie in"
    )
    attempts: int = Field(default=4, ge=1, description="How often a request that fails is made in all")
    retry_wait: float = Field(default=1.0, ge=0, description="Seconds before the second attempt; then double")
    longest_wait: float = Field(
        default=120.0, ge=0, description="Seconds that a Retry-After or Crawl-delay may ask for"
    )
    connect_seconds: float = Field(default=20.0, gt=0, description="Time to connect")
    silence_seconds: float = Field(default=30.0, gt=0, description="Time between two pieces of an answer")
    exchange_seconds: float = Field(default=300.0, gt=0, description="Time for one whole answer")
    source_seconds: float = Field(
        default=6 * 3600.0,
        gt=0,
        description="Time for one source: 500 linked documents at the pace that its publisher asks for",
    )
    size_limit: int = Field(default=64 * 1024 * 1024, gt=0, description="Bytes of any document")
    resume_hours: float = Field(
        default=24.0, ge=0, description="How old an interrupted collection may be to be gone on with"
    )
    web_archive: str | None = Field(
        default=None,
        description="Base address of a web archive to ask for documents that cannot be had any more, for "
        "instance https://web.archive.org; none is asked by default, since it is no source",
    )

    @property
    def user_agent(self) -> str:
        """Names the project, its version and the contact."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{PRODUCT}/{version(PRODUCT)}{contact}"

    @property
    def archive_url(self) -> str:
        """Where the archive lies."""
        return self.archive or str(self.data.absolute() / "archive")

    @property
    def archive_work(self) -> Path | None:
        """Local folder for what is not in the archive yet; None: a folder in the archive itself."""
        return self.data.absolute() / "archive-work" if self.archive and "://" in self.archive else None


def load_collect_settings(**changes: object) -> CollectSettings:
    """The settings in force, with `changes` over them. Raises Problem naming the faulty variable."""
    try:
        return CollectSettings(**changes)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "PLEDGEWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Problem(f"{name} is set to {os.environ.get(name, first['input'])!r}: {first['msg']}") from None
    except ValueError as error:
        raise Problem(f"a PLEDGEWATCH_ setting is not what it should be: {error}") from None
