"""Cuts text into words, numbers and signs in one pass. How a number is written depends on the language:
1,234.5 and 12,34,567 in English, 1.234,5 in German, 1 234,5 in French. No-break and thin spaces group in all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

TokenKind = Literal["word", "name", "number", "sign", "break"]

DECIMAL_COMMA = frozenset(
    [
        "af",
        "az",
        "be",
        "bg",
        "bs",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "eu",
        "fi",
        "fr",
        "gl",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "ka",
        "kk",
        "lt",
        "lv",
        "mk",
        "nl",
        "nb",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "tr",
        "uk",
        "uz",
        "vi",
    ]
)
"""Languages that write the decimal comma (Unicode CLDR, symbols of the default number system)."""

LONGEST_NUMBER = 40
"""Characters of a number that is read; a longer run of digits is an identifier."""


class Token(NamedTuple):
    """A word, number, sign or paragraph break; `glued` says that no white space stands before it."""

    kind: TokenKind
    text: str
    low: str
    start: int
    end: int
    glued: bool


@cache
def _pattern(*, decimal_comma: bool) -> re.Pattern[str]:
    group, point = (r"\.", ",") if decimal_comma else (",", r"\.")
    fraction = rf"(?:{point}\d+)?"
    codes = "|".join(sorted(currency_letters(), key=len, reverse=True))
    # Possessive quantifiers and groups of fixed width keep every alternative linear.
    return re.compile(
        rf"""
          (?P<link>https?://\S++|www\.\S++)
        | (?P<number>
              \d{{1,3}}(?:{group}\d{{3}}(?!\d))++{fraction}
            | \d{{1,2}}(?:{group}\d{{2}}(?={group}))++{group}\d{{3}}(?!\d){fraction}
            | (?<!\d[ ])\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}}(?!\d))++{fraction}
            | \d{{1,3}}(?:['’]\d{{3}}(?!\d))++{fraction}
            | \d++(?:[.]\d++|{point}\d++)*+
            | (?<![\w.,]){point}\d++
          )
        | (?P<word>
              (?:[^\W\d_]\.){{2,}}(?![^\W\d_])
            | [^\W\d_]++(?:['’][^\W\d_]++)*+(?![\d_])(?!\$)
            | (?:{codes})(?=\d)
          )
        | (?P<sign>
              (?:US|AU?|CA?|Can|NZ|HK|SG?|NT|R|MX|Mex)?\$(?:(?:US|AU?|CA?|NZ|HK)(?=[\s\d.]|$))?
            | (?:GB|UK)£
          )
        | (?P<name>[^\W\d]\w*+)
        | (?P<break>\n[ \t\r]*+\n)
        | (?P<other>\S)
        """,
        re.VERBOSE,
    )


_KINDS: dict[str, TokenKind] = {
    "link": "name",
    "number": "number",
    "word": "word",
    "sign": "sign",
    "name": "name",
    "break": "break",
    "other": "sign",
}


def currency_letters() -> frozenset[str]:
    """Letters that are a currency when they are written onto digits (`USD10m`)."""
    from extractors.quantity import vocabulary

    return vocabulary.currency_letters()


def tokenize(text: str, *, decimal_comma: bool = False) -> tuple[Token, ...]:
    """The tokens of `text` in order; offsets count from its start. Linear in the length of the text."""
    return (_kept if len(text) <= SENTENCE else _cut)(text, decimal_comma)


def _cut(text: str, decimal_comma: bool) -> tuple[Token, ...]:
    tokens: list[Token] = []
    append, make = tokens.append, Token._make
    previous = -1
    for match in _pattern(decimal_comma=decimal_comma).finditer(text):
        start, end = match.span()
        piece = match.group()
        kind = _KINDS[match.lastgroup]  # type: ignore[index]
        append(make((kind, piece, piece.lower(), start, end, start == previous)))
        previous = end
    return tuple(tokens)


SENTENCE = 2_000
"""Characters of a text whose tokens are kept for a while: a sentence is read for numbers, then for nouns."""

_kept = lru_cache(maxsize=64)(_cut)


def number_value(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The number that a number token prints, or None for a version (1.2.3) and for endless digits."""
    if len(text) > LONGEST_NUMBER:
        return None
    point, group = (",", ".") if decimal_comma else (".", ",")
    plain = text.translate(_NO_SPACE)
    whole, _, fraction = plain.partition(point)
    if point in fraction or group in fraction:
        return None
    if group in whole:
        parts = whole.split(group)
        if len(parts[-1]) != 3 or any(len(part) not in (2, 3) for part in parts[1:]):
            return None
        whole = "".join(parts)
    return Decimal(f"{whole or 0}.{fraction}" if fraction else whole)


_NO_SPACE = {ord(sign): None for sign in " \u00a0\u2009\u202f'’"}


def joined(tokens: Sequence[Token], start: int, end: int) -> str:
    """The lower-cased words of a run of tokens, parted by single spaces."""
    return " ".join(token.low for token in tokens[start:end])
