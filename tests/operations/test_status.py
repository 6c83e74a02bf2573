"""`pledgewatch status` where there is no server, or something else where the server should be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipeline.review.set_asides import post_what_waits, set_aside
from pipeline.store.proposals import Proposed, keep_proposals
from pipeline.store.store import DocumentKey, open_store
from pipeline.store.unread import Unread, keep_unread, unread
from tests.pipeline.conftest import Done
from tests.pipeline.extractions import extraction_of
from tests.pipeline.test_store import NOON, snapshot_of

Command = Callable[..., Done]

NOBODY = "http://127.0.0.1:9/api"
SOURCES = "sources:\n  - {id: acme, title: Reports, publisher: acme, url: page.html}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.yaml").write_text(SOURCES)
    return tmp_path


def test_with_no_server_the_store_is_told_all_the_same(
    command: Command, folder: Path, new_store: Callable[[Path], str]
) -> None:
    url = new_store(folder)
    extraction = extraction_of("A gap remains.", "120 models removed.", "Was it 0.5?")
    with open_store(url) as store:
        snapshot = snapshot_of(extraction)
        store.save(DocumentKey("acme"), snapshot, extraction, fingerprint="rules", seconds=0.1, made=NOON)
    done = command("status", PREFECT_API_URL=NOBODY, PLEDGEWATCH_DATABASE_URL=url)
    assert done.code == 0
    assert f"none answers at {NOBODY}: start it with `pledgewatch up`" in done.out
    assert "2 records of 1 documents" in done.out
    assert "2 records unreviewed; 1 that failed validation" in done.out


def test_what_cannot_be_read_and_what_is_proposed_is_told_until_it_is_set_aside(
    command: Command, folder: Path, new_store: Callable[[Path], str]
) -> None:
    url = new_store(folder)
    scan = DocumentKey("acme", "http://a.test/scan.pdf")
    of_nobody = DocumentKey("another", "")
    found = Proposed("acme", "http://a.test/2025.pdf", "Report 2025", "link")
    with open_store(url) as store:
        extraction = extraction_of("A gap remains.")
        snapshot = snapshot_of(extraction)
        store.save(DocumentKey("acme"), snapshot, extraction, fingerprint="rules", seconds=0.1, made=NOON)
        for key, name in ((scan, "scan.pdf"), (of_nobody, "gone.pdf")):
            reason = f"{name}: no text layer"
            keep_unread(store, Unread(key, name, "a" * 64, "scanned", reason, "f" * 64, NOON))
        keep_proposals(store, ["acme"], [found])
        item = unread(store)[scan].id
        done = command("status", PREFECT_API_URL=NOBODY, PLEDGEWATCH_DATABASE_URL=url)
        assert "scan.pdf: no text layer" in done.out
        assert "gone.pdf" not in done.out, "its source is listed no more"
        assert "1 proposed addresses" in done.out
        post_what_waits(store, ["acme"])
        for number, one in enumerate((item, found.id)):
            set_aside(store, one, event_id=f"e{number}", by="ada", at=NOON, reason="a poster")
    done = command("status", PREFECT_API_URL=NOBODY, PLEDGEWATCH_DATABASE_URL=url)
    assert "scan.pdf" not in done.out
    assert "proposed" not in done.out


def test_before_anything_was_read_it_says_how_to_begin(command: Command, folder: Path) -> None:
    done = command("status", PREFECT_API_URL=NOBODY)
    assert done.code == 0
    assert "pledgewatch run" in done.out
    assert not (folder / "data").exists(), "looking makes nothing"


def test_a_list_that_cannot_be_read_is_told(command: Command, folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    done = command("status", PREFECT_API_URL=NOBODY)
    assert "sources.yaml: there is no such file" in done.out


@pytest.fixture
def something_else() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_is_no_prefect_server_is_told(command: Command, folder: Path, something_else: str) -> None:
    done = command("status", PREFECT_API_URL=something_else)
    assert done.code == 1
    assert f"what answers at {something_else} is no Prefect server: set PREFECT_API_URL" in done.out
