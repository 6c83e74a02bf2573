"""Where everything stands on the site: contents go in, paths relative to the site's folder come out.

A quote's address is its document's page and, behind the `#`, the record's id.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from pipeline.publish.contents import Contents, cited
from pipeline.publish.site.wording import capital, label, reviewed
from schemas.evidence import Evidence
from schemas.findings import CitedEvidence
from schemas.ledger import DocumentVersion
from schemas.records import Record
from schemas.sources import Source

_NO_NAME_CHARACTERS = re.compile(r"[^a-z0-9]+")
_DIGITS_OF_SHA = 12
_LONGEST_NAME = 60
UNNAMED = "unnamed.html"
"""The page of what names nobody. It lies beside the folder of organisations, where no slug can be equal."""


@dataclass(frozen=True)
class Quote:
    """Words of a source, and the way to them."""

    href: str
    words: str
    about: str
    """What a table's labels say of it, where the words are only a cell's; else empty."""
    document: str
    edition: str | None
    page: int | None
    role: str
    review: str
    """What a reviewer made of it; empty where none has looked at it."""


@dataclass(frozen=True)
class Mark:
    """A record's place in a document."""

    id: str
    start: int
    end: int
    quote: str


class Addresses:
    """Paths and names of pages, and quotes with their addresses."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._sources = {source.id: source for source in contents.sources}

    def organisation(self, slug: str | None) -> str:
        """The page of an organisation."""
        return f"organisations/{slug}.html" if slug else UNNAMED

    def document(self, snapshot: str) -> str:
        """The page of the document with that sha256."""
        return self._documents[snapshot]

    def title(self, snapshot: str) -> str:
        """What the document is called."""
        version = self.version(snapshot)
        return self.contents.title(snapshot, version.source, version.name)

    def version(self, snapshot: str) -> DocumentVersion:
        """The first version with that sha256."""
        return self.versions[snapshot]

    def source(self, snapshot: str) -> Source | None:
        """Its entry in sources.yaml, if it has one."""
        return self._sources.get(self.versions[snapshot].source or "")

    @cached_property
    def versions(self) -> Mapping[str, DocumentVersion]:
        """By sha256, in order of their days: every snapshot that a statement rests on, and every other one
        that was read and public on the day that the contents speak of."""
        found: dict[str, DocumentVersion] = {}
        for version in self.contents.versions:
            public = min(version.seen, version.published or version.seen)
            if version.snapshot in self._rested_on or public <= self.contents.as_of:
                found.setdefault(version.snapshot, version)
        for record in self._records:
            if record.snapshot not in found:
                found[record.snapshot] = DocumentVersion(
                    source=record.source,
                    name=record.document,
                    snapshot=record.snapshot,
                    seen=self.contents.as_of,
                )
        ordered = sorted(found.values(), key=lambda one: (one.seen, one.name, one.snapshot))
        return {version.snapshot: version for version in ordered}

    @cached_property
    def marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """By sha256: what records, and what the ledger cites, in reading order."""
        found: dict[str, dict[str, Evidence]] = defaultdict(dict)
        for record in self._records:
            found[record.snapshot].setdefault(record.id, record.evidence)
        for cite in cited(self.contents.ledger):
            found[self._snapshot_of(cite)].setdefault(cite.record_id, cite.evidence)
        return {
            snapshot: tuple(
                sorted(
                    (Mark(id_, one.start, one.end, one.quote) for id_, one in marks.items()),
                    key=lambda mark: (mark.start, -mark.end, mark.id),
                )
            )
            for snapshot, marks in found.items()
        }

    def cite(self, cite: CitedEvidence) -> Quote:
        """One side of a statement of the ledger."""
        record = self.contents.by_id.get(cite.record_id)
        return self._quote(
            cite.record_id, self._snapshot_of(cite), cite.evidence, record, label("role", cite.role)
        )

    def record(self, record: Record) -> Quote:
        """A record's own words."""
        return self._quote(record.id, record.snapshot, record.evidence, record, "")

    def _quote(self, id_: str, snapshot: str, evidence: Evidence, record: Record | None, role: str) -> Quote:
        about = ""
        if record is not None and record.kind == "metric" and record.dimensions:
            about = " ".join((record.object or ", ".join(record.dimensions.values())).split())
        return Quote(
            href=f"{self.document(snapshot)}#{id_}",
            words=" ".join(evidence.quote.split()),
            about=about,
            document=self.title(snapshot),
            edition=record.edition if record else None,
            page=evidence.page,
            role=role,
            review=reviewed(record.review.status) if record else "",
        )

    def principle(self, code: str | None) -> str:
        """A principle's short name, which is the last part of its code; empty for none."""
        return short_name(code) if code else ""

    @cached_property
    def _documents(self) -> Mapping[str, str]:
        return {
            snapshot: f"documents/{_readable(version)}-{snapshot[:_DIGITS_OF_SHA]}.html"
            for snapshot, version in self.versions.items()
        }

    @cached_property
    def _rested_on(self) -> frozenset[str]:
        """Snapshots that a record, a citation or a silence names."""
        silent = (version.snapshot for cell in self.contents.ledger.silence for version in cell.versions)
        quoted = (self._snapshot_of(cite) for cite in cited(self.contents.ledger))
        return frozenset((*(record.snapshot for record in self._records), *quoted, *silent))

    @property
    def _records(self) -> Iterable[Record]:
        return (*self.contents.records, *self.contents.earlier)

    def _snapshot_of(self, cite: CitedEvidence) -> str:
        return cite.snapshot or self.contents.by_id[cite.record_id].snapshot


def web_address(address: str) -> str | None:
    """The address when a browser may be sent there (http, https), else None."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def short_name(code: str) -> str:
    """`deploy.content-and-conduct` is Content and conduct."""
    return capital(code.rpartition(".")[2].replace("-", " "))


def _readable(version: DocumentVersion) -> str:
    """The source's id, else the file's name, as a part of a path."""
    name = version.source or version.name.rpartition("/")[2]
    return _NO_NAME_CHARACTERS.sub("-", name.lower())[:_LONGEST_NAME].strip("-") or "document"
