"""Loads the rule files and runs their patterns over parsed sentences.

A rule is data: an id, what it yields, spaCy Matcher patterns and its own examples, which the tests run.
docs/rules.md teaches how to write one. Patterns are spaCy token dictionaries, or the shorthand below, one
word a token:

    word        the lower-case form          a|b|c      any of these forms
    ~word       the lemma                    ~a|b       any of these lemmas
    NOUN        the part of speech           NOUN|PROPN any of these; VBN and other tags work too
    ~word/VBN   the lemma and the tag        not:~word  any token but these
    @list       any word of a list in word_lists/rules.yaml; ~@list any of its lemmas
    *           any token                    ..4        none to four tokens without `:` or `;`
    word?       optional                     ^          nothing but quotation marks before
    COLON       a colon                      $          nothing but punctuation after
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from extractors.word_lists import words
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Scope = Literal["sentence", "lead_in", "heading"]
Extent = Literal["clause", "sentence", "items", "match"]
Mood = Literal["gap", "progress", "commitment", "recommendation", "none"]
Pattern = list[dict[str, Any]]

_PARTS_OF_SPEECH = {
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
    "SCONJ", "SYM", "VERB", "X",
}  # fmt: skip


class Example(BaseModel):
    """A sentence and what must come out of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    quotes: tuple[str, ...] | None = Field(
        default=None, description="The quotes of the rule's records; by default one, the whole sentence"
    )
    fields: Mapping[str, Any] = Field(default_factory=dict, description="Fields its first record must have")
    after: str | None = Field(default=None, description="A lead-in above the sentence, as a list item's")
    heading: str | None = Field(default=None, description="The heading above")
    why: str | None = None


class Rule(BaseModel):
    """One rule as its file states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z_]+(\.[a-z0-9-]+)+$")
    version: str = "1"
    yields: Kind | Mood
    scope: Scope = "sentence"
    extent: Extent = "clause"
    says: str = Field(description="What the words mean, for a person")
    match: tuple[str | tuple[dict[str, Any], ...], ...] = Field(min_length=1)
    unless: tuple[str | tuple[dict[str, Any], ...], ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)
    counterexamples: tuple[Example, ...] = ()

    @field_validator("examples", "counterexamples", mode="before")
    @classmethod
    def _short_examples(cls, value: Any) -> Any:
        return [{"text": one} if isinstance(one, str) else one for one in value]


class Match(NamedTuple):
    """A rule that matched, and the tokens `doc[start:end]` it matched."""

    rule: Rule
    start: int
    end: int


class Segment(NamedTuple):
    """Tokens in a row, and how many others may stand before them since the segment before."""

    tokens: Pattern
    gap: int


def compile_pattern(pattern: str | Iterable[dict[str, Any]]) -> list[Segment]:
    """A pattern in either notation as runs of spaCy Matcher tokens, cut at its gaps.

    The gaps are joined in Python, because the Matcher's time grows exponentially with wildcards of a range.
    Raises ValueError on a pattern that holds no token.
    """
    if not isinstance(pattern, str):
        return [Segment([dict(token) for token in pattern], 0)]
    segments: list[Segment] = []
    tokens: Pattern = []
    gap = 0
    for word in pattern.split():
        if word in ("^", "$"):
            continue  # held against the match's ends, see RuleBook.matches
        if word.startswith("..") and word[2:].isdigit():
            if any("OP" not in token for token in tokens):
                segments.append(Segment(tokens, gap))
                tokens, gap = [], 0
            gap += int(word[2:]) + len(tokens)  # what is only optional is no more than a wider gap
            tokens = []
            continue
        optional = word.endswith("?") and len(word) > 1
        token = _token(word[:-1] if optional else word)
        tokens.append({**token, "OP": "?"} if optional else token)
    if tokens:
        segments.append(Segment(tokens, gap))
    if not any("OP" not in token for segment in segments for token in segment.tokens):
        raise ValueError(f"the pattern {pattern!r} could match nothing at all")
    return segments


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
    attribute = "LOWER"
    if word.startswith("~"):
        attribute, word = "LEMMA", word[1:]
    options = [form for option in word.split("|") for form in _listed(option)]
    if not word.startswith("~") and len({option.isupper() for option in options}) > 1:
        raise ValueError(f"the token {word!r} mixes words with parts of speech: write two patterns")
    if attribute == "LOWER" and all(option in _PARTS_OF_SPEECH for option in options):
        attribute = "POS"
    elif attribute == "LOWER" and all(option.isupper() and len(option) > 1 for option in options):
        attribute = "TAG"
    return {attribute: {"NOT_IN" if negated else "IN": options}}


def _listed(option: str) -> list[str]:
    """The words of a list that is named (`@providers`), or the word itself."""
    return sorted(words(f"rules.{option[1:]}")) if option.startswith("@") else [option]


class _Compiled(NamedTuple):
    """One pattern of a rule: its segments by key, and whether it is held to the ends of the clause."""

    rule: str
    veto: bool
    segments: tuple[tuple[str, int], ...]
    at_start: bool
    at_end: bool


class RuleBook:
    """All rules, compiled for one pipeline's vocabulary."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        from spacy.matcher import Matcher

        from extractors.language import english

        self.rules = {rule.id: rule for rule in rules}
        self._matcher = Matcher(english().vocab)
        self._keys: dict[str, str] = {}
        self._patterns: list[_Compiled] = []
        for rule in self.rules.values():
            self._patterns += [self._compile(rule.id, pattern, veto=False) for pattern in rule.match]
            self._patterns += [self._compile(rule.id, pattern, veto=True) for pattern in rule.unless]

    def _compile(self, rule: str, pattern: str | tuple[dict[str, Any], ...], *, veto: bool) -> _Compiled:
        words = pattern.split() if isinstance(pattern, str) else []
        segments = tuple((self._key(segment.tokens), segment.gap) for segment in compile_pattern(pattern))
        return _Compiled(rule, veto, segments, words[:1] == ["^"], words[-1:] == ["$"])

    def _key(self, tokens: Pattern) -> str:
        """The Matcher key of a run of tokens; rules share the runs they have in common."""
        form = json.dumps(tokens, sort_keys=True)
        if form not in self._keys:
            self._keys[form] = f"s{len(self._keys)}"
            self._matcher.add(self._keys[form], [tokens])
        return self._keys[form]

    def matches(self, span: Span, scope: Scope) -> list[Match]:
        """The matches of one scope's rules within a clause or sentence, by place.

        A rule whose `unless` matches in the same span says nothing. Token indices are those of the Doc.
        """
        runs = self._runs(span)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        vetoed: set[str] = set()
        for pattern in self._patterns:
            if self.rules[pattern.rule].scope != scope or pattern.rule in vetoed:
                continue
            for start, end in _join(span, pattern, runs):
                if pattern.veto:
                    vetoed.add(pattern.rule)
                    break
                found[pattern.rule].append((start, end))
        matches = [
            Match(self.rules[rule], start, end)
            for rule, spans in found.items()
            if rule not in vetoed
            for start, end in spans
        ]
        return sorted(matches, key=lambda match: (match.start, -match.end, match.rule.id))

    def _runs(self, span: Span) -> dict[str, list[tuple[int, int]]]:
        """Matcher key to the token ranges it matched. Kept on the Doc: clauses share a sentence."""
        doc = span.doc
        runs: dict[str, list[tuple[int, int]]] | None = doc.user_data.get("pledgewatch.runs")
        if runs is None:
            runs = defaultdict(list)
            strings = doc.vocab.strings
            for key, start, end in self._matcher(doc):
                runs[strings[key]].append((start, end))
            doc.user_data["pledgewatch.runs"] = runs
        return runs


def _join(span: Span, pattern: _Compiled, runs: Mapping[str, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Token ranges where the pattern's segments follow each other within their gaps, inside the span."""
    chains: list[tuple[int, int]] | None = None
    for key, gap in pattern.segments:
        here = [one for one in runs.get(key, ()) if span.start <= one[0] and one[1] <= span.end]
        if not here:
            return []
        if chains is None:
            chains = here
        else:
            chains = [
                (start, after)
                for start, end in chains
                for begin, after in here
                if end <= begin <= end + gap and not _interrupted(span, end, begin)
            ]
    doc = span.doc
    return [
        (start, end)
        for start, end in sorted(set(chains or []))
        if not (pattern.at_start and any(not _skipped(token) for token in doc[span.start : start]))
        and not (pattern.at_end and any(not token.is_punct for token in doc[end : span.end]))
    ]


def _interrupted(span: Span, start: int, end: int) -> bool:
    return any(token.text in (":", ";") for token in span.doc[start:end])


def _skipped(token: Token) -> bool:
    return bool(token.is_quote or token.is_space or token.text in "-•*–—(")


def read_rule_files() -> list[Rule]:
    """All rules of the package's rule files. Raises ValueError naming the file and the rule that is wrong."""
    rules: dict[str, Rule] = {}
    folder = resources.files("extractors") / "rule_files"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".yaml"):
            continue
        for entry in yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            try:
                rule = Rule.model_validate(entry)
            except ValidationError as error:
                raise ValueError(f"{file.name}: rule {entry.get('id')!r}: {error}") from error
            if rule.id in rules:
                raise ValueError(f"{file.name}: a second rule {rule.id!r}")
            rules[rule.id] = rule
    return list(rules.values())


@cache
def rule_book() -> RuleBook:
    """The compiled rules of the package."""
    return RuleBook(read_rule_files())
