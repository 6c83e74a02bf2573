"""What holds for any text: no error, right places, round trips, time in proportion to length."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.counted import counted
from extractors.quantity import find_quantities, read_numbers
from schemas.quantities import Quantity

WORDS = (
    "no none any not zero one two twelve hundred thousand million dozen half a third of quarter in"
    " per cent % percent points $ € USD EUR over under up to at least between and from - – — + ~ ( )"
    " . , ; : / ' \n\n 5 10 1,200 0.5 1.2M 12k 2024 April section Article § pages users under every"
    " month year old times twice doubled models CSAM detected was km/h kg -5 +3 x 1/2 ½ hundreds"
    " thousands tens #4 GPT-4 1 200 000"
).split(" ")
texts = st.one_of(
    st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join)
)
languages = st.sampled_from(["en", "de", "fr", "ja", "xx", ""])


@settings(deadline=None)  # the first call loads the word lists
@given(texts, languages)
def test_any_text_gives_quantities_with_right_places_in_order(text: str, language: str) -> None:
    end = 0
    for quantity in find_quantities(text, language=language):
        assert text[quantity.start : quantity.end] == quantity.printed
        assert (
            end <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        )
        assert Quantity.model_validate(quantity.model_dump()) == quantity
        end = quantity.end


@settings(deadline=None)
@given(texts)
def test_every_reading_is_a_valid_quantity_and_what_it_counts_lies_in_the_text(text: str) -> None:
    for reading in read_numbers(text):
        found = counted(text, reading.quantity)
        if found is not None:
            assert text[found.head_start : found.head_end] == found.head
            assert text[found.start : found.end] == found.phrase
            assert found.start <= found.head_start < found.head_end <= found.core_end <= found.end


def grouped(number: int, group: str) -> str:
    return f"{number:,}".replace(",", group)


ENGLISH_GROUPS = [",", "\u00a0", "\u202f", " ", "'", "’"]


@settings(deadline=None)
@given(st.integers(0, 10**15), st.sampled_from(ENGLISH_GROUPS))
def test_a_grouped_number_is_read_back(number: int, group: str) -> None:
    text = f"We removed {grouped(number, group)} accounts."
    if 1900 <= number <= 2199 and group not in grouped(number, group):
        return
    (quantity,) = find_quantities(text)
    assert quantity.value == number


@settings(deadline=None)
@given(st.integers(0, 10**15), st.integers(0, 999), st.sampled_from(["de", "fr", "es", "it", "pt", "nl"]))
def test_a_decimal_comma_is_read_back(whole: int, thousandths: int, language: str) -> None:
    printed = f"{grouped(whole, '.')},{thousandths:03}"
    (quantity,) = find_quantities(f"{printed} %", language=language)
    assert quantity.value == Decimal(f"{whole}.{thousandths:03}")


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_decimal_point_is_read_back(number: Decimal) -> None:
    (quantity,) = find_quantities(f"{number}% of requests")
    assert quantity.value == number


UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int, *, conjunction: str) -> str:
    if number < 20:
        return UNITS[number]
    if number < 100:
        tens = TENS[number // 10 - 2]
        return tens if number % 10 == 0 else f"{tens}-{UNITS[number % 10]}"
    scales = {10**9: "billion", 10**6: "million", 1000: "thousand", 100: "hundred"}
    size = next(size for size in scales if number >= size)
    head, rest = divmod(number, size)
    text = f"{spelled(head, conjunction=conjunction)} {scales[size]}"
    if not rest:
        return text
    joint = f" {conjunction} " if conjunction and rest < 100 else " "
    return text + joint + spelled(rest, conjunction=conjunction)


@settings(deadline=None)
@given(st.integers(2, 10**12 - 1), st.sampled_from(["and", ""]))
def test_a_number_in_words_is_read_back(number: int, conjunction: str) -> None:
    (quantity,) = find_quantities(f"We removed {spelled(number, conjunction=conjunction)} accounts.")
    assert quantity.value == number


HOSTILE = {
    "commas": "1,",
    "spaces": "1 ",
    "groups": "111 ",
    "digits": "9",
    "points": "1.",
    "hyphens": "-",
    "numbers and hyphens": "1-",
    "slashes": "1/",
    "brackets": "(1) ",
    "hundreds": "a hundred ",
    "numbers in words": "two ",
    "halves": "half a ",
    "vague": "tens of ",
    "between": "between 1 and ",
    "ratios": "one in ",
    "rates": "5 per ",
    "changes": "fell by ",
    "bounds": "about ",
    "zeros": "no model ",
    "dollars": "$",
    "apostrophes": "a'",
    "initials": "A.",
    "links": "http://",
    "breaks": "\n ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_in_proportion_to_length(piece: str) -> None:
    """Eight times the text may take some more than eight times as long, but not sixty-four times."""

    def spent(length: int) -> float:
        text = piece * (length // len(piece))
        times = []
        for _ in range(2):
            begun = time.process_time()
            find_quantities(text)
            times.append(time.process_time() - begun)
        return min(times)

    assert spent(24_000) < 24 * max(spent(3_000), 0.005)
