"""Waits for the server, sends it the work pool, the deployments and the automations, and becomes the worker.

    python -m pipeline.operations.worker [--limit RUNS] [--deploy-only]

PREFECT_API_URL names the server. Safe to run again: what is there is brought up to date.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import pipeline
from pipeline.operations.prefect_api import PrefectServer
from pipeline.operations.services import POOL
from pipeline.prefect_server import configured_url, is_up
from pipeline.problems import Problem

_PATIENCE = 120.0
"""Seconds a server may take to answer; making its tables takes ten."""


def prefect_file() -> Path:
    """`prefect.yaml`: at the top of a checkout, or within the installed package."""
    package = Path(pipeline.__file__).resolve().parent
    return next(path for path in (package / "prefect.yaml", package.parent / "prefect.yaml") if path.exists())


def send_all() -> None:
    """Sends pool, deployments and automations to the server. Raises Problem when it does not take them."""
    from pipeline.operations.automations import closing_stuck_runs, put

    if POOL not in _pools():
        _prefect("work-pool", "create", POOL, "--type", "process")
    _prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(prefect_file()))
    put(closing_stuck_runs())


def wait_for(url: str) -> None:
    """Returns once the server answers. Raises Problem when it does not in time."""
    end = time.monotonic() + _PATIENCE
    while not is_up(url):
        if time.monotonic() > end:
            raise Problem(f"no Prefect server answers at {url}: see what it says in its log")
        time.sleep(0.2)


def _pools() -> set[str]:
    return {pool["name"] for pool in PrefectServer().ask("work_pools/filter", limit=200)}


def _prefect(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())
        raise Problem(f"`prefect {' '.join(arguments)}` failed: {said}")


def main(argv: list[str]) -> None:
    """Becomes the worker, unless told to send the deployments alone."""
    parser = argparse.ArgumentParser(prog="pipeline.operations.worker", description=__doc__)
    parser.add_argument("--limit", type=int, default=2, help="flow runs at the same time")
    parser.add_argument("--deploy-only", action="store_true", help="send everything and end")
    options = parser.parse_args(argv)
    url = configured_url()
    if url is None:
        raise Problem("PREFECT_API_URL names no server: set it, for instance to http://127.0.0.1:4200/api")
    wait_for(url)
    send_all()
    print(f"deployed to {url}", flush=True)
    if options.deploy_only:
        return
    print(f"ready: {url.removesuffix('/api')} shows the runs; Ctrl-C stops", flush=True)
    worker = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL]
    os.execv(sys.executable, [*worker, "--limit", str(options.limit)])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(f"pledgewatch: {problem}")
