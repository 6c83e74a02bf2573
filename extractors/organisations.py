"""Whom a document speaks of: names from the profile, names the document itself introduces, its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from extractors.printed_names import (
    DATE,
    ENUMERATOR,
    GENERIC,
    LISTED,
    LONGEST_NAME,
    NAME,
    OPENING,
    RUN_IN,
    collective_names,
    enumerated_names,
    heading_names,
    is_word,
    named_services,
    opening_names,
    row_names,
    slug_of,
    subject_names,
    used_as_name,
)
from extractors.profiles import Mention, Profile
from extractors.word_lists import any_of, words
from schemas.documents import Document
from schemas.sources import Source

_SEPARATOR = re.compile(r"\s+[|–—·»›*-]\s+|:\s+|\s*[|»›]\s*")
_COLLECTIVE = re.compile(any_of("organisations.collectives"))
_TOPIC = re.compile(any_of("organisations.report_topics"))
_INITIATIVE = re.compile(rf"(?i)(?:[’']s)?\s+{any_of('organisations.pledge_words')}")
_NUMBERED = re.compile(r"(?i)\b(?:no|nr|vol|issue|edition|round)\.?\s*\d+\b")
_ANNOUNCES = re.compile(
    rf"(?P<announcer>{LISTED})\s+(?:(?:has\s+|have\s+)?(?:announced|said|published|released|issued|launched)|announces)\s+today\b"
    rf"|(?P<speaker>{LISTED})\s+today\s+(?:announced|published|released|issued|launched|said|unveiled)\b"
    rf"|(?:^|\n)\W*(?:Published|Issued|Compiled)\s+by\s+(?:the\s+)?(?P<publisher>{LISTED})"
)

_RELEASED = re.compile(
    rf"\b(?i:news\s+provided\s+by)\s+(?P<provider>{LISTED}?)(?=\s+[A-Z][a-z]{{2,8}}\.?\s+\d|\s*$|\s+\d)"
    rf"|^\W*(?:SOURCE|Source):?\s+(?P<source>{LISTED})\W*$"
)
_LEGAL = re.compile(r"\s*[,·|•]\s*")
"""After the name in a footer: its address, its number in the register."""
_BYLINE = re.compile(r"\s[|·•]\s.*\b(?:19|20)\d\d\b")


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
        slug = slug_of(name)
        self.learned.setdefault(name, slug)
        if first := _first_word(name, prose):
            self.learned.setdefault(first, slug)


def gazetteer(document: Document, profile: Profile, source: Source | None) -> Gazetteer:
    """Collects the names of one document: its publisher, and the headings that its own text uses as names."""
    book = Gazetteer(profile)
    prose = _prose(document)
    publisher = _publisher(document, profile, source)
    if publisher:
        book.publisher = publisher
        for name in _forms(publisher.name):
            book.learned.setdefault(name, publisher.slug)
            if first := _first_word(name, prose):
                book.learned.setdefault(first, publisher.slug)
    opening = dict.fromkeys(opening_names(document))
    for name in [
        *enumerated_names(document),
        *opening,
        *collective_names(document),
        *named_services(document),
        *row_names(document),
        *subject_names(document),
    ]:
        if not profile.find_organisations(name) and name not in book.learned:
            book.learn(name, prose)
    for names, sure in heading_names(document):
        printed = [name.title() if name.isupper() and len(name) > 4 else name for name in names]
        known = {name for name in printed if name in book.learned or profile.find_organisations(name)}
        used = {name for name in printed if name not in known and used_as_name(prose, name)}
        if sure or len(known | used) > len(names) // 2 or any("&" in name for name in names):
            used = set(printed) - known  # the others head sections of the same kind
        for name in printed:
            if name in used:
                book.learn(name, prose)
    for name, slug in list(book.learned.items()):
        for form in _short_forms(name, prose):
            book.learned.setdefault(form, slug)
    book.subjects = _subjects(document, book)
    book._named_by_profile = frozenset(one.slug for one in profile.find_organisations(prose))
    return book


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


def _prose(document: Document) -> str:
    """The running text: no headings, no tables, no furniture."""
    kinds = ("paragraph", "lead", "list_item", "footnote", "quote")
    return "\n\n".join(document.text_of(block) for block in document.content() if block.kind in kinds)


def _short_forms(name: str, prose: str) -> Iterable[str]:
    """What a body of several words is called later: "the Clearing House", "the Authority"."""
    parts = name.split()
    for at in range(1, len(parts)):
        form = " ".join(parts[at:])
        if form[0].isupper() and re.search(rf"\b[Tt]he\s+{re.escape(form)}\b(?!\s+[A-Z])", prose):
            yield f"the {form}"
            yield f"The {form}"


def _forms(name: str) -> Iterable[str]:
    """A publisher's name, and in title case where it was printed in capitals."""
    yield name
    if name.isupper():
        yield name.title()


def _publisher(document: Document, profile: Profile, source: Source | None) -> Mention | None:
    if source:
        known = next((one for one in profile.organisations if one.slug == source.publisher), None)
        return Mention(source.publisher, known.name if known else source.publisher, 0, 0)
    released = _released_by(document)
    if released is not None:
        return Mention(slug_of(released), released, 0, 0)
    descriptions = _self_descriptions(document)
    for text in descriptions:
        mentions = profile.find_organisations(text)
        if len({one.slug for one in mentions}) == 1 and _names_its_publisher(text, mentions[0]):
            return mentions[0]
        if text == document.site_name and _publisher_names(text):
            name = _without_department(_publisher_names(text)[0], _prose(document))
            return Mention(slug_of(name), name, 0, 0)
    prose = _prose(document)
    candidates = [name for text in descriptions for name in _publisher_names(text)]
    for name in candidates:
        if " " in name and _COLLECTIVE.search(name):
            name = _without_department(name, prose)
            return Mention(slug_of(name), name, 0, 0)
    candidates = [
        name for name in candidates if " " in name or not is_word(name) or used_as_name(prose, name)
    ]
    counts = {name: _times_named(document.text, name) for name in candidates}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is not None:
        best = _without_department(best, prose)
    if best is None or counts.get(best, 2) < 2:
        best = _announcer(document) or _body_that_speaks(document, prose)
    return Mention(slug_of(best), best, 0, 0) if best is not None else None


def _without_department(name: str, prose: str) -> str:
    """ "Acme Trust" in a title is Acme's page on trust, where the text itself only speaks of Acme."""
    *rest, last = name.split()
    short = " ".join(rest)
    if not rest or last.lower() not in words("organisations.departments") or name in prose:
        return name
    return short if len(re.findall(rf"(?<!\w){re.escape(short)}(?!\w)", prose)) > 1 else name


def _body_that_speaks(document: Document, prose: str) -> str | None:
    """The one body that a text calls "the Foundation" later, where nothing else says who publishes it."""
    names = [name for name in collective_names(document) if list(_short_forms(name, prose))]
    return names[0] if len(names) == 1 else None


def _announcer(document: Document) -> str | None:
    """Who announces or publishes something, in the words near the top."""
    for block in list(document.content())[:6]:
        match = _ANNOUNCES.search(document.text_of(block)) if block.table is None else None
        if match:
            name = match.group("publisher") or match.group("announcer") or match.group("speaker")
            return str(name).removeprefix("The ")
    return None


def _publisher_names(text: str) -> list[str]:
    """What is left of a title or header when the words for reports, topics and dates are taken out."""
    names = []
    for part in reversed(_SEPARATOR.split(text)):
        name = re.sub(r"\s+", " ", DATE.sub(" ", GENERIC.sub(" ", _NUMBERED.sub(" ", part)))).strip(
            " .,:;©-–—|·"
        )
        parts = name.split()
        if len(parts) > 2 and parts[0].lower() == "the":
            parts, name = parts[1:], name.split(None, 1)[1]
        if (
            1 <= len(parts) <= (LONGEST_NAME if _COLLECTIVE.search(name) else 5)
            and parts[0].lower() not in OPENING
            and NAME.fullmatch(name)
            and not _TOPIC.fullmatch(name)
            and slug_of(name)
        ):
            names.append(name)
    return names


def _first_word(name: str, prose: str) -> str | None:
    """The first word of a name, if that may be used for it: one that no dictionary has, or that the prose
    uses as a name; no noun such as Foundation.
    """
    first = name.split()[0]
    if first == name or len(first) < 3 or not first[1:].islower() or _COLLECTIVE.fullmatch(first):
        return None
    return first if not is_word(first) or (len(first) > 4 and used_as_name(prose, first)) else None


def _times_named(text: str, name: str) -> int:
    """How often the text uses it as a name: as printed, or in title case where it is printed in capitals."""
    forms = {name, name.title()} if name.isupper() else {name}
    return sum(len(re.findall(rf"(?<!\w){re.escape(form)}(?!\w)", text)) for form in forms)


def _names_its_publisher(text: str, mention: Mention) -> bool:
    """A name at either end of a title is the publisher's; one in the middle is what the page is about."""
    return mention.start == 0 or mention.end == len(text) or bool(_SEPARATOR.search(text[mention.end :][:4]))


def _self_descriptions(document: Document) -> list[str]:
    """What the document says of itself, the surest first: site name, title, h1, running headers."""
    texts = [document.site_name or "", document.title or ""]
    titles = [block for block in document.blocks if block.kind == "title"][:2]
    opening = next(iter(document.content()), None)
    if not titles and opening is not None and opening.kind == "heading":
        titles = [opening]
    texts += [document.text_of(block) for block in titles]
    if titles and opening is not None and opening.kind == "heading" and opening.start < titles[0].start:
        texts.append(document.text_of(opening))  # the letterhead over the title
    headers = [
        document.text_of(block) for block in document.blocks if block.furniture in ("header", "footer")
    ]
    texts += list(dict.fromkeys(one for one in headers if len(one) < 120))[:6]
    texts += [_LEGAL.split(one.lstrip("© "))[0] for one in headers if _LEGAL.search(one)][:6]
    bylines = [document.text_of(block) for block in list(document.content())[:4] if block.table is None]
    texts += [_LEGAL.split(one)[0] for one in bylines if len(one) < 120 and _BYLINE.search(one)]
    return [text for text in texts if text]


def _released_by(document: Document) -> str | None:
    """Whose a press release is that a news wire carries: "News provided by Acme", "SOURCE Acme"."""
    for block in document.blocks:
        match = _RELEASED.search(document.text_of(block)) if block.table is None else None
        if match:
            return match.group("provider") or match.group("source")
    return None
