"""Whom a document speaks of: names from the profile, names the document itself introduces, its publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from extractors.coined_names import coined_names
from extractors.lexicon import lexicon
from extractors.printed_names import (
    ENUMERATOR,
    RUN_IN,
    collective_names,
    company_names,
    enumerated_names,
    is_word,
    named_services,
    slug_of,
    subject_names,
    used_as_name,
    without_legal_form,
)
from extractors.profiles import Mention, Profile
from extractors.publishers import publisher_of
from extractors.section_names import heading_names, opening_names, row_names, told_names
from extractors.short_forms import (
    first_word,
    forms_of,
    goes_by_first_word,
    initials,
    introduced,
    prose_of,
    unshared_forms,
    without_kind,
)
from extractors.word_lists import any_of, words
from schemas.documents import Document
from schemas.sources import Source

_COLLECTIVE = re.compile(any_of("organisations.collectives"))
_INITIATIVE = re.compile(rf"(?i)(?:[’']s)?\s+{any_of('organisations.pledge_words')}(?!\s+(?:to|that|not)\b)")
_PLAIN_PLURAL = re.compile(r"[A-Z][a-z]+s")


@dataclass
class Gazetteer:
    """Every organisation a document may name. Profile names win over learned ones."""

    profile: Profile
    publisher: Mention | None = None
    learned: dict[str, str] = field(default_factory=dict)
    """Printed name to slug, of organisations that only this document introduces."""
    subjects: frozenset[str] = frozenset()
    """Slugs of the organisations that have a heading, a run-in name or a table row of their own."""
    _named_by_profile: frozenset[str] = frozenset()
    _slugs: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _pattern: re.Pattern[str] = field(default=re.compile(""), init=False, repr=False)
    _compiled_for: int = field(default=0, init=False, repr=False)

    def find(self, text: str) -> list[Mention]:
        """The organisations named in the text, in order, none overlapping."""
        mentions = self.profile.find_organisations(text)
        known = len(mentions)
        for match in self._learned_names().finditer(text) if self.learned else ():
            if all(match.end() <= one.start or match.start() >= one.end for one in mentions[:known]):
                slug = self._slugs[match.group()]
                mentions.append(Mention(slug, match.group(), match.start(), match.end()))
        return sorted(
            (one for one in mentions if not _INITIATIVE.match(text, one.end)), key=lambda one: one.start
        )

    def _learned_names(self) -> re.Pattern[str]:
        """All learned names, the longest first, as printed or in capitals; made anew when one was added."""
        if len(self.learned) != self._compiled_for:
            self._slugs = {name.upper(): slug for name, slug in self.learned.items()} | self.learned
            forms = sorted(map(re.escape, self._slugs), key=len, reverse=True)
            self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
            self._compiled_for = len(self.learned)
        return self._pattern

    @cached_property
    def count(self) -> int:
        """How many organisations the document names: "nine have signed" repeats what names nine."""
        return len({*self.learned.values(), *self.subjects, *self._named_by_profile})

    @cached_property
    def evaluates(self) -> bool:
        """Whether the publisher reports on others: two or more of them have a section or a row."""
        own = self.publisher.slug if self.publisher else None
        return len(self.subjects - {own}) > 1

    def learn(self, name: str, prose: str = "") -> None:
        """Adds a name, and its first word if `prose` uses that for it ("Nordbay" for "Nordbay Steel")."""
        if name.lower() in words("organisations.places"):
            return
        slug = slug_of(without_legal_form(name))
        self.learned.setdefault(name, slug)
        self.learned.setdefault(without_legal_form(name), slug)
        if first := first_word(name, prose):
            self.learned.setdefault(first, slug)
        if shorter := without_kind(name, prose):
            self.learned.setdefault(shorter, slug)


def gazetteer(document: Document, profile: Profile, source: Source | None) -> Gazetteer:
    """Collects the names of one document: its publisher, and the headings that its own text uses as names."""
    book = Gazetteer(profile)
    prose = prose_of(document)
    publisher = publisher_of(document, profile, source)
    if publisher:
        book.publisher = publisher
        for name in forms_of(publisher.name):
            book.learned.setdefault(name, publisher.slug)
            if first := first_word(name, prose):
                book.learned.setdefault(first, publisher.slug)
    opening = dict.fromkeys(opening_names(document))
    for name in [
        *enumerated_names(document),
        *opening,
        *collective_names(document),
        *company_names(document),
        *named_services(document),
        *row_names(document),
        *subject_names(document),
        *told_names(document),
        *(_in_usual_case(name, prose) for name in coined_names(document)),
    ]:
        if not profile.find_organisations(name) and name not in book.learned:
            book.learn(name, prose)
    for names, sure in heading_names(document):
        printed = [_in_usual_case(name, prose) for name in names]
        known = {name for name in printed if name in book.learned or profile.find_organisations(name)}
        used = {
            name
            for name in printed
            if name not in known and (used_as_name(prose, name) or goes_by_first_word(name, prose))
        }
        if sure or len(known | used) > len(names) // 2 or any("&" in name for name in names):
            others = (name for name in printed if sure or not _heads_no_company(name))
            used |= set(others) - known  # the others head sections of the same kind
        for name in printed:
            if name in used:
                book.learn(name, prose)
        _learn_longer_names(book, printed)
    for form, slug in introduced(prose, dict(book.learned), profile):
        book.learned.setdefault(form, slug)
    for form, slug in unshared_forms(dict(book.learned), publisher.slug if publisher else None, prose):
        book.learned.setdefault(form, slug)
    if publisher:
        _learn_what_a_publisher_is_called(book, publisher, prose)
    book.subjects = _subjects(document, book)
    book._named_by_profile = frozenset(one.slug for one in profile.find_organisations(prose))
    return book


_BODY_OF = re.compile(
    rf"(?:{'|'.join(sorted(words('organisations.institutions')))})\s+of\s+(?P<place>[A-Z].+)"
)


def _learn_longer_names(book: Gazetteer, headings: list[str]) -> None:
    """Takes a short name for the longer one that heads a section, where the text uses both: "Aldermouth" for
    the "Port of Aldermouth", "Sundial" for "Sundial Social".
    """
    for heading in headings:
        body, first = _BODY_OF.fullmatch(heading), heading.split()[0]
        slug = slug_of(heading)
        if body is not None and book.learned.get(body["place"]) == slug_of(body["place"]):
            book.learned[heading] = book.learned[body["place"]] = slug
        elif first != heading and book.learned.get(first) == slug_of(first) and heading in book.learned:
            book.learned[first] = book.learned[heading]


def _in_usual_case(name: str, prose: str) -> str:
    """A name printed in capitals as the running text prints it, or else with capital initials."""
    if not name.isupper() or len(name) < 5:
        return name
    found = re.search(rf"(?<![\w-])(?=[A-Z])(?i:{re.escape(name)})(?![\w-])", prose)
    return found.group() if found and not found.group().isupper() else name.title()


def _learn_what_a_publisher_is_called(book: Gazetteer, publisher: Mention, prose: str) -> None:
    """Its initials, and the organs through which an association speaks ("the Secretariat")."""
    if (short := initials(publisher.name, prose)) and not book.profile.find_organisations(short):
        book.learned.setdefault(short, publisher.slug)
    if _COLLECTIVE.search(publisher.name):
        for organ in words("organisations.organs"):
            if re.search(rf"\b[Tt]he\s+{organ}\b(?!\s+[A-Z])", prose):
                book.learned.setdefault(f"the {organ}", publisher.slug)
                book.learned.setdefault(f"The {organ}", publisher.slug)


def _heads_no_company(name: str) -> bool:
    """Whether a heading among names is a word for what stands under it: "Remarks", "Background"."""
    lowered = name.lower()
    return lowered in words("organisations.section_headings") or (
        _PLAIN_PLURAL.fullmatch(name) is not None
        and is_word(name)
        and lexicon().lemma(lowered, "noun") != lowered
    )


def _subjects(document: Document, book: Gazetteer) -> frozenset[str]:
    """Whom a heading, the opening words of a paragraph, or the first cell of a row name and nothing else."""
    labels = []
    for block in document.content():
        text = document.text_of(block)
        if block.kind == "heading":
            labels.append(ENUMERATOR.sub("", text))
        elif block.kind == "paragraph" and (run_in := RUN_IN.match(text)):
            labels.append(run_in.group(1))
        elif block.table is not None:
            rows = block.table.header_rows
            labels += [
                document.text_of(cell)
                for cell in block.table.cells
                if cell.column == 0 < cell.row or (cell.row < rows and cell.column)
            ]
    found = (one for label in labels if len(label) < 60 for one in book.find(label))
    return frozenset(one.slug for one in found)
