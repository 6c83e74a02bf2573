"""The light normaliser, and the word lists by which statements are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.wording import (
    content_words,
    jaccard,
    lemmas,
    nearly_verbatim,
    pattern,
    shared_weight,
    stem,
    telling,
    word_lists,
)


@pytest.mark.parametrize(
    "forms",
    [
        "detect detects detected detecting detection",
        "assess assesses assessing assessment assessed",
        "moderate moderated moderating moderation",
        "verify verified verifies verification",
        "ban bans banned banning",
        "close closes closed closing",
        "generate generated generative generation",
        "implement implementing implementation",
        "child children",
        "scan scanned unscanned",
        "policy policies",
        "break broken",
    ],
)
def test_the_forms_of_a_word_are_one_lemma(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["report record", "model moderate", "hash host", "process progress", "image imagine", "close clothe"],
)
def test_other_words_stay_other(words: str) -> None:
    one, other = words.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("There is no process for matching uploads", "match upload", "how a gap is dressed does not count"),
        ("Live audio is still not scanned.", "liv audio scan", "nor does what says that it is one"),
        ("users’ 2,000 reports", "user 2 000 report", "numbers are words"),
        ("it is what they do", "", "nothing but function words"),
    ],
)
def test_content_words(text: str, expected: str, why: str) -> None:
    assert " ".join(lemmas(text)) == expected, why


@pytest.mark.parametrize("name", ["total", "part", "comparing", "restriction"])
def test_every_pattern_holds_to_its_own_examples(name: str) -> None:
    found = pattern(name if name == "comparing" else f"{name}s")
    lists = word_lists()
    assert [text for text in lists[f"{name}_examples"] if not found.search(text)] == []
    assert [text for text in lists[f"{name}_counterexamples"] if found.search(text)] == []


def test_a_word_tells_less_the_more_gaps_of_one_edition_share_it() -> None:
    july = [content_words(text) for text in ("assess hosted models", "add model cards", "mark images")]
    october = [content_words("assess hosted models")]
    weights = telling([july, october])
    assert weights["model"] == 0.5
    assert weights["assess"] == 1, "that it returns in October takes nothing from it"


def test_nearly_verbatim() -> None:
    assert nearly_verbatim("Reviewing outputs comprehensively.", "review outputs comprehensively")
    assert not nearly_verbatim("Reviewing outputs comprehensively.", "Reviewing inputs for images")
    assert not nearly_verbatim("it is", "they do"), "nothing in common but function words"


texts = st.text(alphabet="abcdefgstuinger ,.-’0123", max_size=60)


@given(texts, texts)
def test_likeness_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    left, right = content_words(one), content_words(other)
    assert jaccard(left, right) == jaccard(right, left)
    contained, both = shared_weight(left, right, {})
    assert 0 <= contained <= 1
    assert 0 <= both <= 1
    assert nearly_verbatim(one, other) == nearly_verbatim(other, one)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_lemma_is_never_empty(word: str) -> None:
    assert stem(word)
