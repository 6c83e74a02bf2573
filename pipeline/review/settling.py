"""One record, or one doubtful candidate, with all that was said of it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pipeline.review.merging import (
    Stance,
    all_sides,
    build,
    json_form,
    merge,
    review_of,
    stale_decision,
    stance,
)
from schemas.corrections import Correction, StaleCause, StaleDecision
from schemas.evidence import Evidence
from schemas.records import Doubt, Record, record_id

Subject = Literal["record", "doubt", "lost"]
"""`lost`: a decision that has no place in what the source says now."""

Numbered = tuple[int, Correction]
"""An event and its place in the order in which all came in."""

Events = Mapping[str, Sequence[Numbered]]
"""By record id."""


class Item(NamedTuple):
    """One thing that a reviewer can have before them, as the machine and all decisions make it."""

    id: str
    subject: Subject
    record: Record | None = None
    """As it stands, decisions applied; of a lost decision, as the person left it; None for a doubt."""
    machine: Record | None = None
    """The machine's latest output; None where it does not find the record."""
    doubt: Doubt | None = None
    stale: StaleDecision | None = None
    differs: tuple[str, ...] = ()
    """Fields that the machine reads otherwise by now than a person saw them and let stand."""
    lineage: tuple[str, ...] = ()
    """Earlier ids whose decisions were carried over to this one."""
    said: Stance | None = None
    """What people have said of it; None where nobody has decided."""
    snapshot: str = ""
    """The bytes that hold now for its document."""
    waits: bool = True
    """Whether a stale decision waits to be looked at; a lost one may rest with the bytes it was made on."""

    @property
    def conflict(self) -> StaleDecision | None:
        """The decision that has to be looked at again."""
        return self.stale if self.waits else None


def settle(
    key: str,
    events: Events,
    *,
    machine: Record | None = None,
    doubt: Doubt | None = None,
    stands: Evidence | None = None,
    of: Record | Doubt | None = None,
    lineage: tuple[str, ...] = (),
) -> Item:
    """One record or doubt with what was said of it, under this id and those of its lineage.

    Args:
        key: Its id.
        events: As `by_record`.
        machine: The machine's latest output, if it finds the record.
        doubt: The candidate, if that is what the machine has.
        stands: Where the words of a record stand that the machine does not find.
        of: A record or doubt of the document that `stands` counts in.
        lineage: Earlier ids.
    """
    said = stance(events_on((*lineage, key), events), (key, *lineage))
    now = machine or doubt or of
    snapshot = now.snapshot if now is not None else ""
    if said is None or (machine is None and doubt is not None and said.verdict == "rejected"):
        subject: Subject = "record" if machine else "doubt"
        return Item(key, subject, machine, machine, doubt, None, (), lineage, said, snapshot)
    if stands is None and doubt is not None:
        stands = doubt.evidence
    here = now is None or said.values.get("snapshot") == now.snapshot
    chosen = (said.evidence or stands) if here else stands
    merged = merge(machine, said, record_id=key, place=_place(chosen, now) if chosen else {})
    if not snapshot and merged.record is not None:
        snapshot = merged.record.snapshot
    return Item(
        key, "record", merged.record, machine, doubt, merged.stale, merged.differs, lineage, said, snapshot
    )


def _place(evidence: Evidence, document: Record | Doubt | None) -> dict[str, Any]:
    words = {"quote": evidence.quote, "evidence": evidence.model_dump(mode="json")}
    if document is None:
        return words
    return words | {
        "document": document.document,
        "snapshot": document.snapshot,
        "source": document.source,
    }


_APART = {
    "words gone": "the source no longer has the words that {} decided on",
    "figure changed": "the source says another figure where {} decided",
    "meaning changed": "the source says the opposite, or nearly, where {} decided",
    "moved on": "the source is another edition than the one that {} decided on",
}


def lost(
    said: Stance, past: Record, cause: StaleCause, candidate: Mapping[str, Any] | None, snapshot: str
) -> Item:
    """A decision that has no place in what the source says now.

    It waits to be looked at unless it was a rejection, the source has only moved on to another edition, or
    somebody has looked at it since it was lost; and always when it is reopened. Then it stays with the bytes
    that it was made on. Its `stale` says why it has no place, also when it does not wait.

    Args:
        said: What people said.
        past: The record on the words as they stood last.
        cause: Why it has no place.
        candidate: The machine's record in its JSON form that stands where the words stood.
        snapshot: The bytes that hold now for the document.
    """
    reason = _APART[cause].format(said.by)
    if said.reopened is not None:
        reason = f"reopened by {said.reopened.by}: {said.reopened.reason or reason}"
    stale = stale_decision(
        past.id, cause, reason, all_sides(said, candidate or {}), candidate["id"] if candidate else None
    )
    looked_at = said.against is not None and said.against != said.values.get("snapshot")
    rests = said.verdict == "rejected" or cause == "moved on" or looked_at
    waits = said.reopened is not None or not rests
    left = build(
        {**said.values, **{name: value for name, value in json_form(past).items() if name in _STOOD}},
        past.id,
        review_of(said, stale if waits else None),
    )
    return Item(past.id, "lost", left, stale=stale, said=said, snapshot=snapshot, waits=waits)


_STOOD = ("quote", "evidence", "snapshot")


def keyed(doubts: Iterable[Doubt]) -> list[tuple[str, Doubt]]:
    """Doubts with keys as stable as record ids, under which decisions on them are kept."""
    seen: Counter[str] = Counter()
    found = []
    for doubt in doubts:
        plain = _doubt_id(doubt, 0)
        found.append((_doubt_id(doubt, seen[plain]), doubt))
        seen[plain] += 1
    return found


def _doubt_id(doubt: Doubt, occurrence: int) -> str:
    candidate = doubt.candidate
    return record_id(
        f"doubt {doubt.kind}",
        doubt.source,
        candidate.get("organisation"),
        candidate.get("edition"),
        doubt.evidence.quote,
        place=int(candidate.get("place") or 0),
        dimensions=candidate.get("dimensions"),
        occurrence=occurrence,
    )


def by_record(corrections: Iterable[Correction]) -> dict[str, list[Numbered]]:
    """The events on each record, numbered in the order in which they came in."""
    found: dict[str, list[Numbered]] = defaultdict(list)
    for number, event in enumerate(corrections):
        for one in event.records:
            found[one].append((number, event))
    return dict(found)


def events_on(ids: Iterable[str], events: Events) -> list[Correction]:
    """The events on any of these ids, each once, in the order in which they came in."""
    return [event for _, event in sorted({n: e for one in ids for n, e in events.get(one, ())}.items())]
