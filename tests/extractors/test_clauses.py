"""How sentences divide into clauses and listed items."""

from __future__ import annotations

import pytest

from extractors.clauses import independent_clauses, named_asides, told_clauses
from extractors.language import parse, sentences
from extractors.series import enumeration, requests


@pytest.mark.parametrize(
    ("text", "clauses", "why"),
    [
        ("Film is not collected, and no outlet has been found.", 2, "two subjects, two clauses"),
        ("Acme scans uploads; live video is not scanned.", 2, "a semicolon divides"),
        ("Acme scans uploads but not live video.", 1, "no second subject"),
        ("Acme publishes no logs, nor does it keep any.", 2, "nor opens a clause of its own"),
        ("Acme trained its staff and opened a hotline.", 1, "one subject, two verbs"),
        ("Uploads that nobody checked were removed.", 1, "a relative clause stays where it is"),
    ],
)
def test_independent_clauses(text: str, clauses: int, why: str) -> None:
    doc = next(iter(parse([text])))
    found = independent_clauses(doc)
    assert len(found) == clauses, why
    assert all(clause.text and clause.text in text for clause in found)


@pytest.mark.parametrize(
    ("text", "opening", "items", "why"),
    [
        (
            "Gaps include: training staff, testing models, and opening the hash list.",
            ":",
            ["training staff", "testing models", "opening the hash list"],
            "a series with a comma before its and",
        ),
        (
            "Gaps include: live audio, which nobody scans; and appeals.",
            ":",
            ["live audio, which nobody scans", "appeals"],
            "semicolons win over commas",
        ),
        (
            "Gaps include training staff and expanding audits.",
            "include",
            ["training staff", "expanding audits"],
            "two verbs of one form are two",
        ),
        (
            "Gaps include systematic assessment and red teaming.",
            "include",
            ["systematic assessment and red teaming"],
            "two nouns are one",
        ),
        (
            "Gaps include tests of older models and a plan for audits.",
            "include",
            ["tests of older models", "a plan for audits"],
            "an article opens an item of its own behind a longer one",
        ),
        (
            "Missing: parental consent, deletion of voice recordings, and a form for children.",
            ":",
            ["parental consent", "deletion of voice recordings", "a form for children"],
            "nouns in a series",
        ),
        (
            "Gaps include the need to train staff, test models and publish figures.",
            "include",
            ["train staff", "test models", "publish figures"],
            "'the need to' belongs to every item and to none",
        ),
        (
            "Gaps include appeals (slow, opaque) and audits, such as those of code.",
            "include",
            ["appeals (slow, opaque) and audits, such as those of code"],
            "commas in brackets and before 'such as' divide nothing",
        ),
    ],
)
def test_enumerations(text: str, opening: str, items: list[str], why: str) -> None:
    doc = next(iter(parse([text])))
    begin = next(token.i for token in doc if token.text == opening) + 1
    assert [text[start:end] for start, end in enumeration(doc, begin)] == items, why


@pytest.mark.parametrize(
    ("text", "verb", "told", "why"),
    [
        (
            "Acme admits that logs are kept, and that nobody reads them.",
            "admits",
            ["logs are kept", "nobody reads them"],
            "each that-clause is told by itself",
        ),
        ("Acme acknowledged one such case.", "acknowledged", [], "a noun is no clause"),
        (
            "Acme acknowledged one type of data that it infers but offered no details.",
            "acknowledged",
            [],
            "nor is a second predicate",
        ),
    ],
)
def test_what_a_verb_of_telling_tells(text: str, verb: str, told: list[str], why: str) -> None:
    doc = next(iter(parse([text])))
    found = told_clauses(next(token for token in doc if token.text == verb))
    assert [clause.text.rstrip(".") for clause in found] == told, why


def test_asides_about_somebody_named() -> None:
    doc = next(iter(parse(["Acme, which lacks an audit, told us that it had met every request."])))
    assert [one.text for one in named_asides(doc)] == ["which lacks an audit"]


@pytest.mark.parametrize(
    ("text", "count", "why"),
    [
        ("It took approx. 5 days. We agreed.", 2, "an abbreviation before a number ends nothing"),
        ("J. Doe resigned. She left.", 2, "nor does an initial"),
        ("We use bcrypt.com now. it works.", 1, "what goes on in lower case is the same sentence"),
        ("One. Two. Three.", 3, "plain full stops"),
        ("   ", 0, "nothing"),
    ],
)
def test_sentences(text: str, count: int, why: str) -> None:
    spans = sentences(text)
    assert len(spans) == count, why
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        (  # the last "and" joins what "than" governs
            "lighting, crew training and support for ports other than Oslo and Brest",
            [
                "lighting",
                "crew training",
                "support for ports other than Oslo and Brest",
            ],
        ),
        (
            "scan stored models and to give the public a form",
            ["scan stored models", "give the public a form"],
        ),
        ("hash sharing and red teaming", ["hash sharing and red teaming"]),
    ],
)
def test_a_series_ends_at_its_own_conjunction(sentence: str, items: list[str]) -> None:
    doc = next(iter(parse([sentence])))
    assert [sentence[start:end] for start, end in enumeration(doc, 0)] == items


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        (
            "We ask hosts to keep logs, and payment firms to close such accounts.",
            ["We ask hosts to keep logs", "payment firms to close such accounts."],
        ),
        ("We ask hosts to keep logs and to test their filters.", None),  # asked of the same
        ("Hosts should keep logs.", None),
    ],
)
def test_what_several_are_asked_is_cut(sentence: str, asked: list[str] | None) -> None:
    doc = next(iter(parse([sentence])))
    assert [one.text for one in requests(doc[:])] == (asked or [sentence])
