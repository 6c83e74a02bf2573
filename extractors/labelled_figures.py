"""Figures that stand alone in a block of their own, with a label beside them: a definition list's term and
value, the tiles that open a report ("12,400", then "Accounts closed"). Blocks in, figure and label out.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.candidates import Candidate, Organisation
from extractors.context import Context
from extractors.metrics import RULE, RULE_VERSION
from extractors.quantity import find_quantities
from extractors.table_labels import counted_noun
from extractors.table_units import SHARE, named_unit
from schemas.documents import Block, Document
from schemas.quantities import Quantity

_LONGEST_FIGURE = 24
_LONGEST_LABEL = 80
_PLACES = ("paragraph", "list_item")


class LabelledFigures:
    """The labels of a document's lone figures."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._content: Sequence[Block] = list(document.content())
        self._labels: dict[int, Block] = {}
        for i, block in enumerate(self._content):
            if self._figure(block) is not None:
                label = self._beside(i)
                if label is not None:
                    self._labels[block.start] = label

    def read(self, block: Block, context: Context, who: Organisation) -> list[Candidate]:
        """The metric of a block that is nothing but a figure with a label; else nothing."""
        label, quantity = self._labels.get(block.start), self._figure(block)
        if label is None or quantity is None:
            return []
        text = " ".join(self._document.text_of(label).split()).rstrip(":")
        unit = _unit(quantity, text)
        undated = "point" if unit == "percent" else "unspecified"
        fields = {
            "value": quantity.value,
            "low": quantity.low,
            "high": quantity.high,
            "comparator": quantity.comparator,
            "printed": self._document.text_of(block)[quantity.number_start : quantity.number_end],
            "unit": unit,
            "per": quantity.per,
            "basis": "rate" if quantity.per else "period" if context.coverage else undated,
            "coverage": None if quantity.per else context.coverage,
            "action": None,
            "object": text,
            "at": block.start + quantity.start,
            "at_end": block.start + quantity.end,
        }
        return [
            Candidate(
                kind="metric",
                within=block,
                start=block.start,
                end=block.end,
                rule=RULE,
                rule_version=RULE_VERSION,
                context=context,
                organisation=who,
                fields=fields,
            )
        ]

    def _figure(self, block: Block) -> Quantity | None:
        """The one quantity that is all a block says."""
        text = self._document.text_of(block)
        if block.kind not in _PLACES or block.table is not None or len(text) > _LONGEST_FIGURE:
            return None
        found = find_quantities(text)
        if len(found) != 1 or found[0].start > 1:
            return None
        behind = text[found[0].end :].strip(" .*†‡")
        return found[0] if not behind and any(one.isdigit() for one in text) else None

    def _is_label(self, at: int) -> bool:
        if not 0 <= at < len(self._content):
            return False
        block = self._content[at]
        text = self._document.text_of(block).strip()
        short = len(text) <= _LONGEST_LABEL and text[-1:] not in ".!?"
        return (
            block.kind in _PLACES
            and block.table is None
            and short
            and any(one.isalpha() for one in text)
            and not find_quantities(text)
        )

    def _beside(self, at: int) -> Block | None:
        """The label before the figure, or behind it where a run of both opens with a figure."""
        figure = self._content[at]
        if self._is_label(at - 1) and (self._content[at - 1].level or 0) < (figure.level or 0):
            return self._content[at - 1]
        first = at
        while first >= 2 and self._is_label(first - 1) and self._figure(self._content[first - 2]) is not None:
            first -= 2
        if self._is_label(first - 1):
            return self._content[at - 1] if self._is_label(at - 1) else None
        return self._content[at + 1] if self._is_label(at + 1) else None


def _unit(quantity: Quantity, label: str) -> str | None:
    if quantity.unit_kind in ("percent", "percentage_points", "ratio"):
        return "percent"
    if quantity.unit_kind in ("currency", "measure") and quantity.unit:
        return quantity.unit
    if SHARE.search(label):
        return "percent"
    return named_unit(label) or counted_noun(label)
