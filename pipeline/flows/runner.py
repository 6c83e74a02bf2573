"""Where the tasks of the flows run: the one place that decides it, by PLEDGEWATCH_TASK_RUNNER."""

from __future__ import annotations

import logging
import re
from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.problems import Problem
from pipeline.settings import load_settings

THREADS = 8
"""Threads that wait for documents; the work itself is done by `pipeline.workers`."""

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx|inproc)://\S+")


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
