"""Vocabulary as data: the lists in word_lists/*.yaml, each with what it is for.

    output_verbs:
      for: Verbs that count enforcement, output or money.
      words: act ban block close            # apart by blanks
    asides:
      for: What a partner is named after.
      words: [together with, led by]        # phrases, as a list

A list is named by its file and its key: `words("statements.output_verbs")`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from extractors.vocabulary_files import read_vocabulary

_FOLDER = Path(__file__).parent / "word_lists"


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


class WordList(BaseModel):
    """One list: what it is for, and its words or phrases as they are printed in running text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str = Field(alias="for", min_length=10)
    words: Annotated[tuple[str, ...], BeforeValidator(_split), Field(min_length=1)]


class _File(RootModel[dict[str, WordList]]):
    pass


@cache
def _file(name: str) -> dict[str, WordList]:
    return read_vocabulary(_FOLDER / f"{name}.yaml", _File).root


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list. Raises KeyError for a list, ValueError for a file, that there is not."""
    file, _, key = name.partition(".")
    return frozenset(_file(file)[key].words)


@cache
def any_of(name: str) -> str:
    """A list as the source of a regular expression: any of its phrases, the longest first, as whole words,
    capitals aside. A blank stands for any white space.
    """
    phrases = sorted(words(name), key=lambda one: (-len(one), one))
    forms = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return rf"(?i:\b(?:{forms})\b)"


def list_names() -> list[str]:
    """The names of all lists, for the tests."""
    return [f"{path.stem}.{key}" for path in sorted(_FOLDER.glob("*.yaml")) for key in _file(path.stem)]
