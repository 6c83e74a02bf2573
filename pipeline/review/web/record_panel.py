"""The right side of the work: a record, or what stands in its place, as a reviewer has it. Pure."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.review.queue import Claim, Entry
from pipeline.review.web.accounts import Account
from pipeline.review.web.shown import amount, field_name, kind, plain

REASONS = (
    "No record: heading, navigation or boilerplate",
    "A target, threshold or limit, not a fact",
    "A date, age, label or list number, not a quantity",
    "Repeats what another record says",
    "About somebody else, or nobody in particular",
    "Another kind of record",
)
"""Why something is no record, as reviewers choose it."""

_FACTS = {
    "metric": (
        "organisation", "edition", "unit", "per", "basis", "coverage", "action", "object", "recipient",
        "dimensions", "measure", "principle", "part_of", "printed",
    ),
    "gap": ("organisation", "edition", "carries_forward", "principle"),
    "progress": ("organisation", "edition", "principle"),
    "no_progress": ("organisation", "edition", "since", "reason", "principle"),
    "commitment": ("organisation", "edition", "cadence", "principle"),
    "recommendation": ("organisation", "edition", "principle"),
}  # fmt: skip
_ALWAYS = ("organisation", "edition", "measure", "basis", "principle")
"""Shown also where they are empty: that they are is worth a look."""


@dataclass(frozen=True)
class Side:
    """A field on which people and the machine differ."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class RecordPanel:
    """What the template of the record's panel needs."""

    entry: Entry
    account: Account
    values: Mapping[str, Any]
    """The record's fields; of a doubt those of the candidate."""
    hidden: bool
    """Whether the values stay hidden, as the reviewer has not entered any."""
    blind: Mapping[str, Any] | None
    held_by: Claim | None
    """Somebody else's claim."""
    event_id: str

    @property
    def heading(self) -> str:
        """What it is, in a few words."""
        if self.hidden:
            return "What does the source say here?"
        if self.entry.kind == "metric" and self.values.get("value", self.values.get("low")) is not None:
            return amount(self.values)
        about = self.values.get("organisation_name") or self.values.get("organisation")
        return f"{kind(self.entry.kind)} of {about}" if about else kind(self.entry.kind)

    @property
    def evidence(self) -> Mapping[str, Any]:
        """Where its words stand."""
        about = self.entry.record or self.entry.doubt or {}
        found: Mapping[str, Any] = about["evidence"]
        return found

    @property
    def evidence_snapshot(self) -> str:
        """The bytes that its words stand in."""
        about = self.entry.record or self.entry.doubt or {}
        return str(about["snapshot"])

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Name, label and value of each field worth showing."""
        names = _FACTS.get(self.entry.kind, ())
        return [
            (name, field_name(name), plain(self.values.get(name)))
            for name in names
            if (name in _ALWAYS and name in self.values) or self.values.get(name) not in (None, "", {})
        ]

    @property
    def can_decide(self) -> bool:
        """Whether this reviewer may decide on it now."""
        return self.account.may("reviewer") and self.held_by is None

    @property
    def seen(self) -> str:
        """The record as the reviewer sees it, to come back with the decision."""
        return json.dumps(self.entry.record or {}, ensure_ascii=False)

    @property
    def blind_json(self) -> str:
        """What the reviewer read before the values were shown, to come back with the decision."""
        return json.dumps(self.blind, ensure_ascii=False) if self.blind else ""

    @property
    def compared(self) -> list[Side]:
        """What the reviewer read beside what the machine read."""
        if self.blind is None:
            return []
        both = [("Kind", kind(str(self.blind.get("kind"))), kind(self.entry.kind))]
        if self.entry.kind == "metric" and self.blind.get("kind") == "metric":
            both.append(("Number", amount(self.blind), amount({**self.values, "unit": None, "per": None})))
        if self.blind.get("organisation"):
            both.append(
                ("Organisation", plain(self.blind["organisation"]), plain(self.values["organisation"]))
            )
        return [Side(name, (yours, theirs)) for name, yours, theirs in both]

    @property
    def sides(self) -> list[Side]:
        """Old machine, new machine and person, field by field, of a decision to be looked at again."""
        stale = self.entry.stale_decision
        if stale is None:
            return []
        return [
            Side(field_name(one.name), (plain(one.then), plain(one.now), plain(one.person)))
            for one in stale.fields
        ]

    @property
    def announcement(self) -> str:
        """What a screen reader is told when it comes up."""
        return f"{self.heading}. {kind(self.entry.kind)}, {self.entry.status}."


def panel_for(entry: Entry, account: Account, blind: Mapping[str, Any] | None = None) -> RecordPanel:
    """The panel of an entry as this account has it before them; `blind` is what they read beforehand."""
    doubt = entry.doubt or {}
    values = entry.record or {"kind": entry.kind, **doubt.get("candidate", {})}
    held = entry.claim if entry.claim is not None and entry.claim.by != account.name else None
    hidden = entry.blind and blind is None and account.may("reviewer")
    return RecordPanel(entry, account, values, hidden, blind, held, str(uuid.uuid4()))


def version_mark(entry: Entry) -> str:
    """Stands for a record exactly as it is on the screen."""
    body = json.dumps(entry.record, sort_keys=True)
    return f"{entry.version}-{hashlib.sha256(body.encode()).hexdigest()[:16]}"
