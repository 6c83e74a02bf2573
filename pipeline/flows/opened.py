"""The archive's documents and the store, opened once in each process that works on a run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from pipeline import workers
from pipeline.documents import Documents, open_documents
from pipeline.settings import Settings
from pipeline.store.store import Store, open_store


class Opened(NamedTuple):
    """What a document is read from and what is made of it is kept in."""

    documents: Documents
    store: Store


class Workplace(NamedTuple):
    """Where a run works: small, and the same on every machine that takes part."""

    settings: Settings
    data: Path

    def opened(self) -> Opened:
        """The documents and the store, opened for this process with the first call. Raises Problem."""
        with _lock:
            if self not in _open:
                with ExitStack() as stack:
                    store = stack.enter_context(open_store(self.settings.store_url(self.data)))
                    sandbox = workers.readers()
                    documents = stack.enter_context(open_documents(self.data, sandbox=sandbox))
                    _open[self] = (Opened(documents, store), stack.pop_all())
            return _open[self][0]


@contextmanager
def working_at(place: Workplace) -> Iterator[Opened]:
    """Opens what a run needs and closes it at the run's end."""
    try:
        yield place.opened()
    finally:
        with _lock:
            _, stack = _open.pop(place, (None, ExitStack()))
        stack.close()


_lock = threading.Lock()
_open: dict[Workplace, tuple[Opened, ExitStack]] = {}
