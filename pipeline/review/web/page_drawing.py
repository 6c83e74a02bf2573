"""A page of a PDF as a WebP image. Runs in a child with limits: PDFium is not safe to share between threads,
and can hang on a hostile file.
"""

from __future__ import annotations

from io import BytesIO

from extractors.readers.errors import Unreadable
from extractors.readers.pdf_file import open_pdf

_MOST_PIXELS = 30_000_000
_QUALITY = 82
_EFFORT = 2
"""Of WebP's compression, 0 to 6: from 3 on it takes longer than drawing the page."""


def draw(data: bytes, page: int, resolution: int) -> bytes:
    """Draws a page.

    Args:
        data: The PDF.
        page: Its number, from 1.
        resolution: Dots per inch; fewer where the page would have more than 30 million.

    Raises Unreadable where it is no PDF that can be opened, or has no such page.
    """
    document = open_pdf(data)
    try:
        if not 1 <= page <= len(document):
            raise Unreadable(f"the document has {len(document)} pages")
        one = document[page - 1]
        width, height = one.get_size()
        scale = resolution / 72
        scale *= min(1.0, (_MOST_PIXELS / max(width * height * scale * scale, 1)) ** 0.5)
        image = one.render(scale=scale).to_pil()
        kept = BytesIO()
        image.save(kept, "WEBP", quality=_QUALITY, method=_EFFORT)
        return kept.getvalue()
    finally:
        document.close()
