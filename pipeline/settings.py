"""What may differ from machine to machine: read from the environment, `PLEDGEWATCH_` before each name."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractors.language import DEFAULT_PIPELINE
from pipeline.problems import Problem


class Settings(BaseSettings):
    """The settings of one process. Relative paths count from the folder the process runs in."""

    model_config = SettingsConfigDict(env_prefix="PLEDGEWATCH_", frozen=True, extra="ignore")

    sources: Path = Field(default=Path("sources.yaml"), description="The list of what is read")
    data: Path = Field(default=Path("data"), description="Folder of what is kept: snapshots and the store")
    out: Path = Field(default=Path("out"), description="Folder of what is written for others")
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the store, for instance postgresql+psycopg://host/name; "
        "a SQLite file in the data folder where none is given",
    )
    spacy_model: str = Field(
        default=DEFAULT_PIPELINE, description="Import name of the installed spaCy pipeline, or its folder"
    )
    size_limit: int = Field(
        default=64 * 1024 * 1024, gt=0, description="Bytes of a document that no source limits more tightly"
    )

    publisher: str = Field(
        default="The pledgewatch maintainers",
        min_length=1,
        description="Who publishes the dataset and the site",
    )
    site_url: str | None = Field(
        default=None,
        description="Address that releases are served at, for feeds, metadata and citations, for instance "
        "https://data.example.org/pledges",
    )
    task_runner: str = Field(
        default="threads",
        description="Where the tasks of a flow run: `threads` of the flow's own process, `dask` for a local "
        "cluster, or the address of a Dask scheduler",
    )

    def store_url(self, data: Path) -> str:
        """The store's URL: as set, or a SQLite file in the folder `data`."""
        return self.database_url or f"sqlite:///{data / 'pledgewatch.sqlite'}"


def load_settings() -> Settings:
    """The settings in force. Raises Problem naming the variable that does not hold what it should."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PLEDGEWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Problem(f"{name} is set to {first['input']!r}: {first['msg']}") from None
