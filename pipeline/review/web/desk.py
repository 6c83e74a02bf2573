"""What the review application works on: the store, the documents, the sources and who may do what."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extractors.profiles import Profile, load_profile
from pipeline.documents import Documents, open_documents
from pipeline.problems import Problem
from pipeline.publish.contents import gather
from pipeline.review.decisions import Decisions
from pipeline.review.findings import post_findings
from pipeline.review.items import refresh
from pipeline.review.queue import Queue
from pipeline.review.set_asides import post_what_waits
from pipeline.review.tables import ItemRow, SetAsideRow
from pipeline.review.web.accounts import Accounts
from pipeline.review.web.settings import ReviewSettings
from pipeline.review.web.source_panel import Line, lines_of
from pipeline.review.web.source_views import SourceViews
from pipeline.settings import Settings
from pipeline.store.proposals import proposals
from pipeline.store.store import Store, open_store
from pipeline.store.tables import DocumentRow
from pipeline.store.unread import unread
from schemas.documents import Document
from schemas.sources import Source

_log = logging.getLogger(__name__)
_DOCUMENTS_AT_HAND = 12


@dataclass
class Desk:
    """One review application's means. Threads share it."""

    store: Store
    documents: Documents
    sources: Sequence[Source]
    settings: ReviewSettings
    accounts: Accounts
    views: SourceViews
    _at_hand: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    _lines: OrderedDict[str, dict[int, list[Line]]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _taking_in: threading.Lock = field(default_factory=threading.Lock)
    _holds: frozenset[tuple[str, str, int]] | None = None
    _waits: object = None

    @cached_property
    def queue(self) -> Queue:
        """What waits for reviewers."""
        return Queue(self.store)

    @cached_property
    def decisions(self) -> Decisions:
        """What reviewers decided."""
        return Decisions(self.store)

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def take_in(self) -> None:
        """Brings the queue up to date with the last run, where one has ended since. Raises Problem."""
        with self._taking_in:
            with Session(self.store.engine) as session:
                rows = session.execute(
                    select(DocumentRow.source, DocumentRow.linked, DocumentRow.extraction_id)
                )
                holds = frozenset(rows.tuples())
            if holds != self._holds:
                refresh(self.store, [source.id for source in self.sources], self.documents.get)
                with suppress(Problem):  # nothing has been read yet
                    contents = gather(self.store, self.sources, self.now().date())
                    post_findings(self.store, contents.ledger.findings)
                self._holds = holds
            waits = self._what_waits()
            if waits != self._waits:
                post_what_waits(self.store, {source.id for source in self.sources})
                self._waits = waits

    def _what_waits(self) -> object:
        """What `post_what_waits` makes its items of, as far as that tells whether it would make others."""
        with Session(self.store.engine) as session:
            said = session.scalar(select(func.max(SetAsideRow.sequence)))
        return said, unread(self.store), proposals(self.store)

    def take_in_soon(self) -> None:
        """The same, without keeping anybody waiting."""
        if not self._taking_in.locked():
            threading.Thread(target=self._take_in_quietly, name="take-in", daemon=True).start()

    def _take_in_quietly(self) -> None:
        try:
            self.take_in()
        except Exception:
            _log.warning("the queue could not be brought up to date with the last run", exc_info=True)

    def document(self, snapshot: str) -> Document:
        """The Document of a snapshot; the last few stay in memory. Raises Problem."""
        with self._lock:
            if snapshot in self._at_hand:
                self._at_hand.move_to_end(snapshot)
                return self._at_hand[snapshot]
        document = self.documents.get(snapshot)
        with self._lock:
            self._at_hand[snapshot] = document
            while len(self._at_hand) > _DOCUMENTS_AT_HAND:
                self._at_hand.popitem(last=False)
        return document

    def lines(self, snapshot: str) -> dict[int, list[Line]]:
        """The lines of a document's pages that can be selected, by page. Raises Problem."""
        with self._lock:
            if snapshot in self._lines:
                return self._lines[snapshot]
        lines = lines_of(self.document(snapshot))
        with self._lock:
            self._lines[snapshot] = lines
            while len(self._lines) > _DOCUMENTS_AT_HAND:
                self._lines.popitem(last=False)
        return lines

    def source(self, source_id: str | None) -> Source | None:
        """The entry of that id in sources.yaml, or None."""
        return next((one for one in self.sources if one.id == source_id), None)

    def known_organisations(self, source_id: str | None) -> list[str]:
        """Slugs that occur in the queue's records, and those that the source itself names."""
        source = self.source(source_id)
        named = (source.publisher, *source.organisations) if source is not None else ()
        with Session(self.store.engine) as session:
            found = session.scalars(select(ItemRow.organisation).distinct())
            return sorted({*named, *filter(None, found)})

    def profile(self, source_id: str | None) -> Profile:
        """The vocabulary that a source is read with; for an unknown one that of the first source."""
        source = self.source(source_id) or (self.sources[0] if self.sources else None)
        return load_profile(source.profile if source is not None else None)


@contextmanager
def open_desk(settings: Settings, review: ReviewSettings, data: Path) -> Iterator[Desk]:
    """Opens all that the application needs, and gives it back at the end. Raises Problem."""
    from pipeline.sources_file import load_sources

    with ExitStack() as opened:
        store = opened.enter_context(open_store(settings.store_url(data)))
        documents = opened.enter_context(open_documents(data))
        views = opened.enter_context(SourceViews(documents, data / "pages"))
        sources = load_sources(settings.sources.absolute()).sources
        desk = Desk(store, documents, sources, review, Accounts(store), views)
        desk.take_in()
        yield desk
