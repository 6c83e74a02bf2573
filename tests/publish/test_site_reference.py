"""What silence, documents, search, codebook and data tell."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.publish.release import publish
from pipeline.publish.site import build_site
from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.search_index import index_script
from pipeline.settings import Settings
from tests.publish.site_pages import page, parsed, words
from tests.publish.site_world import sample_contents, shelf


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


def test_the_data_page_says_what_each_file_of_a_release_is(tmp_path: Path) -> None:
    site_ = publish(sample_contents(), shelf(), Settings(), out=tmp_path).site  # type: ignore[arg-type]
    assert site_ is not None
    told = {
        words(row.th): words(row.td)
        for row in parsed(site_.parent / "downloads.html").select("tbody tr")
        if row.th and row.td
    }
    assert next(iter(told)) == "data/pledgewatch.sqlite"
    assert told["data/csv/threads.csv"] == "Gap threads: a table, for spreadsheets"
    assert {"JSON", "text", "file", "metadata in JSON-LD"}.isdisjoint(told.values())


def test_without_a_release_the_data_page_says_how_to_make_one(site: Path) -> None:
    assert "pledgewatch publish" in page(site, "downloads.html").get_text()


@pytest.mark.parametrize(
    ("as_of", "source", "shown"),
    [
        (date(2024, 5, 6), "beacon-by-provider-2023", False),
        (date(2024, 5, 7), "beacon-by-provider-2023", True),
        (date(2025, 8, 4), "murmur-2025-q2", False),
        (date(2025, 8, 5), "murmur-2025-q2", True),
        (date(2024, 7, 3), "sbd-announcement", True),
    ],
    ids=[
        "the day before",
        "its date, a day before it was seen",
        "the day before",
        "its date",
        "undated, seen",
    ],
)
def test_a_document_is_shown_from_the_day_on_which_it_was_public(
    as_of: date, source: str, shown: bool
) -> None:
    versions = Addresses(sample_contents(as_of)).versions.values()
    assert (source in [version.source for version in versions]) is shown


def test_who_shares_a_statement_stands_in_alphabetical_order(site: Path) -> None:
    (path, *_) = sorted((site / "documents").glob("sbd-progress-*.html"))
    shared = [[words(link) for link in note.select(".part a")] for note in parsed(path).select(".notes li")]
    assert max(map(len, shared)) == 13
    assert all(names == sorted(names) for names in shared)


def test_a_note_says_what_was_recorded_of_a_figure(site: Path) -> None:
    (path,) = (site / "documents").glob("harbourline-report-*.html")
    notes = [words(one) for one in parsed(path).select(".notes li")]
    assert any(one.startswith("Figure : 5.4 hours: Time taken to answer a report") for one in notes)
    assert any(one.startswith("Figure : 81,600 (2023)") for one in notes), "what it counts is not said"
    assert not [one for one in notes if ": (" in one]


def test_the_codebook_says_what_the_states_cells_and_findings_mean(site: Path) -> None:
    terms = page(site, "codebook.html").select(".glossary dl > div")
    assert len(terms) > 30
    told = {words(one.dt) for one in terms if one.dt and one.dd and len(words(one.dd).split()) >= 5}
    for term in (
        "Narrowed",
        "Overdue",
        "Silent",
        "Running total falls cumulative_falls",
        "Worth knowing note",
    ):
        assert term in told


def test_each_entry_of_the_search_says_what_when_and_whose_it_is() -> None:
    script = index_script(Addresses(sample_contents()), []).decode()
    index = json.loads(script.removeprefix("const SEARCH_INDEX = ").removesuffix(";\n"))
    shared = index["shared"]
    assert len(shared) == len(set(shared))
    entries = {
        words: (shared[kind], shared[page], anchor, shared[organisation], shared[edition])
        for kind, words, page, anchor, organisation, edition in index["entries"]
    }
    quote = "In the first quarter we removed 38,420 recordings and banned 12,905 accounts."
    for figure in ("38,420", "12,905"):
        kind, page_, anchor, organisation, edition = entries[f"{figure}: {quote}"]
        assert (kind, organisation, edition) == ("figure", "Murmur", "6 May 2025")
        record = sample_contents().by_id[anchor]
        assert page_ == Addresses(sample_contents()).document(record.snapshot)
        assert record.quote == quote
