"""One sample world for all; each test has a desk over a copy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.review.web.desk import Desk
from tests.review.web.world import desk_over, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    return make_world(tmp_path_factory.mktemp("world"), samples)


@pytest.fixture
def make_desk(world: Path, tmp_path: Path, samples: Path) -> Iterator[Callable[..., Desk]]:
    with ExitStack() as opened:
        yield lambda settings=None: opened.enter_context(desk_over(world, tmp_path, samples, settings))


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
