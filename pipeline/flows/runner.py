"""Where the tasks of the flows run: the one place that decides it, by PLEDGEWATCH_TASK_RUNNER."""

from __future__ import annotations

from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.problems import Problem
from pipeline.settings import load_settings

THREADS = 8
"""Threads that wait for documents; the work itself is done by `pipeline.workers`."""


def task_runner() -> TaskRunner[Any]:
    """The task runner that the settings name. Raises Problem when they name none that there is."""
    name = load_settings().task_runner
    if name != "threads":
        raise Problem(f"PLEDGEWATCH_TASK_RUNNER is set to {name!r}: there is only `threads`")
    return ThreadPoolTaskRunner[Any](max_workers=THREADS)
