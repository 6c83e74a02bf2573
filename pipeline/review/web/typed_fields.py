"""What a reviewer typed, to the fields of a record: the project's own quantity grammar reads the numbers, the
profile's vocabulary names the organisations, measures and principles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractors.profiles import Profile
from extractors.quantity import find_quantities, read_numbers
from pipeline.review.web.shown import BOUNDS, number
from schemas.quantities import Quantity
from schemas.records import KINDS

OF_EVERY_KIND = ("organisation", "organisation_name", "edition", "principle")
OF_A_KIND: dict[str, tuple[str, ...]] = {
    "metric": (
        "number", "unit", "per", "basis", "coverage", "action", "object", "recipient", "measure",
        "dimensions", "part_of",
    ),
    "gap": ("carries_forward",),
    "progress": (),
    "no_progress": ("since", "reason"),
    "commitment": ("cadence",),
    "recommendation": (),
}  # fmt: skip
"""The fields of each kind as they are typed; `number` stands for value, low, high, comparator and printed."""

_NUMBERS = ("value", "low", "high", "comparator")


@dataclass
class Typed:
    """What a form says: the record's fields, what is wrong with it, and what somebody should look at."""

    fields: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def as_typed(record: Mapping[str, Any]) -> dict[str, str]:
    """A record's fields as somebody would type them."""
    shown = {name: "" if value is None else str(value) for name, value in record.items()}
    shown["number"] = number_as_typed(record)
    coverage = record.get("coverage") or {}
    shown["coverage_start"] = coverage.get("start") or ""
    shown["coverage_end"] = coverage.get("end") or ""
    shown["dimensions"] = "\n".join(f"{key}: {one}" for key, one in (record.get("dimensions") or {}).items())
    return shown


def number_as_typed(record: Mapping[str, Any]) -> str:
    """A metric's number so that the grammar reads it back: over 252,000."""
    value, low, high = record.get("value"), record.get("low"), record.get("high")
    sign = "%" if record.get("unit") == "percent" else ""
    if value is not None:
        return f"{BOUNDS[record.get('comparator') or '=']}{number(value)}{sign}"
    if low is not None and high is not None:
        about = "about " if record.get("comparator") == "~" else ""
        return f"{about}{number(low)} to {number(high)}{sign}"
    if low is not None:
        return f"at least {number(low)}{sign}"
    return f"at most {number(high)}{sign}" if high is not None else ""


def read_number(text: str) -> Quantity | None:
    """The first number of a text as the grammar reads it, a quantity before a date or a label."""
    found = find_quantities(text)
    if found:
        return found[0]
    readings = read_numbers(text)
    return readings[0].quantity if readings else None


def printed_as(quantity: Quantity | Mapping[str, Any], quote: str) -> str | None:
    """The number as the quote prints it; None where the quote does not hold it."""
    wanted = _amounts(quantity)
    for reading in read_numbers(quote):
        found = reading.quantity
        if _amounts(found) == wanted or wanted == {found.value}:
            return quote[found.number_start : found.number_end]
    return next(
        (
            match.group()
            for match in re.finditer(r"\d[\d.,\u00a0 ]*\d|\d", quote)
            if _plain(match.group()) in wanted
        ),
        None,
    )


def typed_record(
    form: Mapping[str, str],
    seen: Mapping[str, Any],
    quote: str,
    profile: Profile,
    organisations: Collection[str],
) -> Typed:
    """Reads the fields of a form.

    Args:
        form: The fields as typed.
        seen: The record as it stood; empty for one that is added.
        quote: The words that it will rest on.
        profile: The vocabulary.
        organisations: Slugs of those known besides.

    Returns the fields of the record's kind; `errors` by the field that they are about.
    """
    kind = form.get("kind") or seen.get("kind") or ""
    typed = Typed()
    if kind not in KINDS:
        typed.errors["kind"] = "choose a kind"
        return typed
    typed.fields["kind"] = kind
    _read_names(form, typed, profile, {*organisations, seen.get("organisation")})
    wanted = (*OF_EVERY_KIND[1:3], *OF_A_KIND[kind])
    for name in wanted:
        if name not in ("number", "coverage", "dimensions", "measure", "principle"):
            typed.fields[name] = form.get(name, "").strip() or None
    if kind == "metric":
        _read_metric(form, typed, seen, quote)
    return typed


def json_number(value: Any) -> Any:
    """An exact decimal as the number that events keep; anything else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def changed(typed: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were typed otherwise than they stood."""
    return {
        name: value
        for name, value in typed.items()
        if _comparable(value) != _comparable(seen.get(name)) and not (value is None and name not in seen)
    }


def _comparable(value: Any) -> Any:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def _read_names(
    form: Mapping[str, str], typed: Typed, profile: Profile, organisations: Collection[str | None]
) -> None:
    said = form.get("organisation", "").strip()
    slug = profile.organisation_called(said) or said
    if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        from extractors.printed_names import slug_of

        slug = slug_of(slug)
    typed.fields["organisation"] = slug or None
    if slug and profile.organisation(slug) is None and slug not in organisations:
        typed.warnings.append(f"No organisation is known as “{slug}” so far.")
    for name, known in (
        ("measure", {measure.id for measure in profile.measures}),
        ("principle", {principle.code for principle in profile.principles}),
    ):
        if name == "measure" and typed.fields["kind"] != "metric":
            continue
        value = form.get(name, "").strip() or None
        if value is not None and value not in known:
            typed.errors[name] = f"“{value}” is not in the vocabulary: choose from the list"
        typed.fields[name] = value


def _read_metric(form: Mapping[str, str], typed: Typed, seen: Mapping[str, Any], quote: str) -> None:
    said = form.get("number", "").strip()
    if seen.get("printed", "\0") in quote and said == number_as_typed(seen):
        typed.fields |= {name: seen.get(name) for name in (*_NUMBERS, "printed")}
    else:
        _read_amount(said, typed, seen, quote)
    start, end = form.get("coverage_start", "").strip() or None, form.get("coverage_end", "").strip() or None
    typed.fields["coverage"] = {"start": start, "end": end} if start or end else None
    typed.fields["dimensions"] = _dimensions(form.get("dimensions", ""), typed)


def _read_amount(said: str, typed: Typed, seen: Mapping[str, Any], quote: str) -> None:
    quantity = read_number(said)
    if quantity is None:
        typed.errors["number"] = "type a number as the source prints it, such as over 252,000"
        return
    typed.fields |= {name: json_number(getattr(quantity, name)) for name in _NUMBERS}
    if quantity.unit_kind in ("percent", "ratio", "currency"):
        typed.fields["unit"] = quantity.unit
    printed = printed_as(quantity, quote)
    if printed is None:
        typed.warnings.append(f"The digits of “{said}” are not in the quote.")
        kept = seen.get("printed")
        printed = kept if kept and kept in quote else said
    typed.fields["printed"] = printed


def _dimensions(text: str, typed: Typed) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for line in text.splitlines():
        heading, colon, label = line.partition(":")
        if not line.strip():
            continue
        if not colon:
            typed.errors["dimensions"] = "write one line for each heading: Country: Norway"
        found[heading.strip()] = label.strip()
    return found or None


def _amounts(quantity: Quantity | Mapping[str, Any]) -> set[Decimal]:
    if isinstance(quantity, Quantity):
        values = [quantity.value, quantity.low, quantity.high]
    else:
        values = [quantity.get(name) for name in ("value", "low", "high")]
    return {Decimal(str(value)) for value in values if value is not None}


def _plain(printed: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,\u00a0 ]", "", printed))
    except ArithmeticError:
        return None
