"""What holds for all pages of the site: their form, their links, one click from each record to its words."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from pipeline.publish.contents import cited
from pipeline.publish.site import build_site
from pipeline.publish.site.addresses import Addresses, web_address
from tests.pipeline.extractions import extraction_of
from tests.publish.site_pages import page, pages, parsed, words
from tests.publish.site_world import Shelf, listed, sample_contents

LEAVES_THE_SITE = ("http://", "https://", "mailto:")


# --- what holds for every page --------------------------------------------------------------------------


def test_every_page_says_what_it_is_and_in_which_language(site: Path) -> None:
    titles = {}
    for path in pages(site):
        html = parsed(path)
        assert html.html is not None
        assert html.html["lang"] == "en"
        assert len(html.find_all("h1")) == 1, path
        assert html.find("main", id="main"), path
        assert html.select_one("a.skip[href='#main']"), path
        assert html.title is not None
        titles[path.relative_to(site).as_posix()] = html.title.get_text()
    assert len(set(titles.values())) == len(titles), "no two pages are called the same"


def test_no_page_asks_for_anything_from_elsewhere_and_none_holds_style_or_script(site: Path) -> None:
    for path in pages(site):
        html = parsed(path)
        policy = html.select_one("meta[http-equiv='Content-Security-Policy']")
        assert policy is not None
        assert "default-src 'none'" in policy["content"]
        assert not html.find_all("style")
        assert not html.find_all(style=True), path
        assert not [tag for tag in html.find_all("script") if not tag.get("src")]
        for tag in html.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], (path, tag.name)
        loaded = [tag["src"] for tag in html.find_all(src=True)]
        loaded += [tag["href"] for tag in html.find_all("link")]
        assert not [one for one in loaded if one.startswith(("http:", "https:", "//", "/"))], path


def test_every_link_leads_somewhere(site: Path) -> None:
    identified = {path: {tag["id"] for tag in parsed(path).find_all(id=True)} for path in pages(site)}
    followed = 0
    for path in pages(site):
        for tag in parsed(path).find_all(["a", "link"], href=True):
            href = tag["href"]
            if href.startswith(LEAVES_THE_SITE):
                continue
            parts = urlsplit(href)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {href}"
            assert target.is_relative_to(site), f"{path.name}: {href}"
            if parts.fragment:
                assert parts.fragment in identified[target], f"{path.name}: {href}"
            followed += 1
    assert followed > 3000


def test_no_two_elements_of_a_page_have_one_id(site: Path) -> None:
    for path in pages(site):
        ids = [tag["id"] for tag in parsed(path).find_all(id=True)]
        assert len(ids) == len(set(ids)), path


def test_every_table_has_a_caption_and_headings_that_say_what_they_head(site: Path) -> None:
    for path in pages(site):
        for table in parsed(path).find_all("table"):
            caption = table.find("caption")
            assert caption, path
            assert words(caption), path
            for heading in table.find_all("th"):
                assert heading.get("scope") in ("col", "row", "rowgroup", "colgroup"), (path, heading)


def test_headings_do_not_skip_a_level(site: Path) -> None:
    for path in pages(site):
        levels = [int(tag.name[1]) for tag in parsed(path).find_all(re.compile("h[1-6]"))]
        for before, after in pairwise(levels):
            if path.parent.name != "documents":  # whose headings are the document's own
                assert after <= before + 1, (path, before, after)


def test_days_and_editions_are_there_for_machines_too(site: Path) -> None:
    for path in pages(site):
        for tag in parsed(path).find_all("time"):
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", tag["datetime"]), path


def test_data_names_do_not_reach_readers(site: Path) -> None:
    for path in pages(site):
        if path.name in ("codebook.html",) or path.parent.name == "documents":
            continue
        text = parsed(path).get_text()
        for name in ("carried_forward", "no_progress", "edition_overdue", "share_above_whole", "None"):
            assert name not in text, path


# --- every record is one click from its words -----------------------------------------------------------


def test_every_record_is_marked_in_its_document_and_the_mark_reads_as_its_quote(site: Path) -> None:
    contents = sample_contents()
    addresses = Addresses(contents)
    records = (*contents.records, *contents.earlier)
    assert len(records) > 490
    for record in records:
        html = page(site, addresses.document(record.snapshot))
        marks = html.select(f"mark[data-record~='{record.id}']")
        assert "".join(mark.get_text() for mark in marks) == record.quote
        (anchor,) = html.find_all(id=record.id)
        assert anchor is marks[0] or anchor.parent is marks[0]


def test_everything_the_ledger_cites_is_marked_too(site: Path) -> None:
    addresses = Addresses(sample_contents())
    seen = 0
    for cite in cited(sample_contents().ledger):
        quote = addresses.cite(cite)
        path, _, anchor = quote.href.partition("#")
        found = page(site, path).find(id=anchor)
        assert found is not None, quote
        assert found.name == "mark" or found.parent.name == "mark", quote
        seen += 1
    assert seen > 400


@pytest.mark.parametrize("kind", ["gap", "progress", "commitment", "metric", "recommendation"])
def test_every_statement_stands_on_its_organisations_page_and_leads_to_its_words(
    site: Path, kind: str
) -> None:
    contents = sample_contents()
    addresses = Addresses(contents)
    for record in contents.records:
        if record.kind == kind:
            html = page(site, addresses.organisation(record.organisation))
            target = f"../{addresses.document(record.snapshot)}#{record.id}"
            if kind == "gap":  # of a thread's wordings the last is shown, the others are its steps
                threads = [one for one in contents.ledger.threads if record.id in one.records]
                assert threads or record.carries_forward
                continue
            assert html.find("a", href=target), (record.organisation, record.quote)


# --- hostile text ---------------------------------------------------------------------------------------

HOSTILE = '<script>alert(1)</script> & "quoted" <img src=x onerror=alert(2)> is still not covered'


def test_markup_in_a_source_is_shown_as_text(tmp_path: Path) -> None:
    from pipeline.publish.contents import contents_of
    from pipeline.store.store import DocumentKey, Reading
    from schemas.snapshots import Snapshot

    name = "<b>page</b>.html"
    extraction = extraction_of(HOSTILE, "120 models were removed.", source="sbd-announcement", name=name)
    seen = sample_contents().made
    snapshot = Snapshot(
        source="sbd-announcement", name=name, sha256=extraction.snapshot, size=9, retrieved=seen
    )
    title = "</title><script>alert(3)</script>"
    reading = Reading(
        DocumentKey("sbd-announcement"), snapshot, "r", title, None, extraction.records, (), True
    )
    contents = contents_of([reading], listed(), sample_contents().as_of)
    build_site(contents, Shelf({extraction.snapshot: extraction.document}), tmp_path / "site")
    for path in pages(tmp_path / "site"):
        html = BeautifulSoup(path.read_bytes(), "lxml")
        assert {tag.get("src") for tag in html.find_all("script")} <= {"search-index.js", "search.js"}
        assert not html.find_all("img"), path
    (document,) = (tmp_path / "site" / "documents").iterdir()
    assert HOSTILE in parsed(document).get_text()
    index = (tmp_path / "site" / "search-index.js").read_text()
    assert index.startswith("const SEARCH_INDEX = {")
    assert index.isascii()


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://www.example.org/report?a=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("page.html", False),
        ("http://[::1", False),
        ("https:", False),
    ],
)
def test_only_web_addresses_are_linked(address: str, linked: bool) -> None:
    assert (web_address(address) is not None) is linked
