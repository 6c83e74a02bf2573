"""The edition that a document is, by what it prints of itself: title, running header, dateline, a table."""

from __future__ import annotations

import re
from datetime import date

from extractors.editions import MONTH, find_editions
from extractors.periods import find_periods
from extractors.word_lists import any_of, words
from schemas.documents import Document

_NAMES_EDITION = re.compile(any_of("context.edition_words"))
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*(?:[-–—]|to)\s*(?:19|20)\d\d\b")
"""A span of years names no edition."""
_SPLIT_YEAR = re.compile(r"\b(?:19|20)\d\d\s?[/–-]\s?\d\d\b(?!-)")
"""A year of a company's own, by the two in which it lies: "2023/24"."""
_TWO_MONTHS = re.compile(
    rf"(?i)\b{MONTH}\s+(?:19|20)\d\d\s*(?:[-–—]|to|until|through)\s*{MONTH}\s+(?:19|20)\d\d\b"
)
"""The days that a section is on, which are no edition: "July 2024 to June 2025"."""
_NUMBER_OF = re.compile(r"(?i)\bno\.?\s*\d+\s+of\s+(?:19|20)\d\d\b")
"""The number of a paper in a series: "Report no. 7 of 2025"."""
_FISCAL_BEFORE = re.compile(r"(?i)\b(?:fiscal|financial)\s+(?:year\s+)?$")
"""Before a year of the company's own, which names no edition by itself."""
_REPORT_FOR = re.compile(rf"(?i){any_of('context.edition_words')}\s+(?:for|of|on)\s+(?:the\s+year\s+)?$")
_FORWARD = re.compile(rf"{any_of('context.aiming_words')}\s+(?:19|20)\d\d\b")
_SEASON = re.compile(
    r"(?i)\b(?:spring|summer|autumn|fall|winter)(?:\s*/\s*(?:spring|summer|autumn|fall|winter))?\s+$"
)
"""Before the year of a number of a periodical: "Autumn 2024"."""
_LONGEST_SUBTITLE = 90
_HEAD = 4
"""Blocks of a document that may be its head, with its titles in lines of their own."""
_LONGEST_MASTHEAD = 160
_LONGEST_MAIL_HEADER = 30
"""Lines."""
DATELINE = re.compile(
    r"[^\W\d_][\w .,/()'’-]{2,60}?(?:19|20)\d\d\)?\s*(?:-{0,2}[(/\[][^()/\[\]]{2,40}[)/\]]\s*)?"
    r"(?:(?:--|–|—|-|:)\s|(?<=[)/\]])--|--(?=[^\W\d_]))"
)
"""Opens a release: "ROTTERDAM, 4 June 2025 (Coastwire) - "."""
_PLACE_BEHIND = re.compile(r",?\s+(?:\([^()]{2,40}\)\s*|[^\W\d_a-z][\w .,’'-]{1,40}?\s*)(?:--|–|—|-|:)\s")
"""Where a release is dated, behind the day: "4 June 2025, Geneva: "."""
_ISSUED_LINE = re.compile(
    rf"\W*(?i:(?:this|the)\s+)?(?:\w+\s+){{0,2}}?(?:(?P<changed>{any_of('context.changed_words')})|{any_of('context.issued_words')})"
    rf"(?![\w-])|\W*(?i:(?:update|edition|issue|version)\s+of)(?=\s+(?:\d|(?i:{MONTH})\s))"
)
"""Opens a line that says when something was published, or changed: "Published in September 2024"."""
_ALONE = re.compile(r"(?i)[\s.:()]*(?:(?:spring|summer|autumn|fall|winter)\s+)?[\s.:()]*")
"""Before a year that is a whole heading: "2024", "Autumn 2024"."""
_NEAR = 60
_JOINS_DATE = re.compile(
    r"(?P<word>[a-z][\w’'-]*)\s+(?:on|by|until|before|since|from|to|in|at)\s*(?:the\s+)?$"
)
_OWN_YEAR = re.compile(
    r"\b(?:(?P<from>(?:19|20)\d\d)\s?[/–-]\s?(?P<to>\d\d)"
    r"|(?i:FY\s?['’]?|(?:fiscal|financial)\s+(?:year\s+)?)(?P<fiscal>(?:20)?\d\d))\b"
)


def heading_edition(text: str, *, title: bool = False) -> str | None:
    """The edition that a heading names, or None. A bare year counts beside a word such as report, or alone;
    a year that is aimed at ("Pledges for 2025") names none.
    """
    text = _SPLIT_YEAR.sub(" ", _YEARS.sub(" ", _NUMBER_OF.sub(" ", text)))
    if not title:
        text = _TWO_MONTHS.sub(" ", text)
    for edition in find_editions(text):
        if _FISCAL_BEFORE.search(text[: edition.start]):
            continue
        if len(edition.iso) > 4:
            return edition.iso
        alone = _ALONE.fullmatch(text[: edition.start]) and not text[edition.end :].strip(" .:()")
        reports = _REPORT_FOR.search(text[: edition.start])
        if alone or reports or ((title or _NAMES_EDITION.search(text)) and not _FORWARD.search(text)):
            return edition.iso
    return None


def document_edition(document: Document) -> str | None:
    """What the document says first that it is: by its title, its headers, its date of publication, its first
    lines. None where it says nothing.
    """
    titles = [document.text_of(block) for block in document.content() if block.kind == "title"]
    for text in [*titles[:1], document.title or ""]:
        if edition := heading_edition(text, title=True):
            return edition
    for text in [*_subtitle(document), *mail_field(document, "subject")]:
        if edition := heading_edition(text, title=True):
            exact = (one for one in (_issued_line(document), _masthead(document)) if one)
            return next((one for one in exact if one.startswith(f"{edition}-")), edition)
    sent = next((one.iso for text in mail_field(document, "date|sent") for one in find_editions(text)), None)
    printed = _running_edition(document) or _dated_line(document) or sent or _masthead(document)
    published = document.published.isoformat() if document.published else None
    rows = (iso for row in front_matter(document) if (iso := _issued_on(row)))
    said = printed or published or next(rows, None) or _issued_line(document) or _dateline(document)
    if said is None and document.modified is None:
        return next((year for text in [*titles[:1], document.title or ""] if (year := _own_year(text))), None)
    return said


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
    if len(content) < 2 or content[0].kind != "title":
        return []
    text = document.text_of(content[1]).strip()
    if content[1].kind == "heading":
        return [text] if _is_only_edition(document, text) else []
    if content[1].kind not in ("paragraph", "lead"):
        return []
    if any(not _only_dates(text[: one.start]) for one in find_editions(text)):
        return []
    return [text] if len(text) <= _LONGEST_SUBTITLE and text[-1:] not in ".!?:" else []


def _is_only_edition(document: Document, text: str) -> bool:
    """Whether a heading right under the title says what the document is, and is not the first of several:
    "Progress report, January 2026" above the headings of its parts.
    """
    headings = [document.text_of(block) for block in document.content() if block.kind == "heading"]
    if not _NAMES_EDITION.search(text) or heading_edition(text) is None:
        return False
    return all(heading_edition(other) is None for other in headings[1:])


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
    for at, block in enumerate(list(document.content())[:6]):
        text = document.text_of(block)
        if block.kind == "heading" and at < _HEAD:
            continue  # "OFFICE OF THE AUDITOR", its division, the title, then the line with the month
        if block.kind == "heading" or block.table is not None or len(text) > _LONGEST_MASTHEAD:
            return None
        found = [one for one in find_editions(text) if len(one.iso) >= 7 or _SEASON.search(text[: one.start])]
        closed = text.strip()[-1:] not in ".!?:"
        says = _ISSUED_LINE.match(text) or _SEASON.search(text[: found[0].start]) if found else None
        if (
            len(found) == 1
            and closed
            and _only_dates(text[: found[0].start])
            and (says or not find_periods(text))
        ):
            return found[0].iso
    return None


def _issued_line(document: Document) -> str | None:
    """The month or day in a short line that says when something was published, at the top or at the foot; one
    that says when it was last changed only where no other does.
    """
    content = [block for block in document.content() if block.table is None]
    headings = (at for at, block in enumerate(content) if block.kind == "heading" and at >= _HEAD)
    first = next(headings, len(content))
    small = [block for block in document.blocks if block.furniture in ("footer", "boilerplate", "header")]
    changed = None
    for block in (*content[:first][:8], *content[first:][-3:], *small):
        text = document.text_of(block)
        match = _ISSUED_LINE.match(text) if len(text) <= _LONGEST_MASTHEAD else None
        found = [one for one in find_editions(text[match.end() :]) if len(one.iso) >= 7] if match else []
        if (
            match is None
            and len(text) <= _NEAR
            and (block in content[:4] or block.furniture == "boilerplate")
        ):
            season = next((one for one in find_editions(text) if _SEASON.search(text[: one.start])), None)
            changed = season.iso if season is not None else changed
        if match is None:
            continue
        day = found[0].iso if found and found[0].start <= _NEAR else _issued_on(text)
        if day is not None and not match["changed"]:
            return day
        changed = changed or day
    return changed


def _own_year(text: str) -> str | None:
    """The year of a company's own that a title names by the year in which it ends: "FY2024", "2023/24"."""
    match = _OWN_YEAR.search(text)
    if match is None:
        return None
    if match["to"]:
        if (int(match["from"]) + 1) % 100 != int(match["to"]) % 100:
            return None
        return f"{match['from'][:2]}{match['to'][-2:]}"
    return f"20{match['fiscal'][-2:]}"


def _dateline(document: Document) -> str | None:
    """The day printed in a short line near the top, or before the first sentence of a press release
    ("BRUSSELS, 11 February 2026 -- ..."), where the reader gave no date of publication.
    """
    for block in list(document.content())[:6]:
        text = document.text_of(block)
        if block.table is None and len(text) <= 120:
            day = next((one for one in find_editions(text) if len(one.iso) == 10), None)
            if day and not find_periods(text) and _only_dates(text[: day.start]):
                return day.iso
        place = DATELINE.match(text)
        days = find_editions(place.group()) if place and block.table is None else []
        if days and len(days[0].iso) == 10:
            return days[0].iso
        first = next(iter(find_editions(text[:_NEAR])), None) if block.table is None else None
        if first and first.start == 0 and len(first.iso) == 10 and _PLACE_BEHIND.match(text, first.end):
            return first.iso
    return None


def _only_dates(before: str) -> bool:
    """Whether the words before a date do not say that something else happens on it: "Comments close on"."""
    joined = _JOINS_DATE.search(before)
    return joined is None or joined["word"] in words("context.dating_words")


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
