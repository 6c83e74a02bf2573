"""Footnotes of a page: which raised sign is a mark, which element holds the note it points to.

A raised sign that links to a place on the page is a mark. One without a link is a mark when it is a
typographic sign, or when some block of the page begins with the same raised number; any other raised
number (10⁶, m²) is part of the text.
"""

from __future__ import annotations

import re

from lxml import etree

from extractors.readers.page_words import all_text

_SIGN = re.compile(
    r"[\[(]?\s*(\d{1,3}|[*†‡§¶]{1,3}|[a-z]|[ivx]{1,5}|note \d{1,3})\s*[\])]?\.?", re.IGNORECASE
)
_TYPOGRAPHIC = re.compile(r"[\[(]?[*†‡§¶]{1,3}[\])]?")
_NAMED = re.compile(r"(?i)foot-?note|end-?note|note-?ref|fn-?ref|\bfn\b|\breference\b|cite[-_]?ref")
_BACK = re.compile(r"[↩↑^⏎↵⤴\ufe0e\ufe0f\s]+|back( to (text|content|top))?|return to text", re.IGNORECASE)
_CONTAINER = re.compile(
    r"(?i)(?:^|[\s_-])(?:foot-?notes?|end-?notes?|fn-?list|ref-?list|references)(?:$|[\s_-])"
)
_PRINTED = re.compile(r"[\[(]?(\d{1,3}|[*†‡§]{1,3})[\]).]?\s+(?=\S)")
NOTE_ROLES = {"doc-footnote", "doc-endnote", "doc-endnotes"}


class Notes:
    """What the page says about its notes; asked while its runs are collected."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._leading: set[str] | None = None
        self.targets: set[str] = set()
        """Ids of the elements that marks link to."""

    def mark(self, element: etree._Element) -> str | None:
        """The mark that a `sup` or `a` stands for, or None when its text is part of the run."""
        text = all_text(element).strip()
        found = _SIGN.fullmatch(text)
        if not found:
            return None
        link = element if element.tag == "a" else element.find(".//a")
        above = element.getparent()
        if link is None and above is not None and above.tag == "a":
            link = above
        target = _local(link) if link is not None else None
        if target is not None and (element.tag == "sup" or _is_named(link) or _is_named(element)):
            self.targets.add(target)
            return found.group(1)
        if element.tag != "sup":
            return None
        if _TYPOGRAPHIC.fullmatch(text) or found.group(1) in self._marks_that_lead_blocks():
            return found.group(1)
        return None

    def is_note(self, element: etree._Element) -> bool:
        """Whether a mark on the page links to this element, the list item it is in or what it begins with."""
        at: etree._Element | None = element
        for _ in range(3):
            if at is None or not self.targets:
                return False
            if at.get("id") in self.targets or at.get("name") in self.targets:
                return True
            if at is element and (child := next(iter(at), None)) is not None and self._leads(at, child):
                return True
            if at.tag == "li":
                return False
            at = at.getparent()
        return False

    def _leads(self, parent: etree._Element, child: etree._Element) -> bool:
        """Whether the note's anchor is the first thing in its block."""
        if (parent.text or "").strip():
            return False
        return any(
            one.get("id") in self.targets or one.get("name") in self.targets
            for one in (child, *list(child)[:1])
        )

    def _marks_that_lead_blocks(self) -> set[str]:
        """Raised signs that are the first thing in their block, as they are before the text of a note."""
        if self._leading is None:
            self._leading = set()
            for raised in self._root.iter("sup"):
                parent = raised.getparent()
                if raised.getprevious() is None and parent is not None and not (parent.text or "").strip():
                    found = _SIGN.fullmatch(all_text(raised).strip())
                    if found and (raised.tail or raised.getnext() is not None):
                        self._leading.add(found.group(1))
        return self._leading


def is_back_link(element: etree._Element) -> bool:
    """Whether a link does no more than lead from a note back to its mark."""
    if element.get("role") == "doc-backlink" or "backref" in (element.get("class") or ""):
        return True
    return (element.get("href") or "").startswith("#") and bool(
        _BACK.fullmatch(all_text(element).strip() or "x")
    )


def names_notes(names: str) -> bool:
    """Whether an element's class or id says that it is a note or a list of notes."""
    return ("note" in names or "ref" in names or "fn" in names) and bool(_CONTAINER.search(names))


def _local(link: etree._Element | None) -> str | None:
    href = link.get("href") if link is not None else None
    return href[1:] if href and href.startswith("#") and len(href) > 1 else None


def _is_named(element: etree._Element | None) -> bool:
    if element is None:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('rel') or ''}"
    return element.get("role") == "doc-noteref" or bool(_NAMED.search(names))


def leading_mark(
    text: str, references: list[tuple[int, str]]
) -> tuple[str | None, str, list[tuple[int, str]]]:
    """(mark, text, references) of a note: its mark is raised, or printed, at its beginning."""
    if references and references[0][0] == 0:
        return references[0][1], text, references[1:]
    found = _PRINTED.match(text)
    if not found:
        return None, text, references
    cut = found.end()
    return found.group(1), text[cut:], [(at - cut, mark) for at, mark in references if at >= cut]
