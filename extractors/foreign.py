"""Figures of documents in languages that there are no rules for, in the number format of the language.

In: a document and its blocks. Out: metric candidates with value, unit where it is a currency or a share, and
the sentence they stand in, for a reviewer to complete. Separators and words of scale are put into the English
form first, letter for letter, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.candidates import Candidate, Organisation
from extractors.context import Context
from extractors.language import sentences
from extractors.quantity import find_quantities
from schemas.documents import Block, Document

RULE = "metric.figure"
RULE_VERSION = "1"

DECIMAL_COMMA = frozenset(
    "bg cs da de el es et fi fr hr hu id it lt lv nl no pl pt ro ru sk sl sr sv tr uk".split()
)
"""Languages that write 1.234,5 or 1 234,5."""

_NUMBER = re.compile(r"(?<![\d.,])\d[\d.,'’\u00a0\u202f ]*\d(?![\d])")
_GROUPED = re.compile(r"\d{1,3}(?P<sep>[.'’\u00a0\u202f ])\d{3}(?:(?P=sep)\d{3})*(?:,\d+)?")
_DECIMAL = re.compile(r"\d+,\d+")
_ENGLISH_WORDS = {
    "billion": "milliarde milliarden milliard milliards miliardo miliardi miljard bilhão bilhões",
    "million": "millionen millions millones millón milhão milhões milione milioni miljoen miljoner",
    "bn": "mrd mld mia",
    "mn": "mio mln",
    "k": "tausend mille milliers mil mila duizend tys",
    "percent": "prozent procent procento procenta",
}
"""Each English word is no longer than those that it stands for."""
_PHRASES = {
    "mil millones": "billion",
    **dict.fromkeys(("pour cent", "por ciento", "per cento", "por cento"), "percent"),
}
_ENGLISH = {word: english for english, words in _ENGLISH_WORDS.items() for word in words.split()} | _PHRASES
_AFTER_FIGURE = re.compile(
    rf"(?i)(?<=\d )(?:{'|'.join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))})\b"
)
_THING = re.compile(r"[^,.;:()]{2,60}?(?=[,.;:()]|\s+\d|$)")
_BEFORE = re.compile(
    r"(?i)(?:§{1,2}|\bart(?:\.|ikel|icle|ículo|icolo|igo)?|\babs(?:atz|\.)|\bn(?:r|°|º|o|úm)\.?|\bseite|\bpage|"
    r"\bpágina|\bkapitel|\babschnitt|\bchapitre|\bcapítulo|\btabelle|\btableau|\btabla)\s*$"
)
_MONTH_AFTER = re.compile(
    r"(?i)\.?\s*(?:de\s+)?(?:jan|feb|fév|fev|mär|mar|apr|avr|abr|mai|may|maj|mei|mag|giu|jun|juin|jui|jul|lug|"
    r"aug|aoû|ago|sep|set|okt|oct|out|ott|nov|dez|dec|déc|dic|gen|ene|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def in_english_format(text: str, language: str | None) -> str:
    """The text with its figures written as English writes them, every character in its place.

    "12.345" becomes "12,345", "3,5 Millionen" becomes "3.5 million  ".
    """
    if language not in DECIMAL_COMMA:
        return text
    text = _NUMBER.sub(lambda found: _converted(found.group()), text)
    return _AFTER_FIGURE.sub(lambda found: _ENGLISH[found.group().lower()].ljust(len(found.group())), text)


def _converted(number: str) -> str:
    if _GROUPED.fullmatch(number):
        whole, comma, rest = number.partition(",")
        return re.sub(r"\D", ",", whole) + comma.replace(",", ".") + rest
    return number.replace(",", ".") if _DECIMAL.fullmatch(number) else number


def figures_of(
    document: Document, block: Block, context: Context, publisher: Organisation
) -> Iterator[Candidate]:
    """The figures of a block of prose; dates, years and the numbers of articles and pages are none."""
    text = document.text_of(block)
    for low, high in sentences(text):
        sentence = text[low:high]
        for quantity in find_quantities(in_english_format(sentence, document.language)):
            printed = sentence[quantity.number_start : quantity.number_end]
            bare = quantity.unit is None
            if bare and (_YEAR.fullmatch(printed) or _BEFORE.search(sentence[: quantity.number_start])):
                continue
            if bare and _MONTH_AFTER.match(text, low + quantity.number_end):
                continue
            thing = _THING.match(sentence, quantity.end)
            yield Candidate(
                kind="metric",
                within=block,
                start=block.start + low,
                end=block.start + high,
                rule=RULE,
                rule_version=RULE_VERSION,
                context=context,
                organisation=publisher,
                fields={
                    "value": quantity.value,
                    "low": quantity.low,
                    "high": quantity.high,
                    "comparator": quantity.comparator,
                    "printed": printed,
                    "unit": "percent" if quantity.unit_kind == "percent" else quantity.unit,
                    "per": quantity.per,
                    "basis": "unspecified",
                    "coverage": None,
                    "action": None,
                    "object": thing.group().strip() if thing else None,
                    "at": block.start + low + quantity.start,
                },
            )
