"""Asks somebody whether to go on: the run pauses, its page shows why and a form, and goes on as answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prefect import pause_flow_run
from prefect.exceptions import FlowPauseTimeout
from prefect.input import RunInput
from prefect.logging import get_run_logger
from pydantic import Field

from pipeline.flows.parameters import Publishing

POLL_SECONDS = 5
"""How often a paused run asks whether it has been answered."""


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
    """Pauses the flow run until somebody decides, or the time for it is over.

    `doubts` is what speaks against publishing, one line each.
    """
    words = "\n".join(("Should this be published all the same?\n", *(f"- {line}" for line in doubts)))
    get_run_logger().warning("waiting for a decision: %s", "; ".join(doubts))
    try:
        # Prefect's type of what comes back is that of a run without a form.
        decision: Decision = pause_flow_run(
            wait_for_input=Decision.with_initial_data(description=words),
            timeout=int(publishing.wait_minutes * 60),
            poll_interval=POLL_SECONDS,
        )
    except FlowPauseTimeout:
        said = f"Nobody decided within {publishing.wait_minutes:g} minutes, so the default was taken"
        return Verdict(publishing.unanswered == "publish", f"{said}: {publishing.unanswered}.")
    what = "publish" if decision.publish else "not publish"
    reason = f": {decision.reason}" if decision.reason else ""
    return Verdict(decision.publish, f"{decision.by} decided to {what}{reason}.")
