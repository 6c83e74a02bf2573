"""Figures of rules: conditions, limits, definitions and methods, which nobody reached and nothing counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_token import governing_verb, number_token
from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BOUNDS = (">", "<", ">=", "<=")
_PER = re.compile(r"(?i)\bper\s+$")
"""Before the base of a rate: "per 10,000 profiles"."""
_DIVIDED = re.compile(
    r"(?i)\b(?:organi[sz]ed|built|structured|divided|arranged|grouped|split|set\s+out)\s+(?:around|on|into|in|under|along)\s+(?:the\s+)?$"
)
"""Before the parts of something: "organised around five outcomes"."""
_FORM_OF = re.compile(
    r"(?i)\b(?:questionnaire|checklist|form|catalogue|booklet|brochure|template)s?\s+(?:of|with)\s+(?:some\s+|about\s+)?$"
)
_SELECTION = re.compile(r"(?i)\bthe\s+(?:top\s+)?$")
_SUPERLATIVE = re.compile(r"(?i)\s+(?:most|least|top|[a-z]+(?<!inter)(?<!r)est)\s+[a-z]+")
"""Around the size of a selection: "the 500 most downloaded packages"."""
_EXCEEDS = re.compile(r"(?i)\b(?:exceeds?|is\s+(?:above|below|over|under))\s+$")
_DAYS_WITHIN = re.compile(r"(?i)\bwithin\s+(?:the\s+first\s+|a\s+maximum\s+of\s+)?$")
_SPECIAL_DAYS = re.compile(r"(?i)\s+(?:working|business|calendar|clear|court)\s+days?\b")
_AT = re.compile(r"(?i)\bat\s+$")
_OF_DAY = re.compile(r"(?i)\s+(?:in\s+the\s+(?:morning|afternoon|evening)|o.clock|at\s+night|sharp)\b")
_IN_THE = re.compile(r"(?i)\b(?:in|over|during|for)\s+the\s+$")
_BEFORE = re.compile(r"(?i)\s+(?:before|earlier|previously)\b")
"""Around months that a period counts: "in the twelve before"."""
_LEVELS = re.compile(
    r"(?i)\s+(?:tier|level|step|layer|rung|link|floor|row|page)s?\s+(?:down|up|away|below|above|deep|removed)\b"
)
_POWER_BEHIND, _POWER_BEFORE = re.compile(r"\s?\^|[⁰¹²³⁴-⁹]"), re.compile(r"\^\s?[-−]?$")
"""Around the parts of a power: 10^25."""
_JOINED = re.compile(r"[A-Za-z]{2,}[-‐‑]$")
"""Before a number that closes a word: "tier-one"."""
_NAMELY = re.compile(
    r"(?i)\b(?:targets|objectives|goals|aims|ambitions)\b[,:]?\s*(?:namely|viz\.?|i\.e\.|that\s+is|:)[^;.]{0,150}$"
)
"""Before what somebody set out to reach: "two objectives, namely ..."."""
_AS_MANY = re.compile(r"(?i)\s+as\s+(?:many|much|large|big|high)\b")
_BETWEEN_COMMAS = re.compile(r",\s+$")
"""Before a bound that tells which are meant: "small boats, under eight metres, ..."."""
_SHARE_IN_WORDS = re.compile(r"[^.;()\d]{0,40}\(\d[\d,. ]*\)")


_SECTION = re.compile(
    r"(?:\b(?:ss?|secs?|cl|paras?|regs?|sch|art|arts|ch|chap|p|pp|fig|figs|vol)\.|§+)\s*$", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\s*(?:[A-Z][\w&’'-]*\s+){0,4}$")
_PARAGRAPH_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}")
_OPENS_PARAGRAPH = re.compile(r"\s+[A-Z][a-z]+")
"""Around the number of a paragraph: "Atlantica 3.1 Atlantica blocked ..."."""
_BASE_OF_INDEX = re.compile(r"(?i)\b(?:set|fixed|put|indexed|scaled|normali[sz]ed)\s+(?:at|to)\s+$")
_ON_A_SCALE = re.compile(
    r"(?i)\b(?:scor|rat|grad|mark|rank)(?:e|es|ed|ing|s|ings)?\b[^.;]{0,50}\b(?:from|between|on\s+a\s+scale\s+of)\s+$"
)
_SCORE_OF = re.compile(r"(?i)\b(?:score|rating|grade|mark|rank)s?\s+of\s+$")
_MEANS = re.compile(r"(?i)\s+(?:means?|indicates?|denotes?|stands\s+for|shows?\s+that|is\s+given|that)\b")
_REQUIRES_THAT = re.compile(
    r"(?i)\b(?:requires?|required|demands?|demanded|asks?|asked|obliges?|stipulates?|insists?|prescribes?)\s+that\b"
)
_TO_BE = re.compile(r"(?i)[^.;]*\bbe\s+\w+")
_ADVISED = re.compile(
    r"(?i)\b(?:is|are)\s+(?:advised|recommended|asked|urged|required|obliged|encouraged|expected|supposed)"
    r"\s+to\b[^.;]*$"
)
_LOOKS_FOR = re.compile(
    r"(?i)\b(?:we|they|it|who|[a-z]+s)\s+(?:(?:are|is)\s+(?:hiring|recruiting|seeking|looking\s+for)"
    r"|expects?|hopes?\s+for|wants?|invites?)\s+(?:for\s+|about\s+|some\s+|up\s+to\s+)?$"
)
_OF_A_KIND = re.compile(r"(?i)\b[a-z-]+s\s+with\s+$")
_THEN_RULES = re.compile(
    r"(?:(?!\b(?:that|which|who|and)\b)[^.;,:]){0,70}\s(?:is|are|have|has|must|may|need)\b|[^.;:]{0,40}:\s"
)
"""Around a bound that says which kind a rule or a label is of: "platforms with more than 45 users have"."""
_LEFT_OUT = re.compile(
    r"(?i)\b(?:exclud\w+|leaves?\s+out|omits?|omitted|disregards?|do(?:es)?\s+not\s+(?:count|include))\b[^.;]*"
    r"\b(?:whose|that|which|who)\b[^.;]*$"
)
"""Before the bound by which something is left out of a count."""


def _is_of_a_method(text: str, quantity: Quantity) -> bool:
    """Whether a number is that of a paragraph, a scale, an index, or a bound that says which are meant."""
    head, tail = text[: quantity.start], text[quantity.end :]
    printed = text[quantity.number_start : quantity.number_end]
    numbers = _PARAGRAPH_NUMBER.fullmatch(printed) and _OPENS_PARAGRAPH.match(text, quantity.number_end)
    if _SECTION.search(head) or (numbers and _PARAGRAPH.match(head)):
        return True
    if quantity.value == 100 and quantity.unit_kind == "count" and _BASE_OF_INDEX.search(head):
        return True
    if _ON_A_SCALE.search(head) or (_SCORE_OF.search(head) and _MEANS.match(tail)):
        return True
    if quantity.comparator not in _BOUNDS:
        return False
    kind = _OF_A_KIND.search(head) is not None and _THEN_RULES.match(tail) is not None
    return kind or _LEFT_OUT.search(head) is not None


def _is_asked_for(text: str, quantity: Quantity) -> bool:
    """Whether a figure is required, advised or looked for: "requires that 80% be answered"."""
    head, tail = text[: quantity.start], text[quantity.end :]
    if _REQUIRES_THAT.search(head) and _TO_BE.match(tail):
        return True
    return _ADVISED.search(head) is not None or _LOOKS_FOR.search(head) is not None


def is_of_a_rule(text: str, quantity: Quantity) -> bool:
    """Whether the words beside a number make it the base of a rate, a limit, the parts of something, a time
    of day, or the size of a selection.
    """
    head, tail = text[: quantity.start], text[quantity.end :]
    if any(one.search(text, 0, quantity.number_start) for one in (_DIVIDED, _FORM_OF)):
        return True
    if _is_of_a_method(text, quantity) or _is_asked_for(text, quantity):
        return True
    if (_PER.search(head) and not quantity.per) or _NAMELY.search(head):
        return True
    if quantity.comparator in _BOUNDS and _BETWEEN_COMMAS.search(head) and tail.startswith(","):
        return quantity.unit_kind == "measure"
    behind = text[quantity.number_end :]
    if _POWER_BEHIND.match(behind) or _POWER_BEFORE.search(head):
        return True
    if _JOINED.search(text[: quantity.number_start]) and text[quantity.number_start].isalpha():
        return True
    if _SELECTION.search(head) and _SUPERLATIVE.match(tail):
        return True
    if (_DAYS_WITHIN.search(head) and _SPECIAL_DAYS.match(tail)) or _LEVELS.match(tail):
        return True
    if _IN_THE.search(head) and _BEFORE.match(tail):
        return True
    if _AT.search(head) and _OF_DAY.match(tail):
        return True
    in_words = not text[quantity.number_start].isdigit()
    if in_words and quantity.unit_kind != "count" and _AS_MANY.match(tail):
        return True
    return quantity.unit_kind == "ratio" and in_words and _SHARE_IN_WORDS.match(tail) is not None


def is_general(doc: Doc, quantity: Quantity) -> bool:
    """Whether the quantity belongs to a rule or a condition rather than to something that happened."""
    token = number_token(doc, quantity)
    verb = governing_verb(token) if token is not None and token.pos_ != "VERB" else token
    return verb is not None and states_rule(verb, quantity)


def states_rule(verb: Token, quantity: Quantity) -> bool:
    """Whether a verb states a rule or a condition: "if more than 1 in 1,000 ...", "a farm that gives
    more than 15", "services with fewer than 45 million users are exempt".
    """
    here = verb
    for _ in range(4):
        if any(child.dep_ == "mark" and child.lower_ in ("if", "unless") for child in here.children):
            return True
        if here.dep_ == "relcl" and _is_any(here.head) and here.tag_ in ("VBZ", "VBP"):
            return True
        if here.dep_ == "acl" and _is_any(here.head) and quantity.comparator in _BOUNDS:
            return True  # "a ship drawing more than 16 megawatts"
        subject = _subject(here) if here.tag_ == "VBG" else None
        if subject is not None and _is_any(subject) and quantity.comparator in _BOUNDS:
            return True
        if _rules(here, quantity) or _explains_a_sign(here):
            return True
        if here.head == here:
            break
        here = here.head
    if _grants(verb, quantity) or _counts_itself(verb, quantity) or _only_talks(verb, quantity):
        return True
    if _of_any(verb, quantity):
        return True
    bounded = quantity.comparator in _BOUNDS
    complements = (child.lemma_.lower() for child in verb.children if child.dep_ in ("acomp", "attr"))
    return bounded and any(one in words("metrics.subject_to") for one in complements)


def _subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)


def _stands(verb: Token) -> bool:
    """Whether a verb is in the present."""
    return verb.tag_ in ("VBZ", "VBP") or any(child.tag_ in ("VBZ", "VBP") for child in verb.children)


def _rules(verb: Token, quantity: Quantity) -> bool:
    """ "Products of less than 10 tonnes are disregarded", "counted where damage exceeds EUR 500"."""
    said = (one for one in verb.children if one.dep_ == "acomp" and one.tag_ == "VBN")
    ruling = next(said, verb) if verb.lemma_ == "be" else verb  # the parse may take it for an adjective
    rules = ruling.tag_ == "VBN" and ruling.lemma_.lower() in words("metrics.ruling_verbs")
    if not rules or not _stands(verb):
        return False
    if any(child.lower_ in ("has", "have") for child in verb.children):
        return False
    exceeds = _EXCEEDS.search(verb.doc.text, 0, quantity.start) is not None
    return exceeds or quantity.comparator in _BOUNDS or quantity.low is not None


def _explains_a_sign(verb: Token) -> bool:
    """ "A dash means that nothing was measured"."""
    subject = _subject(verb)
    return (
        verb.lemma_.lower() in ("mean", "mark", "indicate", "denote", "stand")
        and subject is not None
        and subject.lemma_.lower() in words("metrics.signs")
    )


def _grants(verb: Token, quantity: Quantity) -> bool:
    """What a law gives or prescribes, and what a fee is: "the Code allows 20 days", "fees are EUR 450"."""
    subject = _subject(verb)
    if subject is None or not _stands(verb):
        return False
    if subject.lemma_.lower() in words("metrics.laws"):
        return verb.lemma_.lower() in words("metrics.granting_verbs")
    if quantity.unit_kind == "currency" and subject.lemma_.lower() in words("metrics.fees"):
        return True
    limits = (child.lower_ for child in subject.children if child.dep_ in ("amod", "compound"))
    return verb.lemma_ == "be" and any(one in words("metrics.limiting_adjectives") for one in limits)


_ONE_OF_ITS_KIND = re.compile(r"(?i)^\W*an?\s+(?:\w+\s+)?(?P<noun>[a-z]+)\b.*\bis\s+one\s+(?P=noun)\b")


def _counts_itself(verb: Token, quantity: Quantity) -> bool:
    """ "A notice that lists several addresses is one notice"."""
    if quantity.value == 1 and _ONE_OF_ITS_KIND.match(verb.doc.text):
        return True
    subject = _subject(verb)
    said = next((child for child in verb.children if child.dep_ == "attr"), None)
    return (
        quantity.value == 1
        and subject is not None
        and said is not None
        and subject.lemma_ == said.lemma_
        and _is_any(subject)
    )


def _only_talks(verb: Token, quantity: Quantity) -> bool:
    """ "We have talked about ninety per cent for years": a figure that is only spoken of."""
    text = verb.doc.text
    spoken = verb.lemma_.lower() in ("talk", "speak", "dream", "hear")
    behind = text[: quantity.start].rstrip().endswith(verb.text)
    return spoken and behind and text[quantity.start :].lower().startswith("about ")


def _of_any(verb: Token, quantity: Quantity) -> bool:
    """Whether the figure tells which of its kind a rule in the present touches: "every firm with more than
    50 staff reports", "an account with three strikes is closed".
    """
    subject = _subject(verb)
    if subject is None or not _stands(verb):
        return False
    if not _is_any(subject) and not (subject.tag_ == "NNS" and quantity.comparator in _BOUNDS):
        return False
    if " with " not in subject.doc.text[subject.idx : quantity.start]:
        return False
    return subject.idx < quantity.start < subject.doc[subject.right_edge.i].idx + len(subject.right_edge)


def _is_any(noun: Token) -> bool:
    """Whether a noun stands for any of its kind: "a user who", "every farm that"."""
    return noun.lower_ in ("anyone", "anybody", "whoever") or (
        noun.tag_ == "NN"
        and any(
            child.dep_ == "det" and child.lower_ in ("a", "an", "any", "every", "each")
            for child in noun.children
        )
    )
