"""Which quantities are facts: no targets, limits, plans, and no headcounts that the text only leans on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_phrase import governing_verb, number_token
from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SMALL = 20
"""A group of up to so many is known to the reader when the text takes a share of it."""

_OF_A_FEW = re.compile(r"(?i)\b(?:\d+|[a-z]+)\s+of\s+(?:the|its|our|their|these|those)\s+$")
_ALL = re.compile(r"(?i)\ball\s+(?:of\s+(?:the|its|our)\s+)?$")
_PRONOUN = re.compile(r"(?i)\b(?:the|this|that|next|each|every|no|last|first|which|new)\s+(?:\w+\s+)?$")


def is_fact(doc: Doc, quantity: Quantity) -> bool:
    """Whether the quantity is stated as a fact, not as a target, a limit or something planned."""
    token = number_token(doc, quantity)
    if token is None or _counts_a_target(token):
        return False
    verb = token if token.pos_ == "VERB" else governing_verb(token)
    return verb is None or _happened(verb)


def is_headcount(text: str, quantity: Quantity, *, follows_another: bool) -> bool:
    """The group that a share is taken of ("two of the six", "all eight"), when it is small enough to be
    known to the reader, and "one" as a pronoun ("the next one"): no figures of their own.

    `follows_another` tells that the sentence has given a figure before.
    """
    head, printed = text[: quantity.number_start], text[quantity.number_start : quantity.number_end].lower()
    if printed == "one" and _PRONOUN.search(head):
        return True
    if quantity.unit_kind != "count" or quantity.value is None or quantity.value > _SMALL:
        return False
    if printed == "one" and quantity.comparator != "=":
        return True  # "more than one" is no figure
    if _ALL.search(head) and not re.match(r"\s*of\b", text[quantity.end :]):
        return True
    return follows_another and _OF_A_FEW.search(head) is not None


def _counts_a_target(token: Token) -> bool:
    targets = words("metrics.target_nouns")
    noun = token
    for _ in range(4):
        compounds = (child for child in noun.children if child.dep_ == "compound")
        if noun.lemma_.lower() in targets or any(child.lemma_.lower() in targets for child in compounds):
            return True
        if noun.head == noun or noun.head.pos_ in ("VERB", "AUX"):
            return False
        noun = noun.head
    return False


def _happened(verb: Token) -> bool:
    """Whether a verb tells what is or was, not what shall, might or should be."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    negated = any(child.dep_ == "neg" for child in verb.children)
    if auxiliaries & words("metrics.supposing_auxiliaries") and not ("could" in auxiliaries and negated):
        return False
    if auxiliaries & {"can", "could", "may"} and verb.lemma_.lower() in words("metrics.penal_verbs"):
        return False
    subjects = (child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass"))
    if any(child.lemma_.lower() in words("metrics.target_nouns") for child in subjects):
        return False
    planned = verb.head.lemma_.lower() in words("metrics.planning_verbs")
    return not (verb.dep_ in ("xcomp", "ccomp") and verb.tag_ == "VB" and planned)
