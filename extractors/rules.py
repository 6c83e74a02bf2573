"""Loads the rule files and runs their patterns over parsed sentences.

A rule is data: an id, what it yields, patterns in the notation of extractors/token_patterns.py, and its own
examples, which the tests run. docs/rules.md teaches how to write one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extractors.token_patterns import Runs, TokenIndex, compile_pattern
from extractors.word_lists import any_of
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Scope = Literal["sentence", "lead_in", "heading"]
Extent = Literal["clause", "sentence", "items", "series", "told", "match"]
Mood = Literal["gap", "progress", "commitment", "recommendation", "none"]


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
    actor: bool = Field(
        default=False, description="Only where the subject is an organisation or something of its own"
    )
    own: bool = Field(
        default=False,
        description="Only where the subject is nothing foreign: no law, report, figure or outsider",
    )
    short: bool = Field(
        default=False, description="Only where a figure misses the target that it is held against"
    )
    answers: bool = Field(
        default=False, description="Only right under a question whether something is done or in place"
    )
    weak: bool = Field(
        default=False, description="Only where no gap is told: a commitment in the future tense"
    )
    under: Mood | None = Field(default=None, description="Only under a heading or lead-in of this mood")
    weighed: bool = Field(
        default=False,
        description="Without patterns: taken by the weight of its signs",
    )
    says: str = Field(description="What the words mean, for a person")
    match: tuple[str | tuple[dict[str, Any], ...], ...] = ()
    unless: tuple[str | tuple[dict[str, Any], ...], ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)
    counterexamples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _has_patterns(self) -> Rule:
        if bool(self.match) == self.weighed:
            raise ValueError("a rule has patterns to match, or is weighed")
        return self

    @field_validator("examples", "counterexamples", mode="before")
    @classmethod
    def _short_examples(cls, value: Any) -> Any:
        return [{"text": one} if isinstance(one, str) else one for one in value]


class Match(NamedTuple):
    """A rule that matched, and the tokens `doc[start:end]` it matched."""

    rule: Rule
    start: int
    end: int


class _Compiled(NamedTuple):
    """One pattern of a rule: its segments by key, and whether it is held to the ends of the clause."""

    rule: str
    veto: bool
    segments: tuple[tuple[str, int], ...]
    at_start: bool
    at_end: int | None
    """How many tokens may follow up to the end; None for any number."""
    keys: frozenset[str]
    """The keys of its segments."""


def _room(pattern: Sequence[str]) -> int | None:
    """The tokens that a pattern leaves before its `$`: four in "about ..4 $"."""
    if pattern[-1:] != ["$"]:
        return None
    before = pattern[-2] if len(pattern) > 1 else ""
    return int(before[2:]) if before.startswith("..") and before[2:].isdigit() else 0


class RuleBook:
    """All rules, compiled for one pipeline's vocabulary."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._index = TokenIndex()
        self._patterns: dict[Scope, list[_Compiled]] = defaultdict(list)
        for rule in self.rules.values():
            for pattern in rule.unless:
                self._patterns[rule.scope].append(self._compile(rule.id, pattern, veto=True))
            for pattern in rule.match:
                self._patterns[rule.scope].append(self._compile(rule.id, pattern, veto=False))

    def _compile(self, rule: str, pattern: str | tuple[dict[str, Any], ...], *, veto: bool) -> _Compiled:
        words = pattern.split() if isinstance(pattern, str) else []
        try:
            segments = tuple((self._index.add(run.tokens), run.gap) for run in compile_pattern(pattern))
        except ValueError as error:
            raise ValueError(f"rule {rule}, pattern {pattern!r}: {error}") from error
        return _Compiled(
            rule,
            veto,
            segments,
            words[:1] == ["^"],
            _room(words),
            frozenset(key for key, _ in segments),
        )

    def matches(self, span: Span, scope: Scope) -> list[Match]:
        """The matches of one scope's rules within a clause or sentence, by place.

        A rule whose `unless` matches in the same span says nothing. Token indices are those of the Doc.
        """
        kept: dict[tuple[Scope, int, int], list[Match]] = span.doc.user_data.setdefault(
            "pledgewatch.matches", {}
        )
        place = (scope, span.start, span.end)
        if place not in kept:
            kept[place] = self._matches(span, scope)
        return kept[place]

    def _matches(self, span: Span, scope: Scope) -> list[Match]:
        runs = self._runs(span)
        found: set[tuple[str, int, int]] = set()
        vetoed: set[str] = set()
        for pattern in self._possible(span, scope, runs):
            if pattern.rule in vetoed:
                continue
            places = _join(span, pattern, runs)
            if pattern.veto and places:
                vetoed.add(pattern.rule)
            elif not pattern.veto:
                found |= {(pattern.rule, start, end) for start, end in places}
        matches = [Match(self.rules[rule], start, end) for rule, start, end in found]
        return sorted(matches, key=lambda match: (match.start, -match.end, match.rule.id))

    def _possible(self, span: Span, scope: Scope, runs: Runs) -> list[_Compiled]:
        """The patterns all of whose segments stand somewhere in the sentence. Kept on the Doc."""
        kept: dict[Scope, list[_Compiled]] = span.doc.user_data.setdefault("pledgewatch.possible", {})
        if scope not in kept:
            there = runs.keys()
            kept[scope] = [one for one in self._patterns[scope] if one.keys <= there]
        return kept[scope]

    def _runs(self, span: Span) -> Runs:
        """Where each run of tokens stands. Kept on the Doc: clauses share a sentence."""
        doc = span.doc
        if "pledgewatch.runs" not in doc.user_data:
            doc.user_data["pledgewatch.runs"] = self._index.runs(doc)
        runs: Runs = doc.user_data["pledgewatch.runs"]
        return runs


def _join(span: Span, pattern: _Compiled, runs: Runs) -> list[tuple[int, int]]:
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
        if not (pattern.at_start and _words_before(span, start) > pattern.segments[0][1])
        and (
            pattern.at_end is None
            or sum(not token.is_punct for token in doc[end : span.end]) <= pattern.at_end
        )
    ]


def _words_before(span: Span, start: int) -> int:
    begin = min(_opening(span), start)
    return sum(not _skipped(token) for token in span.doc[begin:start])


_OPENING = re.compile(rf"(?i)(?:{any_of('clauses.connectives')}\s*,|but|and|yet)\s")


def _opening(span: Span) -> int:
    """The first token behind a clause's connective: that of "However, ..." after the comma."""
    opening = _OPENING.match(span.text)
    if opening is None:
        return span.start
    behind = span.start_char + opening.end()
    return next((token.i for token in span if token.idx >= behind), span.start)


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
