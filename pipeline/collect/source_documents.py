"""The documents of one source in one run: its own, those it links to, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from posixpath import normpath
from typing import TypeVar
from urllib.parse import quote, unquote, urlsplit

from extractors.readers.errors import Unreadable
from pipeline.collect import discovery, web_archive
from pipeline.collect.addresses import Refused
from pipeline.collect.captures import Capture
from pipeline.collect.changes import Bytes, Change, compare_bytes
from pipeline.collect.discovery import Found
from pipeline.collect.fetching import Fetcher, Vanished
from pipeline.collect.files import read_file
from pipeline.collect.outcomes import CollectionRun, DocumentOutcome, Progress, Proposal
from pipeline.collect.warc import Resource
from pipeline.problems import Problem
from pipeline.sandbox import Sandbox
from schemas.snapshots import Snapshot
from schemas.sources import Source

MOST_FOLLOWED = 500
"""Linked documents of one source; a rule that names more is too wide."""
MOST_PROPOSED = 200
"""Addresses of one source that a person is asked about."""
MOST_SITEMAPS = 20

Result = TypeVar("Result")


class SourceCollector:
    """Collects sources one by one; may be asked for several at the same time."""

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: Sandbox,
        before: CollectionRun | None,
        progress: Progress,
    ):
        self.outcomes: list[DocumentOutcome] = []
        self.proposals: list[Proposal] = []
        self.proposed: dict[str, tuple[Proposal, ...]] = dict(before.proposed) if before else {}
        self.asked: dict[str, datetime] = dict(before.asked) if before else {}
        self.linked: dict[str, tuple[str, ...]] = dict(before.linked) if before else {}
        self.landed: dict[str, str] = dict(before.landed) if before else {}
        self._fetcher, self._archive = fetcher, fetcher.archive
        self._sandbox, self._progress = sandbox, progress

    async def collect(self, source: Source) -> list[DocumentOutcome]:
        """Everything of one source. Never raises for what the world outside does; a source that takes longer
        than `source_seconds` is left there, and what came of it is kept.
        """
        seconds = self._fetcher.settings.source_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._all(source)
        except TimeoutError:
            if not limit.expired():
                raise
        late = f"took more than {seconds:g} seconds and was left; what came is kept"
        outcome = _failure(source, "", Problem(f"{source.url}: {late}"), None)
        self._tell(outcome)
        return [outcome]

    async def _all(self, source: Source) -> list[DocumentOutcome]:
        self.asked[source.id] = datetime.now(UTC).replace(microsecond=0)
        own = await self._document(source, "")
        found: list[Found] = []
        known = self.linked.get(source.id, ())
        looked = False
        if discovery.is_searched(source) and own.snapshot is not None:
            try:
                found = await self._look(source, own.snapshot)
                looked = True
            except (Problem, Unreadable) as problem:
                self._propose_nothing(source, problem)
        choice = discovery.choose(found, source.follow, source.url, known)
        addresses = list(dict.fromkeys([*known, *(one.url for one in choice.collect)]))
        if len(addresses) > MOST_FOLLOWED:
            wide = f"its follow rules name {len(addresses)} documents, more than {MOST_FOLLOWED}; narrow them"
            self._tell(_failure(source, "", Problem(f"{source.url}: {wide}"), None))
            addresses = addresses[:MOST_FOLLOWED]
        outcomes = await asyncio.gather(*(self._document(source, url) for url in addresses))
        if addresses:
            self.linked[source.id] = tuple(
                one.linked for one in outcomes if one.linked in known or one.snapshot is not None
            )
        if looked:
            self._propose(source, choice.propose)
        return [own, *outcomes]

    def _propose(self, source: Source, found: Sequence[Found]) -> None:
        if len(found) > MOST_PROPOSED:
            wide = f"{len(found)} addresses may be its documents, and the first {MOST_PROPOSED} are proposed"
            self._tell(_failure(source, "", Problem(f"{source.url}: {wide}; narrow its follow rules"), None))
        made = [Proposal(source=source.id, url=one.url, text=one.text, where=one.where) for one in found]
        self.proposals += made[:MOST_PROPOSED]
        self.proposed[source.id] = tuple(made[:MOST_PROPOSED])

    def _propose_nothing(self, source: Source, problem: Exception) -> None:
        self._tell(
            _failure(source, "", Problem(f"{source.url}: its links were not searched: {problem}"), None)
        )

    async def _document(self, source: Source, linked: str) -> DocumentOutcome:
        """One document: its own address, or one that it links to."""
        url = linked or source.url
        try:
            outcome = await self._fetched(source, linked, url)
        except Problem as problem:
            outcome = await self._missing(source, linked, url, problem)
        except Exception as error:
            # An error that nobody foresaw costs this document only, and says what it was.
            words = " ".join(str(error).split())
            outcome = _failure(source, linked, Problem(f"{url}: {type(error).__name__}: {words}"), None)
        self._tell(outcome)
        return outcome

    async def _fetched(self, source: Source, linked: str, url: str) -> DocumentOutcome:
        moved_to = None
        if _is_file(url):
            capture = await asyncio.to_thread(self._file, source)
        else:
            fetched = await self._fetcher.fetch(url, source.fetch)
            capture = fetched.capture
            moved_to = capture.url if fetched.moved else None
        snapshot = _snapshot(source, url, capture)
        before = self._archive.latest(self._place(url), besides=self._fetcher.writer.run)
        self._landed_at(url, capture)
        change = await self._change(before, capture, url)
        return DocumentOutcome(
            source=source.id,
            linked=linked,
            status="new" if before is None else change.kind if change else "unchanged",
            snapshot=snapshot,
            change=change,
            moved_to=moved_to,
        )

    async def _missing(self, source: Source, linked: str, url: str, problem: Problem) -> DocumentOutcome:
        """What there is instead: the last known good bytes, or else a web archive's copy."""
        last = self._archive.latest(self._place(url))
        if last is not None:
            told = Problem(f"{problem}; the archive has it as of {last.at:%d %B %Y}")
            return _failure(source, linked, told, _snapshot(source, url, last), isinstance(problem, Vanished))
        base = self._fetcher.settings.web_archive
        if base and not _is_file(url) and not isinstance(problem, Refused):
            copy = await web_archive.latest_copy(self._fetcher, url, base)
            if copy is not None:
                told = Problem(f"{problem}; a web archive has it as of {copy.at:%d %B %Y}")
                snapshot = _snapshot(source, url, copy.fetched.capture)
                self._landed_at(url, copy.fetched.capture)
                failure = _failure(source, linked, told, snapshot, isinstance(problem, Vanished))
                return failure.model_copy(update={"via": copy.address})
        return _failure(source, linked, problem, None, isinstance(problem, Vanished))

    def _place(self, url: str) -> str:
        """The address in the archive at which the document was found last."""
        return self.landed.get(url, address_of(url))

    def _landed_at(self, url: str, capture: Capture) -> None:
        if capture.url == address_of(url):
            self.landed.pop(url, None)
        else:
            self.landed[url] = capture.url

    async def _change(self, before: Capture | None, now: Capture, url: str) -> Change | None:
        """How the document differs from what the last complete run saw; None where its bytes are the same."""
        if before is None or before.sha256 == now.sha256 or not before.sha256 or not now.sha256:
            return None
        old = Bytes(await self._bytes_of(before.sha256), before.media_type)
        new = Bytes(await self._bytes_of(now.sha256), now.media_type)
        return await asyncio.to_thread(compare_bytes, self._sandbox, old, new, url)

    async def _look(self, source: Source, own: Snapshot) -> list[Found]:
        """Everything that the source's page, feeds and sitemaps point to."""
        data = await self._bytes_of(own.sha256)
        page = discovery.Page((), ())
        if b"<" in data[:4096] and not data.startswith((b"%PDF", b"PK")):
            page = await self._apart(discovery.links_of, data, source.url, own.media_type)
        found: list[Found] = list(page.links) if "links" in source.discovery else []
        if "feeds" in source.discovery:
            for feed in page.feeds[:MOST_SITEMAPS]:
                found += await self._read(source, feed, discovery.feed_entries) or ()
        if "sitemaps" in source.discovery and not _is_file(source.url):
            robots = await self._fetcher.robots(source.url, source.fetch)
            waiting = list(robots.sitemaps)
            for read in range(MOST_SITEMAPS):
                if read >= len(waiting):
                    break
                sitemap = await self._read(source, waiting[read], discovery.sitemap_entries)
                if sitemap is not None:
                    found += sitemap.pages
                    waiting += [url for url in sitemap.sitemaps if url not in waiting]
        return found

    async def _read(self, source: Source, url: str, reader: Callable[[bytes, str], Result]) -> Result | None:
        """A feed or sitemap; one that is broken offers nothing."""
        try:
            capture = (await self._fetcher.fetch(url, source.fetch)).capture
            data = await self._bytes_of(capture.sha256 or "")
            return await self._apart(reader, data, url)
        except (Problem, Unreadable):
            return None

    def _file(self, source: Source) -> Capture:
        """A file under the operator's folder, kept in the archive. Raises Problem."""
        settings = self._fetcher.settings
        if settings.file_root is None:
            raise Refused(f"{source.url}: is a file; set PLEDGEWATCH_FILE_ROOT to the folder it may lie in")
        root = settings.file_root.resolve()
        path = (root / _relative(source.url)).resolve()
        if not path.is_relative_to(root):
            raise Refused(f"{source.url}: lies outside {root}, the folder of PLEDGEWATCH_FILE_ROOT")
        data = read_file(path, limit=min(source.fetch.size_limit, settings.size_limit))
        url = address_of(source.url)
        moment = datetime.now(UTC).replace(microsecond=0)
        return self._fetcher.writer.append_file(Resource(url, moment, _media_type(path), data))

    async def _bytes_of(self, sha256: str) -> bytes:
        return await asyncio.to_thread(self._archive.bytes_of, sha256)

    async def _apart(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Runs in one of the killable processes, since it reads what anybody may have written."""
        return await asyncio.to_thread(self._sandbox.run, function, *arguments)

    def _tell(self, outcome: DocumentOutcome) -> None:
        self.outcomes.append(outcome)
        self._progress(outcome)


def _snapshot(source: Source, url: str, capture: Capture) -> Snapshot:
    assert capture.sha256 is not None
    return Snapshot(
        source=source.id,
        name=url,
        sha256=capture.sha256,
        size=capture.size,
        media_type=capture.media_type,
        retrieved=capture.at,
    )


def _failure(
    source: Source, linked: str, problem: Problem, snapshot: Snapshot | None, vanished: bool = False
) -> DocumentOutcome:
    return DocumentOutcome(
        source=source.id,
        linked=linked,
        status="vanished" if vanished else "failed",
        snapshot=snapshot,
        reason=str(problem),
    )


def _relative(url: str) -> str:
    """The path in a file's address; an absolute path counts from the operator's folder too."""
    return unquote(urlsplit(url).path).lstrip("/") if url.startswith("file:") else url


def address_of(url: str) -> str:
    """What the archive knows a document by; of a file it does not say where on this machine it lies."""
    return f"file:///{quote(normpath(_relative(url)))}" if _is_file(url) else url


def _is_file(url: str) -> bool:
    return "://" not in url or url.startswith("file:")


def _media_type(path: Path) -> str | None:
    from mimetypes import guess_type

    return guess_type(path.name, strict=False)[0]
