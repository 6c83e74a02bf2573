"""A quantity as printed and as meant: what the quantity grammar finds in running text or a table cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

LIMIT = Decimal("1e18")
"""No report counts beyond this; it also keeps `int()` of a hostile exponent from filling the memory."""


def _as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    Field(ge=-LIMIT, le=LIMIT, allow_inf_nan=False),
    PlainSerializer(_as_number, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""An exact decimal inside, a JSON number outside."""

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
UnitKind = Literal["count", "percent", "percentage_points", "currency", "measure", "multiple", "ratio"]
"""A `ratio` is a share told as a fraction or as "one in eight": its value is in per cent (12.5) and its unit
`percent`. A `multiple` is a factor (twice: 2). A decrease has a positive value and the change `down`; only a
`measure` such as a temperature can be below zero."""


class Amount(BaseModel):
    """A number or the two ends of a range, with the bound that the words put on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Number | None = Field(description="The number, scale words applied; null when it is a range")
    low: Number | None = Field(default=None, description="The lower end of a range")
    high: Number | None = Field(default=None, description="The upper end of a range")
    comparator: Comparator = Field(
        default="=", description="The bound that the words put on it; `~` is approximate"
    )

    @model_validator(mode="after")
    def _one_number_or_a_range(self) -> Amount:
        if self.value is None and self.low is None and self.high is None:
            raise ValueError("neither a value nor an end of a range")
        if self.value is not None and (self.low is not None or self.high is not None):
            raise ValueError("a value and a range at once")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the range runs from {self.low} down to {self.high}")
        return self


class Quantity(Amount):
    """One quantity and where it stands. Offsets count from the start of the text that was searched."""

    start: int = Field(ge=0, description="Offset of the first character, comparator words included")
    end: int = Field(ge=1, description="Offset after the last character, unit sign or scale word included")
    number_start: int = Field(ge=0, description="Offset of the number itself")
    number_end: int = Field(ge=1)
    printed: str = Field(description="The words from start to end")
    unit_kind: UnitKind = "count"
    unit: str | None = Field(
        default=None,
        description="`percent`, an ISO 4217 code, a unit of measure in the plural, or null for a bare count",
    )
    per: str | None = Field(default=None, description="The unit of a rate: month, day, 100000 users")
    change: Literal["up", "down"] | None = Field(
        default=None, description="Set when the number is a difference from an earlier figure"
    )
    zero_words: bool = Field(default=False, description="A zero told in words: no, none, did not ... any")
