"""A brief to two pages of PDF: as many points as find room, the weightiest first, and what was left out.

The template is `brief.typ`; the fonts are those that Typst brings along. Texts of sources reach the template
as data and are never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.publish.about import LICENCE
from pipeline.publish.brief import Brief, Section
from pipeline.publish.site.wording import counted

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATE = Path(__file__).parent / "brief.typ"
PAGES = 2
SIZES = (11.0, 10.4, 9.8, 9.2)
"""Of the text, in points: the largest in which everything finds room; the last one where nothing does."""


def brief_pdf(brief: Brief, made: datetime, publisher: str) -> bytes:
    """Two pages of tagged PDF: equal briefs made of equal contents have equal bytes."""
    order = list(_by_weight(brief.sections))
    fill = partial(_compiled, brief, order, made, publisher)
    for size, columns in product(SIZES, (1, 2)):
        pdf = fill(len(order), size, apart=True, columns=columns)
        if _pages(pdf) == PAGES:
            return pdf
    fits, too_many = 0, len(order) + 1
    best = fill(0, SIZES[-1])
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        pdf = fill(middle, SIZES[-1])
        if _pages(pdf) <= PAGES:
            fits, best = middle, pdf
        else:
            too_many = middle
    return best if _pages(best) == PAGES else fill(fits, SIZES[-1], apart=True)


def _by_weight(sections: tuple[Section, ...]) -> Iterator[tuple[int, int]]:
    """Section and place of every point, in the order in which they are given room."""
    places = (
        ((place + 1) / section.weight, number, place)
        for number, section in enumerate(sections)
        for place in range(min(len(section.points), section.most))
    )
    return ((number, place) for _, number, place in sorted(places))


def _compiled(
    brief: Brief,
    order: list[tuple[int, int]],
    made: datetime,
    publisher: str,
    count: int,
    size: float,
    *,
    apart: bool = False,
    columns: int = 2,
) -> bytes:
    """The brief with the first so many points, set in a size. `apart`: what is cited begins a page;
    `columns`: how many it is set in.
    """
    import typst

    form = {"apart": apart, "columns": columns, "size": size, "publisher": publisher}
    body = json.dumps({**content(brief, order[:count]), **form})

    def compiled(standards: list[PDFStandard]) -> bytes:
        pdf: bytes = typst.compile(
            TEMPLATE, format="pdf", sys_inputs={"brief": body}, ignore_system_fonts=True,
            timestamp=made, pdf_standards=standards,
        )  # fmt: skip
        return pdf

    try:
        return compiled(["ua-1"])
    except typst.TypstError as error:
        if "PDF/UA" not in " ".join([str(error), *error.hints]):
            raise
        return compiled([])  # a text has signs that no bundled font has


def content(brief: Brief, chosen: list[tuple[int, int]]) -> dict[str, Any]:
    """What the template shows: the chosen points, their citations numbered as they come, and the rest."""
    numbers: dict[str, int] = {}
    taken = set(chosen)
    sections = []
    for number, section in enumerate(brief.sections):
        points = [point for place, point in enumerate(section.points) if (number, place) in taken]
        left = len(section.points) - len(points)
        sections.append(
            {
                "title": section.title,
                "empty": "" if section.points else section.empty,
                "header": section.header,
                "points": [
                    {
                        "text": point.text,
                        "note": point.note,
                        "cells": point.cells,
                        "cites": [numbers.setdefault(one, len(numbers) + 1) for one in point.cites],
                    }
                    for point in points
                ],
                "left": f"and {counted(left, *section.what)} more" if left else "",
            }
        )
    cited: list[Mapping[str, str]] = [vars(brief.citations[one]) for one in numbers]
    return {
        "name": brief.name,
        "as_of": brief.as_of,
        "lead": brief.lead,
        "sections": sections,
        "citations": cited,
        "licence": LICENCE.name,
    }


def _pages(pdf: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
