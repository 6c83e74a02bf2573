"""Which documents there are now: what the archive holds last for every address that a source names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.collect.archive import Archive
from pipeline.collect.captures import Capture
from pipeline.collect.collecting import last_report
from pipeline.collect.samples_server import served_at
from pipeline.collect.source_documents import address_of
from schemas.snapshots import Snapshot
from schemas.sources import Source


class Current(NamedTuple):
    """A document of a source as last seen: its own, or one that it links to at the address `linked`."""

    source: Source
    linked: str
    snapshot: Snapshot


def current_documents(archive: Archive, sources: Iterable[Source]) -> list[Current]:
    """The documents of the sources that were ever had, in the order of the sources.

    One that has vanished or could not be had this time is there with its last good bytes.
    """
    report = last_report(archive)
    linked = report.linked if report else {}
    landed = report.landed if report else {}
    return [
        Current(source, where, _snapshot(source, where, capture))
        for source in sources
        for where in ("", *linked.get(source.id, ()))
        if (capture := archive.latest(_place(where or source.url, landed))) is not None
    ]


def earlier_documents(archive: Archive, current: Iterable[Current]) -> Iterator[Current]:
    """Every other snapshot that the documents' addresses have given, the earliest first."""
    for one in current:
        seen = {one.snapshot.sha256}
        for capture in archive.captures(_place(one.linked or one.source.url, {})):
            if capture.good and capture.sha256 not in seen:
                seen.add(capture.sha256 or "")
                yield one._replace(snapshot=_snapshot(one.source, one.linked, capture))


def _place(url: str, landed: Mapping[str, str]) -> str:
    """The address in the archive at which the document that is listed as `url` was found last."""
    address = served_at(url) or address_of(url)
    return landed.get(address, address)


def _snapshot(source: Source, linked: str, capture: Capture) -> Snapshot:
    assert capture.sha256 is not None
    return Snapshot(
        source=source.id,
        name=linked or source.url,
        sha256=capture.sha256,
        size=capture.size,
        media_type=capture.media_type,
        retrieved=capture.at,
    )
