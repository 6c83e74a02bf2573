"""Sentences in; gaps, progress, no-progress notes, commitments and recommendations out.

A list takes the mood of its lead-in; otherwise the rules decide, in the order of how much they commit to:
nothing new, recommendation, commitment, gap, progress. The signs of a clause are heard before a rule holds or
where none does (extractors/weighing.py). What only counts enforcement or output is a metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractors.attribution import Attribution
from extractors.cadence import find_cadence
from extractors.candidates import Candidate, Organisation, Statement
from extractors.clause_rules import ClauseRules, asks_whether
from extractors.clauses import (
    clause_told,
    findings,
    independent_clauses,
    named_asides,
    predicates,
)
from extractors.deeds import asks_openly, is_denied, is_imperative
from extractors.editions import find_reference
from extractors.gap_sentences import STRONG, GapSentences
from extractors.imprint import gives_contacts, is_legend
from extractors.making import Making
from extractors.rules import Match, Rule, RuleBook
from extractors.series import requests
from extractors.speech import Speech, may_be_spoken
from extractors.subjects import speaks_of_members
from extractors.weighing import SURE, Weigher
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span

_THESE = re.compile(
    r"(?i)^(?:these|those|they|the\s+(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|companies|firms|signatories|members))\b"
)
_REASON = re.compile(
    r"(?i)\b(?:citing|pleading|blaming|for\s+(?:want|lack)\s+of|because(?:\s+of)?|owing\s+to|due\s+to|on\s+account\s+of|as\s+a\s+result\s+of|explaining\s+that"
    r"|(?<=,\s)(?:as|since)(?=\s+(?:its|the|their|it|they|of|a|an|our|we)\b))\s+(?P<reason>.+?)[.\s]*$"
)


class StatementReader:
    """Turns statements into candidates, remembering whom "it" stands for."""

    def __init__(self, rules: RuleBook, attribution: Attribution, weigher: Weigher) -> None:
        self._rules = rules
        self._who = attribution
        self._clause = ClauseRules(rules, attribution, weigher)
        self._make = Making(attribution)
        self._gaps = GapSentences(rules, attribution, self._make)
        self._speech = Speech(attribution)
        self._unnamed: tuple[Statement, Rule] | None = None
        self._last: tuple[Statement, list[Candidate]] | None = None
        self._no_facts: list[tuple[int, int]] = []
        """The ranges of the last statement whose figures are those of a pledge, a plan or a request."""

    def read(self, statement: Statement, metrics: Sequence[Candidate]) -> list[Candidate]:
        """The candidates of one statement, metrics apart. `metrics` are those that were found in it."""
        self._no_facts = []
        if gives_contacts(statement.text) or is_legend(statement.text):
            return []
        self._look_back(statement)
        mood = statement.context.mood
        if statement.is_item and mood in ("gap", "recommendation", "commitment", "none"):
            return self._listed(statement, mood)
        named_now = self._named_afterwards(statement)
        if named_now:
            return named_now
        matches = [
            match
            for match in self._rules.matches(statement.doc[:], "sentence")
            if match.rule.under in (None, mood)
        ]
        answer = next((one.rule for one in matches if one.rule.answers), None)
        if answer is not None and asks_whether(statement.context.heading) and statement.first_in_block:
            fields = {"carries_forward": None} if answer.yields == "gap" else {}
            return [self._make(answer.yields, statement, None, answer, **fields)]  # type: ignore[arg-type]
        if mood == "none" and not any(one.rule.yields in STRONG for one in matches):
            return self._beside_method(statement, matches, metrics)
        told = self._gaps.of(statement, matches) or self._gaps.after(statement, self._last)
        if not told:
            told = self._clauses(statement, matches, metrics)
        if self._speech.holds(statement):
            told = [one for one in told if may_be_spoken(one.kind, statement)]
        if not told and mood == "recommendation" and is_imperative(statement):
            told = [self._make("recommendation", statement, None, self._section_rule(statement))]
        self._last = (statement, told)
        return told

    def _beside_method(
        self, statement: Statement, matches: Sequence[Match], metrics: Sequence[Candidate]
    ) -> list[Candidate]:
        """What a section that explains the report states all the same: "The figures have not been audited".
        Its signs must leave no doubt.
        """
        if statement.context.lead_in is not None:
            return []
        weighed = [self._clause.weigh(statement, one, metrics) for one in independent_clauses(statement.doc)]
        sure = {kind for one in weighed for kind, probable in one.items() if probable > SURE}
        if not sure & {"gap", "progress"}:
            return []
        told = self._gaps.of(statement, matches) or self._clauses(statement, matches, metrics)
        return [one for one in told if one.kind in sure]

    def _look_back(self, statement: Statement) -> None:
        """Notes the sentence before and what it said, where it stands in the same block."""
        if self._last is None or self._last[0].block is not statement.block:
            return
        statement.prior = self._last[0].doc
        statement.before = frozenset(one.kind for one in self._last[1])

    def is_fact(self, figure: Candidate) -> bool:
        """Whether a figure of the last statement is a fact: those of a pledge or a request are not."""
        at: int = figure.fields["at"]
        if any(low <= at < high for low, high in self._no_facts):
            return False
        group = self._unnamed is not None and figure.fields["value"] is not None
        return not group or bool(
            self._who.named < figure.fields["value"]
        )  # "nine have signed" may repeat names

    # --- lists ----------------------------------------------------------------------------------------

    def _listed(self, statement: Statement, mood: str) -> list[Candidate]:
        """The record of an item under a lead-in; one for the item, whatever it coordinates."""
        planned = mood == "none" and statement.context.lead_in is not None
        if planned or mood in ("recommendation", "commitment"):
            self._no_facts = [(statement.start, statement.end)]
        if mood == "none" or not statement.first_in_block:
            return []
        rule = self._section_rule(statement)
        block = statement.block
        made = self._make(mood, statement, None, rule)  # type: ignore[arg-type]
        made.start, made.end = block.start, block.end
        if mood == "gap":
            made.fields = {"carries_forward": None}
        if mood == "commitment":
            made.fields = {"cadence": find_cadence(statement.text)}
        return [made]

    def _section_rule(self, statement: Statement) -> Rule:
        return self._rules.rules[statement.context.mood_rule or ""]

    # --- sentences that are one statement --------------------------------------------------------------

    def _strong(
        self, statement: Statement, span: Span, metrics: Sequence[Candidate], *, whole: bool = False
    ) -> Match | None:
        """What makes a clause nothing new, a request or a pledge, in this order; None for another clause.
        Signs alone make a pledge of a clause, though not of a `whole` that has clauses of its own.
        """
        # In a list of what was done, "Put up a form" tells the past and asks nobody for anything.
        tells = statement.is_item and statement.context.mood in ("progress", "none")
        matches = [
            one
            for one in self._rules.matches(span, "sentence")
            if one.rule.yields in STRONG
            and not (tells and one.rule.yields == "recommendation" and not asks_openly(span))
            and not one.rule.weak
            and not (one.rule.yields == "commitment" and is_denied(one, span))
            and one.rule.under in (None, statement.context.mood)
            and (not one.rule.actor or self._who.acts(statement, span, pledging=True))
        ]
        best = min(matches, key=lambda one: STRONG.index(one.rule.yields), default=None)
        if best is not None:
            kind: Kind = best.rule.yields  # type: ignore[assignment]
            return best if self._clause.decide(kind, best.rule, statement, span, metrics) else None
        rule = None if whole else self._clause.decide("commitment", None, statement, span, metrics)
        return Match(rule, span.start, span.end) if rule is not None else None

    def _told_as(self, statement: Statement, span: Span, match: Match) -> list[Candidate]:
        """The records of a clause that is nothing new, a request or a pledge."""
        self._no_facts.append(statement.range_of(span))
        if match.rule.yields == "no_progress":
            return [self._no_progress(statement, span, match.rule)]
        if match.rule.yields == "recommendation":
            asked = self._requests(span)
            parts = asked if len(asked) > 1 else [span]
            return [self._make("recommendation", statement, part, match.rule) for part in parts]
        return self._commitments(statement, span, match)

    def _requests(self, span: Span) -> list[Span]:
        """The requests of a clause, each of which asks something else."""
        parts = predicates(span)
        asking = [
            any(one.rule.yields == "recommendation" for one in self._rules.matches(part, "sentence"))
            for part in parts
        ]
        parts = parts if all(asking) else [span]
        return [one for part in parts for one in requests(part)]

    def _no_progress(self, statement: Statement, span: Span, rule: Rule) -> Candidate:
        reason = _REASON.search(statement.text)
        return self._make(
            "no_progress",
            statement,
            span,
            rule,
            since=find_reference(statement.text, statement.context.edition),
            reason=reason.group("reason") if reason else None,
        )

    def _commitments(self, statement: Statement, span: Span, match: Match) -> list[Candidate]:
        rule = match.rule
        makers = self._who.all_of(statement, match, span)
        self._who.note_several(makers)
        self._unnamed = None if makers else (statement, rule)
        if not makers:  # how many made it stands before
            low, high = statement.range_of(span)
            self._no_facts[-1] = (max(low, statement.start + statement.doc[match.start].idx), high)
        return self._commitment_of_each(statement, span, rule, makers)

    def _commitment_of_each(
        self, statement: Statement, span: Span | None, rule: Rule, makers: list[Organisation]
    ) -> list[Candidate]:
        cadence = find_cadence(statement.text)
        return [
            self._make("commitment", statement, span, rule, organisation=one, cadence=cadence)
            for one in makers
        ]

    def _named_afterwards(self, statement: Statement) -> list[Candidate]:
        """A pledge by "several companies" that the next sentence names ("These include A, B and C"), or by
        "each member", of whom it names some.
        """
        pledge, self._unnamed = self._unnamed, None
        if pledge is None or statement.block is not pledge[0].block:
            return []
        of_members = any(
            speaks_of_members(one) for one in pledge[0].doc if one.dep_ in ("nsubj", "nsubjpass")
        )
        if not of_members and not _THESE.match(statement.text):
            return []
        makers = self._who.listed_in(statement)
        return self._commitment_of_each(pledge[0], None, pledge[1], makers) if len(makers) > 1 else []

    # --- clauses --------------------------------------------------------------------------------------

    def _clauses(
        self, statement: Statement, matches: Sequence[Match], metrics: Sequence[Candidate]
    ) -> list[Candidate]:
        """The records of a sentence, clause by clause."""
        doc = statement.doc
        clauses = findings(doc) or independent_clauses(doc)
        strong = [self._strong(statement, clause, metrics) for clause in clauses]
        whole = self._strong(statement, doc[:], metrics, whole=len(clauses) > 1)
        if whole is not None and not any(strong):
            return self._told_as(statement, doc[:], whole)
        if any(strong):
            return self._mixed(statement, clauses, strong, metrics)
        return self._plain(statement, clauses, metrics)

    def _mixed(
        self,
        statement: Statement,
        clauses: Sequence[Span],
        strong: Sequence[Match | None],
        metrics: Sequence[Candidate],
    ) -> list[Candidate]:
        """The records of a sentence some of whose clauses pledge, ask or say that nothing is new. A kind that
        several of them share makes one record, except for pledges; a lone record quotes the whole sentence.
        """
        made: list[Candidate] = []
        for clause, match in zip(clauses, strong, strict=True):
            if match is None:
                made += self._plain(statement, [clause], metrics)
            elif match.rule.yields != "no_progress" or all(one.kind != "no_progress" for one in made):
                made += self._told_as(statement, clause, match)
        if len({(one.kind, one.start) for one in made}) == 1:
            for one in made:
                one.start, one.end = statement.start, statement.end
        return made

    def _plain(
        self, statement: Statement, clauses: Sequence[Span], metrics: Sequence[Candidate]
    ) -> list[Candidate]:
        """Gaps, pledges in the future tense, and progress."""
        alone = len(clauses) == 1 and clauses[0].end - clauses[0].start == len(statement.doc)
        whole = {(clause.start, clause.end) for clause in clauses}
        clauses = [part for clause in clauses for part in self._parts(statement, clause, metrics)]
        clauses = [clause for clause in clauses if not self._clause.sets_aside(statement, clause, metrics)]
        gaps: dict[int, Rule] = {}
        for i, clause in enumerate(clauses):
            part = (clause.start, clause.end) not in whole
            rule = self._clause.gap(statement, clause, metrics, part=part)
            if rule is not None:
                gaps[i] = rule
        made = [
            self._make(
                "gap", statement, clause_told(clauses, i, divided=not alone), rule, carries_forward=None
            )
            for i, rule in gaps.items()
        ]
        for clause, rule in self._asides(statement, metrics) if not gaps else ():
            made.append(self._make("gap", statement, clause, rule, carries_forward=None))
            gaps[-1] = rule
        for i, clause in enumerate(clauses):
            if i in gaps:
                continue
            future = self._clause.future(statement, clause, metrics)
            if future is not None:
                told = self._told_as(statement, clause if len(clauses) > 1 else statement.doc[:], future)
                made += told
                if told:
                    gaps[i] = future.rule
        rest = [clause for i, clause in enumerate(clauses) if i not in gaps]
        deeds = self._deeds(statement, rest, metrics, divided=bool(gaps))
        for clause, rule in deeds:
            apart = gaps or len(deeds) > 1 or (not alone and (len(clauses) == 1 or ";" in statement.text))
            apart = apart or (clause.start, clause.end) not in {(one.start, one.end) for one in rest}
            apart = apart and _leaves_words(statement, clause)
            made.append(self._make("progress", statement, clause if apart else None, rule))
        return made

    def _deeds(
        self, statement: Statement, clauses: Sequence[Span], metrics: Sequence[Candidate], *, divided: bool
    ) -> list[tuple[Span, Rule]]:
        """The clauses that tell progress: all of them beside a gap, else the first and those that need no
        other to be understood.
        """
        deeds: list[tuple[Span, Rule]] = []
        for clause in clauses:
            beside = self._beside_counts(statement, clause, metrics)
            if beside is not None:
                deeds.append(beside)
                continue
            rule = self._clause.progress(statement, clause, metrics, divided=divided)
            who = self._who.of(statement, clause) if rule is not None else None
            if rule is None or who is None or self._who.investigates(clause, who):
                continue
            if divided or not deeds or _stands_alone(clause):
                deeds.append((clause, rule))
        return deeds

    def _beside_counts(
        self, statement: Statement, clause: Span, metrics: Sequence[Candidate]
    ) -> tuple[Span, Rule] | None:
        """The predicate that tells progress beside others that only count ("demoted 90 sites | and refuses
        their advertisements"); None where there are not both.
        """
        parts = predicates(clause)
        if len(parts) < 2 or not metrics:
            return None
        rules = [self._clause.progress(statement, one, metrics, divided=True) for one in parts]
        told = [(part, rule) for part, rule in zip(parts, rules, strict=True) if rule is not None]
        counted = [
            part
            for part, rule in zip(parts, rules, strict=True)
            if rule is None and any(_inside(one, statement, part) for one in metrics)
        ]
        if not counted or len(told) != 1 or any(_inside(one, statement, told[0][0]) for one in metrics):
            return None
        return told[0]

    def _parts(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> list[Span]:
        """A clause cut into its coordinated predicates where one of them tells a gap and another does not, or
        each a gap of its own ("can no longer scan them and have found no substitute").
        """
        parts = predicates(clause)
        gaps = [self._clause.gap(statement, one, metrics, part=True) is not None for one in parts]
        if len(parts) < 2 or not any(gaps):
            return [clause]
        deed = self._clause.progress(statement, parts[0], metrics, divided=True)
        leans = gaps == [False, True] and deed is None
        return [clause] if leans else parts

    def _asides(self, statement: Statement, metrics: Sequence[Candidate]) -> Iterable[tuple[Span, Rule]]:
        """Gaps told in passing of somebody named: "Acme, which lacks an audit, and Bolt, which has none"."""
        for clause in named_asides(statement.doc):
            rule = self._clause.gap(statement, clause, metrics)
            if rule is not None:
                yield clause, rule


def _stands_alone(clause: Span) -> bool:
    """Whether a clause has a subject of its own that nothing before it must explain."""
    subject = next((one for one in clause.root.children if one.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.pos_ in ("PRON", "NUM", "DET") or any(one.like_num for one in clause):
        return False
    return not any(one.dep_ == "poss" for one in subject.children)


def _inside(figure: Candidate, statement: Statement, clause: Span) -> bool:
    low, high = statement.range_of(clause)
    return bool(low <= figure.fields["at"] < high)


def _leaves_words(statement: Statement, clause: Span) -> bool:
    """Whether more than punctuation stands outside the clause: an item keeps its semicolon."""
    start, end = statement.range_of(clause)
    outside = statement.text[: start - statement.start] + statement.text[end - statement.start :]
    return any(character.isalpha() for character in outside)
