"""A Prefect server for the tests that run flows, and the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.prefect_server import prefect_server, wait_for_server

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own that every test of the session uses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect-client")))
        patch.delenv("PREFECT_API_URL", raising=False)
        with prefect_server(tmp_path_factory.mktemp("prefect-server")):
            wait_for_server()
            yield os.environ["PREFECT_API_URL"]


def pledgewatch(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`pledgewatch ARGUMENTS` typed in a folder, on a terminal wide enough for long lines."""
    return subprocess.run(
        [Path(sys.executable).parent / "pledgewatch", *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "300"} | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs `pledgewatch ARGUMENTS` in an empty folder of its own."""
    return partial(pledgewatch, tmp_path)
