"""A web page to a Document: every run of its text as a block, furniture kept and marked.

The way: bytes are decoded (`decoding`), parsed and walked into runs (`page_tree`), the region that holds
the text is found (`page_region`) and trimmed (`page_edges`), and what a run is goes to the builder here.
"""

from __future__ import annotations

from extractors.readers.builder import DocumentBuilder
from extractors.readers.decoding import decode
from extractors.readers.page_blocks import Assembly
from extractors.readers.page_edges import judge, stamps
from extractors.readers.page_metadata import read_metadata
from extractors.readers.page_parse import plant
from extractors.readers.page_region import condemn, find_region
from extractors.readers.page_remarks import remarks_on
from extractors.readers.page_tree import Page, Walk
from schemas.documents import Document

MEDIA_TYPE = "text/html"


def read_web(data: bytes, name: str, *, declared: str | None = None) -> Document:
    """Reads a page. `declared` is the content type or charset that came with it, and may be wrong.

    Raises Unreadable for a page without any element, or one that nests too deep to untangle.
    """
    decoded = decode(data, declared, markup=True)
    page = Page(plant(decoded.text))
    grown = page.grown
    walk = Walk(grown.body, page)
    condemn(walk.nodes, walk.runs)
    region = find_region(walk.nodes, walk.runs)
    findings = judge(walk.runs, region, grown.root.findtext(".//title") or "", page.notes)
    builder = DocumentBuilder(name, MEDIA_TYPE)
    Assembly(builder, page).put(walk.runs, findings)
    heading = next(
        (run.text for run, one in zip(walk.runs, findings, strict=True) if one.kind == "title"), None
    )
    about = read_metadata(grown.root, heading, stamps(walk.runs, findings))
    remarks = (*decoded.remarks, *grown.remarks, *remarks_on(grown.root, walk.runs, findings))
    return builder.build(**vars(about), remarks=remarks)
