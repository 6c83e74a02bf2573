"""Sentences that are gaps as a whole: by reference to an earlier report, by a list, by an admission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Statement
from extractors.clauses import is_main_verb, told_clauses
from extractors.context import LIST_DEFAULT
from extractors.editions import find_reference
from extractors.lexicon import lexicon
from extractors.making import Making
from extractors.rules import Match, RuleBook
from extractors.series import enumeration
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

STRONG: tuple[Kind, ...] = ("no_progress", "recommendation", "commitment")
"""Kinds that a clause is as a whole, in the order in which they win."""

_LISTED = ("gap", "recommendation")
_FEWEST_IN_SERIES = 3
_FEWEST_LISTED = 2
"""Items behind a colon that make a list; one alone is what its sentence says."""
_AMONG_THEM = re.compile(
    r"(?i)(?:among\s+(?:them|these|those)\s+(?:are|is|were)|(?:they|these|those)\s+(?:are|include|concern))\s+"
)
_SAME = re.compile(r"(?i)(?:the\s+)?same\b|unchanged\b")


class GapSentences:
    """Reads the gaps of sentences that name them rather than tell of them."""

    def __init__(self, rules: RuleBook, attribution: Attribution, make: Making) -> None:
        self._rules = rules
        self._who = attribution
        self._make = make

    def of(self, statement: Statement, matches: Sequence[Match]) -> list[Candidate]:
        """The gaps of a sentence that lists them or refers to earlier ones, unless it says nothing is new."""
        if any(one.rule.yields == "no_progress" for one in matches):
            return []
        listed = self._led_in(statement)
        if listed:
            return [*self._reference(statement, matches), *listed]
        if self._names_gaps(matches):
            return self._named(statement, matches)
        strong = any(one.rule.yields in STRONG and not one.rule.weak for one in matches)
        return [] if strong else self._named(statement, matches)

    def after(self, statement: Statement, last: tuple[Statement, list[Candidate]] | None) -> list[Candidate]:
        """Gaps that go on from the sentence before: "Its gaps are those of May. Among them are A and B"."""
        match = _AMONG_THEM.match(statement.text)
        if match is None or last is None or last[0].block is not statement.block:
            return []
        gap = next((one for one in last[1] if one.kind == "gap"), None)
        if gap is None:
            return []
        begin = next(token.i for token in statement.doc if token.idx >= match.end())
        made = []
        for start, end in enumeration(statement.doc, begin):
            item = self._make("gap", statement, None, self._rules.rules[gap.rule], carries_forward=None)
            item.start, item.end = statement.start + start, statement.start + end
            made.append(item)
        return made

    def _led_in(self, statement: Statement) -> list[Candidate]:
        """What a sentence lists behind a colon, where the words before it would lead in a list of gaps or of
        requests: "More work is needed on the following: audits, appeals and live video".
        """
        doc = statement.doc
        colon = next((one.i for one in doc[1:-1] if one.text == ":"), None)
        if colon is None or statement.is_item:
            return []
        rules = [one.rule for one in self._rules.matches(doc[: colon + 1], "lead_in")]
        rule = next((one for one in rules if one.id != LIST_DEFAULT), None)
        items = enumeration(doc, colon + 1) if rule is not None and rule.yields in _LISTED else []
        if rule is None or len(items) < _FEWEST_LISTED:
            return []
        made = []
        for start, end in items:
            fields = {"carries_forward": None} if rule.yields == "gap" else {}
            item = self._make(rule.yields, statement, None, rule, **fields)  # type: ignore[arg-type]
            item.start, item.end = statement.start + start, statement.start + end
            made.append(item)
        return made

    @staticmethod
    def _names_gaps(matches: Iterable[Match]) -> bool:
        return any(
            match.rule.extent in ("sentence", "items") and match.rule.yields == "gap" for match in matches
        )

    def _named(self, statement: Statement, matches: Sequence[Match]) -> list[Candidate]:
        """Gaps told by reference to an earlier report, and those listed within the sentence."""
        made = reference = self._reference(statement, matches)
        gaps = [match for match in matches if match.rule.yields == "gap"]
        listing = [match for match in gaps if match.rule.extent == "items"]
        listing += [
            match for match in gaps if match.rule.extent == "series" and self._is_series(match, statement.doc)
        ]
        if not listing:
            return made or self._admitted(statement, gaps)
        opening = max(listing, key=lambda one: one.end)
        made = list(reference)
        for start, end in enumeration(statement.doc, opening.end):
            words = statement.text[start:end]
            if reference and (_SAME.match(words) or find_reference(words, statement.context.edition)):
                continue
            item = self._make("gap", statement, None, opening.rule, carries_forward=None)
            item.start, item.end = statement.start + start, statement.start + end
            made.append(item)
        return made

    @staticmethod
    def _is_series(match: Match, doc: Doc) -> bool:
        """Whether three or more verbs follow, each a gap: "has yet to build A, check B or train C"."""
        items = enumeration(doc, match.end)
        firsts = [next(one.lower_ for one in doc if one.idx == start) for start, _ in items]
        verbs = all(lexicon().lemma(one, "verb") == one for one in firsts)
        return len(items) >= _FEWEST_IN_SERIES and verbs

    def _reference(self, statement: Statement, matches: Sequence[Match]) -> list[Candidate]:
        """The record of a sentence that names the gaps of an earlier report rather than list them again."""
        said = (one for one in matches if one.rule.yields == "gap" and one.rule.extent == "sentence")
        rule = next((one.rule for one in said), None)
        if rule is None:
            return []
        edition = find_reference(statement.text, statement.context.edition, bare=True)
        return [self._make("gap", statement, None, rule, carries_forward=edition)]

    def _admitted(self, statement: Statement, gaps: Sequence[Match]) -> list[Candidate]:
        """What a verb of admission tells, one record for each clause of several."""
        match = next((one for one in gaps if one.rule.extent == "told"), None)
        tokens = statement.doc[match.start : match.end] if match else ()
        verb = next((one for one in tokens if one.pos_ in ("VERB", "AUX")), None)
        if match is None or verb is None or not is_main_verb(verb):
            return []
        told = told_clauses(verb)
        clauses: Sequence[Span | None] = told if len(told) > 1 else [None]
        who = self._who.of(statement, statement.doc[:])
        return [
            self._make("gap", statement, one, match.rule, organisation=who, carries_forward=None)
            for one in clauses
        ]
