"""Which Prefect server a command uses, and that one of its own never outlives it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.prefect_server import configured_url, listening

PROFILES = """active = "office"
[profiles.office]
PREFECT_API_URL = "http://office:4200/api"
[profiles.alone]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_environment_names_the_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "profiles.toml").write_text(PROFILES)
    monkeypatch.setenv("PREFECT_API_URL", "http://here:4200/api")
    assert configured_url() == "http://here:4200/api"


def test_else_the_active_profile_names_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "profiles.toml").write_text(PROFILES)
    assert configured_url() == "http://office:4200/api"
    monkeypatch.setenv("PREFECT_PROFILE", "alone")
    assert configured_url() is None


@pytest.mark.parametrize("content", [None, "", "active = 3", "[profiles]", "no toml at all ["])
def test_without_a_name_there_is_none(content: str | None, home: Path) -> None:
    if content is not None:
        (home / "profiles.toml").write_text(content)
    assert configured_url() is None


def children_of(process: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=True)
    return [int(child) for child in listed.stdout.split()]


def is_running(process: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def test_a_server_of_our_own_ends_with_a_command_that_is_killed(home: Path) -> None:
    script = (
        "import sys, time, pathlib\n"
        "from pipeline.prefect_server import prefect_server\n"
        "with prefect_server(pathlib.Path(sys.argv[1])):\n"
        "    print('begun', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE) as command:
        assert command.stdout is not None
        command.stdout.readline()
        (server,) = children_of(command.pid)
        command.send_signal(signal.SIGKILL)
    end = time.monotonic() + 20
    while is_running(server):
        assert time.monotonic() < end, "the server is still there"
        time.sleep(0.1)


def test_answers_of_a_server_of_our_own_do_not_wait_for_acknowledgements() -> None:
    """Without this each costs 40 ms, since the server sends an answer in two pieces."""
    with (
        listening() as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
