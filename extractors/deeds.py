"""What a clause tells: a deed, a plan, an aside or a mere count. Clause and figures in, yes or no out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.candidates import Candidate, Statement
from extractors.clauses import is_main_verb
from extractors.predication import governor
from extractors.rules import Match
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def is_imperative(statement: Statement) -> bool:
    """Whether a sentence opens with a verb that has no subject: "Fund a national hotline"."""
    first = statement.doc[0]
    return first.tag_ in ("VB", "VBP") and not any(child.dep_ == "nsubj" for child in first.children)


def asks_openly(clause: Span) -> bool:
    """Whether an item asks in so many words: "makers should", "we would ask", "schools are invited"."""
    subject = any(one.dep_ in ("nsubj", "nsubjpass") and one.head == clause.root for one in clause)
    return subject and any(one.tag_ == "MD" or one.dep_ == "auxpass" for one in clause.root.children)


_ASIDES = {"relcl", "advcl", "acl"}
"""Relations of clauses that hang on a word rather than state something ("which we do not store")."""


def is_stated(match: Match, clause: Span) -> bool:
    """Whether the matched words belong to what the clause says, not to an aside ("which we do not store")."""
    root = clause.root
    tokens = clause.doc[match.start : match.end]
    weighty = [token for token in tokens if token.pos_ in ("VERB", "AUX", "NOUN", "ADJ")]
    for token in weighty or tokens:
        here = token
        while here != root and here.head != here and here.dep_ not in _ASIDES:
            here = here.head
        if here == root or here.dep_ not in _ASIDES:
            return True
    return False


def is_denied(match: Match, clause: Span) -> bool:
    """Whether what a match says is denied: "did not make a commitment", "failed to commit to a date"."""
    for token in clause.doc[match.start : match.end]:
        if token.pos_ not in ("VERB", "NOUN"):
            continue
        verb = governor(token) if token.pos_ == "NOUN" else token
        above = verb.head if verb.dep_ == "xcomp" else verb
        denied = any(child.dep_ == "neg" for child in (*verb.children, *above.children))
        return denied or above.lemma_ in words("statements.failing_verbs")
    return False


def verb_is_main(match: Match, clause: Span) -> bool:
    """Whether the match holds the main verb: what a subordinate clause tells is no progress of its own."""
    tokens = clause.doc[match.start : match.end]
    if any(
        token == clause.root or (token.pos_ in ("VERB", "AUX") and is_main_verb(token)) for token in tokens
    ):
        return True
    if any(_hangs_on_its_object(token) and token.head == clause.root for token in tokens):
        return True
    if match.start == clause.start and tokens[0].tag_ in ("VBD", "VBN"):
        return True
    root = clause.root
    told, fragment = root.lemma_ in words("statements.telling_verbs"), root.pos_ in ("NOUN", "PROPN")
    return any(
        token.head == root
        and ((told and token.dep_ == "ccomp" and not _asks_how(token)) or (fragment and token.dep_ == "acl"))
        for token in tokens
    )


def _hangs_on_its_object(token: Token) -> bool:
    """Whether the parse takes a finite verb for a part of its object's name: "Acme labels images"."""
    subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    return token.dep_ == "compound" and token.tag_ in ("VBZ", "VBP", "VBD") and subject


def _asks_how(verb: Token) -> bool:
    """Whether a clause is a question told: "explained how they train reviewers"."""
    return any(
        child.tag_ in ("WRB", "WP", "WDT") or child.lower_ in ("whether", "if") for child in verb.children
    )


def is_supposed(match: Match, clause: Span) -> bool:
    """Whether the matched verb stands under "will", "would" or "should": a plan or a thought, not a deed."""
    return any(
        child.dep_ == "aux"
        and child.lower_ in words("statements.supposing_auxiliaries")
        and not _entitles(child)
        for token in clause.doc[match.start : match.end]
        if token.pos_ in ("VERB", "AUX")
        for child in (*token.children, *token.head.children)
        if token.dep_ in ("aux", "auxpass") or child.head == token
    )


def _entitles(modal: Token) -> bool:
    """Whether "must" or "may" tells what holds already: "may now fetch", "sellers may appeal"."""
    if modal.lower_ not in ("must", "may") or modal.i + 1 >= len(modal.doc):
        return False
    return modal.nbor().lower_ == "now" or (
        modal.lower_ == "may" and modal.head.lemma_ in words("statements.entitling_verbs")
    )


def counts_what_came_in(metric: Candidate, clause: Span) -> bool:
    """Whether a clause tells how many requests, reports or accounts were dealt with: output, no measure."""
    unit = str(metric.fields.get("unit") or "").lower()
    root = clause.root
    counted = next(
        (one for one in root.children if one.dep_ in ("dobj", "nsubjpass") and one.lower_ == unit), None
    )
    return counted is not None and unit in words("statements.incoming_nouns")


def counts_staff(metric: Candidate) -> bool:
    """Whether a figure counts people, tests or safeguards, which are a measure as well as a count."""
    return str(metric.fields.get("unit") or "").lower() in words("statements.staffing")


def _counts_subject(metric: Candidate, clause: Span) -> bool:
    """Whether a figure counts what came in or was acted upon: "88 requests arrived"."""
    subject = next((one for one in clause.root.children if one.dep_ in ("nsubj", "nsubjpass")), None)
    unit = str(metric.fields.get("unit") or "").lower()
    counts = clause.root if subject is None or clause.root.pos_ == "NOUN" else subject
    return counts.lower_ == unit and unit in words("statements.output_nouns")


def is_object(metric: Candidate, clause: Span) -> bool:
    """Whether a figure counts what its clause's verb acts on, rather than where, in how many or for whom."""
    at = metric.fields["printed"]
    token = next((one for one in clause if one.text and at.startswith(one.text)), None)
    while (
        token is not None and token.head != token and token.dep_ in ("nummod", "quantmod", "compound", "amod")
    ):
        token = token.head
    return token is None or token.dep_ in ("dobj", "nsubjpass", "nsubj", "ROOT", "dep")


def counts_actors(metric: Candidate, statement: Statement, clause: Span) -> bool:
    """Whether the subject is a number of companies: what so many did is a count, nobody's progress."""
    thing = (metric.fields.get("object") or metric.fields.get("unit") or "").lower().split()
    before = metric.fields["at"] - statement.start < clause.root.idx
    subjects = {
        child.lower_
        for child in clause.root.children
        if child.dep_ in ("nsubj", "nsubjpass") and child.pos_ != "NUM"
    }
    return before and bool(set(thing) & words("metrics.actors_plural") & (subjects or set(thing)))


def is_money(metric: Candidate) -> bool:
    """Whether a figure is a sum: its unit is an ISO 4217 code."""
    unit = metric.fields.get("unit") or ""
    return len(unit) == 3 and unit.isupper() and metric.fields.get("value") is not None


def beyond_counts(clause: Span, metrics: Sequence[Candidate]) -> bool:
    """Whether a listed item with figures also tells of a safeguard: a standing share ("100% of models carry
    provenance"), or a deed that is no enforcement, output or spending ("trained 14 moderators").
    """
    if any(one.fields.get("unit") == "percent" and one.fields.get("basis") == "point" for one in metrics):
        return True
    if any(_counts_subject(one, clause) for one in metrics):
        return False
    verb = next((token for token in clause if token.pos_ == "VERB"), None)
    if verb is None or all(one.fields.get("value") == 0 for one in metrics):
        return False
    verbs = [verb, *verb.conjuncts] if verb == clause[0] else [clause.root]
    shares = any(one.fields["unit"] == "percent" for one in metrics)
    if (
        verbs[0].lemma_ in words("statements.light_verbs")
        and not shares
        and not any(is_object(one, clause) for one in metrics)
    ):
        return True  # "put up a form in six languages"
    return all(
        one.lemma_ not in words("statements.output_verbs") for one in verbs if one.pos_ == "VERB"
    ) and clause.root.lemma_ not in words("statements.output_verbs")
