"""Who makes a pledge, of the organisations that its sentence names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.candidates import Organisation, Statement
from extractors.mentions import is_aside
from extractors.printed_names import LIST_OF_NAMES
from extractors.profiles import Mention
from extractors.rules import Match
from extractors.subjects import names_in
from extractors.word_lists import any_of, words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

WE = words("attribution.first_person")
IT = words("attribution.third_person")
PLEDGE = re.compile(rf"{any_of('organisations.pledge_names')}$")
"""Ends the name of what is signed, which is no signatory."""
_TOLD_BY_DUTY = re.compile(
    r"(?i)\bto\s+(?:report|account|answer|file|submit|send|give|supply|deliver|provide)\b[^.;]*\b(?:to|with)\s+(?:the\s+)?$"
)
"""Before the one to whom a duty is owed: "requires both to report to the Commission"."""


def named_makers(
    mentions: Sequence[Mention],
    statement: Statement,
    match: Match,
    subject: Token | None,
    verb: Token | None,
    span: Span,
    us: Organisation,
) -> list[Organisation]:
    """The organisations before the pledging verb of a match. Where it binds others ("oblige X and Y to") or
    a list follows an unnamed group ("five companies: A, B and C"), those after it. `us` is the publisher,
    for an act that "requires us to".
    """
    if not mentions:
        return []
    at = verb.idx if verb is not None else statement.doc[match.start].idx
    before = [one for one in mentions if one.start < at and not is_aside(statement.text, one)]
    if any(token.pos_ == "VERB" for token in span.doc[: span.start]):  # a clause of its own
        inside = [one for one in before if one.start >= span.start_char]
        own = subject is not None and subject.i >= span.start and subject.tag_ in ("NNS", "NN")
        before = inside if inside or own else before
    elif subject is not None and subject.i >= span.start > 0:  # who is named before pledged there
        before = [one for one in before if one.start >= span.start_char] or before
    after = [
        one for one in mentions if one.start > at and not _TOLD_BY_DUTY.search(statement.text[: one.start])
    ]
    binding = next((one for one in statement.doc if one.lemma_ in words("attribution.binding_verbs")), None)
    binds = binding is not None
    if binding is not None and binding.i + 1 < len(binding.doc) and binding.nbor().lower_ in WE:
        return [us] if us.slug else []
    if binds and after and subject is not None and subject.lemma_.lower() in words("attribution.binders"):
        before = []
    group = (
        subject is not None
        and subject.lower_ not in WE
        and subject.tag_ in ("NNS", "NN")
        and subject.lower_ not in IT
    )
    chosen = before or (after if binds or (group and len(after) > 1) else [])
    if len(chosen) > 2:
        chosen = [one for one in chosen if not PLEDGE.search(one.name)]
    slugs = dict.fromkeys(one.slug for one in chosen)
    return [Organisation(slug, next(one.name for one in chosen if one.slug == slug)) for slug in slugs]


def with_all_spelt(named: list[Organisation], spelt: Sequence[Organisation], text: str) -> list[Organisation]:
    """The makers together with those of a subject that no vocabulary knows ("Acme and the unknown Ardo")."""
    known = {one.slug: one for one in named}
    if "&" in text or not 0 < len(named) < len(spelt) or not any(one.slug in known for one in spelt):
        return named
    return [known.get(one.slug, one) for one in spelt]


def with_all_listed(named: list[Organisation], text: str) -> list[Organisation]:
    """The makers together with those whom a printed list before the verb adds to them."""
    listed = LIST_OF_NAMES.search(text) if named else None
    spelt = names_in(listed.group()) if listed else []
    known = {one.name: one for one in named}
    return [known.get(one.name, one) for one in spelt] if len(spelt) > len(named) else named
