"""The site's pages: what stands on each, and what holds for all of them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from pipeline.publish.contents import cited
from pipeline.publish.site import build_site
from pipeline.publish.site.addresses import Addresses, web_address
from pipeline.publish.site.overview_page import headline
from tests.pipeline.extractions import extraction_of
from tests.publish.site_world import Shelf, listed, sample_contents, shelf

LEAVES_THE_SITE = ("http://", "https://", "mailto:")


@cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "lxml")


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def page(site: Path, path: str) -> BeautifulSoup:
    return parsed(site / path)


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


# --- the first page -------------------------------------------------------------------------------------


def test_the_first_page_says_first_who_owes_a_report(site: Path) -> None:
    html = page(site, "index.html")
    assert html.h1 is not None
    assert words(html.h1).startswith("4 organisations owe a report, 22 admitted gaps are open")
    owed = [words(tag) for tag in html.select(".card h3")]
    assert owed == ["Civitai", "Invoke", "Metaphysic", "Lanternwick"], "the longest overdue first"
    first = html.select_one(".card")
    assert first is not None
    assert "April 2025 and July 2025 editions" in words(first)


def test_the_first_page_shows_the_oldest_gaps_and_the_figures_that_cannot_be(site: Path) -> None:
    html = page(site, "index.html")
    ages = [words(tag) for tag in html.select("[aria-labelledby=old] .age")]
    assert ages[0] == "1 year 4 months"
    kinds = [words(tag) for tag in html.select("[aria-labelledby=contradict] .lead-in")]
    assert kinds[0] == "Running total falls · cannot be true as printed"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            (4, 22, 4, 9),
            "4 organisations owe a report, 22 admitted gaps are open, 4 figures cannot be true as printed.",
        ),
        (
            (1, 1, 1, 1),
            "1 organisation owes a report, 1 admitted gap is open, 1 figure cannot be true as printed.",
        ),
        ((0, 3, 0, 2), "No report is overdue, 3 admitted gaps are open, 2 figures contradict others."),
        ((0, 0, 0, 1), "No report is overdue, 1 figure contradicts another."),
        ((0, 0, 0, 0), "No report is overdue."),
    ],
)
def test_the_headline_says_only_what_there_is(counts: tuple[int, int, int, int], expected: str) -> None:
    assert " ".join(headline(*counts).split()) == expected


def test_the_calendar_tells_a_report_that_came_from_one_that_is_overdue(site: Path) -> None:
    rows = {
        words(row.th): words(row)
        for row in page(site, "index.html").select(".calendar tbody tr")
        if row.th is not None
    }
    assert rows["Lanternwick"].count("published") == 4
    assert rows["Lanternwick"].endswith("July 2025 overdue")


# --- organisations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("findings", "a count that should only grow falls from 212 (January 2025) to 205 (April 2025)"),
        ("findings", "its last day of grace was 31 August 2025."),
        ("open", "Open for 1 year 3 months · Provenance"),
        ("open", "Narrowed , January 2025"),
        ("dropped", "Adding child safety information to model cards."),
        ("answered", "Assessing the models that were uploaded before July 2024."),
        ("answered", "Answered by Lanternwick has finished assessing the models"),
        ("commitments", "Promises a report every three months"),
        ("progress", "Lanternwick has finished assessing the models"),
        ("figures", "Accounts banned, disabled or deleted for good"),
        ("figures", "+864 (+28%)"),
        ("figures", "about +222"),
        ("figures", "about 90"),
        ("figures", "counted by Beacon Clearing House"),
    ],
)
def test_lanternwicks_page(site: Path, section: str, says: str) -> None:
    found = page(site, "organisations/lanternwick.html").select_one(f"[aria-labelledby={section}]")
    assert found is not None
    assert says.casefold() in words(found).casefold()


def test_every_chart_has_its_figures_in_words_and_as_a_table(site: Path) -> None:
    charts = 0
    for path in (site / "organisations").iterdir():
        for figure in parsed(path).select("figure.chart"):
            drawing = figure.find("svg")
            assert drawing is not None
            assert drawing["role"] == "img"
            assert "Chart of" in drawing["aria-label"]
            rows = figure.select("tbody tr")
            assert len(rows) >= 2
            for row in rows:
                link = row.find("a")
                assert link is not None
                said = " ".join([drawing["aria-label"], *map(words, figure.select("p.break"))])
                assert words(link) in said
            charts += 1
    assert charts > 60


def test_a_break_is_told_and_a_whole_beside_its_parts_is_not_drawn(site: Path) -> None:
    civitai = page(site, "organisations/civitai.html").get_text()
    assert "October 2024 and January 2025 cannot be compared" in civitai
    harbourline = page(site, "organisations/harbourline.html").get_text()
    assert "Not drawn, since it takes in the others: 2024: 48,210." in harbourline


def test_a_restated_figure_is_marked_in_the_table(site: Path) -> None:
    gallowglass = page(site, "organisations/gallowglass.html").get_text()
    assert "restated later as 61" in gallowglass
    assert "restates 75" in gallowglass


# --- silence, documents, search, codebook, data ---------------------------------------------------------


def test_silence_names_where_it_was_looked_for(site: Path) -> None:
    html = page(site, "silence.html")
    row = next(tag for tag in html.select(".matrix tbody tr") if "April 2025" in words(tag))
    cells = [words(cell).lstrip() for cell in row.select("td.cell")]
    assert cells.count("silent") == 6
    assert "gap admitted" in cells
    looked = row.select_one(".looked")
    assert looked is not None
    assert "not yet signed off" in words(looked)
    assert "0123456789ab" in words(looked)


def test_a_documents_page_says_what_it_is(site: Path) -> None:
    addresses = Addresses(sample_contents())
    for snapshot, version in addresses.versions.items():
        facts = page(site, addresses.document(snapshot)).select_one(".facts")
        assert facts is not None
        assert snapshot in words(facts)
        assert version.name in words(facts)
        assert facts.select_one(f"time[datetime='{version.seen}']")


def test_the_pages_of_a_pdf_have_their_printed_numbers(site: Path) -> None:
    (path,) = (site / "documents").glob("harbourline-report-*.html")
    assert [tag["id"] for tag in parsed(path).select(".page-number")] == ["page-1", "page-2"]


def test_the_versions_of_a_page_lead_to_each_other(site: Path) -> None:
    first, second = sorted((site / "documents").glob("sbd-progress-*.html"))
    assert parsed(first).find("a", href=f"../documents/{second.name}")
    assert parsed(second).find("a", href=f"../documents/{first.name}")


def test_what_is_no_part_of_a_report_is_kept_and_folded_away(site: Path) -> None:
    first = sorted((site / "documents").glob("sbd-progress-*.html"))[0]
    folded = parsed(first).select_one("details.furniture")
    assert folded is not None
    assert "cookies" in words(folded)


def test_without_a_script_the_search_page_lists_everything_that_has_a_name(site: Path) -> None:
    html = page(site, "search.html")
    listed_ = {tag["href"] for tag in html.select(".letter a")}
    assert {f"organisations/{slug}.html" for slug in sample_contents().organisations} <= listed_
    assert set(Addresses(sample_contents())._documents.values()) <= listed_


def test_the_codebook_explains_every_field_of_every_kind(site: Path) -> None:
    fields = {words(tag) for tag in page(site, "codebook.html").select(".fields tbody th code")}
    assert {"id", "quote", "evidence", "value", "comparator", "carries_forward", "cadence"} <= fields


def test_the_data_page_leads_to_the_files_of_a_release_when_they_are_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "datapackage.json").write_text("{}")
    (data / "records.csv").write_text("id\n")
    build_site(sample_contents(), shelf(), tmp_path / "site")
    links = [tag["href"] for tag in parsed(tmp_path / "site" / "downloads.html").select("td a, th a")]
    assert links == ["../data/datapackage.json", "../data/records.csv"]


def test_without_a_release_the_data_page_says_how_to_make_one(site: Path) -> None:
    assert "pledgewatch publish" in page(site, "downloads.html").get_text()


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
    assert index.startswith("const SEARCH_INDEX = [")
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
