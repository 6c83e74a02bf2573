"""Extraction as a whole: evidence, identity, doubts, repeats, and that it never breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.explain import try_sentence
from extractors.extract import extract
from extractors.readers.builder import CellText, DocumentBuilder, TableText
from schemas.documents import Document
from schemas.records import Extraction
from schemas.snapshots import Snapshot
from schemas.sources import Source

from .worlds import of, page, records

REPORT = (
    "<h1>Progress report</h1><h2>January 2025: Civitai</h2>"
    "<p>Since joining, Civitai has:</p><ul><li>removed 300 models;</li><li>trained its staff.</li></ul>"
    "<p>Areas requiring progress remain: a register of models.</p>"
)


def test_a_second_run_gives_the_same_records() -> None:
    assert records(page(REPORT)) == records(page(REPORT))


def test_ids_survive_an_edit_elsewhere_on_the_page() -> None:
    """What is inserted before a record moves its offsets, not its identity."""
    before = {one.id: one.evidence.start for one in of(REPORT)}
    edited = REPORT.replace("<h2>", "<p>A new paragraph about the weather.</p><h2>", 1)
    after = {one.id: one.evidence.start for one in of(edited)}
    assert before.keys() == after.keys()
    assert all(after[key] > start for key, start in before.items())


def test_ids_change_with_a_digit() -> None:
    assert {one.id for one in of(REPORT, "metric")} != {
        one.id for one in of(REPORT.replace("300", "301"), "metric")
    }


def test_equal_sentences_in_two_places_are_two_records() -> None:
    made = of(
        "<h2>Civitai</h2><p>It deleted 30 models.</p><p>Later on.</p><p>It deleted 30 models.</p>", "metric"
    )
    assert len({one.id for one in made}) == 2


def test_a_large_figure_that_is_merely_repeated_is_told_once() -> None:
    html = "<p>We removed 12,345 posts in 2024.</p><p>The 12,345 posts we removed were spam.</p>"
    assert len(of(html, "metric")) == 1


def test_what_fails_validation_is_kept_as_a_doubt() -> None:
    extraction = try_sentence("It was 12%.")
    assert extraction.records == ()
    assert [one.kind for one in extraction.doubts] == ["metric"]
    assert "no base" in extraction.doubts[0].reason
    assert extraction.doubts[0].evidence.quote == "It was 12%."


def test_a_page_in_another_language_gives_its_figures_and_tables_only() -> None:
    html = (
        "<p>Wir haben im Jahr 2024 insgesamt 300 Konten gesperrt, und das war auch gut so.</p>"
        "<p>Die Moderatoren sind nicht in allen Sprachen geschult worden, was wir sehr bedauern.</p>"
        "<table><tr><th>Anbieter</th><th>2024</th></tr><tr><td>Google</td><td>4</td></tr></table>"
    )
    document = page(html).model_copy(update={"language": "de"})
    assert [(one.kind, one.quote[:24]) for one in records(document).records] == [
        ("metric", "Wir haben im Jahr 2024 i"), ("metric", "4")
    ]  # fmt: skip


def test_without_a_profile_quantities_gaps_and_progress_still_come_out() -> None:
    html = "<p>We closed 300 accounts. We have yet to train staff. We opened a hotline.</p>"
    assert {one.kind for one in records(page(html), profile=None).records} == {"metric", "gap", "progress"}


def test_a_source_names_the_publisher_the_organisation_and_the_edition() -> None:
    source = Source.model_validate(
        {
            "id": "civitai-report",
            "title": "Progress",
            "url": "https://example.org/report",
            "publisher": "thorn",
            "organisations": ["civitai"],
            "edition": "2025-01",
            "profile": "safety-by-design",
        }
    )
    document = page("<p>300 models were deleted.</p>", site="")
    made = extract(document, snapshot=Snapshot.digest(b""), source=source).records
    assert [(one.organisation, one.edition, one.source) for one in made] == [
        ("civitai", "2025-01", "civitai-report")
    ]


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no-such-profile"):
        records(page("<p>x</p>"), profile="no-such-profile")


# --- properties ---------------------------------------------------------------------------------------

_NUMBERS = st.one_of(
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.decimals(0, 100, places=1).map(lambda n: f"{n}%"),
    st.sampled_from(["two", "a dozen", "no", "5-10", "over 300", "€1.2 million", "31 June 2024"]),
)
_WORDS = st.sampled_from(
    "Acme we it the removed trained accounts models reports of in 2024 and , ; : . not yet lacks which has "
    "should publish every year since joining ( ) “ ” – including NCMEC to by for 100% n/a 'll ﬁ \u00ad é "
    "漢".split()
)  # fmt: skip
_SENTENCES = st.lists(st.one_of(_WORDS, _NUMBERS), min_size=1, max_size=18).map(" ".join)
_KINDS = st.sampled_from(
    ["title", "heading", "paragraph", "list_item", "lead", "quote", "footnote", "caption"]
)


@st.composite
def _documents(draw: Any) -> Document:
    builder = DocumentBuilder("generated", "text/plain")
    for kind, text in draw(st.lists(st.tuples(_KINDS, _SENTENCES), max_size=6)):
        level = draw(st.integers(1, 3)) if kind in ("heading", "list_item") else None
        builder.add(kind, text, level=level)
    rows, columns = draw(st.integers(0, 4)), draw(st.integers(1, 3))
    cells = [
        CellText(row, column, draw(st.one_of(_NUMBERS, _SENTENCES, st.just(""))), header=draw(st.booleans()))
        for row in range(rows)
        for column in range(columns)
    ]
    heads = draw(st.integers(0, rows)), draw(st.integers(0, columns))
    builder.add_table(TableText(cells, header_rows=heads[0], header_columns=heads[1]))
    return builder.build(language="en")


def _holds(document: Document, extraction: Extraction) -> None:
    for one in extraction.records:
        assert document.text[one.evidence.start : one.evidence.end] == one.quote == one.evidence.quote
        if one.kind == "metric":
            assert one.printed in one.quote
            digits = "".join(letter for letter in one.printed if letter.isdigit())
            assert digits in "".join(letter for letter in one.quote if letter.isdigit())
    ids = [one.id for one in extraction.records]
    assert len(set(ids)) == len(ids)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_documents())
def test_any_document_is_read_and_every_record_rests_on_its_words(document: Document) -> None:
    _holds(document, records(document))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    document = DocumentBuilder("any", "text/plain")
    document.add("paragraph", text)
    built = document.build(language="en")
    _holds(built, records(built))
