"""The subjects of clauses, and names in them that no vocabulary knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.candidates import Organisation
from extractors.printed_names import LIST_OF_NAMES, LISTED, is_name, slug_of
from extractors.profiles import Mention
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_NAME = rf"{LISTED}(?:\s+(?:of|for)\s+(?:the\s+)?{LISTED})?"
_ITEM = re.compile(rf"(?:^|,\s+(?:and\s+)?|\s+and\s+)(?:the\s+)?(?P<name>{_NAME})")
_BY = re.compile(rf"\bby\s+(?P<names>(?:the\s+)?{_NAME}(?:(?:,\s+(?:and\s+)?|\s+and\s+)(?:the\s+)?{_NAME})*)")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


def is_group(subject: Token) -> bool:
    """Whether a subject is a number of companies without names: "several firms", "the other eight"."""
    of = next((one for one in subject.children if one.dep_ == "prep" and one.lower_ == "of"), None)
    if of is not None and any(one.dep_ == "pobj" and is_group(one) for one in of.children):
        return True  # "a number of firms"
    if subject.lower_ in ("others", "some", "many", "several", "most"):
        return True
    plural = subject.tag_ in ("NNS", "NNPS", "CD", "JJ", "DT")
    return plural and (
        subject.pos_ in ("NUM", "DET", "ADJ", "PRON")
        or subject.lemma_.lower() in words("rules.providers") | words("metrics.actors_plural")
        or subject.lower_ in words("metrics.actors_plural")
    )


def speaks_of_all(subject: Token) -> bool:
    """Whether a subject stands for the companies of a report together: "none of the three services", "neither
    has ...", and not for something of one of them ("none of the moderators", "none of whom").
    """
    if subject.lower_ not in words("attribution.all_or_none"):
        return False
    of = [one for one in subject.children if one.dep_ == "prep" and one.lower_ == "of"]
    if not of:
        return subject.dep_ != "det" and subject.head.i > subject.i
    return any(
        one.lemma_.lower() in words("rules.providers") or one.lower_ in words("metrics.actors_plural")
        for prep in of
        for one in prep.children
    )


def speaks_of_the_rest(subject: Token) -> bool:
    """Whether a subject is those who were not named: "the others", "the remaining five"."""
    said = {child.lower_ for child in subject.children}
    return "the" in said and (subject.lower_ in ("others", "rest") or bool(said & {"other", "remaining"}))


def speaks_of_members(subject: Token) -> bool:
    """Whether a subject stands for each who signed: "every member", "each signatory", "membership"."""
    if subject.lower_ == "membership":
        return True
    each = any(child.lower_ in ("each", "every") for child in subject.children)
    return each and subject.lemma_.lower() in words("rules.providers") | {"member"}


def binds_nobody(subject: Token) -> bool:
    """Whether a subject is a law, which pledges nothing itself, and no word says whom it binds."""
    law = subject.lemma_.lower() in words("organisations.laws")
    return law and not _BOUND.search(subject.doc.text)


_BOUND = re.compile(r"(?i)\b(?:it|us|them|the\s+(?:company|firm|provider|group|platform|operator))\s+to\b")
_COUNTED = "one two three four five six seven eight nine ten eleven twelve".split()


def how_many(subject: Token) -> int | None:
    """How many a subject says they are ("the other three firms"), up to twelve in words."""
    for one in (subject, *subject.children):
        if one.text.isdecimal():
            return int(one.text)
        if one.lower_ in _COUNTED:
            return _COUNTED.index(one.lower_) + 1
    return None


def spelt_out(subject: Token | None) -> list[Organisation]:
    """Proper names in the subject that no vocabulary knows: "Acme Foods and Delta Retail pledged ..."."""
    if subject is None or subject.pos_ != "PROPN":
        return []
    names = []
    for head in (one for one in (subject, *subject.conjuncts) if one.pos_ == "PROPN"):
        parts = [
            one
            for one in head.children
            if one.dep_ in ("compound", "flat") and one.pos_ == "PROPN" and one.i < head.i
        ]
        names.append(" ".join([*(one.text for one in parts), head.text]))
    return [Organisation(slug_of(name), name) for name in names if slug_of(name) and not is_no_maker(name)]


def is_no_maker(name: str) -> bool:
    """Whether a capitalised name is the agreement or the law itself, or a body without its name: "Pledge",
    "Online Services Act", "the Secretariat".
    """
    *rest, last = name.lower().split()
    if last in words("organisations.laws"):
        return True
    alone = words("organisations.pledge_names") | words("organisations.collectives")
    return not rest and last in alone


def listed_after(text: str, at: int) -> list[Organisation]:
    """Unknown names listed behind a colon or "by": "four have signed: Ardo, Brill and Corda"."""
    opening = re.compile(r":\s+|\bby\s+").search(text, at)
    listed = LIST_OF_NAMES.match(text, opening.end()) if opening else None
    return names_in(listed.group()) if listed else []


def holder_of(subject: Token, mentions: Sequence[Mention]) -> Mention | None:
    """The one at whom a subject happens or who did it: "removals at Acme", "the figure for Acme", "were
    removed by Acme". None where the clause names two.
    """
    inside = {token.i for token in subject.subtree}
    for child in subject.head.children:
        if child.dep_ == "agent":
            inside |= {token.i for token in child.subtree}
    held = [
        (one, token)
        for one in mentions
        for token in subject.doc
        if token.i in inside and one.start <= token.idx < one.end
    ]
    if len({one.slug for one, _ in held}) != 1:
        return None
    one = held[0][0]
    before = subject.doc.text[: one.start]
    return one if _HELD.search(before) else None


_HELD = re.compile(r"(?i)[^\s,;(–—]\s+(?:at|on|for|by)\s+(?:the\s+)?$")


def is_the_company(subject: Token) -> bool:
    """Whether a subject stands for the company named before: "The company removed ..."."""
    singular = subject.tag_ == "NN" and subject.lemma_.lower() in words("organisations.what_companies_are")
    return singular and any(child.lower_ in ("the", "this") for child in subject.children)


def is_passive(words_of_pledge: Span) -> bool:
    """Whether a pledge is told in the passive: "the charter was signed by ..."."""
    return any(
        one.dep_ == "auxpass" or any(child.dep_ in ("auxpass", "agent") for child in one.children)
        for one in words_of_pledge
    )


def signed_by(text: str, at: int) -> list[str]:
    """The names behind the "by" of a passive ("was signed by the Port of Halden, Ardo and Brill and, for the
    carriers, by Corda Lines"), in order; none where a single one may be a person.
    """
    found = []
    for match in _BY.finditer(text, at):
        for part in _ITEM.finditer(match["names"]):
            found.append(part["name"].rstrip("."))
    return found if len(found) > 1 else []


def names_in(listed: str) -> list[Organisation]:
    """The names of a printed list: "Ardo, Brill and Corda"."""
    names = re.split(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", listed)
    return [Organisation(slug_of(name), name) for name in names if is_name(name) and len(name) > 2]


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, or of the verb it is coordinated with or complements."""
    for _ in range(4):
        found = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if found is not None:
            return found
        if verb.dep_ not in ("conj", "xcomp", "aux", "acomp", "attr", "auxpass", "pcomp", "prep"):
            return None
        verb = verb.head
    return None


def binds_us(verb: Token) -> bool:
    """Whether a verb lays a duty on those who say "us": "the Act requires us to file an assessment"."""
    heads = (verb, verb.head)
    binding = next((one for one in heads if one.lemma_ in words("attribution.binding_verbs")), None)
    if binding is None:
        return False
    return any(
        one.lower_ in ("us", "we") and one.i > binding.i and one.i <= binding.i + 2 for one in binding.subtree
    )


def subject_in(clause: Span) -> Token | None:
    """The subject of a clause, or the first subject in it."""
    root = clause.root
    candidates = [child for child in root.children if child.dep_ in _SUBJECTS]
    if not candidates:
        candidates = [token for token in clause if token.dep_ in _SUBJECTS][:1]
    return candidates[0] if candidates else None
