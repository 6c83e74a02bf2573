"""Text to the tree of a page: huge nodes and deep nesting are kept, or it is said that they are not."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from extractors.readers.errors import Unreadable
from extractors.readers.page_words import CONTROL_BYTES

DEEPEST = 2048
"""libxml2 drops everything from the first element that is nested deeper."""
_LARGEST_UNTANGLED = 300_000
_OF_HEAD = frozenset(("title", "base", "link", "meta", "script", "style", "noscript", "template", "object"))


class Grown(NamedTuple):
    """A parsed page. `located` is false where the tree is not the archived page's own."""

    root: etree._Element
    body: etree._Element
    located: bool = True
    remarks: tuple[str, ...] = ()


def plant(text: str) -> Grown:
    """Parses a page. Raises Unreadable when there is no element in it at all."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").translate(None, CONTROL_BYTES), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("the page is empty: there is no element and no text in it", "empty")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals()):
        from extractors.readers.page_untangle import untangle

        if text.count("<") > _LARGEST_UNTANGLED:
            raise Unreadable(
                f"the page nests its elements more than {DEEPEST} deep and is too large to untangle",
                "too large",
            )
        root = untangle(text)
        remark = f"elements nest more than {DEEPEST} deep: read without places in the page"
        return Grown(root, _body(root), False, (remark,))
    return Grown(root, _body(root))


def _body(root: etree._Element) -> etree._Element:
    """The element that holds what is shown: the whole page where libxml2 puts some of it into the head.

    It does so with `main`, `article` and others that it does not know, where a page leaves out `<body>`.
    """
    body, head = root.find("body"), root.find("head")
    astray = head is not None and any(one.tag not in _OF_HEAD for one in head if isinstance(one.tag, str))
    return root if body is None or astray else body
