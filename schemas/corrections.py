"""What reviewers say of records: append-only events, and corrections of the publisher's own errors."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.evidence import Evidence
from schemas.quantities import Number
from schemas.records import Kind

CorrectionAction = Literal["accept", "change", "reject", "add", "comment", "undo"]


class Correction(BaseModel):
    """One decision of one reviewer on one record. Events are never changed; a later event compensates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        min_length=1, description="Chosen by the writer; a second event with it is the same event"
    )
    record_id: str = Field(pattern=r"^[0-9a-f]{24}$")
    action: CorrectionAction
    by: str = Field(min_length=1)
    at: datetime
    seen: dict[str, Any] = Field(default_factory=dict, description="The fields as the reviewer saw them")
    fields: dict[str, Any] = Field(default_factory=dict, description="The fields as they should be")
    kind: Kind | None = Field(default=None, description="Of a record that is added")
    evidence: Evidence | None = Field(default=None, description="Of a record that is added or re-anchored")
    reason: str | None = None
    undoes: str | None = Field(default=None, description="id of the event that this one takes back")

    @model_validator(mode="after")
    def _has_what_its_action_needs(self) -> Correction:
        needs = {
            "change": bool(self.fields),
            "reject": bool(self.reason),
            "add": self.kind is not None and self.evidence is not None,
            "comment": bool(self.reason),
            "undo": self.undoes is not None,
        }
        if not needs.get(self.action, True):
            raise ValueError(f"the action {self.action!r} lacks what it needs")
        return self


class SourceCorrection(BaseModel):
    """The publisher itself is wrong: what is printed, what is right, why, and whether they have been told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    quote: str = Field(min_length=1, description="The words that hold the wrong figure")
    printed: Number
    corrected: Number
    reason: str = Field(min_length=1)
    status: Literal["open", "reported", "acknowledged", "fixed upstream"] = "open"
    by: str = Field(min_length=1)
    at: datetime

    @model_validator(mode="after")
    def _changes_something(self) -> SourceCorrection:
        if self.printed == self.corrected:
            raise ValueError("the corrected value is the printed one")
        return self
