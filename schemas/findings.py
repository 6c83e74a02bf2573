"""What the ledger says over many records: each finding cites the evidence on every side."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.evidence import Evidence
from schemas.records import Edition, Slug

FindingKind = Literal[
    "gap_dropped", "edition_overdue", "edition_missing", "restatement", "cumulative_falls",
    "part_above_whole", "total_differs", "share_differs", "share_above_whole", "observers_disagree",
]  # fmt: skip


class CitedEvidence(BaseModel):
    """One side of a finding: the record, where it was printed and the words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_id: str = Field(pattern=r"^[0-9a-f]{24}$")
    document: str
    evidence: Evidence


class Finding(BaseModel):
    """Something a reader should know that no single record says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{24}$")
    kind: FindingKind
    severity: Literal["note", "warning", "error"]
    organisation: Slug | None
    edition: Edition | None = None
    sentence: str = Field(min_length=1, description="The finding in plain words")
    cites: tuple[CitedEvidence, ...] = Field(min_length=1)
    as_of: date
    dismissed: str | None = Field(default=None, description="The reviewer's reason for setting it aside")
