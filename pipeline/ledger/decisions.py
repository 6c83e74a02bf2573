"""What reviewers have said of threads and findings: events in, the say that holds now out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from typing import Literal

from schemas.findings import Dismissal, Finding
from schemas.ledger import LedgerEvent, ThreadDecision


class ThreadSay:
    """Which gap records are one gap, and which are not, by reviewers' word. Of two events the later holds."""

    def __init__(self, events: Iterable[LedgerEvent] = ()) -> None:
        self._pairs: dict[frozenset[str], Literal["merge", "split"]] = {}
        for event in _in_order(events):
            if isinstance(event, ThreadDecision):
                pairs = (
                    combinations(event.records, 2)
                    if event.action == "merge"
                    else product(event.records, event.apart_from)
                )
                self._pairs.update({frozenset(pair): event.action for pair in pairs})
        self._merged: dict[str, list[str]] = defaultdict(list)
        for pair, action in self._pairs.items():
            if action == "merge":
                for one, other in (sorted(pair), sorted(pair, reverse=True)):
                    self._merged[one].append(other)

    def about(self, one: str, other: str) -> Literal["merge", "split"] | None:
        """What was said of two records."""
        return self._pairs.get(frozenset((one, other)))

    def merged_with(self, record: str) -> list[str]:
        """The records that were said to be the same gap."""
        return self._merged.get(record, [])


def dismissed(findings: Iterable[Finding], events: Iterable[LedgerEvent]) -> list[Finding]:
    """The findings with the reviewers' reasons on those that were set aside."""
    reasons: dict[str, str | None] = {}
    for event in _in_order(events):
        if isinstance(event, Dismissal):
            reasons[event.finding] = event.reason
    return [
        finding.model_copy(update={"dismissed": reasons[finding.id]}) if reasons.get(finding.id) else finding
        for finding in findings
    ]


def _in_order(events: Iterable[LedgerEvent]) -> list[LedgerEvent]:
    """Each event once, the earliest first."""
    once = {event.id: event for event in events}
    return sorted(once.values(), key=lambda event: (event.at, event.id))
