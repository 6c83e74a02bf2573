"""How a printed line goes on in the next: a hyphen undone or kept, a broken figure made whole, or a blank."""

from __future__ import annotations

import re

SOFT_HYPHEN = "\u00ad"
_HYPHENS = "-\u2010\u00ad"
_HANGING = re.compile(r"(?:and|or|und|oder|bzw|et|ou|to|y|o|e|en|of)\b")
_COMPOUNDING = frozenset(
    (
        "all", "cross", "end", "ex", "first", "full", "half", "high", "long", "low", "mid", "multi", "non",
        "part", "real", "second", "self", "short", "so", "third", "two", "three", "well", "year",
    )
)  # fmt: skip
_BROKEN_FIGURE = re.compile(r"(?:^|\s)[\d.]*\d{1,3}(?:,\d{3})*,(\d{0,2})$")


def continued(text: str, following: str) -> str:
    """`text` made ready for `following` to be put after it: with a blank, or without a hyphen.

    Neither of the two may be empty.
    """
    last, first = text[-1], following[0]
    if last == SOFT_HYPHEN:
        return text[:-1]
    if last in _HYPHENS and len(text) > 1 and text[-2].isalpha() and first.islower():
        if _HANGING.match(following):
            return text + " "
        before = re.split(r"[\s(/]", text)[-1][:-1]
        # A hyphen of the word's own: another one in it, a lone letter, or a first part that makes compounds.
        own = "-" in before or len(before) == 1 or before.casefold() in _COMPOUNDING
        return text if own else text[:-1]
    if last in _HYPHENS and len(text) > 1 and text[-2].isalnum() and (first.isalnum()):
        return text
    if last in "/–—" and len(text) > 1 and not text[-2].isspace() and last != "/":
        return text
    broken = _BROKEN_FIGURE.search(text)
    if broken and _leading_digits(following) == 3 - len(broken.group(1)):
        return text
    return text + " "


def _leading_digits(text: str) -> int:
    return len(text) - len(text.lstrip("0123456789"))
