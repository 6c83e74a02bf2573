"""What a collection run tells: of each document, of what it found besides, of the run itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.collect.changes import Change
from schemas.snapshots import Snapshot

Status = Literal["new", "unchanged", "furniture", "content", "vanished", "failed"]
"""`unchanged` has the same words, `furniture` the same text under other menus, `content` another text."""


class DocumentOutcome(BaseModel):
    """What became of one document in a run."""

    model_config = ConfigDict(frozen=True)

    source: str
    linked: str = ""
    """Address of a document that the source links to; empty for the source's own."""
    status: Status
    snapshot: Snapshot | None = None
    """What is to be read: the new bytes, or the last known good ones where there are none."""
    reason: str | None = None
    """Of a failure, one line that names the address."""
    change: Change | None = None
    moved_to: str | None = None
    """The address that the publisher says is the right one for good."""
    via: str | None = None
    """Address of a web archive's copy, where the snapshot is one."""

    @property
    def alert(self) -> str | None:
        """What somebody should know, in one sentence; None where all is as it was."""
        where = self.linked or self.source
        if self.reason:
            return self.reason
        if self.change is not None and self.status == "content":
            return f"{where}: {self.change.sentence}"
        return f"{where}: has moved to {self.moved_to}; change its address" if self.moved_to else None


class Proposal(BaseModel):
    """An address that may hold another document of a source; a person decides."""

    model_config = ConfigDict(frozen=True)

    source: str
    url: str
    text: str
    where: str


class CollectionRun(BaseModel):
    """A whole run, as it is kept in the archive."""

    model_config = ConfigDict(frozen=True)

    run: str
    begun: datetime
    ended: datetime
    resumed: bool
    """Whether it went on with a run that had been interrupted."""
    requests: int
    received: int
    """Bytes of bodies, as sent."""
    outcomes: tuple[DocumentOutcome, ...]
    proposals: tuple[Proposal, ...] = ()
    proposed: dict[str, tuple[Proposal, ...]] = {}
    """By source: what its last collection proposed, whichever run that was."""
    asked: dict[str, datetime] = {}
    """By source: when its last collection began, whichever run that was in."""
    linked: dict[str, tuple[str, ...]] = {}
    """By source: every linked document ever collected, so that one that vanishes is missed."""
    landed: dict[str, str] = {}
    """By address: the one that its document came from in the end, where that is another: after redirects, or
    from a web archive that keeps a copy."""
    head: str | None = None
    """sha256 of the archive's last manifest, once the run is sealed."""

    @property
    def failed(self) -> tuple[DocumentOutcome, ...]:
        """The documents that were not had."""
        return tuple(outcome for outcome in self.outcomes if outcome.status in ("failed", "vanished"))


Progress = Callable[[DocumentOutcome], None]
