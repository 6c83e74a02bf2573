"""The store keeps every extraction whole, knows which one holds, and writes nothing it has already."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from pipeline.problems import Problem
from pipeline.review import tables as _review_tables  # noqa: F401 - registers its tables
from pipeline.review.web import tables as _account_tables  # noqa: F401 - registers its tables
from pipeline.store.store import DocumentKey, Store, open_store
from pipeline.store.tables import REVISION, Base
from schemas.records import Extraction
from schemas.snapshots import Snapshot
from tests.pipeline.extractions import extraction_of
from tests.postgresql import running

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
KEY = DocumentKey("acme")
OF_A = [DocumentKey("a"), DocumentKey("a", "http://a.test/B"), DocumentKey("a", "http://a.test/a")]
"""A source's own document, and two that it links to, in the order of their letters' code points."""


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


def snapshot_of(extraction: Extraction) -> Snapshot:
    return Snapshot(source="acme", name="page.html", sha256=extraction.snapshot, size=10, retrieved=NOON)


def save(store: Store, extraction: Extraction, fingerprint: str = "rules-1") -> Snapshot:
    snapshot = snapshot_of(extraction)
    store.save(KEY, snapshot, extraction, fingerprint=fingerprint, seconds=0.1, made=NOON)
    return snapshot


def test_what_is_saved_comes_back_equal(store: Store) -> None:
    extraction = extraction_of("120 models removed.", "A gap remains.", "Was it 0.5?", "0.125 models a day.")
    save(store, extraction)
    (held,) = store.current([KEY])
    assert held.records == extraction.records
    assert held.doubts[0].reason == "no number"
    assert held.snapshot == extraction.snapshot


def test_whatever_type_a_publisher_declares_is_kept(store: Store) -> None:
    """PostgreSQL, unlike SQLite, refuses what is longer than its column."""
    extraction = extraction_of("A gap remains.")
    declared = {"media_type": "text/html; " + "x" * 5000}
    snapshot = Snapshot.model_validate(snapshot_of(extraction).model_dump() | declared)
    store.save(KEY, snapshot, extraction, fingerprint="rules-1", seconds=0.1, made=NOON)
    (reading,) = store.history([snapshot.source])
    assert (reading.snapshot.media_type or "").startswith("text/html; xxx")


def test_a_document_never_read_is_not_there(store: Store) -> None:
    assert store.current([KEY]) == []


def test_what_stands_names_the_bytes_and_the_rules(store: Store) -> None:
    snapshot = save(store, extraction_of("A gap remains."))
    assert store.standing() == {KEY: (snapshot.name, snapshot.sha256, "rules-1")}


def test_the_documents_of_a_source_are_known_its_own_first(store: Store) -> None:
    extraction = extraction_of("A gap remains.")
    for key in (*OF_A[::-1], DocumentKey("b"), DocumentKey("c")):
        snapshot = snapshot_of(extraction).model_copy(update={"source": key.source, "name": f"at {key}"})
        store.save(key, snapshot, extraction, fingerprint="rules-1", seconds=0.1, made=NOON)
    assert store.keys(["a", "b", "unknown"]) == [*OF_A, ("b", "")]


def test_the_newest_extraction_holds_and_the_older_stays(store: Store) -> None:
    save(store, extraction_of("A gap remains."))
    save(store, extraction_of("Another gap remains."))
    (held,) = store.current([KEY])
    assert [record.quote for record in held.records] == ["Another gap remains."]
    assert store.counts() == {
        "snapshots": 2, "extractions": 2, "documents": 1, "records": 2, "doubts": 0
    }  # fmt: skip


def test_a_page_that_returns_to_its_old_words_needs_no_extraction(store: Store) -> None:
    old = save(store, extraction_of("A gap remains."))
    save(store, extraction_of("Another gap remains."))
    assert store.standing()[KEY].sha256 != old.sha256
    assert store.reuse(KEY, old, "rules-1")
    assert store.standing()[KEY].sha256 == old.sha256
    assert store.current([KEY])[0].records[0].quote == "A gap remains."
    assert not store.reuse(KEY, old, "rules-2")


def test_saving_twice_keeps_it_once(store: Store) -> None:
    save(store, extraction_of("A gap remains."))
    once = store.counts()
    save(store, extraction_of("A gap remains."))
    assert store.counts() == once


def test_a_save_that_fails_leaves_nothing(store: Store) -> None:
    extraction = extraction_of("A gap remains.")
    broken = extraction.model_copy(update={"records": (*extraction.records, None)})
    with pytest.raises(AttributeError):
        save(store, broken)
    assert set(store.counts().values()) == {0}


def test_a_record_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    extraction = extraction_of("A gap remains.", "120 models removed.")
    save(store, extraction)
    wanted = extraction.records[0]
    assert store.find(wanted.id[:8]) == [wanted]
    assert store.find(wanted.id) == [wanted]
    assert store.find("%") == [], "no wildcard"


def test_a_record_that_no_longer_holds_is_not_found(store: Store) -> None:
    old = extraction_of("A gap remains.")
    save(store, old)
    save(store, extraction_of("Another gap remains."))
    assert store.find(old.records[0].id) == []


def test_the_migrations_make_the_tables_of_the_code(store_url: str) -> None:
    with open_store(store_url):
        pass
    with create_engine(store_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_code_names_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_opening_a_store_that_is_up_to_date_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        save(store, extraction_of("A gap remains."))
    before = path.read_bytes()
    with open_store(f"sqlite:///{path}") as store:
        assert store.current([KEY])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["store.sqlite"]


def test_a_store_of_a_newer_version_is_left_alone(store_url: str) -> None:
    with open_store(store_url):
        pass
    with create_engine(store_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with (
        pytest.raises(Problem, match="at version 9999, which this pledgewatch does not know"),
        open_store(store_url),
    ):
        pass


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not a url", "PLEDGEWATCH_DATABASE_URL is no database URL"),
        ("oracul://host/name", "PLEDGEWATCH_DATABASE_URL is no database URL"),
        ("sqlite:////proc/nowhere/store.sqlite", "the store cannot be made there"),
        # The driver need not be named, and a password is not shown.
        (
            "postgresql://me:secret@127.0.0.1:9/store",
            r"the store at \S+://me:\*\*\*@\S+ cannot be used: .*refused",
        ),
        ("postgres://127.0.0.1:9/store", r"the store at postgresql\+psycopg://127\.0\.0\.1:9/store cannot"),
    ],
)
def test_a_database_that_cannot_be_is_told_in_one_line(url: str, said: str) -> None:
    with pytest.raises(Problem, match=said), open_store(url):
        pass


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_text("not a database, though it is long enough to look like one " * 20)
    with (
        pytest.raises(Problem, match="file is not a database"),
        open_store(f"sqlite:///{tmp_path}/store.sqlite"),
    ):
        pass


def test_many_that_open_a_new_store_at_once_make_its_tables_once(store_url: str) -> None:
    def opened(_: int) -> int:
        with open_store(store_url) as store:
            return sum(store.counts().values())

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(opened, range(8))) == {0}


def test_many_that_save_the_same_at_once_keep_it_once(store_url: str, store: Store) -> None:
    extraction = extraction_of("A gap remains.", "120 models removed.")

    def saved(number: int) -> None:
        with open_store(store_url) as other:
            save(other, extraction, fingerprint=f"rules-{number % 2}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(saved, range(24)))
    assert store.counts() == {
        "snapshots": 1, "extractions": 2, "documents": 1, "records": 4, "doubts": 0
    }  # fmt: skip


def test_who_will_write_waits_and_sees_what_was_written(store: Store) -> None:
    """What a version check before a write rests on, on either database."""
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def add_one(_: int) -> None:
        with store.writer.begin() as connection:
            value = connection.scalar(text("SELECT value FROM counter"))
            connection.execute(text("UPDATE counter SET value = :next"), {"next": (value or 0) + 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 40


def test_what_is_committed_is_on_the_disk_unless_it_need_not_last(store: Store) -> None:
    asked = "PRAGMA synchronous" if store.engine.dialect.name == "sqlite" else "SHOW synchronous_commit"
    found = []
    for engine in (store.writer, store.noter, store.writer):  # a connection of the pool keeps nothing of it
        with engine.begin() as connection:
            found.append(str(connection.scalar(text(asked))))
    assert found in (["2", "1", "2"], ["on", "off", "on"])


def test_a_page_is_read_while_a_run_is_written(store_url: str, store: Store) -> None:
    """On SQLite a reader would otherwise wait for the writer's commit, and the writer for its readers."""
    save(store, extraction_of("A gap remains."))
    with open_store(store_url) as other, store.engine.begin() as reading:
        reading.scalar(text("SELECT count(*) FROM records"))
        save(other, extraction_of("A gap remains.", "120 models removed."), fingerprint="rules-2")
        assert reading.scalar(text("SELECT count(*) FROM documents")) == 1
    assert store.counts()["records"] == 3


@pytest.mark.postgresql
def test_a_store_goes_on_after_its_database_was_killed_and_started_again(postgresql: object) -> None:
    with running() as server, open_store(server.url()) as store:
        save(store, extraction_of("A gap remains."))
        server.kill()
        with pytest.raises(OperationalError):
            save(store, extraction_of("Another gap remains."))
        server.start()
        save(store, extraction_of("Another gap remains."))
        assert [record.quote for record in store.current([KEY])[0].records] == ["Another gap remains."]
        assert store.counts()["records"] == 2
