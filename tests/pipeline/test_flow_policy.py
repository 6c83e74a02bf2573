"""Every task says whether it is tried again and how long it may take, and does so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from pipeline.flows.collecting import collect_line, collect_source
from pipeline.flows.extracting import extract_documents
from pipeline.flows.policy import LONGEST_RELEASE
from pipeline.flows.publishing import make_release
from pipeline.problems import Problem
from pipeline.publish.checks import Checked
from pipeline.publish.release import Refused


@pytest.mark.parametrize(
    ("task", "tag", "retries", "seconds"),
    [
        (collect_source, "collect", 0, None),
        (collect_line, "collect", 0, None),
        (extract_documents, "extract", 3, None),
        (make_release, "publish", 1, LONGEST_RELEASE),
    ],
)
def test_each_task_has_a_policy(task: Any, tag: str, retries: int, seconds: float | None) -> None:
    from prefect.cache_policies import NO_CACHE

    changed = task.with_options(task_run_name="of one document")
    for one in (task, changed):
        assert (one.tags, one.retries, one.timeout_seconds) == ({tag}, retries, seconds)
        assert one.cache_policy == NO_CACHE


def lost() -> Exception:
    return OperationalError("INSERT", {}, Exception("server closed the connection unexpectedly"))


def cannot_be_used() -> Exception:
    problem = Problem("the store cannot be used")
    problem.__cause__ = lost()
    return problem


@pytest.fixture
def _quiet(prefect_api: str) -> Iterator[None]:
    from prefect.settings import PREFECT_LOGGING_LEVEL, temporary_settings

    with temporary_settings({PREFECT_LOGGING_LEVEL: "CRITICAL"}):
        yield


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(
    ("task", "error", "attempts", "reason"),
    [
        (extract_documents, lost(), 4, "a store that was away may be back"),
        (extract_documents, cannot_be_used(), 4, "the same, noticed when it was opened"),
        (extract_documents, ValueError("no such column"), 1, "a mistake of ours stays one"),
        (make_release, Problem("the folder cannot be written to"), 2, "a disk may have room again"),
        (make_release, Refused(Checked(held=0, broken=())), 1, "assertions that do not hold still do not"),
    ],
)
def test_what_passes_is_tried_again(task: Any, error: Exception, attempts: int, reason: str) -> None:
    from prefect import flow

    tried = []

    def fails() -> None:
        tried.append(1)
        raise error

    failing = type(task)(
        fails,
        assets=["pledgewatch://nothing"],
        retries=task.retries,
        retry_delay_seconds=0,
        retry_condition_fn=task.retry_condition_fn,
    )
    with pytest.raises(type(error)):
        flow(name="tries")(lambda: failing())()
    assert len(tried) == attempts, reason
