"""The language of a text, told offline: English by its commonest words, any other by py3langid.

The model takes half a second to load, so that plain English, which nearly every report is, never loads it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ_LANGUAGES = frozenset({"en"})
"""The languages that there are rules for."""

_LOOKED_AT = 6000
_FEWEST_LETTERS = 20
_FEWEST_AGAINST_CLAIM = 50
_SURE = 0.9
_WORD = re.compile(r"[^\W\d_]+")
_COMMONEST = """
the of and to in a is that for on with are as was by this from have has be we our or an at it not their
"""
_ENGLISH = frozenset(_COMMONEST.split())
_ENGLISH_SHARE = 0.2
_FEWEST_WORDS = 25

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_of(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of the language that most of `text` is in.

    `declared` (a BCP 47 tag such as `en-AU`) decides where the text is too short or too mixed to tell. None
    when nothing tells it, as for a table of figures.
    """
    sample = text[:_LOOKED_AT]
    words = _WORD.findall(sample.lower())
    claimed = _primary(declared)
    if len(words) >= _FEWEST_WORDS and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    if sum(map(len, words)) < (_FEWEST_AGAINST_CLAIM if claimed else _FEWEST_LETTERS):
        return claimed
    code, probability = _identifier().classify(" ".join(words))
    return str(code) if probability >= _SURE else claimed


def remark_on(language: str | None) -> str | None:
    """What a reviewer is told of a document in a language without rules, or None."""
    if language is None or language in READ_LANGUAGES:
        return None
    return f"no rules for {NAMES.get(language, language)}: only quantities and tables are read"


def _primary(tag: str | None) -> str | None:
    """The two-letter language of a BCP 47 tag, or None."""
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", tag or "")
    return found.group(1).lower() if found else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
