"""Whoever starts the flows from elsewhere is told when what they take changes."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.operations.parameter_schemas import FILE, as_text, mark, parameter_schemas
from tests.services.prefect_services import ROOT

CHANGELOG = ROOT / "docs" / "CHANGELOG.md"


def entries(text: str) -> list[str]:
    """The changelog's entries that tell of flow parameters, by the mark that each names, the newest first."""
    return re.findall(r"^- Flow parameters `([0-9a-f]{12})`: \S.{20,}", text, flags=re.M)


def test_the_file_is_what_the_flows_take() -> None:
    assert FILE.read_text(encoding="utf-8") == as_text(parameter_schemas()), (
        "the parameters of a deployed flow have changed: run `python -m "
        "pipeline.operations.parameter_schemas` and say in docs/CHANGELOG.md what that means"
    )


def test_the_changelog_tells_of_the_last_change() -> None:
    now = mark(FILE.read_text(encoding="utf-8"))
    assert entries(CHANGELOG.read_text(encoding="utf-8"))[:1] == [now], (
        f"add an entry to docs/CHANGELOG.md: - Flow parameters `{now}`: what changed for whom"
    )


def renamed(schema: dict[str, Any]) -> None:
    schema["properties"]["selection"] = schema["properties"].pop("choice")


def tightened(schema: dict[str, Any]) -> None:
    schema["definitions"]["Choice"]["properties"]["only"]["maxLength"] = 3


def with_another_default(schema: dict[str, Any]) -> None:
    schema["properties"]["choice"]["default"] = {"only": "letter"}


@pytest.mark.parametrize("change", [renamed, tightened, with_another_default])
def test_any_change_asks_for_an_entry(change: Callable[[dict[str, Any]], None]) -> None:
    before = json.loads(FILE.read_text(encoding="utf-8"))
    after = copy.deepcopy(before)
    change(after["pipeline.flows.collecting.collect"])
    assert mark(as_text(after)) != mark(as_text(before))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- Flow parameters `0123456789ab`: `choice` replaces `only`, see docs.", ["0123456789ab"]),
        ("- Flow parameters `0123456789ab`:", []),  # says nothing
        ("- Flow parameters 0123456789ab: `choice` replaces `only`, see docs.", []),
        ("no entry", []),
    ],
)
def test_an_entry_names_the_mark_and_says_something(text: str, found: list[str]) -> None:
    assert entries(text) == found
