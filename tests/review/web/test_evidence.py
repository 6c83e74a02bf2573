"""Words that a reviewer selects or pastes become evidence that is true of the document."""

from __future__ import annotations

import pytest

from extractors.readers.builder import DocumentBuilder
from pipeline.problems import Problem
from pipeline.review.web.evidence import evidence_at, find_words
from schemas.documents import Document


@pytest.fixture
def document() -> Document:
    builder = DocumentBuilder("page.html", "text/html")
    builder.add("paragraph", "We removed 12 models. We removed 12 models again.")
    builder.add("paragraph", "The platform’s policy – in short – holds.")
    return builder.build(title="A page")


def test_a_selection_is_trimmed_and_true_of_the_text(document: Document) -> None:
    found = evidence_at(document, 2, 14)
    assert found.quote == "removed 12"
    assert document.text[found.start : found.end] == found.quote


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (5, 5, "empty"),
        (10, 2, "backwards"),
        (-1, 4, "before the text"),
        (0, 10**6, "after it"),
        (2, 3, "a space"),
        (30, 60, "over two paragraphs"),
    ],
)
def test_a_selection_that_is_no_evidence_is_refused(
    document: Document, start: int, end: int, why: str
) -> None:
    with pytest.raises(Problem):
        evidence_at(document, start, end)


def test_pasted_words_are_found_wherever_they_stand(document: Document) -> None:
    assert [one.evidence.start for one in find_words(document, "  removed 12\n models ")] == [3, 25]


def test_quotation_marks_and_dashes_of_another_shape_are_forgiven(document: Document) -> None:
    (found,) = find_words(document, "platform's policy - in short")
    assert found.evidence.quote == "platform’s policy – in short"


@pytest.mark.parametrize("words", ["", "   ", "never written", "again. The platform"])
def test_words_that_stand_nowhere_are_refused(document: Document, words: str) -> None:
    with pytest.raises(Problem):
        find_words(document, words)


def test_digits_are_never_forgiven(document: Document) -> None:
    with pytest.raises(Problem):
        find_words(document, "removed 13 models")
