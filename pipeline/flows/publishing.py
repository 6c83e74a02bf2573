"""The flow `publish`: records in the store in, files and releases for others out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from pipeline import emit, reconcile
from pipeline.flows.names import run_name
from pipeline.flows.parameters import AS_SET, RELEASE, Places, Publishing, locate
from pipeline.store.store import open_store
from schemas.records import Doubt, Record


@dataclass(frozen=True)
class Published:
    """What holds now, and what was written of it."""

    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    out: Path
    written: tuple[Path, ...]


@flow(name="publish", flow_run_name=run_name("publish"))
def publish(publishing: Publishing = RELEASE, places: Places = AS_SET) -> Published:
    """Writes what holds now for others, after asking where that should be looked at first.

    Raises Problem when the list of sources, the store or a folder cannot be used.

    Args:
        publishing: How what holds now is published.
        places: Where things lie.
    """
    here = locate(places)
    with open_store(here.store_url) as store:
        held = store.current(store.keys(source.id for source in here.listed))
    reconciled = reconcile.reconcile(held)
    written = emit.emit(reconciled, here.out)
    return Published(
        records=reconciled.records, doubts=reconciled.doubts, out=here.out, written=tuple(written)
    )
