"""Names, numbers and times as readers are shown them: the label table, amounts, periods, ages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import RootModel

from extractors.vocabulary_files import read_vocabulary
from pipeline.ledger.editions import in_words, period_in_words
from schemas.quantities import Amount
from schemas.records import Coverage, Edition, ReviewStatus

_LABELS = Path(__file__).parent / "labels.yaml"
_ISO_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
_DAYS_A_MONTH = 30.4375
"""A twelfth of the mean Gregorian year's 365.25 days."""


PART = "a part of them"
"""Said of a figure that the report states as a part of another one of the same name."""


class _Labels(RootModel[dict[str, dict[str, str]]]):
    """Words by group and name."""


@cache
def labels() -> dict[str, dict[str, str]]:
    """The label table. Raises ValueError naming the file and the entry that does not hold."""
    return read_vocabulary(_LABELS, _Labels).root


def label(group: str, name: str | None) -> str:
    """The words for a name that data uses; a name without words is shown with its joints opened."""
    if name is None:
        return ""
    return labels().get(group, {}).get(name, name.replace("_", " ").replace("-", " "))


def reviewed(status: ReviewStatus) -> str:
    """What a reviewer made of a record; empty where none has looked at it."""
    return "" if status == "unreviewed" else label("review", status)


def number(value: Decimal | int) -> str:
    """With thousands set apart, no exponent and no digits that say nothing: `36,200,000`, `24.5`."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(figure: Amount, unit: str | None = None, per: str | None = None) -> str:
    """A figure with the bound its words put on it: `about 90`, `more than 252,000`, `5 to 10%`."""
    if figure.value is not None:
        words = label("comparator", figure.comparator)
        shown = number(figure.value)
    elif figure.low is not None and figure.high is not None:
        words, shown = (
            label("comparator", "~" if figure.comparator == "~" else "="),
            (f"{number(figure.low)} to {number(figure.high)}"),
        )
    elif figure.low is not None:
        words = label("comparator", figure.comparator if figure.comparator != "=" else ">=")
        shown = number(figure.low)
    else:
        words = label("comparator", figure.comparator if figure.comparator != "=" else "<=")
        shown = number(figure.high or 0)
    if unit == "percent":
        shown += "%"
    elif unit and len(unit) == 3 and unit.isupper():
        shown = f"{unit} {shown}"
    rate = f" a {per}" if per and per.isalpha() else f" per {per}" if per else ""
    return f"{words} {shown}{rate}".strip()


def with_unit(figure: Amount, unit: str | None, per: str | None, title: str) -> str:
    """A figure, with its unit where the title does not name it: `5.4 hours`."""
    shown, thing = amount(figure, unit, per), unit or ""
    bare = not thing or thing == "percent" or thing.isupper()
    told = per or thing.rstrip("s").casefold() in title.casefold()
    return shown if bare or told else f"{shown} {thing}"


def readable(sentence: str) -> str:
    """A sentence of the ledger with its days in words, and one full stop where a quotation ends it."""
    words = _ISO_DAY.sub(lambda found: in_words(found[0]), sentence)
    return re.sub(r"([.!?]”)\.", r"\1", words)


def capital(words: str) -> str:
    """The words with a capital first, and the rest as they are."""
    return words[:1].upper() + words[1:]


def edition_words(edition: Edition | None) -> str:
    """`2024-10` is October 2024; what has no edition is undated."""
    return in_words(edition) if edition else "undated"


def day_words(day: date) -> str:
    """`3 May 2025`."""
    return in_words(day.isoformat())


def period_words(coverage: Coverage | None) -> str:
    """`January to March 2025`; empty where the text states no period."""
    return period_in_words(coverage) if coverage else ""


def age(days: int) -> str:
    """A length of time in the two units that matter: `12 days`, `5 months`, `1 year 2 months`."""
    months = round(days / _DAYS_A_MONTH)
    if months < 2:
        return _count(days, "day")
    years, rest = divmod(months, 12)
    if not years:
        return _count(months, "month")
    return f"{_count(years, 'year')} {_count(rest, 'month')}" if rest else _count(years, "year")


def counted(many: int, one: str, more: str | None = None) -> str:
    """`1 gap`, `2 gaps`, `no gaps`."""
    return _count(many, one, more) if many else f"no {more or one + 's'}"


def initial(name: str) -> str:
    """Under which letter of an index a name stands; all that is no letter under `#`."""
    first = name[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _count(many: int, one: str, more: str | None = None) -> str:
    return f"{number(many)} {one if many == 1 else more or one + 's'}"
