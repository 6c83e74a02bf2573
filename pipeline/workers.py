"""Processes in which documents are read and records extracted.

Extraction is work for the processor alone, so threads of one process would wait for each other; a process
that dies or runs out of time takes one document with it and no more.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache
from multiprocessing.process import BaseProcess
from time import perf_counter
from typing import Any, Generic, NamedTuple, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.problems import Problem

Result = TypeVar("Result")


class Timed(NamedTuple, Generic[Result]):
    """A result and the seconds that computing it took."""

    result: Result
    seconds: float


WORKERS = min(4, os.cpu_count() or 1)


@cache
def _pool() -> ProcessPool:
    return ProcessPool(max_workers=WORKERS, context=multiprocessing.get_context("spawn"), initializer=_begin)


def warm_up() -> None:
    """Starts the processes and lets them load what extraction needs while the caller does something else."""
    for _ in range(WORKERS):
        _pool().schedule(_load)


def run_apart(function: Callable[..., Result], *arguments: Any, seconds: float) -> Timed[Result]:
    """The function's result, computed in one of the processes; what it raises is raised here.

    Raises Problem when it takes longer than `seconds` (the process is then killed) or when the process dies.
    """
    try:
        timed: Timed[Result] = _pool().schedule(_timed, args=(function, *arguments), timeout=seconds).result()
    except TookTooLong:
        raise Problem(
            f"not done after {seconds:g} seconds; the document is too large or made to be slow"
        ) from None
    except ProcessExpired:
        raise Problem("the process that read it died, perhaps for want of memory") from None
    return timed


def _timed(function: Callable[..., Result], *arguments: Any) -> Timed[Result]:
    begin = perf_counter()
    return Timed(function(*arguments), perf_counter() - begin)


def stop() -> None:
    """Ends the processes, whatever they are doing."""
    if _pool.cache_info().currsize:
        _pool().stop()  # type: ignore[no-untyped-call]
        _pool().join()
        _pool.cache_clear()


def _begin() -> None:
    """Leaves Ctrl-C to the parent, and ends with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _load() -> None:
    from extractors.language import english

    english()
