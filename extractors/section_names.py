"""Names by their place: over sections, in rows of tables, at the head of items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from extractors.coined_names import plain_name
from extractors.lexicon import lexicon
from extractors.printed_names import ENUMERATOR, OPENING, RUN_IN, UPPER, WORD, is_name, is_word
from extractors.word_lists import any_of, words
from schemas.documents import Block, Document

_DATED = re.compile(
    r"\([^()]{3,40}\)|[,:–—-]\s+(?:(?:\d{1,2}\s+)?[A-Z][a-z]+|Q[1-4]|H[12])?\s*(?:19|20)\d\d\s*$"
)
"""What a heading adds to a name: "Acme (October 2024)", "Acme, Q3 2024"."""


_ACTORS = words("metrics.actors_plural")
_OVER_NAMES = re.compile(
    rf"(?i){any_of('metrics.actors')}\s+by\s+{any_of('metrics.actors')}|^(?:what\s+)?(?:the\s+|our\s+|each\s+)?"
    rf"{any_of('metrics.actors_plural')}(?:\s+(?:did|said|told\s+us|report(?:ed)?))?$"
)


_ITEM_SUBJECT = re.compile(
    rf"([{UPPER}][\w’'-]+(?:\s+(?:&\s+)?[{UPPER}][\w’'-]+){{0,2}})\s+(?P<aux>has\s+|have\s+)?(?P<verb>[a-z]+)\b"
)
_NAME_ALONE = re.compile(rf"({WORD}(?:\s+(?:&\s+)?{WORD}){{0,3}}):?")


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
            text = plain_name(text)[0]
            parts = re.split(r":\s+|\s+and\s+|,\s+", text)
            names = [part.strip(" .:") for part in parts if is_name(part)]
            if len(names) < len(parts):
                mixed.add(key)
            groups.setdefault(key, []).extend(names)
        elif block.kind == "paragraph":
            run_in = RUN_IN.match(text) or _over_items(text, below) or _opens_told(text, told, above)
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


def _over_items(text: str, below: Block | None) -> re.Match[str] | None:
    """A name alone in a line over a list: "Nimbus Speech", then "- detects its own voices"."""
    return _NAME_ALONE.fullmatch(text) if below is not None and below.kind == "list_item" else None


def _opens_told(text: str, told: dict[int, bool], above: dict[int, int]) -> re.Match[str] | None:
    """A name that opens a paragraph under a heading that announces names: "Corvid Imaging builds ..."."""
    match = _ITEM_SUBJECT.match(text) if told.get(max(above.values(), default=-1)) else None
    return match if match is not None and not is_word(match.group(1)) else None


def _stands_over(item: Block, below: Block) -> bool:
    """Whether an item has items of its own."""
    return below.kind == "list_item" and (below.level or 1) > (item.level or 1)


_OPENS_SECTION = re.compile(rf"(?:The\s+)?(?P<name>{WORD}(?:\s+(?:&\s+)?{WORD}){{0,3}})(?:[’']s?)?\s+[a-z]")


def told_names(document: Document) -> list[str]:
    """The names inside headings that the text right below opens with: "How Ardo Foods cut its waste", then
    "Ardo has ...". Words of the dictionary count where several, capitalised in a heading that is so only
    there, open the text just so.
    """
    found = []
    content = list(document.content())
    for heading, below in pairwise(content):
        if heading.kind != "heading" or below.kind not in ("paragraph", "lead"):
            continue
        opening = _OPENS_SECTION.match(ENUMERATOR.sub("", document.text_of(below)))
        title = ENUMERATOR.sub("", document.text_of(heading))
        if opening is None or opening["name"].split()[0].lower() in OPENING:
            continue
        name = _name_in_heading(title, opening["name"], document.text_of(below))
        if name is not None:
            found.append(name)
    return list(dict.fromkeys(found))


def _name_in_heading(title: str, opening: str, text: str) -> str | None:
    """The name in a heading that begins as the text below it does."""
    first = opening.split()[0]
    run = re.search(rf"(?<![\w-]){re.escape(first)}(?:\s+(?:&\s+)?{WORD})*", title)
    if run is None or first in words("organisations.not_names") or (first.isupper() and len(first) < 6):
        return None
    parts = run.group().split()
    shorter = (" ".join(parts[:count]) for count in range(len(parts), 0, -1))
    printed = next(name for name in shorter if name == first or name in text)
    before = re.sub(r"^\w+", "", title[: run.start()])  # the first word of any heading is capitalised
    around = re.findall(r"[^\W\d_]{4,}", f"{before} {title[run.end() :]}")
    throughout = bool(around) and all(word[0].isupper() for word in around)
    if is_word(first):
        return printed if " " in printed and around and not throughout else None
    return printed if throughout or len(parts) > 3 else run.group()


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
