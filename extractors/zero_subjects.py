"""Zeros that only the parse shows: "No customer of Acme was cut off by mistake" counts none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

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
_NONE = re.compile(r"(?i)\b(?:no|not\s+(?:one|a\s+single))(?=\s)")


def zero_subjects(doc: Doc, found: Sequence[Quantity]) -> list[Quantity]:
    """The zeros told by "no" or "not one" before the subject of a verb in the past, beside those `found`.

    Whoever fails to act ("no provider answered") is a gap, and so is what should have been there.
    """
    zeros = []
    for match in _NONE.finditer(doc.text):
        start, end = match.span()
        verb = next((token for token in doc if token.idx >= end), None)
        stands_alone = match.group().lower() == "not one" and verb is not None and verb.tag_ in ("VBD", "VBN")
        noun = next((token for token in doc if token.idx > end and token.pos_ in ("NOUN", "PROPN")), None)
        if stands_alone:  # "of the 640 complaints, not one led to a referral"
            zeros.append(_zero(match))
            continue
        if noun is None or noun.lemma_.lower() in words("metrics.actors"):
            continue
        while noun.dep_ == "compound" and noun.head.i > noun.i:
            noun = noun.head
        if not _counts(noun) or not noun.left_edge.idx <= end:
            continue
        if any(one.zero_words and one.start < noun.idx + len(noun) and start < one.end for one in found):
            continue
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
    for match in _NONE_DID.finditer(doc.text):
        if not any(one.zero_words and one.start <= match.start() < one.end for one in found):
            zeros.append(_zero(match))
    return zeros


def start_of(quantity: Quantity) -> int:
    """Where a quantity begins."""
    return quantity.start


def _zero(match: re.Match[str]) -> Quantity:
    start, end = match.span()
    return Quantity(
        value=Decimal(0),
        start=start,
        end=end,
        number_start=start,
        number_end=end,
        printed=match.group(),
        zero_words=True,
    )


def _counts(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    if lemma in words("metrics.actors") or lemma in words("metrics.never_counted"):
        return False
    if noun.dep_ == "ROOT" and noun.lower_ in words("statements.output_nouns"):
        return True  # "no requests for user data"
    if noun.dep_ == "ROOT":  # "No voices found in the catalog"
        return any(child.dep_ == "acl" and child.tag_ == "VBN" for child in noun.children)
    verb = noun.head
    if noun.dep_ == "dobj":  # "We found no banned knives"
        return verb.tag_ in ("VBD", "VBN") and verb.lemma_ in words("metrics.finding_verbs")
    if noun.dep_ not in ("nsubj", "nsubjpass"):
        return False
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(one.lower_ in ("was", "were") for one in auxiliaries):
        return verb.tag_ == "VBN"
    return verb.tag_ in ("VBD", "VBN") and verb.lemma_ not in ("have", "be", "do") and not auxiliaries
