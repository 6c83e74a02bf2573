"""What the quantity grammar reads: a case for each way of writing a number, named for its reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.quantity import find_quantities
from schemas.quantities import Quantity


def told(quantity: Quantity) -> str:
    """A quantity in one line: comparator, value or range, unit, rate and change, what is plain left out."""

    def number(value: Decimal | None) -> str:
        return "?" if value is None else f"{float(value):.12g}"

    if quantity.value is not None:
        value = number(quantity.value)
    elif quantity.high is None:
        value = f"{number(quantity.low)}.."
    else:
        value = f"{number(quantity.low)}..{number(quantity.high)}"
    parts = [quantity.comparator.removeprefix("=") + value]
    parts += [quantity.unit_kind] if quantity.unit_kind in ("multiple", "ratio") else []
    parts += [quantity.unit] if quantity.unit else []
    parts += [f"/{quantity.per}"] if quantity.per else []
    parts += [quantity.change] if quantity.change else []
    parts += ["(in words)"] if quantity.zero_words else []
    return " ".join(parts)


def read(text: str, language: str = "en") -> list[str]:
    return [told(quantity) for quantity in find_quantities(text, language=language)]


NUMBERS = {
    "separators": ("removed 17,436 accounts", ["17436"]),
    "decimals": ("a rate of 13.3", ["13.3"]),
    "spaces group": ("1 200 moderators", ["1200"]),
    "no-break spaces group": ("36\u00a0200\u202f000 files", ["36200000"]),
    "apostrophes group": ("CHF 1'200 was spent", ["1200 CHF"]),
    "Indian grouping": ("12,34,567 complaints", ["1234567"]),
    "lakh and crore": ("3 lakh complaints cost Rs 2 crore", ["300000", "20000000 INR"]),
    "scale word": ("36.2 million files", ["36200000"]),
    "scale letter": ("12k posts, 1.9M accounts, 4bn messages", ["12000", "1900000", "4000000000"]),
    "m is a million before a noun": ("3m accounts", ["3000000"]),
    "m is a metre before none": ("a depth of 3m.", ["3 metres"]),
    "M and B apart": ("8 B people", ["8000000000"]),
    "power of ten": ("1.5×10^6 hashes", ["1500000"]),
    "glyph": ("2½ hours of training", ["2.5 hours"]),
    "words": ("eighty-six requests", ["86"]),
    "hundreds in words": ("two hundred and five models", ["205"]),
    "thousands in words": ("thirty-one thousand two hundred notices", ["31200"]),
    "dozen": ("a dozen platforms and two dozen partners", ["12", "24"]),
    "half a million": ("half a million images", ["500000"]),
    "and a half": ("one and a half million hashes", ["1500000"]),
    "neighbours stay apart": ("In 2023 450 reports came in", ["450"]),
    "vague thousands": ("hundreds of thousands of reports", [">=100000.."]),
    "vague dozens": ("dozens of models", [">=12.."]),
    "several hundred": ("several hundred users", [">=100.."]),
    "digits left vague": ("1,000s of channels", [">=1000.."]),
    "digits repeat the words": ("granted zero (0) of them", ["0"]),
    "the exact figure wins": ("Half of that packaging by weight (50.4%)", ["50.4 percent"]),
    "a share of a count stays": ("1,930 accounts (8%)", ["1930", "8 percent"]),
}

UNITS = {
    "per cent sign": ("14.3% of requests", ["14.3 percent"]),
    "per cent in words": ("five per cent, 12.5 pct, 6 percent", ["5 percent", "12.5 percent", "6 percent"]),
    "percentage points": ("up 4 percentage points", ["4 percentage points up"]),
    "dollar": ("invested $224,000 in research", ["224000 USD"]),
    "two currencies": ("$1.2 billion, or €1.1bn", ["1200000000 USD", "1100000000 EUR"]),
    "code before": ("USD 5 million", ["5000000 USD"]),
    "code glued": ("USD10m and RM23.50", ["10000000 USD", "23.5 MYR"]),
    "code behind": ("$5 million AUD", ["5000000 AUD"]),
    "other dollars": ("A$3m, HK$7 and US $58.24", ["3000000 AUD", "7 HKD", "58.24 USD"]),
    "name behind": ("5 million euros and 300 Swiss francs", ["5000000 EUR", "300 CHF"]),
    "pounds of money": ("invested 30,000 pounds in research", ["30000 GBP"]),
    "pounds of weight": ("30,000 pounds of plastic", ["30000 pounds"]),
    "thousand dollars": ("roughly $400k; done", ["~400000 USD"]),
    "tonnes": ("18,400 tonnes of packaging", ["18400 tonnes"]),
    "compound unit": ("350 GWh and 24.5 cubic feet", ["350 gigawatt hours", "24.5 cubic feet"]),
    "unit behind a hyphen": ("a 550-megawatt plant", ["550 megawatts"]),
    "divided unit": ("80 km/h and 10 kV/cm", ["80 kilometres /hour", "10 kilovolts /centimetre"]),
    "below zero": ("at -5 °C", ["-5 degrees Celsius"]),
    "hours of work": ("15,300 hours of training", ["15300 hours"]),
    "response time": ("a median response time of 3.5 hours", ["3.5 hours"]),
}

BOUNDS = {
    "over": ("over 252,000 prompts", [">252000"]),
    "more than": ("more than 7,000 tonnes", [">7000 tonnes"]),
    "at least": ("at least 12 members", [">=12"]),
    "no fewer than": ("no fewer than 40 platforms", [">=40"]),
    "plus sign": ("500+ models", [">=500"]),
    "or more": ("50 or more models", [">=50"]),
    "fewer than": ("fewer than 10 appeals", ["<10"]),
    "just under": ("just under 10,000 images", ["<10000"]),
    "up to": ("up to 300 servers", ["<=300"]),
    "as many as": ("as many as 300 servers", ["<=300"]),
    "not more than": ("not more than 249 orders", ["<=249"]),
    "no more than": ("no more than 249 orders", ["<=249"]),
    "nearly": ("nearly 1,200 moderators", ["~1200"]),
    "approximately": ("approximately 610,000 accounts", ["~610000"]),
    "tilde": ("~15% of employees", ["~15 percent"]),
    "or so": ("300 or so schools", ["~300"]),
    "one": ("at least one model", [">=1"]),
    "no bound: a topic": ("complaints about 12 models", ["12"]),
    "no bound: a message's topic": ("letters about 12 recalls", ["12"]),
    "no bound: how often": ("12 sites were seen at least once", ["12"]),
    "no bound: a move": ("it went up to 300 servers", ["300"]),
    "in another unit too": ("more than 100 kilometres (60 miles)", [">100 kilometres", ">60 miles"]),
}

RANGES = {
    "hyphen, with its rate": ("roughly 5-10 problematic models per month", ["~5..10 /month"]),
    "en dash, one per cent sign": ("0.09–0.11% of views", ["0.09..0.11 percent"]),
    "two per cent signs": ("5%-10% of posts", ["5..10 percent"]),
    "between": ("received between 0 and 499 requests", ["0..499"]),
    "from to": ("lends from 3 to 7 crates", ["3..7"]),
    "to": ("100,000 to 200,000 users", ["100000..200000"]),
    "or": ("three or four models", ["3..4"]),
    "one scale word": ("$10 to $15 billion", ["10000000000..15000000000 USD"]),
    "one sign": ("$1-2 million", ["1000000..2000000 USD"]),
    "money to receivers": ("gave €2.5 million to 14 charities", ["2500000 EUR", "14"]),
    "two counts": ("2 models and 3 images", ["2", "3"]),
}

SHARES = {
    "one in": ("1 in 8 children", ["12.5 ratio percent"]),
    "one in thousand": ("one in 1,000 messages", ["0.1 ratio percent"]),
    "out of": ("9 out of 10 parents", ["90 ratio percent"]),
    "round a noun": ("one account in eight", ["12.5 ratio percent"]),
    "one in every": ("one in every 40 uploads", ["2.5 ratio percent"]),
    "not a year": ("3 in 2024", ["3"]),
    "a third": ("a third of the datasets", ["33.3333 ratio percent"]),
    "two thirds": ("more than two-thirds of cases", [">66.6667 ratio percent"]),
    "half": ("nearly half of all reports", ["~50 ratio percent"]),
    "a part and its whole": ("fifteen of the 40 models", ["15", "40"]),
    "twice": ("twice as many reports", ["2 multiple"]),
    "threefold": ("a threefold rise", ["3 multiple up"]),
    "times": ("3 times as many, 3x more", ["3 multiple", "3 multiple up"]),
    "occasions are counted": ("met 4 times", ["4"]),
}

RATES = {
    "per": ("900 crates per day", ["900 /day"]),
    "a": ("300 reports a day", ["300 /day"]),
    "every": ("20 reviews every quarter", ["20 /quarter"]),
    "slash": ("1.5bn messages/day", ["1500000000 /day"]),
    "adverb": ("5,000 reports annually", ["5000 /year"]),
    "of a number": ("12 tests per 1,000 users", ["12 /1000 users"]),
    "thirty days": ("5 models per thirty days", ["5 /month"]),
    "money": ("$58.24 per barrel", ["58.24 USD /barrel"]),
    "no rate: a date": ("$6.8 billion a year earlier", ["6800000000 USD"]),
}

CHANGES = {
    "more than before": (
        "18.4% more than in the second quarter of 2024, when we made 43,339 reports",
        ["18.4 percent up", "43339"],
    ),
    "less than before": ("2.7% less than in 2023", ["2.7 percent down"]),
    "fell by": ("reports fell by a third", ["33.3333 ratio percent down"]),
    "up from": ("up 12% from 400", ["12 percent up", "400"]),
    "by, far behind its verb": ("reduced median response times by 20%", ["20 percent down"]),
    "an increase of": ("an increase of 300 reports", ["300 up"]),
    "noun behind": ("a 12% drop", ["12 percent down"]),
    "minus sign": ("-12% year on year", ["12 percent down"]),
    "plus sign": ("+5%", ["5 percent up"]),
    "level reached": ("reports rose to 500", ["500"]),
    "both levels": ("grew from 4.9 to 5.4 million entries", ["4900000", "5400000"]),
    "change, then level": ("fell 12% to 4,300", ["12 percent down", "4300"]),
    "said twice": ("fell by 190 points, or 0.6%", ["190 down", "0.6 percent down"]),
    "doubled": ("sales doubled to 40", ["2 multiple up", "40"]),
    "halved": ("halved its response times", ["50 ratio percent down"]),
    "an act is no change": ("added 15 models and cut 3 features", ["15", "3"]),
}

CASES = {**NUMBERS, **UNITS, **BOUNDS, **RANGES, **SHARES, **RATES, **CHANGES}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_reads(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "12.345 Konten, 8,5 % und 1.500,50 €", ["12345", "8.5 percent", "1500.5 EUR"]),
        ("fr", "1 234,5 signalements, 8,5 %", ["1234.5", "8.5 percent"]),
        ("es", "1.234.567 cuentas y $5", ["1234567", "5 USD"]),
        ("pt-BR", "R$ 1.500,00", ["1500 BRL"]),
        ("nl", "drie modellen", []),
        ("ja", "1,200 件", ["1200"]),
    ],
)
def test_other_languages_have_their_number_format_and_no_words(
    language: str, text: str, expected: list[str]
) -> None:
    assert read(text, language) == expected


def test_the_place_covers_comparator_and_unit_and_the_number_alone() -> None:
    text = "It handled more than 7,000 tonnes."
    (quantity,) = find_quantities(text)
    assert quantity.printed == "more than 7,000 tonnes"
    assert text[quantity.number_start : quantity.number_end] == "7,000"


def test_a_number_that_no_report_prints_is_none() -> None:
    assert find_quantities("9" * 30) == []
    assert find_quantities("1,234,56 and 12,5") == []
