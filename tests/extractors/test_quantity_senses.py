"""Numbers that are no quantities, and the quantities that look like them."""

from __future__ import annotations

import pytest

from extractors.quantity import find_quantities, read_numbers

NOT_TAKEN = {
    "year": "in 2024, since 2019, the 2023 report, FY2023, the 1990s",
    "years": "2019 to 2023, between 2020 and 2022, 2022-23, 2022/23",
    "date": "on April 23, 2025, 10 February 2026, Jan. 5, 2024-05-12, 12/05/2024",
    "month and quarter": "Q3 2024, Jan-Jun 2022, May 5",
    "time": "at 10:30 and 5 pm, 12:01 a.m.",
    "age": "aged 13 to 17, an 18-year-old, users under 18, over-13s, the age of 13",
    "age at the start": "Under 16? New rules apply.",
    "ordinal": "the 1st, 22nd and twenty-first edition",
    "section": "section 49(2), Article 15, § 2703, page 1 of 2, Table 4.1, Figures 3 and 4, footnote 5",
    "law": "under 18 U.S.C. § 2703 and 17 U.S.C. 512",
    "scope": "Scope 1, 2 and 3 emissions",
    "phone": "Call 1800 880 176, Tel. +1-415-555-0188",
    "register": "ABN 80 831 233 201, reference CPF-TR-0047",
    "address": "444 De Haro St, Suite 200; 1 Montague Street, Suite 1600; London SW1A 2AA",
    "version": "CC BY-SA 4.0, Roadmap 2.0, version 2.1.3, v1.2, TLS 1.3",
    "name": "GPT-4, C2PA, MD5, iPhone 14 Pro, S&P 500, ISO 27001, Section 230, COVID-19, 5G, 3D",
    "address of a page": "https://example.com/2024/12 and example.com/report-3",
    "cadence": "every three months, a three-month cadence, twice a year, three times a year",
    "duration": "over two years, for six weeks",
    "pillars and steps": "a three-pillar strategy on three pillars, a four-step process, nine principles",
    "pointing back": "the first two rounds, these three companies",
    "pronoun": "one of the models, no one, we publish one every quarter, one can",
    "turn of speech": "zero tolerance, net zero, 24/7, zero-day exploits",
    "half of a time": "the first half of the year, a half-year, the last quarter",
}


@pytest.mark.parametrize("text", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_not_taken(text: str) -> None:
    assert [quantity.printed for quantity in find_quantities(text)] == []


TAKEN = {
    "a round count in the range of years": ("removed 2000 models", ["2000"]),
    "a bounded one": ("over 2000 models", ["over 2000"]),
    "a count behind a month": ("In March, 12 accounts were banned", ["12"]),
    "a count behind a date": ("On 3 May 2024 2,300 images were found", ["2,300"]),
    "a count behind a name": ("Since joining, Civitai removed 12 models", ["12"]),
    "a team": ("a 12-person team", ["12"]),
    "one": ("one model was removed", ["one"]),
    "two of eight": ("only two of eight companies", ["two", "eight"]),
    "a list item": ("Banned 17,436 user accounts", ["17,436"]),
    "under is a bound": ("under 16 models", ["under 16"]),
}


@pytest.mark.parametrize(("text", "printed"), TAKEN.values(), ids=TAKEN.keys())
def test_taken(text: str, printed: list[str]) -> None:
    assert [quantity.printed for quantity in find_quantities(text)] == printed


def test_every_number_has_a_sense_that_says_why_it_is_not_taken() -> None:
    text = "In 2024, 3 users under 16 read page 4 of GPT-4's report every 6 months."
    assert [(reading.quantity.printed, reading.sense) for reading in read_numbers(text)] == [
        ("2024", "date"),
        ("3", "quantity"),
        ("under 16", "age"),
        ("4", "reference"),
        ("4", "reference"),
        ("6 months", "cadence"),
    ]
