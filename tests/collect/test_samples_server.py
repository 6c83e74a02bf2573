"""The samples take the way of real reports: served over HTTP, fetched, archived."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from pipeline.collect.archive import Archive
from pipeline.collect.outcomes import DocumentOutcome
from pipeline.collect.samples_server import HOST, collect_listed, serve_samples
from pipeline.collect.settings import CollectSettings
from pipeline.collect.storage import Storage
from pipeline.collect.verification import verify
from pipeline.sources_file import load_sources
from tests.collect.conftest import listed

LIMIT = 1 << 20
ROOT = Path(__file__).resolve().parents[2]


def test_every_sample_is_collected_byte_for_byte_and_found_unchanged_from_another_port(
    samples: Path, tmp_path: Path
) -> None:
    sources = load_sources(samples / "sources.yaml")
    settings = CollectSettings(data=tmp_path)
    for status in ("new", "unchanged"):
        told: list[DocumentOutcome] = []
        run = collect_listed(sources, samples, settings, progress=told.append)
        assert {one.status for one in run.outcomes} == {status}
        assert sorted(told, key=str) == sorted(run.outcomes, key=str)
        assert status == "new" or run.received == 0
    with Archive.open(settings.archive_url) as archive:
        for source, outcome in zip(sources.sources, run.outcomes, strict=True):
            assert outcome.source == source.id
            assert outcome.snapshot is not None
            assert outcome.snapshot.name == source.url
            assert archive.bytes_of(outcome.snapshot.sha256) == (samples / source.url).read_bytes()
    assert not verify(Storage(settings.archive_url)).faults


@pytest.mark.parametrize(
    "path", ["/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd", "/outside.txt", "/"]
)
def test_only_what_a_source_names_is_served(path: str, tmp_path: Path) -> None:
    root = tmp_path / "samples"
    root.mkdir()
    (root / "page.html").write_text("<p>12")
    (root / "secret.txt").write_text("not listed")
    (tmp_path / "secret.txt").write_text("outside")
    (root / "outside.txt").symlink_to(tmp_path / "secret.txt")
    sources = listed("page.html", "outside.txt", "../secret.txt", "http://a.test/elsewhere")
    with serve_samples(sources, root, limit=LIMIT) as served:
        assert served.sources.sources[0].url == f"http://{HOST}/page.html"
        assert served.sources.sources[3].url == "http://a.test/elsewhere"
        base = f"http://{served.local_hosts[HOST]}"
        assert httpx.get(f"{base}/page.html").text == "<p>12"
        assert httpx.get(base + path).status_code == 404


def test_the_list_of_the_real_sources_is_good() -> None:
    sources = load_sources(ROOT / "sources.yaml").sources
    assert all(source.url.startswith(("https://", "http://")) for source in sources)
    assert all(source.assertions for source in sources if source.kind in ("progress_page", "statistics"))
    assert all(source.fetch.delay >= 5 and source.fetch.robots for source in sources)
