"""Asks somebody whether to go on: the run pauses, its page shows why and a form, and goes on as answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
from prefect import get_client, pause_flow_run
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.input import RunInput
from prefect.logging import get_run_logger
from pydantic import Field

from pipeline.flows.parameters import Publishing
from pipeline.markdown import as_words

POLL_SECONDS = 5
"""How often a paused run asks whether it has been answered."""
MARGIN_SECONDS = 3600
"""Prefect holds a run to have failed that is not resumed in time; so its time is longer than ours."""
RETRY_SECONDS = 5.0
"""How soon the default is given again where the server did not answer."""


class Decision(RunInput):
    """What is asked of whoever resumes the run."""

    publish: bool = Field(
        default=False, title="Publish it all the same", description="Otherwise nothing is published"
    )
    by: str = Field(min_length=1, title="Who", description="Name of the person who decides")
    reason: str = Field(default="", title="Reason", description="One sentence; it is kept with the run")


class Verdict(NamedTuple):
    """Whether to publish, and in words who said so."""

    publish: bool
    said: str


def decide(doubts: Sequence[str], publishing: Publishing) -> Verdict:
    """Pauses the flow run until somebody decides, or the time for it is over and the default is taken.

    `doubts` is what speaks against publishing, one line each.
    """
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow_run is not None
    listed = [f"- {as_words(line)}" for line in doubts]
    words = "\n".join(("Should this be published all the same?\n", *listed))
    get_run_logger().warning("waiting for a decision: %s", "; ".join(doubts))
    wait = 60 * publishing.wait_minutes
    nobody = f"nobody in time ({uuid4()})"  # no person signs so, whatever they are called
    default = {"publish": publishing.unanswered == "publish", "by": nobody}
    with _answered_after(wait, context.flow_run.id, default):
        decision: Decision = pause_flow_run(
            wait_for_input=Decision.with_initial_data(description=words),
            timeout=int(wait) + MARGIN_SECONDS,
            poll_interval=POLL_SECONDS,
        )
    if decision.by == nobody:
        said = f"Nobody decided within {publishing.wait_minutes:g} minutes, so the default was taken"
        return Verdict(decision.publish, f"{said}: {publishing.unanswered}.")
    what = "publish" if decision.publish else "not publish"
    reason = f": {decision.reason}" if decision.reason else ""
    return Verdict(decision.publish, f"{decision.by} decided to {what}{reason}.")


@contextmanager
def _answered_after(seconds: float, run: UUID, answer: dict[str, Any]) -> Iterator[None]:
    """Gives the answer itself when nobody else has after so many seconds, until the server has heard it."""
    answered = threading.Event()

    def give() -> None:
        wait = seconds
        while not answered.wait(wait):
            try:
                with get_client(sync_client=True) as client:
                    heard = client.resume_flow_run(run, run_input=answer)
            except httpx.HTTPError as error:
                get_run_logger().warning("the default was not heard, and is given again: %s", error)
            else:
                if heard.status == SetStateStatus.ACCEPT:
                    return
            wait = RETRY_SECONDS  # also where the server does not know yet that the run waits

    context = copy_context()
    thread = threading.Thread(target=context.run, args=(give,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        answered.set()
        thread.join(RETRY_SECONDS)
