"""What stands next to a table and goes with it: the line that names it, the notes below it."""

from __future__ import annotations

import re

from schemas.documents import BlockKind

_NUMBERED = re.compile(
    r"(?:table|tabelle|tableau|tabla|tabella|tabel|figure|chart|exhibit)\s+[\w.-]{1,6}\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:notes?|sources?|quelle|fuente|remarque|anmerkung)\s*:|[*†‡]+\s*\S|\(\*+\)", re.IGNORECASE
)


def names_table(kind: BlockKind, text: str) -> bool:
    """Whether the block just before a table is its title: a caption, "Table 2", a line with a colon."""
    if kind == "caption":
        return True
    return kind in ("paragraph", "heading") and bool(
        _NUMBERED.match(text) or (kind == "paragraph" and text.endswith(":"))
    )


def is_table_note(text: str) -> bool:
    """Whether the block just after a table explains it: "Source: ...", "* Includes ..."."""
    return bool(_NOTE.match(text))
