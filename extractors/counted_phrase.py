"""What the dependency parse says of a quantity: the counted noun, its phrase, the verb and the recipient."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from extractors.counted import counted
from extractors.counted_token import (
    NOUNS,
    counted_subject,
    governing_verb,
    is_number,
    last_of_compound,
    next_noun,
    noun_above,
    noun_behind_of,
    noun_of_these,
    noun_within,
    number_token,
    of_tally,
    only_tallies,
    spent_on,
)
from extractors.numbered import RATE_BEHIND, numbered_noun
from extractors.standing_numbers import OF_THE_REST, OPENS_WITH_OF, counts_what_was_named, modifies_hyphened
from extractors.word_lists import any_of, words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OF_ITS = re.compile(r"\s*of\s+(?:the|its|our|their|all)\b")
_RECIPIENT = re.compile(r"\b(?:to|with)\s+((?:the\s+)?[A-Z][\w&-]*(?:\s+[A-Z][\w&-]*)*)")
_ARRIVES_AT = re.compile(r"(?i)\b(?:to|at)\s+$")
"""Before the level that a subject has reached: "copyright notices fell to 31"."""
_KIND_OF_THEM = re.compile(
    r"\s*of\s+(?:them|these|whom|which)\s+(?P<kind>[a-z-]+(?<!s)s)\b(?=\s*(?:[.,;)]|$))"
)
_STAFF_OF = re.compile(
    r"(?i)\b(?P<body>staff|team|panel|board|crew|jury|committee)\s+of\s+(?:about\s+|some\s+|over\s+|only\s+)?$"
)
_OF_WHOM = re.compile(r"\bof\s+(?:whom|which)\s+(?:some\s+|about\s+)?$")
_ARE_KIND = re.compile(r"\s*(?:are|were)\s+(?P<kind>[a-z-]+(?<!s)s)\b(?=\s*(?:[.,;)]|$))")
_SYMBOL = re.compile(r"\s*((?:[kMGT]?Wh?|[kmc]m|[km]g|[kM]?[A-Z]?Pa|[kMGTP]i?B|[mc]l|[a-z]+-[a-z]+s))\b")
_RATED = re.compile(r"\s+(?:[a-z-]+\s+){0,3}?([a-z-]+s)(?=\s+(?:a|an|per|each|every)\b)")
_NOBODY = re.compile(r"(?i)(?:nobody|no\s+one)\b")
_PEOPLE = frozenset(("staff", "people", "children", "police"))
"""Nouns without -s that are many."""
_THERE_ARE = re.compile(r"(?i)\bthere\s+(?:were|are|was|have\s+been)\s+(?:only\s+)?$")
_TIMES = frozenset("hours days weeks months years minutes seconds times others".split())
_SHARES = ("percent", "percentage_points", "ratio")


class CountedPhrase:
    """One quantity in its parsed sentence."""

    def __init__(self, doc: Doc, quantity: Quantity) -> None:
        self._doc = doc
        self._quantity = quantity

    @cached_property
    def _number(self) -> Token | None:
        return number_token(self._doc, self._quantity)

    @cached_property
    def _verb(self) -> Token | None:
        return governing_verb(self._noun if self._noun is not None else self._number)

    @cached_property
    def unit(self) -> str | None:
        """`percent`, a currency, a unit of measure, or the head noun as printed; None when there is none."""
        if self._quantity.unit_kind in _SHARES:
            return "percent"
        if self._quantity.unit_kind in ("currency", "measure") and self._quantity.unit:
            return _printed_symbol(self._doc.text, self._quantity) or self._quantity.unit
        if self._quantity.zero_words and _NOBODY.match(self._doc.text, self._quantity.number_start):
            return "people"
        told = told_kind(self._doc.text, self._quantity) or _staff_of(self._doc.text, self._quantity)
        told = told or numbered_noun(self._doc.text, self._quantity)
        if told:
            return told
        if self._noun is not None and (head := _misparsed_head(self._noun, self._quantity)) is not None:
            return _cased(head)
        if self._noun is not None and (in_two := self._in_two(self._noun)) is not None:
            return in_two
        if self._noun is not None:
            single = self._noun.tag_ == "NN" and self._quantity.value in (0, 1)
            return _plural(_cased(self._noun)) if single else _cased(self._noun)
        rated = _RATED.match(self._doc.text, self._quantity.number_end) if self._quantity.per else None
        if rated:
            return rated.group(1)
        shallow = None if self.stands_alone or self.is_bare_rate else counted(self._doc.text, self._quantity)
        return shallow.head if shallow else None

    def _in_two(self, noun: Token) -> str | None:
        """A noun and the word before it that it means nothing without: "data sets"."""
        found = _IN_TWO.match(self._doc.text, self._quantity.number_end)
        within = found is not None and found.start("noun") <= noun.idx < found.end("noun")
        return found["noun"].lower() if found and within and " of " not in found["noun"] else None

    @cached_property
    def stands_alone(self) -> bool:
        """Whether the number has no noun of its own and counts what was counted before."""
        number = self._number
        modifies = number is not None and modifies_hyphened(number)
        return (
            self._quantity.unit_kind == "count"
            and not modifies
            and counts_what_was_named(self._doc, self._quantity)
        )

    @property
    def tail(self) -> str:
        """The text behind the quantity."""
        return self._doc.text[self._quantity.end :]

    @property
    def is_measure(self) -> bool:
        """Whether it is no count: a share, a sum of money, tonnes."""
        return self._quantity.unit_kind != "count"

    @cached_property
    def is_bare_rate(self) -> bool:
        """Whether its rate stands right behind the number, in the place of a noun: "or 1.9 per hour"."""
        per = self._quantity.per is not None and self._quantity.unit_kind == "count"
        return per and RATE_BEHIND.match(self._doc.text, self._quantity.number_end) is not None

    @property
    def subject_start(self) -> int:
        """Where the subject of the verb begins whose object the number is; -1 when there is none."""
        number = self._number
        if number is None or number.dep_ not in ("dobj", "obj"):
            return -1
        return next((child.idx for child in number.head.children if child.dep_ == "nsubj"), -1)

    @property
    def is_argument(self) -> bool:
        """Whether the number itself is the subject or the object of a verb."""
        number = self._number
        return number is not None and number.dep_ in ("nsubj", "nsubjpass", "dobj", "obj")

    @cached_property
    def tallies(self) -> bool:
        """Whether its subject only stands for what was counted before: "the tally was 17,560"."""
        subject = counted_subject(self._number, self._quantity) if self._number is not None else None
        return subject is not None and only_tallies(subject)

    @cached_property
    def antecedent(self) -> str | None:
        """The plural noun nearest before a lone number ("the models; there are 5,400 of them")."""
        nouns = [
            one
            for one in self._doc
            if 0 <= one.idx < self._quantity.start
            and (one.tag_ == "NNS" or _is_every(one) or one.lower_ in _PEOPLE)
            and not (one.lower_ in _TIMES and _THERE_ARE.search(self._doc.text, 0, self._quantity.start))
        ]
        if nouns and nouns[-1].tag_ == "NN" and nouns[-1].lower_ not in _PEOPLE:
            return f"{nouns[-1].lower_}s"  # "looked at every request and blocked 300 of them"
        return _cased(nouns[-1]) if nouns else None

    @cached_property
    def object(self) -> str | None:
        """The counted thing in full, without its number and article."""
        noun = self._noun
        if noun is None:
            return None
        belonging = [token for token in noun.subtree if self._belongs(token, noun)]
        if not belonging:
            return noun.text
        start, end = belonging[0].i, noun.i + 1
        for token in belonging:
            if token.i == end:
                end = token.i + 1
        end = next((token.i for token in self._doc[noun.i + 1 : end] if token.like_num), end)
        while end > noun.i + 1 and self._doc[end - 1].pos_ in ("CCONJ", "ADP", "ADV", "PUNCT"):
            end -= 1
        return self._doc[start:end].text.strip(" ,;:.") or noun.text

    @property
    def action(self) -> str | None:
        """The lemma of the governing verb, with its particle."""
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
        if verb is None or verb.lemma_.lower() not in words("metrics.reporting_verbs"):
            return None
        match = _RECIPIENT.search(self._doc.text[self._quantity.end :])
        return match.group(1) if match else None

    @property
    def is_present(self) -> bool:
        """Whether the governing verb is in the present, or has no past: a standing fact rather than a count
        of what happened in a period.
        """
        verb = self._verb or next((one for one in self._doc if one.dep_ == "ROOT"), None)
        if verb is None or verb.pos_ not in ("VERB", "AUX"):
            return False
        within = range(self._quantity.start, self._quantity.end)  # "£1.9m" has a token "m", which is no verb
        auxiliaries = [
            child for child in verb.children if child.dep_ in ("aux", "auxpass") and child.idx not in within
        ]
        if any(one.tag_ == "VBD" for one in auxiliaries):
            return False
        if auxiliaries:
            return any(one.tag_ in ("VBP", "VBZ", "MD") for one in auxiliaries)
        return verb.tag_ in ("VBZ", "VBP")

    @cached_property
    def _noun(self) -> Token | None:
        """The counted noun: behind "of", above the number, after it, or the subject of a verb of counting."""
        number, quantity, doc = self._number, self._quantity, self._doc
        if number is None:
            return None
        subject = counted_subject(number, quantity) if quantity.unit_kind == "count" else None
        if self.is_bare_rate:
            return subject
        if self.stands_alone:
            arrives = subject is not None and _ARRIVES_AT.search(doc.text[: quantity.start])
            if arrives and subject is not None and not only_tallies(subject):
                return of_tally(subject)
            return self._opening_noun
        if quantity.zero_words and quantity.unit_kind == "count":
            return noun_within(doc, quantity) or noun_above(number, quantity) or next_noun(doc, quantity)
        if noun_of_these(doc, quantity) is not None:
            return noun_of_these(doc, quantity)
        if quantity.unit_kind == "ratio" and (inside := noun_within(doc, quantity)) is not None:
            return inside  # one signatory in three
        if quantity.unit_kind in (*_SHARES, "multiple") or _OF_ITS.match(doc.text[quantity.end :]):
            noun = noun_behind_of(doc, quantity)
            if noun is not None:
                return noun
        if self._opening_noun is not None and quantity.unit_kind != "currency":
            return self._opening_noun
        if quantity.unit_kind == "currency":
            return spent_on(doc, quantity)
        noun = noun_above(number, quantity) or next_noun(doc, quantity) or counted_subject(number, quantity)
        if noun is not None and only_tallies(noun):
            return None
        return noun if noun is None else of_tally(noun)

    @cached_property
    def _opening_noun(self) -> Token | None:
        """The noun of "Of our test calls, 61% got through": what a number right behind the comma counts."""
        head = self._doc.text[: self._quantity.start]
        if (
            OF_THE_REST.match(head)
            or not OPENS_WITH_OF.match(head)
            or not re.search(r",\s*(?:\w+ly\s+|only\s+|some\s+)?$", head)
        ):
            return None
        comma = next(token.i for token in self._doc if token.text == ",")
        nouns = [token for token in self._doc[1:comma] if token.pos_ in NOUNS and not is_number(token)]
        return last_of_compound(nouns[0]) if nouns else None

    def _belongs(self, token: Token, noun: Token) -> bool:
        """Words of the noun's phrase: no number, no article, nothing after a comma or a relative pronoun."""
        quantity = self._quantity
        if quantity.start <= token.idx < quantity.end:
            return False
        if token.i < noun.i:
            if token.idx >= quantity.end:
                return token.dep_ not in ("det", "cc", "punct") and not is_number(token)
            return (
                token.idx < quantity.start
                and token.head == noun
                and token.dep_ in ("amod", "compound")
                and token.i == noun.i - 1
            )
        blocked = {"punct", "cc", "conj", "relcl", "appos", "advcl"}
        here = token
        while here != noun and here.head != here:
            if here.dep_ in blocked and here.i > noun.i and here.head == noun:
                return False
            if here.text in (",", ";", ":", "("):
                return False
            if here.dep_ == "conj" and any(is_number(child) for child in here.children):
                return False  # "2 instances of grooming and over 100 images"
            here = here.head
        return True


_IN_TWO = re.compile(
    rf"\s+(?:[a-z-]+\s+){{0,2}}?(?P<noun>{any_of('metrics.counted_in_two')})(?![\w-])", re.IGNORECASE
)
"""Behind a number: a noun of two words that would mean nothing by its last."""


def _misparsed_head(noun: Token, quantity: Quantity) -> Token | None:
    """The plural behind what the parse took for the counted noun: "412 million scam calls"."""
    following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if following is None or quantity.value == 1 or not following.lower_.endswith("s"):
        return None
    if noun.tag_ == "NN" and following.tag_ == "VBZ" and noun.dep_ == "nsubj" and following.dep_ == "dobj":
        return following
    gerund = noun.tag_ in ("VBG", "NN") and noun.lower_.endswith("ing") and following.head == noun
    return following if gerund and following.tag_ == "NNS" and following.dep_ == "dobj" else None


def _staff_of(text: str, quantity: Quantity) -> str | None:
    """Whom "a staff of nine" or "a team of six" counts, where no noun says so."""
    match = _STAFF_OF.search(text, 0, quantity.start) if quantity.unit_kind == "count" else None
    if match is None or re.match(r"\s+(?:[a-z-]+\s+)?[a-z-]+\b(?<=s)", text[quantity.end :]):
        return None
    return "staff" if match["body"].lower() == "staff" else "people"


def _plural(noun: str) -> str:
    """The plural of a noun that is counted once or not at all; mass nouns and abbreviations stay."""
    if not noun.islower() or noun in words("tables.mass_nouns") or noun.endswith("s"):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(?:x|z|ch|sh)$", noun) else f"{noun}s"


def _is_every(noun: Token) -> bool:
    return noun.tag_ == "NN" and any(child.lower_ in ("every", "each") for child in noun.children)


def told_kind(text: str, quantity: Quantity) -> str | None:
    """What a part is said to be: "31 of them moderators", "of whom 12 are contractors"."""
    if quantity.unit_kind != "count":
        return None
    match = _KIND_OF_THEM.match(text, quantity.end)
    if match is None and _OF_WHOM.search(text, 0, quantity.start):
        match = _ARE_KIND.match(text, quantity.end)
    return match["kind"] if match else None


def _printed_symbol(text: str, quantity: Quantity) -> str | None:
    """A unit of measure as the report prints it, where that is a symbol ("kg") or hyphened."""
    if quantity.unit_kind != "measure":
        return None
    printed = _SYMBOL.match(text, quantity.number_end)
    return printed.group(1) if printed else None


def _cased(noun: Token) -> str:
    if noun.i >= 2 and noun.nbor(-1).text in ("-", "‐", "‑") and noun.idx == noun.nbor(-1).idx + 1:
        return noun.doc[noun.i - 2 : noun.i + 1].text.lower()  # sign-ups
    text = noun.text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹*†‡")
    return text if text.isupper() or (noun.pos_ == "PROPN" and not noun.is_sent_start) else text.lower()
