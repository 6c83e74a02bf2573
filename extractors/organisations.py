"""Whom a document speaks of: names from the profile, names the document itself introduces, its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from extractors.editions import FULL_MONTHS
from extractors.lexicon import PartOfSpeech, lexicon
from extractors.profiles import Mention, Profile
from extractors.word_lists import any_of, words
from schemas.documents import Document
from schemas.sources import Source

_NAME = re.compile(r"[A-Z0-9][\w&'’.+-]*(?:\s+(?:[A-Z0-9][\w&'’.+-]*|of|and|for|the|&))*")
_GENERIC = re.compile(
    rf"(?i)(?<!\w)(?:{any_of('organisations.report_topics')}\s+)*{any_of('organisations.report_places')}?\s*"
    rf"{any_of('organisations.report_words')}\.?"
)
_DATE = re.compile(rf"(?i)\b(?:q[1-4]|h[12]|cy|fy|(?:19|20)\d\d|{'|'.join(FULL_MONTHS)})\b")
_PARTS_OF_SPEECH: tuple[PartOfSpeech, ...] = ("noun", "verb", "adj", "adv")
_SEPARATOR = re.compile(r"\s+[|–—·»›*-]\s+|:\s+|\s*[|»›]\s*")
_OPENING = words("organisations.name_openers")
_COLLECTIVE = re.compile(any_of("organisations.collectives"))
_TOPIC = re.compile(any_of("organisations.report_topics"))
_INITIATIVE = re.compile(rf"(?i)(?:[’']s)?\s+{any_of('organisations.pledge_words')}")
RUN_IN = re.compile(r"([^.:–—]{2,40})(?:[.:]|\s+[–—])\s+(?=\S)")
"""Opens a paragraph with a name: "Acme Foods. It has ...", "Acme Foods – The grocer ..."."""

ENUMERATOR = re.compile(r"^(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]\s+")
"""The letter or number that a heading is counted with."""


def slug_of(name: str) -> str:
    """A name as a slug: `Mistral AI` is `mistral-ai`. Possessives and full stops go."""
    name = re.sub(r"[’']s\b", "", name)
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def is_name(text: str) -> bool:
    """Whether a heading could be nothing but a name: up to five words, the weighty ones capitalised."""
    text = text.strip(" .:")
    parts = text.split()
    if not parts or len(parts) > 5 or parts[0].lower() in _OPENING or _DATE.search(text):
        return False
    return _NAME.fullmatch(text) is not None and not text.isdigit() and not _GENERIC.fullmatch(text)


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
    opening = dict.fromkeys(_opens_with_names(document))
    for name in [
        *_enumerated_names(document),
        *opening,
        *_collective_names(document),
        *_subject_names(document),
    ]:
        if not profile.find_organisations(name) and name not in book.learned:
            book.learn(name, prose)
    for names, sure in _heading_names(document):
        printed = [name.title() if name.isupper() and len(name) > 4 else name for name in names]
        known = {name for name in printed if name in book.learned or profile.find_organisations(name)}
        used = {name for name in printed if name not in known and _used_as_name(prose, name)}
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
            labels += [document.text_of(cell) for cell in block.table.cells if cell.column == 0 < cell.row]
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
    descriptions = _self_descriptions(document)
    for text in descriptions:
        mentions = profile.find_organisations(text)
        if len({one.slug for one in mentions}) == 1 and _names_its_publisher(text, mentions[0]):
            return mentions[0]
        if text == document.site_name and _publisher_names(text):
            name = _publisher_names(text)[0]
            return Mention(slug_of(name), name, 0, 0)
    prose = _prose(document)
    candidates = [name for text in descriptions for name in _publisher_names(text)]
    for name in candidates:
        if " " in name and _COLLECTIVE.search(name):
            return Mention(slug_of(name), name, 0, 0)
    candidates = [
        name for name in candidates if " " in name or not _is_word(name) or _used_as_name(prose, name)
    ]
    counts = {name: _times_named(document.text, name) for name in candidates}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or counts[best] < 2:
        best = _announcer(document) or _body_that_speaks(document, prose)
    return Mention(slug_of(best), best, 0, 0) if best is not None else None


def _body_that_speaks(document: Document, prose: str) -> str | None:
    """The one body that a text calls "the Foundation" later, where nothing else says who publishes it."""
    names = [name for name in _collective_names(document) if list(_short_forms(name, prose))]
    return names[0] if len(names) == 1 else None


def _announcer(document: Document) -> str | None:
    """Who announces or publishes something, in the words near the top."""
    for block in list(document.content())[:6]:
        match = _ANNOUNCES.search(document.text_of(block)) if block.table is None else None
        if match:
            return match.group("publisher") or match.group("announcer")
    return None


def _publisher_names(text: str) -> list[str]:
    """What is left of a title or header when the words for reports, topics and dates are taken out."""
    names = []
    for part in reversed(_SEPARATOR.split(text)):
        name = re.sub(r"\s+", " ", _DATE.sub(" ", _GENERIC.sub(" ", part))).strip(" .,:;©-–—|·")
        parts = name.split()
        if len(parts) > 2 and parts[0].lower() == "the":
            parts, name = parts[1:], name.split(None, 1)[1]
        if (
            1 <= len(parts) <= (_LONGEST_NAME if _COLLECTIVE.search(name) else 5)
            and parts[0].lower() not in _OPENING
            and _NAME.fullmatch(name)
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
    return first if not _is_word(first) or (len(first) > 4 and _used_as_name(prose, first)) else None


def _is_word(name: str) -> bool:
    """Whether the dictionary has it."""
    return any(lexicon().may_be(name.lower(), part) for part in _PARTS_OF_SPEECH)


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
    headers = [
        document.text_of(block) for block in document.blocks if block.furniture in ("header", "footer")
    ]
    texts += list(dict.fromkeys(one for one in headers if len(one) < 120))[:6]
    return [text for text in texts if text]


_DATED = re.compile(
    r"\([^()]{3,40}\)|[,:–—-]\s+(?:(?:\d{1,2}\s+)?[A-Z][a-z]+|Q[1-4]|H[12])?\s*(?:19|20)\d\d\s*$"
)
"""What a heading adds to a name: "Acme (October 2024)", "Acme, Q3 2024"."""


_ACTORS = words("metrics.actors_plural")
_OVER_NAMES = re.compile(
    rf"(?i){any_of('metrics.actors')}\s+by\s+{any_of('metrics.actors')}|^(?:what\s+)?(?:the\s+|our\s+|each\s+)?"
    rf"{any_of('metrics.actors_plural')}(?:\s+(?:did|said|told\s+us|report(?:ed)?))?$"
)


def _heading_names(document: Document) -> list[tuple[list[str], bool]]:
    """The names that head sections, those of sections side by side together, and those that run in; and
    whether the heading over them says that they are names ("Members", "Provider by provider").
    """
    groups: dict[tuple[int, int], list[str]] = {}
    mixed: set[tuple[int, int]] = set()
    above: dict[int, int] = {}
    told: dict[int, bool] = {}
    sure: set[tuple[int, int]] = set()
    for number, block in enumerate(document.content()):
        text = document.text_of(block)
        if block.kind == "heading":
            level = block.level or 2
            above = {one: at for one, at in above.items() if one < level}
            key = (level, max(above.values(), default=-1))
            above[level] = number
            told[number] = _OVER_NAMES.search(text) is not None and not is_name(text)
            told[number] |= text.lower() in _ACTORS
            if told.get(key[1]):
                sure.add(key)
            text = _DATED.sub("", ENUMERATOR.sub("", text)).strip(" ,:–—-|")
            parts = re.split(r":\s+|\s+and\s+|,\s+", text)
            names = [part.strip(" .:") for part in parts if is_name(part)]
            if len(names) < len(parts):
                mixed.add(key)
            groups.setdefault(key, []).extend(names)
        elif block.kind == "paragraph":
            run_in = RUN_IN.match(text)
            if run_in and is_name(run_in.group(1)):
                groups[0, number] = [run_in.group(1).strip(" .:")]
    found: list[tuple[list[str], bool]] = []
    for key, names in groups.items():
        alone = key in mixed or len(names) < 2
        together = [[name] for name in names] if alone else [list(dict.fromkeys(names))]
        found += [(one, key in sure and key not in mixed) for one in together]
    return found


_LONGEST_NAME = 9
"""Words of the name of a body: "Office of the Commissioner for Online Services and Media"."""

_LISTED = r"(?:[A-Z][\w&’'.-]*(?:\s+(?:&\s+)?[A-Z][\w&’'.-]*){0,3})"
LIST_OF_NAMES = re.compile(rf"{_LISTED}(?:,\s+{_LISTED})+,?\s+(?:and|or)\s+{_LISTED}")


_PAIRED = re.compile(r"(?<![\w&] )\b[A-Z][\w’'-]+ & [A-Z][\w’'-]+(?! [A-Z&])")
"""A name of two with "&" between: "Cole & Marsh"."""


def _enumerated_names(document: Document) -> list[str]:
    """Names from enumerations of three or more capitalised ones ("A, B and C have signed")."""
    names: list[str] = []
    paired: list[str] = []
    for block in document.content():
        if block.table is None and block.kind not in ("title", "heading"):
            found = (match.group() for match in _PAIRED.finditer(document.text_of(block)))
            paired += [name for name in found if not _GENERIC.fullmatch(f"{name} report")]
        if block.table is None:
            for match in LIST_OF_NAMES.finditer(document.text_of(block)):
                parts = re.split(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", match.group())
                names += [part.strip(" .") for part in parts if is_name(part)]
    return list(dict.fromkeys(paired)) + [
        name
        for name in dict.fromkeys(names)
        if (len(name) > 3 or not name.isupper())
        and len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", document.text)) > 1
    ]


_COLLECTIVE_NAME = re.compile(
    rf"(?<![\w.])(?:[A-Z][\w&’'-]+\s+){{1,4}}(?:{'|'.join(sorted(words('organisations.naming_collectives')))})(?![\w-])"
)
_SUBJECT_NAME = re.compile(
    rf"(?:^|(?<=[.!?]\s))([A-Z][\w&’-]+(?:\s+[A-Z][\w&’-]+){{0,3}})\s+{any_of('organisations.subject_verbs')}",
    re.MULTILINE,
)


_ANNOUNCES = re.compile(
    rf"(?P<announcer>{_LISTED})\s+(?:(?:has\s+|have\s+)?(?:announced|said|published|released)|announces)\s+today\b"
    rf"|(?:^|\n)\W*(?:Published|Issued|Compiled)\s+by\s+(?:the\s+)?(?P<publisher>{_LISTED})"
)


def _collective_names(document: Document) -> list[str]:
    """Names that say of themselves what they are: "the Beacon Clearing House"."""
    found = []
    for block in document.content():
        if block.kind in ("paragraph", "lead", "list_item", "footnote"):
            for match in _COLLECTIVE_NAME.finditer(document.text_of(block)):
                parts = match.group().split()
                while len(parts) > 2 and parts[0].lower() in _OPENING:
                    parts = parts[1:]
                if parts[0].lower() not in _OPENING:
                    found.append(" ".join(parts))
    return list(dict.fromkeys(found))


def _opens_with_names(document: Document) -> Iterable[str]:
    """The names that open the items of a list of three or more: "Aquila relaunched ..."."""
    run: list[str] = []
    for block in document.content():
        match = _ITEM_SUBJECT.match(document.text_of(block)) if block.kind == "list_item" else None
        acts = match is not None and lexicon().lemma(match.group(2), "verb") not in (None, match.group(2))
        if match and acts and is_name(match.group(1)) and not _is_word(match.group(1)):
            run.append(match.group(1))
        elif block.kind != "list_item" or not match:
            if len(set(run)) > 2:
                yield from run
            run = []
    if len(set(run)) > 2:
        yield from run


_ITEM_SUBJECT = re.compile(
    r"([A-Z][\w’'-]+(?:\s+(?:&\s+)?[A-Z][\w’'-]+){0,2})\s+(?:has\s+|have\s+)?([a-z]+)\b"
)


def _subject_names(document: Document) -> list[str]:
    """Capitalised subjects of two sentences or more that the text never writes in lower case."""
    counts: dict[str, int] = {}
    for block in document.content():
        if block.kind in ("paragraph", "lead", "list_item"):
            for match in _SUBJECT_NAME.finditer(document.text_of(block)):
                counts[match.group(1)] = counts.get(match.group(1), 0) + 1
    return [
        name
        for name, count in counts.items()
        if count > 1
        and is_name(name)
        and not _COMMON_ENDING.search(name)
        and not re.search(rf"(?<!\w){re.escape(name[0].lower() + name[1:])}(?!\w)", document.text)
        and name not in words("organisations.not_names")
        and (" " in name or lexicon().lemma(name.lower(), "noun") in (None, name.lower()))
    ]


_COMMON_ENDING = re.compile(rf"(?:{'|'.join(sorted(words('organisations.common_endings')))})$")


def _used_as_name(text: str, name: str) -> bool:
    """Whether the running text uses it as a proper name: capitalised inside a sentence, or, for a name of
    several words, as the subject of one.
    """
    escaped = re.escape(name)
    inside = re.search(rf"[a-z,;]\s{escaped}\b(?!\s*\n)", text) is not None
    opens = re.search(rf"(?:(?<=[.!?:]\s)|^){escaped}\s+[a-z]", text, re.MULTILINE) is not None
    if " " in name:
        return inside or opens
    if re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text):
        return False
    singular = lexicon().lemma(name.lower(), "noun") in (None, name.lower())
    return inside or (opens and singular and not _COMMON_ENDING.search(name))
