"""Where a test keeps its store and its Prefect server's tables: SQLite, or PostgreSQL where
PLEDGEWATCH_TEST_POSTGRESQL names one. Each test has a store of its own on either.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL, make_url

from pipeline.store.store import open_store
from pipeline.store.tables import Base
from tests.postgresql import VARIABLE, programs, running


class Databases:
    """The databases and schemas that one process of the tests makes in a PostgreSQL, and drops at its end."""

    def __init__(self, server: str):
        self._server = make_url(server)
        self._prefix = f"tests_{os.getpid()}"
        self._numbers = count()
        self._made: list[str] = []
        self._stores = self.new()
        self._connection = self._connect(self._stores)

    def new(self, driver: str = "psycopg") -> URL:
        """The URL of an empty database."""
        name = f"{self._prefix}_{next(self._numbers)}"
        with self._connect(self._server) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._made.append(name)
        return self._server.set(database=name, drivername=f"postgresql+{driver}")

    def new_store(self) -> str:
        """The URL of a store with nothing in it: a schema, which is made in a hundredth of the time."""
        name = f"store_{next(self._numbers)}"
        self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        url = self._stores.update_query_dict({"options": f"-csearch_path={name}"})
        return url.render_as_string(hide_password=False)

    def close(self) -> None:
        self._connection.close()
        with self._connect(self._server) as connection:
            for name in self._made:
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )

    def _connect(self, url: URL) -> psycopg.Connection:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


@contextmanager
def databases() -> Iterator[Databases | None]:
    """In the PostgreSQL that is named, else in one that is started; None where it is not installed."""
    with ExitStack() as ends:
        server = os.environ.get(VARIABLE)
        if server is None:
            if programs() is None:
                yield None
                return
            server = ends.enter_context(running()).url()
        made = Databases(server)
        ends.callback(made.close)
        yield made


def on_postgresql() -> bool:
    """Whether this run of the tests keeps everything in PostgreSQL."""
    return VARIABLE in os.environ


def sqlite_store(folder: Path) -> str:
    """Where pledgewatch keeps its store when no URL is set."""
    return f"sqlite:///{folder / 'pledgewatch.sqlite'}"


def copy_store(source: str, target: str) -> None:
    """Fills the empty store at the URL `target` with all that the one at `source` holds."""
    with ExitStack() as opened:
        old, new = (opened.enter_context(open_store(url)) for url in (source, target))
        reading = opened.enter_context(old.engine.connect())
        writing = opened.enter_context(new.writer.begin())
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            if not rows:
                continue
            writing.execute(insert(table), rows)
            numbered = table.autoincrement_column
            if numbered is not None and new.engine.dialect.name == "postgresql":
                sequence = f"pg_get_serial_sequence('{table.name}', '{numbered.name}')"
                writing.execute(text(f"SELECT setval({sequence}, max({numbered.name})) FROM {table.name}"))
