"""What the records of many reports say together: gap threads, metric series, editions, restatements, silence.

Defined in docs/ledger.md. Every statement here cites the records it rests on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from schemas.findings import CitedEvidence, Dismissal, Finding
from schemas.quantities import Amount, Number
from schemas.records import Basis, Coverage, Edition, Slug
from schemas.snapshots import Sha256

RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentVersion(_Entry):
    """One snapshot of a document: when it was seen, and who and what has looked through it."""

    source: str | None = Field(default=None, description="id in sources.yaml; null for a file on its own")
    linked: str = Field(default="", description="Address of a document that the source links to, else empty")
    name: str = Field(description="File name or URL of the snapshot, as the records' `document`")
    snapshot: Sha256 = Field(description="sha256 of the snapshot's bytes")
    seen: date = Field(description="The day these bytes were first fetched")
    returned: tuple[date, ...] = Field(
        default=(), description="Days on which the document was seen to have gone back to these bytes"
    )
    published: date | None = Field(default=None, description="The day the document itself gives")
    rules: str | None = Field(default=None, description="Fingerprint of the rule set that read it")
    signed_off: str | None = Field(
        default=None, description="The reviewer who went through the whole document"
    )


# --- gap threads --------------------------------------------------------------------------------------

ThreadStateName = Literal["opened", "restated", "carried_forward", "narrowed", "answered", "dropped"]


class ThreadState(_Entry):
    """What became of a gap at one edition. All but `opened` cite two sides: what was said before, and now."""

    state: ThreadStateName = Field(description="What it became; docs/ledger.md defines each")
    edition: Edition | None = Field(description="The edition it became so in")
    day: date = Field(description="The first day on which that could be known")
    cites: tuple[CitedEvidence, ...] = Field(
        min_length=1,
        description="`before` and `now`; for a dropped gap `now` shows the edition that is silent",
    )

    @model_validator(mode="after")
    def _cites_both_sides(self) -> ThreadState:
        if self.state != "opened" and len(self.cites) < 2:
            raise ValueError(f"a gap that is {self.state} needs the words before and now")
        return self


class GapThread(_Entry):
    """One gap through the editions of an organisation's reports."""

    id: RecordId = Field(description="A hash over the id of the record that opened it")
    organisation: Slug | None = Field(description="Whose gap it is; null if nothing names anybody")
    principle: str | None = Field(description="Code of the pledge's principle it falls under")
    records: tuple[RecordId, ...] = Field(min_length=1, description="Its gap records, the earliest first")
    states: tuple[ThreadState, ...] = Field(min_length=1, description="What became of it, the earliest first")
    open: bool = Field(description="Neither answered nor dropped")
    age: int = Field(
        ge=0, description="Days from its opening until it was answered or dropped, or until as_of"
    )

    @property
    def state(self) -> ThreadStateName:
        """What it is now."""
        return self.states[-1].state


class ThreadDecision(_Entry):
    """A reviewer says which gap records are the same gap. It holds in every later run; the last event wins.

    `merge` puts all of `records` into one thread. `split` parts each of `records` from each of `apart_from`.
    """

    kind: Literal["thread"] = "thread"
    id: str = Field(
        min_length=1, description="Chosen by the writer; a second event with it is the same event"
    )
    action: Literal["merge", "split"]
    records: tuple[RecordId, ...] = Field(min_length=1)
    apart_from: tuple[RecordId, ...] = ()
    by: str = Field(min_length=1)
    at: datetime
    reason: str | None = None

    @model_validator(mode="after")
    def _names_two_sides(self) -> ThreadDecision:
        if self.action == "merge" and (len(set(self.records)) < 2 or self.apart_from):
            raise ValueError("a merge names the two or more records that are one gap, and nothing else")
        if self.action == "split" and (not self.apart_from or set(self.records) & set(self.apart_from)):
            raise ValueError("a split names records, and other records they are apart from")
        return self


LedgerEvent = Annotated[ThreadDecision | Dismissal, Field(discriminator="kind")]
ledger_event_adapter: TypeAdapter[LedgerEvent] = TypeAdapter(LedgerEvent)


# --- metric series ------------------------------------------------------------------------------------


class SeriesPoint(Amount):
    """A figure of a series, as published at one time."""

    record_id: RecordId = Field(description="The metric that states it")
    edition: Edition | None = Field(description="The edition of the report it is stated in")
    disclosed: date = Field(description="When it was published, as far as is known")
    coverage: Coverage | None = Field(description="The period it is about")
    basis: Basis = Field(description="What it counts up, as in the metric")
    unit: str | None = Field(description="What is counted, `percent`, or an ISO 4217 code")
    per: str | None = Field(default=None, description="The unit of a rate, else null")
    restated_by: RecordId | None = Field(
        default=None, description="The record that gave another figure for the same thing later"
    )
    corrected: Number | None = Field(default=None, description="The right value where the publisher is wrong")
    cite: CitedEvidence = Field(description="Where it is printed")


class Difference(_Entry):
    """What lies between two comparable figures; of cumulative ones, the figure of the period between."""

    before: RecordId = Field(description="The metric with the earlier figure")
    after: RecordId = Field(description="The metric with the later figure")
    value: Number = Field(description="The later figure less the earlier one")
    share: float | None = Field(
        description="The difference as a part of the earlier figure; null where that is 0"
    )
    exact: bool = Field(description="False where one of the two is printed as approximate")


BreakReason = Literal["basis", "unit", "rate", "length of period", "definition"]


class Break(_Entry):
    """Two neighbouring editions whose figures cannot be compared. Nothing is computed across it."""

    before: RecordId = Field(description="The metric before the break")
    after: RecordId = Field(description="The metric after the break")
    reasons: tuple[BreakReason, ...] = Field(min_length=1, description="What keeps them apart")


class MetricSeries(_Entry):
    """What one observer publishes over time about one thing that one organisation does."""

    id: RecordId = Field(description="A hash over what it is about")
    organisation: Slug | None = Field(description="Whose work is counted; null if nothing names anybody")
    observer: Slug | None = Field(description="Who counts: the organisation itself, or a clearing house")
    measure: str | None = Field(description="Canonical name; null where the profile has none")
    counted: str = Field(description="The counted thing as last printed")
    breakdown: tuple[str, ...] = Field(default=(), description="The part of it that a table's labels name")
    points: tuple[SeriesPoint, ...] = Field(min_length=1, description="In order of time, then of disclosure")
    differences: tuple[Difference, ...] = Field(
        default=(), description="Between neighbours that can be compared, and no others"
    )
    breaks: tuple[Break, ...] = Field(default=(), description="Between neighbours that cannot")


# --- editions -----------------------------------------------------------------------------------------

EditionState = Literal["due", "published", "late", "overdue", "missing"]


class EditionStatus(_Entry):
    """An edition that was promised, and whether it came."""

    organisation: Slug = Field(description="Who owes it")
    source: str | None = Field(
        description="The source it should appear in; null where only a promise is known"
    )
    edition: Edition = Field(description="As expected; the one published may be dated otherwise")
    published_as: Edition | None = Field(default=None, description="The edition that came")
    due: date = Field(description="The first day it can be asked for")
    deadline: date = Field(description="The last day of grace")
    disclosed: date | None = Field(default=None, description="When it was published, as far as is known")
    state: EditionState = Field(description="docs/ledger.md defines each")
    cites: tuple[CitedEvidence, ...] = Field(
        default=(), description="The promise, and the edition's own words or those of the last one before"
    )


# --- restatements -------------------------------------------------------------------------------------


class Vintage(Amount):
    """A figure for a period as it stood at one time."""

    disclosed: date = Field(description="When it was published, as far as is known")
    seen: date = Field(description="When we saw it")
    cite: CitedEvidence = Field(description="Where it is printed")


class Restatement(_Entry):
    """The same figure, published twice with different values.

    `edited`: another snapshot of the same page prints another figure. `later_report`: another document does.
    `announced`: the report itself says so, and gives both.
    """

    kind: Literal["edited", "later_report", "announced"] = Field(description="How it came about")
    organisation: Slug | None = Field(description="Whose figure it is; null if nothing names anybody")
    measure: str | None = Field(description="Canonical name; null where the profile has none")
    counted: str = Field(description="The counted thing as printed")
    unit: str | None = Field(description="What is counted, `percent`, or an ISO 4217 code")
    coverage: Coverage | None = Field(description="The period the figure is about")
    edition: Edition | None = Field(description="The edition it was first stated in")
    earlier: Vintage = Field(description="The figure as it stood before")
    later: Vintage = Field(description="The figure as it stood afterwards")


# --- silence ------------------------------------------------------------------------------------------

CellKind = Literal["figure", "words", "gap", "silent"]


class SilenceCell(_Entry):
    """What one edition of an organisation's report says on one principle: the strongest of four kinds."""

    organisation: Slug = Field(description="Whose report it is")
    edition: Edition = Field(description="The edition of the report")
    principle: str = Field(description="Code of the pledge's principle")
    kind: CellKind = Field(
        description="Reported with a `figure`, reported in `words`, admitted as a `gap`, or `silent`: looked "
        "for and not found"
    )
    records: tuple[RecordId, ...] = Field(
        default=(), description="What speaks of the principle; none: silent"
    )
    versions: tuple[DocumentVersion, ...] = Field(
        min_length=1, description="Where it was looked for, by which rules, and who signed the document off"
    )


class Ledger(_Entry):
    """All of it, as of one day."""

    as_of: date
    threads: tuple[GapThread, ...]
    series: tuple[MetricSeries, ...]
    editions: tuple[EditionStatus, ...]
    restatements: tuple[Restatement, ...]
    silence: tuple[SilenceCell, ...]
    findings: tuple[Finding, ...]
