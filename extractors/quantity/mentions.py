"""A number as it stands in the text, with its unit, bound, change and sense: what the grammar fills in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.quantity.forms import Numeral
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Table, Unit
from schemas.quantities import Comparator

Sense = Literal[
    "quantity",
    "duration",
    "age",
    "date",
    "time",
    "ordinal",
    "reference",
    "name",
    "cadence",
    "compound",
    "pronoun",
    "enumeration",
    "score",
    "rate",
]
"""What a number in the text is there for. Only a `quantity` is reported; the other senses say why not."""

HYPHENS = frozenset("-‐‑–—−")
MINUS = frozenset("-−–")


@dataclass(slots=True)
class Mention:
    """One number, or the two ends of a range, in the tokens `first` to `after` (exclusive).

    `low` and `high` are set on a range, and `low` alone on a vague number. `percent` values are in points.
    """

    numeral: Numeral
    first: int
    after: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    kind: Literal["count", "percent", "percentage_points", "currency", "measure", "multiple", "ratio"] = (
        "count"
    )
    unit: Unit | str | None = None
    per: str | None = None
    comparator: Comparator = "="
    change: Literal["up", "down"] | None = None
    change_told: str = ""
    """Where the change is told: `verb`, `noun`, `comparison` or `sign`."""
    negative: bool = False
    sense: Sense = "quantity"
    hyphenated: bool = False
    """A hyphen ties it to the noun behind it: a three-month cadence."""
    number_first: int = 0
    number_after: int = 0
    leads_to: Mention | None = None
    """The level that a change from this one arrives at: the 500 of "rose from 400 to 500"."""

    @property
    def told_unit(self) -> bool:
        """Whether a unit, a currency or a percent sign is written at the number itself."""
        return self.kind not in ("count", "ratio")


def per_cent(share: Decimal) -> Decimal:
    """A share of 1 in per cent, to four places: a third is 33.3333."""
    value = round(share * 100, 4)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def low_at(tokens: Sequence[Token], at: int) -> str:
    """The lower-cased token at `at`, "" past either end."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def match(table: Table, tokens: Sequence[Token], at: int, *, case: bool = False) -> tuple[int, object] | None:
    """The longest phrase of `table` that begins at `tokens[at]`: the token after it, and its meaning."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    for phrase, meaning in table.get(token.text if case else token.low, ()):
        end = at + len(phrase)
        if end <= len(tokens) and all(
            (tokens[at + k].text if case else tokens[at + k].low) == phrase[k] for k in range(1, len(phrase))
        ):
            return end, meaning
    return None
