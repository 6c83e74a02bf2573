"""What reviewers say: append-only events on records, opinions, sign-offs, and corrections of the publisher's
own errors. What they mean together is defined in docs/review.md.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.evidence import Evidence
from schemas.quantities import Number
from schemas.records import Kind
from schemas.snapshots import Sha256

RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]

CorrectionAction = Literal["accept", "change", "reject", "add", "reopen", "comment", "undo"]

ON_MANY: frozenset[CorrectionAction] = frozenset({"accept", "reopen", "undo"})
"""What one event may do to several records at once."""


class _Event(BaseModel):
    """What every event carries. Events are never changed; a later event compensates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        min_length=1,
        max_length=200,
        description="Chosen by the writer; a second event with it is the same event",
    )
    by: str = Field(min_length=1, description="Who says so")
    at: datetime = Field(description="When it was said")


class Correction(_Event):
    """One decision of one reviewer on one record, or on several that were on the screen together.

    `accept`: the record is right as seen. `change`: it is right with `fields`, and `evidence` where that is
    given. `reject`: it is no record, for the `reason`. `add`: here is a record that was missed, or one that a
    doubtful candidate should have been (then `record_id` is the doubt's key). `reopen`: look at it again;
    until then it stands as it was. `comment`: a remark, which decides nothing. `undo`: `undoes` never
    happened; an undo can be undone.
    """

    record_id: RecordId
    action: CorrectionAction
    seen: dict[str, Any] = Field(
        default_factory=dict, description="The whole record as the reviewer saw it, in its JSON form"
    )
    machine: dict[str, Any] | None = Field(
        default=None, description="What the machine said then, where that is not what was seen"
    )
    against: Sha256 | None = Field(
        default=None, description="The snapshot that held for the document then, where that is known"
    )
    fields: dict[str, Any] = Field(default_factory=dict, description="The fields as they should be")
    kind: Kind | None = Field(default=None, description="Of a record that is added")
    evidence: Evidence | None = Field(default=None, description="Of a record that is added or re-anchored")
    reason: str | None = None
    undoes: str | None = Field(default=None, description="id of the event that this one takes back")
    others: dict[RecordId, dict[str, Any]] = Field(
        default_factory=dict, description="The further records of one event on many: id to the record as seen"
    )
    blind: dict[str, Any] | None = Field(
        default=None,
        description="What the reviewer read in the source before the machine's values were shown",
    )

    @property
    def records(self) -> tuple[str, ...]:
        """All records that it is about."""
        return (self.record_id, *self.others)

    def seen_of(self, record_id: str) -> dict[str, Any]:
        """One of its records as the reviewer saw it."""
        return self.seen if record_id == self.record_id else self.others.get(record_id, {})

    @model_validator(mode="after")
    def _has_what_its_action_needs(self) -> Correction:
        needs = {
            "change": bool(self.fields) or self.evidence is not None,
            "reject": bool(self.reason),
            "add": self.kind is not None and self.evidence is not None,
            "comment": bool(self.reason),
            "undo": self.undoes is not None,
        }
        if not needs.get(self.action, True):
            raise ValueError(f"the action {self.action!r} lacks what it needs")
        if self.others and self.action not in ON_MANY:
            raise ValueError(f"the action {self.action!r} is about one record")
        if self.record_id in self.others:
            raise ValueError(f"the record {self.record_id} is named twice")
        return self


class FieldSides(BaseModel):
    """A field on which the machine and a person differ: what each says, side by side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    then: Any = Field(description="What the machine said when the person decided")
    now: Any = Field(description="What it says now; null where it says nothing")
    person: Any = Field(description="What the person said")


StaleCause = Literal[
    "machine differs", "figure changed", "meaning changed", "words gone", "moved on", "reopened",
    "does not hold",
]  # fmt: skip
"""`machine differs`: the machine reads a corrected field, or a rejected figure, anew and otherwise.
`figure changed`: the source prints another figure there now. `meaning changed`: there is a `not` more or
less. `words gone`: the source has the words no more. `moved on`: it is another edition now, which is no
conflict. `reopened`: a person asked for it. `does not hold`: what the person said fails validation with what
is there now."""


class StaleDecision(BaseModel):
    """A decision that has to be looked at again. What the person said stands until then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_id: RecordId
    cause: StaleCause
    reason: str = Field(min_length=1, description="Why, in one sentence")
    fields: tuple[FieldSides, ...] = ()
    candidate: RecordId | None = Field(
        default=None, description="The machine's record that stands where the words stood"
    )


class Opinion(_Event):
    """A second, blind verdict on a decided record. It decides nothing by itself."""

    record_id: RecordId
    on: str = Field(min_length=1, description="id of the decision that it is a second opinion on")
    action: Literal["accept", "change", "reject"]
    fields: dict[str, Any] = Field(default_factory=dict)
    reason: str | None = None


class SignOff(_Event):
    """A reviewer has gone through a page, a section or all of a document: what it says is in the records.

    Only that makes recall known. It holds for these bytes and no others.
    """

    snapshot: Sha256
    source: str | None = None
    document: str = Field(description="File name or URL of the snapshot")
    page: int | None = Field(default=None, ge=1, description="The page that was gone through")
    section: tuple[int, int] | None = Field(
        default=None, description="The character range of the section that was gone through"
    )
    heading: str | None = Field(default=None, description="The section's heading, for people")
    reason: str | None = None
    undoes: str | None = Field(default=None, description="id of the sign-off that this one takes back")

    @model_validator(mode="after")
    def _is_of_one_thing(self) -> SignOff:
        if self.page is not None and self.section is not None:
            raise ValueError("a sign-off is of a page, of a section or of the whole document")
        if self.section is not None and not 0 <= self.section[0] < self.section[1]:
            raise ValueError(f"the section runs from {self.section[0]} to {self.section[1]}")
        return self


class SetAside(_Event):
    """A reviewer sets aside, for a reason, what is no record: a document that cannot be read, or an address
    that is no document of the source. Without a reason it waits again.
    """

    item: RecordId = Field(description="id of the item in the queue")
    subject: Literal["unreadable", "proposal"]
    source: str = Field(description="id in sources.yaml")
    about: str = Field(min_length=1, description="The document's or the proposed address")
    snapshot: Sha256 | None = Field(default=None, description="The bytes that cannot be read")
    reason: str | None = Field(default=None, min_length=1, description="Why; null lets it wait again")


SourceCorrectionStatus = Literal["open", "reported", "acknowledged", "fixed upstream", "withdrawn"]


class SourceCorrection(_Event):
    """The publisher itself is wrong: what is printed, what is right, why, and whether they have been told.

    A later event on the same source, quote and printed value is the next chapter of the same correction;
    `withdrawn` takes it back.
    """

    source: str = Field(description="id in sources.yaml")
    quote: str = Field(min_length=1, description="The words that hold the wrong figure")
    printed: Number = Field(description="The figure as printed")
    corrected: Number = Field(description="The figure that should be there")
    reason: str = Field(min_length=1, description="Why that is right")
    status: SourceCorrectionStatus = Field(default="open", description="What the publisher has made of it")

    @property
    def key(self) -> tuple[str, str, str]:
        """What the events of one correction have in common."""
        return self.source, " ".join(self.quote.split()), str(self.printed.normalize())

    @model_validator(mode="after")
    def _changes_something(self) -> SourceCorrection:
        if self.printed == self.corrected:
            raise ValueError("the corrected value is the printed one")
        return self
