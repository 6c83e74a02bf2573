"""Whether a sentence says that the open points of an earlier report are open still, however it says so.

    The omissions named in 2021 persist.          Its to-do list is that of January.
    None of the issues raised has been resolved.  Everything on the May list stays open.

Three things must come together: a subject that is what was open, a word that says so was told before (an
edition, a month, "named", "last"), and a predicate of staying as it was. The subject and the predicate are
looked up by their words where the parse takes "persist" for a noun.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from extractors.editions import FULL_MONTHS
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "ROOT", "dobj")
_WITHIN = ("amod", "acl", "relcl", "csubj", "pcomp")
"""Relations of a verb that only says which points are meant."""
_CARRIED = ("carry", "roll")
"""Verbs that with "over" or "forward" say by themselves that it was told before."""
_ALL = frozenset(("everything", "all", "what", "most", "none", "that", "those", "nothing", "much"))


def still_open(doc: Doc) -> tuple[int, int, int] | None:
    """Where it is said: the first token of it, the one after its last, and that of the predicate."""
    predicate = next((token for token in doc if token.lemma_ in _predicates() and _stays(token)), None)
    if predicate is None:
        return None
    subject = next((token for token in reversed(list(doc[: predicate.i])) if _was_open(token)), None)
    if subject is None or any(child.lower_ == "no" for child in subject.children):
        return None
    if predicate.lemma_ not in _CARRIED and not any(_told_before(one) for one in doc[: _end(predicate)]):
        return None
    return subject.i, _end(predicate), predicate.i


@cache
def _predicates() -> frozenset[str]:
    """Every word that may be such a predicate; most sentences have none."""
    named = words("still_open.stays") | words("still_open.moves") | words("still_open.matches")
    return frozenset((*named, *_CARRIED, "be", "need", "require"))


def _end(predicate: Token) -> int:
    """The end of what the predicate says of itself, before what it lists."""
    listing = ("including", ",", ":", ";", "–", "—", "(")
    return next(
        (token.i for token in predicate.doc[predicate.i + 1 :] if token.lower_ in listing), len(predicate.doc)
    )


def _was_open(token: Token) -> bool:
    """Whether a token may be the head of a subject that is open."""
    if token.dep_ not in _SUBJECTS and not (token.dep_ == "pobj" and _counts(token.head.head)):
        return False
    if token.lower_ in _ALL:
        phrase = token.head.subtree if token.head.dep_ == "csubj" else token.subtree
        return token.i < 2 and any(_told_before(one) for one in phrase)
    if token.lemma_ in ("list", "agenda"):
        own = {child.lower_ for child in token.lefts}
        return bool(own & words("still_open.lists"))
    return token.lemma_ in words("still_open.points")


def _counts(token: Token) -> bool:
    """Whether a word counts others: "most of the actions", "none of the issues"."""
    return token.lower_ in _ALL or token.pos_ == "NUM" or token.lower_ in ("half", "several", "many", "some")


def _told_before(token: Token) -> bool:
    lower = token.lower_
    return (
        token.lemma_ in words("rules.reports")
        or lower in words("still_open.before")
        or (token.lemma_ in words("still_open.told") and token.tag_ in ("VBN", "VBD"))
        or (lower in FULL_MONTHS and token.pos_ == "PROPN")
        or (token.is_digit and len(lower) == 4)
    )


def _stays(token: Token) -> bool:
    """Whether a word is a predicate of staying as it was."""
    if token.dep_ in _WITHIN and not any(one.dep_ == "nsubj" and one.pos_ == "NOUN" for one in token.lefts):
        return False
    doc, lemma = token.doc, token.lemma_
    following = {one.lower_ for one in doc[token.i + 1 : _end(token)][:5]}
    leading = doc[max(0, token.i - 4) : token.i]
    before = {one.lower_ for one in leading}
    if any(one.tag_ == "MD" for one in leading) or (token.i and doc[token.i - 1].lower_ in ("to", "if")):
        return False
    denied = bool(before & {"not", "n't"}) or any(one.lower_ in ("none", "nothing") for one in doc[:3])
    if denied:
        return lemma in words("still_open.moves")
    if lemma in words("still_open.stays"):
        return token.pos_ in ("VERB", "AUX") or (
            token.lower_ == lemma and token.dep_ in ("pobj", "compound", "ROOT")
        )
    if lemma in ("need", "require"):
        return "still" in before
    if lemma == "be":
        return bool(following & words("still_open.as_it_was"))
    if lemma in _CARRIED:
        return bool(following & {"over", "forward"})
    return lemma in words("still_open.matches") and token.pos_ == "VERB"
