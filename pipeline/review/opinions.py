"""Second opinions: a share of the decided records is judged again by somebody who has not seen the verdict.

How far two people agree beyond chance tells how clear the guide is; where they differ, a named adjudicator
decides. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.review.items import sampled
from pipeline.review.merging import live
from pipeline.review.settling import by_record
from schemas.corrections import Correction, CorrectionAction, Opinion

VERDICTS: tuple[CorrectionAction, ...] = ("accept", "change", "reject")


class Pair(NamedTuple):
    """Two verdicts on one record."""

    record_id: str
    first: Correction
    second: Opinion
    agree: bool
    """Whether both leave the record with the same fields, or both reject it."""
    adjudicated: Correction | None
    """The adjudicator's decision, made later than both."""


class Agreement(NamedTuple):
    """How far first and second verdicts agree."""

    pairs: int
    agreed: int
    kappa: float | None
    """Cohen's kappa: 1 is full agreement, 0 what chance would give; None where it is not defined."""


def wanting(
    corrections: Iterable[Correction], opinions: Iterable[Opinion], *, share: float, by: str
) -> list[Correction]:
    """The decisions on which `by` can give a second opinion: sampled, another's, and without one yet.

    Args:
        corrections: All events, in the order in which they came in.
        opinions: All second opinions.
        share: The share of decided records that is judged twice, 0 to 1.
        by: The second reviewer.
    """
    given = {opinion.on for opinion in opinions}
    return [
        decision
        for record_id, decision in _decisions(corrections).items()
        if decision.by != by and decision.id not in given and sampled(record_id, share, "second opinion")
    ]


def pairs(corrections: Iterable[Correction], opinions: Iterable[Opinion], adjudicator: str) -> list[Pair]:
    """First and second verdicts side by side, in the order of the second ones."""
    corrections = list(corrections)
    events = {event.id: event for event in corrections}
    order = {event.id: number for number, event in enumerate(corrections)}
    holding = {
        record_id: live(event for _, event in numbered)
        for record_id, numbered in by_record(corrections).items()
    }
    found = []
    for second in opinions:
        first = events.get(second.on)
        if first is None or first not in holding.get(second.record_id, ()):
            continue  # taken back since
        later = [
            event
            for event in holding[second.record_id]
            if event.by == adjudicator and order[event.id] > order[first.id] and event.at >= second.at
            and event.action in VERDICTS
        ]  # fmt: skip
        found.append(
            Pair(second.record_id, first, second, _agree(first, second), later[-1] if later else None)
        )
    return found


def disagreements(found: Iterable[Pair]) -> list[Pair]:
    """What waits for the adjudicator."""
    return [pair for pair in found if not pair.agree and pair.adjudicated is None]


def agreement(found: Sequence[Pair]) -> Agreement:
    """Agreement over pairs, with Cohen's kappa over the verdicts accept, change and reject.

    Two changes to different values do not agree. J. Cohen, "A coefficient of agreement for nominal scales",
    Educational and Psychological Measurement 20 (1960).
    """
    agreed = sum(pair.agree for pair in found)
    if not found:
        return Agreement(0, 0, None)
    first = Counter[str](pair.first.action for pair in found)
    second = Counter[str](pair.second.action for pair in found)
    observed = agreed / len(found)
    chance = sum(first[verdict] * second[verdict] for verdict in VERDICTS) / len(found) ** 2
    return Agreement(len(found), agreed, (observed - chance) / (1 - chance) if chance < 1 else None)


def _decisions(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """The verdict that holds on each record, where it is one that can be judged again."""
    found = {}
    for record_id, numbered in by_record(corrections).items():
        holding = [event for event in live(event for _, event in numbered) if event.action != "comment"]
        if holding and holding[-1].action in VERDICTS:
            found[record_id] = holding[-1]
    return found


def _agree(first: Correction, second: Opinion) -> bool:
    if first.action == "reject" or second.action == "reject":
        return first.action == second.action
    seen = first.seen_of(second.record_id)
    return _differing(first.fields, seen) == _differing(second.fields, seen)


def _differing(fields: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if seen.get(name) != value}
