"""The archived page with the evidence marked, fit to be shown: no script runs in it and nothing is loaded.

In: the page's bytes, and where its marks go (an element's XPath and a range of the words that the reader took
from it). Out: HTML. Runs in a child with limits, as the page may be hostile.

The marks are put into the page's own tree, which the reader's XPaths are true of; after that everything goes
through nh3, so that nothing that was in the page can pass for ours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple

import nh3
from lxml import etree

from extractors.readers.decoding import decode
from extractors.readers.page_nodes import WITHOUT_TEXT
from extractors.readers.page_parse import plant
from extractors.readers.page_words import LOWERED, RAISED, fold

_TAGS = set(
    """a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main mark nav ol p
    pre q s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul
    var""".split()
)
_WITH_THEIR_WORDS = set(
    """applet audio canvas embed frame frameset head iframe math noembed noframes noscript object optgroup
    option script select style svg template textarea title video""".split()
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "style"},
    "mark": {"id", "class", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}
_STYLES = {"font-style", "font-weight", "text-align", "text-decoration", "vertical-align", "white-space"}
_READING = """
:root{color-scheme:light}body{font:16px/1.55 system-ui,sans-serif;margin:1.2rem 1.4rem 50vh;color:#1c1e21;
background:#fff;overflow-wrap:break-word}h1,h2,h3,h4{line-height:1.25}h1{font-size:1.6rem}h2{font-size:1.35rem}
h3{font-size:1.15rem}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #aab;
padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#f0f2f5}mark{background:#ffe27a;
color:#111;outline:2px solid #8a6100;outline-offset:1px;border-radius:2px}mark.accepted,mark.corrected,
mark.added{background:#d5efd9;outline:2px solid #1b6e35}
mark.rejected{background:#f1e0e0;outline:2px dotted #8c2020;
text-decoration:line-through}mark.stale{background:#ffe1c4;outline:2px dashed #9a4a00}
.picture{color:#555;font-style:italic}
"""
_RAISED_BACK = {raised: plain for table in (RAISED, LOWERED) for plain, raised in table.items()}
_FARTHEST_ALIGNED = 20_000
"""Characters of an element that are aligned one by one; beyond it words that are not there as they are stay
unmarked."""


class Mark(NamedTuple):
    """Words to be marked: `words[start:end]` of what the reader took from the element."""

    xpath: str
    words: str
    start: int
    end: int
    id: str
    status: str = ""
    title: str = ""


class _Letter(NamedTuple):
    """A character of the page that is shown and no white space, and where it stands."""

    element: etree._Element
    tail: bool
    at: int
    letter: str


def marked_page(data: bytes, declared: str | None, marks: Sequence[Mark], title: str) -> str:
    """The page as a document of its own. Marks whose words are not found are left out."""
    root = plant(decode(data, declared, markup=True).text).root
    for one in [*root.iter("mark")]:
        one.tag = "span"
    place_marks(root, marks)
    for picture in [*root.iter("img")]:
        picture.tag, words = "span", fold(picture.get("alt") or "")
        picture.attrib.clear()
        picture.text = f"[picture: {words}]" if words else ""
    body = root.find("body")
    inner = etree.tostring(root if body is None else body, method="html", encoding="unicode", with_tail=False)
    language = re.sub(r"[^A-Za-z-]", "", root.get("lang") or "en") or "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_READING}</style></head><body>{_clean(inner)}</body></html>"
    )


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITH_THEIR_WORDS,
        attributes=_ATTRIBUTES,
        url_schemes=set(),
        link_rel=None,
        filter_style_properties=_STYLES,
        set_tag_attribute_values={"details": {"open": ""}},
    )


def place_marks(root: etree._Element, marks: Sequence[Mark]) -> None:
    """Wraps the words of each mark in `mark` elements; the first of each has the mark's id.

    Where marks overlap the earlier one in the list holds.
    """
    pieces: dict[tuple[etree._Element, bool], list[tuple[int, int, Mark, bool]]] = defaultdict(list)
    taken: set[tuple[etree._Element, bool, int]] = set()
    for mark in marks:
        first = True
        for element, tail, start, end in _stretches(_letters_of(root, mark), taken):
            pieces[element, tail].append((start, end, mark, first))
            first = False
    for (element, tail), ranges in pieces.items():
        for start, end, mark, first in sorted(ranges, key=lambda one: -one[0]):
            _wrap(element, tail, start, end, mark, first)


def _stretches(
    letters: Sequence[_Letter], taken: set[tuple[etree._Element, bool, int]]
) -> Iterator[tuple[etree._Element, bool, int, int]]:
    """The letters as ranges of text nodes, without those that are taken."""
    runs: list[list[_Letter]] = []
    for letter in letters:
        place = (letter.element, letter.tail, letter.at)
        if place in taken:
            continue
        taken.add(place)
        if runs and (runs[-1][-1].element, runs[-1][-1].tail) == place[:2]:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    for run in runs:
        yield run[0].element, run[0].tail, run[0].at, run[-1].at + 1


def _letters_of(root: etree._Element, mark: Mark) -> list[_Letter]:
    found = root.getroottree().xpath(mark.xpath)
    if not isinstance(found, list) or not found or not isinstance(found[0], etree._Element):
        return []
    letters = list(_letters(found[0]))
    words = [_plain(letter) for letter in mark.words if _is_letter(letter)]
    before = sum(map(_is_letter, mark.words[: mark.start]))
    after = before + sum(map(_is_letter, mark.words[mark.start : mark.end]))
    text, wanted = "".join(one.letter for one in letters), "".join(words)
    at = text.find(wanted)
    if at >= 0:
        return letters[at + before : at + after]
    if max(len(text), len(wanted)) > _FARTHEST_ALIGNED:
        return []
    matched = SequenceMatcher(None, wanted, text, autojunk=False).get_matching_blocks()
    places = {a + i: b + i for a, b, size in matched for i in range(size)}
    return [letters[places[i]] for i in range(before, after) if i in places]


def _letters(element: etree._Element) -> Iterator[_Letter]:
    for event, one in etree.iterwalk(element, events=("start", "end")):
        hidden = any(above.tag in WITHOUT_TEXT for above in (one, *one.iterancestors()))
        if event == "start" and not hidden:
            yield from _of_node(one, False, one.text)
        elif event == "end" and one is not element and not (hidden and one.tag not in WITHOUT_TEXT):
            yield from _of_node(one, True, one.tail)


def _of_node(element: etree._Element, tail: bool, text: str | None) -> Iterator[_Letter]:
    for at, letter in enumerate(text or ""):
        if _is_letter(letter):
            yield _Letter(element, tail, at, _plain(letter))


def _is_letter(letter: str) -> bool:
    return bool(fold(letter))


def _plain(letter: str) -> str:
    return chr(_RAISED_BACK.get(ord(letter), ord(letter)))


def _wrap(element: etree._Element, tail: bool, start: int, end: int, mark: Mark, first: bool) -> None:
    text = (element.tail if tail else element.text) or ""
    made = etree.Element("mark")
    made.text, made.tail = text[start:end], text[end:]
    if first:
        made.set("id", mark.id)
    if mark.status:
        made.set("class", mark.status)
    if mark.title:
        made.set("title", mark.title)
    if tail:
        element.tail = text[:start]
        above = element.getparent()
        assert above is not None
        above.insert(above.index(element) + 1, made)
    else:
        element.text = text[:start]
        element.insert(0, made)
