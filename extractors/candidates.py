"""What the extractors hand over: a record in the making, before its identity and its validation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.context import Context
from schemas.documents import Block, Cell
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span


class Organisation(NamedTuple):
    """Whom a statement is about: the slug, and the name as printed."""

    slug: str | None
    name: str | None


@dataclass
class Statement:
    """One sentence (or list item's sentence) with all that is known of it.

    Offsets of tokens count from `start`; the sentence is `document.text[start:end]`.
    """

    block: Block
    start: int
    end: int
    text: str
    context: Context
    doc: Doc
    first_in_block: bool = True
    before: frozenset[Kind] = frozenset()
    """Kinds of the records that the sentence before gave, in the same block."""
    prior: Doc | None = None
    """The sentence before, in the same block."""

    opens: bool = False
    """Whether it is the first sentence of its document's text, which announces what the rest tells."""

    @property
    def is_item(self) -> bool:
        """Whether it stands in a list."""
        return self.block.kind == "list_item"

    def range_of(self, span: Span) -> tuple[int, int]:
        """A token span as document offsets."""
        return self.start + span.start_char, self.start + span.end_char


@dataclass(eq=False)
class Candidate:
    """One record in the making. `part_of` and `share_of` point at the candidates that it belongs to."""

    kind: Kind
    within: Block | Cell
    start: int
    end: int
    rule: str
    rule_version: str
    context: Context
    organisation: Organisation
    fields: dict[str, Any] = field(default_factory=dict)
    part_of: Candidate | None = None
    share_of: Candidate | None = None
