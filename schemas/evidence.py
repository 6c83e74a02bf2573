"""Where a record's words stand in its document: what goes in is a character range, what comes out a locator.

The field names follow the W3C Web Annotation model (TextPositionSelector and TextQuoteSelector,
https://www.w3.org/TR/annotation-model/#selectors), so that a locator can be handed to other tools.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

CONTEXT_LENGTH = 48
"""Characters kept on either side of a quote, to find it again in a changed document."""


class Box(NamedTuple):
    """A rectangle on a page, in PDF points (1/72 inch), origin at the page's top left."""

    x0: float
    top: float
    x1: float
    bottom: float


class PageBox(BaseModel):
    """A rectangle on a numbered page (the first page is 1)."""

    model_config = ConfigDict(frozen=True)

    page: int = Field(ge=1)
    box: Box


class Evidence(BaseModel):
    """The words a record rests on. `document.text[start:end] == quote`, always."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quote: str = Field(min_length=1, description="The words, verbatim from the document's canonical text")
    start: int = Field(ge=0, description="Offset of the first character in the document's canonical text")
    end: int = Field(ge=1, description="Offset after the last character")
    prefix: str = Field(default="", max_length=CONTEXT_LENGTH, description="The characters before the quote")
    suffix: str = Field(default="", max_length=CONTEXT_LENGTH, description="The characters after the quote")
    page: int | None = Field(default=None, ge=1, description="Page the quote begins on; null for web pages")
    boxes: tuple[PageBox, ...] = Field(
        default=(), description="Rectangles of the quote's lines, in PDF points, origin top left"
    )
    xpath: str | None = Field(default=None, description="Finds the block's element; null for PDF and text")

    @model_validator(mode="after")
    def _offsets_span_the_quote(self) -> Evidence:
        if self.end - self.start != len(self.quote):
            raise ValueError(
                f"offsets {self.start} to {self.end} span {self.end - self.start} characters, "
                f"the quote has {len(self.quote)}"
            )
        return self
