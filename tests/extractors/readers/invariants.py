"""What holds for the Document of any reader, and for a page's locators."""

from __future__ import annotations

import unicodedata

from lxml import etree
from lxml import html as lxml_html

from schemas.documents import BLOCK_SEPARATOR, Block, Cell, Document


def parts_of(document: Document) -> list[Block | Cell]:
    """Every block and every table cell."""
    parts: list[Block | Cell] = []
    for block in document.blocks:
        parts.append(block)
        if block.table is not None:
            parts += block.table.cells
    return parts


def check_offsets(document: Document) -> None:
    """Blocks tile the text, cells lie in their block, every part can be cited, white space is folded."""
    assert BLOCK_SEPARATOR.join(map(document.text_of, document.blocks)) == document.text
    for block in document.blocks:
        text = document.text_of(block)
        if block.table is None:
            assert text == " ".join(text.split())
            assert text
        else:
            check_table(document, block)
        for reference in block.references:
            assert block.start <= reference.offset <= block.end
    for part in parts_of(document):
        if part.end > part.start:
            evidence = document.evidence(part.start, part.end, part)
            assert document.text[evidence.start : evidence.end] == evidence.quote


def check_table(document: Document, block: Block) -> None:
    table = block.table
    assert table is not None
    taken: set[tuple[int, int]] = set()
    at = block.start
    for cell in table.cells:
        assert at <= cell.start <= cell.end <= block.end
        at = cell.end
        places = {
            (row, column)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        assert not places & taken, "two cells share a place"
        taken |= places
    assert table.header_rows <= table.rows
    assert table.header_columns <= table.columns


def shown(text: str) -> str:
    """Letters and digits only, raised digits as plain ones: what survives folding on either side."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())


def holds(element_text: str, words: str) -> bool:
    """Whether the letters and digits stand in the text in this order. Marks may stand between the words
    and what a page hides within one ("12<span hidden>...</span>,345").
    """
    text = iter(shown(element_text))
    return all(character in text for character in shown(words))


def parse_as_archived(text: str) -> etree._Element:
    """The page as anybody parses it, nothing taken out."""
    return lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=True))


def check_xpaths(document: Document, text: str) -> None:
    """Each XPath finds one element of the archived page, and the element holds the words."""
    root = parse_as_archived(text)
    for part in parts_of(document):
        assert part.xpath is not None
        found = root.xpath(part.xpath)
        assert isinstance(found, list)
        assert len(found) == 1, part.xpath
        element = found[0]
        assert isinstance(element, etree._Element)
        assert holds("".join(map(str, element.itertext())), document.text_of(part)), part.xpath
