"""Figures that say which things are meant or what is laid down: thresholds, margins of error, fees, factors
of a conversion, and figures that a speaker only judges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_token import governing_verb, number_token
from extractors.word_lists import any_of
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BOUNDS = (">", "<", ">=", "<=")
_KIND = re.compile(
    r"(?i)\b(?P<kind>those|anyone|anybody|[a-z-]+(?<!s)s)\s+(?:with|below|above|under|spoken\s+by|worth|used\s+by)\s+$"
)
"""Before the bound that says which of a kind are meant: "companies with at least 10 kitchens"."""
_SIZED = re.compile(r"(?i)\b(?P<kind>those|[a-z-]+(?<!s)s)\s+of\s+$")
"""The same with "of", where less than something is meant: "models of less than one gigabyte"."""
_BIGGER = re.compile(rf"(?i)\b[a-z-]+s\s+{any_of('metrics.measuring_adjectives')}\s+(?:than\s+)?$")
"""The same told by an adjective: "wells deeper than 30 metres"."""
_OR_MORE = re.compile(
    r"(?i)(?:\s+[a-z-]+){0,3}?\s+(?:or|and)\s+(?:more|fewer|less|over|above|below|under|older|younger|larger|smaller)\b"
)
_ONLY = re.compile(r"(?i)\bonly\s+(?:if\s+|for\s+|to\s+|where\s+)?$")
_WHERE = re.compile(r"(?i)\s+(?:where|if|unless|whenever|in\s+case)\s+(?:an?|any|the|it|they|he|she|you)\b")
_ONCE = re.compile(r"(?i)\b(?:once|as\s+soon\s+as|whenever|if)\s+(?:at\s+least\s+)?$")
_ERROR = re.compile(
    r"(?i)\b(?:margin\s+of\s+error|confidence\s+(?:level|interval|limits?)|level\s+of\s+confidence)\b"
)
_OF_CONFIDENCE = re.compile(
    r"(?i)\s+(?:confidence|significance|credible)\s+(?:level|interval|limits?|bands?)\b"
)
_FACTOR = re.compile(r"(?i)\b(?:multipl\w+|divid\w+)\s+by\s+$")
_AS_DEFINED = re.compile(
    r"(?i)\b(?:defin(?:e[sd]?|ing)|counts?|regards?|treats?)\s+(?:[\w-]+\s+){0,2}as\b[^.;]*$"
)
_EXAMPLE = re.compile(
    rf"(?:{any_of('metrics.target_nouns')}|{any_of('metrics.limiting_adjectives')})[^.;]{{0,40}}"
    r"\b(?:for\s+instance|for\s+example|such\s+as|e\.g\.),?\s+$"
)
_LEVELS_SET = re.compile(
    r"(?i)\b(?:maximum|minimum)\s+(?:levels?|amounts?|values?|rates?)\b[^.;]{0,40}\b(?:instance|example)\s+$"
)
_FEE_OF = re.compile(rf"{any_of('metrics.fees')}\s+(?:is\s+|of\s+|costs?\s+)$")
_THEY_PAY = re.compile(
    r"(?i)\b(?:members|signatories|participants|subscribers|joiners|companies|firms)\s+pay\s+$"
)
_FINES_OF = re.compile(rf"{any_of('metrics.penalties')}s?\s+(?:of|up\s+to)\s+$|\bfines\s+of\s+$")
_JUDGED = re.compile(
    r"(?i)(?:\s+[a-z]+){0,2}?\s+(?:is|are)\s+(?:only\s+|just\s+|still\s+)?(?:(?:an?|the)\s+(?:\w+\s+)?(?:start|beginning|step|improvement)"
    r"|not\s+enough|too\s+(?:few|many|much|little|long|slow)|nothing\b|a\s+(?:short|long)\s+time)\b"
)
"""Behind a figure that somebody judges instead of telling it: "A fall of 8% is a start"."""
_TIMES = re.compile(r"(?i)\s+times\b")
_SPEAKS_TO_YOU = re.compile(r"[“\"][^”\"]*\byou\b")
_COMMANDS = re.compile(r"^[“\"‘'\s]*[A-Z][a-z]+\s+$")
_REASONS = re.compile(r"(?i)\s+(?:[a-z]+\s+)?(?:reasons?|things?|ways?|excuses)\b")


def is_limit(doc: Doc, quantity: Quantity, *, follows_another: bool) -> bool:
    """Whether the words around a figure make it one of these. `follows_another` tells that the sentence has
    given a figure before.
    """
    text, head, tail = doc.text, doc.text[: quantity.start], doc.text[quantity.number_end :]
    if (
        _is_measured_by(head, text[quantity.end :])
        or _is_price(head, quantity)
        or _is_only_spoken_of(text, quantity)
    ):
        return True
    if _AS_DEFINED.search(head) or _EXAMPLE.search(head) or _LEVELS_SET.search(head) or _ONCE.search(head):
        return True
    if _BIGGER.search(head):
        return True
    if quantity.comparator not in _BOUNDS:
        return False
    if _ONLY.search(head) and quantity.comparator in (">", ">="):
        return True
    if follows_another and _TIMES.match(tail):
        return True  # "87 of which had been downloaded more than 1,000 times"
    token = number_token(doc, quantity)
    verb = governing_verb(token) if token is not None else None
    if quantity.comparator == "<=" and _WHERE.match(text, quantity.end):
        return True
    standing = verb is None or _is_standing(verb)
    kind = _KIND.search(head) or (_SIZED.search(head) if quantity.comparator in ("<", "<=") else None)
    noun = next((one for one in doc if kind and one.idx == kind.start("kind")), None)
    which = noun is not None and noun.pos_ in ("NOUN", "PRON", "DET")
    return standing and (which or _OR_MORE.match(tail) is not None)


def _is_measured_by(head: str, tail: str) -> bool:
    """The figures of a method: a margin of error, a level of confidence, a factor."""
    return (
        _ERROR.search(head) is not None
        or _OF_CONFIDENCE.match(tail) is not None
        or _FACTOR.search(head) is not None
    )


def _is_price(head: str, quantity: Quantity) -> bool:
    """What it costs to take part, and what a breach may cost."""
    if quantity.unit_kind != "currency":
        return False
    if quantity.comparator == "<=" and _FINES_OF.search(head):
        return True
    return _FEE_OF.search(head) is not None or (
        _THEY_PAY.search(head) is not None and quantity.per is not None
    )


def _is_only_spoken_of(text: str, quantity: Quantity) -> bool:
    """A figure of speech: "60 million reasons", "flag 500 a day and you would ...", "8% is a start"."""
    if _JUDGED.match(text, quantity.end) or _REASONS.match(text, quantity.number_end):
        return True
    return _COMMANDS.match(text[: quantity.start]) is not None and _SPEAKS_TO_YOU.match(text) is not None


def _is_standing(verb: Token) -> bool:
    """Whether a verb tells no deed of the past: it is in the present, or no finite verb at all."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return (
        verb.tag_ in ("VBZ", "VBP", "VB", "VBG") and not auxiliaries & {"did", "was", "were", "had"}
    ) or bool(auxiliaries & {"is", "are"})
