"""What a reviewer should know of a page that gave little or no text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extractors.readers.page_edges import Finding
from extractors.readers.page_nodes import Run
from extractors.readers.page_words import all_text

FEW_WORDS = 25
NEEDS_SCRIPT = "the page shows its text only with JavaScript: give a copy saved from a browser"
ONLY_FURNITURE = "the page holds navigation and other furniture only, no text"
_ASKS_FOR_SCRIPT = re.compile(
    r"\b(?:enable|turn on|requires?|needs?|without)\b.{0,30}\bjava ?script\b|"
    r"\bjava ?script\b.{0,40}\b(?:enabled|disabled|required|not supported)\b",
    re.IGNORECASE,
)
_EMPTY_ROOTS = frozenset(("root", "app", "__next", "__nuxt", "___gatsby", "react-root", "app-root", "svelte"))


def asks_for_script(text: str) -> bool:
    """Whether a text tells its reader to turn JavaScript on."""
    return len(text) < 400 and bool(_ASKS_FOR_SCRIPT.search(text))


def remarks_on(root: etree._Element, runs: Sequence[Run], findings: Sequence[Finding]) -> Iterator[str]:
    """The remarks for a page of these runs."""
    words = 0
    for run, finding in zip(runs, findings, strict=True):
        if finding.furniture is None and finding.kind != "title" and not asks_for_script(run.text):
            words += run.words.words
            if words >= FEW_WORDS:
                return
    if _is_scripted(root, runs):
        yield NEEDS_SCRIPT
    elif words == 0:
        yield ONLY_FURNITURE


def _is_scripted(root: etree._Element, runs: Sequence[Run]) -> bool:
    if any(asks_for_script(run.text) for run in runs):
        return True
    if any(asks_for_script(all_text(one)) for one in root.iter("noscript")):
        return True
    return (
        any(one.get("id") in _EMPTY_ROOTS and not all_text(one).strip() for one in root.iter("div", "main"))
        and next(root.iter("script"), None) is not None
    )
