"""Sections: what one heading says for all that stands under it, and which headings end those of companies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.editions import find_editions
from extractors.organisations import Gazetteer
from extractors.printed_names import ENUMERATOR
from extractors.rules import Mood
from extractors.word_lists import words
from schemas.documents import Document
from schemas.records import Coverage

_DASH_OR_COLON = "[:–—-]"
_QUESTIONS = {"what", "how", "why", "who", "where", "when"}
BELOW_HEADINGS = 9
"""The level of a line that only names somebody."""
_LONGEST_BESIDE = 30
"""Characters of a company's heading beside its name."""


@dataclass
class Section:
    """What one heading says for all that stands under it."""

    level: int
    text: str = ""
    organisations: tuple[tuple[str, str], ...] = ()
    edition: str | None = None
    coverage: Coverage | None = None
    mood: Mood | None = None
    mood_rule: str | None = None
    opens_with: str | None = None
    """Whom the text right below it has as its first subject."""
    speaks: bool = field(init=False)

    def __post_init__(self) -> None:
        self.speaks = bool(self.organisations or self.edition)

    def holds(self, other: Section) -> bool:
        """Whether another heading stands under this one: it is of a lower level, or of the same and names a
        company where this one names an edition ("March 2025", then "BRAMBLE KIDS": plain text has no levels).
        """
        if self.level != other.level:
            return self.level < other.level
        return bool(self.edition and not self.organisations and other.organisations and not other.edition)

    def is_about(self, publisher: str | None) -> bool:
        """Whether a heading's one organisation is its subject: the whole heading, beside a date, before or
        after a colon, or what the text below begins with. In "What NCMEC received" it is only mentioned.
        """
        slug, name = self.organisations[0]
        if self.level == BELOW_HEADINGS or (self.opens_with == slug and slug != publisher):
            return True
        rest = self.text.replace(name, " ", 1)
        for edition in reversed(find_editions(rest)):
            rest = rest[: edition.start] + " " + rest[edition.end :]
        left = re.findall(r"[^\W\d_]+", rest)
        asks = any(word.lower() in _QUESTIONS for word in left)
        opens_or_closes = re.compile(
            rf"^{re.escape(name)}(?:[’']s)?\s*(?:{_DASH_OR_COLON}|\()|{_DASH_OR_COLON}\s*{re.escape(name)}$"
        )
        title = ENUMERATOR.sub("", self.text.strip())
        return (len(left) <= 2 and not asks) or opens_or_closes.search(title) is not None


def closing_headings(document: Document, names: Gazetteer) -> frozenset[int]:
    """The starts of headings that stand below those of companies and belong to none of them. Where levels are
    guessed, as in plain text, "Notes to editors" looks as if it were the last company's; but a heading inside
    the sections of companies recurs under others, or none of them has any.
    """
    if document.media_type == "text/html":
        return frozenset()
    inside: dict[int, list[tuple[int, str]]] = {}
    level = 0
    last: int | None = None
    for block in document.content():
        if block.kind != "heading":
            continue
        text = document.text_of(block)
        named = names.find(text)
        if len(named) == 1 and len(text) - len(named[0].name) < _LONGEST_BESIDE:
            level, last = block.level or 2, block.start
            inside[last] = []
        elif last is not None and (block.level or 2) > level:
            inside[last].append((block.start, text.lower()))
        else:
            last = None
    *earlier, final = inside.values() if len(inside) > 1 else ([], [])
    recurring = {text for headings in earlier for _, text in headings}
    if any(text in recurring for _, text in final):
        final = [one for one in final if one[1] in words("organisations.section_headings")]
    elif recurring:
        return frozenset()
    return frozenset(start for start, text in final if text not in recurring)
