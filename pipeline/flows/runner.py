"""Where the tasks of the flows run: the one place that decides it, by PLEDGEWATCH_TASK_RUNNER. And how runs
behave that somebody waits for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Prefect imports it with the first flow; here, while a server is still starting, it costs no time.
import fastapi.encoders  # noqa: F401
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.problems import Problem
from pipeline.settings import load_settings

THREADS = 8
"""Threads that wait for documents; the work itself is done by `pipeline.workers`."""

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx|inproc)://\S+")


@contextmanager
def watched() -> Iterator[None]:
    """For runs that somebody waits for, and sees end. They do not tell the server every few minutes that they
    live, since the thread that does is waited for up to a second at the end of each flow.
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def task_runner() -> TaskRunner[Any]:
    """The task runner that the settings name. Raises Problem when they name none that there is."""
    name = load_settings().task_runner
    if name == "threads":
        return ThreadPoolTaskRunner[Any](max_workers=THREADS)
    if name != "dask" and not _ADDRESS.fullmatch(name):
        raise Problem(
            f"PLEDGEWATCH_TASK_RUNNER is set to {name!r}: choose `threads`, `dask`, or the address of a Dask "
            "scheduler such as tcp://scheduler:8786"
        )
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ModuleNotFoundError as error:
        raise Problem(
            f"PLEDGEWATCH_TASK_RUNNER is set to {name!r}, which needs the Python package {error.name}: "
            "pip install pledgewatch[dask]"
        ) from None
    logging.getLogger("distributed").setLevel(logging.WARNING)
    if name != "dask":
        return DaskTaskRunner(address=name)
    # Threads here too: processes of Dask's own would each load the language model, and may have no children.
    return DaskTaskRunner(
        cluster_kwargs={
            "processes": False,
            "n_workers": 1,
            "threads_per_worker": THREADS,
            "dashboard_address": None,
            "memory_limit": 0,  # the children have limits of their own
        }
    )
