"""Coarse parts of speech without a model: closed classes, the lexicon, and the words before and behind.

Right for about nine words in ten at some hundred thousand words a second: enough to see where a noun phrase
ends and which words are verbs. Where the parse is at hand, the parse is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractors.lexicon import lexicon, readings
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import is_plural, vocabulary

NOUN, ADJECTIVE, ADVERB, VERB, PAST, GERUND = "N", "A", "R", "V", "E", "G"
DETERMINER, PREPOSITION, PRONOUN, AUXILIARY, NUMBER = "D", "P", "O", "X", "#"
CONJUNCTION, SUBORDINATOR, RELATIVE, INFINITIVE, NEGATION = "C", "S", "W", "T", "Q"
COMMA, STOP, SIGN = ",", ".", "-"

VERBAL = frozenset((VERB, PAST, AUXILIARY))
CLAUSE_ENDS = frozenset((STOP, COMMA, CONJUNCTION, RELATIVE, SUBORDINATOR))

CLAUSE_REACH = 40
"""Tokens back that are searched for the verb of a clause."""

WORDS_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class _Words:
    """The lists of shallow.yaml, which says what each is for; `closed` maps words to their tags."""

    closed: Mapping[str, str]
    modals: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    mostly_verbs: frozenset[str]
    finite_after_numbers: frozenset[str]
    object_leads: frozenset[str]
    after_verb: frozenset[str]
    articles: frozenset[str]
    same_in_the_past: frozenset[str]
    numbers: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    tags = {name.lower(): value for name, value in globals().items() if isinstance(value, str)}
    closed = {str(word): tags[name] for name, words in data.pop("closed").items() for word in words}
    known = vocabulary()
    numbers = {*known.cardinals, *known.scales, *known.vague} - {"score", "gross"}
    lists = {key: frozenset(map(str, words)) for key, words in data.items()}
    return _Words(closed=closed, numbers=frozenset(numbers), **lists)


@cache
def _irregular_verbs() -> frozenset[str]:
    return frozenset(lexicon().irregular["verb"])


def tag(tokens: Sequence[Token]) -> list[str]:
    """One tag for each token, of those named at the head of this module. Linear in their number."""
    tagger = _Tagger(tokens, _words(), _irregular_verbs())
    for at in range(len(tokens)):
        tagger.tags.append(tagger.tag(at))
    return tagger.tags


@dataclass(slots=True)
class _Tagger:
    """Tags token after token; `tags` holds those before the current one."""

    tokens: Sequence[Token]
    words: _Words
    irregular_verbs: frozenset[str]
    tags: list[str] = field(default_factory=list)

    def low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def leads(self, at: int) -> bool:
        """Whether an open-class word follows, so that an adjective may stand here."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return following is not None and following.kind in ("word", "name") and not self.closed(at + 1)

    def number_at(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "number"

    def closed(self, at: int) -> bool:
        return self.low(at) in self.words.closed

    def tag(self, at: int) -> str:
        token, words = self.tokens[at], self.words
        start = not self.tags or self.tags[-1] == STOP
        if token.kind == "number" or token.low in words.numbers:
            return NUMBER
        if token.kind in ("sign", "break"):
            return self.sign(at) if token.kind == "sign" else STOP
        if token.low == "to":
            return self.to(at)
        if token.glued and at and self.tokens[at - 1].low in "-‑" and self.tokens[at - 1].glued:
            return NOUN if self.closed(at) else self.open_class(at)
        if token.low == "worth" and not start and self.tags[-1] in (ADJECTIVE, NOUN):
            return NOUN
        capital = token.text[:1].isupper() and not start
        named = capital and (token.text == "May" or (1 < len(token.text) < 4 and token.text.isupper()))
        if self.closed(at) and not named:
            return words.closed[token.low]
        return NOUN if capital or token.kind == "name" else self.open_class(at)

    def sign(self, at: int) -> str:
        low = self.low(at)
        if low in ",&":
            return COMMA if low == "," else CONJUNCTION
        if low not in ".!?;:":
            return SIGN
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if following is None:
            return STOP
        inside = following.glued or (low == "." and following.text[:1].islower())
        return SIGN if inside else STOP  # JD.com, Inc. is

    def to(self, at: int) -> str:
        following = self.low(at + 1)
        if following in ("have", "be", "do"):
            return INFINITIVE
        if not self.leads(at) or self.tokens[at + 1].text[:1].isupper():
            return PREPOSITION
        base = readings(following).verb == following and not is_plural(following)
        return INFINITIVE if base else PREPOSITION

    def open_class(self, at: int) -> str:
        """What a word may be by the lexicon, and which of it by the tag before."""
        low, before = self.low(at), self.tags[-1] if self.tags else STOP
        noun, verb, adjective, adverb = readings(low)
        if low.endswith("ly") and not noun and (adverb or not adjective):
            return ADVERB
        if verb is not None:
            if low.endswith("ing"):
                opens = self.closed(at + 1) or self.number_at(at + 1)
                named = before == DETERMINER or (before in (ADJECTIVE, NUMBER) and not opens)
                return NOUN if noun and named else GERUND
            if low in self.words.mostly_verbs and before not in (DETERMINER, ADJECTIVE):
                return VERB
            if verb != low and (low.endswith("ed") or low in self.irregular_verbs):
                return self.past(at, before, noun, adjective)
            if before == INFINITIVE or self.after_modal(at, before) or not (noun or adjective):
                return VERB
            return self.noun_or_verb(at, before, verb, noun, adjective)
        if adjective and noun:
            leads = self.leads(at) and before != NOUN
            return ADJECTIVE if leads or (before == AUXILIARY and not low.endswith("s")) else NOUN
        if adjective or noun or adverb:
            return ADJECTIVE if adjective else NOUN if noun else ADVERB
        return PAST if low.endswith("ed") and len(low) > 4 else NOUN

    def after_modal(self, at: int, before: str) -> bool:
        """Could have found, will not report: the base form belongs to the modal."""
        near = self.tokens[max(at - 3, 0) : at]
        return before in (AUXILIARY, NEGATION, ADVERB) and any(one.low in self.words.modals for one in near)

    def past(self, at: int, before: str, noun: str | None, adjective: str | None) -> str:
        """A past form or participle: banned, found, rose."""
        regular, leads = self.low(at).endswith("ed"), self.leads(at)
        if before == NUMBER:
            if self.low(at) in self.words.finite_after_numbers:
                return VERB
            return ADJECTIVE if regular and leads else PAST  # 18 disabled accounts; the S&P 500 fell
        if before in (DETERMINER, ADJECTIVE):
            if noun and not regular:
                return ADJECTIVE if adjective and leads else NOUN
            return ADJECTIVE if before == DETERMINER or leads else PAST
        return NOUN if before == PREPOSITION and noun and not regular else PAST

    def noun_or_verb(self, at: int, before: str, verb: str, noun: str | None, adjective: str | None) -> str:
        """Reports, shares, plans: a verb behind a subject where its object, "to" or a preposition follows."""
        words, low, following = self.words, self.low(at), self.low(at + 1)
        third = low.endswith("s") and verb != low
        opens = self.number_at(at + 1) or following in words.object_leads or following in ("$", "€", "£", "~")
        goes_on = opens or following in words.after_verb
        if low in words.same_in_the_past and (
            before == AUXILIARY or (before == NOUN and (opens or following in words.objects))
        ):
            return PAST
        subject = self.low(at - 1) in words.subjects
        if (before in (PRONOUN, RELATIVE) and subject) or (before == RELATIVE and (third or opens)):
            return VERB
        if before == NUMBER and following in words.articles:
            return VERB
        if before == ADVERB and third and following in words.after_verb:
            return VERB
        if before == NOUN and goes_on and self.agrees(at, third=third) and not self.clause_has_verb():
            return VERB
        verb_goes_on = before == CONJUNCTION and any(one in VERBAL for one in self.tags[-CLAUSE_REACH:])
        if verb_goes_on and third and opens:
            return VERB
        if before == STOP and third and opens and following not in ("to", "of"):
            return VERB
        leads = bool(adjective) and self.leads(at)
        return ADJECTIVE if leads or noun is None else NOUN

    def agrees(self, at: int, *, third: bool) -> bool:
        """Whether a noun before can be the subject: shares fall, the share falls."""
        subject = self.tokens[at - 1]
        plural = subject.low.endswith("s") and not subject.low.endswith("ss")
        return third != plural or (third and subject.text[:1].isupper())

    def clause_has_verb(self) -> bool:
        for found in reversed(self.tags[-CLAUSE_REACH:]):
            if found in CLAUSE_ENDS:
                return False
            if found in VERBAL:
                return True
        return False
