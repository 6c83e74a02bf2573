"""What single lines of plain text are: headings, rules, list items, and what no one wrote for reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.readers.page_words import fold
from extractors.word_lists import any_of
from schemas.documents import Furniture

_UNDERLINE = re.compile(r"\s*([=\-~^*#_.])\1{2,}\s*")
_RULE = re.compile(r"\s*(?:([=\-~_*#·.─═])\s?)(?:\1\s?){4,}")
_MARKDOWN = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_DECORATION = re.compile(r"\s*([*=~_#-])\1+\s*(?P<words>\S.*?\S)\s*\1{2,}\s*")
_LABELLED_NAME = re.compile(
    rf"\s{{0,3}}{any_of('organisations.section_labels')}\s*[:–—-]\s+"
    r"[^\W\d_a-z][\w&’'. -]{1,40}(?<![.:;,!?])"
)
_BOLD = re.compile(r"\s{0,3}(\*\*|__)[^*_\s][^*_]{1,80}\1\s*")
"""A line in Markdown's bold type."""
_NUMBERED = re.compile(
    r"\s{0,3}(?:(?:section|part|chapter|annex|appendix)\s+)?(\d{1,2}(?:\.\d{1,2})*)[.:)]?\s+[^\W\d_]",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(\s*)([*•·▪●◦‣■□▸►➢➤–—+>»-]|--|=>|->|o(?=\s\s)|\[[ xX]?\])(\s+)(?=\S)")
_ORDINAL = re.compile(r"(\s*)(\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-z]|[ivx]{2,5})\.)(\s+)(?=\S)")
_CLAUSE = re.compile(r"\s{0,3}(?P<number>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\.?\s{1,6}(?=[^\W\d_a-z]|[\"“‘(])")
"""Begins a numbered paragraph: "3.1  Acme blocked ..."."""
_SENTENCE_END = re.compile(r"[.!?:;,…][\"”’')\]]*\Z")
_PAGE = re.compile(
    r"[-–—\s]*(?:page|seite|página|pagina)\s+\d{1,4}(?:\s*(?:of|/|von|de|di)\s*\d{1,4})?[-–—\s.]*|"
    r"[-–—]\s*\d{1,4}\s*[-–—]",
    re.IGNORECASE,
)
_REMAINDERS: tuple[tuple[Furniture, re.Pattern[str]], ...] = (
    ("page_number", _PAGE),
    ("header", re.compile(r".*\bpage\s+\d{1,4}\s+of\s+\d{1,4}\b.*", re.IGNORECASE)),
    ("related", re.compile(r"(?:other|further|related) (?:reading|links|stories)\s*:.*", re.IGNORECASE)),
    ("footer", re.compile(r"(?:\(c\)\s|©|copyright\b).*|.*\ball rights reserved\b.*", re.IGNORECASE)),
)
_COPYRIGHT = re.compile(r"\s*\(c\)\s+(?:copyright\b|(?:.{1,60}\s)?(?:19|20)\d\d)", re.IGNORECASE)
_DATED = re.compile(
    r"\s*(?:published|issued|updated|last updated|released|date|dated)\b\W*"
    r"(?:on\s+)?[\w ,./-]{0,20}?(?:19|20)\d\d\b\W*",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:from|to|subject|date|sent|return-path|received|message-id|reply-to):\s", re.IGNORECASE
)
_MAIL_FIELD = re.compile(r"[A-Za-z][A-Za-z-]{1,30}:\s*\S|\s+\S")
_LONGEST_REMAINDER = 40
_LONGEST_HEADING = 120
_LONGEST_PLAIN_HEADING = 70
_LONGEST_NAME = 3
"""Words of a line right over a list that name whose list it is."""
_LONGEST_CAPITALS = 8
"""Words of a line in capitals right over text."""
_UNWRAPPED = 130
_YEAR = re.compile(
    r"\b(?:(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d){1,2})?|Q[1-4]|H[12]|FY\s?['’]?(?:\d\d){1,2}"
    r"|(?:No|Nr|Vol|Issue|Edition|Number|Volume)\.?\s+\d{1,4})\b"
)
"""Numbers that say which edition something is."""
_RUNNING_PAGES = 3


@dataclass(slots=True)
class Item:
    """A paragraph (without `marker`) or list item, hard wraps folded; `indent` in characters."""

    text: str
    marker: str | None = None
    indent: int = 0


def is_rule(line: str) -> bool:
    """Whether a line is drawn across the page and says nothing."""
    return len(line) < 400 and bool(_RULE.fullmatch(line))


def undecorated(line: str) -> str:
    """A heading's words without the characters drawn round it: `** REPORT OF MAY **`, `## Findings`."""
    drawn = _DECORATION.fullmatch(line) if len(line) < 400 else None
    return fold(drawn.group("words") if drawn else line.strip().strip("#"))


def tells_date(line: str) -> bool:
    """Whether a line says when the text was published, and nothing else."""
    return len(line) < _LONGEST_HEADING and bool(_DATED.fullmatch(line))


def is_mail_header(lines: Sequence[str]) -> bool:
    """Whether the first lines of a text are the header of a mail: "From: ...", "Subject: ..."."""
    return len(lines) > 1 and all(_MAIL_FIELD.match(line) for line in lines) and bool(_MAIL.match(lines[0]))


def starts_item(line: str) -> str | None:
    """The words behind the bullet or number that a line begins with; None where it begins with none."""
    found = _BULLET.match(line) or _ORDINAL.match(line)
    return line[found.end() :] if found else None


def underlined(lines: Sequence[str]) -> tuple[str, int, int] | None:
    """(heading, level, lines used) where the group begins with a title that is underlined."""
    for at in range(1, min(3, len(lines))):
        mark = _UNDERLINE.fullmatch(lines[at]) if len(lines[at]) < 400 else None
        if mark is None:
            continue
        title = fold(" ".join(lines[:at]))
        if len(title) > 2 * _LONGEST_HEADING or 2 * len(lines[at].strip()) < len(lines[at - 1].strip()):
            return None
        return title, {"=": 1, "-": 2, "#": 1, "*": 1}.get(mark.group(1), 3), at + 1
    return None


def heading_level(line: str) -> int | None:
    """Level of a line that says by its form that it is a heading (`## ...`, capitals), else None."""
    found = _MARKDOWN.match(line)
    if found:
        return len(found.group(1))
    text = undecorated(line)
    if _BOLD.fullmatch(line) and len(text.split()) <= _LONGEST_CAPITALS and not _SENTENCE_END.search(text):
        return 3
    letters = [character for character in text if character.isalpha()]
    if len(text) > _LONGEST_HEADING or len(letters) < 4 or _SENTENCE_END.search(text):
        return None
    cased = [letter for letter in letters if letter.lower() != letter.upper()]
    bulleted = _BULLET.match(line) and not _DECORATION.fullmatch(line)
    if len(cased) >= 4 and text.upper() == text and not bulleted and not _has_figure(text):
        return 2
    return None


def names_publisher(lines: Sequence[str]) -> bool:
    """Whether the first lines of a text are short and open-ended: who publishes it, and what it is."""
    if not lines:
        return False
    short = all(len(line.strip()) <= _LONGEST_PLAIN_HEADING for line in lines)
    names = all(word[0].isupper() for word in lines[0].split() if len(word) > 3 and word[0].isalpha())
    capital = lines[0].strip()[:1].isupper() and names
    return (
        len(lines) in (2, 3) and capital and short and not any(_SENTENCE_END.search(line) for line in lines)
    )


def heads_indented(lines: Sequence[str]) -> bool:
    """Whether the first line of a group heads the rest, which is set in: a name over what is said of it."""
    if len(lines) < 2 or not lines[0][:1].isupper():
        return False
    text = lines[0].strip()
    items = [item for line in lines[1:] if (item := starts_item(line)) is not None]
    if starts_item(lines[1]) is not None:
        closed = not _SENTENCE_END.search(text) and not _has_figure(text)
        return closed and len(text.split()) <= _LONGEST_NAME and all(item[:1].isupper() for item in items)
    short = len(text) <= _LONGEST_PLAIN_HEADING and len(text.split()) <= 8
    return (
        short
        and not _SENTENCE_END.search(text)
        and not _has_figure(text)
        and all(line.startswith("  ") for line in lines[1:])
    )


def heads_in_capitals(lines: Sequence[str]) -> bool:
    """Whether the first line of a group is a few words in capitals over text that is not: a company over what
    a newsletter says of it.
    """
    if len(lines) < 2 or heading_level(lines[0]) is None or heading_level(lines[1]) is not None:
        return False
    item = starts_item(lines[1])
    begins = (lines[1].strip() if item is None else item).lstrip("\"“‘'(")
    closed = lines[0].strip()[-1:].isalnum() and len(lines[0].split()) <= _LONGEST_CAPITALS
    return closed and (item is not None or begins[:1].isupper() or begins[:1].isdigit())


def heads_clauses(lines: Sequence[str]) -> bool:
    """Whether the first line of a group is a few words over numbered paragraphs: a company over what is found
    of it ("Acme" over "3.1  Acme blocked ...").
    """
    if len(lines) < 2 or _CLAUSE.match(lines[1]) is None or _CLAUSE.match(lines[0]) is not None:
        return False
    text = lines[0].strip()
    return (
        len(text.split()) <= _LONGEST_CAPITALS
        and text[:1].isupper()
        and not _SENTENCE_END.search(text)
        and not _has_figure(text)
    )


def heads_labelled(lines: Sequence[str]) -> bool:
    """Whether the first line of a group says whom the rest is about: "Provider: Acme" over a sentence."""
    if len(lines) < 2 or _LABELLED_NAME.fullmatch(lines[0].rstrip()) is None:
        return False
    below = lines[1].strip()
    return ":" not in below[:_LONGEST_REMAINDER] and below[:1].isupper() and len(below.split()) > 3


def looks_like_heading(line: str, following: Sequence[str] | None, *, first: bool) -> bool:
    """Whether a line on its own, with text below it, is short and open-ended as headings are."""
    text = line.strip()
    if following is None or len(text) > _LONGEST_PLAIN_HEADING or _SENTENCE_END.search(text):
        return False
    if tells_date(line):
        return False
    if _BULLET.match(line) or remainder(text) is not None:
        return False
    if (starts_item(following[0]) or "")[:1].islower():
        return False  # the items go on the sentence that this line begins
    numbered = _NUMBERED.match(line)
    if numbered:
        child = _NUMBERED.match(following[0])
        return (
            not (len(following) == 1 and child)
            or "." in numbered.group(1)
            or bool(child and child.group(1).startswith(f"{numbered.group(1)}."))
        )
    if _ORDINAL.match(line) or _has_figure(text) or not text[0].isupper():
        return False
    below = fold(" ".join(following))
    return (
        len(text.split()) <= (14 if tells_date(below) else 10)
        and (tells_date(below) or len(below) > len(text))
        and (first or len(following) > 1 or len(below) > 80 or tells_date(below))
    )


def _has_figure(text: str) -> bool:
    return bool(re.search(r"\d", _YEAR.sub("", text)))


def remainder(text: str) -> Furniture | None:
    """Why a short paragraph is furniture: a page number, a copyright line, a list of other reading."""
    if len(text) > 400 or text.count(" ") >= _LONGEST_REMAINDER:
        return None
    return next((reason for reason, pattern in _REMAINDERS if pattern.fullmatch(text)), None)


def running_lines(text: str) -> set[str]:
    """Lines that stand first or last on three pages or more, where form feeds part the pages."""
    pages = text.split("\f")
    if len(pages) < _RUNNING_PAGES:
        return set()
    edges: Counter[str] = Counter()
    printed: dict[str, set[str]] = {}
    for page in pages:
        lines = [fold(line) for line in page.strip().splitlines() if line.strip()]
        for line in {*lines[:2], *lines[-2:]}:
            key = re.sub(r"\d+", "#", line)
            edges[key] += 1
            printed.setdefault(key, set()).add(line)
    return {line for key, count in edges.items() if count >= _RUNNING_PAGES for line in printed[key]}


def items_of(lines: Sequence[str]) -> Iterator[Item]:
    """The paragraphs and list items of a group of lines."""
    parts: list[str] = []
    item: Item | None = None
    width = max(map(len, lines), default=0)
    before = ""
    for line in lines:
        start = _item_start(line, before, item)
        ended = parts and (
            _ends_paragraph(before, width, item)
            or _leaves_list(line, before, width, item)
            or _begins_clause(line, before)
        )
        if start is not None or ended or (parts and _COPYRIGHT.match(line)):
            if item is not None:
                yield _joined(item, parts)
            parts = []
            item = start[0] if start else Item("", None, len(line) - len(line.lstrip()))
        elif item is None:
            item = Item("", None, len(line) - len(line.lstrip()))
        parts.append(start[1] if start else line.strip())
        before = line
    if item is not None:
        yield _joined(item, parts)


def _item_start(line: str, before: str, item: Item | None) -> tuple[Item, str] | None:
    if _COPYRIGHT.match(line) or (len(line) < _LONGEST_HEADING and _PAGE.fullmatch(line.strip())):
        return None
    found = _BULLET.match(line)
    if not found:
        found = _ORDINAL.match(line)
        in_list = item is not None and item.marker is not None
        begins = found is not None and found.group(2).strip("().") in ("1", "a") and len(before.strip()) < 60
        if not found or not (not before or in_list or begins or _SENTENCE_END.search(before[-20:])):
            return None
    return Item("", found.group(2), len(found.group(1))), line[found.end() :].strip()


def _ends_paragraph(before: str, width: int, item: Item | None) -> bool:
    """Whether the line before is the last of its paragraph, though no blank line says so."""
    if len(before) > _UNWRAPPED:
        return True
    short = len(before) < 0.6 * min(width, _UNWRAPPED)
    return (
        item is not None and item.marker is None and short and bool(re.search(r"[.!?:][\"”’')]*\Z", before))
    )


def _begins_clause(line: str, before: str) -> bool:
    """Whether a line is the first of a numbered paragraph, below one that ends."""
    return _CLAUSE.match(line) is not None and _SENTENCE_END.search(before) is not None


def _leaves_list(line: str, before: str, width: int, item: Item | None) -> bool:
    """Whether a line stands further out than the item above it and begins a sentence, where that item ends
    in one or its first word would have had room there: a paragraph below a list that no blank line parts
    from it.
    """
    if item is None or item.marker is None or not line[:1].isupper() or item.indent == 0:
        return False
    if before[-1:] in ".!?":
        return True
    return len(before) + 1 + len(line.split(None, 1)[0]) <= min(width, _UNWRAPPED)


def _joined(item: Item, parts: Sequence[str]) -> Item:
    """Hard wraps become one space; a word parted at its own hyphen stays one."""
    text = ""
    for part in parts:
        glued = text.endswith("-") and len(text) > 1 and text[-2].isalpha() and part[:1].islower()
        text = text + part if glued or not text else f"{text} {part}"
    item.text = fold(text)
    return item
