"""Finds the names of organisations in a text: a list of names in, mentions with their offsets out.

Names that are also words (Invoke, Snap, X) carry a guard and are taken only where something about them
speaks for the name; what does lies in `profile_files/naming.yaml`, for every profile alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from extractors.lexicon import lexicon
from extractors.vocabulary_files import read_vocabulary

Guard = Literal["start", "everywhere"]


class Mention(NamedTuple):
    """An organisation named in a text: its slug, the name as printed, and where that stands."""

    slug: str
    name: str
    start: int
    end: int


class Name(NamedTuple):
    """One printed form. `slug` is None for words that hold a name and mean something else."""

    printed: str
    slug: str | None
    guard: Guard | None = None


class Naming(BaseModel):
    """What speaks for a name, in any field: see the comments in `naming.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suffixes: tuple[str, ...]
    after: frozenset[str]
    before: frozenset[str]
    clause_before: frozenset[str]
    open_after: frozenset[str]
    adjectives: frozenset[str]


@cache
def _naming() -> Naming:
    return read_vocabulary(Path(__file__).parent / "profile_files" / "naming.yaml", Naming)


@cache
def _suffix() -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, _naming().suffixes), key=len, reverse=True))
    return re.compile(rf"(?:{_DOMAIN})?(?:,?\s{{1,3}}(?:{forms})(?!\w)\.?)?")


_DOMAIN = r"\.(?i:com|net|org|ai|tv|co)(?![\w/@-])"
_WORD = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"\s*([\w'’-]+)")
_LAST_WORD = re.compile(r"([\w'’-]+)\s*$")
_POSSESSIVE = re.compile(r"['’]s(?!\w)|(?<=s)['’](?=\s)")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;|•*▪–—\n\t]|\(\d+\))[\s\"'“”‘’(\[\-]*$")
_LINK = re.compile(r"\s*(?:,|;|/|&|\+|,?\s*(?:and|or|as well as)(?=\s))\s*", re.IGNORECASE)
_WINDOW = 60
"""Characters looked at before and after a guarded name."""


@dataclass
class _Candidate:
    name: Name
    start: int
    end: int
    """Where the printed name ends, before a suffix such as Inc."""
    full_end: int
    accepted: bool


class NameFinder:
    """Finds mentions of a fixed list of names, longest first."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(names)

    @cached_property
    def _by_first_word(self) -> dict[str, list[Name]]:
        table: dict[str, list[Name]] = {}
        for name in sorted(self._names, key=lambda name: len(name.printed), reverse=True):
            first = _WORD.search(name.printed)
            if first is None or first.start():
                raise ValueError(f"the name {name.printed!r} does not begin with a letter or a digit")
            table.setdefault(first.group().casefold(), []).append(name)
        return table

    def find(self, text: str) -> list[Mention]:
        """Mentions in the order of the text; none overlaps another."""
        candidates = [*self._candidates(text)]
        for candidate in candidates:
            guard = candidate.name.guard
            candidate.accepted = guard is None or candidate.full_end > candidate.end
            candidate.accepted |= guard is not None and _speaks_for(text, candidate, guard)
        for pairs in (pairwise(candidates), pairwise(candidates[::-1])):
            for known, unknown in pairs:
                if known.accepted and known.name.slug and not unknown.accepted:
                    unknown.accepted = _stand_in_a_list(text, known, unknown)
        return [
            Mention(found.name.slug, text[found.start : found.full_end], found.start, found.full_end)
            for found in candidates
            if found.accepted and found.name.slug is not None
        ]

    def named(self, label: str) -> str | None:
        """The slug of the organisation whose name is the whole of the label, guards aside, or None."""
        label = " ".join(label.split())
        found = [*self._candidates(label)]
        if len(found) == 1 and (found[0].start, found[0].full_end) == (0, len(label)):
            return found[0].name.slug
        return None

    def _candidates(self, text: str) -> Iterable[_Candidate]:
        end = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < end or _inside_an_address(text, start):
                continue
            for name in self._by_first_word.get(word.group().casefold(), ()):
                match = _pattern(name.printed).match(text, start)
                if match is None or not _capitals_fit(name.printed, match.group()):
                    continue
                end = match.end()
                suffix = _suffix().match(text, end) if name.slug else None
                full_end = suffix.end() if suffix else end
                yield _Candidate(name, start, end, full_end, accepted=False)
                end = full_end
                break


def _inside_an_address(text: str, start: int) -> bool:
    """Whether what begins at `start` is a handle, a tag or a later part of a host name."""
    before = text[max(0, start - 2) : start]
    return before[-1:] in ("@", "#") or (before[-1:] == "." and before[:1].isalnum())


@cache
def _pattern(printed: str) -> re.Pattern[str]:
    """White space, apostrophes and `&` may be printed otherwise; domains and handles do not hold names.

    Compiled when its first word is met, since most names never are.
    """
    source = re.escape(printed).replace(r"\ ", r"\s+").replace(r"\&", "(?:&|and)").replace("'", "['’]")
    flags = 0 if printed.upper() == printed else re.IGNORECASE
    return re.compile(rf"{source}(?=(?:{_DOMAIN}|(?!\w|@|\.\w|-(?:like|style)\b)))", flags)


def _capitals_fit(printed: str, found: str) -> bool:
    """Whether the found form is a spelling of the name: exact, or begun by the same or a capital letter."""
    if found == printed or found[0].isupper() or found[0].isdigit():
        return True
    return found[0] == printed[0] and any(letter.isupper() for letter in found)


def _stand_in_a_list(text: str, one: _Candidate, other: _Candidate) -> bool:
    first, second = sorted((one, other), key=lambda candidate: candidate.start)
    return bool(_LINK.fullmatch(text[first.full_end : second.start]))


def _speaks_for(text: str, candidate: _Candidate, guard: Guard) -> bool:
    """Whether the words about a guarded name show that it is the name."""
    before = text[max(0, candidate.start - _WINDOW) : candidate.start]
    after = text[candidate.end : candidate.end + _WINDOW]
    if _POSSESSIVE.match(after):
        return True
    if after.startswith("-"):
        return False
    following, preceding = _NEXT_WORD.match(after), _LAST_WORD.search(before)
    next_word = following.group(1).lower() if following else ""
    last_word = preceding.group(1).lower() if preceding else ""
    acts = next_word in _naming().after or _tells_a_deed(next_word)
    at_start = bool(_SENTENCE_END.search(before))
    if guard == "everywhere":
        named = last_word in _naming().before
        clause = at_start or before.endswith(", ") or last_word in _naming().clause_before
        return (named and (acts or not next_word or next_word in _naming().open_after)) or (clause and acts)
    if at_start or _in_title_case(text, candidate):
        return acts or not after.strip() or after.lstrip(" ")[0] in ",:(|\n\t–—"
    return True


def _tells_a_deed(word: str) -> bool:
    """Whether a word is a verb of the past ("Snap closed") and no adjective behind a noun ("snap based")."""
    if not word.endswith("ed") or word in _naming().adjectives:
        return False
    return lexicon().lemma(word, "verb") not in (None, word)


def _in_title_case(text: str, candidate: _Candidate) -> bool:
    """Whether the longer words about the name are capitalised too, so that its capital says nothing."""
    around = text[max(0, candidate.start - _WINDOW) : candidate.start] + text[candidate.end :][:_WINDOW]
    words: Sequence[str] = [word for word in _WORD.findall(around) if len(word) > 3 and word.isalpha()]
    return len(words) > 1 and sum(word[0].isupper() for word in words) > 0.7 * len(words)
