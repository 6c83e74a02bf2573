"""Which rule a clause is taken by: a gap, a pledge in the future tense, progress, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Statement
from extractors.context import LIST_DEFAULT
from extractors.deeds import (
    beyond_counts,
    counts_actors,
    counts_staff,
    counts_what_came_in,
    is_money,
    is_object,
    is_stated,
    is_supposed,
    verb_is_main,
)
from extractors.rules import Match, Rule, RuleBook
from extractors.signs import Doer, signs
from extractors.subjects import subject_in
from extractors.targets import misses_target
from extractors.weighing import AGAINST, FOR, MARGIN, SURE, YIELDS, Weigher, Weighing
from extractors.word_lists import words
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span


_ASKS_WHETHER = re.compile(r"(?i)(?:^|[.:\d)]\s+)(?:is|are|does|do|has|have|can)\b(?!.*\bany\b).*\?\W*$")


def asks_whether(heading: str) -> bool:
    """Whether a heading asks if something is done or in place, so that "No" under it is a gap."""
    return _ASKS_WHETHER.search(heading) is not None


class ClauseRules:
    """Holds one clause of a statement against the rules that look at clauses."""

    def __init__(self, rules: RuleBook, attribution: Attribution, weigher: Weigher) -> None:
        self._rules = rules
        self._who = attribution
        self._weigher = weigher

    def sets_aside(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> bool:
        """Whether a clause states nothing about a measure: a definition, a method, hearsay, history. A word
        of that does not set aside what all else speaks for.
        """
        if clause.doc[-1].text == "?" and clause.end == len(clause.doc):
            return True
        if max(self.weigh(statement, clause, metrics).values(), default=0.0) > SURE:
            return False
        return any(one.rule.yields == "none" for one in self._rules.matches(clause, "sentence"))

    def weigh(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> Mapping[Kind, float]:
        """How probable each kind is, by the signs of the clause; kept on the Doc. Empty is no opinion."""
        kept: dict[tuple[int, int, int], Mapping[Kind, float]] = clause.doc.user_data.setdefault(
            "pledgewatch.weighed", {}
        )
        place = (statement.start, clause.start, clause.end)
        if place not in kept:
            low, high = statement.range_of(clause)
            with self._who.asked():
                acts, owns = self._who.acts(statement, clause), self._who.owns(statement, clause)
            doer = Doer(acts, owns, self._who.evaluates)
            figures = sum(low <= one.fields["at"] < high for one in metrics)
            matches = self._rules.matches(clause, "sentence")
            held = [one for one in matches if _holds(one.rule, statement, clause)]
            borne = signs(statement, clause, held, figures=figures, doer=doer)
            kept[place] = self._weigher(Weighing(low, high, borne))
        return kept[place]

    def decide(
        self,
        kind: Kind,
        rule: Rule | None,
        statement: Statement,
        clause: Span,
        metrics: Sequence[Candidate],
    ) -> Rule | None:
        """The rule by which a clause is of a kind, once its signs were heard for and against it."""
        probable = self.weigh(statement, clause, metrics)
        if kind not in probable:
            return rule
        if rule is not None:
            return rule if probable[kind] >= AGAINST else None
        if kind == "commitment" and _foretells(clause):
            return None
        if probable[kind] <= FOR or probable[kind] < max(probable.values()):
            return None
        if kind == "progress" and _is_of_outsiders(clause):
            return None
        matches = self._rules.matches(clause, "sentence")
        named = (
            one.rule
            for one in matches
            if one.rule.yields == kind and one.rule.extent == "clause" and _holds(one.rule, statement, clause)
        )
        return next(named, self._rules.rules[f"{kind}.weighed"])

    def future(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> Match | None:
        """The rule that makes a clause in the future tense a pledge."""
        if self.weigh(statement, clause, metrics).get("commitment", 1.0) < AGAINST:
            return None
        for match in self._rules.matches(clause, "sentence"):
            if (
                match.rule.weak
                and match.rule.yields == "commitment"
                and match.rule.under in (None, statement.context.mood)
                and verb_is_main(match, clause)
                and (not match.rule.actor or self._who.acts(statement, clause, pledging=True))
            ):
                return match
        return None

    def gap(
        self, statement: Statement, clause: Span, metrics: Sequence[Candidate], *, part: bool = False
    ) -> Rule | None:
        """The rule that makes a clause a gap. A figure of zero in it is a count, and no gap
        unless a rule names it and its signs leave no doubt. Of a `part`,
        which leans on the clause it was cut from, rules decide alone.
        """
        low, high = statement.range_of(clause)
        zero = any(one.fields.get("value") == 0 and low <= one.fields["at"] < high for one in metrics)
        rule = self._gap(statement, clause)
        if zero and (rule is None or self.weigh(statement, clause, metrics).get("gap", 0.0) < SURE):
            return None
        if rule is not None and not part and self._speaks_for_progress(statement, clause, metrics):
            return None
        if part or (rule is None and self._is_ruled_progress(statement, clause, metrics)):
            return rule
        return self.decide("gap", rule, statement, clause, metrics)

    def _speaks_for_progress(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> bool:
        """Whether a clause that a rule takes for a gap is progress by another and by far more of its signs:
        "Access to the model is limited to staff" may be either.
        """
        probable = self.weigh(statement, clause, metrics)
        margin = probable.get("progress", 0.0) - probable.get("gap", 0.0)
        return margin > MARGIN and self._is_ruled_progress(statement, clause, metrics)

    def _is_ruled_progress(self, statement: Statement, clause: Span, metrics: Sequence[Candidate]) -> bool:
        """Whether a rule takes a clause for progress, and its signs do not speak against that: then a gap
        that no rule names has to stand back.
        """
        probable = self.weigh(statement, clause, metrics).get("progress", 0.0)
        low, high = statement.range_of(clause)
        inside = [one for one in metrics if low <= one.fields["at"] < high]
        with self._who.asked():
            return probable > YIELDS and self._progress(statement, clause, inside) is not None

    def _gap(self, statement: Statement, clause: Span) -> Rule | None:
        for match in self._rules.matches(clause, "sentence"):
            if (
                match.rule.yields == "gap"
                and not match.rule.answers
                and match.rule.extent == "clause"
                and match.rule.under in (None, statement.context.mood)
                and is_stated(match, clause)
                and (not match.rule.actor or self._who.acts(statement, clause))
                and (not match.rule.short or misses_target(clause.text))
            ):
                return match.rule
        return None

    def progress(
        self, statement: Statement, clause: Span, metrics: Sequence[Candidate], *, divided: bool
    ) -> Rule | None:
        """The rule that makes a clause progress. `divided` says that the sentence tells a gap besides, so
        that only the clause's own figures count.
        """
        low, high = statement.range_of(clause)
        inside = [one for one in metrics if low <= one.fields["at"] < high or not divided]
        if _only_counts(statement, clause, inside):
            return None
        rule = self._progress(statement, clause, inside)
        return self.decide("progress", rule, statement, clause, metrics)

    def _progress(self, statement: Statement, clause: Span, inside: Sequence[Candidate]) -> Rule | None:
        staffed = [one for one in inside if counts_staff(one)]
        counted = [
            one
            for one in inside
            if one.fields["unit"] != "percent" and one not in staffed and is_object(one, clause)
        ]
        outputs = [one for one in inside if one.fields["unit"] == "percent" or one in counted]
        for match in self._rules.matches(clause, "sentence"):
            if (
                match.rule.yields == "progress"
                and (verb_is_main(match, clause) or _opens_fragment(match, clause))
                and not is_supposed(match, clause)
                and (not match.rule.actor or self._is_deed(statement, clause, counted))
                and (
                    not match.rule.own
                    or (not _counts(outputs, statement) and self._who.owns(statement, clause))
                )
            ):
                return match.rule
        if (
            (statement.is_item or statement.context.mood_rule == "heading.progress")
            and statement.context.mood == "progress"
            and (not inside or beyond_counts(clause, inside))
            and not any(child.dep_ == "neg" for child in clause.root.children)
        ):
            return self._rules.rules[LIST_DEFAULT]
        return None

    def _is_deed(self, statement: Statement, clause: Span, counted: Sequence[Candidate]) -> bool:
        """Whether a clause tells what somebody did and neither counts what came out nor spends."""
        output = clause.root.lemma_ in words("statements.output_verbs")
        return not counted and not output and self._who.acts(statement, clause)


def _foretells(clause: Span) -> bool:
    """Whether a clause in the future tense says what will come and promises nothing: "will decide"."""
    modal = any(one.tag_ == "MD" for one in clause.root.children)
    return modal and clause.root.lemma_ in words("rules.no_promises")


def _is_of_outsiders(clause: Span) -> bool:
    """Whether a clause tells what is done by each of those outside: "each country applies its own laws"."""
    subject = subject_in(clause)
    return (
        subject is not None
        and subject.lemma_.lower() in words("rules.outsiders")
        and any(one.lower_ in ("each", "every", "all", "many", "most", "some") for one in subject.children)
    )


def _holds(rule: Rule, statement: Statement, clause: Span) -> bool:
    """Whether a rule that matched has what it asks for besides: its mood, a question, a target missed."""
    return (
        rule.under in (None, statement.context.mood)
        and not (rule.answers and not asks_whether(statement.context.heading))
        and (not rule.short or misses_target(clause.text))
    )


def _only_counts(statement: Statement, clause: Span, inside: Sequence[Candidate]) -> bool:
    """Whether a clause tells only what was spent, how many did something or what was dealt with."""
    spends = clause.root.lemma_ in words("statements.output_verbs") and any(is_money(one) for one in inside)
    if spends or any(counts_actors(one, statement, clause) for one in inside):
        return True
    staffed = any(counts_staff(one) for one in inside)
    return not staffed and any(counts_what_came_in(one, clause) for one in inside)


def _counts(metrics: Sequence[Candidate], statement: Statement) -> bool:
    """Whether a clause gives figures other than those of a whole ("all 26 of our models")."""
    return any(not _WHOLE.search(statement.text[: one.fields["at"] - statement.start]) for one in metrics)


_WHOLE = re.compile(r"(?i)\b(?:all|each of|every one of)\s+(?:of\s+)?(?:the|our|its)?\s*$")


def _opens_fragment(match: Match, clause: Span) -> bool:
    """Whether a match opens what has no finite verb, or answers a question: "Yes, round the clock"."""
    root = clause.root
    finite = root.tag_ in ("VBZ", "VBP", "VBD") or any(
        one.dep_ in ("aux", "auxpass") for one in root.children
    )
    return match.start == clause.start and (not finite or clause[0].lower_ == "yes")
