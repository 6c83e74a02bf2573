"""Small numbers that count nothing anybody did: the group a review looks at or a press release opens with,
the parts of a text, "one" in a turn of speech, an age told without a noun.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_token import number_token
from extractors.word_lists import any_of, words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SMALL = 20
"""A group or a text has up to so many members or parts that its size is no finding."""
_GROUP = (
    r"\s+(?:(?:[A-Za-z-]+,?\s+){0,4}?|[a-z-]+(?:,\s+[a-z-]+)*\s+and\s+[a-z-]+\s+)"
    rf"(?:{any_of('metrics.actors_plural')}|{any_of('metrics.announced_groups')})"
)
_GROUP_BEHIND = re.compile(_GROUP)
_REVIEW_OF = re.compile(
    rf"(?i){any_of('metrics.reviews')},?\s+(?:(?!\b(?:and|or)\b)[a-z-]+\s+){{0,3}}?"
    r"(?:of|for|at|about|on|into)\s+(?:(?:how|what|whether)\s+)?(?:the\s+)?$"
)
"""Before the group that a report is about: "findings for four water companies"."""
_TITLE_AT = re.compile(r"(?i):\s+[^.:;]{3,40}\s(?:at|in|of|by|from)\s+(?:the\s+)?$")
_WE_ASK = re.compile(rf"(?i){any_of('metrics.asking_verbs')}\s+(?:the\s+)?$")
"""Before the group that somebody turns to: "we asked five makers what ..."."""
_HOW_THEY = re.compile(rf"(?i){any_of('metrics.reviewing_verbs')}\s+(?:how|what|whether|why)\s+(?:the\s+)?$")
"""Before the group that somebody looks at: "we examined how four ..."."""
_ASKS_THEM = re.compile(r"(?i)[^.;]*?\b(?:to|how|what|whether|why|which|for|about)\b")
_NEWS = re.compile(
    r"(?i:\btoday\b|\bannounced\b)"
    r"|^[A-Z][A-Za-z.'’]+(?:\s[A-Z][A-Za-z.'’]+){0,3}(?:,\s[^–—-]{1,40}|\s\([^)]*\))?\s+(?:-|–|—)+\s"
)
"""What a press release opens with: its place, its day, who announced it."""
_HAS_DONE = re.compile(r"(?i)\bha(?:ve|s)\s+(?:\w+ly\s+)?\w+(?:ed|en|t|ne|de)\b")
_BUT_ONE = re.compile(r"(?i)\b(?:but|as|only|no|not)\s+$")
_SAME = re.compile(r"(?i)\s+(?:[a-z-]+\s+){0,2}?" + any_of("metrics.shared_things"))
"""Behind a "one" that means the same for all: "use one form for their notices"."""
_OF_DAY = re.compile(
    r"(?i)\s*(?:a\.?m\.?|p\.?m\.?|o.clock|in\s+the\s+(?:morning|afternoon|evening)|at\s+night|noon|midnight)\b"
)
_AT_HOUR = re.compile(r"(?i)\b(?:at|from|until|till|to|by|before|after|between|and)\s+$")
_HIS_AGE = re.compile(
    r"(?i)\b(?:(?:she|he|they|who|tester|child|user|account|person)\s+(?:was|were|is|are)|being|youngest\s+(?:was|is|being)"
    r"|oldest\s+(?:was|is|being)|(?:under|over|below|above)\s+the\s+age\s+of)\s+(?:only\s+|just\s+)?"
    r"(?:under\s+|over\s+|aged\s+)?$"
)
_UNDER_AGE = re.compile(
    rf"(?i)(?:{any_of('metrics.people')}|{any_of('metrics.age_bearers')})\s+(?:(?:aged|who\s+are|that\s+are)\s+)?$"
)
_NO_NOUN = re.compile(
    r"\s*(?:[.,;:)]|$|(?:on|in|at|by|of|from|to|and|or|is|are|was|were|the|a|an|who|that|which|can|may|who)\b)"
)
_AGES = range(3, 100)
_IN_PERIOD = re.compile(
    r"(?i)\b(?:in|over|during|for|throughout|after|within)\s+(?:the|its|their|our|his|her|these|those)\s+"
    r"(?:first|last|past|next|previous|following|latest|preceding|opening|final)?\s*$"
)
_PERIODS = re.compile(
    r"(?i)\s*(?:hours|days|nights|weeks|months|quarters|half-?years|years|seasons)\b(?!\s+(?:of|from)\s+training)"
)
_QUARTERS = re.compile(
    r"(?i)(?:two|three|four|five|six|eight|\d{1,2})\s+quarters\b(?!\s+of\s+(?:the|all|its|our|their)\b)"
)
_SET_OF = re.compile(rf"{any_of('metrics.sets')}\s+$")
_ONE_OF_EACH = re.compile(r"(?i)\bno\s+$")


def is_small_talk(doc: Doc, quantity: Quantity, *, opens: bool) -> bool:
    """Whether a number is one of these. `opens` tells that its sentence is the first of its document."""
    text = doc.text
    head, tail = text[: quantity.start], text[quantity.number_end :]
    if _QUARTERS.match(text, quantity.number_start) or _is_time(head, tail) or _is_bare_age(text, quantity):
        return True
    token = number_token(doc, quantity)
    if quantity.unit_kind != "count" or quantity.value is None or token is None:
        return False
    if not 0 < quantity.value <= _SMALL or quantity.comparator != "=":
        return False
    if quantity.value == 1:
        return _is_any_one(token, text, quantity)
    if _ONE_OF_EACH.search(head):
        return True  # "no two members measure alike"
    return _is_looked_at(text, quantity, opens=opens) or _is_part_of_text(token)


def _is_time(head: str, tail: str) -> bool:
    """ "From six in the morning", "in the six months of our audit", "the last two quarters"."""
    if _AT_HOUR.search(head) and _OF_DAY.match(tail):
        return True
    return _IN_PERIOD.search(head) is not None and _PERIODS.match(tail) is not None


def _is_bare_age(text: str, quantity: Quantity) -> bool:
    """ "Who said she was 14", "for everybody under 16", "boys between 14 and 17"."""
    years = quantity.value if quantity.value is not None else quantity.low
    if quantity.unit_kind != "count" or years is None or int(years) not in _AGES or years % 1:
        return False
    if not _NO_NOUN.match(text, quantity.number_end):
        return False
    if _HIS_AGE.search(text, 0, quantity.number_start):
        return True
    bound = quantity.comparator != "=" or quantity.low is not None
    return bound and _UNDER_AGE.search(text, 0, quantity.start) is not None


def _is_looked_at(text: str, quantity: Quantity, *, opens: bool) -> bool:
    """Whether it is the size of the group that a review or a piece of news is about."""
    head, tail = text[: quantity.number_start], text[quantity.number_end :]
    if not _GROUP_BEHIND.match(tail):
        return False
    if _NEWS.search(text) or (opens and _HAS_DONE.search(tail)):
        return True
    if _REVIEW_OF.search(head) or (_TITLE_AT.search(head) and text.rstrip()[-1:] not in ".!?"):
        return True
    if _HOW_THEY.search(head):
        return True
    return _WE_ASK.search(head) is not None and _ASKS_THEM.match(tail) is not None


def _is_part_of_text(number: Token) -> bool:
    """Whether a text has so many parts: "the pledge has three parts", "it names four areas for work"."""
    noun = number.head if number.dep_ == "nummod" else None
    if noun is not None and noun.lemma_.lower() in words("metrics.set_members"):
        return _SET_OF.search(number.doc.text, 0, number.idx) is not None
    if noun is None or noun.lemma_.lower() not in words("metrics.text_parts"):
        return False
    over = noun.head if noun.dep_ != "conj" else noun.head.head
    if noun.dep_ in ("dobj", "conj", "attr", "appos"):
        return over.lemma_.lower() in words("metrics.containing_verbs")
    return (
        over.dep_ == "prep"
        and over.lower_ in ("in", "into", "of", "with")
        and (over.head.lemma_.lower() in words("metrics.containing_verbs") | words("metrics.text_parts"))
    )


def _is_any_one(number: Token, text: str, quantity: Quantity) -> bool:
    """Whether "one" counts nothing: "a minimal one", "all but one", "follows one of 2021", "use one form"."""
    if number.lower_ != "one":
        return False
    head, tail = text[: quantity.number_start], text[quantity.number_end :]
    if _BUT_ONE.search(head):
        return True
    if number.dep_ != "nummod":
        described = any(child.dep_ == "amod" for child in number.children)
        return described or number.dep_ in ("dobj", "pobj", "attr", "conj") or _speaks(number.head)
    noun = number.head
    if noun.dep_ in ("attr", "appos") and noun.head.lemma_ == "be":
        return True  # "a request is one press of the button"
    if noun.dep_ == "dobj" and noun.head.lemma_ == "share":
        return True
    return _SAME.match(tail) is not None or (noun.dep_ == "nsubj" and _speaks(noun.head))


def _speaks(verb: Token) -> bool:
    return verb.lemma_.lower() in words("metrics.speaking_verbs")
