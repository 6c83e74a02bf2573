"""The pages in `pages/` carry their own truth: what each element's text should become."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from extractors.readers.web import read_web
from schemas.documents import Document

from .invariants import check_offsets, check_xpaths, parse_as_archived, shown

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
NAMES = {"paragraph": "p", "footnote": "note"}

Found = Counter[tuple[str, str]]


def truth(page: str) -> Found:
    """(what it is, its letters and digits) of every marked element."""
    marked = [element for element in parse_as_archived(page).iter() if element.get("data-is") is not None]
    return Counter((element.get("data-is", ""), shown(own_text(element))) for element in marked)


def own_text(element: etree._Element) -> str:
    """The element's text without marked elements, lists and marks of notes in it."""
    parts = [element.text or ""]
    for child in element:
        apart = child.get("data-is") is not None or child.tag in ("ul", "ol")
        mark = child.tag == "sup" and child.find("a") is not None
        if not (apart or mark or "backref" in (child.get("class") or "")):
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def read_as(document: Document) -> Found:
    found: Found = Counter()
    for block in document.content():
        name = NAMES.get(block.kind, block.kind)
        name = f"h{block.level}" if name == "heading" else f"li{block.level}" if name == "list_item" else name
        counted = block.kind != "list_item" or "/li[" in (block.xpath or "")
        printed = "" if counted else block.marker or ""
        found[name, shown(printed + document.text_of(block))] += 1
    return found


def kind(found: Found, letters: str) -> Found:
    return Counter({key: count for key, count in found.items() if key[0].rstrip("0123456789") == letters})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_nothing_is_lost_added_or_mistaken(path: Path) -> None:
    page = path.read_text("utf-8")
    document = read_web(page.encode(), path.name)
    expected, found = truth(page), read_as(document)
    assert (expected - found, found - expected) == (Counter(), Counter())
    check_offsets(document)
    check_xpaths(document, page)


@pytest.mark.parametrize(("letters", "precision", "recall"), [("h", 0.98, 0.95), ("li", 0.96, 0.94)])
def test_headings_and_items_over_all_pages(letters: str, precision: float, recall: float) -> None:
    right = printed = given = 0
    for path in PAGES:
        page = path.read_text("utf-8")
        expected = kind(truth(page), letters)
        found = kind(read_as(read_web(page.encode(), path.name)), letters)
        right += (expected & found).total()
        printed += expected.total()
        given += found.total()
    assert len(PAGES) >= 15
    assert right >= precision * given
    assert right >= recall * printed
