"""Reading in child processes that can be killed: a hostile file costs one failed document, with a reason.

In: bytes or a path, and a name. Out: the Document that `extractors.read.read` makes of them, or `Unreadable`.
Each child is limited in memory; one that takes too long is killed, since PDFium can hang where nothing else
stops it. Documents of a batch, and the pages of one long PDF, are spread over the children.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired

from extractors.readers.errors import Trouble, Unreadable
from pipeline.processes import Processes, Stopped, result_of
from schemas.documents import Document

Result = TypeVar("Result")

MEGABYTE = 1024 * 1024
TASKS_PER_CHILD = 200
"""A child is replaced after so many documents, so that nothing adds up in it."""
STOPPED = "reading it was stopped before it was done"
LONG_PDF = 60
"""Pages from which on a PDF is read by several children."""
SHARES = 3
"""Parts of a long PDF for each child."""


class Interrupted(Unreadable):
    """Reading was stopped from outside, which says nothing of the document."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take.

    `seconds` of wall clock, `processor` seconds of the processor's time, `memory` of address space in
    megabytes, `size` of the file in bytes. Pages, glyphs and paths are limited by the PDF reader itself
    (`extractors.readers.pdf.PdfLimits`).
    """

    seconds: float = 120.0
    processor: int = 100
    memory: int = 2048
    size: int = 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be read: its bytes or where they lie, its name, and the media type declared for it."""

    data: bytes | Path
    name: str
    declared: str | None = None


@dataclass
class Sandbox:
    """Children that read documents. Use it as a context manager; children start with the first document.

    Threads may share it.
    """

    processes: int = 1
    limits: Limits = field(default_factory=Limits)
    _pool: Processes | None = field(default=None, repr=False)
    _starting: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the children at once; who waits for them is told that reading was stopped."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()

    def read(self, data: bytes | Path, name: str, *, declared: str | None = None) -> Document:
        """The Document. Raises Unreadable with the reason; OSError where the path cannot be read."""
        job = Job(data, name, declared)
        if self.processes > 1 and _begins_as_pdf(data):
            return self._read_pages(job)
        return self._document(self._start(_read, job, self.limits.size))

    def read_many(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Document | Unreadable]]:
        """Each job with its Document, or with the reason why there is none, in the order of the jobs.

        At most twice as many as there are children are under way or waiting, so that a long batch is not
        held in memory.
        """
        waiting = iter(jobs)
        running: list[tuple[Job, Future[bytes]]] = []
        while True:
            for job in islice(waiting, 2 * self.processes - len(running)):
                running.append((job, self._start(_read, job, self.limits.size)))
            if not running:
                return
            job, future = running.pop(0)
            try:
                yield job, self._document(future)
            except Unreadable as error:
                yield job, error

    def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What a module's function makes of the arguments. Raises Unreadable with the reason, as `read`."""
        return outcome_of(self._start(function, *arguments), self.limits)

    def _read_pages(self, job: Job) -> Document:
        """A PDF whose pages are read by all children and put together by one."""
        count = outcome_of(self._start(_count_pages, job, self.limits.size), self.limits)
        if count < LONG_PDF:
            return self._document(self._start(_read, job, self.limits.size))
        # Pages differ in what they cost: with more shares than children, none waits long for the last.
        share = -(-count // (SHARES * self.processes))
        ranges = [(first, min(first + share, count)) for first in range(0, count, share)]
        parts = [self._start(_read_range, job, self.limits.size, *bounds) for bounds in ranges]
        contents = [outcome_of(part, self.limits) for part in parts]
        return self._document(self._start(_assemble, job, contents))

    def _document(self, future: Future[bytes]) -> Document:
        """The Document that a child packed. It comes from our own code, whatever the file was."""
        packed = outcome_of(future, self.limits)
        with _uncollected():
            document: Document = pickle.loads(packed)
        return document

    def _start(self, function: Callable[..., Result], *arguments: Any) -> Future[Result]:
        with self._starting:
            if self._pool is None:
                self._pool = Processes(
                    self.processes,
                    max_tasks=TASKS_PER_CHILD,
                    initializer=_confine,
                    initargs=(self.limits.memory,),
                    context=_children(),
                )
            pool = self._pool
        try:
            return pool.call(
                _timed, (self.limits.processor, function, *arguments), seconds=self.limits.seconds
            )
        except Stopped:
            raise Interrupted(STOPPED) from None


@lru_cache(maxsize=1)
def _children() -> Any:
    """Children are forked from a small server that has loaded the readers, and nothing of the parent's."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractors.read", "extractors.readers.pdf"])
    return context


def outcome_of(future: Future[Result], limits: Limits) -> Result:
    """What a child made, or Unreadable for what became of it."""
    trouble: Trouble = "too slow"
    try:
        return result_of(future)
    except Stopped:
        raise Interrupted(STOPPED) from None
    except BrokenProcessPool:
        raise Interrupted("no process can be started here that would read it") from None
    except TimeoutError:
        reason = f"reading it took longer than {limits.seconds:g} seconds and was stopped"
    except MemoryError:
        trouble, reason = "too large", f"reading it takes more than {limits.memory} MB of memory"
    except ProcessExpired as error:
        trouble, reason = _cause_of_death(error.exitcode or 0, limits)
    except RecursionError:
        trouble, reason = "too large", "its parts are nested too deeply to be read"
    except (Unreadable, OSError):
        raise
    except Exception as error:
        # A fault of a reader costs this document only, and is named so that it can be reported.
        raise Unreadable(
            f"the reader failed on it ({type(error).__name__}: {error}); please report this", "failed"
        ) from error
    raise Unreadable(reason, trouble)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the garbage collector from searching a hundred thousand new objects again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _cause_of_death(exitcode: int, limits: Limits) -> tuple[Trouble, str]:
    if exitcode == -signal.SIGXCPU:
        took = f"reading it took more than {limits.processor} seconds of the processor and was stopped"
        return "too slow", took
    try:
        name = signal.Signals(-exitcode).name if exitcode < 0 else f"exit code {exitcode}"
    except ValueError:
        name = f"signal {-exitcode}"
    died = f"the reader died on it ({name}): it is damaged, or takes more than {limits.memory} MB of memory"
    return "failed", died


def _begins_as_pdf(data: bytes | Path) -> bool:
    if isinstance(data, bytes):
        return b"%PDF-" in data[:1024]
    with data.open("rb") as file:
        return b"%PDF-" in file.read(1024)


# In the child


def _confine(megabytes: int) -> None:
    """Limits this process for good; it leaves no core file behind."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _timed(processor: int, function: Callable[..., Result], *arguments: Any) -> Result:
    """Runs a function that the system ends after so many seconds of this process's time from now on.

    A process that is stopped from outside on a busy machine may have done next to nothing; and one that
    does not answer to a clock in its own language still answers to the system's.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + processor
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return function(*arguments)


def _bytes_of(job: Job, size: int) -> bytes:
    if isinstance(job.data, bytes):
        data = job.data
    else:
        with job.data.open("rb") as file:
            data = file.read(size + 1)
    if len(data) > size:
        raise Unreadable(f"larger than the limit of {size // MEGABYTE} MB", "too large")
    return data


def _read(job: Job, size: int) -> bytes:
    from extractors.read import read

    return _packed(read(_bytes_of(job, size), job.name, declared=job.declared))


def _packed(made: object) -> bytes:
    with _uncollected():
        return pickle.dumps(made, pickle.HIGHEST_PROTOCOL)


def _count_pages(job: Job, size: int) -> int:
    from extractors.readers.pdf_file import open_pdf

    document = open_pdf(_bytes_of(job, size))
    try:
        return len(document)
    finally:
        document.close()


def _read_range(job: Job, size: int, first: int, end: int) -> bytes:
    from extractors.readers.pdf import read_pages

    return _packed(read_pages(_bytes_of(job, size), first, end))


def _assemble(job: Job, contents: list[bytes]) -> bytes:
    from extractors.read import with_language
    from extractors.readers.pdf import document_of

    parts = [pickle.loads(content) for content in contents]
    return _packed(with_language(document_of(job.name, parts)))
