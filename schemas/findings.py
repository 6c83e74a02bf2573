"""What the ledger says over many records: each finding cites the evidence on every side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.evidence import Evidence
from schemas.records import Edition, Slug

FindingKind = Literal[
    "gap_dropped", "edition_overdue", "edition_missing", "restatement", "cumulative_falls",
    "part_above_whole", "total_differs", "share_differs", "share_above_whole", "observers_disagree",
]  # fmt: skip

Severity = Literal["note", "warning", "error"]
"""`note`: worth knowing, may have a harmless cause. `warning`: somebody should ask the publisher.
`error`: what is printed cannot be true as it stands."""


class CitedEvidence(BaseModel):
    """One side of a finding: the record, where it was printed and the words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_id: str = Field(pattern=r"^[0-9a-f]{24}$", description="The record that is cited")
    document: str = Field(description="File name or URL of the snapshot that prints it")
    snapshot: str | None = Field(
        default=None, description="sha256 of the bytes that print it, where more than one snapshot is cited"
    )
    role: str | None = Field(
        default=None,
        description="What it is in the finding: `earlier`, `later`, `part`, `whole`, `total`, ...",
    )
    evidence: Evidence = Field(description="Where the words stand")


class Finding(BaseModel):
    """Something a reader should know that no single record says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        pattern=r"^[0-9a-f]{24}$", description="A hash over what it is about, whatever the day and the run"
    )
    kind: FindingKind = Field(description="Kind of finding; docs/ledger.md defines each")
    severity: Severity = Field(
        description="`note`: may have a harmless cause; `warning`: ask the publisher; `error`: cannot be true"
    )
    organisation: Slug | None = Field(description="Whom it is about; null if nothing names anybody")
    edition: Edition | None = Field(default=None, description="The edition it was found in")
    sentence: str = Field(min_length=1, description="The finding in plain words")
    cites: tuple[CitedEvidence, ...] = Field(min_length=1, description="The words on every side of it")
    as_of: date = Field(description="The day it holds for")
    dismissed: str | None = Field(default=None, description="The reviewer's reason for setting it aside")


class Dismissal(BaseModel):
    """A reviewer sets a finding aside, or takes that back. Events are never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["dismissal"] = "dismissal"
    id: str = Field(
        min_length=1, description="Chosen by the writer; a second event with it is the same event"
    )
    finding: str = Field(pattern=r"^[0-9a-f]{24}$")
    reason: str | None = Field(min_length=1, description="Why; null lets the finding stand again")
    by: str = Field(min_length=1)
    at: datetime
