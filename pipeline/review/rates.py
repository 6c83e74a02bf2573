"""How often each rule is right by what reviewers have decided: live, beside the measured precision. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from extractors.confidence import wilson_lower_bound
from pipeline.review.merging import MADE, PLACED, live
from pipeline.review.settling import by_record
from schemas.corrections import Correction


class Rate(NamedTuple):
    """One rule's record with the reviewers."""

    rule: str
    decided: int
    """Records of the rule that were accepted, corrected or rejected."""
    corrected: int
    rejected: int
    blind: int
    """Of the decided ones, those whose values were hidden until the reviewer had read the source."""
    blind_wrong: int
    """Of the blind ones, those that the reviewer rejected or read otherwise."""
    lower_bound: float
    """Of the precision: the lower end of its 95% interval, over the blind ones where there are any. Records
    that come up because they are doubtful, or whose values the reviewer saw, say less.
    """

    @property
    def error_rate(self) -> float | None:
        """The share of blind records that were wrong; of all decided ones where none was blind."""
        if self.blind:
            return self.blind_wrong / self.blind
        return (self.corrected + self.rejected) / self.decided if self.decided else None


def rates(
    corrections: Iterable[Correction], latest: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Rate]:
    """Each rule's rate, the worst first.

    Args:
        corrections: All events, in the order in which they came in.
        latest: The machine's latest output of each record in its JSON form. With it, a rule is judged by what
            it says now; without it, by what it said when the decision was made.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for record_id, numbered in by_record(corrections).items():
        holding = [event for event in live(event for _, event in numbered) if event.action != "comment"]
        decisions = [event for event in holding if event.action in ("accept", "change", "reject")]
        if not decisions or any(event.action == "add" for event in holding):
            continue
        last = decisions[-1]
        said = (latest or {}).get(record_id) or last.machine or decisions[0].seen_of(record_id)
        rule = said.get("rule")
        if rule is None:
            continue
        wrong = _wrong(decisions, record_id, said)
        blind = next((event for event in decisions if event.blind is not None), None)
        row = counts[str(rule)]
        row[0] += 1
        row[1] += wrong and last.action != "reject"
        row[2] += last.action == "reject"
        row[3] += blind is not None
        row[4] += blind is not None and (last.action == "reject" or wrong or _misread(blind, said))
    found = [_rate(rule, *row) for rule, row in counts.items()]
    return sorted(found, key=lambda one: (one.lower_bound, -one.decided, one.rule))


def _rate(rule: str, decided: int, corrected: int, rejected: int, blind: int, blind_wrong: int) -> Rate:
    right, made = (blind - blind_wrong, blind) if blind else (decided - corrected - rejected, decided)
    return Rate(
        rule, decided, corrected, rejected, blind, blind_wrong, round(wilson_lower_bound(right, made), 4)
    )


def _wrong(decisions: Iterable[Correction], record_id: str, said: Mapping[str, Any]) -> bool:
    """Whether what the machine says is not what people have made of it."""
    person: dict[str, Any] = {}
    for event in decisions:
        person |= {**event.seen_of(record_id), **event.fields}
    return any(person[name] != said[name] for name in person if name in said and _judged(name))


def _misread(blind: Correction, said: Mapping[str, Any]) -> bool:
    return any(said.get(name) != value for name, value in (blind.blind or {}).items() if _judged(name))


def _judged(name: str) -> bool:
    return name not in PLACED and name not in MADE and name != "part_of"
