"""Coarse parts of speech: the words that the context decides."""

from __future__ import annotations

import pytest

from extractors.lexicon import lexicon, readings
from extractors.quantity.tokens import tokenize
from extractors.shallow import tag

CASES = {
    "a verb behind a singular subject": ("The company reports over 50 cases", "D N V P # N"),
    "a noun behind a determiner": ("The reports cover 50 cases", "D N V # N"),
    "a past form behind a name with a number": ("The S&P 500 fell", "D N C N # E"),
    "a participle before its noun": ("18 disabled accounts appealed", "# A N E"),
    "an infinitive": ("plans to remove models", "N T V N"),
    "to a noun": ("to NCMEC", "P N"),
    "a base form behind a modal": ("It will not report figures", "O X Q V N"),
    "a country is no pronoun": ("sales in the US rose", "N P D N E"),
    "a word glued by a hyphen": ("a start-up employs", "D N - N N"),
    "an adverb": ("retroactively removed models", "R E N"),
}


@pytest.mark.parametrize(("text", "tags"), CASES.values(), ids=CASES.keys())
def test_tag(text: str, tags: str) -> None:
    assert " ".join(tag(tokenize(text))) == tags


def test_the_lexicon_knows_base_forms() -> None:
    assert readings("women").noun == "woman"
    assert readings("banned").verb == "ban"
    assert readings("rose").verb == "rise"
    assert readings("the-like-of-which").noun is None
    assert lexicon().may_be("violative", "adj")
