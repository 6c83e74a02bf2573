"""Small numbers: counts of what somebody did, and mere sizes of a group, of a text, or turns of speech."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.read import read

NO_METRICS = {
    "a text has parts": "The charter has seven chapters.",
    "a text's parts by another verb": "The code contains eleven provisions in three groups.",
    "a reader lists them": "Last year's review named four weak points.",
    "duties taken on": "Whoever signs accepts nine duties.",
    "asked what they do": "In May the Commission asked six banks what they do against fraud.",
    "looked at how they act": "We examined how five airlines treat stranded passengers.",
    "a review's title": "Clean air review: findings for three ports",
    "an audit of a group": "Fare transparency: audit of five rail operators, 2024",
    "one as a pronoun behind an adjective": "A short one needs only a name.",
    "one that was published": "This survey follows one published in 2019.",
    "all but one": "All but one have closed the loophole.",
    "a speaker": '"Water is patient," as one engineer put it to us.',
    "the same for all": "The shops use one form for returns.",
    "counted as one": "Several calls on a day are counted as one call.",
    "what several share": "Families who share one phone are left out.",
    "a set of rules": "In May the firms launched the Clean Air Code, a set of eleven measures for drivers.",
    "no two": "No two hospitals record waiting times alike.",
    "hours of the day": "The line is answered from seven in the morning until nine at night.",
    "months of a period": "It was used daily in the six months of our trial.",
    "a tester's age": "Our tester, who had said she was 13, was let in.",
    "the youngest": "The youngest was nine.",
    "accounts under an age": "Ads are no longer shown on accounts under 18.",
    "boys of an age": "The victims are mostly boys between 13 and 16.",
    "a dateline": "OSLO - Five hotel groups today signed the Clean Beaches Pledge.",
    "news announced": "Six developers have put their names to a text, the Forum announced on Monday.",
}

METRICS = {
    "who signed, as a finding": ("Twelve utilities signed the pledge in 2019.", [12]),
    "findings are no parts": ("The auditor made six findings, five of which are closed.", [6, 5]),
    "one who did something": ("One member was expelled in 2023.", [1]),
    "one of those counted": ("Two orders were challenged; one was overturned.", [2, 1]),
    "a verb that ends like a comparative": ("Solar panels cover four warehouses.", [4]),
    "rules broken": ("It broke three rules.", [3]),
    "one audit": ("It carried out one independent audit.", [1]),
    "exercises": ("We ran two exercises with the police.", [2]),
    "those who failed": ("Two providers did not answer our questions.", [2]),
    "a study from two universities": ("It commissioned a study from two universities.", [2]),
    "a level left and one reached": ("The crew has been enlarged from 8 to 13 people.", [8, 13]),
    "a level behind a comma": (
        "It doubled the number of staff who may open a sluice, from 120 to 240.",
        [120, 240],
    ),
    "a range stays one": ("It stores between 20 and 30 barrels.", []),
}


def figures(text: str) -> list[float]:
    """The values of the metrics of a text, as a note of which it is the second paragraph."""
    note = f"Acme Trust\n\nAcme Trust writes about what it saw during the year and since then.\n\n{text}\n"
    records = extract(read(note.encode(), "note.txt"), snapshot="0" * 64).records
    return [float(one.value) for one in records if one.kind == "metric" and one.value is not None]


@pytest.mark.parametrize("text", NO_METRICS.values(), ids=NO_METRICS.keys())
def test_that_it_counts_nothing(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(("text", "values"), METRICS.values(), ids=METRICS.keys())
def test_that_it_counts(text: str, values: list[float]) -> None:
    assert figures(text) == values


def test_a_headline_of_plain_text_gives_no_figure_and_the_sentence_below_does() -> None:
    note = (
        "CLEAN PORTS PLEDGE: ONE YEAR ON\nMembers save 3.1 million litres; audit still to come\n\n"
        "Members of the Clean Ports Pledge saved 3.1 million litres of diesel in 2024.\n"
    )
    records = extract(read(note.encode(), "note.txt"), snapshot="0" * 64).records
    assert [one.quote[:7] for one in records if one.kind == "metric"] == ["Members"]
    assert "Clean Ports" in next(one.quote for one in records if one.kind == "metric")
