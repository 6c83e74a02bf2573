"""Automations that tell people what a run found, through a notification block that the operator has made.

A block (Slack, e-mail, Teams, ...) is made on the server's page "Blocks" or with `prefect block`; it holds
the address and the password, the automations hold its name alone.
"""

from __future__ import annotations

from datetime import timedelta

from prefect import get_client
from prefect.automations import Automation
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from pipeline.problems import Problem

BLOCK = "slack-webhook/pledgewatch"
"""The block that is looked for where none is named: its type and its name."""

_WORDS = (
    "{{ event.payload.words|replace('&', '&amp;')|replace('<', '&lt;')|replace('>', '&gt;')"
    "|replace('](', '] (')|replace('@', '@\u200b') }}"
)
"""The words of a finding, which may be a source's: shown, whatever the block sends them to, without a link or
a call to everybody. Slack and HTML take `<`, Markdown takes `](`, and all of them take `@`.
"""
_TOLD = {
    "pledgewatch.document.changed": "A document has changed",
    "pledgewatch.edition.overdue": "A report is overdue",
    "pledgewatch.restatement.found": "A figure was restated",
}
_FAILED = "prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"
_PAUSED = "prefect.flow-run.Paused"


def notifying(block: str = BLOCK) -> list[Automation]:
    """The automations, as they are to be on the server: of findings, of runs that failed, of runs that wait.

    Raises Problem when the server has no such block, naming the way to make it.
    """
    kind, _, name = block.partition("/")
    with get_client(sync_client=True) as client:
        try:
            found = client.read_block_document_by_name(name, kind)
        except ObjectNotFound:
            raise Problem(
                f"there is no block {block}: make it on the server's page Blocks, or name another one"
            ) from None
    send = {"block_document_id": found.id}
    automations = [
        Automation(
            name=f"pledgewatch: tell of {event.removeprefix('pledgewatch.')}",
            description=f"{subject}: sends the words to {block}",
            trigger=_on({event}, "pledgewatch.*"),
            actions=[SendNotification(**send, subject=subject, body=_WORDS)],
        )
        for event, subject in _TOLD.items()
    ]
    return [
        *automations,
        Automation(
            name="pledgewatch: tell of runs that failed",
            description=f"Sends name and state to {block}",
            trigger=_on(set(_FAILED), "prefect.flow-run.*"),
            actions=[
                SendNotification(
                    **send,
                    subject="A run of pledgewatch has failed",
                    body="{{ flow_run.name }}: {{ flow_run.state.message }}\n{{ flow_run|ui_url }}",
                )
            ],
        ),
        Automation(
            name="pledgewatch: tell of runs that wait for a decision",
            description=f"Sends the address of the form to {block}",
            trigger=_on({_PAUSED}, "prefect.flow-run.*"),
            actions=[
                SendNotification(
                    **send,
                    subject="A release waits for a decision",
                    body="{{ flow_run.name }}\n{{ flow_run|ui_url }}",
                )
            ],
        ),
    ]


def _on(events: set[str], resources: str) -> EventTrigger:
    return EventTrigger(
        match=ResourceSpecification({"prefect.resource.id": [resources]}),
        expect=events,
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )


if __name__ == "__main__":
    import sys

    from pipeline.operations.automations import put

    try:
        put(notifying(*sys.argv[1:2]))
    except Problem as problem:
        sys.exit(f"pledgewatch: {problem}")
