"""`pledgewatch up`: the processes that make up the service, started together and stopped in order."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from honcho.manager import Manager
from honcho.printer import Printer

from pipeline.prefect_server import BATCHED, QUIET
from pipeline.problems import Problem
from pipeline.settings import Settings, load_settings
from pipeline.sources_file import load_sources

POOL = "pledgewatch"
STOPPED = (130, 143)
"""What honcho says when it was stopped by Ctrl-C or by SIGTERM."""
_PATIENCE = 20.0
"""Seconds that a service may take to end; a flow run tells the server how it ended."""


class Service(NamedTuple):
    """A process of the service. They are ended in the reverse of their order."""

    name: str
    command: list[str]


def run_services(*, port: int, review_port: int, runs: int) -> int:
    """Runs everything until Ctrl-C, SIGTERM or the end of one of the processes; returns the exit code.

    Raises Problem when the list of sources cannot be read, or a port is taken.
    """
    settings = load_settings()
    load_sources(settings.sources)
    review = _review_command(review_port)
    for one, option in ((port, "--port"), *(((review_port, "--review-port"),) if review else ())):
        _check_free(one, option)
    environment = environment_of(settings, port)
    keeper = _Keeper(Printer(sys.stdout))
    for service in _services(port, runs, review):
        keeper.add_process(service.name, f"exec {shlex.join(service.command)}", env=environment)
    keeper.loop()
    if keeper.returncode in STOPPED:
        print("stopped; what was read is kept", flush=True)
        return 0
    ended = ", ".join(keeper.ended_first)
    print(f"pledgewatch: {ended or 'a service'} ended by itself: see its last lines above", file=sys.stderr)
    return 1


def environment_of(settings: Settings, port: int) -> dict[str, str]:
    """What the processes are told: a flow run starts in a folder of its own, so every path is absolute."""
    data = settings.data.absolute()
    api = f"http://127.0.0.1:{port}/api"
    tables = {}
    if "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in os.environ:
        (data / "server").mkdir(parents=True, exist_ok=True)
        file = data / "server" / "prefect.db"
        tables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{file}"
    return {
        **os.environ,
        **QUIET,
        **BATCHED,
        **tables,
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PLEDGEWATCH_SOURCES": str(settings.sources.absolute()),
        "PLEDGEWATCH_DATA": str(data),
        "PLEDGEWATCH_OUT": str(settings.out.absolute()),
        "PYTHONUNBUFFERED": "1",
    }


def _services(port: int, runs: int, review: list[str] | None) -> list[Service]:
    prefect = [sys.executable, "-m", "prefect"]
    worker = [sys.executable, "-m", "pipeline.operations.worker", "--limit", str(runs)]
    services = [
        Service("server", [*prefect, "server", "start", "--host", "127.0.0.1", "--port", str(port)]),
        Service("worker", worker),
    ]
    if review:
        services.append(Service("review", review))
    return services


def _review_command(port: int) -> list[str] | None:
    """How the review application is started, where it is part of this pledgewatch."""
    from pipeline.cli import app

    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    if "review" not in known:
        return None
    return [sys.executable, "-m", "pipeline.cli", "review", "--port", str(port)]


def _check_free(port: int, option: str) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise Problem(
            f"port {port} is taken, perhaps by another `pledgewatch up`: choose one with {option}"
        ) from None


class _Keeper(Manager):  # type: ignore[misc]
    """Ends the services one after the other: a run that is stopped can still tell the server so."""

    _processes: Mapping[str, dict[str, Any]]
    _terminating: bool
    ended_first: Sequence[str] = ()
    """Names of the services that ended before anything was stopped."""

    def terminate(self) -> None:
        """Called by honcho at a signal, and when a process has ended."""
        if self._terminating:
            return
        self._terminating = True
        self.ended_first = [name for name, one in self._processes.items() if "returncode" in one]
        for one in reversed(list(self._processes.values())):
            if "pid" in one and "returncode" not in one:
                _end(one["pid"])


def _end(group: int) -> None:
    """Ends a process and its descendants: they are a session of their own."""
    end = time.monotonic() + _PATIENCE
    try:
        os.killpg(group, signal.SIGTERM)
        while time.monotonic() < end:
            time.sleep(0.05)
            os.killpg(group, 0)
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
