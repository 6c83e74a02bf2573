"""XPaths of elements, each found in steps that are counted once for a parent and kept.

lxml's own `getpath` counts siblings anew on every call, which is quadratic on a list of 100,000 items, and
writes steps for names with a colon (`o:p`) that cannot be evaluated.
"""

from __future__ import annotations

from lxml import etree


class Paths:
    """Hands out absolute XPaths; the tree must not change while one of these is in use."""

    def __init__(self) -> None:
        self._steps: dict[etree._Element, str] = {}
        self._known: dict[etree._Element, str] = {}

    def of(self, element: etree._Element) -> str:
        """An XPath that finds exactly this element from the root of its tree."""
        wanted: list[etree._Element] = []
        at: etree._Element | None = element
        while at is not None and at not in self._known:
            wanted.append(at)
            at = at.getparent()
        path = self._known[at] if at is not None else ""
        for one in reversed(wanted):
            path = f"{path}/{self._step(one)}"
            self._known[one] = path
        return path

    def _step(self, element: etree._Element) -> str:
        step = self._steps.get(element)
        if step is None:
            parent = element.getparent()
            if parent is None:
                return "*" if ":" in element.tag else element.tag
            self._count(parent)
            step = self._steps[element]
        return step

    def _count(self, parent: etree._Element) -> None:
        seen: dict[str, int] = {}
        for place, child in enumerate(parent, 1):
            tag = child.tag
            seen[tag] = number = seen.get(tag, 0) + 1
            self._steps[child] = f"{tag}[{number}]" if tag.replace("-", "").isalnum() else f"*[{place}]"
