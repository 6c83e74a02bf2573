"""A quote is found again where its words are, and never where a figure is another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.read import read
from extractors.readers.builder import DocumentBuilder
from pipeline.reconcile import reconcile
from pipeline.review.anchoring import Anchored, Changed, anchor, figures, says_the_same
from pipeline.store.store import DocumentKey, Held
from schemas.documents import Document
from schemas.evidence import Evidence
from schemas.records import Extraction
from schemas.snapshots import Snapshot
from schemas.sources import Source
from tests.review.events import decide

INTRODUCTION = "This report covers the safety work of the first quarter."
REMOVED = "We removed 120 models that were made to produce abuse material."
REVIEWED = "Every upload is reviewed by two people before it is published."
CLOSING = "The next report follows in summer."


def document_of(*paragraphs: str) -> Document:
    builder = DocumentBuilder("page.html", "text/html")
    for paragraph in paragraphs:
        builder.add("paragraph", paragraph)
    return builder.build(title="A page")


def evidence_of(document: Document, quote: str) -> Evidence:
    start = document.text.index(quote)
    (block,) = [one for one in document.blocks if one.start <= start < one.end]
    return document.evidence(start, start + len(quote), block)


PAGE = (INTRODUCTION, REMOVED, REVIEWED, CLOSING)


@pytest.mark.parametrize(
    ("quote", "before", "after", "how", "lands_on", "why"),
    [
        (REMOVED, PAGE, PAGE, "position", REMOVED, "nothing has changed"),
        (REMOVED, PAGE, (INTRODUCTION, REMOVED, "Something else.", CLOSING), "position", REMOVED,
         "what follows has changed"),
        (REMOVED, PAGE, ("A banner.", *PAGE), "quote", REMOVED, "something was put before it"),
        (REMOVED, PAGE, (REVIEWED, CLOSING, INTRODUCTION, REMOVED), "quote", REMOVED,
         "a whole sentence is known by itself, wherever it moves"),
        ("120 models", PAGE, ("A banner.", *PAGE), "quote", "120 models", "its surroundings tell it apart"),
        ("120 models", PAGE, ("Of 120 models none was ours.", CLOSING), None, None,
         "a few words could stand anywhere"),
        (REMOVED, PAGE, (INTRODUCTION, REMOVED.replace("were made", "had been made"), REVIEWED), "fuzzy",
         REMOVED.replace("were made", "had been made"), "a light edit, the same figure"),
        (REMOVED, PAGE,
         (INTRODUCTION, "As before. " + REMOVED.replace("were", "are") + " More below.", REVIEWED), "fuzzy",
         REMOVED.replace("were", "are"), "snapped to the sentence, not the paragraph"),
        (REMOVED, PAGE, (INTRODUCTION, REMOVED.replace("120", "130"), REVIEWED), "figures",
         REMOVED.replace("120", "130"), "a changed figure is a conflict"),
        (REMOVED, PAGE, (INTRODUCTION, REMOVED.replace("120", "1,250,000"), REVIEWED), "figures",
         REMOVED.replace("120", "1,250,000"), "also one of another length"),
        (REVIEWED, PAGE, (INTRODUCTION, REMOVED, REVIEWED.replace("two", "three")), "figures",
         REVIEWED.replace("two", "three"), "a number in words is a figure"),
        (REVIEWED, PAGE, (INTRODUCTION, REMOVED, REVIEWED.replace("is reviewed", "is not reviewed")),
         "negation", REVIEWED.replace("is reviewed", "is not reviewed"), "the opposite is another statement"),
        (REMOVED, PAGE, (INTRODUCTION, REMOVED.replace("120", "130"), REVIEWED, CLOSING, REMOVED), "figures",
         REMOVED.replace("120", "130"), "edited in place; the old words elsewhere are another statement"),
        (REMOVED, PAGE, (INTRODUCTION, CLOSING), None, None, "the words are gone"),
        (REMOVED, PAGE, ("We closed 120 accounts of people who had made threats.", CLOSING), None, None,
         "the same figure of something else"),
        ("120", (INTRODUCTION, "120", CLOSING), ("120", "Other words.", "120"), None, None,
         "a bare figure in other surroundings is anybody's"),
        ("120", (INTRODUCTION, "120", CLOSING), (INTRODUCTION, "1,120", CLOSING), None, None,
         "the end of a longer number is another number"),
        ("removed 120 models", PAGE, (INTRODUCTION, REMOVED.replace("removed", "have removed"), REVIEWED),
         "quote", "removed 120 models", "a part of an edited sentence"),
    ],
)  # fmt: skip
def test_where_a_quote_is_found_again(
    quote: str,
    before: tuple[str, ...],
    after: tuple[str, ...],
    how: str | None,
    lands_on: str | None,
    why: str,
) -> None:
    now = document_of(*after)
    found = anchor(evidence_of(document_of(*before), quote), now)
    if found is None:
        assert how is None, why
        return
    told = found.how if isinstance(found, Anchored) else found.what
    assert (told, now.text[found.start : found.end]) == (how, lands_on), why


def test_two_equally_good_places_are_none() -> None:
    then = document_of("Intro.", REMOVED, "Outro.")
    now = document_of("Here.", REMOVED, "There.", "Here.", REMOVED, "There.")
    assert anchor(evidence_of(then, REMOVED), now) is None


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("1,200 reports", "1200 reports", None),
        ("1.5 million", "15 million", "figures"),
        ("12 reports in 2023", "12 reports in 2024", "figures"),
        ("12 and 30 reports", "30 and 12 reports", "figures"),
        ("two reports", "2 reports", "figures"),
        ("does not scan", "doesn't scan", None),
        ("can scan", "cannot scan", "negation"),
        ("has yet to scan", "has begun to scan", "negation"),
        ("scans uploads", "scans all uploads", None),
    ],
)
def test_what_turns_a_statement_into_another(one: str, other: str, differ: str | None) -> None:
    assert says_the_same(one, other) == differ == says_the_same(other, one)


def _extracted(path: Path) -> tuple[Document, Extraction]:
    data = path.read_bytes()
    document = read(data, path.name)
    return document, extract(document, snapshot=Snapshot.digest(data))


def _none_lands_on_another_figure(last_year: Path, this_year: Path) -> list[Anchored | Changed | None]:
    _, old = _extracted(last_year)
    document, new = _extracted(this_year)
    found = []
    for record in old.records:
        place = anchor(record.evidence, document)
        found.append(place)
        if not isinstance(place, Anchored):
            continue
        words = document.text[place.start : place.end]
        assert figures(words) == figures(record.quote)
        said = [one for one in new.records if one.kind == "metric" and one.evidence.quote == words
                and one.evidence.start == place.start]  # fmt: skip
        if record.kind == "metric" and said:
            assert record.value in {one.value for one in said if one.kind == "metric"}
            # A table of both years prints last year's figure again: in last year's column.
            labels = " ".join(record.dimensions.values()) if record.dimensions else ""
            for one in said:
                if one.kind == "metric" and one.edition != record.edition and one.dimensions:
                    assert str(record.edition) in one.dimensions.values(), labels
    return found


def test_last_years_anchors_on_this_years_statistics(samples: Path) -> None:
    found = _none_lands_on_another_figure(samples / "statistics-2023.pdf", samples / "statistics.pdf")
    changed = [place for place in found if isinstance(place, Changed)]
    assert len(changed) == 2, "the sentence with this year's totals is where last year's was"


def test_anchors_of_a_page_that_was_revised(samples: Path) -> None:
    found = _none_lands_on_another_figure(
        samples / "progress-page.html", samples / "progress-page-revised.html"
    )
    assert sum(place is None for place in found) == 0
    assert sum(isinstance(place, Changed) for place in found) == 1, "the one figure that was edited"


@pytest.mark.shared
@pytest.mark.parametrize("table", ["by-country", "by-esp"])
@pytest.mark.parametrize(("last", "this"), [(2020, 2021), (2021, 2022), (2020, 2022)])
def test_last_years_anchors_on_this_years_real_tables(shared: Path, table: str, last: int, this: int) -> None:
    folder = shared / "benchmarks" / "ncmec"
    _, then = _extracted(folder / f"ncmec-{table}-{last}.pdf")
    found = _none_lands_on_another_figure(
        folder / f"ncmec-{table}-{last}.pdf", folder / f"ncmec-{table}-{this}.pdf"
    )
    assert len(found) > 150
    same = [record for record, place in zip(then.records, found, strict=True) if isinstance(place, Anchored)]
    assert all(record.kind != "metric" for record in same), "only sentences are there every year"
    assert len(same) <= 1, "a sentence that is there every year"


def _held(path: Path, source: Source) -> tuple[Document, Held]:
    data = path.read_bytes()
    document = read(data, path.name)
    extraction = extract(document, snapshot=Snapshot.digest(data), source=source)
    return document, Held(DocumentKey(source.id), extraction.snapshot, extraction.records, extraction.doubts)


@pytest.mark.parametrize(
    ("last_year", "this_year", "carried", "conflicts", "why"),
    [
        ("statistics-2023.pdf", "statistics.pdf", 0, {},
         "another year's report: nothing is wrong, and no decision is taken for this year's"),
        ("progress-page.html", "progress-page-revised.html", 122, {"figure changed": 1},
         "the same page, one figure edited"),
    ],
)  # fmt: skip
def test_what_becomes_of_last_years_decisions(
    samples: Path, last_year: str, this_year: str, carried: int, conflicts: dict[str, int], why: str
) -> None:
    source = Source(id="s", title="S", publisher="beacon", url=this_year)
    old, then = _held(samples / last_year, source)
    new, now = _held(samples / this_year, source)
    events = [decide(record, "accept") for record in then.records]
    result = reconcile([now], events, {then.snapshot: old, now.snapshot: new}.__getitem__)
    accepted = [record for record in result.records if record.review.status == "accepted"]
    assert len(accepted) == carried, why
    assert Counter(one.cause for one in result.conflicts) == conflicts, why
    said = {record.id: record for record in then.records}
    for item in result.items:
        if item.subject == "record" and item.said is not None and item.record is not None:
            before = said[(*item.lineage, item.id)[0]]
            assert figures(item.record.quote) == figures(before.quote)
            assert (item.record.edition, item.record.organisation) == (before.edition, before.organisation)
    places = Counter(item.subject for item in result.items if item.said is not None)
    assert sum(places.values()) == len(then.records), "every decision is somewhere"
