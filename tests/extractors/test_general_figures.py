"""Figures of rules, methods and forms: no quantity that anybody reached."""

from __future__ import annotations

import pytest

from extractors.explain import try_sentence


def _values(sentence: str) -> list[object]:
    return [one.value for one in try_sentence(sentence).records if one.kind == "metric"]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("A site is a building or a group of buildings with one permit.", "what a word is to mean"),
        ("A prompt is “refused” when no output is returned.", "a state is defined"),
        ("A discharge is counted once for each block of 12 hours.", "how things are counted"),
        ("The baseline is 2019, when water use was set at 100.", "the base of an index"),
        ("Members score each measure from 0 to 3.", "a scale"),
        ("A score of 2 means that a measure is in place.", "a mark on a scale"),
        ("The charter requires that at least 80% of reports be answered within a day.", "a duty"),
        ("Adults are advised to eat no more than 6 grams of salt per day.", "advice"),
        ("We are hiring 4 analysts.", "whom somebody looks for"),
        ("We expect 20 firms to join them before the summer.", "what is expected"),
        ("Platforms with more than 45 million users have further duties.", "whom a rule is for"),
        ("Chat in worlds with fewer than ten players is unfiltered.", "of which kind it is told"),
        ("“AIG-CSAM” has the meaning given in the Common Safeguards, s. 1.", "the number of a section"),
        ("Coalition for Safe Media, 8 rue des Archives.", "an address with its street"),
        ("Commission for Communications, 1 Dockland Central, Guild Street.", "an address of names alone"),
        ("1 Why we publish ......... 1 2 Operators ......... 2 3 Requests ........ 4", "a list of contents"),
    ],
)
def test_figures_of_rules(sentence: str, why: str) -> None:
    assert _values(sentence) == [], why


@pytest.mark.parametrize(
    ("sentence", "values", "why"),
    [
        ("A reuse pilot runs in 31 shops.", [31], "an indefinite subject that does something"),
        ("In Spain, 12 shops opened.", [12], "a number behind a comma that counts"),
        ("Acme 3.1 Acme blocked 400 calls.", [400], "the number of a paragraph, and a figure"),
        ("Averages exclude 41 valves whose sensors worked for less than 90% of the time.", [41], "the bound"),
        ("Data sets with more than 1,000 users: 100% scanned (38 of 38)", [100, 38], "a bound in a label"),
        ("We hired 4 analysts.", [4], "whom somebody found"),
        ("The school was set to open, and 100 pupils came.", [100], "a hundred that counts"),
        ("Acme works with more than 300 schools that have a nurse.", [300], "with behind a verb"),
    ],
)
def test_figures_beside_them_stay(sentence: str, values: list[object], why: str) -> None:
    assert _values(sentence) == values, why
