"""A Prefect server for the tests that run flows, and the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.prefect_server import prefect_server, wait_for_server


@pytest.fixture(scope="session")
def prefect_api(
    tmp_path_factory: pytest.TempPathFactory, new_prefect_tables: Callable[[], dict[str, str]]
) -> Iterator[str]:
    """The address of a server of our own that every test of the session uses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect-client")))
        patch.delenv("PREFECT_API_URL", raising=False)
        with ExitStack() as ends:
            with pytest.MonkeyPatch.context() as tables:
                for name, value in new_prefect_tables().items():
                    tables.setenv(name, value)
                ends.enter_context(prefect_server(tmp_path_factory.mktemp("prefect-server")))
            wait_for_server()
            from prefect.context import refresh_global_settings_context

            refresh_global_settings_context()  # a test file may have imported Prefect before
            yield os.environ["PREFECT_API_URL"]


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Runs `pledgewatch ARGUMENTS` in an empty folder, in this process, which has spaCy loaded."""

    def run(*arguments: str, folder: Path = tmp_path, **settings: str) -> Done:
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", ["pledgewatch", *arguments])
            patch.setenv("COLUMNS", "300")
            for name, value in settings.items():
                patch.setenv(name, value)
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
            said = capfd.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run
