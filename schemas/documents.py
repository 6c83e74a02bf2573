"""The neutral form between any file format and the rules: readers make a Document, extractors read it.

The canonical text is the text of all blocks joined by blank lines, furniture included. Blocks, table
cells and segments hold character ranges of it and never a copy of the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.evidence import CONTEXT_LENGTH, Box, Evidence, PageBox

BLOCK_SEPARATOR = "\n\n"
CELL_SEPARATOR = "\t"
ROW_SEPARATOR = "\n"

BlockKind = Literal[
    "title",
    "heading",
    "lead",
    "paragraph",
    "list_item",
    "quote",
    "preformatted",
    "table",
    "caption",
    "footnote",
]
"""`title` is the document's own heading (h1), `lead` a standfirst under it; only `heading` and `title` have a
level, only `list_item` a depth."""

Furniture = Literal[
    "navigation", "banner", "header", "footer", "page_number", "share", "related", "comments", "subscription",
    "form", "boilerplate",
]  # fmt: skip
"""Why a block is no part of what the document says: kept and shown, never extracted from."""


class Segment(NamedTuple):
    """A run of canonical text that stands on one line of one page. Offsets are those of the document."""

    start: int
    end: int
    page: int
    box: Box


class NoteReference(NamedTuple):
    """A footnote mark that stood in the text at `offset` (taken out of the canonical text)."""

    offset: int
    mark: str


# A long report has tens of thousands of cells and blocks: as models of pydantic's they would take many times
# the memory. Their values are checked where a document is read back, not where a reader makes it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; spans are resolved to `row_span` and `column_span`, never repeated as cells."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    row: Annotated[int, Field(ge=0)]
    column: Annotated[int, Field(ge=0)]
    row_span: Annotated[int, Field(ge=1)] = 1
    column_span: Annotated[int, Field(ge=1)] = 1
    header: Annotated[bool, Field(description="Names its row or column rather than holding a figure")] = False
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    segments: tuple[Segment, ...] = ()
    xpath: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (Cell, *_values_of_cell(self))


_values_of_cell = attrgetter(*(one.name for one in fields(Cell)))


def _made(kind: type[Any], *values: Any) -> Any:
    """The object of the kind with these values: what pickle calls, since readers work in other processes."""
    made = object.__new__(kind)
    for name, value in zip(kind.__slots__, values, strict=True):
        object.__setattr__(made, name, value)
    return made


class Total(BaseModel):
    """A printed total held against the rows above it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int = Field(ge=0)
    column: int = Field(ge=0)
    printed: str = Field(description="The total as printed")
    computed: str = Field(description="The sum of the column's figures above it, as a decimal number")
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells in reading order; the leading `header_rows` and `header_columns` name the rest."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    cells: tuple[Cell, ...]
    rows: Annotated[int, Field(ge=0)]
    columns: Annotated[int, Field(ge=0)]
    header_rows: Annotated[int, Field(ge=0)] = 0
    header_columns: Annotated[int, Field(ge=0)] = 0
    title: Annotated[
        tuple[int, int] | None,
        Field(description="Character range of the caption or title row that names the table"),
    ] = None
    notes: Annotated[tuple[tuple[int, int], ...], Field(description="Character ranges of its notes")] = ()
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item, table, ... of a document."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: BlockKind
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    level: Annotated[int | None, Field(ge=1, description="Heading: 1 to 6. List item: depth from 1")] = None
    marker: Annotated[str | None, Field(description="List item or footnote: the printed bullet or mark")] = (
        None
    )
    furniture: Furniture | None = None
    hidden: Annotated[bool, Field(description="In the page but folded away (accordion, tab)")] = False
    page: Annotated[int | None, Field(ge=1)] = None
    segments: tuple[Segment, ...] = ()
    xpath: str | None = None
    table: Table | None = None
    references: tuple[NoteReference, ...] = ()

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"block ends at {self.end}, before its start {self.start}")
        if (self.kind == "table") != (self.table is not None):
            raise ValueError("a table block, and no other, has a table")

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (Block, *_values_of_block(self))


_values_of_block = attrgetter(*(one.name for one in fields(Block)))


class Document(BaseModel):
    """What a reader made of one snapshot."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="File name or URL of the snapshot")
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    language: str | None = Field(default=None, description="ISO 639-1 code as detected or declared")
    published: date | None = None
    modified: date | None = None
    site_name: str | None = None
    page_title: str | None = Field(
        default=None, description="The whole title of a web page, as its window shows it"
    )
    canonical_url: str | None = None
    authors: tuple[str, ...] = ()
    pages: tuple[tuple[float, float], ...] = Field(default=(), description="Width and height in points")
    remarks: tuple[str, ...] = Field(default=(), description="What a reviewer should know of the reading")

    @model_validator(mode="after")
    def _blocks_tile_the_text(self) -> Document:
        at = 0
        for block in self.blocks:
            if block.start != at or block.end > len(self.text):
                raise ValueError(f"block at {block.start} should start at {at}")
            at = block.end + len(BLOCK_SEPARATOR)
            if self.text[block.end : at] not in (BLOCK_SEPARATOR, ""):
                raise ValueError(f"no blank line after the block that ends at {block.end}")
        if self.blocks and self.blocks[-1].end != len(self.text):
            raise ValueError("the text goes on after the last block")
        return self

    def text_of(self, part: Block | Cell) -> str:
        """The words of a block or a cell."""
        return self.text[part.start : part.end]

    def content(self) -> Iterator[Block]:
        """The blocks that are no furniture, in reading order."""
        return (block for block in self.blocks if block.furniture is None)

    def evidence(self, start: int, end: int, within: Block | Cell) -> Evidence:
        """The locator of `text[start:end]`, which lies inside the block or cell `within`.

        Raises ValueError when the range is empty or leaves `within`.
        """
        if not within.start <= start < end <= within.end:
            raise ValueError(f"range {start} to {end} is not inside {within.start} to {within.end}")
        boxes = tuple(
            _cut(segment, start, end)
            for segment in within.segments
            if segment.start < end and start < segment.end
        )
        page = boxes[0].page if boxes else (within.page if isinstance(within, Block) else None)
        return Evidence(
            quote=self.text[start:end],
            start=start,
            end=end,
            prefix=self.text[max(0, start - CONTEXT_LENGTH) : start],
            suffix=self.text[end : end + CONTEXT_LENGTH],
            page=page,
            boxes=boxes,
            xpath=within.xpath,
        )


def _cut(segment: Segment, start: int, end: int) -> PageBox:
    """The part of a line's box that the range covers, in proportion to its characters."""
    box, length = segment.box, segment.end - segment.start
    step = (box.x1 - box.x0) / length
    left = box.x0 + step * max(0, start - segment.start)
    right = box.x1 - step * max(0, segment.end - end)
    return PageBox(page=segment.page, box=Box(round(left, 2), box.top, round(right, 2), box.bottom))
