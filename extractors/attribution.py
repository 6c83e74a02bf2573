"""Whom a sentence is about: its subject where that is an organisation, else what stands over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extractors.candidates import Organisation, Statement
from extractors.issued import DATELINE
from extractors.makers import IT, PLEDGE, WE, named_makers, with_all_listed, with_all_spelt
from extractors.mentions import covers, is_aside, is_told
from extractors.organisations import Gazetteer
from extractors.printed_names import LIST_OF_NAMES, slug_of
from extractors.profiles import Mention
from extractors.rules import Match
from extractors.subjects import (
    binds_nobody,
    binds_us,
    holder_of,
    how_many,
    is_group,
    is_passive,
    is_the_company,
    listed_after,
    names_in,
    signed_by,
    speaks_of_all,
    speaks_of_members,
    speaks_of_the_rest,
    spelt_out,
    subject_in,
    subject_of,
)
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_COSTS = re.compile(r"(?i)it\s+(?:took|takes|cost|costs|has\s+taken|has\s+cost)\s+(?:the\s+)?")
"""Opens a sentence whose "it" stands for nobody: "It took Acme nine days to answer"."""

_EACH_OF_THEM = re.compile(
    r"(?i)\b(?:oblige|require|bind|order|direct|compel)[sd]?\s+(?:them|both|all|each)\b|\b(?:each|all|both)\s+of\s+them\b|\b(?:each|both|all)\s+must\b"
)
_AT_OPENS = re.compile(
    r"(?i)(?:and\s+|but\s+|while\s+)?(?:at|for|on|with|as\s+for|in\s+the\s+case\s+of|according\s+to)\s+(?:the\s+)?"
)
"""Before the one whom a sentence is about: "At Acme, the filter is still off"."""
_SAID = re.compile(
    r"[,.?!][\"”’']+\s*(?:said|says|added|adds|told|explained|explains|wrote|commented|noted|according\s+to)\b"
    r"|\b(?:said|says|added|adds|explained|commented|noted)\b[^\"“]{0,80}[:,]\s*[\"“]"
)
_QUOTES = '"“‘'
_AT = re.compile(r"(?i)(?:and\s+|while\s+)?(?:at|for|on)\s+")


class Attribution:
    """Remembers, sentence by sentence, whom "it" can stand for."""

    def __init__(self, names: Gazetteer) -> None:
        self._names = names
        self._last: Organisation | None = None
        self._heading: str | None = None
        self._several: list[Organisation] = []
        self._most: list[Organisation] = []
        """The longest list of organisations so far: all of them, where "the other three" are spoken of."""
        self._speaker: tuple[int, Organisation] | None = None

    def of(self, statement: Statement, clause: Span) -> Organisation:
        """The organisation a clause is about. Also remembers it for the sentences that follow."""
        if statement.context.heading != self._heading:
            self._heading, self._last = statement.context.heading, None
        self._note_speaker(statement)
        found = self._resolve(statement, clause)
        if found.slug:
            self._last = found
        return found

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Within it questions leave no trace: what is only weighed is not remembered for the next "it"."""
        kept = self._last, self._heading, self._several
        yield
        self._last, self._heading, self._several = kept

    @property
    def named(self) -> int:
        """How many organisations the document names."""
        return self._names.count

    @property
    def evaluates(self) -> bool:
        """Whether the publisher reports on others."""
        return self._names.evaluates

    def of_figure(self, statement: Statement, clause: Span, own: Span) -> Organisation:
        """Whom a figure is about: where the subject is the publisher or nobody, the one that the sentence
        names of those whom the report is about ("We found no banned knives on Acme"). `own` is the clause
        that holds the figure.
        """
        found = self.of(statement, clause)
        publisher = self._names.publisher
        text = own.text
        at_one = next((one for one in self._names.find(text) if _AT.fullmatch(text[: one.start])), None)
        if at_one is not None:
            return Organisation(at_one.slug, at_one.name)  # "at Acme it was 64%"
        if publisher is not None and found.slug != publisher.slug:
            return found
        context, subject = statement.context, subject_in(own)
        if (
            subject is not None
            and subject.lower_ in WE
            and context.named_in_heading
            and self._names.evaluates
        ):
            return Organisation(context.organisation, context.organisation_name)
        about = {
            one.slug: one
            for one in self._names.find(text)
            if one.slug in self._names.subjects and not is_told(text, one)
        }
        about.pop(publisher.slug if publisher else "", None)
        if len(about) != 1:
            return found
        one = next(iter(about.values()))
        return Organisation(one.slug, one.name)

    def names_somebody(self, clause: Span) -> bool:
        """Whether an organisation is named in the clause."""
        return bool(self._names.find(clause.text))

    def is_named(self, token: Token) -> bool:
        """Whether a token belongs to an organisation's name."""
        return any(covers(one, token) for one in self._names.find(token.doc.text))

    def acts(self, statement: Statement, clause: Span, *, pledging: bool = False) -> bool:
        """Whether a clause tells what an organisation does.

        Its subject is named, "we", "it", "the company" under a company's heading, or something of its
        own ("our team", "Acme's filter"). What the publisher of a report on others did is no deed of theirs;
        what it is pledging itself to is a pledge.
        """
        subject = subject_in(clause)
        if subject is None:
            return pledging and self.names_somebody(clause)
        who = self.of(statement, clause)
        publisher = self._names.publisher
        evaluates = self._names.evaluates and publisher is not None and who.slug == publisher.slug
        if evaluates and not pledging:
            return False
        if subject.lower_ in WE | IT or any(covers(one, subject) for one in self._names.find(statement.text)):
            return True
        if any(child.dep_ == "poss" for child in subject.children):
            return True
        definite = any(child.lower_ == "the" for child in subject.children)
        return (
            subject.pos_ == "PROPN"
            or subject.lemma_.lower() in words("attribution.staff")
            or (definite and subject.tag_ == "NN" and statement.context.named_in_heading)
        )

    def owns(self, statement: Statement, clause: Span) -> bool:
        """Whether the subject of a clause may be what an organisation answers for: named, "we", or a
        thing that is no law, report, figure, idea or outsider.
        """
        publisher = self._names.publisher
        if (
            self._names.evaluates
            and publisher is not None
            and publisher.slug == self.of(statement, clause).slug
        ):
            return False
        subject = subject_in(clause)
        if subject is None or subject.lower_ in WE or subject.lower_ in ("it", "they"):
            return True
        return subject.lemma_.lower() not in words("statements.foreign_subjects") and subject.tag_ not in (
            "WDT", "WP", "EX", "DT",
        )  # fmt: skip

    def all_of(self, statement: Statement, match: Match, span: Span) -> list[Organisation]:
        """Every organisation that a pledge names as its maker, in order; one if it says "we", "it" or "the
        company"; none for an unnamed group ("several companies"). `match` holds the verb of the pledge,
        `span` is its clause.
        """
        pledging = statement.doc[match.start : match.end]
        verb = next((one for one in pledging if one.pos_ in ("VERB", "AUX")), None)
        subject = subject_of(verb) if verb is not None else None
        if (
            subject is not None
            and subject.tag_ in ("WDT", "WP")
            and verb is not None
            and verb.dep_ == "relcl"
        ):
            subject = verb.head  # "three hosts that signed"
            if is_group(subject):
                return []
        dateline = DATELINE.match(statement.text)
        if subject is not None and dateline and subject.idx < dateline.end():
            subject = None  # the town in which a release is dated
        if subject is None and not dateline:
            subject = subject_in(statement.doc[:])
        us = self.publisher(statement)
        if verb is not None and binds_us(verb):
            return [us] if us.slug else []
        if subject is not None and speaks_of_the_rest(subject):
            return self._rest(statement, subject)
        if subject is not None and speaks_of_members(subject):
            return self._several
        signatories = (
            signed_by(statement.text, statement.doc[match.start].idx) if is_passive(pledging) else []
        )
        if signatories and not self._names.evaluates:
            return [self._known_as(name) for name in signatories]
        signs = [
            one for one in spelt_out(subject) if not (is_passive(pledging) and PLEDGE.search(one.name or ""))
        ]
        found = named_makers(self._names.find(statement.text), statement, match, subject, verb, span, us)
        named = with_all_spelt(found or signs, signs, statement.text)
        named = named or listed_after(statement.text, statement.doc[match.start].idx)
        each = subject is not None and subject.lower_ in ("both", "all", "each")
        if (each or _EACH_OF_THEM.search(statement.text)) and len(self._several) > 1:
            return self._several
        if verb is not None:
            opening = span.start_char if span.start <= verb.i else 0
            named = with_all_listed(named, statement.text[opening : verb.idx])
        if named:
            return named
        if subject is not None and binds_nobody(subject):
            return []
        if subject is not None and subject.lower_ == "they" and not statement.context.named_in_heading:
            return self._several if "commitment" in statement.before and len(self._several) > 1 else []
        if subject is not None and subject.lower_ not in WE | IT and is_group(subject):
            return []
        after = [
            one
            for one in self._names.find(statement.text)
            if span.start_char <= one.start < span.end_char and not PLEDGE.search(one.name)
        ]
        if subject is not None and subject.lower_ not in WE | IT and len({one.slug for one in after}) == 1:
            return [Organisation(after[0].slug, after[0].name)]
        whole = self.of(statement, statement.doc[:])
        return [whole] if whole.slug else []

    def _rest(self, statement: Statement, subject: Token) -> list[Organisation]:
        """All but those that the sentence, or else the one before, has named; none where they are not as many
        as it says.
        """
        named: set[str | None] = {
            one.slug for one in self._names.find(statement.text) if one.end <= subject.idx
        }
        named = named or {one.slug for one in self._several}
        rest = [one for one in self._most if one.slug not in named]
        said = how_many(subject)
        return rest if said in (None, len(rest)) else []

    def listed_in(self, statement: Statement) -> list[Organisation]:
        """Every organisation that a sentence lists."""
        slugs = {one.slug: one.name for one in reversed(self._names.find(statement.text))}
        known = [Organisation(slug, name) for slug, name in reversed(slugs.items())]
        listed = LIST_OF_NAMES.search(statement.text)
        spelt = names_in(listed.group()) if listed else []
        return spelt if len(spelt) > len(known) else known

    def _resolve(self, statement: Statement, clause: Span) -> Organisation:
        context = statement.context
        over = Organisation(context.organisation, context.organisation_name)
        subject = subject_in(clause)
        mentions = self._named_in(statement)
        if subject is not None and subject.tag_ in ("WDT", "WP") and clause.root.dep_ == "relcl":
            subject = clause.root.head  # "Acme, which lacks an audit"
        if subject is not None:
            named = [one for one in mentions if covers(one, subject)]
            if named:
                return Organisation(named[0].slug, named[0].name)
            if self._speaker is not None and subject.lower_ not in IT:
                return self._speaker[1]
            if subject.lower_ in WE or (self._names.evaluates and speaks_of_all(subject)):
                return self._publisher(over)
            costs = _COSTS.match(clause.text)
            taker = next((one for one in mentions if costs and one.start == costs.end()), None)
            if taker:
                return Organisation(taker.slug, taker.name)
            if subject.lower_ in IT:
                earlier = next((one for one in mentions if one.end <= subject.idx), None)
                if earlier and not is_aside(statement.text, earlier):
                    return Organisation(earlier.slug, earlier.name)  # "Acme went further: it pledged ..."
                return self._last or over
            at_one = (
                mentions[0] if mentions and _AT_OPENS.fullmatch(statement.text[: mentions[0].start]) else None
            )
            if at_one is not None:
                return Organisation(at_one.slug, at_one.name)
            if any(one.dep_ == "poss" and one.lower_ in IT for one in subject.children):
                earlier = next((one for one in mentions if one.end <= subject.idx), None)
                if earlier and not is_aside(statement.text, earlier):
                    return Organisation(earlier.slug, earlier.name)
            if not context.named_in_heading:
                held = holder_of(subject, mentions)
                if held is not None:
                    return Organisation(held.slug, held.name)
                publisher = self._names.publisher
                other = self._last is not None and (publisher is None or self._last.slug != publisher.slug)
                if other and self._last and is_the_company(subject):
                    return self._last
        elif mentions and mentions[0].start == 0 and clause.start > statement.doc[:].start:
            return Organisation(
                mentions[0].slug, mentions[0].name
            )  # "Acme left six unanswered and gave no reason"
        begin = clause.start_char - statement.doc[0].idx
        opening = next((one for one in mentions if abs(one.start - begin) <= 1), None)
        if opening and not re.match(r"\s*,|\s+and\b", statement.text[opening.end :]):
            return Organisation(opening.slug, opening.name)
        if context.named_in_heading:
            return over
        possessive = next((token for token in clause if token.dep_ == "poss"), None)
        if possessive is not None and possessive.lower_ in WE:
            return self._publisher(over)
        if possessive is not None and possessive.lower_ in IT and self._last:
            return self._last
        return over if over.slug else (self._last or over)

    def _known_as(self, name: str) -> Organisation:
        """A printed name as whom the document knows by it."""
        known = [one for one in self._names.find(name) if one.end - one.start == len(name)]
        return Organisation(known[0].slug if known else slug_of(name), name)

    def _named_in(self, statement: Statement) -> list[Mention]:
        """The organisations that a sentence names, those aside that stand in the dateline before it."""
        dateline = DATELINE.match(statement.text)
        after = dateline.end() if dateline else 0
        return [one for one in self._names.find(statement.text) if one.start >= after]

    def _note_speaker(self, statement: Statement) -> None:
        """Remembers for whom is said what stands in quotation marks: "..., said Ana Reis of Acme".
        A quotation that goes on in the next sentence of a paragraph is the same speaker's.
        """
        text, block = statement.text, statement.block.start
        said = _SAID.search(text)
        if said is None:
            goes_on = self._speaker and self._speaker[0] == block and text.lstrip()[:1] in _QUOTES
            self._speaker = self._speaker if goes_on else None
            return
        before = text[said.end() - 1] in _QUOTES  # "Acme said: ..."
        spoken = [
            one
            for one in self._named_in(statement)
            if (one.start < said.start() if before else one.start >= said.end())
        ]
        self._speaker = (block, Organisation(spoken[0].slug, spoken[0].name)) if spoken else None

    def note_mentions(self, statement: Statement) -> None:
        """A sentence without a record of its own still says whom the next "it" can stand for."""
        mentions = self._names.find(statement.text)
        self._note_speaker(statement)
        if statement.context.heading != self._heading:
            self._heading, self._last = statement.context.heading, None
        if mentions:
            self._several = self.listed_in(statement)
            self._last = Organisation(mentions[-1].slug, mentions[-1].name)

    def note_several(self, makers: list[Organisation]) -> None:
        """Whom "each of them" in the next sentence can stand for."""
        if len(makers) > 1:
            self._several = makers
        if len(makers) > len(self._most):
            self._most = makers

    def investigates(self, clause: Span, who: Organisation) -> bool:
        """Whether a clause tells how the publisher of a report on others found out: nobody's progress."""
        publisher = self._names.publisher
        return (
            self._names.evaluates
            and publisher is not None
            and who.slug == publisher.slug
            and clause.root.tag_ == "VBD"
            and clause.root.lemma_ in words("attribution.investigating_verbs")
        )

    def publisher(self, statement: Statement) -> Organisation:
        """Who says "we" in a statement."""
        return self._publisher(
            Organisation(statement.context.organisation, statement.context.organisation_name)
        )

    def _publisher(self, over: Organisation) -> Organisation:
        publisher = self._names.publisher
        return Organisation(publisher.slug, publisher.name) if publisher else over
