"""The archive answers for ever, shows every later change, and survives a kill at any byte."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.collect.archive import Archive
from pipeline.collect.archiving import (
    AT_ONCE,
    ArchiveWriter,
    _Part,
    new_run,
    recover,
    run_began,
    writing,
)
from pipeline.collect.captures import Capture, url_key
from pipeline.collect.catalogue import Catalogue
from pipeline.collect.collecting import collect
from pipeline.collect.exchange import Exchange, digest
from pipeline.collect.importing import import_warc
from pipeline.collect.storage import Storage
from pipeline.collect.verification import verify
from pipeline.collect.warc import NOT_MODIFIED, Resource, read_captures, whole_until, write_exchange
from pipeline.problems import Problem
from tests.collect.conftest import World, listed
from tests.collect.server import Answer, page, serving

AT = datetime(2025, 3, 20, 10, tzinfo=UTC)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "work" not in path.parts)


@pytest.fixture(scope="module")
def three_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an archive of three runs: new, unchanged, changed."""
    with serving() as server:
        world = World(tmp_path_factory.mktemp("runs"), server)
        server.routes["/moved"] = Answer(status=301, headers={"Location": "/p"})
        for text in ("We banned 1,000 accounts.", "We banned 1,000 accounts.", "We banned 2,000 accounts."):
            server.routes["/p"] = page(f"<html><body><h1>Report</h1><p>{text}</p></body></html>")
            world.collect("http://a.test/p", "http://a.test/moved", "http://a.test/none")
        world.verify()
    return world.folder / "data"


@pytest.fixture
def full(world: World, three_runs: Path) -> World:
    """An archive of its own with the three runs in it."""
    shutil.copytree(three_runs, world.folder / "data")
    return world


def test_every_later_change_of_a_byte_shows(full: World, tmp_path: Path) -> None:
    archive = full.folder / "data" / "archive"
    for path in list(files(archive)):
        data = path.read_bytes()
        for at in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert verify(Storage(str(archive))).faults, f"{path.name} at {at}"
        path.write_bytes(data)
    assert not verify(Storage(str(archive))).faults


def test_a_file_that_is_missing_shows(full: World) -> None:
    archive = full.folder / "data" / "archive"
    for path in list(files(archive)):
        if path.name == "000003.json":
            continue  # the last link of a chain can only be missed from outside, see below
        data = path.read_bytes()
        path.unlink()
        assert verify(Storage(str(archive))).faults, path.name
        path.write_bytes(data)


def test_a_manifest_written_anew_breaks_the_chain(full: World) -> None:
    path = full.folder / "data" / "archive" / "manifests" / "000001.json"
    path.write_text(path.read_text().replace('"complete": true', '"complete": false'))
    (fault, *_) = verify(Storage(full.settings().archive_url)).faults
    assert fault == "manifests/000002.json: the manifest before it has changed, or was put in its place later"


def test_an_end_that_was_cut_off_shows_against_a_head_noted_earlier(full: World) -> None:
    storage = Storage(full.settings().archive_url)
    head = verify(storage).head
    assert head is not None
    assert not verify(storage, head=head).faults
    for path in list(files(full.folder / "data" / "archive")):
        if path.name.startswith("000003"):
            path.unlink()
    assert not verify(storage).faults
    (fault,) = verify(storage, head=head).faults
    assert "cut off or rewritten" in fault


def test_an_archive_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no archive; collect something first"):
        verify(Storage(str(tmp_path)))


def test_the_archive_answers_as_of_any_moment(full: World) -> None:
    with full.archive() as archive:
        captures = archive.captures("http://a.test/p")
        assert [one.kind for one in captures] == ["response", "revisit", "response"]
        assert archive.captures("https://www.a.test/p/") == captures
        assert b"2,000" in archive.bytes_of(archive.latest("http://a.test/moved").sha256)
        assert archive.latest("http://a.test/p", AT) is None
        with pytest.raises(Problem, match="holds no document"):
            archive.bytes_of("0" * 64)


def test_the_catalogue_is_made_anew_from_the_index(full: World) -> None:
    with full.archive() as archive:
        before = archive.captures("http://a.test/p"), archive.head()
    for path in (full.folder / "data" / "archive" / "work").iterdir():
        path.unlink()
    with full.archive() as archive:
        assert (archive.captures("http://a.test/p"), archive.head()) == before
    (full.folder / "data" / "archive" / "work" / "catalogue.sqlite").write_bytes(b"no database" * 100)
    with full.archive() as archive:
        assert (archive.captures("http://a.test/p"), archive.head()) == before


def test_other_tools_read_the_files(full: World) -> None:
    folder = full.folder / "data" / "archive" / "warc"
    assert Checker(Tool([str(path) for path in folder.iterdir()])).process_all() in (None, 0)
    kinds = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                kinds.append(record.rec_type)
                assert record.rec_headers.protocol == "WARC/1.1"
                if record.rec_type == "revisit":
                    assert record.rec_headers.get_header("WARC-Refers-To-Date")
                    assert "server-not-modified" in record.rec_headers.get_header("WARC-Profile")
                if record.rec_type == "request":
                    assert record.http_headers.statusline.startswith("/")
                    assert record.http_headers.protocol == "GET"
    assert kinds.count("request") == kinds.count("response") + kinds.count("revisit")


def test_an_answer_that_nothing_has_changed_replays_as_the_page_it_spares(full: World) -> None:
    """Replay tools send the headers of a revisit where it has some, else those of what it refers to: headers
    of a 304 would give an empty page. WARC 1.1, 6.7.3, lets such a record be empty.
    """
    folder = full.folder / "data" / "archive" / "warc"
    spared = 0
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            before: list[tuple[str, str | None, bytes]] = []
            for record in ArchiveIterator(file, check_digests=True):
                header = record.rec_headers.get_header
                if record.rec_type == "revisit":
                    kind, said_to, said = before[-1]
                    assert header("WARC-Profile") == NOT_MODIFIED
                    assert header("WARC-Refers-To-Target-URI") == header("WARC-Target-URI")
                    assert header("WARC-Payload-Digest").startswith("sha256:")
                    assert header("Content-Length") == "0"
                    assert record.http_headers is None
                    assert (kind, said_to) == ("metadata", header("WARC-Concurrent-To"))
                    assert said.startswith(b"HTTP/1.1 304 "), "what was answered is there, with its headers"
                    assert b"ETag: " in said
                    spared += 1
                block = record.raw_stream.read() if record.rec_type == "metadata" else b""
                if record.rec_type == "metadata":
                    assert header("WARC-Target-URI") is None, "or it would be shown in the page's place"
                before.append((record.rec_type, header("WARC-Concurrent-To"), block))
    assert spared
    with full.archive() as archive:
        (_, revisit, _) = archive.captures("http://a.test/p")
        assert (revisit.status, revisit.etag is not None) == (304, True)


def test_an_answer_that_nothing_has_changed_is_read_in_other_tools_form_too() -> None:
    """Most keep the headers of the 304 in the revisit itself, and so did we."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
    head = StatusAndHeaders("304 Not Modified", [("ETag", '"two"')], "HTTP/1.1")
    record = writer.create_revisit_record(
        "http://a.test/p", "sha256:AAAA", "http://a.test/p", "2025-03-20T10:00:00Z", http_headers=head
    )
    writer.write_record(record)
    file.seek(0)
    original = Capture(
        "http://a.test/p", AT, "response", 200, "text/html", "sha256:AAAA", "a" * 64, 10, "f", 0, 1, '"one"'
    )
    (found,) = read_captures(file, "f", lambda *_: original, limit=1000)
    assert (found.status, found.etag, found.sha256) == (304, '"two"', "a" * 64)


def test_a_kill_in_an_answer_that_nothing_has_changed_leaves_no_half_of_it(world: World) -> None:
    world.server.routes["/p"] = page("<p>2,000 reports")
    world.collect("http://a.test/p")
    world.collect("http://a.test/p")
    archive = world.folder / "data" / "archive"
    kept = {path.name: path.read_bytes() for path in (archive / "warc").iterdir()}
    last = sorted(kept)[-1]
    for path in [*(archive / "manifests").glob("000002*"), *archive.glob(f"*/{last.split('.')[0]}*")]:
        path.unlink()
    sealed = world.folder / "sealed"
    shutil.copytree(archive, sealed)
    found = set()
    for cut in cut_points(kept[last]):
        shutil.rmtree(archive)
        shutil.copytree(sealed, archive)
        shutil.rmtree(archive / "work")
        (archive / "work").mkdir()
        (archive / "work" / last).write_bytes(kept[last][:cut])
        with Archive.open(str(archive)) as one:
            recover(one)
            found.add(tuple((capture.kind, capture.status) for capture in one.captures("http://a.test/p")))
        assert not verify(Storage(str(archive))).faults, cut
    assert found == {(("response", 200),), (("response", 200), ("revisit", 304))}


class Tool:
    """What warcio's `check` command is given."""

    verbose = False

    def __init__(self, inputs: list[str]):
        self.inputs = inputs


def test_index_lines_are_sorted_and_point_at_their_records(full: World) -> None:
    archive = full.folder / "data" / "archive"
    for index in (archive / "index").iterdir():
        lines = index.read_text().splitlines()
        assert [line.split("{")[0] for line in lines] == sorted(line.split("{")[0] for line in lines)
        for capture in map(Capture.parse, lines):
            data = (archive / capture.filename).read_bytes()[capture.offset :][: capture.length]
            (record,) = ArchiveIterator(io.BytesIO(data))
            assert record.rec_headers.get_header("WARC-Target-URI") == capture.url


def cut_points(data: bytes) -> list[int]:
    return sorted({*range(0, len(data), 251), *range(max(0, len(data) - 12), len(data) + 1), 1, 2, 17, 18})


def test_a_kill_at_any_byte_leaves_an_archive_that_verifies_and_goes_on(world: World) -> None:
    for number in range(4):
        world.server.routes[f"/{number}"] = page(f"<p>Edition {number}: {number},000 reports")
    addresses = [f"http://a.test/{number}" for number in range(4)]
    collect(listed(*addresses), world.settings())
    archive = world.folder / "data" / "archive"
    name = next((archive / "warc").iterdir()).name
    whole = (archive / "warc" / name).read_bytes()
    shutil.rmtree(archive)
    work = archive / "work"
    found = set()
    for cut in cut_points(whole):
        work.mkdir(parents=True)
        (work / name).write_bytes(whole[:cut])
        before = verify(Storage(str(archive)))
        assert not before.faults, cut
        with Archive.open(str(archive)) as one:
            recover(one)
            answers = [capture for url in addresses for capture in one.captures(url)]
            for capture in answers:
                assert one.bytes_of(capture.sha256 or "").startswith(b"<p>Edition")
        if answers:
            after = verify(Storage(str(archive)))
            assert not after.faults, cut
            assert not after.notes, cut
            assert after.captures == before.captures
        assert not list(work.glob("*.warc.gz"))
        found.add(len(answers))
        shutil.rmtree(archive)
    assert found == {0, 1, 2, 3, 4}


def test_the_end_of_the_last_whole_answer_is_found_for_every_length(world: World) -> None:
    world.server.routes["/p"] = page("<p>1,000 reports")
    world.collect("http://a.test/p")
    (path,) = (world.folder / "data" / "archive" / "warc").iterdir()
    whole = path.read_bytes()
    with world.archive() as archive:
        ends = {
            c.offset + c.length for u in ("/p", "/robots.txt") for c in archive.captures(f"http://a.test{u}")
        }
    info = whole_until(io.BytesIO(whole[: min(ends)]))
    assert info == min(ends)
    for cut in range(len(whole) + 1):
        until = whole_until(io.BytesIO(whole[:cut]))
        assert until == max((end for end in ends if end <= cut), default=until if until < min(ends) else -1)


@pytest.mark.parametrize("step", ["warc", "index", "manifest", "delete"])
def test_a_kill_while_a_run_is_sealed_loses_nothing(
    step: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.server.routes["/p"] = page("<p>1,000 reports")

    class Killed(BaseException):
        pass

    def killing(self: Storage, path: str, *rest: object) -> None:
        if path.startswith(step):
            raise Killed
        put(self, path, *rest)  # type: ignore[arg-type]

    put, put_file, unlink = Storage.put, Storage.put_file, Path.unlink
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "put", killing)
        if step == "warc":
            patch.setattr(Storage, "put_file", killing)
        if step == "delete":

            def no_unlink(self: Path, missing_ok: bool = False) -> None:
                if self.name.endswith(".warc.gz"):
                    raise Killed
                unlink(self, missing_ok)

            patch.setattr(Path, "unlink", no_unlink)
        with pytest.raises(Killed):
            world.collect("http://a.test/p")
    assert put_file is Storage.put_file
    world.verify()
    run = world.collect("http://a.test/p")
    assert run.outcomes[0].snapshot is not None
    assert run.resumed is (step in ("warc", "index"))
    assert world.server.count("/p") == (1 if run.resumed else 2)
    world.verify()
    assert not verify(Storage(world.settings().archive_url)).notes


def test_a_run_that_was_interrupted_long_ago_is_not_gone_on_with(world: World) -> None:
    world.changes["resume_hours"] = 0
    world.server.routes["/p"] = page("<p>1,000 reports")
    with world.archive() as archive, writing(archive, {}) as writer:
        writer.append_file(Resource("file:///a.txt", AT, "text/plain", b"a"))
    run = world.collect("http://a.test/p")
    assert not run.resumed
    world.verify()


def test_one_process_writes_at_a_time(world: World) -> None:
    with (
        world.archive() as archive,
        writing(archive, {}),
        world.archive() as other,
        pytest.raises(Problem, match="another process is writing"),
        writing(other, {}),
    ):
        raise AssertionError("two writers")


def test_a_part_that_has_grown_large_is_sealed_and_the_next_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.collect.archiving.PART_SIZE", 2000)
    for number in range(6):
        world.server.routes[f"/{number}"] = page(f"<p>Edition {number}")
    run = world.collect(*(f"http://a.test/{number}" for number in range(6)))
    assert len(list((world.folder / "data" / "archive" / "manifests").iterdir())) > 2
    with world.archive() as archive:
        for outcome in run.outcomes:
            assert outcome.snapshot is not None
            assert archive.bytes_of(outcome.snapshot.sha256).startswith(b"<p>Edition")
    world.verify()


def answered(url: str, body: bytes, status: int = 200) -> Exchange:
    """An exchange as it comes from the network."""
    answer = StatusAndHeaders(f"{status} OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    sent = hashlib.sha256(body)
    return Exchange(
        url=url,
        at=AT,
        request=StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.test")], is_http_request=True),
        answer=answer,
        status=status,
        protocol="http/1.1",
        ip="127.0.0.1",
        body=io.BytesIO(body),
        body_size=len(body),
        body_digest=digest(sent),
        block_digest=digest(hashlib.sha256(answer.to_ascii_bytes() + body)),
        sha256=sent.hexdigest(),
        size=len(body),
    )


def test_a_signal_at_any_line_of_keeping_an_answer_leaves_no_half_of_it(tmp_path: Path) -> None:
    """Small answers are kept by the main thread, to which Ctrl-C and a stopping worker's signal come."""
    code = {
        ArchiveWriter.append_at_once.__code__,
        ArchiveWriter._append.__code__,
        ArchiveWriter._keep.__code__,
    }
    code |= {write_exchange.__code__, Catalogue.add.__code__, ArchiveWriter._open_part.__code__}
    kept = set()
    for last_line in itertools.count(1):
        left = last_line

        def interrupt(frame: FrameType, event: str, argument: object) -> Any:
            nonlocal left
            if frame.f_code not in code:
                return None
            left -= event == "line"
            if not left:
                raise KeyboardInterrupt
            return interrupt

        folder = tmp_path / str(last_line)
        with Archive.open(str(folder)) as archive:
            with contextlib.suppress(KeyboardInterrupt), writing(archive, {}) as writer:
                first = answered("http://a.test/1", b"<p>Edition 1")
                writer.append_at_once(first, None)
                try:
                    sys.settrace(interrupt)
                    writer.append_at_once(answered("http://a.test/2", b"<p>Edition 2"), None)
                finally:
                    sys.settrace(None)
                    if last_line % 2:  # a task that is stopped may keep what it has before all ends
                        writer.append(answered("http://a.test/3", b"<p>Edition 3"), None)
            shown = [one.url for number in (1, 2, 3) for one in archive.captures(f"http://a.test/{number}")]
        assert not verify(Storage(str(folder))).faults
        (folder / "work" / "catalogue.sqlite").unlink()
        with Archive.open(str(folder)) as archive:  # made from the index alone, the catalogue says the same
            again = [one.url for number in (1, 2, 3) for one in archive.captures(f"http://a.test/{number}")]
            assert again == shown
            assert "http://a.test/1" in shown
            assert ("http://a.test/3" in shown) == bool(last_line % 2)
            for url in shown:
                (capture,) = archive.captures(url)
                assert archive.bytes_of(capture.sha256 or "").startswith(b"<p>Edition")
        kept.add("http://a.test/2" in shown)
        if left > 0:
            break
    assert last_line > 40
    assert kept == {False, True}


def test_nothing_that_takes_long_holds_up_the_other_requests(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small answer is written at once; packing a large one, and waiting for the disk, is done elsewhere."""
    written: dict[str, threading.Thread] = {}
    synced: list[threading.Thread] = []

    def write(file: IO[bytes], exchange: Exchange, original: Capture | None) -> int:
        written[exchange.url] = threading.current_thread()
        return write_exchange(file, exchange, original)

    monkeypatch.setattr("pipeline.collect.archiving.write_exchange", write)
    monkeypatch.setattr("pipeline.collect.archiving.SYNC_SECONDS", -1.0)  # what was appended is always old
    monkeypatch.setattr(_Part, "sync", lambda part: synced.append(threading.current_thread()))
    world.server.routes["/small"] = page("<p>Edition 1")
    world.server.routes["/large"] = page("<p>Edition 2" + " " * AT_ONCE)
    world.collect("http://a.test/small", "http://a.test/large")
    here = threading.current_thread()
    assert written["http://a.test/small"] is here
    assert written["http://a.test/large"] is not here
    assert len(synced) >= 3  # robots.txt and the two
    assert here not in synced
    world.verify()


def test_what_is_small_waits_for_nobody_who_writes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one body that takes seconds to pack would hold up all hosts."""
    refused: list[bool] = []
    at_once = ArchiveWriter.append_at_once

    def while_another_writes(
        writer: ArchiveWriter, exchange: Exchange, last: Capture | None
    ) -> Capture | None:
        writes, ends = threading.Event(), threading.Event()

        def hold() -> None:
            with writer._lock:
                writes.set()
                ends.wait()

        other = threading.Thread(target=hold)
        other.start()
        writes.wait()
        capture = at_once(writer, exchange, last)
        refused.append(capture is None)
        ends.set()
        other.join()
        return capture

    monkeypatch.setattr(ArchiveWriter, "append_at_once", while_another_writes)
    world.server.routes["/p"] = page("<p>1,000 reports")
    assert world.collect("http://a.test/p").outcomes[0].status == "new"
    assert refused == [True, True]  # robots.txt and the page
    world.verify()


def test_an_archive_need_not_lie_on_this_machine(world: World) -> None:
    world.changes["archive"] = f"memory://archive-{new_run()}"
    world.server.routes["/p"] = page("<p>1,000 reports")
    statuses = [world.collect("http://a.test/p").outcomes[0].status for _ in range(2)]
    assert statuses == ["new", "unchanged"]
    settings = world.settings()
    verdict = verify(Storage(settings.archive_url), work=settings.archive_work)
    assert not verdict.faults
    assert verdict.parts == 2
    with pytest.raises(Problem, match="a local folder for work must be named"), world.archive():
        pass


def foreign_warc(path: Path, *, gzip: bool) -> None:
    """As another crawler writes it: SHA-1 digests, a body in chunks, one compressed with gzip."""
    import gzip as packing

    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked += b"5\r\n<p>12\r\n8\r\n reports\r\n0\r\n\r\n"
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packing.compress(b"<p>unpacked")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        for url, block in (("http://old.example/a", chunked), ("http://old.example/b", packed)):
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(block),
                warc_headers_dict={"WARC-Date": "2021-05-01T00:00:00Z"},
            )
            writer.write_record(record)


@pytest.mark.parametrize("gzip", [True, False])
def test_what_others_archived_is_taken_in_as_it_is(gzip: bool, world: World) -> None:
    file = world.folder / "old crawl.warc"
    foreign_warc(file, gzip=gzip)
    with world.archive() as archive:
        found = import_warc(archive, file)
        assert (found.captures, found.documents, found.known) == (2, 2, False)
        latest = archive.latest("http://old.example/a")
        assert archive.bytes_of(latest.sha256) == b"<p>12 reports"
        assert archive.bytes_of(archive.latest("http://old.example/b").sha256) == b"<p>unpacked"
        assert latest.at == datetime(2021, 5, 1, tzinfo=UTC)
        assert (world.folder / "data" / "archive" / found.path).read_bytes() == file.read_bytes()
        assert import_warc(archive, file).known
    world.verify()
    world.server.routes["/p"] = page("<p>1,000 reports")
    assert not world.collect("http://a.test/p").resumed
    world.verify()


@pytest.mark.parametrize("data", [b"", b"WARC/1.0\r\nrubbish", b"<html>", bytes(2000)])
def test_what_is_no_warc_file_is_refused_and_leaves_nothing(data: bytes, world: World) -> None:
    file = world.folder / "x.warc"
    file.write_bytes(data)
    with world.archive() as archive, pytest.raises(Problem, match=r"x\.warc"):
        import_warc(archive, file)
    assert not list((world.folder / "data" / "archive").rglob("*x.warc"))


def test_a_damaged_warc_file_is_refused(world: World) -> None:
    file = world.folder / "x.warc"
    foreign_warc(file, gzip=False)
    file.write_bytes(file.read_bytes().replace(b" reports", b" rabbits"))
    with world.archive() as archive, pytest.raises(Problem, match="has changed"):
        import_warc(archive, file)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://example.com/", "com,example)/"),
        ("https://www.Example.com", "com,example)/"),
        ("http://www2.example.com:80/A/b/", "com,example)/a/b"),
        ("http://example.com:8080/a?b=2&a=1#x", "com,example:8080)/a?a=1&b=2"),
        ("http://127.0.0.1/a", "127.0.0.1)/a"),
        ("file:///a b.pdf", "file:///a%20b.pdf"),
    ],
)
def test_addresses_that_differ_in_nothing_that_matters_have_one_key(url: str, key: str) -> None:
    assert url_key(url) == key


@given(
    url=st.from_regex(r"https?://[a-z]{1,9}\.example(/[a-zé %]{0,5}){0,3}(\?[a-z=&]{0,9})?", fullmatch=True),
    status=st.none() | st.integers(100, 599),
    texts=st.tuples(*[st.none() | st.text(max_size=9)] * 4),
    kind=st.sampled_from(["response", "revisit", "resource"]),
)
def test_an_index_line_says_all_of_a_capture(
    url: str, status: int | None, texts: tuple[str | None, ...], kind: str
) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    media_type, *others = texts
    capture = Capture(url, AT, kind, status, media_type, "sha256:X", empty, 0, "warc/1", 5, 7, *others)
    line = capture.line()
    assert "\n" not in line
    assert line.isascii() or not url.isascii()
    assert Capture.parse(line) == capture


def test_a_run_is_named_by_when_it_began() -> None:
    assert abs((run_began(new_run()) - datetime.now(UTC)).total_seconds()) < 3
