"""Parts of a parsed sentence: its independent clauses, and the items of an enumeration inside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.language import Span as Range
from extractors.lexicon import lexicon
from extractors.word_lists import any_of, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SUBJECTS = {"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"}
_TOO_SHORT = 5
"""Tokens of a turn that says nothing without what it turns from: "images but not sound."."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_NEED = re.compile(rf"(?i)^(?:the|a|an|their|its|our)?\s*{any_of('clauses.needs')}\s+(?:to|for|of)\s+")


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
    clauses = [_trim(doc, begin, end) for begin, end in pairwise(cuts)]
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
    parts = [_trim(clause.doc, begin, end) for begin, end in pairwise(cuts)]
    return [part for part in parts if len(part) > 0]


def requests(clause: Span) -> list[Span]:
    """What a clause asks of several, cut where the next is named: "ask hosts to keep logs, | and banks to close
    such accounts". One part where it asks a single thing.
    """
    doc = clause.doc
    first = next((one.i for one in clause if _asks_somebody(one)), None)
    if first is None:
        return [clause]
    starts = [i for i in range(first + 2, clause.end - 2) if _names_the_next(doc, i, clause.end)]
    cuts = [clause.start, *starts, clause.end]
    return [part for left, right in pairwise(cuts) if len(part := _trim(doc, left, right)) > 0]


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


def named_asides(doc: Doc) -> list[Span]:
    """The clauses that a comma and "which" or "who" hang on a proper name."""
    found = []
    for token in doc:
        if token.dep_ != "relcl" or token.head.pos_ != "PROPN":
            continue
        begin, end = token.left_edge.i, token.right_edge.i + 1
        if begin > 0 and doc[begin - 1].text == "," and doc[begin].lower_ in ("which", "who", "where"):
            found.append(_trim(doc, begin, end))
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
        found.append(_trim(verb.doc, begin, end))
    return [one for one in found if len(one) > 1]


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


def _trim(doc: Doc, begin: int, end: int) -> Span:
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
