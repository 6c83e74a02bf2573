"""What a person is quoted as saying, of which little is a statement."""

from __future__ import annotations

import re

from extractors.attribution import Attribution
from extractors.candidates import Statement
from schemas.documents import Block
from schemas.records import Kind

_SPOKEN = ("no_progress", "commitment")
"""Kinds that somebody quoted may state; and a recommendation, where the words themselves ask."""
_ASKING = ("ask", "urge", "call", "recommend", "encourage", "invite")
_CLOSING = re.compile(r'[”"]')


def may_be_spoken(kind: Kind, statement: Statement) -> bool:
    """Whether the words of somebody quoted may state a record of a kind."""
    if kind == "recommendation":
        return any(one.lemma_ in _ASKING and one.dep_ in ("ROOT", "ccomp") for one in statement.doc)
    return kind in _SPOKEN


class Speech:
    """Follows quotations from sentence to sentence of a block."""

    def __init__(self, attribution: Attribution) -> None:
        self._who = attribution
        self._speaking: Block | None = None
        """The block in which a quotation has begun and not ended."""

    def holds(self, statement: Statement) -> bool:
        """Whether a person is quoted, whose opinion reports no measure; an organisation's words may."""
        goes_on, self._speaking = self._speaking is statement.block, None
        if not goes_on and not statement.text.startswith(("“", '"')):
            return False
        closing = _CLOSING.search(statement.text, 0 if goes_on else 1)
        if closing is None:
            self._speaking = statement.block
            return True
        behind = [one for one in statement.doc if one.idx >= closing.end() and not one.is_punct]
        return not any(self._who.is_named(one) for one in behind if one.dep_ in ("nsubj", "ROOT"))
