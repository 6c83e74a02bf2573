"""What a quantity counts, without a parser: head and phrase of each quantity, in order."""

from __future__ import annotations

import pytest

from extractors.counted import counted
from extractors.quantity import find_quantities

CASES = {
    "an adjective": (
        "Detected over 252,000 violative prompts at the input stage.",
        [("prompts", "violative prompts")],
    ),
    "of": (
        "Reported 2 instances of CSAM and over 100 instances of AIG-CSAM to NCMEC",
        [("instances", "instances of CSAM"), ("instances", "instances of AIG-CSAM")],
    ),
    "a participle behind an object": (
        "Removed 183 models optimized for producing AIG-CSAM.",
        [("models", "models optimized for producing AIG-CSAM")],
    ),
    "a verb behind a subject": ("Ninety-four businesses reported for 2024.", [("businesses", "businesses")]),
    "a participle in a title": (
        "1.9M accounts disabled for spam",
        [("accounts", "accounts disabled for spam")],
    ),
    "an infinitive": (
        "Prevented over 400 attempts to upload models",
        [("attempts", "attempts to upload models")],
    ),
    "for, with or": (
        "The Foundation got 304 requests for changes or removals in May.",
        [("requests", "requests for changes or removals")],
    ),
    "a part of a whole": ("fifteen of the 40 models", [("models", "models"), ("models", "models")]),
    "its": ("35m of its Echo devices", [("devices", "Echo devices")]),
    "a unit of measure": ("It used 18,400 tonnes of packaging.", [("tonnes", "tonnes of packaging")]),
    "a share": ("14.3% of requests for user data", [("requests", "requests for user data")]),
    "a share of people": ("~15% of our employees work on safety", [("employees", "employees")]),
    "a compound": ("It handled 51 penalty units a day", [("units", "penalty units")]),
    "coordinated adjectives": ("4.3M digital and physical sales", [("sales", "digital and physical sales")]),
    "coordinated nouns": ("1,200 trust and safety staff", [("staff", "trust and safety staff")]),
    "two plurals": ("35 human rights organisations", [("organisations", "human rights organisations")]),
    "a gerund": ("ran two red-teaming exercises", [("exercises", "red-teaming exercises")]),
    "a disabled thing": ("Owners of 24,118 disabled accounts appealed", [("accounts", "disabled accounts")]),
    "more": ("released in 12 more languages", [("languages", "languages")]),
    "a zero": (
        "We received no requests for the content of calls",
        [("requests", "requests for the content of calls")],
    ),
    "left out, behind the first": (
        "was sent 11 DMCA notices and acted on three;",
        [("notices", "DMCA notices"), ("notices", "DMCA notices")],
    ),
    "left out, of them": (
        "A list of 11 problem items was agreed, and eight of them have gone.",
        [("items", "problem items"), ("items", "problem items")],
    ),
    "left out, before the verb": (
        "Emergency requests numbered eighty-six.",
        [("requests", "Emergency requests")],
    ),
    "nothing": ("The score is 86.", [None]),
    "no noun but a verb": ("Of these, 51,162 concerned media.", [None]),
    "money": ("It cost $5 in total.", [None]),
}


@pytest.mark.parametrize(("sentence", "expected"), CASES.values(), ids=CASES.keys())
def test_counted(sentence: str, expected: list[tuple[str, str] | None]) -> None:
    found = [counted(sentence, quantity) for quantity in find_quantities(sentence)]
    assert [one and (one.head, one.phrase) for one in found] == expected


def test_a_noun_that_is_left_out_is_said_to_be() -> None:
    sentence = "was sent 11 DMCA notices and acted on three;"
    notices, three = (counted(sentence, quantity) for quantity in find_quantities(sentence))
    assert notices is not None
    assert three is not None
    assert (notices.elliptical, three.elliptical) == (False, True)
    assert sentence[three.head_start : three.head_end] == "notices"


def test_the_core_ends_before_what_hangs_on_the_noun() -> None:
    sentence = "We received 304 requests for changes."
    (quantity,) = find_quantities(sentence)
    found = counted(sentence, quantity)
    assert found is not None
    assert sentence[found.start : found.core_end] == "requests"
