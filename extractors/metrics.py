"""Quantities in running text to metric candidates: who did what to what counted thing, when, on which basis.

The grammar finds the quantity; the dependency parse tells the counted noun, the verb and what belongs to them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Statement
from extractors.context import is_cumulative
from extractors.counted import counted
from extractors.periods import Period, find_periods, find_yearless_periods, span_of
from extractors.quantity import find_quantities
from schemas.quantities import Quantity
from schemas.records import Coverage

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RULE = "metric.quantity"
RULE_VERSION = "1"

_NOT_A_FACT = {"will", "would", "should", "must", "shall", "could", "may", "might", "'ll"}
_INTENT = {"plan", "aim", "intend", "hope", "expect", "pledge", "commit", "want", "target", "seek", "ask", "require", "propose", "recommend", "urge", "oblige", "agree"}  # fmt: skip
_TARGETS = {"target", "goal", "threshold", "limit", "minimum", "maximum", "cap", "penalty", "fine", "ceiling", "quota", "aim", "objective", "deadline", "requirement", "ambition"}  # fmt: skip
_PENALISES = {"cost", "face", "attract", "lead", "result", "incur", "reach", "carry", "trigger"}
_OF_A_FEW = re.compile(r"(?i)\b(?:\d+|[a-z]+)\s+of\s+(?:the|its|our|their|these|those)\s+$")
_HEADCOUNT = re.compile(r"(?i)\ball\s+(?:of\s+(?:the|its|our)\s+)?$")
_ANAPHORA = re.compile(r"(?i)^(?:(?:(?:nearly|about|almost|over|more\s+than|some|most|half|many|all|none)\s+){0,2}(?:[\w.%-]+\s+)?of\s+(?:the|these|those|them)\b|of\s+(?:these|those|them|which|that)|between\s+them|among\s+(?:them|these)|that\s+(?:is|was)|these|those|they|it|this|the\s+(?:other|rest|remaining))\b")  # fmt: skip
_PART_BEFORE = re.compile(r"(?i)(?:\bof\s+(?:these|those|them|which|whom|that)\b[^.;]{0,40}|\bincluding\s+|\bwith\s+|\bamong\s+(?:them|these|which)\b[^.;]{0,20}|\bthe\s+other\s+|\bof\s+that\s+[\w\s]{0,40}\()$")  # fmt: skip
_PART_AFTER = re.compile(r"(?i)^\s*(?:\(\d+\)\s*)?(?:of\s+(?:these|those|them|which|whom)\b|(?:[\w-]+\s+){0,2}of\s+(?:these|those|them|whom)\b)")  # fmt: skip
_CONTRAST = re.compile(
    r";|\bthan\b|\bcompared\s+(?:with|to)\b|\bup\s+from\b|\bdown\s+from\b|\bagainst\b|\bversus\b", re.I
)
_THIS_PERIOD = re.compile(r"(?i)\b(?:in|during|over|throughout|for|across)\s+(?:the|this|that)\s+(?:\w+\s+)?(?:quarter|half-?year|period|months?|year|reporting\s+period|half)\b")  # fmt: skip
_SAME_TIME = re.compile(
    r"(?i)\b(?:in|during|over)\s+(?:the|that)\s+same\s+(?:year|period|quarter|months?|time)\b"
)
_PLANNED = re.compile(
    r"(?i)\b(?:implementation|launch|roll-?out|release|deployment|introduction|plans?|targets?|goals?|completion)\s+$"
)
_END_OF_PERIOD = re.compile(
    r"(?i)\b(?:by|at)\s+the\s+end\s+of\s+(?:the\s+)?(?:year|period|quarter)\b|\bby\s+(?:year|quarter)[\s-]end\b"
)
_ALL_TOLD = re.compile(r"(?i)\b(?:makes?|made|bring(?:s|ing)?|brought|taking|takes?)\b[^.;]{0,40}$")


class MetricReader:
    """Reads the metrics of statements in order, since "of these, 152 ..." leans on the sentence before."""

    def __init__(self, attribution: Attribution) -> None:
        self._who = attribution
        self._previous: list[Candidate] = []
        self._told: list[Candidate] = []
        self._block: object = None

    def read(self, statement: Statement) -> list[Candidate]:
        """The metric candidates of one statement, in the order of their numbers."""
        made: list[Candidate] = []
        if not self._goes_on(statement):
            self._told = []
        before = self._previous if self._goes_on(statement) else []
        for quantity in find_quantities(statement.text):
            if not is_fact(statement.doc, quantity) or _is_headcount(statement.text, quantity, made):
                continue
            made.append(self._candidate(statement, quantity, made, before))
        self._block = statement.block
        self._told += made
        if made or not self._goes_on(statement):
            self._previous = made
        return made

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
        phrase = _Phrase(statement.doc, quantity)
        whole = _whole(statement, quantity, phrase, made, before)
        unit, thing = phrase.unit, phrase.object
        if thing is None or unit is None:
            leaned = whole or next(
                (one for one in reversed([*self._told, *made]) if _counted_unit(one)), None
            )
            if leaned is not None and (phrase.stands_alone or whole):
                unit = unit or _counted_unit(leaned)
                thing = thing or leaned.fields.get("object")
        if thing is None and unit == "percent":
            thing = next(
                (one.fields["object"] for one in reversed([*self._told, *made]) if one.fields["object"]), None
            )
        fields: dict[str, Any] = {
            "value": quantity.value,
            "low": quantity.low,
            "high": quantity.high,
            "comparator": quantity.comparator,
            "printed": statement.text[quantity.number_start : quantity.number_end],
            "unit": unit,
            "per": quantity.per,
            "action": phrase.action,
            "object": thing,
            "recipient": phrase.recipient,
            "at": statement.start + quantity.start,
        }
        fields |= self._time(statement, quantity, phrase, whole, before, unit)
        return Candidate(
            kind="metric",
            within=statement.block,
            start=statement.start,
            end=statement.end,
            rule=RULE,
            rule_version=RULE_VERSION,
            context=statement.context,
            organisation=self._who.of(statement, statement.doc[:]),
            fields=fields,
            part_of=whole,
        )

    def _time(
        self,
        statement: Statement,
        quantity: Quantity,
        phrase: _Phrase,
        whole: Candidate | None,
        before: list[Candidate],
        unit: str | None,
    ) -> dict[str, Any]:
        """The basis and the coverage of a figure: from its own words, its sentence, the list it is in, or above."""
        context, share = statement.context, unit == "percent"
        if quantity.per:
            return {"basis": "rate", "coverage": None}
        segment, low = _segment(statement.text, quantity)
        periods = find_periods(segment)
        year = context.coverage or _edition_year(context.edition)
        if not periods and year is not None and year.start and year.end:
            periods = find_yearless_periods(segment, year)
        periods = [one for one in periods if not _PLANNED.search(segment[: one.start])]
        own = _nearest(periods, quantity.start - low)
        if own is None and _SAME_TIME.search(segment) and before and before[-1].fields.get("coverage"):
            return {"basis": before[-1].fields["basis"], "coverage": before[-1].fields["coverage"]}
        if own and own.coverage.start:
            return {"basis": "period", "coverage": own.coverage}
        if own or _END_OF_PERIOD.search(segment):
            coverage = own.coverage if own else _year_end(context.edition)
            return {"basis": "point" if share else "cumulative", "coverage": coverage}
        if is_cumulative(segment) or (
            _ALL_TOLD.search(segment[: quantity.start - low]) and "in all" in segment
        ):
            return {"basis": "point" if share else "cumulative", "coverage": None}
        if whole is not None and whole.fields.get("coverage") and not (share and phrase.is_present):
            return {"basis": whole.fields["basis"], "coverage": whole.fields["coverage"]}
        if (
            before
            and _ANAPHORA.match(statement.text)
            and before[-1].fields.get("coverage")
            and not phrase.is_present
        ):
            return {"basis": before[-1].fields["basis"], "coverage": before[-1].fields["coverage"]}
        if context.cumulative and not share:
            return {"basis": "cumulative", "coverage": None}
        if _THIS_PERIOD.search(statement.text):
            coverage = context.coverage or _edition_year(context.edition)
            if coverage:
                return {"basis": "period", "coverage": coverage}
        if context.coverage and not phrase.is_present:
            return {"basis": "period", "coverage": context.coverage}
        return {"basis": "point" if share else "unspecified", "coverage": None}


def is_fact(doc: Doc, quantity: Quantity) -> bool:
    """Whether the quantity is stated as a fact, not as a target, a limit or something planned."""
    token = _number_token(doc, quantity)
    if token is None:
        return False
    noun = token
    for _ in range(4):
        if noun.lemma_.lower() in _TARGETS or any(
            child.lemma_.lower() in _TARGETS and child.dep_ == "compound" for child in noun.children
        ):
            return False
        if noun.head == noun or noun.head.pos_ in ("VERB", "AUX"):
            break
        noun = noun.head
    verb = token if token.pos_ == "VERB" else _verb_of(token)
    if verb is None:
        return True
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    negated = any(child.dep_ == "neg" for child in verb.children)
    if auxiliaries & _NOT_A_FACT and not ("could" in auxiliaries and negated):
        return False
    if auxiliaries & {"can", "could", "may"} and verb.lemma_.lower() in _PENALISES:
        return False
    if any(
        child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in _TARGETS for child in verb.children
    ):
        return False
    return not (verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_.lower() in _INTENT and verb.tag_ == "VB")


def _is_headcount(text: str, quantity: Quantity, made: list[Candidate]) -> bool:
    """The group that a share is taken of ("two of the six", "all eight"), when it is small enough to be known to
    the reader, and "one" as a pronoun ("the next one"): no figures of their own.
    """
    head, printed = text[: quantity.number_start], text[quantity.number_start : quantity.number_end].lower()
    if printed == "one" and re.search(
        r"(?i)\b(?:the|this|that|next|each|every|no|last|first|which|new)\s+(?:\w+\s+)?$", head
    ):
        return True
    if quantity.unit_kind != "count" or quantity.value is None or quantity.value > 20:
        return False
    if printed == "one" and quantity.comparator != "=":
        return True  # "more than one" is no figure
    counted_whole = _HEADCOUNT.search(head) and not re.match(r"\s*of\b", text[quantity.end :])
    return bool(counted_whole or (made and _OF_A_FEW.search(head)))


class _Phrase:
    """What the parse says of one quantity: counted noun, its phrase, the verb, to whom it was reported."""

    def __init__(self, doc: Doc, quantity: Quantity) -> None:
        self._doc = doc
        self._quantity = quantity
        self._number = _number_token(doc, quantity)
        self._noun = self._counted() if self._number is not None else None
        self._verb = (
            _verb_of(self._noun if self._noun is not None else self._number)
            if self._number is not None
            else None
        )

    @property
    def unit(self) -> str | None:
        if self._quantity.unit_kind in ("percent", "percentage_points", "ratio"):
            return "percent"
        if self._quantity.unit_kind in ("currency", "measure") and self._quantity.unit:
            return self._quantity.unit
        if self._noun is not None:
            return _cased(self._noun)
        shallow = None if self.stands_alone else counted(self._doc.text, self._quantity)
        return shallow.head if shallow else None

    @property
    def stands_alone(self) -> bool:
        """Whether the number has no noun of its own and counts what was counted before."""
        return self._quantity.unit_kind == "count" and _stands_alone(self._doc, self._quantity)

    @property
    def object(self) -> str | None:
        noun = self._noun
        if noun is None:
            return None
        words = [token for token in noun.subtree if self._belongs(token, noun)]
        if not words:
            return noun.text
        start, end = words[0].i, noun.i + 1
        for token in words:
            if token.i >= end and token.i - end <= 0:
                end = token.i + 1
        text = self._doc[start:end].text.strip(" ,;:.")
        return text or noun.text

    @property
    def action(self) -> str | None:
        verb = self._verb
        if verb is None:
            return None
        particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), None)
        lemma = verb.lemma_.lower()
        return f"{lemma} {particle}" if particle else lemma

    @property
    def recipient(self) -> str | None:
        """Whom it was reported or sent to: the object of "to" or "with" beside a verb of reporting."""
        verb = self._verb
        if verb is None or verb.lemma_.lower() not in (
            "report",
            "send",
            "submit",
            "file",
            "refer",
            "make",
            "disclose",
            "provide",
            "detect",
        ):
            return None
        match = re.search(
            r"\b(?:to|with)\s+((?:the\s+)?[A-Z][\w&-]*(?:\s+[A-Z][\w&-]*)*)",
            self._doc.text[self._quantity.end :],
        )
        return match.group(1) if match else None

    @property
    def is_present(self) -> bool:
        """Whether the governing verb is in the present, or has no past: a standing fact rather than a count of
        what happened in a period.
        """
        verb = self._verb
        if verb is None:
            return False
        within = range(self._quantity.start, self._quantity.end)  # "£1.9m" has a token "m", which is no verb
        auxiliaries = [
            child for child in verb.children if child.dep_ in ("aux", "auxpass") and child.idx not in within
        ]
        if any(one.tag_ in ("VBD",) for one in auxiliaries):
            return False
        if auxiliaries:
            return any(one.tag_ in ("VBP", "VBZ", "MD") for one in auxiliaries)
        return verb.tag_ in ("VBZ", "VBP")

    def _counted(self) -> Token | None:
        number, quantity, doc = self._number, self._quantity, self._doc
        assert number is not None
        if quantity.unit_kind == "count" and _stands_alone(doc, quantity):
            return None
        after = doc.text[quantity.end :]
        if quantity.unit_kind in ("percent", "percentage_points", "ratio", "multiple") or re.match(
            r"\s*of\s+(?:the|its|our|their|all)\b", after
        ):
            noun = _of_noun(doc, quantity)
            if noun is not None:
                return noun
        if quantity.unit_kind == "currency":
            return _spent_on(doc, quantity)
        head = number
        while (
            head.dep_
            in ("nummod", "quantmod", "compound", "amod", "advmod", "npadvmod", "nmod", "det", "dep", "appos")
            and head.head != head
        ):
            head = head.head
            if head.pos_ in ("NOUN", "PROPN") and head.i >= number.i and not _is_number(head):
                return _last_of_compound(head)
            if head.pos_ in ("VERB", "AUX"):
                break
        following = _next_noun(doc, quantity)
        if following is not None:
            return following
        if quantity.unit_kind in ("percent", "percentage_points"):
            verb = _verb_of(number)
            subject = (
                next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
                if verb is not None
                else None
            )
            if subject is not None and subject.pos_ in ("NOUN", "PROPN"):
                return subject
        verb = _verb_of(number)
        if verb is not None and verb.lemma_ in (
            "number",
            "total",
            "stand",
            "reach",
            "come",
            "be",
            "rise",
            "fall",
            "grow",
        ):
            subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None and subject.pos_ in ("NOUN", "PROPN") and subject.i < number.i:
                return subject
        return None

    def _belongs(self, token: Token, noun: Token) -> bool:
        """Words of the noun's phrase: no number, no article, nothing after a comma or a relative pronoun."""
        quantity = self._quantity
        if quantity.start <= token.idx < quantity.end:
            return False
        if token.i < noun.i:
            return (
                (token.idx >= quantity.end
                and token.dep_ not in ("det", "cc", "punct"))
                or (
                    token.idx < quantity.start
                    and token.head == noun
                    and token.dep_ in ("amod", "compound")
                    and token.i == noun.i - 1
                )
            )
        blocked = {"punct", "cc", "conj", "relcl", "appos", "advcl"}
        here = token
        while here != noun and here.head != here:
            if here.dep_ in blocked and here.i > noun.i and here.head == noun:
                return False
            if here.text in (",", ";", ":", "("):
                return False
            here = here.head
        return True


def _number_token(doc: Doc, quantity: Quantity) -> Token | None:
    span = doc.char_span(quantity.number_start, quantity.number_end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _is_number(token: Token) -> bool:
    return token.like_num or token.pos_ == "NUM" or token.text in ("%", "$", "€", "£")


def _last_of_compound(token: Token) -> Token:
    while token.dep_ == "compound" and token.head.pos_ in ("NOUN", "PROPN") and token.head.i > token.i:
        token = token.head
    return token


def _verb_of(token: Token | None) -> Token | None:
    """The verb that governs a token, past nouns and prepositions, or a participle that follows its noun."""
    if token is None:
        return None
    here = token
    while here.head != here:
        if here.pos_ in ("VERB", "AUX") and here != token:
            return here
        here = here.head
    if here.pos_ in ("VERB", "AUX") and here != token:
        return here
    return next((child for child in here.children if child.dep_ == "acl" and child.pos_ == "VERB"), None)


def _of_noun(doc: Doc, quantity: Quantity) -> Token | None:
    """The noun of "of ..." right after the quantity, or the one that the percentage stands before."""
    after = [token for token in doc if token.idx >= quantity.end]
    if after and after[0].lower_ == "of":
        for token in after[1:9]:
            if token.pos_ in ("NOUN", "PROPN") and token.dep_ in (
                "pobj",
                "conj",
                "nsubj",
                "ROOT",
                "dobj",
                "appos",
            ):
                return _last_of_compound(token)
            if token.pos_ in ("VERB", "AUX") or token.is_punct:
                break
        return next(
            (_last_of_compound(token) for token in after[1:7] if token.pos_ in ("NOUN", "PROPN")), None
        )
    return None


_OF_THEM = re.compile(
    r"(?i)\s*of\s+(?:these|those|them|which|whom"
    r"|(?:the|its|our|their)\s+(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)(?!\s+\w+s\b))"
)


def _stands_alone(doc: Doc, quantity: Quantity) -> bool:
    """Whether the number counts what was counted before: "of these, 51 concerned media", "with 100 indicating"."""
    after = next((token for token in doc if token.idx >= quantity.end), None)
    head = doc.text[: quantity.start]
    if after is None or after.is_punct or after.tag_ in ("CC", "RB", "MD"):
        return not re.search(r"(?i)\bnumber(?:ed|s|ing)?\s*$|\btotal(?:l?ed|s|l?ing)?\s*(?:of\s*)?$", head)
    if _OF_THEM.match(doc.text[quantity.end :]):
        return True
    if re.search(
        r"(?i)\b(?:of\s+(?:these|those|them|which|whom|that),?|with|the\s+other|for|another|a\s+further)\s*$",
        head,
    ):
        return (
            after.tag_ in ("VBD", "VBZ", "VBP", "VBG", "VBN")
            or after.lower_.endswith(("ing", "ed"))
            or after.tag_ in ("IN", "PRP")
        )
    return False


def _spent_on(doc: Doc, quantity: Quantity) -> Token | None:
    after = [token for token in doc if token.idx >= quantity.end]
    for i, token in enumerate(after[:4]):
        if token.lower_ in ("in", "on", "for", "to", "into", "towards", "of") and i + 1 < len(after):
            noun = next((child for child in token.children if child.dep_ in ("pobj", "pcomp")), None)
            if noun is not None and noun.pos_ in ("NOUN", "PROPN", "VERB"):
                return noun
    return None


def _next_noun(doc: Doc, quantity: Quantity) -> Token | None:
    """The first noun after the number that nothing but its own modifiers keep from it."""
    for token in doc:
        if token.idx < quantity.end:
            continue
        if token.pos_ in ("NOUN", "PROPN") and not _is_number(token):
            return _last_of_compound(token)
        if (
            (token.pos_ not in ("ADJ", "ADV", "NUM", "PUNCT")
            and token.tag_ not in ("VBN", "VBG"))
            or token.text in (",", ";", ":", ".", "(")
        ):
            return None
    return None


def _cased(noun: Token) -> str:
    text = noun.text
    return text if text.isupper() or (noun.pos_ == "PROPN" and not noun.is_sent_start) else text.lower()


def _whole(
    statement: Statement, quantity: Quantity, phrase: _Phrase, made: list[Candidate], before: list[Candidate]
) -> Candidate | None:
    """The metric that this figure is a stated part of."""
    counts = [one for one in made if one.fields["unit"] != "percent"]
    head, tail = statement.text[: quantity.start], statement.text[quantity.end :]
    stands_alone = phrase.unit is None and phrase.stands_alone
    if made and head.rstrip().endswith("(") and quantity.unit_kind == "percent":
        return made[-1].part_of or made[-1]
    said = _PART_BEFORE.search(head) or _PART_AFTER.match(tail)
    if said or (stands_alone and counts):
        if counts:
            return (
                counts[-1].part_of
                if re.search(r"(?i)\bthe\s+other\s+$", head) and counts[-1].part_of
                else counts[0]
            )
        if said and before:
            candidates = [one for one in before if one.fields["unit"] != "percent"] or before
            return candidates[0].part_of or candidates[0]
    return None


def _counted_unit(leaned: Candidate) -> str | None:
    unit = leaned.fields.get("unit")
    return unit if isinstance(unit, str) and unit != "percent" else None


def _segment(text: str, quantity: Quantity) -> tuple[str, int]:
    """The part of the sentence that the quantity's time is told in, and where it begins."""
    low, high = 0, len(text)
    for cut in _CONTRAST.finditer(text):
        if cut.end() <= quantity.number_start:
            low = cut.start()
        elif cut.start() >= quantity.end:
            high = min(high, cut.start())
    return text[low:high], low


def _nearest(periods: list[Period], at: int) -> Period | None:
    return min(periods, key=lambda one: min(abs(one.start - at), abs(one.end - at)), default=None)


def _year_end(edition: str | None) -> Coverage | None:
    return Coverage(end=date(int(edition[:4]), 12, 31)) if edition else None


def _edition_year(edition: str | None) -> Coverage | None:
    return span_of(edition) if edition and len(edition) == 4 else None
