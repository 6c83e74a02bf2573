"""What a table's cell prints: its figures, or a number in words."""

from __future__ import annotations

import re

from extractors.foreign import in_english_format
from extractors.quantity import find_quantities
from schemas.quantities import Quantity

_LONGEST_NUMBER_WORD = 16
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", " " * 10)
_COUNT_AND_SHARE = re.compile(r"\s(?=[\d.,]+\s*%)")


def is_number_word(text: str) -> bool:
    """Whether a cell is nothing but a number in words: "six"."""
    found = find_quantities(text) if len(text) < _LONGEST_NUMBER_WORD else []
    return len(found) == 1 and not found[0].zero_words and found[0].end - found[0].start == len(text.strip())


def cell_figures(text: str, language: str | None = None) -> list[Quantity]:
    """The quantities of a cell, its footnote marks aside. "390 10.0%" is a count and a share, not 39,010."""
    found: list[Quantity] = []
    at = 0
    for part in _COUNT_AND_SHARE.split(in_english_format(text.translate(_SUPERSCRIPT), language)):
        for one in find_quantities(part):
            places = {
                name: getattr(one, name) + at for name in ("start", "end", "number_start", "number_end")
            }
            found.append(one.model_copy(update=places))
        at += len(part) + 1
    return found
