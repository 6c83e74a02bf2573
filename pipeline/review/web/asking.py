"""What a request carries: the filter in its address, and the fields of its form."""

from __future__ import annotations

import re
from dataclasses import asdict, fields, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.datastructures import FormData

from pipeline.problems import Problem
from pipeline.review.queue import Filter

_LARGEST_FORM = 2_000_000
_LONGEST_VALUE = 300
_LONGEST_ID = 100
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_NAMES = tuple(one.name for one in fields(Filter))


class TooLarge(Problem):
    """A form of a size that no page of ours sends."""

    status = 413


def filter_of(request: Request) -> Filter:
    """The filter that the address names."""
    given = {name: request.query_params.get(name) for name in _NAMES}
    return Filter(**{name: value[:_LONGEST_VALUE] for name, value in given.items() if value})


def address(path: str, only: Filter, **more: object) -> str:
    """A path with the filter, and whatever else, as its query."""
    given = {**asdict(only), **more}
    query = urlencode({name: value for name, value in given.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


def without(only: Filter, name: str) -> Filter:
    """The filter without one of its conditions."""
    changed: Filter = replace(only, **{name: None})
    return changed


async def form_of(request: Request) -> FormData:
    """The form's fields. Raises TooLarge."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LARGEST_FORM:
        raise TooLarge("the form is too large, or does not say how large it is")
    return await request.form(max_files=0, max_fields=3000)


def text_of(form: FormData, name: str) -> str:
    """One field, without the white space around it; an empty text where it is not there."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def event_id_of(form: FormData) -> str:
    """The id that the page gave its form, so that one sent twice is one event. Raises Problem."""
    given = text_of(form, "event_id")
    if not 0 < len(given) <= _LONGEST_ID:
        raise Problem("the form was not sent whole: load the page again")
    return given


def number_of(form: FormData, name: str) -> int:
    """A whole number. Raises Problem."""
    value = text_of(form, name)
    if not value.isdecimal() or len(value) > 12:
        raise Problem(f"the form lacks a number for {name}: load the page again")
    return int(value)


def range_of(text: str) -> tuple[int, int] | None:
    """The two offsets of a place such as `120-164`, in characters; None where the text is no place."""
    found = _RANGE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


Only = Annotated[Filter, Depends(filter_of)]
Form = Annotated[FormData, Depends(form_of)]
