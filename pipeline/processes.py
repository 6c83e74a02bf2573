"""A pool of child processes that can be killed one by one, and stopped as a whole, at any moment.

Pebble ends the child whose time is over. What it does not do: a call that waits when the whole pool is
stopped would wait for ever. Here it is told, so that Ctrl-C ends a run that has threads waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from pebble import ProcessPool

Result = TypeVar("Result")


class Stopped(Exception):
    """The pool was stopped before, or while, the call was made."""


class Processes:
    """Up to `most` children, started with the first call; the arguments are those of pebble's pool."""

    def __init__(self, most: int, **options: Any):
        self._pool = ProcessPool(max_workers=most, **options)
        self._calls: set[Future[Any]] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def call(
        self, function: Callable[..., Result], arguments: tuple[Any, ...], *, seconds: float
    ) -> Future[Result]:
        """The result to come; its child is killed after so many seconds. Raises Stopped."""
        with self._lock:
            if self._stopped:
                raise Stopped
            future: Future[Result] = self._pool.schedule(function, args=arguments, timeout=seconds)
            self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        return future

    def stop(self) -> None:
        """Ends the children, whatever they are doing; `result_of` raises Stopped for who still waits."""
        with self._lock:
            self._stopped = True
        # Before the children end, or their end would be told as a child's failure.
        for future in tuple(self._calls):
            future.cancel()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def result_of(future: Future[Result]) -> Result:
    """What the call gave, or raised; Stopped where the pool was stopped first."""
    try:
        return future.result()
    except CancelledError:
        raise Stopped from None
