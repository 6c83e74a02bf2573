"""Vocabulary as data: every list says what it is for, and none lies about unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.word_lists import any_of, list_names, words

ROOT = Path(__file__).resolve().parents[2] / "extractors"
SOURCES = "".join(path.read_text("utf-8") for path in ROOT.glob("*.py"))
RULES = "".join(path.read_text("utf-8") for path in (ROOT / "rule_files").glob("*.yaml"))


@pytest.mark.parametrize("name", list_names())
def test_every_list_is_used(name: str) -> None:
    assert words(name)
    file, _, key = name.partition(".")
    assert name in SOURCES or (file == "rules" and re.search(rf"@{key}\b", RULES)), name


def test_phrases_are_found_as_whole_words_whatever_the_white_space() -> None:
    pattern = re.compile(any_of("attribution.asides"))
    assert pattern.search("in collaboration\n with Thorn")
    assert pattern.search("LED BY Thorn")
    assert not pattern.search("thunder, fled bypassing")


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("metrics.no_such_list")
    with pytest.raises(ValueError, match="there is no such file"):
        words("no_such_file.at_all")
