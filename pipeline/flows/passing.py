"""Hands values to tasks without Prefect looking into them."""

from __future__ import annotations

from typing import TypeVar, cast

from prefect.utilities.annotations import quote

Value = TypeVar("Value")


def as_it_is(value: Value) -> Value:
    """The value as a task's argument: Prefect would otherwise search all of it for futures."""
    return cast(Value, quote(value))
