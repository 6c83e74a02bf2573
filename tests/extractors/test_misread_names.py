"""A sentence that opens with a name the parser does not know has its verb all the same."""

import pytest

from extractors.language import parse


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("Tandem shares signals on extortion with two other services.", "shares"),
        ("Umbra Store reviews age ratings by hand.", "reviews"),
        ("The board met twice.", "met"),
    ],
)
def test_the_verb_is_the_root(sentence: str, verb: str) -> None:
    doc = next(iter(parse([sentence])))
    assert doc.text == sentence
    assert [one.text for one in doc if one.head == one] == [verb]
    assert [one.idx for one in doc][:2] == [0, len(doc[0].text_with_ws)]


@pytest.mark.parametrize(
    "phrase",
    [
        "Safety reviews of models by outside experts.",  # no object follows
        "Search terms on our list.",
        "Audits",
    ],
)
def test_a_noun_phrase_stays_one(phrase: str) -> None:
    assert all(one.tag_ not in ("VBZ", "VBD") for one in next(iter(parse([phrase]))))
