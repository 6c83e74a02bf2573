"""The flow over web sites: all documents of a source, what changed in words, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.publish.contents import gather
from pipeline.sources_file import load_sources
from pipeline.store.store import open_store
from pipeline.summary import Summary
from tests.collect.server import Answer, Server, page, serving
from tests.pipeline.test_flow import World

LISTED = """sources:
  - id: acme
    title: Acme reports
    publisher: acme
    url: http://a.test/reports
    organisations: [acme]
    follow: [{text: "Report 20\\\\d\\\\d"}]
    fetch: {delay: 0}
"""
INDEX = """<html><head><title>Acme</title></head><body><main><h1>Acme reports</h1>
<p>In 2022, Acme removed 11 models.</p>
<ul><li><a href="/2023.html">Report 2023</a></li><li><a href="/2024.html">Report 2024</a></li></ul>
</main></body></html>"""
REPORT = """<html><head><title>Acme Report {year}</title></head><body><main><h1>Acme Report {year}</h1>
<p>In {year}, Acme removed {count} models.</p></main></body></html>"""


class Site(World):
    """A publisher's site, and runs over it."""

    def __init__(self, folder: Path, server: Server):
        super().__init__(folder)
        self.server = server
        self.put("sources.yaml", LISTED)
        server.routes["/reports"] = page(INDEX)
        for year, count in ((2023, 23), (2024, 24)):
            self.report(year, count)

    def report(self, year: int, count: int) -> None:
        self.server.routes[f"/{year}.html"] = page(REPORT.format(year=year, count=count))

    def figures(self) -> dict[str, str]:
        """Document to the figure that it prints."""
        return {one.document: one.printed for one in self.records() if one.kind == "metric"}


@pytest.fixture
def site(tmp_path: Path, prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving() as server:
        monkeypatch.setenv("PLEDGEWATCH_LOCAL_HOSTS", f'{{"a.test": "{server.target}"}}')
        monkeypatch.setenv("PLEDGEWATCH_RETRY_WAIT", "0.01")
        yield Site(tmp_path, server)


@pytest.fixture(scope="module", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


def statuses(summary: Summary) -> list[tuple[str, str]]:
    return [(one.linked, one.status) for one in summary.outcomes]


def test_documents_that_a_source_links_to_are_read_too(site: Site) -> None:
    summary = site.refresh()
    assert statuses(summary) == [
        ("", "new"),
        ("http://a.test/2023.html", "new"),
        ("http://a.test/2024.html", "new"),
    ]
    assert site.figures() == {
        "http://a.test/reports": "11",
        "http://a.test/2023.html": "23",
        "http://a.test/2024.html": "24",
    }
    assert {one.source for one in site.records()} == {"acme"}
    before = site.server.sent
    assert {status for _, status in statuses(site.refresh())} == {"unchanged"}
    assert site.server.sent == before, "what has not changed is not sent again"


def test_a_figure_that_is_edited_is_told_in_words_and_found_as_a_restatement(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.refresh()
    site.report(2023, 29)
    summary = site.refresh()
    assert statuses(summary)[1] == ("http://a.test/2023.html", "changed")
    assert summary.outcomes[1].words is not None
    assert "[-23-]{+29+}" in summary.outcomes[1].words
    assert "[-23-]{+29+}" in capsys.readouterr().out
    assert site.figures()["http://a.test/2023.html"] == "29"
    listed = load_sources(site.folder / "sources.yaml").sources
    from pipeline.settings import load_settings

    with open_store(load_settings().store_url(site.folder / "data")) as store:
        (restated,) = gather(store, listed, date.today()).ledger.restatements
    assert (restated.kind, restated.earlier.value, restated.later.value) == ("edited", 23, 29)


def test_a_menu_that_changes_changes_no_record(site: Site) -> None:
    site.refresh()
    before = [record.id for record in site.records()]
    site.server.routes["/reports"] = page(INDEX.replace("<main>", "<nav><a href='/x'>News</a></nav><main>"))
    summary = site.refresh()
    assert statuses(summary)[0] == ("", "unchanged")
    assert [record.id for record in site.records()] == before


@pytest.mark.parametrize("status", [404, 410])
def test_a_document_that_vanishes_is_told_and_keeps_what_it_said(status: int, site: Site) -> None:
    site.refresh()
    before = site.records()
    site.server.routes["/2023.html"] = Answer(status=status)
    for _ in range(2):
        summary = site.refresh()
        assert statuses(summary)[1] == ("http://a.test/2023.html", "vanished")
        assert "the archive has it as of" in (summary.outcomes[1].reason or "")
        assert site.records() == before
    site.report(2023, 23)
    assert statuses(site.refresh())[1] == ("http://a.test/2023.html", "unchanged")


def test_a_document_that_has_moved_is_told_and_read_where_it_is(site: Site) -> None:
    site.refresh()
    site.server.routes["/2023.html"] = Answer(status=301, headers={"Location": "/archive/2023.html"})
    site.server.routes["/archive/2023.html"] = page(REPORT.format(year=2023, count=30))
    summary = site.refresh()
    assert summary.outcomes[1].status == "changed"
    assert "30" in site.figures()["http://a.test/2023.html"]


def test_everything_again_reads_earlier_snapshots_and_moves_nothing(site: Site) -> None:
    site.refresh()
    site.report(2023, 29)
    site.refresh()
    before = site.records()
    summary = site.refresh(everything=True)
    assert len(summary.outcomes) == 3
    assert {status for _, status in statuses(summary)} == {"unchanged"}
    assert site.records() == before


def test_a_proposal_is_told_and_not_read(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.put("sources.yaml", LISTED.replace('"Report 20\\\\d\\\\d"', '"Report 2024", sure: false'))
    summary = site.refresh()
    assert [one.url for one in summary.proposals] == ["http://a.test/2024.html"]
    assert statuses(summary) == [("", "new")]
    assert "http://a.test/2024.html may be another edition" in capsys.readouterr().out
