"""Automations that find runs which nobody works on any more, and close them.

A flow run tells the server every so often that it lives. One that was killed, with its worker or its machine,
stays "Running" for ever; its deployment's page lies, and a concurrency slot is held. The method is Prefect's:
https://docs.prefect.io/v3/advanced/detect-zombie-flows
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from prefect.automations import Automation
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

SILENT = timedelta(minutes=10)
"""How long a run may say nothing before it counts as dead. By Prefect's default it says every 3 minutes that
it lives (PREFECT_FLOWS_HEARTBEAT_FREQUENCY); a machine that has too much to do is late.
"""
PENDING = timedelta(minutes=10)
"""How long a run that a worker has taken may need to begin."""

BEGUN = ("Running", "Completed", "Failed", "Crashed", "Cancelling", "Cancelled", "AwaitingConcurrencySlot")
"""States that a run comes to once it need no longer be waited for."""


def closing_stuck_runs(silent: timedelta = SILENT, pending: timedelta = PENDING) -> list[Automation]:
    """The automations, as they are to be on the server.

    `silent`: how long a run may say nothing; `pending`: how long one that a worker took may need to begin.
    """
    return [
        _closing(
            "pledgewatch: close runs that fell silent",
            after="prefect.flow-run.heartbeat",
            signs={"prefect.flow-run.*"},  # anything it says, its end too
            within=silent,
            message=f"It gave no sign of life for {_words(silent)}: its process, worker or machine is gone. "
            "The next run does what is missing.",
        ),
        _closing(
            "pledgewatch: close runs that never began",
            after="prefect.flow-run.Pending",
            signs={f"prefect.flow-run.{state}" for state in BEGUN},
            within=pending,
            message=f"A worker took it and did not begin within {_words(pending)}: the worker is gone.",
        ),
    ]


def put(automations: list[Automation]) -> None:
    """Makes the automations on the server, or changes those of the same name there."""
    for wanted in automations:
        try:
            # Prefect's type says that it may have to be awaited, which it need not be here.
            there = cast(Automation, Automation.read(name=wanted.name))
        except ValueError:
            wanted.create()
            continue
        there.description, there.trigger, there.actions = wanted.description, wanted.trigger, wanted.actions
        there.update()


def _closing(name: str, *, after: str, signs: set[str], within: timedelta, message: str) -> Automation:
    return Automation(
        name=name,
        description=message,
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            after={after},
            expect=signs,
            posture=Posture.Proactive,
            threshold=1,
            within=within,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message=message)],
    )


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    count, unit = (seconds, "second") if seconds % 60 else (seconds // 60, "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
