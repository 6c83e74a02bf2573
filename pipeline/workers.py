"""Processes in which documents are read and records extracted.

Both are work for the processor alone, so threads of one process would wait for each other; a process
that dies or runs out of time takes one document with it and no more.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache
from multiprocessing.process import BaseProcess
from time import perf_counter
from typing import Any, Generic, NamedTuple, TypeVar

from pebble import ProcessExpired

from pipeline.problems import Problem
from pipeline.processes import Processes, Stopped, result_of
from pipeline.sandbox import Sandbox

Result = TypeVar("Result")

WORKERS = min(4, os.cpu_count() or 1)
PRELOAD = "pipeline.preload"
STOPPED = "the run was stopped before it was done"


class Timed(NamedTuple, Generic[Result]):
    """A result and the seconds that computing it took."""

    result: Result
    seconds: float


class Exhausted(Problem):
    """The work takes more time or memory than it may, and would take it again."""


class Crash(Exception):
    """A worker met an error that nobody foresaw. The message is its last line, the notes its traceback."""


def warm_up() -> None:
    """Lets what extraction needs be loaded while the caller does something else."""
    _abandoned.clear()
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOAD])
    multiprocessing.forkserver.ensure_running()


def run_apart(function: Callable[..., Result], *arguments: Any, seconds: float) -> Timed[Result]:
    """The function's result, computed in one of the processes.

    Raises the Problem that it raises; Exhausted when it takes longer than `seconds` (the process is then
    killed) or the process dies; Problem when the processes are stopped meanwhile; Crash for any other error.
    """
    try:
        with _starting:
            _refuse_when_abandoned()
            pool = _pool()
        answer = result_of(pool.call(_answer, (function, *arguments), seconds=seconds))
    except Stopped:
        raise Problem(STOPPED) from None
    except TookTooLong:
        raise Exhausted(f"not done after {seconds:g} seconds: too large, or made to be slow") from None
    except ProcessExpired:
        raise Exhausted("the process that worked on it died, perhaps for want of memory") from None
    outcome: Timed[Result] | Problem | tuple[str, str] = pickle.loads(answer)
    if isinstance(outcome, Timed):
        return outcome
    if isinstance(outcome, Problem):
        raise outcome
    crash = Crash(outcome[0])
    crash.add_note(outcome[1])
    raise crash


def readers() -> Sandbox:
    """The children that read documents. Raises Problem once the run is abandoned."""
    with _starting:
        _refuse_when_abandoned()
        return _readers()


def stop() -> None:
    """Ends the processes, whatever they are doing; the next call starts them anew."""
    with _starting:
        if _pool.cache_info().currsize:
            _pool().stop()
            _pool.cache_clear()
        if _readers.cache_info().currsize:
            _readers().close()
            _readers.cache_clear()


def abandon() -> None:
    """Ends the processes for a run that was interrupted: its threads get none anew, until `warm_up`."""
    _abandoned.set()
    stop()


_starting = threading.Lock()
_abandoned = threading.Event()


def _refuse_when_abandoned() -> None:
    if _abandoned.is_set():
        raise Problem(STOPPED)


@cache
def _pool() -> Processes:
    warm_up()
    return Processes(WORKERS, context=multiprocessing.get_context("forkserver"), initializer=_begin)


@cache
def _readers() -> Sandbox:
    warm_up()
    return Sandbox(WORKERS)


# In the worker


def _begin() -> None:
    """Leaves Ctrl-C to the parent, and ends with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _answer(function: Callable[..., Any], *arguments: Any) -> bytes:
    """What came of it, pickled here: an answer that cannot be pickled would bring the whole pool down."""
    begin = perf_counter()
    try:
        result = function(*arguments)
        return pickle.dumps(Timed(result, perf_counter() - begin))
    except Problem as problem:
        return pickle.dumps(problem)
    except BaseException as error:
        return pickle.dumps((f"{type(error).__name__}: {error}", traceback.format_exc()))
