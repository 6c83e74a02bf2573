"""A store with a small document in it, and reviewers who decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.review.decisions import Decisions
from pipeline.store.store import Store, open_store
from tests.review.desk import Desk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'pledgewatch.sqlite'}") as opened:
        yield opened


@pytest.fixture
def decisions(store: Store) -> Decisions:
    return Decisions(store)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
