"""How a document opens: the lines of its head, and the sentence that announces what the rest tells.

In plain text nothing marks a headline: it is a line without a full stop before the first sentence.
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.documents import Document

_PLAIN = "text/plain"
_SENTENCE = 8
"""Words of a paragraph that is prose, with a full stop at its end."""
_HEADLINE = 4
"""Words of a line that may be a headline; fewer are a label or a date."""


class Opening(NamedTuple):
    """Starts of the blocks of a document's head, and the start of its first paragraph of prose."""

    head: frozenset[int]
    prose: int | None


def opening_of(document: Document) -> Opening:
    """The head of a document and where its prose begins."""
    lines: list[int] = []
    for block in document.content():
        text = document.text_of(block).strip()
        if block.kind in ("list_item", "footnote") or block.table is not None:
            break
        if block.kind != "paragraph":
            continue
        count = len(text.split())
        if count >= _SENTENCE and text.rstrip("\"”’')")[-1:] in (".", "!", "?", ":"):
            return Opening(frozenset(lines), block.start)
        if document.media_type == _PLAIN and count >= _HEADLINE and text[-1:] not in (".", ":", ";"):
            lines.append(block.start)
    return Opening(frozenset(), None)
