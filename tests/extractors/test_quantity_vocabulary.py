"""Every vocabulary file of the grammar carries examples, and they hold."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.quantity import find_quantities
from extractors.quantity.vocabulary import FOLDER, load

FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_has_examples(name: str) -> None:
    assert load(name)["examples"]


@pytest.mark.parametrize("name", FILES)
def test_no_word_is_a_truth_value(name: str) -> None:
    """YAML 1.1 reads a bare no, on or off as one, and the word would never match."""

    def leaves(data: Any) -> list[Any]:
        if isinstance(data, dict):
            return [leaf for value in data.values() for leaf in leaves(value)]
        return [leaf for value in data for leaf in leaves(value)] if isinstance(data, list) else [data]

    # `not_word: true` of a currency is text here; the code only asks whether it stands there.
    assert not [leaf for leaf in leaves(load(name)) if isinstance(leaf, bool)]


def examples(name: str) -> list[list[Any]]:
    return [list(example) for example in load(name)["examples"]]


@pytest.mark.parametrize(("text", "value"), examples("numerals.yaml"))
def test_numerals(text: str, value: float) -> None:
    assert [float(quantity.value or 0) for quantity in find_quantities(text)] == [value]


@pytest.mark.parametrize(("text", "comparator"), examples("comparators.yaml"))
def test_comparators(text: str, comparator: str) -> None:
    assert [quantity.comparator for quantity in find_quantities(text)] == [comparator]


@pytest.mark.parametrize(("text", "unit", "value"), examples("currencies.yaml"))
def test_currencies(text: str, unit: str, value: float) -> None:
    assert [(quantity.unit, float(quantity.value or 0)) for quantity in find_quantities(text)] == [
        (unit, value)
    ]


@pytest.mark.parametrize(("text", "unit", "per"), examples("units.yaml"))
def test_units(text: str, unit: str, per: str | None) -> None:
    assert [(quantity.unit, quantity.per) for quantity in find_quantities(text)] == [(unit, per)]


@pytest.mark.parametrize(("text", "change"), examples("changes.yaml"))
def test_changes(text: str, change: str | None) -> None:
    assert find_quantities(text)[0].change == change


@pytest.mark.parametrize(
    "text", [text for texts in load("senses.yaml")["examples"].values() for text in texts]
)
def test_senses(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize("text", load("zeros.yaml")["examples"]["zero"])
def test_zeros(text: str) -> None:
    assert any(quantity.zero_words for quantity in find_quantities(text))


@pytest.mark.parametrize("text", load("zeros.yaml")["examples"]["none"])
def test_no_zeros(text: str) -> None:
    assert not any(quantity.zero_words for quantity in find_quantities(text))
