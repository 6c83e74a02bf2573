"""Zeros told in words, and the "no" that is a gap or a turn of speech."""

from __future__ import annotations

import pytest

from extractors.quantity import find_quantities

ZEROS = {
    "passive": "No CSAM was detected.",
    "passive, with a compound": "No data breaches were reported.",
    "perfect": "No violations have been identified.",
    "fragment": "No CSAM detected in their datasets",
    "fragment of a noun": "No fatalities.",
    "with": "Maintains 100% dataset auditing with no detected CSAM.",
    "object": "We received no requests for the content of voice calls.",
    "object behind a preposition": "Granted access to no accounts.",
    "there were": "There were no emergency requests.",
    "there have been": "There have been no confirmed cases.",
    "none": "had requests from governments and agreed to none;",
    "none of": "None of the images were shared.",
    "none were": "Of these, none were upheld.",
    "not any": "It did not identify any instances of CSAM.",
    "not any, perfect": "We have not received any national security letters.",
    "never any": "We have never received any such orders.",
    "not a single": "Not a single report was filed.",
}


@pytest.mark.parametrize("text", ZEROS.values(), ids=ZEROS.keys())
def test_a_zero_in_words(text: str) -> None:
    zeros = [quantity for quantity in find_quantities(text) if quantity.value == 0]
    assert [zero.zero_words for zero in zeros] == [True]


NO_ZEROS = {
    "a gap": "No provider has a process for it.",
    "a gap with a verb of finding": "No provider detects livestreamed abuse on all of its services.",
    "missing means": "Has no tool for detecting new material.",
    "missing process": "We have no process for reports.",
    "sought, not found": "Film is not collected, and no outlet for it has been found.",
    "no progress": "Metaphysic reports no additional progress since July 2024.",
    "no evidence": "We found no evidence of misuse.",
    "no changes": "We made no changes to the policy.",
    "no later than": "no later than June",
    "no longer": "It no longer hosts models.",
    "no such": "There is no such plan.",
    "no one": "No one answered.",
    "no gaps": "No gaps remain.",
    "second to none": "a record second to none",
    "none has": "None of the providers has a process.",
    "does not": "Apple does not block any links.",
}


@pytest.mark.parametrize("text", NO_ZEROS.values(), ids=NO_ZEROS.keys())
def test_no_zero(text: str) -> None:
    assert find_quantities(text) == []


def test_zero_in_digits_is_not_in_words() -> None:
    (quantity,) = find_quantities("0 requests were granted")
    assert quantity.value == 0
    assert not quantity.zero_words


@pytest.mark.parametrize("text", ["See none.txt for that.", "It is at /reports/none/ now.", "/tmp/none.txt"])
def test_the_name_of_a_file_or_an_address_counts_nothing(text: str) -> None:
    assert find_quantities(text) == []
