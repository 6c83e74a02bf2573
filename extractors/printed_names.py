"""Names as a document prints them: what can be one, and those that its running text introduces."""

from __future__ import annotations

import re
import unicodedata

from extractors.editions import FULL_MONTHS
from extractors.lexicon import PartOfSpeech, lexicon
from extractors.word_lists import any_of, words
from schemas.documents import Document

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
"""The capital letters that begin names, as the inside of a character class."""
WORD = rf"[{UPPER}][\w’'-]+"
NAME = re.compile(rf"[{UPPER}0-9][\w&'’.+-]*(?:\s+(?:[{UPPER}0-9][\w&'’.+-]*|of|and|for|the|&))*")
GENERIC = re.compile(
    rf"(?i)(?<!\w)(?:{any_of('organisations.report_topics')}\s+)*{any_of('organisations.report_places')}?\s*"
    rf"{any_of('organisations.report_words')}\.?"
)
DATE = re.compile(rf"(?i)\b(?:q[1-4]|h[12]|cy|fy|(?:19|20)\d\d|{'|'.join(FULL_MONTHS)})\b")
_PARTS_OF_SPEECH: tuple[PartOfSpeech, ...] = ("noun", "verb", "adj", "adv")
OPENING = words("organisations.name_openers")
RUN_IN = re.compile(r"([^.:–—()]{2,40}?)(?:\s+\([^()]{2,40}\))?(?:[.:]|\s+[–—-])\s+(?=\S)")
"""Opens a paragraph with a name: "Acme Foods. It has ...", "Acme Foods (grocer) – The chain ..."."""

ENUMERATOR = re.compile(
    r"^(?:\((?:[a-zA-Z]|\d{1,2}|[ivxIVX]{1,4})\)|(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+)\s+"
)
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


LEGAL_FORM = (
    r"(?:,?\s+(?:Inc|Incorporated|plc|PLC|(?:Pty\s+|Pte\.?\s+)?Ltd|Limited|LLC|LLP|Corp|Corporation|g?GmbH|AG|SE|AB|ASA|Oyj?"
    r"|A/S|ApS|SAS|SARL|S\.?A|B\.?V|N\.?V|SpA|S\.p\.A|S\.?r\.?l|Kft|KGaA|e\.\s?V)\b\.?)"
)
"""What the law calls a company, behind its name; the source of a regular expression."""


def without_legal_form(name: str) -> str:
    """`Acme Foods Ltd.` as `Acme Foods`."""
    return re.sub(rf"{LEGAL_FORM}\W*$", "", name)


def is_name(text: str) -> bool:
    """Whether a heading could be nothing but a name: up to five words, the weighty ones capitalised."""
    text = text.strip(" .:")
    parts = text.split()
    if not parts or len(parts) > 5 or parts[0].lower() in OPENING or DATE.search(text):
        return False
    return NAME.fullmatch(text) is not None and not text.isdigit() and not GENERIC.fullmatch(text)


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


_KINDS = "|".join(sorted(words("organisations.institutions")))
_INSTITUTION = re.compile(
    rf"(?<![\w.])(?:(?!(?:The|A|Our|Each)\s){WORD}\s+)?(?:{_KINDS})\s+"
    rf"(?:of\s+(?:the\s+)?{WORD}(?:\s+{WORD}){{0,3}}"
    rf"|for\s+(?:the\s+)?{WORD}(?:\s+(?:(?:and|of|&)\s+)?{WORD}){{0,4}})"
)
_BODY_KINDS = words("organisations.collectives") - words("organisations.pledge_names")
_BODY_NOUN = "|".join(sorted(kind.title() for kind in _BODY_KINDS))
_THE_BODY = re.compile(rf"\b[Tt]he\s+((?:{WORD}\s+){{1,4}}({_BODY_NOUN}))(?![\w-])(?!\s+{WORD})")
_JOINED = re.compile(rf"\b[Tt]he\s+(?P<first>(?:{WORD},?\s+){{1,3}}and)\s+$")
"""The first half of "the Competition and Markets Authority"."""
_BODIES = re.compile(any_of("organisations.collectives"))
_PLACES = words("organisations.site_places") | words("organisations.report_places")
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
                joined = _JOINED.search(text[: match.start()])
                before = joined["first"].split() if joined and not _BODIES.search(joined["first"]) else []
                parts = [*before, *match.group().split()]
                while len(parts) > 2 and (parts[0].lower() in OPENING or parts[0] in _LABELS):
                    parts = parts[1:]
                place = parts[-1] in ("Center", "Centre") and parts[-2].lower() in _PLACES
                if parts[0].lower() not in OPENING and not (place and len(parts) == 2):
                    found.append(" ".join(parts))
    return [name for name in dict.fromkeys(found) if not any(other.endswith(f" {name}") for other in found)]


_COMPANY = re.compile(
    rf"(?P<name>{LISTED}),?\s+(?:Inc|plc|PLC|Ltd|Limited|LLC|LLP|Corp|GmbH|A/S|Oyj|B\.V|N\.V|S\.p\.A|Pty)(?![\w-])"
)
"""A company by its legal form, where that cannot be another word."""


def company_names(document: Document) -> list[str]:
    """Names with a legal form behind them in headings and running text: "Docklands plc has not started"."""
    found = [
        match["name"].removeprefix("The ")
        for block in document.content()
        if block.kind in ("heading", "paragraph", "lead", "list_item", "footnote")
        for match in _COMPANY.finditer(document.text_of(block))
    ]
    return [name for name in dict.fromkeys(found) if is_name(name)]


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


def used_inside(text: str, name: str) -> bool:
    """Whether the running text prints it capitalised inside a sentence, behind a word that is not."""
    return re.search(rf"(?:\b[a-z][\w’'-]*|[,;])\s{re.escape(name)}\b(?!\s*\n)", text) is not None


def used_as_name(text: str, name: str) -> bool:
    """Whether the running text uses it as a proper name: capitalised inside a sentence, or, for a name of
    several words, as the subject of one.
    """
    escaped = re.escape(name)
    inside = used_inside(text, name)
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
