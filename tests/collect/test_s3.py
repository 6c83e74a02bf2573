"""An archive in an S3 bucket, against a server that speaks S3: as in a folder, with work in progress here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from pipeline.collect.archive import Archive
from pipeline.collect.storage import Storage
from pipeline.collect.verification import verify
from tests.collect.conftest import World
from tests.collect.server import page

BUCKET = "reports"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """An archive's URL in a bucket of that server, empty at first; the world keeps its archive there."""
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    if files.exists(BUCKET):
        files.rm(BUCKET, recursive=True)
    files.mkdir(BUCKET)
    url = f"s3://{BUCKET}/archive"
    world.changes["archive"] = url
    return url


def test_what_is_collected_lies_in_the_bucket_and_proves_itself(world: World, bucket: str) -> None:
    world.server.routes["/"] = page("<p>In 2024 we removed 12 models.")
    settings = world.settings()
    first = world.collect("http://a.test/")
    assert [one.status for one in first.outcomes] == ["new"]
    assert world.collect("http://a.test/").received == 0
    work = settings.archive_work
    assert work is not None
    assert not list(work.glob("*.warc.gz")), "what is sealed is in the bucket alone"
    verdict = verify(Storage(bucket), work=work)
    assert verdict.faults == ()
    assert verdict.captures >= 2
    with Archive.open(bucket, work) as archive:
        snapshot = first.outcomes[0].snapshot
        assert snapshot is not None
        assert b"12 models" in archive.bytes_of(snapshot.sha256)


def test_a_change_in_the_bucket_shows(world: World, bucket: str) -> None:
    import s3fs

    world.server.routes["/"] = page("<p>In 2024 we removed 12 models.")
    world.collect("http://a.test/")
    files = s3fs.S3FileSystem()
    (part,) = files.ls(f"{BUCKET}/archive/warc")
    data = bytearray(files.cat_file(part))
    data[-9] ^= 1
    files.pipe_file(part, bytes(data))
    (fault, *_) = verify(Storage(bucket), work=world.settings().archive_work).faults
    assert "warc/" in fault


def test_another_machine_goes_on_with_the_archive(world: World, bucket: str) -> None:
    world.server.routes["/"] = page("<p>In 2024 we removed 12 models.")
    world.collect("http://a.test/")
    world.changes["data"] = world.folder / "another-machine"
    (outcome,) = world.collect("http://a.test/").outcomes
    assert outcome.status == "unchanged"
    assert verify(Storage(bucket), work=world.settings().archive_work).faults == ()
