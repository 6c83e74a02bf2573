"""Fixtures for every test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.prefect_server import prefect_server, wait_for_server
from tests.databases import Databases, databases, on_postgresql, sqlite_store

ROOT = Path(__file__).resolve().parent.parent

# On a machine that others use too, the seconds of one example say nothing; budgets have tests of their own.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for servers and browsers comes first, so that the other process has work beside it."""
    items.sort(key=lambda item: not any(item.get_closest_marker(one) for one in ("services", "browser")))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; the test is left out where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("left out: needs the real documents in ../shared, which are not there")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample world."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """A PostgreSQL to make databases in; the test is left out where it is not installed."""
    with databases() as made:
        if made is None:
            pytest.skip("left out: needs PostgreSQL, which is not installed")
        yield made


@pytest.fixture(scope="session")
def new_store(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """The URL of a store of one's own; on SQLite it lies in the folder given, as by default."""
    if not on_postgresql():
        return sqlite_store
    made: Databases = request.getfixturevalue("postgresql")
    return lambda _: made.new_store()


@pytest.fixture(scope="session")
def new_prefect_tables(request: pytest.FixtureRequest) -> Callable[[], dict[str, str]]:
    """What to add to the environment of a Prefect server, so that it has tables of its own."""
    if not on_postgresql():
        return dict
    made: Databases = request.getfixturevalue("postgresql")

    def new() -> dict[str, str]:
        url = made.new("asyncpg").render_as_string(hide_password=False)
        return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url}

    return new


@pytest.fixture(scope="session")
def prefect_api(
    tmp_path_factory: pytest.TempPathFactory, new_prefect_tables: Callable[[], dict[str, str]]
) -> Iterator[str]:
    """The address of a server of our own, the one that every test of the session uses: Prefect knows one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect-client")))
        patch.delenv("PREFECT_API_URL", raising=False)
        with ExitStack() as ends:
            with pytest.MonkeyPatch.context() as tables:
                for name, value in new_prefect_tables().items():
                    tables.setenv(name, value)
                tables.setenv("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED", "true")  # to look at them
                ends.enter_context(prefect_server(tmp_path_factory.mktemp("prefect-server")))
            wait_for_server()
            from prefect.context import refresh_global_settings_context

            refresh_global_settings_context()  # a test file may have imported Prefect before
            yield os.environ["PREFECT_API_URL"]


@pytest.fixture
def store_url(tmp_path: Path, new_store: Callable[[Path], str]) -> str:
    """The URL of this test's store."""
    return new_store(tmp_path)


@pytest.fixture(autouse=True)
def _store_of_its_own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, whatever opens "the store" opens this test's, in child processes too."""
    if on_postgresql():
        monkeypatch.setenv("PLEDGEWATCH_DATABASE_URL", request.getfixturevalue("store_url"))
