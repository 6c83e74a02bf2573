"""Decisions whose record the machine no longer gives under that id: where they belong now. Pure.

An id changes when a quote, an organisation or an edition does. The words are looked for in what the source
says now; where they are found, the decision goes with them. It never lands on another figure, and never on
another edition's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from pipeline.problems import Problem
from pipeline.review.anchoring import Anchored, Changed, Finder, figures
from pipeline.review.merging import Stance, build, json_form, stale_decision, stance
from pipeline.review.settling import Events, Item, events_on, lost, settle
from schemas.corrections import StaleCause
from schemas.documents import Block, Cell, Document
from schemas.evidence import Evidence
from schemas.records import Doubt, Record

if TYPE_CHECKING:
    from pipeline.store.store import Held

_SOME_OVERLAP = 0.5


class _Then(NamedTuple):
    """What was decided on, where it stood last."""

    key: str
    said: Stance
    machine: Mapping[str, Any]
    """As the machine had it; as the person had it, where the record is the person's own."""
    evidence: Evidence
    snapshot: str


class Orphans:
    """Finds places for decisions in what the documents say now."""

    def __init__(
        self,
        held: Sequence[Held],
        events: Events,
        document_of: Callable[[str], Document] | None,
        last: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._held, self._events, self._document_of, self._last = held, events, document_of, last
        self._documents: dict[str, Document | None] = {}
        self._finders: dict[str, Finder] = {}

    def place(self, items: Mapping[str, Item]) -> dict[str, Item]:
        """The items with those decisions that had none."""
        placed = dict(items)
        for key in self._events:
            if key in items:
                continue
            said = stance(events_on((key,), self._events), (key,))
            held = said and self._held_for(said)
            if said is None or held is None:
                continue
            then = self._then(key, said)
            item = self._placed(then, held, placed) if then else _unknown(key, said, held)
            placed[item.id] = item
        return placed

    def _held_for(self, said: Stance) -> Held | None:
        """The document that the decision was on, as it is now."""
        of_source = [one for one in self._held if one.key.source == (said.values.get("source") or "")]
        name = said.values.get("document")
        tests: tuple[Callable[[Held], bool], ...] = (
            lambda one: one.snapshot == said.values.get("snapshot"),
            lambda one: any(known.document == name for known in (*one.records[:1], *one.doubts[:1])),
            lambda one: one.key.linked == name,
            lambda one: not one.key.linked,
        )
        return next((one for test in tests for one in of_source if test(one)), None)

    def _then(self, key: str, said: Stance) -> _Then | None:
        chosen = {"evidence": said.evidence} if said.evidence is not None else {}
        stood = {**said.values, **chosen, **self._last.get(key, {})}
        try:
            evidence = Evidence.model_validate(stood.get("evidence"))
        except ValidationError:
            return None  # an event from elsewhere, which does not say what it was about
        return _Then(key, said, said.base or said.values, evidence, str(stood.get("snapshot")))

    def _placed(self, then: _Then, held: Held, items: Mapping[str, Item]) -> Item:
        """The item that the decision belongs to now."""
        found, document = self._found(then, held)
        if found is not None and not self._of_this_edition(then, held, found):
            found = None
        if isinstance(found, Anchored):
            successor = _successor(then, held, found)
            if successor is not None:
                lineage = (*items[successor.id].lineage, then.key)
                return settle(successor.id, self._events, machine=successor, lineage=lineage)
            stands = _locator(document, found.start, found.end) if document else then.evidence
            item = settle(then.key, self._events, stands=stands, of=_any(held, then))
            return item if item.record is not None else _lost(then, held, None)
        return _lost(then, held, found)

    def _found(self, then: _Then, held: Held) -> tuple[Anchored | Changed | None, Document | None]:
        evidence, same = then.evidence, held.snapshot == then.snapshot
        document = self._document(held.snapshot)
        unmoved = Anchored(evidence.start, evidence.end, "position", 100.0, 1.0)
        if document is None:
            return (unmoved if same else None), None
        if same and document.text[evidence.start : evidence.end] == evidence.quote:
            return unmoved, document
        cell = _same_cell(then, held.records)
        if cell is not None:
            start, end = cell.evidence.start, cell.evidence.end
            if figures(cell.quote) != figures(evidence.quote):
                return Changed(start, end, "figures"), document
            return Anchored(start, end, "quote", 100.0, 1.0), document
        if held.snapshot not in self._finders:
            self._finders[held.snapshot] = Finder(document)
        found = self._finders[held.snapshot].find(evidence)
        edited = isinstance(found, Changed) or (found is not None and found.how == "fuzzy")
        if found is not None and edited and self._was_there(document.text[found.start : found.end], then):
            return None, document
        return found, document

    def _was_there(self, words: str, then: _Then) -> bool:
        """Whether words stood in the old document too: then they are another statement, not ours edited."""
        old = self._document(then.snapshot)
        return old is not None and words in old.text

    def _of_this_edition(self, then: _Then, held: Held, found: Anchored | Changed) -> bool:
        """Whether the words stand among those of the edition that they were decided in."""
        edition = then.machine.get("edition")
        if held.snapshot == then.snapshot or edition is None:
            return True
        before = [one for one in held.records if one.evidence.start < found.end and one.edition]
        nearest = max(before, key=lambda one: one.evidence.start, default=None)
        return nearest is None or nearest.edition == edition

    def _document(self, snapshot: str) -> Document | None:
        if snapshot not in self._documents:
            try:
                self._documents[snapshot] = self._document_of(snapshot) if self._document_of else None
            except Problem:
                self._documents[snapshot] = None
        return self._documents[snapshot]


def _successor(then: _Then, held: Held, found: Anchored) -> Record | None:
    """The machine's record that says in the same place what was decided on."""
    machine = then.machine
    unchanged = held.snapshot == then.snapshot
    fits = [
        record
        for record in held.records
        if record.kind == machine.get("kind")
        and _overlap(record.evidence, found) >= _SOME_OVERLAP
        and (record.kind != "metric" or figures(record.printed) == figures(str(machine.get("printed"))))
        # The same bytes read by better rules may be another organisation's or edition's; other bytes may not.
        and (unchanged or (record.organisation, record.edition) == _of_whom(machine))
    ]
    place = machine.get("place", 0)
    return min(
        fits,
        key=lambda one: (getattr(one, "place", 0) != place, -_overlap(one.evidence, found)),
        default=None,
    )


def _same_cell(then: _Then, records: Iterable[Record]) -> Record | None:
    """The one table cell with the labels of the cell that was decided on."""
    if not then.machine.get("dimensions"):
        return None
    found = [
        one
        for one in records
        if one.kind == "metric"
        and one.dimensions == then.machine["dimensions"]
        and (one.organisation, one.edition) == _of_whom(then.machine)
        and one.place == then.machine.get("place", 0)
    ]
    return found[0] if len(found) == 1 else None


def _of_whom(machine: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return machine.get("organisation"), machine.get("edition")


def _overlap(evidence: Evidence, found: Anchored | Changed) -> float:
    """The shared part of two ranges, of the shorter one."""
    shared = min(evidence.end, found.end) - max(evidence.start, found.start)
    return max(0, shared) / min(evidence.end - evidence.start, found.end - found.start)


def _lost(then: _Then, held: Held, found: Changed | None) -> Item:
    """A decision without a place."""
    editions = {record.edition for record in held.records} - {None}
    edition = then.machine.get("edition")
    cause: StaleCause = "words gone"
    candidate = None
    if found is not None:
        cause = "figure changed" if found.what == "figures" else "meaning changed"
        candidate = max(
            (one for one in held.records if one.kind == then.machine.get("kind")),
            key=lambda one: _overlap(one.evidence, found),
            default=None,
        )
        if candidate is not None and not _overlap(candidate.evidence, found):
            candidate = None
    elif edition is not None and editions and edition not in editions:
        cause = "moved on"
    try:
        past = build({**then.said.values, **_words(then)}, then.key)
    except ValidationError:
        return _unknown(then.key, then.said, held)
    return lost(then.said, past, cause, json_form(candidate) if candidate else None, held.snapshot)


def _unknown(key: str, said: Stance, held: Held) -> Item:
    """A decision that came from elsewhere and does not say what it was on: nothing can be shown of it."""
    reason = f"what {said.by} decided on is not known here: the event does not hold the whole record"
    return Item(
        key, "lost", stale=stale_decision(key, "words gone", reason), said=said, snapshot=held.snapshot
    )


def _words(then: _Then) -> dict[str, Any]:
    evidence = then.evidence.model_dump(mode="json")
    return {"quote": then.evidence.quote, "evidence": evidence, "snapshot": then.snapshot}


def _locator(document: Document, start: int, end: int) -> Evidence:
    """The locator of a range, in whichever block or cell holds it."""
    for block in document.blocks:
        if block.start <= start and end <= block.end:
            cells: Sequence[Cell] = block.table.cells if block.table else ()
            within: Block | Cell = next(
                (cell for cell in cells if cell.start <= start and end <= cell.end), block
            )
            return document.evidence(start, end, within)
    raise AssertionError("an anchor lies within one block")


def _any(held: Held, then: _Then) -> Record | Doubt:
    """Something that says which document and snapshot it is of."""
    for known in (*held.records[:1], *held.doubts[:1]):
        return known
    return build({**then.said.values, **_words(then), "snapshot": held.snapshot}, then.key)
