"""The flow `refresh`: collect, extract and publish, one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from prefect import flow

from pipeline import stages
from pipeline.collect.outcomes import CollectionRun
from pipeline.flows.artifacts import show_summary
from pipeline.flows.collecting import collect
from pipeline.flows.extracting import extract
from pipeline.flows.names import run_name
from pipeline.flows.opened import Workplace, working_at
from pipeline.flows.parameters import (
    ALL_SOURCES,
    AS_SET,
    RELEASE,
    WHAT_IS_DUE,
    Choice,
    Extracting,
    Places,
    Publishing,
    locate,
)
from pipeline.flows.publishing import publish
from pipeline.summary import Outcome, Status, Summary, print_summary, wide_console
from schemas.sources import Source


@flow(name="refresh", flow_run_name=run_name("refresh"))
def refresh(
    choice: Choice = ALL_SOURCES,
    extracting: Extracting = WHAT_IS_DUE,
    publishing: Publishing = RELEASE,
    places: Places = AS_SET,
) -> Summary:
    """Fetches the sources, takes the records out of what is new, and publishes what holds now.

    A document that fails is reported and the others go on; what it said before stays. Raises Problem when
    the list of sources, the archive, the store or a folder cannot be used.

    Args:
        choice: Which of the sources are fetched and read; what is published holds the others as they are.
        extracting: How much is extracted from.
        publishing: How what holds now is published.
        places: Where things lie.
    """
    here = locate(places, choice)
    collected = collect(choice, places)
    extracted = extract(choice, extracting, places)
    published = publish(publishing, places)
    with working_at(Workplace(here.settings, here.data)) as opened:
        proposals = stages.waiting(opened.store, collected.proposals)
    summary = Summary(
        outcomes=tuple(joined(here.chosen, collected, extracted)),
        proposals=proposals,
        records=published.records,
        doubts=published.doubts,
        out=published.out,
        written=published.written,
    )
    show_summary(summary)
    print_summary(summary, published.counted.value, wide_console())
    return summary


def joined(
    sources: Iterable[Source], collected: CollectionRun, extracted: Iterable[Outcome]
) -> list[Outcome]:
    """What became of each document in both stages: a failure to fetch it is what matters most about it."""
    names = {source.id: source.url for source in sources}
    outcomes = {(one.source, one.linked): one for one in extracted}
    for one in collected.outcomes:
        key = one.source, one.linked
        name = one.linked or names[one.source]
        nothing = Outcome(source=one.source, linked=one.linked, document=name, status="unchanged")
        known = outcomes.get(key, nothing)
        if one.status in ("vanished", "failed"):
            status: Status = "vanished" if one.status == "vanished" else "failed"
            outcomes[key] = known.model_copy(update={"status": status, "reason": one.reason})
        elif one.alert:
            outcomes[key] = known.model_copy(update={"words": one.alert})
    order = {source: position for position, source in enumerate(names)}
    return sorted(outcomes.values(), key=lambda one: (order[one.source], one.linked))
