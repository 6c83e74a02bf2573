"""Names as a document prints them: what can be one, and where a text introduces those that nobody listed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from extractors.editions import FULL_MONTHS
from extractors.lexicon import PartOfSpeech, lexicon
from extractors.word_lists import any_of, words
from schemas.documents import Block, Document

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
"""The capital letters that begin names, as the inside of a character class."""
NAME = re.compile(rf"[{UPPER}0-9][\w&'’.+-]*(?:\s+(?:[{UPPER}0-9][\w&'’.+-]*|of|and|for|the|&))*")
GENERIC = re.compile(
    rf"(?i)(?<!\w)(?:{any_of('organisations.report_topics')}\s+)*{any_of('organisations.report_places')}?\s*"
    rf"{any_of('organisations.report_words')}\.?"
)
DATE = re.compile(rf"(?i)\b(?:q[1-4]|h[12]|cy|fy|(?:19|20)\d\d|{'|'.join(FULL_MONTHS)})\b")
_PARTS_OF_SPEECH: tuple[PartOfSpeech, ...] = ("noun", "verb", "adj", "adv")
OPENING = words("organisations.name_openers")
RUN_IN = re.compile(r"([^.:–—]{2,40})(?:[.:]|\s+[–—])\s+(?=\S)")
"""Opens a paragraph with a name: "Acme Foods. It has ...", "Acme Foods – The grocer ..."."""

ENUMERATOR = re.compile(r"^(?:(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+)\s+")
"""The letter or number that a heading is counted with."""


def slug_of(name: str) -> str:
    """A name as a slug: `Mistral AI` is `mistral-ai`, `Café Nord` is `cafe-nord`. Possessives and full stops
    go, and letters lose their marks.
    """
    name = re.sub(r"[’']s\b", "", name).casefold().translate(_PLAIN)
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", "".join(plain)).strip("-")


_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that are no other letter with a mark."""


def is_name(text: str) -> bool:
    """Whether a heading could be nothing but a name: up to five words, the weighty ones capitalised."""
    text = text.strip(" .:")
    parts = text.split()
    if not parts or len(parts) > 5 or parts[0].lower() in OPENING or DATE.search(text):
        return False
    return NAME.fullmatch(text) is not None and not text.isdigit() and not GENERIC.fullmatch(text)


_DATED = re.compile(
    r"\([^()]{3,40}\)|[,:–—-]\s+(?:(?:\d{1,2}\s+)?[A-Z][a-z]+|Q[1-4]|H[12])?\s*(?:19|20)\d\d\s*$"
)
"""What a heading adds to a name: "Acme (October 2024)", "Acme, Q3 2024"."""


_ACTORS = words("metrics.actors_plural")
_OVER_NAMES = re.compile(
    rf"(?i){any_of('metrics.actors')}\s+by\s+{any_of('metrics.actors')}|^(?:what\s+)?(?:the\s+|our\s+|each\s+)?"
    rf"{any_of('metrics.actors_plural')}(?:\s+(?:did|said|told\s+us|report(?:ed)?))?$"
)


def heading_names(document: Document) -> list[tuple[list[str], bool]]:
    """The names that head sections, those of sections side by side together, and those that run in; and
    whether the heading over them says that they are names ("Members", "Provider by provider").
    """
    groups: dict[tuple[int, int], list[str]] = {}
    mixed: set[tuple[int, int]] = set()
    above: dict[int, int] = {}
    told: dict[int, bool] = {}
    sure: set[tuple[int, int]] = set()
    blocks = list(document.content())
    for number, block in enumerate(blocks):
        text = document.text_of(block)
        below = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.kind == "list_item" and is_name(text) and below is not None and _stands_over(block, below):
            over = max(above.values(), default=-1)
            groups.setdefault((100 + (block.level or 1), over), []).append(text.strip(" .:"))
            if told.get(over):
                sure.add((100 + (block.level or 1), over))
        elif block.kind == "heading":
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
                over = max(above.values(), default=-1)
                groups.setdefault((0, over), []).append(run_in.group(1).strip(" .:"))
                if told.get(over):
                    sure.add((0, over))
    found: list[tuple[list[str], bool]] = []
    for key, names in groups.items():
        alone = key in mixed or len(names) < 2
        together = [[name] for name in names] if alone else [list(dict.fromkeys(names))]
        found += [(one, key in sure and key not in mixed) for one in together]
    return found


def _stands_over(item: Block, below: Block) -> bool:
    """Whether an item has items of its own."""
    return below.kind == "list_item" and (below.level or 1) > (item.level or 1)


LONGEST_NAME = 9
"""Words of the name of a body: "Office of the Commissioner for Online Services and Media"."""

LISTED = rf"(?:[{UPPER}][\w&’'.-]*(?:(?<![a-z][a-z]\.)\s+(?:&\s+)?[{UPPER}][\w&’'.-]*){{0,3}})"
"""A name of up to four capitalised words, none of which ends a sentence."""
LIST_OF_NAMES = re.compile(rf"{LISTED}(?:,\s+{LISTED})+,?\s+(?:and|or)\s+{LISTED}")


_BARE_LIST = re.compile(rf":\s+(?P<names>{LISTED}(?:[,;]\s+{LISTED}){{2,}})\.?$", re.MULTILINE)
"""A list behind a colon without a last "and": "Reported: Ardo, Brill, Corda."."""
_PAIRED = re.compile(rf"(?<![\w&] )\b[{UPPER}][\w’'-]+ & [{UPPER}][\w’'-]+(?! [{UPPER}&])")
"""A name of two with "&" between: "Cole & Marsh"."""


def enumerated_names(document: Document) -> list[str]:
    """Names from enumerations of three or more capitalised ones ("A, B and C have signed")."""
    names: list[str] = []
    paired: list[str] = []
    for block in document.content():
        if block.table is None and block.kind not in ("title", "heading"):
            found = (match.group() for match in _PAIRED.finditer(document.text_of(block)))
            paired += [name for name in found if not GENERIC.fullmatch(f"{name} report")]
        if block.table is None:
            for match in LIST_OF_NAMES.finditer(document.text_of(block)):
                parts = re.split(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", match.group())
                names += [part.strip(" .") for part in parts if is_name(part)]
            for match in _BARE_LIST.finditer(document.text_of(block)):
                parts = re.split(r"[,;]\s+", match["names"])
                names += [part.strip(" .") for part in parts if is_name(part)]
    return list(dict.fromkeys(paired)) + [
        name
        for name in dict.fromkeys(names)
        if (len(name) > 3 or not name.isupper())
        and len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", document.text)) > 1
    ]


_COLLECTIVE_NAME = re.compile(
    rf"(?<![\w.])(?:[{UPPER}][\w&’'-]+\s+){{1,4}}(?:{'|'.join(sorted(words('organisations.naming_collectives')))})(?![\w-])"
)
_SUBJECT_NAME = re.compile(
    rf"(?:^|(?<=[.!?]\s))([{UPPER}][\w&’-]+(?:\s+[{UPPER}][\w&’-]+){{0,3}})\s+{any_of('organisations.subject_verbs')}",
    re.MULTILINE,
)


_WORD = rf"[{UPPER}][\w’'-]+"
_KINDS = "|".join(sorted(words("organisations.institutions")))
_INSTITUTION = re.compile(
    rf"(?<![\w.])(?:(?!(?:The|A|Our|Each)\s){_WORD}\s+)?(?:{_KINDS})\s+"
    rf"(?:of\s+(?:the\s+)?{_WORD}(?:\s+{_WORD}){{0,3}}"
    rf"|for\s+(?:the\s+)?{_WORD}(?:\s+(?:(?:and|of|&)\s+)?{_WORD}){{0,4}})"
)
_BODY_KINDS = words("organisations.collectives") - words("organisations.pledge_names")
_BODY_NOUN = "|".join(sorted(kind.title() for kind in _BODY_KINDS))
_THE_BODY = re.compile(rf"\b[Tt]he\s+((?:{_WORD}\s+){{1,4}}({_BODY_NOUN}))(?![\w-])(?!\s+{_WORD})")
_LABELS = ("NEWS", "PROVIDED", "BY", "SOURCE", "FROM", "CONTACT", "ABOUT", "RELEASE")
"""What a release prints in capitals before a name."""


def collective_names(document: Document) -> list[str]:
    """Names that say of themselves what they are: "the Beacon Clearing House", "the Port of Halden", and "the
    Reading Trust" where the text later says "the Trust".
    """
    found = []
    for block in document.content():
        if block.kind in ("paragraph", "lead", "list_item", "footnote"):
            text = document.text_of(block)
            found += [match.group() for match in _INSTITUTION.finditer(text)]
            found += [
                name
                for name, kind in _THE_BODY.findall(text)
                if re.search(rf"\b[Tt]he\s+{kind}\b(?!\s+[A-Z])", document.text)
            ]
            for match in _COLLECTIVE_NAME.finditer(text):
                parts = match.group().split()
                while len(parts) > 2 and (parts[0].lower() in OPENING or parts[0] in _LABELS):
                    parts = parts[1:]
                if parts[0].lower() not in OPENING:
                    found.append(" ".join(parts))
    return [name for name in dict.fromkeys(found) if not any(other.endswith(f" {name}") for other in found)]


_SERVICE_NAME = re.compile(
    rf"\b(?:the|its|our|and)\s+(?:[a-z-]+\s+){{0,3}}{any_of('organisations.services')}\s+"
    rf"(?P<name>[{UPPER}][\w&’'-]+(?:\s+[{UPPER}][\w&’'-]+)?)(?![\w’'-])"
)


def named_services(document: Document) -> list[str]:
    """Names behind what they are, used again elsewhere: "the photo service Pinhole"."""
    found = [
        match["name"]
        for block in document.content()
        if block.kind in ("paragraph", "lead")
        for match in _SERVICE_NAME.finditer(document.text_of(block))
    ]
    text = document.text
    return [
        name
        for name in dict.fromkeys(found)
        if is_name(name) and len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) > 1
    ]


def row_names(document: Document) -> list[str]:
    """The row labels of tables whose heading over them says that each row is an organisation."""
    found = []
    for block in document.content():
        table = block.table
        if table is None or not table.header_rows:
            continue
        over = [
            document.text_of(one) for one in table.cells if one.row < table.header_rows and one.column == 0
        ]
        if not any(_ORGANISATIONS.search(text) for text in over):
            continue
        labels = (
            document.text_of(one) for one in table.cells if one.row >= table.header_rows and one.column == 0
        )
        found += [label.strip(" *†‡.") for label in labels if is_name(label.strip(" *†‡."))]
    return [name for name in dict.fromkeys(found) if not _TOTAL_ROW.match(name)]


_ORGANISATIONS = re.compile(any_of("tables.organisation_headings"))
_TOTAL_ROW = re.compile(r"(?i)(?:grand\s+)?(?:totals?|all|overall|sum|average|other)s?\b")


def opening_names(document: Document) -> Iterable[str]:
    """The names that open the items of a list of three or more: "Aquila relaunched ..."."""
    run: list[str] = []
    told = False
    for block in document.content():
        if block.kind in ("heading", "title"):
            told = _OVER_NAMES.search(document.text_of(block)) is not None
        match = _ITEM_SUBJECT.match(document.text_of(block)) if block.kind == "list_item" else None
        acts = match is not None and (
            match["aux"] is not None
            or match["verb"].endswith("ed")
            or lexicon().lemma(match["verb"], "verb") not in (None, match["verb"])
        )
        if match and acts and is_name(match.group(1)) and (told or not is_word(match.group(1))):
            run.append(match.group(1))
        elif block.kind != "list_item" or not match:
            if len(set(run)) > 2:
                yield from run
            run = []
    if len(set(run)) > 2:
        yield from run


_ITEM_SUBJECT = re.compile(
    rf"([{UPPER}][\w’'-]+(?:\s+(?:&\s+)?[{UPPER}][\w’'-]+){{0,2}})\s+(?P<aux>has\s+|have\s+)?(?P<verb>[a-z]+)\b"
)


def subject_names(document: Document) -> list[str]:
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


def used_as_name(text: str, name: str) -> bool:
    """Whether the running text uses it as a proper name: capitalised inside a sentence, or, for a name of
    several words, as the subject of one.
    """
    escaped = re.escape(name)
    inside = re.search(rf"(?:\b[a-z][\w’'-]*|[,;])\s{escaped}\b(?!\s*\n)", text) is not None
    opens = re.search(rf"(?:(?<=[.!?:]\s)|^){escaped}\s+[a-z]", text, re.MULTILINE) is not None
    if " " in name:
        return inside or opens
    if re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text):
        return False
    singular = lexicon().lemma(name.lower(), "noun") in (None, name.lower())
    return inside or (opens and singular and not _COMMON_ENDING.search(name))


def is_word(name: str) -> bool:
    """Whether the dictionary has it."""
    return any(lexicon().may_be(name.lower(), part) for part in _PARTS_OF_SPEECH)
