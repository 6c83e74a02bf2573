"""Hands values to tasks without Prefect looking into them."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

from prefect.utilities.annotations import quote

Value = TypeVar("Value")


def as_it_is(value: Value) -> Value:
    """The value as a task's argument: Prefect would otherwise search all of it for futures."""
    return cast(Value, quote(value))


class Sealed(Generic[Value]):
    """A value for a task that may run elsewhere, or from a flow. What `as_it_is` gives, Dask would search,
    and make plain tuples of what it finds; what a flow returns, Prefect searches.
    """

    __slots__ = ("value",)

    def __init__(self, value: Value):
        self.value = value
