"""How often each task is tried again, and how long it may take: for all of them, in this one place.

| task | tried again | at most |
| --- | --- | --- |
| collect source | no: the fetcher tries each request again, as its publisher allows | see below |
| collect from a host | no, as before | see below |
| extract documents | three times where the store did not answer | see below |
| make a release | once, unless it was refused: what was begun is cleared away | `LONGEST_RELEASE` |

Prefect's time limit ends a coroutine, and what runs in a flow's main thread; a thread it does not interrupt,
and only calls failed what goes on. So the tasks that run in threads have none. What they wait for has its
own: a child that reads is ended after `pipeline.sandbox.Limits`, one that extracts after
`pipeline.stages.EXTRACTION_SECONDS`, and a statement waits half a minute for the store's lock. A source that
takes longer than `PLEDGEWATCH_SOURCE_SECONDS` is left by the collector itself: as a task that timed out it
would end the whole collection.

Nothing is cached by Prefect: the store knows what is done (docs/decisions/no-prefect-cache.md).
"""

from __future__ import annotations

from typing import Any

from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from sqlalchemy.exc import DBAPIError

LONGEST_RELEASE = 12 * 3600.0
"""Seconds that one release may take: many times what the largest takes that fits into memory."""


def store_was_away(task: Any, run: TaskRun, state: State[Any]) -> bool:
    """Whether the store did not answer, which passes; whatever else is wrong would be wrong again."""
    error = state.data
    while isinstance(error, BaseException):
        if isinstance(error, DBAPIError):
            return True
        error = error.__cause__
    return False


def not_refused(task: Any, run: TaskRun, state: State[Any]) -> bool:
    """Whether a release failed for another reason than that its assertions do not hold."""
    from pipeline.publish.release import Refused

    return not isinstance(state.data, Refused)


Policy = dict[str, Any]

COLLECT_SOURCE: Policy = {"tags": ["collect"], "cache_policy": NO_CACHE}
COLLECT_LINE: Policy = {"tags": ["collect"], "cache_policy": NO_CACHE}
EXTRACT: Policy = {
    "tags": ["extract"],
    "retries": 3,
    "retry_delay_seconds": [1, 5, 20],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": store_was_away,
    "cache_policy": NO_CACHE,
}
RELEASE: Policy = {
    "tags": ["publish"],
    "retries": 1,
    "retry_delay_seconds": 10,
    "retry_condition_fn": not_refused,
    "timeout_seconds": LONGEST_RELEASE,
    "cache_policy": NO_CACHE,
}
