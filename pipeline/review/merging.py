"""Three-way merge, field by field: what the machine said when a person decided, what it says now, and what
the person said. Pure; the rules and a table of cases are in docs/review.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from schemas.corrections import Correction, FieldSides, StaleCause, StaleDecision
from schemas.evidence import Evidence
from schemas.records import Record, Review, ReviewStatus, record_adapter

PLACED = ("id", "document", "snapshot", "source", "quote", "evidence")
"""Where a record stands. It follows the source, not the merge."""

MADE = ("rule", "rule_version", "confidence", "review", "place")
"""What made it. Nobody decides on that."""

CLAIM = ("value", "low", "high", "unit")
"""What a rejected figure claimed: read otherwise, it is another claim, and nobody has rejected that."""

REVIEWER = {"rule": "reviewer", "rule_version": "1", "confidence": 1.0}
"""What made a record that a person added."""

_UNKNOWN = object()


class Stance(NamedTuple):
    """What people have left a record as: all live decisions on it, folded."""

    verdict: ReviewStatus
    values: Mapping[str, Any]
    """The whole record as the last decision left it, in its JSON form."""
    typed: frozenset[str]
    """The fields that a person has set, rather than seen and let stand."""
    base: Mapping[str, Any]
    """What the machine said when the last decision was made; empty where it said nothing."""
    added: bool
    """Whether the record is a person's own."""
    evidence: Evidence | None
    """The words, where a person has chosen them."""
    by: str
    at: datetime
    reason: str | None
    reopened: Correction | None
    against: str | None
    """The snapshot that held for its document when the last decision was made, where that is known."""


class Merged(NamedTuple):
    """A record with its decisions laid over the machine's output."""

    record: Record | None
    stale: StaleDecision | None = None
    differs: tuple[str, ...] = ()
    """Fields that the machine reads otherwise by now than the person saw them and let stand."""


def json_form(record: Record) -> dict[str, Any]:
    """A record as events keep it in `seen`: its JSON form."""
    return record.model_dump(mode="json")


def live(events: Iterable[Correction]) -> list[Correction]:
    """The events on one record that hold: without those undone, and without the undos themselves.

    An undo that is undone takes nothing back.
    """
    undone: set[str] = set()
    kept: list[Correction] = []
    for event in reversed(list(events)):
        if event.id in undone:
            continue
        if event.action == "undo":
            assert event.undoes is not None
            undone.add(event.undoes)
        else:
            kept.append(event)
    return kept[::-1]


def stance(events: Iterable[Correction], ids: Sequence[str]) -> Stance | None:
    """Folds the events on a record, known by any of `ids`, in the order in which they came in.

    None when nobody has decided anything that still holds.
    """
    now: Stance | None = None
    for event in live(events):
        if event.action == "reopen":
            now = now and now._replace(reopened=event)
        elif event.action != "comment":
            now = _after(now, event, next((one for one in ids if one in event.records), event.record_id))
    return now


def _after(before: Stance | None, event: Correction, record_id: str) -> Stance:
    seen = event.seen_of(record_id)
    machine = event.machine if event.machine is not None and record_id == event.record_id else seen
    added = event.action == "add" or (before is not None and before.added)
    typed = (before.typed if before else frozenset()) | event.fields.keys()
    values = {**(before.values if before else {}), **seen, **event.fields}
    if event.kind is not None:
        values["kind"] = event.kind
    settled: ReviewStatus = "added" if added else "corrected" if typed else "accepted"
    return Stance(
        verdict="rejected" if event.action == "reject" else settled,
        values=values,
        typed=typed,
        base={} if added else machine,
        added=added,
        evidence=event.evidence or (before.evidence if before else None),
        by=event.by,
        at=event.at,
        reason=event.reason,
        reopened=None,
        against=event.against,
    )


def merge(
    machine: Record | None, said: Stance, *, record_id: str, place: Mapping[str, Any] | None = None
) -> Merged:
    """Lays what people said over what the machine says now.

    Args:
        machine: The machine's latest output; None where it finds the record no more, or never did.
        said: The people's stance.
        record_id: The id under which the result is known.
        place: Where the person's words stand now (the fields `PLACED` but `id`), where that is not where the
            machine's stand: of a record that the machine does not find, or whose words a person has chosen.
    """
    now = json_form(machine) if machine is not None else {}
    values = dict(said.values) | {name: now[name] for name in (*PLACED, *MADE) if name in now}
    values |= dict(place or {})
    sides: list[FieldSides] = []
    differs: list[str] = []
    for name in _decided(now, said):
        old, new, person = said.base.get(name, _UNKNOWN), now[name], said.values.get(name, _UNKNOWN)
        if person is _UNKNOWN:
            values[name] = new
        elif old != new and person != new:
            if old is not _UNKNOWN and _must_look(name, said):
                sides.append(FieldSides(name=name, then=old, now=new, person=person))
            else:
                differs.append(name)
    if said.added:
        values |= REVIEWER
    stale = _stale(sides, said, record_id, now)
    record: Record | None
    try:
        record = _built(values, record_id, review_of(said, stale))
    except ValidationError as error:
        stale = _broken(error, sides, said, record_id, now)
        record = machine and machine.model_copy(update={"review": review_of(said, stale)})
    return Merged(record, stale, tuple(differs))


def _decided(now: Mapping[str, Any], said: Stance) -> list[str]:
    """The fields that the machine and the person can differ on."""
    if said.verdict != "rejected" and said.values.get("kind", now.get("kind")) != now.get("kind"):
        return ["kind"] if now else []  # another kind has other fields, all of them the person's
    return [name for name in now if name not in PLACED and name not in MADE]


def _must_look(name: str, said: Stance) -> bool:
    """Whether a person has to look at a field that the machine now reads in a third way."""
    if said.verdict == "rejected":
        return name in CLAIM
    return name in said.typed


def _stale(
    sides: Sequence[FieldSides], said: Stance, record_id: str, now: Mapping[str, Any]
) -> StaleDecision | None:
    if sides:
        names = ", ".join(side.name for side in sides)
        verb = "rejected it" if said.verdict == "rejected" else "decided"
        reason = f"the machine reads {names} otherwise than when {said.by} {verb}"
        return stale_decision(record_id, "machine differs", reason, sides)
    if said.reopened is not None:
        why = f": {said.reopened.reason}" if said.reopened.reason else ""
        return stale_decision(
            record_id, "reopened", f"reopened by {said.reopened.by}{why}", all_sides(said, now)
        )
    return None


def stale_decision(
    record_id: str,
    cause: StaleCause,
    reason: str,
    sides: Iterable[FieldSides] = (),
    candidate: str | None = None,
) -> StaleDecision:
    """A decision to be looked at again."""
    return StaleDecision(
        record_id=record_id, cause=cause, reason=reason, fields=tuple(sides), candidate=candidate
    )


def all_sides(said: Stance, now: Mapping[str, Any]) -> list[FieldSides]:
    """Every field on which the machine then, the machine now and the person do not all agree."""
    names = [name for name in {**said.values, **now} if name not in PLACED and name not in MADE]
    rows = [(name, said.base.get(name), now.get(name), said.values.get(name)) for name in names]
    return [
        FieldSides(name=name, then=then, now=new, person=person)
        for name, then, new, person in rows
        if not then == new == person
    ]


def _broken(
    error: ValidationError, sides: Sequence[FieldSides], said: Stance, record_id: str, now: Mapping[str, Any]
) -> StaleDecision:
    reason = f"what {said.by} said does not hold with what is there now: {first_complaint(error)}"
    return stale_decision(record_id, "does not hold", reason, sides or all_sides(said, now))


def first_complaint(error: ValidationError) -> str:
    """What is wrong, in a few words: the first complaint and the field that it is about."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    message = first["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def review_of(said: Stance, stale: StaleDecision | None) -> Review:
    """Where a record stands. A rejection that is to be looked at again stands until then."""
    if stale is None or said.verdict == "rejected":
        return Review(status=said.verdict, by=said.by, at=said.at, reason=said.reason)
    return Review(status="stale", by=said.by, at=said.at, reason=stale.reason)


def _built(values: Mapping[str, Any], record_id: str, review: Review) -> Record:
    kind = values.get("kind")
    fields = _FIELDS.get(str(kind), frozenset())
    return record_adapter.validate_python(
        {name: value for name, value in values.items() if name in fields}
        | {"id": record_id, "review": review}
    )


def build(values: Mapping[str, Any], record_id: str, review: Review | None = None) -> Record:
    """A record from its JSON form, without the fields that its kind does not have. Raises ValidationError."""
    return _built(values, record_id, review or Review())


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The fields, place and making aside, in which two records in JSON form differ."""
    names = [name for name in {**one, **other} if name not in PLACED and name not in MADE]
    return [name for name in names if one and other and one.get(name) != other.get(name)]


def _fields_by_kind() -> dict[str, frozenset[str]]:
    models = get_args(get_args(Record)[0])
    return {model.model_fields["kind"].default: frozenset(model.model_fields) for model in models}


_FIELDS = _fields_by_kind()
