"""The store's database, SQLite or PostgreSQL: how it is reached, how transactions begin, its migrations."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from pipeline.problems import Problem
from pipeline.store.tables import REVISION


def engine_at(url: str) -> Engine:
    """The engine for a SQLAlchemy URL. Raises Problem when the URL means nothing or its driver is missing."""
    try:
        parsed = _driver_named(make_url(url))
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError):
        raise Problem(
            "PLEDGEWATCH_DATABASE_URL is no database URL such as postgresql+psycopg://host/name"
        ) from None
    except ModuleNotFoundError as error:
        raise Problem(
            f"the store's database needs the Python package {error.name}: install it beside pledgewatch"
        ) from None
    except OSError as error:
        raise Problem(f"{error.filename}: the store cannot be made there ({error.strerror})") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _driver_named(url: URL) -> URL:
    """With the driver that pledgewatch brings along, where the URL names none."""
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Python's driver would begin transactions by itself, and never for CREATE TABLE: an interrupted
    # migration would leave half of the tables.
    connection.isolation_level = None
    with contextlib.suppress(sqlite3.DatabaseError):  # a read-only disk; what else is wrong is told later
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 30000")


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes its lock at once: one that has read before can wait in vain.

    What is committed is on the disk, unless it was said that it need not last.
    """
    options = connection.get_execution_options()
    if not options.get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('lasts', True) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """The same on PostgreSQL: who will write waits for who writes, and sees what that one has written."""
    options = connection.get_execution_options()
    if options.get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS}, hashtext(current_schema()))")
        if not options.get("lasts", True):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


_WRITERS = 0x706C6564
"""Names the lock among those of other programs on the same database: "pled" in ASCII."""


def upgrade(engine: Engine, shown: str) -> None:
    """Runs the migrations that the database lacks; `shown` is what it is called in messages.

    Raises Problem when its tables are of a newer version than this code.
    """
    with engine.connect() as connection:
        at = None
        if inspect(connection).has_table("alembic_version"):
            at = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if at == REVISION:
        return
    from alembic import command  # slow to import, and seldom needed
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise Problem(
                f"the store at {shown} is at version {at}, which this pledgewatch does not know: update it"
            ) from None
