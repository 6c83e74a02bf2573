"""The six kinds of record, one union discriminated on `kind`, and what holds among them.

When a statement is a record, and of which kind, is defined in docs/annotation.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    field_validator,
    model_validator,
)

from schemas.documents import Document
from schemas.evidence import Evidence
from schemas.quantities import Amount
from schemas.snapshots import Sha256

Kind = Literal["metric", "gap", "progress", "no_progress", "commitment", "recommendation"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Basis = Literal["cumulative", "period", "rate", "point", "unspecified"]
ReviewStatus = Literal["unreviewed", "accepted", "corrected", "rejected", "added", "stale"]


def _edition(value: object) -> object:
    """Refuses what is no ISO 8601 calendar date of reduced precision (2024, 2024-10, 2024-10-03)."""
    if value is None:
        return value
    text = str(value)
    year, month, day = [*text.split("-"), "01", "01"][:3]
    if len(text) not in (4, 7, 10) or not all(
        part.isascii() and part.isdigit() for part in (year, month, day)
    ):
        raise ValueError(f"edition {text!r} is no ISO 8601 date such as 2024, 2024-10 or 2024-10-03")
    date(int(year), int(month), int(day))
    return text


Edition = Annotated[str, BeforeValidator(_edition), Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
"""An ISO 8601 date with reduced precision: `2025-01`, `2024`, `2025-03-20`."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Lower case words joined by hyphens: `stability-ai`."""

Duration = Annotated[str, Field(min_length=3, pattern=r"^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$")]
"""An ISO 8601 duration in whole years, months, weeks or days: `P3M`."""


class Coverage(BaseModel):
    """The period a figure covers, first and last day included; null where the text leaves it open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date | None = Field(default=None, description="First day of the period; null where left open")
    end: date | None = Field(default=None, description="Last day of the period; null where left open")

    @model_validator(mode="after")
    def _some_period(self) -> Coverage:
        if self.start is None and self.end is None:
            raise ValueError("a coverage needs a start or an end")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"coverage starts {self.start}, after its end {self.end}")
        return self


class Review(BaseModel):
    """Where a record stands with the reviewers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: ReviewStatus = Field(default="unreviewed", description="Where it stands with the reviewers")
    by: str | None = Field(default=None, description="Who decided last")
    at: datetime | None = Field(default=None, description="When that was decided")
    reason: str | None = Field(
        default=None, description="Why it waits for a reviewer, or why it was rejected"
    )


class _Record(BaseModel):
    """What every record carries, whatever its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        pattern=r"^[0-9a-f]{24}$", description="Stable across runs and rule versions; see record_id"
    )
    document: str = Field(description="File name or URL of the snapshot")
    snapshot: Sha256 = Field(description="sha256 of the snapshot's bytes")
    source: str | None = Field(
        default=None, description="id in sources.yaml; null for a file read on its own"
    )
    organisation: Slug | None = Field(
        description="Whom the statement is about; null if nothing names anybody"
    )
    organisation_name: str | None = Field(default=None, description="The organisation as printed")
    edition: Edition | None = Field(description="The edition of the report it is stated in")
    quote: str = Field(min_length=1, description="The words it rests on, verbatim")
    evidence: Evidence = Field(description="Where the words stand")
    principle: str | None = Field(default=None, description="Code of the pledge's principle it falls under")
    rule: str = Field(description="id of the rule that made it, or `reviewer`")
    rule_version: str = Field(description="Version of that rule's file")
    confidence: float = Field(ge=0, le=1, description="The rule's measured precision, lower bound")
    review: Review = Field(default=Review(), description="Where it stands with the reviewers")

    @model_validator(mode="after")
    def _quote_is_the_evidence(self) -> _Record:
        if self.quote != self.evidence.quote:
            raise ValueError("the quote is not the evidence's quote")
        return self


class Metric(_Record, Amount):
    """A quantity stated as a fact about an organisation's work or the problem it works on."""

    kind: Literal["metric"] = Field(default="metric", description="Kind of record")
    printed: str = Field(min_length=1, description="The number as printed, within the quote")
    unit: str | None = Field(description="What is counted (plural head noun), `percent`, or an ISO 4217 code")
    per: str | None = Field(default=None, description="The unit of a rate (month, day), else null")
    basis: Basis = Field(
        default="unspecified",
        description="What it counts up: all of a `period`, everything so far (`cumulative`), a `rate`, the "
        "state at one `point`, or `unspecified`",
    )
    coverage: Coverage | None = Field(default=None, description="The period it is about")
    action: str | None = Field(default=None, description="Lemma of the verb; null in a bare table")
    object: str | None = Field(default=None, description="The counted thing in full, as printed")
    part_of: str | None = Field(default=None, description="id of the metric it is a stated part of")
    dimensions: dict[str, str] | None = Field(
        default=None, description="Table cells: column or row heading to label"
    )
    measure: str | None = Field(default=None, description="Canonical series name: accounts.banned")
    place: int = Field(default=0, ge=0, description="Which of the quote's quantities it is, from 0")
    recipient: str | None = Field(default=None, description="To whom it was reported, as printed")
    total: bool = Field(default=False, description="Table cells: printed as the total of others")
    share_of: str | None = Field(
        default=None, description="Table cells: id of the count that a percentage is printed under or beside"
    )
    notes: tuple[str, ...] = Field(
        default=(), description="The footnotes that the figure, its row or its column cites, verbatim"
    )

    @model_validator(mode="after")
    def _can_be(self) -> Metric:
        if self.printed not in self.quote:
            raise ValueError(f"the printed number {self.printed!r} is not in the quote")
        if self.unit == "percent" and not self.object and not self.dimensions:
            raise ValueError("a share with no base: neither an object nor a row and column it is a share of")
        if self.part_of == self.id:
            raise ValueError("a metric cannot be part of itself")
        if self.share_of == self.id:
            raise ValueError("a metric cannot be a share of itself")
        if self.share_of is not None and self.unit != "percent":
            raise ValueError("only a percentage is a share of a count")
        return self


class Gap(_Record):
    """Something the report says is still missing, unfinished or needing work."""

    kind: Literal["gap"] = Field(default="gap", description="Kind of record")
    carries_forward: Edition | None = Field(default=None, description="The edition whose gaps it refers to")


class Progress(_Record):
    """A measure reported as done, in place or under way."""

    kind: Literal["progress"] = Field(default="progress", description="Kind of record")


class NoProgress(_Record):
    """A statement that there is nothing new to report."""

    kind: Literal["no_progress"] = Field(default="no_progress", description="Kind of record")
    since: Edition | None = Field(default=None, description="The edition since which nothing is new")
    reason: str | None = Field(default=None, description="The reason given, verbatim")


class Commitment(_Record):
    """A pledge or duty taken on; one record for each organisation named."""

    kind: Literal["commitment"] = Field(default="commitment", description="Kind of record")
    cadence: Duration | None = Field(
        default=None, description="How often is reported, as an ISO 8601 duration, where stated"
    )


class Recommendation(_Record):
    """What a publisher asks others to do; `organisation` is who recommends."""

    kind: Literal["recommendation"] = Field(default="recommendation", description="Kind of record")


Record = Annotated[
    Metric | Gap | Progress | NoProgress | Commitment | Recommendation, Field(discriminator="kind")
]
record_adapter: TypeAdapter[Record] = TypeAdapter(Record)


class Doubt(BaseModel):
    """A candidate that failed validation: kept with the reason and put before a reviewer, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    document: str
    snapshot: Sha256
    source: str | None = None
    reason: str = Field(description="What is wrong, in one sentence")
    evidence: Evidence
    rule: str
    candidate: dict[str, Any] = Field(description="The fields as the rule gave them")


class Extraction(BaseModel):
    """All that came out of one document. Refuses what contradicts the document or itself."""

    document: Document
    snapshot: Sha256
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...] = ()

    @field_validator("records")
    @classmethod
    def _ids_are_unique(cls, records: tuple[Record, ...]) -> tuple[Record, ...]:
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                raise ValueError(f"two records have the id {record.id}")
            seen.add(record.id)
        return records

    @model_validator(mode="after")
    def _records_hold_against_the_document(self) -> Extraction:
        metrics = {record.id for record in self.records if record.kind == "metric"}
        for record in self.records:
            check_quote(record.evidence, self.document)
            for link in ("part_of", "share_of") if record.kind == "metric" else ():
                whole = getattr(record, link)
                if whole is not None and whole not in metrics:
                    raise ValueError(f"{link} {whole} of {record.id} points at no metric of the document")
        return self


def check_quote(evidence: Evidence, document: Document) -> None:
    """Raises ValueError unless the document's text at the evidence's offsets is its quote."""
    found = document.text[evidence.start : evidence.end]
    if found != evidence.quote:
        raise ValueError(f"the document reads {found!r} at {evidence.start}, the quote is {evidence.quote!r}")


_DELIMITER = "\x1f"


def record_id(
    kind: str,
    source: str | None,
    organisation: str | None,
    edition: str | None,
    quote: str,
    *,
    place: int = 0,
    dimensions: dict[str, str] | None = None,
    occurrence: int = 0,
) -> str:
    """The stable identity of a record: 24 hexadecimal digits.

    `quote` counts with its white space folded and nothing else: digits, signs and punctuation tell records
    apart. `place` is the quantity's position among those of its quote. A table cell's quote is only its
    figure, so its row and column labels (`dimensions`) count too. `occurrence` numbers what is still equal,
    in reading order. The parts are joined with U+001F, which is taken out of each.
    """
    labels = [part for pair in sorted((dimensions or {}).items()) for part in pair]
    parts: Sequence[str] = [
        kind, source or "", organisation or "", edition or "", " ".join(quote.split()),
        str(place), str(occurrence), *labels,
    ]  # fmt: skip
    text = _DELIMITER.join(part.replace(_DELIMITER, "") for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
