"""The notation in which rules are written: patterns of tokens in, their places in a parsed sentence out.

    word        the lower-case form          a|b|c      any of these forms
    ~word       the lemma                    ~a|b       any of these lemmas
    NOUN        the part of speech           NOUN|PROPN any of these; VBN and other tags work too
    ~word/VBN   the lemma and the tag        not:~word  any token but these
    @list       any word of a list in word_lists/rules.yaml; ~@list any of its lemmas
    *           any token                    ..4        none to four tokens without `:` or `;`
    word?       optional                     ^          nothing but quotation marks before
    COLON       a colon                      $          nothing but punctuation after
    <form>      a grammatical form of extractors/predication.py; <form=~word> one whose verb has the lemma,
                <form=not:~word> any other

A pattern may also be a list of spaCy Matcher tokens (https://spacy.io/api/matcher), of which LOWER, LEMMA,
POS and TAG with a word, IN or NOT_IN, and OP "?" are understood. spaCy's Matcher does not run them: it tries
every pattern at every token, which took half of the time. Here one is tried only where its rarest
word stands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.predication import FORMS, forms
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

Pattern = list[dict[str, Any]]
Runs = dict[str, set[tuple[int, int]]]

_ATTRIBUTES = ("LOWER", "LEMMA", "TAG", "POS")
_PARTS_OF_SPEECH = {
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
    "SCONJ", "SYM", "VERB", "X",
}  # fmt: skip


class Segment(NamedTuple):
    """Tokens in a row, and how many others may stand before them since the segment before."""

    tokens: Pattern
    gap: int


def compile_pattern(pattern: str | Iterable[dict[str, Any]]) -> list[Segment]:
    """A pattern in either notation as runs of tokens, cut at its gaps.

    Raises ValueError on a pattern that holds no token.
    """
    if not isinstance(pattern, str):
        return [Segment([dict(token) for token in pattern], 0)]
    segments: list[Segment] = []
    tokens: Pattern = []
    gap = 0
    for word in pattern.split():
        if word in ("^", "$"):
            continue  # held against the match's ends by the rule book
        if word.startswith("..") and word[2:].isdigit():
            if any("OP" not in token for token in tokens):
                segments.append(Segment(tokens, gap))
                tokens, gap = [], 0
            gap += int(word[2:]) + len(tokens)  # what is only optional is no more than a wider gap
            tokens = []
            continue
        if word.startswith("<"):
            if tokens:
                segments.append(Segment(tokens, gap))
            segments.append(Segment([_form(word)], gap if not tokens else 0))
            tokens, gap = [], 0
            continue
        optional = word.endswith("?") and len(word) > 1
        token = _token(word[:-1] if optional else word)
        tokens.append({**token, "OP": "?"} if optional else token)
    if tokens:
        segments.append(Segment(tokens, gap))
    if not any("OP" not in token for segment in segments for token in segment.tokens):
        raise ValueError(f"the pattern {pattern!r} could match nothing at all")
    return segments


def _form(word: str) -> dict[str, Any]:
    name, _, test = word.strip("<>").partition("=")
    if name not in FORMS:
        raise ValueError(f"there is no form {word!r}: there are {', '.join(FORMS)}")
    return {"FORM": name, **(_token(test) if test else {})}


def _token(word: str) -> dict[str, Any]:
    if word == "*":
        return {}
    if word == "COLON":
        return {"LOWER": ":"}
    if "/" in word.strip("/"):
        word, _, tags = word.partition("/")
        return {**_token(word), "TAG": {"IN": tags.split("|")}}
    negated = word.startswith("not:")
    word = word.removeprefix("not:")
    if word.startswith("~"):
        return {"LEMMA": {"NOT_IN" if negated else "IN": _options(word[1:])}}
    options = _options(word)
    if len({option.isupper() for option in options}) > 1:
        raise ValueError(f"the token {word!r} mixes words with parts of speech: write two patterns")
    attribute = "LOWER"
    if all(option in _PARTS_OF_SPEECH for option in options):
        attribute = "POS"
    elif all(option.isupper() and len(option) > 1 for option in options):
        attribute = "TAG"
    return {attribute: {"NOT_IN" if negated else "IN": options}}


def _options(word: str) -> list[str]:
    """The alternatives of a word, those of the lists that it names among them."""
    options: list[str] = []
    for option in word.split("|"):
        options += sorted(words(f"rules.{option[1:]}")) if option.startswith("@") else [option]
    return options


class _Test(NamedTuple):
    """One condition on a token: a place in _ATTRIBUTES, the values, and whether it must not have them."""

    attribute: int
    values: frozenset[str]
    negated: bool


class _Variant(NamedTuple):
    """One way to read a run, its optional tokens decided."""

    key: str
    tests: tuple[tuple[_Test, ...], ...]
    anchor: int
    """The token that it is looked up by."""


class TokenIndex:
    """Runs of tokens, found in a sentence by the rarest word of each."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        self._by_value: dict[tuple[int, str], list[_Variant]] = defaultdict(list)
        self._forms: list[tuple[str, str, tuple[_Test, ...]]] = []

    def add(self, tokens: Pattern) -> str:
        """The key of a run of tokens; runs that rules have in common are added once.

        Raises ValueError for a run without any word, part of speech or tag to find it by.
        """
        form = json.dumps(tokens, sort_keys=True)
        if form not in self._keys:
            key = self._keys[form] = f"s{len(self._keys)}"
            if "FORM" in tokens[0]:
                tests = tuple(_tests({name: test for name, test in tokens[0].items() if name != "FORM"}))
                self._forms.append((key, tokens[0]["FORM"], tests))
                return key
            for chosen in product(*((True, False) if "OP" in token else (True,) for token in tokens)):
                self._add_variant(key, [token for token, take in zip(tokens, chosen, strict=True) if take])
        return self._keys[form]

    def _add_variant(self, key: str, tokens: Pattern) -> None:
        if not tokens:
            return
        tests = tuple(tuple(_tests(token)) for token in tokens)
        found = [
            (test.attribute >= 2, len(test.values), place, test)
            for place, conditions in enumerate(tests)
            for test in conditions
            if not test.negated
        ]
        if not found:
            raise ValueError(f"nothing to find the pattern {tokens!r} by: name a word, a lemma or a tag")
        _, _, place, anchor = min(found)
        for value in anchor.values:
            self._by_value[anchor.attribute, value].append(_Variant(key, tests, place))

    def runs(self, doc: Doc) -> Runs:
        """Key to the token ranges that its run covers in a parsed sentence."""
        runs: Runs = defaultdict(set)
        rows = [(token.lower_, token.lemma_, token.tag_, token.pos_) for token in doc]
        for i, row in enumerate(rows):
            for place in enumerate(row):
                for variant in self._by_value.get(place, ()):
                    start = i - variant.anchor
                    end = start + len(variant.tests)
                    if start >= 0 and end <= len(rows) and _holds(variant.tests, rows, start):
                        runs[variant.key].add((start, end))
        there = forms(doc)
        for key, name, tests in self._forms:
            for start, end, verb in there.get(name, ()):
                if all((rows[verb][one.attribute] in one.values) != one.negated for one in tests):
                    runs[key].add((start, end))
        return runs


def _holds(tests: tuple[tuple[_Test, ...], ...], rows: list[tuple[str, str, str, str]], start: int) -> bool:
    return all(
        (rows[at][test.attribute] in test.values) != test.negated
        for at, conditions in enumerate(tests, start)
        for test in conditions
    )


def _tests(token: dict[str, Any]) -> Iterator[_Test]:
    for name, wanted in token.items():
        if name == "OP" and wanted == "?":
            continue
        if name not in _ATTRIBUTES:
            raise ValueError(
                f"a token pattern knows LOWER, LEMMA, TAG, POS and OP '?', not {name}: {wanted!r}"
            )
        options = wanted if isinstance(wanted, dict) else {"IN": [wanted]}
        for relation, values in options.items():
            if relation not in ("IN", "NOT_IN"):
                raise ValueError(f"{name} is compared with a word, IN or NOT_IN, not {relation}")
            yield _Test(_ATTRIBUTES.index(name), frozenset(values), relation == "NOT_IN")
