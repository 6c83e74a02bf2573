"""Zeros that only the parse shows: "No customer of Acme was cut off by mistake" counts none of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def zero_subjects(doc: Doc, found: Sequence[Quantity]) -> list[Quantity]:
    """The zeros told by "no" before the subject of a verb in the past, beside those `found` already.

    Whoever fails to act ("no provider answered") is a gap, and so is what should have been there.
    """
    zeros = []
    for token in doc:
        if token.lower_ != "no" or token.dep_ != "det" or not _counts(token.head):
            continue
        start, end = token.idx, token.head.idx
        if any(one.zero_words or start <= one.start < end for one in found):
            continue
        zeros.append(
            Quantity(
                value=Decimal(0),
                start=start,
                end=start + len(token),
                number_start=start,
                number_end=start + len(token),
                printed=token.text,
                zero_words=True,
            )
        )
    return zeros


def _counts(noun: Token) -> bool:
    if noun.dep_ not in ("nsubj", "nsubjpass") or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    lemma = noun.lemma_.lower()
    if lemma in words("metrics.actors") or lemma in words("metrics.never_counted"):
        return False
    verb = noun.head
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if noun.dep_ == "nsubjpass":
        return any(one.lower_ in ("was", "were") for one in auxiliaries)
    return verb.tag_ == "VBD" and verb.lemma_ not in ("have", "be", "do") and not auxiliaries
