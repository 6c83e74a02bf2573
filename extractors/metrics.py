"""Quantities in running text to metric candidates: who did what to what counted thing, when, on which basis.

The grammar finds the quantity, the dependency parse tells the counted noun, the verb and what goes with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Organisation, Statement
from extractors.clauses import independent_clauses
from extractors.counted_phrase import CountedPhrase
from extractors.general_figures import is_general
from extractors.imprint import gives_contacts
from extractors.metric_facts import defines_share, is_fact, is_headcount, restated
from extractors.metric_time import time_of
from extractors.quantity import find_quantities
from extractors.table_labels import counted_noun
from extractors.zero_subjects import zero_subjects
from schemas.quantities import Quantity

RULE = "metric.quantity"
RULE_VERSION = "1"

_SMALL_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_IN_FULL = re.compile(r"(?i)\b(?:the|our|its|their|these|those|all)\s+$")
_OF_FULL = re.compile(r"(?i)\bof\s+(?:the|these|those)\s+$")
_GROUP = re.compile(
    rf"(?i)\b(?P<count>{'|'.join(_SMALL_NUMBERS)}|\d{{1,3}})\s+(?:[a-z-]+\s+){{0,2}}?(?P<noun>[a-z]{{3,}}(?<!s)s)\b"
)
_OF_GROUP = re.compile(
    rf"(?i)\s*of\s+(?:the|these|those|our|its)\s+(?P<count>{'|'.join(_SMALL_NUMBERS)}|\d{{1,3}})\b(?!\s+\w+s\b)"
)
_OF_OURS = re.compile(r"(?i)\bof\s+our\s+\d")
_LABEL = re.compile(r"^([^:]{3,80}?)\s*(?::|\.{4,}|…{2,})\s*$")
_OF_THEM_OPENS = re.compile(r"(?i)^(?:[\w.,%~<>-]+\s+){0,4}of\s+(?:these|those|them)\b")
_A_FURTHER = re.compile(r"(?i)\b(?:a\s+further|another|an?\s+additional|plus)\s+$")
_TO = re.compile(r"(?i)\bto\s+$")
_FROM = re.compile(r"(?i)\bfrom\s+\S+(?:\s+[a-z]+)?\s+$")
_COMPARED = re.compile(r"(?i)\b(?:to|from|than|at|by|versus|against)\s+$")
_OF_THE = re.compile(r"(?i)\s*of\s+(?:the|its|our|their)\s+(?:more\s+than\s+|some\s+|about\s+)?")
_WHICH_MAKES = re.compile(r",\s+(?:which\s+(?:makes|made|brings|brought)|making|bringing)\b[^;.]*$")
"""Between an addition and the total it leads to: "12 more languages, which makes 29 in all"."""

_ABOUT_THE_REPORT = re.compile(
    r"(?i)what\s+follows\b|this\s+(?:report|review|edition|update|digest|page|stock-?take|summary|section|chapter|paper|bulletin)\s+"
    r"(?:looks?|covers?|draws?|sums?|summari[sz]es|deals?|describes?|sets?|contains?|has)\b"
)
_PART_BEFORE = re.compile(
    r"""(?ix)(?:
      \bof\s+(?:these|those|them|which|whom|that)\b[^.;]{0,40}
    | \bincluding\s+ | \bwith\s+ | \bthe\s+other\s+
    | \bamong\s+(?:them|these|which)\b[^.;]{0,20}
    | \bof\s+that\s+[\w\s]{0,40}\(
    )$"""
)
_WITH = re.compile(r"(?i)\b(?:with|including)\s+$")
"""Only within a sentence do these words make a part: "with 100 showing"."""
_PART_AFTER = re.compile(r"(?i)^\s*(?:\(\d+\)\s*)?(?:[\w-]+\s+){0,2}of\s+(?:these|those|them|which|whom)\b")


class MetricReader:
    """Reads the metrics of statements in order, since "of these, 152 ..." leans on the sentence before."""

    def __init__(self, attribution: Attribution) -> None:
        self._who = attribution
        self._previous: list[Candidate] = []
        self._told: list[Candidate] = []
        self._given: set[tuple[object, object]] = set()
        self._block: object = None
        self._groups: dict[str, str] = {}
        """How many there are, as printed, to who they are: "the four providers"."""

    def _note_groups(self, text: str) -> None:
        for match in _GROUP.finditer(text):
            self._groups.setdefault(match["count"].lower(), match["noun"].lower())

    def _group_of(self, quantity: Quantity, text: str) -> str | None:
        """Who they are of whom a number takes some: "two of the four" after "four providers"."""
        match = _OF_GROUP.match(text, quantity.end)
        return self._groups.get(match["count"].lower()) if match else None

    def read(self, statement: Statement) -> list[Candidate]:
        """The metric candidates of one statement, in the order of their numbers."""
        made: list[Candidate] = []
        self._note_groups(statement.text)
        goes_on = self._goes_on(statement)
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
            if made and made[-1].fields["unit"] == "percent" and defines_share(head, quantity):
                continue
            one = self._candidate(statement, quantity, made, before)
            if _IN_FULL.search(head) and (quantity.value, one.fields["unit"]) in self._given:
                continue  # "27 of our 19,402 reports", when the 19,402 were told before
            if _OF_FULL.search(head) and quantity.value is not None and self._is_told(quantity.value, made):
                continue  # "work on 12 of the 141"
            last = made[-1] if made else None
            if last and _OF_THE.fullmatch(text, last.fields["at_end"] - statement.start, quantity.start):
                last.part_of, last.fields["unit"] = one, last.fields["unit"] or one.fields["unit"]
            elif last and _WHICH_MAKES.search(head[last.fields["at_end"] - statement.start :]):
                last.part_of, one.part_of = one, None
            made.append(one)
        self._given |= {(one.fields["value"], one.fields["unit"]) for one in made}
        self._block = statement.block
        self._told += made
        if made or not goes_on:
            self._previous = made
        return made

    def _is_told(self, value: Decimal, made: Sequence[Candidate]) -> bool:
        """Whether a figure was given before, in the document or earlier in the sentence."""
        return any(value == one for one, _ in self._given) or any(
            value == one.fields["value"] for one in made
        )

    @staticmethod
    def _quantities(statement: Statement) -> list[Quantity]:
        if gives_contacts(statement.text) or _ABOUT_THE_REPORT.match(statement.text):
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
        self, statement: Statement, quantity: Quantity, made: list[Candidate], before: list[Candidate]
    ) -> Candidate:
        phrase = CountedPhrase(statement.doc, quantity)
        whole = _whole(statement, quantity, phrase, made, before)
        unit, thing, leaned = self._counted(phrase, whole, made, statement.text[: quantity.start])
        unit = self._group_of(quantity, statement.text) or unit
        if whole is None and leaned is not None and _is_part(statement, quantity, phrase, leaned):
            whole = leaned.part_of or leaned
        time = time_of(
            statement,
            quantity,
            share=unit == "percent",
            standing=phrase.is_present,
            whole=whole,
            before=before,
            beside=made,
        )
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
        label = _LABEL.match(head)
        if (unit is None or phrase.stands_alone) and label:
            unit, thing = unit or counted_noun(label.group(1)), thing or label.group(1)
            if unit is None and told and not _NAMES_THING.search(label.group(1)):
                leaned = next((one for one in reversed(told) if _counted_unit(one)), None)
                leaned = leaned.part_of or leaned if leaned is not None else None
                unit = _counted_unit(leaned) if leaned is not None else None  # "Granted: 204."
        if unit is None and phrase.tallies and not made:
            unit = phrase.antecedent
        if unit != "percent" and made and _TO.search(head) and _FROM.search(head[: -len("to ")]):
            unit, thing = made[-1].fields["unit"], made[-1].fields["object"]  # "fell from 26 hours to nine"
        if (thing is None or unit is None) and (phrase.stands_alone or phrase.tallies or whole):
            topics = [*reversed(made), *self._previous] if made or self._previous else list(reversed(told))
            leaned = whole or next((one for one in topics if _counted_unit(one)), None)
            if leaned is not None:
                unit = unit or _counted_unit(leaned)
                thing = thing or leaned.fields.get("object")
            else:
                unit = unit or phrase.antecedent
        if thing is None and unit == "percent":
            objects = (one.fields["object"] for one in reversed(told))
            thing = next((one for one in objects if one), None) or phrase.antecedent
        return unit, thing, leaned


def _whole(
    statement: Statement,
    quantity: Quantity,
    phrase: CountedPhrase,
    made: Sequence[Candidate],
    before: Sequence[Candidate],
) -> Candidate | None:
    """The metric that this figure is a stated part of."""
    counts = [one for one in made if one.fields["unit"] != "percent"]
    wholes = [one for one in counts if one.part_of is None] or counts
    head, tail = statement.text[: quantity.start], statement.text[quantity.end :]
    stands_alone = phrase.unit is None and phrase.stands_alone
    if made and head.rstrip().endswith("(") and quantity.unit_kind == "percent":
        return made[-1].part_of or made[-1]
    said = _PART_BEFORE.search(head) or _PART_AFTER.match(tail)
    compared = _COMPARED.search(head) and not quantity.zero_words
    if _A_FURTHER.search(head) or (compared and not said):
        return None
    if wholes and (said or stands_alone):
        whole = next((one for one in reversed(wholes) if _can_hold(one, quantity)), wholes[-1])
        another = phrase.subject_start > whole.fields["at"] - statement.start
        return whole if said or not another else None
    if said and before and not counts and not _WITH.search(head):
        wholes = [one for one in before if one.fields["unit"] != "percent"] or list(before)
        whole = next((one for one in wholes if _can_hold(one, quantity)), wholes[0])
        return whole.part_of or whole
    return None


_NAMES_THING = re.compile(
    r"(?i)\b(?:staff|time|spend|cost|budget|rate|share|average|median|severity|level)\b"
)
_THAN = re.compile(r"(?i)\bthan\b[^,;]*$")
_OTHER_TIME = re.compile(
    r"(?i)\b(?:in|than|from|since)\s+(?:19|20)\d\d\b|\b(?:before|previous|earlier|last\s+(?:year|quarter)|a\s+year\s+ago)\b"
)


def _is_part(statement: Statement, quantity: Quantity, phrase: CountedPhrase, whole: Candidate) -> bool:
    """Whether a number without a noun of its own is a part of the count that it leans on: "We met 388",
    "Nine came from governments". A level of another time is none: "in 2020 it was 71".
    """
    if quantity.unit_kind != "count" or not phrase.stands_alone or not _can_hold(whole, quantity):
        return False
    if (
        quantity.zero_words
        and quantity.printed.lower().startswith("no")
        and quantity.printed.lower() != "none"
    ):
        return False  # "Courts sent nothing"
    head = statement.text[: quantity.start]
    if _OTHER_TIME.search(statement.text) or _COMPARED.search(head) or _THAN.search(head):
        return False
    if phrase.subject_start > whole.fields["at"] - statement.start >= 0:
        return False  # "A closed 640; B closed 85"
    return phrase.is_argument or _LABEL.match(statement.text[: quantity.start]) is not None


def _can_hold(whole: Candidate, part: Quantity) -> bool:
    """ "Eleven countries sent 298 requests. We answered 233 of them": not of the countries."""
    value = whole.fields["value"]
    return value is None or part.value is None or bool(value >= part.value)


def _counted_unit(leaned: Candidate) -> str | None:
    unit = leaned.fields.get("unit")
    return unit if isinstance(unit, str) and unit != "percent" else None
