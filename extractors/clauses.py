"""Parts of a parsed sentence: its independent clauses, their predicates and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SUBJECTS = {"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"}
_TOO_SHORT = 5
"""Tokens of a turn that says nothing without what it turns from: "images but not sound."."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")


def independent_clauses(doc: Doc) -> list[Span]:
    """The sentence cut where a coordinated clause with a subject of its own begins, and at semicolons.

    "Film is not collected, and no outlet has been found" is two clauses; the conjunction and the comma
    between them belong to neither. A sentence that does not divide is one clause, all of it.
    """
    starts = {0, *_after_concession(doc)}
    for token in doc:
        if token.text == ";" and token.i + 1 < len(doc):
            starts.add(token.i + 1)
        elif _turns(token) or _sets_apart(token) or _adds_denial(token):
            starts.add(token.i)
        elif _opens_clause(token):
            begin = _first(token)
            if begin > 1:
                starts.add(begin - (doc[begin - 1].lower_ == "nor"))
    cuts = [*sorted(starts), len(doc)]
    clauses = [trimmed(doc, begin, end) for begin, end in pairwise(cuts)]
    return [clause for clause in clauses if len(clause) > 0] or [doc[:]]


def _sets_apart(token: Token) -> bool:
    """Whether a comma and what follows say how few of those told do something: "85 moderators, none of whom
    speak Welsh", "six replied, of which only two gave figures".
    """
    if token.i < 2 or token.nbor(-1).text != ",":
        return False
    opening = [one.lower_ for one in token.doc[token.i : token.i + 5]]
    few = words("clauses.few_words")
    relative = next((i for i, one in enumerate(opening) if one in ("whom", "which")), None)
    if relative is None or relative == 0 or opening[relative - 1] != "of":
        return False
    return bool(few & set(opening[:relative])) or (relative == 1 and bool(few & set(opening[2:4])))


def _adds_denial(token: Token) -> bool:
    """Whether "nor" opens a clause of its own: "is not read at night, nor do parents see it"."""
    if token.lower_ != "nor" or token.i < 3 or token.i + 2 >= len(token.doc):
        return False
    following = token.nbor()
    return token.nbor(-1).text == "," and following.pos_ == "AUX" and following.tag_ in _FINITE


def _after_concession(doc: Doc) -> list[int]:
    """Where the main clause begins behind an opening "While A does X, ..."."""
    if doc[0].lower_ not in words("clauses.conceding_words") or len(doc) < 2:
        return []
    mark = next((one.head for one in doc[:1] if one.dep_ == "mark"), None)
    if mark is None or (mark.tag_ not in _FINITE and not any(one.tag_ in _FINITE for one in mark.children)):
        return []
    end = mark.right_edge.i + 1
    return [end + 1] if end + 1 < len(doc) and doc[end].text == "," and mark.dep_ == "advcl" else []


def _turns(token: Token) -> bool:
    """Whether a sentence takes something back here: "runs on pictures, but not on videos", "checks public
    posts but leaves groups unscanned", "published a card, although it says nothing of the data".
    """
    if token.i == 0 or token.i + 2 >= len(token.doc) or token.lower_ not in words("clauses.turning_words"):
        return False
    if token.nbor(-1).lower_ == "even":
        return False  # "even though" adds to what it stands behind
    following = token.nbor()
    if following.lower_ in words("clauses.withdrawing_words"):
        return len(token.doc) - token.i > _TOO_SHORT
    if token.lower_ in ("but", "yet"):
        verb = next((one for one in token.doc[token.i + 1 : token.i + 5] if one.tag_ in _FINITE), None)
        if verb is None or any(one.pos_ not in ("ADV", "PART") for one in token.doc[token.i + 1 : verb.i]):
            return False
        return "conj" in (verb.dep_, verb.head.dep_) or "ROOT" in (verb.dep_, verb.head.dep_)
    behind_comma = token.nbor(-1).text == ","
    return behind_comma and any(one.tag_ in _FINITE for one in token.doc[token.i + 1 :])


def _opens_clause(token: Token) -> bool:
    """A finite verb coordinated with the main verb (or joined by "; " or ", "), with its own subject."""
    if token.dep_ not in ("conj", "ccomp", "parataxis", "ROOT") or token.pos_ not in ("VERB", "AUX"):
        return False
    if not any(child.dep_ in _SUBJECTS for child in token.children):
        return False
    if token.dep_ == "conj":
        asks = token.doc[_first(token)].tag_ in ("WP", "WRB", "WDT")  # "and what we have still to do"
        return _is_main(token.head) and token.head.i < token.i and not asks
    # The small model calls the first of two joined clauses a ccomp of the second.
    return token.dep_ == "ROOT" and any(
        child.dep_ == "ccomp" and child.i < token.i and _joined(child, token) for child in token.children
    )


def _joined(left: Token, right: Token) -> bool:
    between = right.doc[left.i : _first(right)]
    if any(token.text == ";" or token.dep_ == "cc" for token in between):
        return True
    tells = right.lemma_ in words("clauses.telling_verbs")
    finite = left.tag_ in _FINITE or any(
        one.tag_ in _FINITE for one in left.children if one.dep_[:3] == "aux"
    )
    return finite and not tells and any(token.text == "," for token in between)


def _is_main(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ in ("ROOT", "ccomp") and (token.dep_ == "ROOT" or token.head.dep_ == "ROOT")


def predicates(clause: Span) -> list[Span]:
    """A clause cut where a predicate coordinated with its main verb begins: "has no form | and answers late".

    Each part but the first lacks a subject of its own. An infinitive or participle that shares its auxiliary
    with the first predicate does not begin a part ("does not scan and label").
    """
    root = clause.root
    starts = [
        _first(verb) - (verb.doc[_first(verb) - 1].lower_ == "nor")
        for verb in root.conjuncts
        if clause.start < verb.i < clause.end
        and verb.pos_ in ("VERB", "AUX")
        and (
            verb.tag_ in ("VBZ", "VBP", "VBD")
            or verb.doc[_first(verb) - 1].lower_ == "nor"
            or any(one.dep_ in ("aux", "auxpass") for one in verb.children)
        )
    ]
    cuts = sorted({clause.start, *(one for one in starts if one > clause.start + 1), clause.end})
    parts = [trimmed(clause.doc, begin, end) for begin, end in pairwise(cuts)]
    return [part for part in parts if len(part) > 0]


def named_asides(doc: Doc) -> list[Span]:
    """The clauses that a comma and "which" or "who" hang on a proper name."""
    found = []
    for token in doc:
        if token.dep_ != "relcl" or token.head.pos_ != "PROPN":
            continue
        begin, end = token.left_edge.i, token.right_edge.i + 1
        if begin > 0 and doc[begin - 1].text == "," and doc[begin].lower_ in ("which", "who", "where"):
            found.append(trimmed(doc, begin, end))
    return found


def told_clauses(verb: Token) -> list[Span]:
    """What a verb of telling tells: "concedes that A, and that B" has two clauses, "that" left out."""
    told = [child for child in verb.children if child.dep_ == "ccomp" and child.i > verb.i]
    heads = [one for first in told for one in (first, *(c for c in first.conjuncts if c.i > first.i))]
    heads += [one for one in verb.conjuncts if told and one.i > told[0].i and _opens_with_that(one)]
    if not heads:
        return []
    begins = [_first(one) for one in heads]
    found = []
    for head, begin, after in zip(heads, begins, [*begins[1:], verb.doc[:].end], strict=True):
        end = min(max(token.i for token in head.subtree) + 1, max(after, begin + 1))
        while begin < end and verb.doc[begin].lower_ in ("that", "and", "but", ","):
            begin += 1
        found.append(trimmed(verb.doc, begin, end))
    return [one for one in found if len(one) > 1]


def findings(doc: Doc) -> list[Span]:
    """What an inquiry found, where that is several things: "found that A, that B and that C"."""
    root = next((one for one in doc if one.head == one), None)
    told = told_clauses(root) if root is not None and root.lemma_ in ("find", "observe", "establish") else []
    return told if len(told) > 1 else []


def _opens_with_that(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.children)


def is_main_verb(token: Token) -> bool:
    """Whether the token is the main verb, one coordinated with it, or an auxiliary of such a one."""
    if (
        token.dep_ in ("aux", "auxpass", "neg", "advmod", "attr", "acomp", "prep", "prt")
        and token.head != token
    ):
        token = token.head
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token.dep_ == "ROOT"


def _first(token: Token) -> int:
    """Index of the first token of a clause, without what belongs to the clause before it."""
    begin = token.i
    for child in token.children:
        if child.i < token.i and child.dep_ not in ("cc", "punct", "ccomp", "conj", "parataxis", "advcl"):
            begin = min(begin, child.left_edge.i)
    return begin


def trimmed(doc: Doc, begin: int, end: int) -> Span:
    """Tokens `begin` to `end` without the conjunctions and commas at either side."""
    while (
        begin < end
        and doc[begin].lower_ != "nor"
        and (doc[begin].dep_ == "cc" or doc[begin].is_punct or doc[begin].lower_ in ("but", "and", "yet"))
    ):
        if doc[begin].text in "(“\"'‘~$€£" or (
            begin == 0 and doc[begin].dep_ != "cc" and not doc[begin].is_punct
        ):
            break
        begin += 1
    last = end
    while last > begin and (
        doc[last - 1].text in (",", ";", ":", "-", "–", "—") or doc[last - 1].dep_ == "cc"
    ):
        last -= 1
    return doc[begin:last]


def clause_told(clauses: Sequence[Span], number: int, *, divided: bool) -> Span | None:
    """The clause to quote; None for the whole sentence: of one that does not divide, and of two clauses
    whose second says nothing without the first ("We promised a form for May, and it slipped").
    """
    clause = clauses[number]
    second = number == len(clauses) - 1 == 1
    leans = second and len(clause) <= _LEANS and clause[0].lower_ in _STANDS_FOR and clause[0].dep_ != "det"
    leans = leans and clause.doc[clause.start - 1].text != ";"
    leans |= second and sum(not token.is_punct for token in clause) < _FEWEST_TOLD
    return None if leans or (len(clauses) == 1 and not divided) else clause


_LEANS = 6
_FEWEST_TOLD = 2
_STANDS_FOR = {"it", "this", "that", "they", "these", "neither", "both"}
