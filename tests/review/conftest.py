"""A store, on SQLite and on PostgreSQL, and reviewers who decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.review.decisions import Decisions
from pipeline.store.store import Store, open_store
from tests.databases import Databases, sqlite_store
from tests.review.desk import Desk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store."""
    if request.param == "sqlite":
        return sqlite_store(tmp_path)
    databases: Databases = request.getfixturevalue("postgresql")
    return databases.new_store()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def decisions(store: Store) -> Decisions:
    return Decisions(store)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
