"""What a body is called after its full name: its first word, its last ones, its initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.lexicon import lexicon
from extractors.printed_names import (
    ENUMERATOR,
    OPENING,
    UPPER,
    WORD,
    is_word,
    slug_of,
    used_as_name,
    used_inside,
    without_legal_form,
)
from extractors.profiles import Profile
from extractors.word_lists import any_of, words
from schemas.documents import Document

_COLLECTIVE = re.compile(any_of("organisations.collectives"))
_JOINS_PARTS = ("of", "for", "on")
_UNWEIGHTY = frozenset(("of", "for", "the", "and", "on", "in", "&", "de", "du", "la"))
_INTRODUCED = re.compile(r"\s*\(([^()]{2,60})\)")
_QUOTED = re.compile(r"[\"“”‘’']((?:[Tt]he\s+)?[^\"“”‘’']{2,40})[\"“”‘’']")
_ACRONYM = re.compile(rf"[{UPPER}][{UPPER}\d&.-]{{1,8}}|[{UPPER}][a-z]{{0,3}}[{UPPER}]\w{{0,6}}")
_FULL_NAME = re.compile(rf"(?:[{UPPER}][\w&’'-]*\s+(?:(?:of|for|on|and|the|&)\s+){{0,2}}){{1,8}}\Z")
_SEVERAL = re.compile(rf"{WORD}(?:\s+(?:&\s+)?{WORD}){{1,3}}\Z")
_LONGEST_NAME = 120
"""Characters before a bracket that may hold the name which it shortens."""


def prose_of(document: Document) -> str:
    """The running text: no headings, no tables, no furniture, no numbers of paragraphs."""
    kinds = ("paragraph", "lead", "list_item", "footnote", "quote")
    texts = (document.text_of(block) for block in document.content() if block.kind in kinds)
    return "\n\n".join(ENUMERATOR.sub("", text) for text in texts)


def forms_of(name: str) -> Iterable[str]:
    """A publisher's name, and in title case where it was printed in capitals."""
    yield name
    if name.isupper():
        yield name.title()


def first_word(name: str, prose: str) -> str | None:
    """The first word of a name, if that may be used for it: one that no dictionary has, or that the prose
    uses as a name where it does not print the whole; no noun such as Foundation, no possessive.
    """
    first = name.split()[0]
    if first == name or len(first) < 3 or not first[1:].islower() or _COLLECTIVE.fullmatch(first):
        return None
    if first in words("organisations.institutions") or first.lower() in OPENING:
        return None
    if not is_word(first):
        return first
    return first if len(first) > 3 and used_as_name(prose.replace(name, ""), first) else None


def goes_by_first_word(name: str, prose: str) -> bool:
    """Whether the prose calls the one in a heading by the first word of its name: "Oda" under "Oda Denim". A
    word of the dictionary has to stand inside a sentence, or to do what companies do and topics do not.
    """
    first, rest = first_word(name, prose), prose.replace(name, "")
    if first is None or not used_as_name(rest, first):
        return False
    return not is_word(first) or used_inside(rest, first) or _does_something(first, rest)


def _does_something(first: str, prose: str) -> bool:
    """Whether a word opens a sentence before a verb that is no noun, and that figures have not ("fell")."""
    for match in re.finditer(rf"(?:^|(?<=[.!?]\s)){re.escape(first)}\s+([a-z]+)", prose, re.MULTILINE):
        verb = lexicon().lemma(match.group(1), "verb")
        if (
            verb
            and verb not in words("organisations.topic_verbs")
            and not lexicon().may_be(match.group(1), "noun")
        ):
            return True
    return False


def without_kind(name: str, prose: str) -> str | None:
    """A name of three words or more without the last, where that is a word of the dictionary and the prose
    calls it so: "Severn Downs" of "Severn Downs Utilities".
    """
    *rest, last = name.split()
    shorter = " ".join(rest)
    if len(rest) < 2 or not is_word(last) or rest[-1].lower() in _UNWEIGHTY:
        return None
    alone = re.search(rf"(?<![\w-]){re.escape(shorter)}(?!\w|\s+[{UPPER}])", prose)
    return shorter if alone else None


def short_forms(name: str, prose: str) -> Iterator[str]:
    """What a body of several words is called later: "the Clearing House", "the Authority", "the Bureau" of
    Digital Standards.
    """
    parts = name.split()
    forms = [parts[at:] for at in range(1, len(parts))]
    joins = [at for at, part in enumerate(parts) if part.lower() in _JOINS_PARTS]
    forms += [parts[at : joins[0]] for at in range(joins[0])] if joins else []
    for form in (" ".join(one) for one in forms):
        if form[:1].isupper() and re.search(rf"\b[Tt]he\s+{re.escape(form)}\b(?!\s+[A-Z])", prose):
            yield f"the {form}"
            yield f"The {form}"


def unshared_forms(names: dict[str, str], publisher: str | None, prose: str) -> Iterator[tuple[str, str]]:
    """The short forms of names, each with its slug: those that several share ("the Authority" of two) stand
    for the publisher, or for nobody.
    """
    forms: dict[str, list[str]] = {}
    for name, slug in names.items():
        for form in short_forms(name, prose):
            forms.setdefault(form, []).append(slug)
    for form, slugs in forms.items():
        if len(set(slugs)) == 1:
            yield form, slugs[0]
        elif publisher in slugs:
            yield form, publisher


def initials(name: str, prose: str) -> str | None:
    """The initials of a body of three words or more where the text calls it so: IWF, the Internet Watch
    Foundation.
    """
    for parts in (name.split(), [part for part in name.split() if part.lower() not in _UNWEIGHTY]):
        short = "".join(part[0] for part in parts).upper()
        if len(short) > 2 and re.search(rf"(?<![\w-]){short}(?![\w-])", prose):
            return short
    return None


def introduced(prose: str, names: dict[str, str], profile: Profile) -> Iterator[tuple[str, str]]:
    """The short forms that a text gives in brackets, each with the slug of whom it stands for: "the Game
    Makers' Association (GMA)", "Tannery Systems Limited ("Tannery")". A full name that nobody knows counts
    where its last word says that it is a body.
    """
    for bracket in _INTRODUCED.finditer(prose):
        before = without_legal_form(prose[max(0, bracket.start() - _LONGEST_NAME) : bracket.start()].rstrip())
        quoted = [form.strip(" ,.") for form in _QUOTED.findall(bracket.group(1))]
        bare = bracket.group(1).strip()
        forms = quoted or ([bare] if _ACRONYM.fullmatch(bare) else [])
        for form in forms:
            slug = _named_at_the_end(before, names, profile) if forms else None
            body = _body_at_the_end(before, form) or _company_at_the_end(before, quoted)
            if slug is None and body:
                slug = slug_of(body)
                yield body, slug
            if slug is None or not (quoted or abbreviates(form, before)):
                continue
            bare_form = re.sub(r"^[Tt]he\s+", "", form)
            if bare_form != form or _COLLECTIVE.fullmatch(bare_form):
                yield f"the {bare_form}", slug
                yield f"The {bare_form}", slug
            elif bare_form[:1].isupper():
                yield bare_form, slug


def abbreviates(short: str, text: str) -> bool:
    """Whether an acronym holds the initials of the last words of a text, unweighty ones aside."""
    letters = [letter.lower() for letter in short if letter.isalpha() and letter.isupper()]
    last = re.findall(r"[^\W_]+", text)[-2 * len(letters) - 2 :]
    for skipping in (True, False):
        left = list(letters)
        for word in reversed(last):
            if left and word[0].lower() == left[-1]:
                left.pop()
            elif not (skipping and word.lower() in _UNWEIGHTY):
                break
            if not left:
                return True
    return False


def _named_at_the_end(text: str, names: dict[str, str], profile: Profile) -> str | None:
    known = [slug for name, slug in names.items() if re.search(rf"(?<![\w-]){re.escape(name)}$", text)]
    if known:
        return known[0]
    last = next((one for one in profile.find_organisations(text) if one.end == len(text)), None)
    return last.slug if last else None


def _body_at_the_end(text: str, short: str) -> str | None:
    """The full name before a bracket, where the text in that abbreviates it."""
    found = _FULL_NAME.search(f"{text} ")
    if found is None or not _ACRONYM.fullmatch(short):
        return None
    parts = found.group().split()
    for at in range(len(parts)):
        name = " ".join(parts[at:])
        begins = short[:1].lower() == parts[at][:1].lower()
        if begins and parts[at][0].isupper() and abbreviates(short, name) and _is_body(name):
            return name
    return None


def _company_at_the_end(text: str, quoted: list[str]) -> str | None:
    """The name of several words before a term in quotation marks: "Lumen Social (the "Controller")"."""
    named = _SEVERAL.search(text) if quoted else None
    return named.group().removeprefix("The ") if named else None


def _is_body(name: str) -> bool:
    """Whether a name says that it is a body, and no pledge, law or fund of theirs."""
    kinds = [part.lower() for part in re.split(r"\s+(?:of|for|on)\s+", name)[0].split()[-1:]]
    kinds.append(name.split()[-1].lower())
    bodies = words("organisations.collectives") - words("organisations.pledge_names")
    return " " in name and any(kind in bodies for kind in kinds)
