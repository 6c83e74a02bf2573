"""A public web archive's copy of a document that is gone: asked politely, kept like anything else.

Speaks the Wayback Machine's two interfaces, availability and the CDX server; other archives offer them too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from pipeline.collect.fetching import Fetched, Fetcher
from pipeline.problems import Problem
from schemas.sources import FetchPolicy

_POLICY = FetchPolicy(delay=2.0, robots=False)
"""Both interfaces are made to be asked by programs; a robots.txt speaks of the archived pages."""


class Copy(NamedTuple):
    """A document as a web archive holds it."""

    fetched: Fetched
    address: str
    """Of the copy in the web archive."""
    at: datetime
    """When the web archive took it."""


async def latest_copy(fetcher: Fetcher, url: str, base: str) -> Copy | None:
    """The newest copy that answered with 200, or None where there is none or the archive cannot be asked."""
    base = base.rstrip("/")
    for ask in (_availability, _index):
        try:
            timestamp = await ask(fetcher, url, base)
        except (Problem, ValueError, KeyError, TypeError, IndexError, AttributeError):
            continue  # an archive that is down or answers nonsense has no copy to offer
        if timestamp is None:
            continue
        # `id_` asks for the bytes as they were, without the archive's own banner and links.
        address = f"{base}/web/{timestamp}id_/{url}"
        try:
            fetched = await fetcher.fetch(address, _POLICY)
            return Copy(fetched, address, datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
        except (Problem, ValueError):
            continue
    return None


async def _availability(fetcher: Fetcher, url: str, base: str) -> str | None:
    answer = await _json(fetcher, f"{base}/wayback/available?url={quote(url, safe='')}")
    closest = answer.get("archived_snapshots", {}).get("closest", {})
    if not closest.get("available") or str(closest.get("status")) != "200":
        return None
    return _timestamp(closest["timestamp"])


async def _index(fetcher: Fetcher, url: str, base: str) -> str | None:
    query = f"url={quote(url, safe='')}&output=json&fl=timestamp,statuscode&filter=statuscode:200&limit=-1"
    rows = await _json(fetcher, f"{base}/cdx/search/cdx?{query}")
    return max(_timestamps(rows), default=None)


def _timestamps(rows: Any) -> Iterator[str]:
    """The first row names the columns."""
    if isinstance(rows, list) and rows and "timestamp" in rows[0]:
        column = rows[0].index("timestamp")
        for row in rows[1:]:
            if (timestamp := _timestamp(row[column])) is not None:
                yield timestamp


def _timestamp(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) == 14 and value.isdigit() else None


async def _json(fetcher: Fetcher, url: str) -> Any:
    capture = (await fetcher.fetch(url, _POLICY)).capture
    return json.loads(fetcher.archive.bytes_of(capture.sha256 or ""))
