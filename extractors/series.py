"""Series inside a sentence: the items of an enumeration, and what is asked of one after another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.clauses import trimmed
from extractors.language import Span as Range
from extractors.lexicon import lexicon
from extractors.word_lists import any_of, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_NEED = re.compile(rf"(?i)^(?:the|a|an|their|its|our)?\s*{any_of('clauses.needs')}\s+(?:to|for|of)\s+")


def enumeration(doc: Doc, begin: int) -> list[Range]:
    """The items listed from token `begin` to the sentence's end, as character ranges of the sentence.

    Semicolons separate items where there are any, else the commas of a series; "A and B" is one item unless
    both sides open with the same verb form ("training X and expanding Y").
    """
    while (
        begin < len(doc) and (doc[begin].is_punct or doc[begin].text == ":") and doc[begin].text not in '(“"‘'
    ):
        begin += 1
    if begin >= len(doc):
        return []
    tail = doc[begin:]
    need = _NEED.match(tail.text)
    if need:
        offset = doc[begin].idx + need.end()
        begin = next((token.i for token in tail if token.idx >= offset), begin)
    cuts = [token.i for token in doc[begin:] if token.text == ";"] or _series(doc, begin)
    edges = [begin, *cuts, len(doc)]
    items = []
    for left, right in pairwise(edges):
        item = _item(doc, left, right)
        if item:
            items.append(item)
    return items


def _series(doc: Doc, begin: int) -> list[int]:
    depth, commas = 0, []
    for token in doc[begin:]:
        depth += (token.text in "([“") - (token.text in ")]”")
        following = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if token.text == "," and depth <= 0 and following is not None and not _continues(following):
            commas.append(token.i)
    ands = [token.i for token in doc[begin + 1 :] if token.lower_ in ("and", "or") and token.i + 1 < len(doc)]
    oxford = [comma for comma in commas if doc[comma + 1].lower_ in ("and", "or")]
    if oxford:
        return [comma for comma in commas if comma <= oxford[-1]]
    same_form = [
        i
        for i in ands
        if doc[begin].tag_ == "VB"
        and doc[i + 1].lower_ == "to"
        and i + 2 < len(doc)
        and doc[i + 2].tag_ == "VB"
    ]
    same_form += [
        i
        for i in ands
        if (i > begin + 1 and _same_form(doc[begin], doc[i + 1]))
        or (i > begin + 2 and doc[i + 1].lower_ in ("a", "an"))  # "testing of models and a plan for audits"
    ]
    if commas and ands and ands[-1] > commas[-1]:
        later = [one for one in ands if one > commas[-1]]
        last = next((one for one in reversed(same_form) if one > commas[-1]), _last_of_series(doc, later))
        return [*commas, last]
    return (same_form or [one for one in ands if _each_on_its_own(doc, begin, one)]) if not commas else []


def _last_of_series(doc: Doc, ands: Sequence[int]) -> int:
    """The "and" before the last item, of those behind the last comma: not one that joins what a preposition
    or "than" governs ("audits, appeals and support for languages other than Korean and Welsh").
    """
    outer = [one for one in ands if not _within_phrase(doc[one])]
    return outer[-1] if outer else ands[0]


def _within_phrase(conjunction: Token) -> bool:
    """Whether a conjunction joins two objects of one preposition, by the parse."""
    first = conjunction.head
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    return first.dep_ in ("pobj", "pcomp") and first.head.i > 0 and conjunction.i - first.i < _NEAR


_NEAR = 4
"""Tokens within which two short objects are joined."""


def _each_on_its_own(doc: Doc, begin: int, conjunction: int) -> bool:
    """Whether "and" joins two things that each have what describes them behind them: "checks of age on phones
    and moderation at night", though not "audits and tests of models".
    """
    cc = doc[conjunction]
    first = cc.head
    second = next((one for one in first.children if one.dep_ == "conj" and one.i > cc.i), None)
    if second is None or first.i < begin or not {first.pos_, second.pos_} <= {"NOUN", "PROPN"}:
        return False
    if first.left_edge.i > begin or second.left_edge.i != conjunction + 1:
        return False
    return all(
        any(child.dep_ in ("prep", "relcl", "acl") and one.i < child.i < end for child in one.children)
        for one, end in ((first, conjunction), (second, len(doc)))
    )


def _continues(token: Token) -> bool:
    """Whether a word behind a comma goes on with the item before the comma."""
    return token.lower_ in words("clauses.never_next_item")


def _same_form(first: Token, other: Token) -> bool:
    """Whether an enumeration goes on in the form it began in: "training X and expanding Y"."""
    gerunds = all(one.lower_.endswith("ing") for one in (first, other)) and any(
        lexicon().may_be(one.lower_, "verb") for one in (first, other)
    )
    articles = first.lower_ == other.lower_ and first.lower_ in ("the", "a", "an")
    return (
        gerunds
        or articles
        or (first.tag_ == other.tag_ == "VB" and other.dep_ in ("conj", "pcomp", "xcomp", "ROOT"))
    )


def _item(doc: Doc, left: int, right: int) -> Range | None:
    while left < right and (
        (doc[left].is_punct and doc[left].text not in '(“"‘') or doc[left].lower_ in ("and", "or", "to")
    ):
        left += 1
    while left < right and doc[right - 1].is_punct and doc[right - 1].text not in ')”"’':
        right -= 1
    if left >= right:
        return None
    return Range(doc[left].idx, doc[right - 1].idx + len(doc[right - 1]))


def requests(clause: Span) -> list[Span]:
    """What a clause asks of several, cut where the next is named: "ask hosts to keep logs, | and banks to
    close such accounts". One part where it asks a single thing.
    """
    doc = clause.doc
    first = next((one.i for one in clause if _asks_somebody(one)), None)
    if first is None:
        return [clause]
    starts = [i for i in range(first + 2, clause.end - 2) if _names_the_next(doc, i, clause.end)]
    cuts = [clause.start, *starts, clause.end]
    return [part for left, right in pairwise(cuts) if len(part := trimmed(doc, left, right)) > 0]


def _asks_somebody(to: Token) -> bool:
    """Whether a "to" stands between whom somebody asks and what he is to do."""
    return (
        to.lower_ == "to"
        and to.i > 1
        and to.i + 1 < len(to.doc)
        and to.nbor().tag_ == "VB"
        and to.nbor(-1).pos_ in ("NOUN", "PROPN", "PRON", "ADV")
    )


def _names_the_next(doc: Doc, at: int, end: int) -> bool:
    """Whether behind "and" or a comma a noun phrase follows, and "to" with a verb behind that."""
    if doc[at].lower_ not in ("and", ",") or doc[at + 1].lower_ == "and":
        return False
    to = next((one for one in doc[at + 1 : min(end, at + _LONGEST_ASKED)] if _asks_somebody(one)), None)
    if to is None:
        return False
    named = doc[at + 1 : to.i]
    nouns = any(one.tag_ in ("NNS", "NNPS", "NNP") or one.dep_ == "nsubj" for one in named)
    return nouns and all(one.pos_ in _NOMINAL_TAGS for one in named)


_LONGEST_ASKED = 9
_NOMINAL_TAGS = ("NOUN", "PROPN", "DET", "ADJ", "ADP", "PRON", "NUM", "ADV")
