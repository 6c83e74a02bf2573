"""The archive's index in a form that can be asked: a SQLite file made from the CDXJ files alone.

It can be deleted at any time. While a run writes, its captures stand in an open transaction, which a crash
takes back; they come in again when the run's files are sealed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.collect.captures import Capture, url_key

_TABLES = """
create table if not exists parts (
    number integer primary key, manifest text not null, run text not null, complete integer not null,
    origin text not null
);
create table if not exists captures (
    id integer primary key, part integer not null, key text not null, run text not null, url text not null,
    at integer not null, kind text not null, status integer, media_type text, digest text not null,
    sha256 text, size integer not null, filename text not null, offset integer not null,
    length integer not null, etag text, modified text, location text, truncated text
);
create index if not exists captures_by_url on captures (url, at);
create index if not exists captures_by_sha256 on captures (sha256) where kind != 'revisit';
create index if not exists captures_by_digest on captures (digest) where kind != 'revisit';
"""
_FIELDS = ", ".join(Capture._fields)
_GOOD = """sha256 is not null
    and (status is null or status = 200 or (status = 304 and kind = 'revisit'))"""


class Catalogue:
    """Captures by address and by hash. Safe to share between threads."""

    def __init__(self, path: Path | None):
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False, timeout=30)
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_TABLES)

    def close(self) -> None:
        """Forgets what was not committed."""
        with self._lock:
            self._database.rollback()
            self._database.close()

    def head(self) -> tuple[int, str]:
        """Number and sha256 of the last manifest that is in here; (0, "") when there is none."""
        rows = self._ask("select number, manifest from parts order by number desc limit 1")
        return next(((int(number), str(manifest)) for number, manifest in rows), (0, ""))

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock, self._database:
            self._database.execute("delete from parts")
            self._database.execute("delete from captures")

    def add(self, part: int, run: str, captures: Iterable[Capture]) -> None:
        """Takes captures in, until `commit` for this process only."""
        marks = ", ".join("?" * (len(Capture._fields) + 3))
        with self._lock:
            self._database.executemany(
                f"insert into captures (part, run, key, {_FIELDS}) values ({marks})",
                (
                    (part, run, url_key(one.url), one.url, int(one.at.timestamp()), *one[2:])
                    for one in captures
                ),
            )

    def seal(self, part: int, manifest: str, run: str, complete: bool, origin: str) -> None:
        """Notes that a part is in the archive, and keeps its captures for good."""
        with self._lock, self._database:
            self._database.execute(
                "insert or replace into parts values (?, ?, ?, ?, ?)", (part, manifest, run, complete, origin)
            )

    def rollback(self) -> None:
        """Forgets what was added since the last part was sealed."""
        with self._lock:
            self._database.rollback()

    def captures(self, url: str) -> list[Capture]:
        """All captures of an address, the oldest first."""
        return list(self._captures("url = ? order by at, id", (url,)))

    def captures_by_key(self, key: str) -> list[Capture]:
        """All captures of addresses that differ in nothing that matters, the oldest first."""
        return list(self._captures("key = ? order by at, id", (key,)))

    def latest_good(
        self, url: str, until: datetime | None = None, *, besides: str | None = None
    ) -> Capture | None:
        """The last capture that gave a whole document, at or before `until`; with `besides`, one that a
        complete run other than that one made.
        """
        where, values = f"url = ? and at <= ? and {_GOOD}", [url, _until(until)]
        if besides is not None:
            where += " and run != ? and run in (select run from parts where complete)"
            values.append(besides)
        return next(self._captures(f"{where} order by at desc, id desc limit 1", tuple(values)), None)

    def latest_hop(self, url: str, until: datetime | None = None) -> Capture | None:
        """The last redirect that an address gave, at or before `until`."""
        where = "url = ? and at <= ? and location is not null order by at desc, id desc limit 1"
        return next(self._captures(where, (url, _until(until))), None)

    def latest(self, url: str, run: str | None = None) -> Capture | None:
        """The last capture of any kind, or the last that a run made."""
        if run is None:
            return next(self._captures("url = ? order by at desc, id desc limit 1", (url,)), None)
        return next(self._captures("url = ? and run = ? order by at desc, id desc limit 1", (url, run)), None)

    def by_sha256(self, sha256: str) -> Capture | None:
        """A record that holds the bytes."""
        return next(self._captures("sha256 = ? and kind != 'revisit' limit 1", (sha256,)), None)

    def by_digest(self, digest: str) -> Capture | None:
        """A record that holds the body as sent, whole."""
        where = f"digest = ? and kind != 'revisit' and {_GOOD} limit 1"
        return next(self._captures(where, (digest,)), None)

    def by_moment(self, url: str, at: datetime) -> Capture | None:
        """The record that an address gave at that second."""
        where = "url = ? and at = ? and kind != 'revisit' limit 1"
        return next(self._captures(where, (url, int(at.timestamp()))), None)

    def unfinished_run(self) -> str | None:
        """The run that wrote the last collected part, where it has not come to its end."""
        rows = self._ask(
            "select run, complete from parts where origin = 'collected' order by number desc limit 1"
        )
        return next((str(run) for run, complete in rows if not complete), None)

    def _captures(self, where: str, values: tuple[object, ...]) -> Iterator[Capture]:
        rows = self._ask(f"select {_FIELDS} from captures where {where}", values)
        return (Capture(row[0], datetime.fromtimestamp(row[1], UTC), *row[2:]) for row in rows)

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._lock:
            return self._database.execute(query, values).fetchall()


def _until(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment is not None else 1 << 62
