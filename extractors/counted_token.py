"""The token that a number counts, by the parse: behind "of", above the number, after it, before its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MODIFIES = {"nummod", "quantmod", "compound", "amod", "advmod", "npadvmod", "nmod", "det", "dep", "appos"}
NOUNS = ("NOUN", "PROPN")


def number_token(doc: Doc, quantity: Quantity) -> Token | None:
    """The token that stands for the number in the parse."""
    span = doc.char_span(quantity.number_start, quantity.number_end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def governing_verb(token: Token | None) -> Token | None:
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


def noun_above(number: Token, quantity: Quantity) -> Token | None:
    """The noun that the number modifies, itself behind it: `models` of "700 old models"."""
    head = number
    while head.dep_ in _MODIFIES and head.head != head:
        head = head.head
        outside = not quantity.start <= head.idx < quantity.end
        if head.pos_ in NOUNS and head.i >= number.i and outside and not is_number(head):
            return last_of_compound(head)
        if head.pos_ in ("VERB", "AUX"):
            break
    return None


def counted_subject(number: Token, quantity: Quantity) -> Token | None:
    """The subject of the verb: always of a share, and before a verb such as "numbered"."""
    verb = governing_verb(number)
    if verb is None:
        return None
    subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.pos_ not in NOUNS or is_number(subject):
        return None
    share = quantity.unit_kind in ("percent", "percentage_points")
    thing = next((child for child in verb.children if child.dep_ == "dobj" and child.i < number.i), None)
    counts = verb.lemma_ in words("metrics.counting_verbs") and subject.i < number.i
    if counts and thing is not None and thing.pos_ in NOUNS:
        return thing  # "has doubled its drop-off points to 640"
    return subject if share or counts else None


def only_tallies(noun: Token) -> bool:
    """Whether a noun such as "tally" stands for what was counted before: it names nothing itself."""
    return noun.lemma_.lower() in words("metrics.tally_nouns") and not any(
        child.lower_ in ("of", "for") for child in noun.children
    )


def of_tally(noun: Token) -> Token:
    """What "the number of reports" counts: the reports. Other nouns count themselves."""
    if noun.lemma_.lower() not in ("number", "total", "count", "tally"):
        return noun
    of = next((child for child in noun.children if child.lower_ == "of"), None)
    return next((child for child in of.children if child.pos_ in NOUNS), noun) if of is not None else noun


def is_number(token: Token) -> bool:
    """Whether a token is a number or a sign of one."""
    return token.like_num or token.pos_ == "NUM" or token.text in ("%", "$", "€", "£")


def last_of_compound(token: Token) -> Token:
    """The head of a compound: `list` for `hash` in "hash list"."""
    while token.dep_ == "compound" and token.head.pos_ in NOUNS and token.head.i > token.i:
        token = token.head
    return token


def noun_behind_of(doc: Doc, quantity: Quantity) -> Token | None:
    """The noun of "of ..." right after the quantity."""
    after = [token for token in doc if token.idx >= quantity.end]
    if not after or after[0].lower_ != "of":
        return None
    for token in after[1:9]:
        if token.pos_ in NOUNS and token.dep_ in ("pobj", "conj", "nsubj", "ROOT", "dobj", "appos"):
            return last_of_compound(token)
        if token.pos_ in ("VERB", "AUX") or token.is_punct:
            break
    return next((last_of_compound(token) for token in after[1:7] if token.pos_ in NOUNS), None)


def noun_of_these(doc: Doc, quantity: Quantity) -> Token | None:
    """The noun of "488 of these cases"; None in "488 of these were"."""
    after = [token for token in doc if token.idx >= quantity.end][:4]
    if len(after) < 3 or after[0].lower_ != "of" or after[1].lower_ not in ("these", "those"):
        return None
    noun = next((token for token in after[2:] if token.pos_ != "ADJ"), None)
    return noun if noun is not None and noun.pos_ in NOUNS else None


def noun_within(doc: Doc, quantity: Quantity) -> Token | None:
    """The noun inside the words of a zero: "no detected CSAM"."""
    inside = [token for token in doc if quantity.start < token.idx < quantity.end and token.pos_ in NOUNS]
    return inside[-1] if inside else None


def spent_on(doc: Doc, quantity: Quantity) -> Token | None:
    """What a sum is spent on, in the words right behind it: "$2 million on audits"."""
    after = [token for token in doc if token.idx >= quantity.end]
    for token in after[: min(4, len(after) - 1)]:
        if token.lower_ in ("in", "on", "for", "to", "into", "towards", "of"):
            noun = next((child for child in token.children if child.dep_ in ("pobj", "pcomp")), None)
            if noun is not None and noun.pos_ in (*NOUNS, "VERB"):
                return noun
    return None


def next_noun(doc: Doc, quantity: Quantity) -> Token | None:
    """The first noun after the number that nothing but its own modifiers keep from it."""
    for token in doc:
        if token.idx < quantity.end:
            continue
        if token.pos_ in NOUNS and not is_number(token):
            return last_of_compound(token)
        modifies = token.pos_ in ("ADJ", "ADV", "NUM", "PUNCT") or token.tag_ in ("VBN", "VBG")
        if not modifies or token.text in (",", ";", ":", ".", "("):
            return None
    return None
