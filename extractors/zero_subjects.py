"""Zeros that only the parse shows: "No customer of Acme was cut off by mistake" counts none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.counted_token import governing_verb
from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOT_A_SINGLE = re.compile(
    r"(?i)\b(?:not|n't)\s+(?:receive|get|find|see|record|log|lose|detect|identify|have|file|grant)\s+(?:a\s+single|one)(?=\s)"
)
"""A zero whose noun is the object: "did not receive a single appeal"."""
_NONE_DID = re.compile(
    r"(?:(?<=[;,]\s)|^)[Nn]one(?=\s+(?:led|came|went|was|were|resulted|proved|turned|(?:has|have)\s+been)\b)"
)
_NONE = re.compile(
    r"(?i)\b(?:no|not\s+(?:one|a\s+single))(?=\s)(?!\s+(?:fewer|less|more|later|sooner|longer|other)\b)"
)
_NOT_ONE_OF = re.compile(r"(?i)\b(?:not\s+one|neither)(?=\s+of\s+(?:the|these|those|our|its|their)\s)")
"""Of a group, none: a zero where the group does not act itself ("not one of the 42 audits found")."""
_NOBODY = re.compile(r"(?i)\b(?:nobody|no\s+one)\b(?=\s+(?:was|were|(?:has|have)\s+been)\s+(?P<verb>\w+))")
"""Whom nothing happened to: "Nobody was injured"."""
_IN_NO = re.compile(
    r"(?i)\b(?:in|on|at|under|for|to)\s+(?P<no>no)(?=\s+(?:single\s+)?[a-z-]+\s+(?:was|were|did|had|has|have)\b)"
)
"""A zero that turns its clause round: "in no case was the deadline missed"."""
_NOTHING = re.compile(
    r"(?i)\b(?:sent|received|got|found|uncovered|detected|returned|removed)\s+(?P<no>nothing)\b"
    r"(?=\s*(?:[.;,)]|$))"
)
_TO_BE_TOLD = re.compile(r"(?i)\s+(?:to|of\s+(?:its|their|our)\s+own)\b")
"""Behind a "none" that nobody counted: "there were none to mention"."""
_ASKS_US = re.compile(r"\s+(?:us|for|to|that)\b")
_DENIALS = (_NOBODY, _IN_NO, _NOTHING)


def zero_subjects(doc: Doc, found: Sequence[Quantity]) -> list[Quantity]:
    """The zeros told by "no" or "not one" before the subject of a verb in the past, beside those `found`.

    Whoever fails to act ("no provider answered") is a gap, and so is what should have been there.
    """
    zeros = []
    for match in _NONE.finditer(doc.text):
        start, end = match.span()
        verb = next((token for token in doc if token.idx >= end), None)
        stands_alone = match.group().lower() == "not one" and verb is not None and verb.tag_ in ("VBD", "VBN")
        noun = _head_noun(doc, end)
        if stands_alone:  # "of the 640 complaints, not one led to a referral"
            zeros.append(_zero(match))
            continue
        if noun is None or not _counts(noun) or not noun.left_edge.idx <= end:
            continue
        if any(one.zero_words and one.start < noun.idx + len(noun) and start < one.end for one in found):
            continue
        zeros.append(_zero(match))
    for match in _NOT_ONE_OF.finditer(doc.text):
        noun = _head_noun(doc, match.end() + len(" of"))
        verb = next((one for one in doc if noun is not None and one.i > noun.i and one.tag_ == "VBD"), None)
        acts = noun is None or noun.lemma_.lower() in words("metrics.actors")
        if (
            verb is not None
            and not acts
            and not any(start_of(one) == match.start() for one in (*found, *zeros))
        ):
            zeros.append(_zero(match))
    for match in _NOT_A_SINGLE.finditer(doc.text):
        noun = next(
            (token for token in doc if token.idx >= match.end() and token.pos_ in ("NOUN", "PROPN")), None
        )
        lemma = noun.lemma_.lower() if noun is not None else ""
        counts = noun is not None and lemma not in words("metrics.actors") | words("metrics.never_counted")
        if counts and not any(
            start_of(one) <= match.end() and match.start() <= one.end for one in found if one.zero_words
        ):
            zeros.append(_zero(match))
    for match in (one for denial in _DENIALS for one in denial.finditer(doc.text)):
        taken = any(one.start < match.end() and match.start() < one.end for one in (*found, *zeros))
        if not taken and _is_denial(doc, match):
            zeros.append(_zero(match))
    for match in _NONE_DID.finditer(doc.text):
        if not any(one.zero_words and one.start <= match.start() < one.end for one in found):
            zeros.append(_zero(match))
    return zeros


def _is_denial(doc: Doc, match: re.Match[str]) -> bool:
    """Whether what happened to nobody is something that is counted: "Nobody was injured"."""
    happened = match.groupdict().get("verb")
    sanctions = words("metrics.sanction_verbs")
    return happened is None or any(one.text == happened and one.lemma_ in sanctions for one in doc)


def _head_noun(doc: Doc, end: int) -> Token | None:
    """The noun behind "no", past its compounds; an actor is taken at once ("No provider detects")."""
    noun = next((token for token in doc if token.idx > end and token.pos_ in ("NOUN", "PROPN")), None)
    while noun is not None and noun.dep_ == "compound" and noun.head.i > noun.i:
        if noun.lemma_.lower() in words("metrics.actors"):
            return noun
        noun = noun.head
    return noun


def start_of(quantity: Quantity) -> int:
    """Where a quantity begins."""
    return quantity.start


def is_idle(doc: Doc, quantity: Quantity) -> bool:
    """Whether a zero says that no actor did something, which is a gap: "not a single platform has signed"."""
    noun = _head_noun(doc, quantity.end - 1) if quantity.zero_words else None
    acts = noun is not None and noun.lemma_.lower() in words("metrics.actors")
    near = noun is not None and "of" not in doc.text[quantity.end : noun.idx].split()
    return noun is not None and acts and near and noun.dep_ == "nsubj" and not _is_spared(noun)


def _is_spared(noun: Token) -> bool:
    """Whether nothing happened to an actor ("No company was excluded"), or none asked for anything: counts
    of what was done, not of who failed to act.
    """
    verb = noun.head
    if noun.dep_ == "nsubjpass":
        return verb.tag_ == "VBN" and verb.lemma_ in words("metrics.sanction_verbs")
    asks = verb.tag_ == "VBD" and verb.lemma_ in words("metrics.requesting_verbs")
    return asks and _ASKS_US.match(verb.doc.text, verb.idx + len(verb)) is not None


def _zero(match: re.Match[str]) -> Quantity:
    named = "no" if "no" in match.re.groupindex else 0
    start, end = match.span(named)
    return Quantity(
        value=Decimal(0),
        start=start,
        end=end,
        number_start=start,
        number_end=end,
        printed=match.group(named),
        zero_words=True,
    )


def _counts(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    if lemma in words("metrics.actors"):
        return noun.dep_ in ("nsubj", "nsubjpass") and _is_spared(noun)
    if lemma in words("metrics.never_counted"):
        return False
    if noun.dep_ == "ROOT" and noun.lower_ in words("statements.output_nouns"):
        return True  # "no requests for user data"
    if noun.dep_ == "ROOT":  # "No voices found in the catalog"
        return any(child.dep_ == "acl" and child.tag_ == "VBN" for child in noun.children)
    verb = noun.head
    if noun.dep_ == "dobj":  # "We found no banned knives"
        particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), "")
        told = f"{verb.lemma_} {particle}".strip()
        deeds = words("metrics.finding_verbs") | words("metrics.sanction_verbs")
        return verb.tag_ in ("VBD", "VBN") and told in deeds
    if noun.dep_ not in ("nsubj", "nsubjpass"):
        return False
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if f"{lemma}s" in words("statements.output_nouns"):  # "No case has led to a conviction"
        auxiliaries = [one for one in auxiliaries if one.lower_ not in ("has", "have")]
    if any(one.lower_ in ("was", "were") for one in auxiliaries):
        return verb.tag_ == "VBN"
    return verb.tag_ in ("VBD", "VBN") and verb.lemma_ not in ("have", "be", "do") and not auxiliaries


def lacks(doc: Doc, quantity: Quantity, token: Token) -> bool:
    """Whether a "none" or "nothing" tells what somebody lacks or leaves undone, which is a gap and no count:
    "it has none of its own", "none of them checks the age", "eight members sent nothing".
    """
    said = doc.text[quantity.number_start : quantity.number_end].lower()
    if said not in ("none", "nothing", "single"):
        return False
    if _TO_BE_TOLD.match(doc.text, quantity.number_end):
        return True
    verb = governing_verb(token)
    if verb is None:
        return False
    if verb.tag_ in ("VBZ", "VBP") and verb.lemma_ not in ("be", "do"):
        return True
    subjects = (child.lemma_.lower() for child in verb.children if child.dep_ == "nsubj")
    return token.dep_ in ("dobj", "pobj") and any(one in words("metrics.actors") for one in subjects)
