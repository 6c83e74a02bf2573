"""The signs of a clause, which extractors/weighing.py weighs: its rules, its words and grammar, who acts in
it, and what stands before and above it.

A sign is `family:what`. Names of organisations are no signs, nor are numbers: a weight is about language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extractors.lexicon import readings
from extractors.predication import forms
from extractors.subjects import subject_in

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from extractors.candidates import Statement
    from extractors.rules import Match

_SAYING = ("dobj", "attr", "acomp", "neg", "aux", "prep", "xcomp", "oprd")
"""Relations whose words tell what a verb says."""
_JOINING = ("cc", "mark", "advmod")
_HEADING_WORD = re.compile(r"[A-Za-z][a-z']+")
_TOLD_ALIKE = frozenset(("we", "i", "us", "it", "they", "he", "she"))
_TELLING_TIME_OR_SCOPE = frozenset(
    "still yet already now only not n't no never none nobody without until once since so far".split()
)
_COUNTING = frozenset(("no", "any", "each", "every", "some", "all", "both", "another"))
_POINTING = frozenset(("the", "this", "these", "that", "those"))


class Doer(NamedTuple):
    """What the subject of a clause is to somebody who reports (extractors/attribution.py)."""

    acts: bool
    owns: bool
    evaluates: bool
    """Whether the publisher reports on others."""


def signs(
    statement: Statement, clause: Span, matches: Iterable[Match], *, figures: int, doer: Doer
) -> frozenset[str]:
    """The signs of a clause. `figures` stand in it; `matches` are the rules that hold in it."""
    context = statement.context
    found = {
        f"mood:{context.mood}",
        f"above:{context.mood_rule}",
        f"figures:{min(figures, 2)}",
        f"length:{min(len(clause) // 6, 5)}",
    }
    told = {
        "item": statement.is_item,
        "first": statement.first_in_block,
        "acts": doer.acts,
        "owns": doer.owns,
    }
    found |= {name for name, holds in told.items() if holds}
    if len(clause) < len(statement.doc) - 1:
        found.add("part")
    found |= {f"rule:{match.rule.id}" for match in matches}
    found |= {f"before:{kind}" for kind in statement.before}
    found |= _formal(clause)
    found |= _lexical(clause)
    found |= _relational(clause)
    main = _main_forms(clause)
    found |= _predicative(statement, clause, main, doer)
    found |= _surrounding(statement, clause, main)
    return frozenset(found)


def _word(token: Token) -> str:
    if token.like_num or any(character.isdigit() for character in token.text):
        return "#"
    named = token.pos_ == "PROPN" or (token.i > 0 and token.text[0].isupper())
    return "@" if named else token.lemma_.lower()


def _formal(clause: Span) -> set[str]:
    found = set()
    for name, places in forms(clause.doc).items():
        for start, end, verb in places:
            if clause.start <= start and end <= clause.end:
                found |= {f"form:{name}", f"form:{name}:{_word(clause.doc[verb])}"}
    return found


def _lexical(clause: Span) -> set[str]:
    said = [_word(token) for token in clause if not token.is_space]
    return {f"word:{one}" for one in said} | {f"pair:{one} {other}" for one, other in pairwise(said)}


def _relational(clause: Span) -> set[str]:
    root = clause.root
    verb = _word(root)
    found = {f"root:{verb}", f"tag:{root.tag_}"}
    for child in root.children:
        if not clause.start <= child.i < clause.end:
            continue
        word = _word(child)
        if child.dep_ in ("nsubj", "nsubjpass"):
            found |= {f"subject:{word}", f"subject:{word} {verb}", f"relation:{child.dep_}"}
        elif child.dep_ in _SAYING:
            found |= {f"{child.dep_}:{word}", f"{child.dep_}:{verb} {word}"}
    return found


# --- who does what: the form of the main predicate with its subject, its mood and its adverbs ---------------


def _main_forms(clause: Span) -> frozenset[str]:
    """The forms of the main predicate, or of one that hangs on it."""
    root = clause.root
    return frozenset(
        name
        for name, places in forms(clause.doc).items()
        for start, end, verb in places
        if clause.start <= start and end <= clause.end and root in (clause.doc[verb], clause.doc[verb].head)
    )


def _predicative(statement: Statement, clause: Span, main: frozenset[str], doer: Doer) -> set[str]:
    context, who = statement.context, _who(clause)
    found = {f"who:{who}", f"evwho:{doer.evaluates} {who}", f"evacts:{doer.evaluates} {doer.acts}"}
    found |= {f"ev:{doer.evaluates}", f"named:{context.named_in_heading}"}
    verb = _word(clause.root)
    for form in main or {"-"}:
        found |= {
            f"mainwho:{form} {who}",
            f"mainmood:{form} {context.mood}",
            f"mainroot:{form} {verb}",
            f"mainacts:{form} {doer.acts}{doer.owns}",
            f"mainlist:{form} {statement.is_item} {context.named_in_heading}",
        }
    adverbs = {token.lower_ for token in clause} & _TELLING_TIME_OR_SCOPE
    found |= {f"advmain:{adverb} {form}" for adverb in adverbs for form in main}
    if len(main) > 1:
        found.add("mainall:" + " ".join(sorted(main)))
    return found | {f"main:{form}" for form in main}


def _who(clause: Span) -> str:
    """The class of the subject: none, a pronoun, a name, a thing of ours, the thing, things, no thing."""
    subject = subject_in(clause)
    if subject is None:
        return "none"
    if subject.lower_ in _TOLD_ALIKE:
        return "we" if subject.lower_ in ("we", "i", "us") else subject.lower_
    if subject.pos_ == "PROPN":
        return "name"
    if subject.pos_ == "PRON" or subject.tag_ in ("DT", "WDT", "WP", "EX", "CD", "PRP"):
        return "pron"
    owner = next((one for one in subject.children if one.dep_ == "poss"), None)
    if owner is not None:
        return "ours" if owner.lower_ in ("our", "its", "their") else "named-s"
    article = next((one.lower_ for one in subject.children if one.dep_ == "det"), None)
    if article in _POINTING:
        return "the-n"
    if article in _COUNTING:
        return f"{article}-n"
    if article is not None:
        return "a-n"
    return "bare-pl" if subject.tag_ == "NNS" else "bare-sg"


# --- what stands around it ----------------------------------------------------------------------------------


def _surrounding(statement: Statement, clause: Span, main: frozenset[str]) -> set[str]:
    """The heading, what joins the clause to its sentence, and the sentence before."""
    doc = clause.doc
    found = {f"heading:{word}" for word in _heading_words(statement.context.heading)}
    opening = next((one for one in clause if not one.is_punct and not one.is_space), None)
    if opening is not None:
        found.add(f"opens:{_word(opening)}")
    if clause.start > 0:
        before = doc[max(0, clause.start - 2) : clause.start + 1]
        found |= {f"joined:{one.lower_}" for one in before if one.dep_ in _JOINING}
    following = [one for one in doc[clause.end : clause.end + 2] if not one.is_punct]
    if following:
        found.add(f"then:{_word(following[0])}")
    return found | _after(statement.prior, main)


def _heading_words(heading: str) -> set[str]:
    """The words of a heading without its names: those in small letters, and the first if it is known."""
    opening = _HEADING_WORD.search(heading)
    said = {word for word in _HEADING_WORD.findall(heading) if word.islower()}
    if opening is not None and any(readings(opening.group().lower())):
        said.add(opening.group().lower())
    return said


def _after(prior: Doc | None, main: frozenset[str]) -> set[str]:
    if prior is None:
        return {"prior:none"}
    earlier = _main_forms(prior[:])
    found = {f"prior:{form}" for form in earlier} | {f"priorroot:{_word(prior[:].root)}"}
    return found | {f"priorthis:{one} {other}" for one in earlier for other in main}
