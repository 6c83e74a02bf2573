"""Quantities in running text to metric candidates: who did what to what counted thing, when, on which basis.

The grammar finds the quantity, the dependency parse tells the counted noun, the verb and what goes with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Organisation, Statement
from extractors.clauses import independent_clauses
from extractors.counted_phrase import CountedPhrase
from extractors.general_figures import is_general
from extractors.general_sentences import only_names, states_no_fact
from extractors.imprint import gives_contacts
from extractors.limits import is_limit
from extractors.metric_facts import defines_share, is_fact, is_headcount, restated
from extractors.metric_figure import Time
from extractors.metric_groups import Groups
from extractors.metric_parts import LABEL, OF_THE, is_part, share_rate, take_from, tie_sums, whole_of
from extractors.metric_time import time_of
from extractors.quantity import find_quantities
from extractors.small_counts import is_small_talk
from extractors.table_labels import counted_noun
from extractors.zero_subjects import zero_subjects
from schemas.quantities import Quantity
from schemas.records import Coverage

if TYPE_CHECKING:
    from spacy.tokens import Doc

RULE = "metric.quantity"
RULE_VERSION = "1"

_IN_FULL = re.compile(r"(?i)\b(?:the|our|its|their|these|those|all)\s+$")
_OF_FULL = re.compile(r"(?i)\bof\s+(?:the|these|those)\s+$")
_OF_OURS = re.compile(r"(?i)\bof\s+our\s+\d")
_OF_THEM_OPENS = re.compile(r"(?i)^(?:[\w.,%~<>-]+\s+){0,4}of\s+(?:these|those|them)\b")
_TO = re.compile(r"(?i)\bto\s+$")
_FROM = re.compile(r"(?i)\bfrom\s+\S+(?:\s+[a-z]+)?\s+$")
_WHICH_MAKES = re.compile(r",\s+(?:which\s+(?:makes|made|brings|brought)|making|bringing)\b[^;.]*$")
"""Between an addition and the total it leads to: "12 more languages, which makes 29 in all"."""

_ABOUT_THE_REPORT = re.compile(
    r"(?i)what\s+follows\b|this\s+(?:report|review|edition|update|digest|page|stock-?take|summary|section|chapter|paper|bulletin)\s+"
    r"(?:looks?|covers?|draws?|sums?|summari[sz]es|deals?|describes?|sets?|contains?|has)\b"
)


_SHORTEST_HEADLINE = 80
"""Days of a period that a report's figures may all be of."""


_ACROSS_ALL = re.compile(
    r"(?i)\b(?:across|among)\s+(?:all|the)\b|\b(?:together|between\s+them|in\s+total|combined|altogether)\b"
)


class MetricReader:
    """Reads the metrics of statements in order, since "of these, 152 ..." leans on the sentence before."""

    def __init__(self, attribution: Attribution) -> None:
        self._who = attribution
        self._previous: list[Candidate] = []
        self._told: list[Candidate] = []
        self._given: dict[tuple[object, object], Candidate] = {}
        self._block: object = None
        self._text = ""
        self._headlines: dict[str, Coverage] = {}
        self._groups = Groups()

    def read(self, statement: Statement) -> list[Candidate]:
        """The metric candidates of one statement, in the order of their numbers."""
        made: list[Candidate] = []
        self._groups.note(statement.text)
        goes_on = self._goes_on(statement)
        told_before, self._text = self._text if goes_on else "", statement.text
        if not goes_on:
            self._told = []
        leans = _OF_THEM_OPENS.match(statement.text) is not None
        before = self._previous if goes_on or leans else []
        general = False
        for quantity in self._quantities(statement):
            text, head = statement.text, statement.text[: quantity.start]
            general = is_general(statement.doc, quantity) or (general and head.endswith(" or "))
            if general or not is_fact(statement.doc, quantity):
                continue
            if is_headcount(text, quantity, follows_another=bool(made)):
                continue
            if is_small_talk(statement.doc, quantity, opens=statement.opens) or is_limit(
                statement.doc, quantity, follows_another=bool(made)
            ):
                continue
            if made and _is_all_of(
                made[-1], text[made[-1].fields["at_end"] - statement.start : quantity.start], quantity
            ):
                continue
            if made and made[-1].fields["unit"] == "percent" and defines_share(head, quantity):
                continue
            one = self._candidate(statement, quantity, made, before, told_before)
            last = made[-1] if made else None
            again = self._told_before(head, one, made)
            of_it = last is not None and OF_THE.fullmatch(
                text, last.fields["at_end"] - statement.start, quantity.start
            )
            if again is not None:  # "27 of our 19,402 reports", "work on 12 of the 141"
                if last is not None and of_it and last is not again:
                    last.part_of = again
                continue
            if last:
                share_rate(one, last, text, quantity)
            if last and of_it:
                take_from(last, one)
            elif last and _WHICH_MAKES.search(head[last.fields["at_end"] - statement.start :]):
                last.part_of, one.part_of = one, None
            made.append(one)
        tie_sums(made, statement)
        self._groups.close(statement.doc, goes_on=goes_on)
        self._given |= {(one.fields["value"], one.fields["unit"]): one for one in made}
        self._block = statement.block
        self._told += made
        if made or not goes_on:
            self._previous = made
        return made

    def _told_before(self, head: str, one: Candidate, made: Sequence[Candidate]) -> Candidate | None:
        """The figure, told before, that a number behind "of the" or "all our" only repeats."""
        value, unit = one.fields["value"], one.fields["unit"]
        if value is None or not _IN_FULL.search(head):
            return None
        if (value, unit) in self._given:
            return self._given[value, unit]
        told = [*self._given.values(), *made] if _OF_FULL.search(head) else []
        return next((other for other in reversed(told) if other.fields["value"] == value), None)

    @staticmethod
    def _quantities(statement: Statement) -> list[Quantity]:
        if (
            gives_contacts(statement.text)
            or states_no_fact(statement.text)
            or only_names(statement.doc)
            or _ABOUT_THE_REPORT.match(statement.text)
        ):
            return []
        found = [restated(statement.text, one) for one in find_quantities(statement.text)]
        zeros = zero_subjects(statement.doc, found)
        inside = [one for one in found if any(zero.start <= one.start < zero.end for zero in zeros)]
        return sorted([*(one for one in found if one not in inside), *zeros], key=lambda one: one.start)

    def _goes_on(self, statement: Statement) -> bool:
        """Whether the statement stands right after the last one: in its block, or in the same list."""
        if statement.block is self._block:
            return True
        return (
            statement.is_item
            and bool(self._previous)
            and self._previous[0].context.lead_in == statement.context.lead_in
        )

    def _candidate(
        self,
        statement: Statement,
        quantity: Quantity,
        made: list[Candidate],
        before: list[Candidate],
        previous: str,
    ) -> Candidate:
        phrase = CountedPhrase(statement.doc, quantity)
        whole = whole_of(statement, quantity, phrase, made, before)
        unit, thing, leaned = self._counted(phrase, whole, made, statement.text[: quantity.start])
        group = self._groups.of(quantity, statement.text)
        actors = None if group else self._groups.actors_of(phrase, statement.text, quantity)
        if actors and whole is None:
            leaned = None
        unit = group or actors or unit
        if whole is None and leaned is not None and is_part(statement, quantity, phrase, leaned):
            whole = leaned.part_of or leaned
        if _OF_WHICH.match(phrase.tail) and not made and phrase.antecedent:
            unit, whole = phrase.antecedent, None  # "to smaller services, three of which use it"
        slashed = _SLASHED.match(statement.text, quantity.number_end)
        if slashed:
            unit = slashed.group().strip()
        per = None if slashed else _rate_of(statement.doc, quantity)
        if per != quantity.per:
            quantity = quantity.model_copy(update={"per": per})
        each = _EACH_OPENS.match(statement.text) if phrase.is_present and not quantity.per else None
        if each:
            quantity = quantity.model_copy(update={"per": each["unit"].lower()})
        time = time_of(
            statement,
            quantity,
            share=unit == "percent",
            standing=phrase.is_present,
            whole=whole,
            before=before,
            beside=made,
            previous=previous,
        )
        time = self._of_headline(time, unit, statement, standing=phrase.is_present)
        fields: dict[str, Any] = {
            "value": quantity.value,
            "low": quantity.low,
            "high": quantity.high,
            "comparator": quantity.comparator,
            "printed": statement.text[quantity.number_start : quantity.number_end],
            "unit": unit,
            "per": quantity.per,
            "basis": time.basis,
            "coverage": time.coverage,
            "action": phrase.action,
            "object": thing,
            "recipient": phrase.recipient,
            "at": statement.start + quantity.start,
            "at_end": statement.start + quantity.end,
        }
        return Candidate(
            kind="metric",
            within=statement.block,
            start=statement.start,
            end=statement.end,
            rule=RULE,
            rule_version=RULE_VERSION,
            context=statement.context,
            organisation=self._organisation(statement, quantity),
            fields=fields,
            part_of=whole,
        )

    def _of_headline(self, time: Time, unit: str | None, statement: Statement, *, standing: bool) -> Time:
        """The period of the figure for all of its kind, where the document states none: "Across the four
        there were 31,884 discharges in the year to March ... Arden recorded 8,460 discharges."
        """
        if unit is None or unit == "percent" or unit.isupper():
            return time
        days = time.coverage
        if time.basis == "period" and days and days.start and days.end:
            long = (days.end - days.start).days >= _SHORTEST_HEADLINE
            if long and _ACROSS_ALL.search(statement.text):
                self._headlines.setdefault(unit, days)
            return time
        undated = time.basis == "unspecified" and not standing and statement.context.coverage is None
        if undated and unit in self._headlines:
            return Time("period", self._headlines[unit])
        return time

    def _organisation(self, statement: Statement, quantity: Quantity) -> Organisation:
        """Whom a figure is about: the subject of its clause ("A closed 640; B closed 85"), but us where it is
        one of ours ("NCMEC queried 27 of our 19,402 reports").
        """
        if _OF_OURS.search(statement.text):
            return self._who.publisher(statement)
        clauses = independent_clauses(statement.doc)
        within = [one for one in clauses if one.start_char <= quantity.number_start < one.end_char]
        clause = next((one for one in within if self._who.names_somebody(one)), statement.doc[:])
        return self._who.of_figure(statement, clause, within[0] if within else clause)

    def _counted(
        self, phrase: CountedPhrase, whole: Candidate | None, made: Sequence[Candidate], head: str
    ) -> tuple[str | None, str | None, Candidate | None]:
        """Unit and object, taken from the figures before where the quantity has none of its own, and the
        figure that they were taken from.
        """
        leaned: Candidate | None = None
        unit, thing = phrase.unit, phrase.object
        told = [*self._told, *made]
        label = LABEL.match(head)
        if (unit is None or phrase.stands_alone) and label:
            unit, thing = unit or counted_noun(label.group(1)), thing or label.group(1)
            if unit is None and told and not _NAMES_THING.search(label.group(1)):
                leaned = next((one for one in reversed(told) if _counted_unit(one)), None)
                leaned = leaned.part_of or leaned if leaned is not None else None
                unit = _counted_unit(leaned) if leaned is not None else None  # "Granted: 204."
        if made and _MORE_THAN.match(phrase.tail) and not phrase.is_measure:
            unit, thing = made[-1].fields["unit"], made[-1].fields["object"]  # "71 stops, twelve more than"
        if made and _AGAINST.search(head) and _NO_NOUN.match(phrase.tail) and not phrase.is_measure:
            unit, thing = (
                made[-1].fields["unit"],
                made[-1].fields["object"],
            )  # "9 minutes, against 14 in 2023"
        if unit is None and phrase.tallies and not made:
            unit = phrase.antecedent
        if unit != "percent" and made and _TO.search(head) and _FROM.search(head[: -len("to ")]):
            left = made[-1].fields  # "fell from 26 hours to nine", "from 412 to 388 trucks"
            unit, thing = left["unit"] or unit, left["object"] or thing
            left |= {"unit": unit, "object": thing}
        stands = phrase.stands_alone or phrase.tallies or phrase.is_bare_rate
        if (thing is None or unit is None) and (stands or whole):
            topics = [*reversed(made), *self._previous] if made or self._previous else list(reversed(told))
            leaned = whole or next((one for one in topics if _counted_unit(one)), None)
            if leaned is not None:
                unit = unit or _counted_unit(leaned)
                thing = thing or leaned.fields.get("object")
            else:
                unit = (
                    unit or phrase.antecedent or (self._groups.thing_before if phrase.stands_alone else None)
                )
        if thing is None and unit == "percent":
            objects = (one.fields["object"] for one in reversed(told))
            thing = next((one for one in objects if one), None) or phrase.antecedent
            if thing is None and _OF_A_PRONOUN.match(phrase.tail):
                thing = self._groups.last
        return unit, thing, leaned


_SLASHED = re.compile(
    r"\s?(?:[kmµcdn]?(?:g|l|L|m|Wh|W|mol|mL)\d?)/(?:[kmµcdn]?(?:g|l|L|m|Wh|mol)|ha|t)[²³\d]?\b"
)
"""A unit of measure that is no rate: "24.7 mg/kg"."""
_OF_WHICH = re.compile(r"(?i)\s*of\s+(?:which|whom)\b")
_AGAINST = re.compile(
    r"(?i)\b(?:against|versus|compared\s+(?:with|to)|(?:up|down)\s+from)\s+(?:about\s+|some\s+)?$"
)
_NO_NOUN = re.compile(r"(?i)\s*(?:$|[.,;)]|(?:in|the|a|last|during|for|on)\b)")
_EVERY = re.compile(r"(?i)\b(?:each|every)\s+(?:[a-z]+\s+)?(?:day|week|month|quarter|year|night|hour)\b")


def _rate_of(doc: Doc, quantity: Quantity) -> str | None:
    """What a quantity is a rate by. How often its subject does something is none: "39 sites publish it every
    month", "audits 100% of its meters each year"; a unit in two words stays as it is printed.
    """
    per = quantity.per
    if per is None:
        return None
    if " " in per and per.replace(" ", "-") in doc.text.lower():
        return per.replace(" ", "-")  # "litres per kilowatt-hour"
    every = _EVERY.search(doc.text, quantity.number_end)
    if every is None or not every.group().lower().endswith(per):
        return per
    between = [token for token in doc if quantity.number_end <= token.idx < every.start()]
    does = any(one.tag_ in ("VBP", "VBZ") and one.lemma_ != "be" for one in between)
    whole = quantity.unit_kind == "percent" and quantity.value == 100
    return None if does or (whole and " of " in doc.text[quantity.number_end : every.start()]) else per


def _is_all_of(last: Candidate, between: str, quantity: Quantity) -> bool:
    """Whether a number only repeats the one before: the second of "38 of 38"."""
    same = last.fields["value"] is not None and last.fields["value"] == quantity.value
    return same and _OUT_OF.fullmatch(between) is not None


_OUT_OF = re.compile(r"(?i)\s*(?:out\s+)?of\s+(?:the\s+)?")
_OF_A_PRONOUN = re.compile(r"(?i)\s*of\s+(?:them|these|those)\b")
_EACH_OPENS = re.compile(r"(?i)\W*(?:each|every)\s+(?P<unit>year|quarter|month|week|day|hour)\b")
"""Opens a sentence with the rate of its figures: "Every year some 60 volunteers clean ..."."""
_MORE_THAN = re.compile(r"(?i)\s*(?:more|fewer|less)\s+than\b")
_NAMES_THING = re.compile(
    r"(?i)\b(?:staff|time|spend|cost|budget|rate|share|average|median|severity|level)\b"
)


def _counted_unit(leaned: Candidate) -> str | None:
    unit = leaned.fields.get("unit")
    return unit if isinstance(unit, str) and unit != "percent" else None
