"""What a number is read into, whatever form it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Form = Literal["digits", "words", "part", "vague", "multiple", "verb"]


@dataclass(slots=True)
class Numeral:
    """A number over `tokens[first:after]`.

    `value` is None when only a lower end is told ("hundreds of"): then `low` has it. `mantissa` is the number
    before its scale word. A `part` (a third, 1/3) has its share of 1 as value, a `verb` (doubled) its factor.
    """

    first: int
    after: int
    value: Decimal | None
    form: Form
    mantissa: Decimal
    low: Decimal | None = None
    scaled: bool = False
    suffix: str = ""
    """The scale letter written onto the digits, which may yet be a unit (3m)."""

    def scale(self, factor: int, after: int) -> None:
        """Multiplies by a scale word that ends before `tokens[after]`."""
        if self.value is not None:
            self.value *= factor
        if self.low is not None:
            self.low *= factor
        self.scaled, self.after = True, after
