"""Addresses that may hold another document of a source: what its last collection found, for a reviewer."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pipeline.store.store import Store
from pipeline.store.tables import ProposalRow


class Proposed(NamedTuple):
    """An address that may hold another document of a source."""

    source: str
    url: str
    text: str
    """The words that it was found under."""
    found_in: str
    """`link`, `feed` or `sitemap`."""

    @property
    def id(self) -> str:
        """A hash over the source and the address: 24 hexadecimal digits."""
        return hashlib.sha256(f"proposal\x1f{self.source}\x1f{self.url}".encode()).hexdigest()[:24]


def proposals(store: Store) -> list[Proposed]:
    """All of them, in the order of sources and addresses."""
    columns = (ProposalRow.source, ProposalRow.url, ProposalRow.text, ProposalRow.found_in)
    with Session(store.engine) as session:
        return sorted(Proposed(*row) for row in session.execute(select(*columns)).tuples())


def keep_proposals(store: Store, sources: Iterable[str], found: Collection[Proposed]) -> None:
    """Puts what a collection of these sources found in the place of what the one before found."""
    sources = set(sources)
    rows = {one.id: {"id": one.id, **one._asdict()} for one in found}
    if {one for one in proposals(store) if one.source in sources} == set(found):
        return  # a run that finds nothing new writes nothing
    with Session(store.writer) as session, session.begin():
        session.execute(delete(ProposalRow).where(ProposalRow.source.in_(sources)))
        if rows:
            session.execute(insert(ProposalRow), list(rows.values()))
