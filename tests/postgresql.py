"""A PostgreSQL for the length of a test or of a command: on loopback, as an unprivileged user, in a temporary
folder.

    python -m tests.postgresql COMMAND ...

runs the command with its URL in PLEDGEWATCH_TEST_POSTGRESQL and ends with the command's exit code.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

VARIABLE = "PLEDGEWATCH_TEST_POSTGRESQL"
USER = "pledgewatch"
# The data are thrown away, so nothing waits for a disk; what is committed survives a kill all the same.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest where there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


class PostgreSQL:
    """One server. It can be killed, and started again over the same data."""

    def __init__(self, folder: Path, port: int, password: str):
        self.folder, self.port, self.password = folder, port, password
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", driver: str = "psycopg") -> str:
        return f"postgresql+{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Returns once it answers."""
        given = SETTINGS | {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", self.folder / "data", *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.folder,
                **_unprivileged(),
            )
        end = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL for all of its processes at once, as when a machine loses its power."""
        assert self._process is not None
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True)
        self._process.kill()
        for child in listed.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # a "fast" shutdown, which waits for no client
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url().replace("+psycopg", ""), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server with nothing in it, on a free port; its data go with it."""
    # Not under pytest's own folder, which is closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="pledgewatch-postgresql-"))
    try:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = PostgreSQL(folder, port, secrets.token_hex(16))
        _make(folder, server.password)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if account := _account():
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    command = [_program("initdb"), "-D", folder / "data", "-U", USER, "--pwfile", secret]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=folder, **_unprivileged())
    secret.unlink()


def _program(name: str) -> str | Path:
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed")
    return folder / name


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _unprivileged() -> dict[str, Any]:
    account = _account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def main(command: list[str]) -> int:
    """Runs the command beside a server. SIGTERM ends both."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running() as server:
        return subprocess.run(command, env=os.environ | {VARIABLE: server.url()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
