"""The flow `extract`: what the archive holds in, records in the store out."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow
from prefect.assets import materialize
from prefect.futures import as_completed
from prefect.logging import get_run_logger
from prefect.tasks import MaterializingTask

from pipeline import stages, workers
from pipeline.collect.current import current_documents
from pipeline.flows.artifacts import show_extracted, shown_progress
from pipeline.flows.assets import records_of, snapshots_of
from pipeline.flows.names import run_name
from pipeline.flows.opened import Workplace, working_at
from pipeline.flows.parameters import ALL_SOURCES, AS_SET, WHAT_IS_DUE, Choice, Extracting, Places, locate
from pipeline.flows.passing import Sealed
from pipeline.flows.policy import EXTRACT
from pipeline.flows.runner import task_runner
from pipeline.stages import Due
from pipeline.summary import Outcome

SINGLE = 50
"""Up to so many documents each has a task of its own, so that the server shows what became of each."""
TASKS = 100
"""How many tasks a run of many documents is cut into, ..."""
LARGEST = 20
"""... and the most documents of one. docs/flows.md has the measurements behind the three."""


@flow(name="extract", flow_run_name=run_name("extract"), task_runner=task_runner())
def extract(
    choice: Choice = ALL_SOURCES, extracting: Extracting = WHAT_IS_DUE, places: Places = AS_SET
) -> tuple[Outcome, ...]:
    """Takes the records out of every document that these rules have not read yet.

    What was done is in the store, document by document: after a crash only what is missing is done. Raises
    Problem when the list of sources, the archive or the store cannot be used.

    Args:
        choice: Which of the sources.
        extracting: How much is extracted from.
        places: Where things lie.
    """
    here = locate(places, choice)
    place = Workplace(here.settings, here.data)
    workers.warm_up()
    try:
        with working_at(place) as (documents, store):
            plan = stages.plan(
                current_documents(documents.archive, here.chosen),
                documents.archive,
                store,
                here.settings.spacy_model,
                everything=extracting.everything,
                again=extracting.again,
            )
            stages.propose(documents.archive, store, {source.id for source in here.chosen})
            done = [*plan.done, *_extract_all(plan.due, place, extracting.batch)]
    except BaseException:
        workers.abandon()
        raise
    show_extracted(done)
    order = {source.id: position for position, source in enumerate(here.chosen)}
    return tuple(sorted(done, key=lambda one: (order[one.source], one.linked)))


def batches(due: Sequence[Due], size: int | None = None) -> list[Sequence[Due]]:
    """The documents cut into what one task takes: `size` documents, by default as the docs say."""
    if size is None:
        size = 1 if len(due) <= SINGLE else min(LARGEST, -(-len(due) // TASKS))
    return [due[first : first + size] for first in range(0, len(due), size)]


def _extract_all(due: Sequence[Due], place: Workplace, size: int | None) -> list[Outcome]:
    tasks = {_task_for(batch).submit(Sealed(batch), Sealed(place)): batch for batch in batches(due, size)}
    outcomes: list[Outcome] = []
    with shown_progress("reading", len(due)) as advance:
        for future in as_completed(list(tasks)):
            for one, outcome in zip(tasks[future], future.result(), strict=True):
                if outcome.reason is not None:
                    get_run_logger().error("%s: %s", outcome.source, outcome.reason)
                if one.holds or outcome.reason is not None:
                    outcomes.append(outcome)
                advance()
    return outcomes


def _task_for(
    batch: Sequence[Due],
) -> MaterializingTask[[Sealed[Sequence[Due]], Sealed[Workplace]], list[Outcome]]:
    sources = sorted({one.source.id for one in batch})
    return extract_documents.with_options(
        assets=[records_of(source) for source in sources],
        asset_deps=[snapshots_of(source) for source in sources],
        task_run_name=_name(batch),
    )


def _name(batch: Sequence[Due]) -> str:
    first = f"extract {batch[0].snapshot.name}"
    return first if len(batch) == 1 else f"{first} and {len(batch) - 1} more"


@materialize("pledgewatch://records", name="extract documents", **EXTRACT)
def extract_documents(batch: Sealed[Sequence[Due]], place: Sealed[Workplace]) -> list[Outcome]:
    """Reads and extracts documents one after the other, and keeps what came of each."""
    opened = place.value.opened()
    return [stages.extract(due, opened.documents, opened.store) for due in batch.value]
