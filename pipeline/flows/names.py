"""Names of runs: they say what a run does and for which day ("collect thorn-progress · 2025-03-20")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from prefect.runtime import flow_run

from pipeline.flows.parameters import Choice


def run_name(verb: str) -> Callable[[], str]:
    """Makes the name of a run of the flow that is called `verb` from its parameters."""

    def name() -> str:
        day = flow_run.scheduled_start_time or datetime.now(UTC)
        choice = flow_run.parameters.get("choice")
        about = f" {Choice.model_validate(choice)}" if choice is not None else ""
        return f"{verb}{about} · {day:%Y-%m-%d}"

    return name
