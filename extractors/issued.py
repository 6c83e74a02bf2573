"""The edition that a document is, by what it prints of itself: title, running header, dateline, a table."""

from __future__ import annotations

import re
from datetime import date

from extractors.editions import find_editions
from extractors.periods import find_periods
from extractors.word_lists import any_of
from schemas.documents import Document

_NAMES_EDITION = re.compile(any_of("context.edition_words"))
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*(?:[-–—]|to)\s*(?:19|20)\d\d\b")
"""A span of years names no edition."""
_FISCAL_BEFORE = re.compile(r"(?i)\b(?:fiscal|financial)\s+(?:year\s+)?$")
"""Before a year of the company's own, which names no edition by itself."""
_REPORT_FOR = re.compile(rf"(?i){any_of('context.edition_words')}\s+(?:for|of|on)\s+(?:the\s+year\s+)?$")
_FORWARD = re.compile(rf"{any_of('context.aiming_words')}\s+(?:19|20)\d\d\b")
_LONGEST_SUBTITLE = 90
_LONGEST_MASTHEAD = 160
_LONGEST_MAIL_HEADER = 30
"""Lines."""
DATELINE = re.compile(
    r"[^\W\d_][\w .,/()'’-]{2,60}?(?:19|20)\d\d\)?\s*(?:[(/\[][^()/\[\]]{2,40}[)/\]]\s*)?(?:--|–|—|-|:)\s"
)
"""Opens a release: "ROTTERDAM, 4 June 2025 (Coastwire) - "."""


def heading_edition(text: str, *, title: bool = False) -> str | None:
    """The edition that a heading names, or None. A bare year counts beside a word such as report, or alone;
    a year that is aimed at ("Pledges for 2025") names none.
    """
    text = _YEARS.sub(" ", text)
    for edition in find_editions(text):
        if _FISCAL_BEFORE.search(text[: edition.start]):
            continue
        if len(edition.iso) > 4:
            return edition.iso
        alone = text.strip(" .:()") == edition.iso
        reports = _REPORT_FOR.search(text[: edition.start])
        if alone or reports or ((title or _NAMES_EDITION.search(text)) and not _FORWARD.search(text)):
            return edition.iso
    return None


def document_edition(document: Document) -> str | None:
    """What the document says first that it is: by its title, its headers, its date of publication, its first
    lines. None where it says nothing.
    """
    titles = [document.text_of(block) for block in document.content() if block.kind == "title"]
    for text in [*titles[:1], document.title or "", *_subtitle(document), *mail_field(document, "subject")]:
        if edition := heading_edition(text, title=True):
            return edition
    sent = next((one.iso for text in mail_field(document, "date|sent") for one in find_editions(text)), None)
    printed = _running_edition(document) or _dated_line(document) or sent or _masthead(document)
    published = document.published.isoformat() if document.published else None
    rows = (iso for row in front_matter(document) if (iso := _issued_on(row)))
    return printed or published or next(rows, None) or _dateline(document)


def mail_field(document: Document, name: str) -> list[str]:
    """What the header of a mail says in one of its fields: "Date: Thu, 9 October 2025 07:12 +0000"."""
    found = (
        re.match(rf"(?i)(?:{name}):\s*(.+)", document.text_of(block))
        for block in document.blocks[:_LONGEST_MAIL_HEADER]
        if block.furniture == "boilerplate"
    )
    return [match.group(1) for match in found if match]


def front_matter(document: Document) -> list[str]:
    """The rows of a table above the first heading that says what the document is ("Period: 1-31 May")."""
    rows: dict[int, list[str]] = {}
    for block in document.content():
        if block.kind == "heading":
            break
        if block.table is not None and {cell.column for cell in block.table.cells} == {0, 1}:
            for cell in block.table.cells:
                rows.setdefault(block.start + cell.row, []).append(document.text_of(cell))
    return [": ".join(cells) for cells in rows.values()]


def _subtitle(document: Document) -> list[str]:
    """The short line right under the title, if it is no sentence."""
    content = list(document.content())[:2]
    if len(content) < 2 or content[0].kind != "title" or content[1].kind not in ("paragraph", "lead"):
        return []
    text = document.text_of(content[1]).strip()
    return [text] if len(text) <= _LONGEST_SUBTITLE and text[-1:] not in ".!?:" else []


def _running_edition(document: Document) -> str | None:
    """The edition named in the running headers of a paginated document."""
    for block in document.blocks:
        if block.furniture in ("header", "footer") and document.pages:
            edition = heading_edition(document.text_of(block))
            if edition:
                return edition
    return None


def _dated_line(document: Document) -> str | None:
    """The date that stands alone in a line near the top of a paginated document, whose metadata only say
    when its file was made.
    """
    for block in list(document.content())[:5] if document.pages else ():
        text = document.text_of(block).strip(" .")
        found = find_editions(text) if block.table is None and len(text) < 40 else []
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)):
            return found[0].iso
    return None


def _masthead(document: Document) -> str | None:
    """The month in a short line above the first sentence of a plain text."""
    if document.media_type != "text/plain":
        return None
    for block in list(document.content())[:6]:
        text = document.text_of(block)
        if block.kind == "heading" or block.table is not None or len(text) > _LONGEST_MASTHEAD:
            return None
        found = [one for one in find_editions(text) if len(one.iso) >= 7]
        if len(found) == 1 and text.strip()[-1:] not in ".!?:" and not find_periods(text):
            return found[0].iso
    return None


def _dateline(document: Document) -> str | None:
    """The day printed in a short line near the top, or before the first sentence of a press release
    ("BRUSSELS, 11 February 2026 -- ..."), where the reader gave no date of publication.
    """
    for block in list(document.content())[:6]:
        text = document.text_of(block)
        if block.table is None and len(text) <= 120:
            day = next((one.iso for one in find_editions(text) if len(one.iso) == 10), None)
            if day and not find_periods(text):
                return day
        place = DATELINE.match(text)
        days = find_editions(place.group()) if place and block.table is None else []
        if days and len(days[0].iso) == 10:
            return days[0].iso
    return None


def _issued_on(row: str) -> str | None:
    """The day that a row such as "Published on: 17/02/2025" gives, where its order of day and month shows."""
    found = _ISSUED.match(row)
    if found is None:
        return None
    day, month = int(found["day"]), int(found["month"])
    if day <= 12 < month:
        day, month = month, day
    try:
        return date(int(found["year"]), month, day).isoformat() if day > 12 else None
    except ValueError:
        return None  # no such day


_ISSUED = re.compile(
    r"(?i)(?:published|issued|released|date)\b[^\d]{0,30}(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>20\d\d)\b"
)
