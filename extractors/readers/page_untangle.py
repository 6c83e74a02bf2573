"""A page that nests too deep for libxml2, read by BeautifulSoup and made shallow enough to walk."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from lxml import etree

_DEEPEST_KEPT = 200


def untangle(text: str) -> etree._Element:
    """The page's tree; what lies more than 200 levels deep becomes part of the element at that level."""
    soup = BeautifulSoup(text, "html.parser")
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    open_tags: list[tuple[Tag | None, etree._Element, int]] = [(None, body, 0)]
    for item in soup.descendants:
        while open_tags[-1][0] is not None and item.parent is not open_tags[-1][0]:
            open_tags.pop()
        _, element, depth = open_tags[-1]
        if isinstance(item, Tag):
            if depth < _DEEPEST_KEPT and item.name not in ("html", "body"):
                element = etree.SubElement(element, _name(item.name), _attributes(item))
            open_tags.append((item, element, depth + 1))
        elif isinstance(item, NavigableString) and not isinstance(item, PreformattedString):
            _append(element, str(item))
    return root


def _append(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _name(name: str) -> str:
    return name if name.replace("-", "").isalnum() and name[0].isalpha() else "div"


def _attributes(tag: Tag) -> dict[str, str]:
    wanted = ("class", "id", "role", "href", "hidden", "style")
    found = {}
    for name in wanted:
        value = tag.get(name)
        if value is not None:
            found[name] = " ".join(value) if isinstance(value, list) else str(value)
    return found
