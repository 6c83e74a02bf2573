"""What a release says otherwise than the one before: records added, changed, withdrawn, each with why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.publish.contents import Contents
from schemas.records import Kind, Record

What = Literal["added", "changed", "withdrawn"]
Why = Literal[
    "source changed", "rule change", "correction", "review", "new source", "source gone", "other day"
]
"""`source changed`: the document is another, or says something else. `rule change`: other rules read the same
bytes. `correction`: a reviewer put it right. `review`: a reviewer let it stand. `new source`, `source gone`:
the list of sources is another. `other day`: not public yet on the day the release speaks of."""

_PLACE = ("snapshot", "document", "evidence", "rule", "rule_version", "confidence")
"""Where a record stands and what made it: one for which only that is new says the same."""


class RecordChange(BaseModel):
    """One record that is not as it was."""

    model_config = ConfigDict(frozen=True)

    what: What
    why: Why
    id: str
    kind: Kind
    source: str | None
    organisation: str | None
    edition: str | None
    quote: str
    counted: str | None = Field(
        default=None, description="What a figure counts: its words, or a table's labels"
    )
    fields: dict[str, tuple[Any, Any]] = Field(
        default_factory=dict, description="Of a changed record: what each field was, and is"
    )
    reason: str | None = Field(default=None, description="What the reviewer gave as the reason")


class LedgerChange(BaseModel):
    """A finding that is new or gone, or a gap thread in another state."""

    model_config = ConfigDict(frozen=True)

    what: Literal["finding added", "finding withdrawn", "finding dismissed", "thread added", "thread changed"]
    id: str
    organisation: str | None
    text: str


class Changes(BaseModel):
    """Everything that changed."""

    model_config = ConfigDict(frozen=True)

    records: tuple[RecordChange, ...] = ()
    ledger: tuple[LedgerChange, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many records were added, changed and withdrawn."""
        found = Counter(one.what for one in self.records)
        return {what: found[what] for what in ("added", "changed", "withdrawn")}


class Earlier(BaseModel):
    """What the release before said, as it lies on disk."""

    as_of: str = ""
    records: dict[str, dict[str, Any]] = {}
    snapshots: dict[tuple[str, str], str | None] = {}
    """By source and sha256: the rules that read it."""
    sources: frozenset[str] = frozenset()
    findings: dict[str, dict[str, Any]] = {}
    threads: dict[str, dict[str, Any]] = {}


def load_earlier(release: Path | None) -> Earlier:
    """The release in the folder; None is one that said nothing."""
    if release is None:
        return Earlier()
    lines = release / "data" / "jsonl"
    return Earlier(
        as_of=json.loads((release / "manifest.json").read_bytes())["as_of"],
        records={one["id"]: one for one in _read(lines / "records.jsonl")},
        snapshots={
            (one["source"], one["snapshot"]): one["rules"] for one in _read(lines / "snapshots.jsonl")
        },
        sources=frozenset(one["id"] for one in _read(lines / "sources.jsonl")),
        findings={one["id"]: one for one in _read(lines / "findings.jsonl")},
        threads={one["id"]: one for one in _read(lines / "threads.jsonl")},
    )


def _read(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def changes_between(earlier: Earlier, contents: Contents) -> Changes:
    """Compares the contents with the release before; records in the order of the contents, withdrawn last."""
    now = _Now(contents)
    found: list[RecordChange] = []
    for record in contents.records:
        new = json.loads(record.model_dump_json())
        old = earlier.records.get(record.id)
        if old is None:
            found.append(_change("added", now.why_added(record, earlier), new))
            continue
        fields = {
            name: (old.get(name), new.get(name))
            for name in {**old, **new}
            if name not in _PLACE and old.get(name) != new.get(name)
        }
        if fields:
            found.append(_change("changed", now.why_changed(old, new, fields, earlier), new, fields))
    kept = {record.id for record in contents.records}
    for key, old in earlier.records.items():
        if key not in kept:
            why = now.why_withdrawn(old, earlier)
            found.append(_change("withdrawn", why, old, reason=now.rejected.get(key)))
    return Changes(records=tuple(found), ledger=tuple(_in_ledger(earlier, contents)))


def _change(
    what: What,
    why: Why,
    record: Mapping[str, Any],
    fields: dict[str, tuple[Any, Any]] | None = None,
    reason: str | None = None,
) -> RecordChange:
    about = {name: record[name] for name in ("id", "kind", "source", "organisation", "edition", "quote")}
    about["counted"] = record.get("object")
    review = record.get("review") or {}
    decided = why in ("correction", "review") and what != "withdrawn"
    return RecordChange(
        what=what, why=why, fields=fields or {}, reason=review.get("reason") if decided else reason, **about
    )


class _Now:
    """What the contents know that tells why something changed."""

    def __init__(self, contents: Contents) -> None:
        self.sources = {source.id for source in contents.sources}
        self.rules = {(one.source or "", one.snapshot): one.rules for one in contents.versions}
        self.current = contents.current
        self.rejected = {record.id: record.review.reason for record in contents.rejected}
        self.as_of = contents.as_of.isoformat()

    def why_added(self, record: Record, earlier: Earlier) -> Why:
        if record.rule == "reviewer" or record.review.status == "added":
            return "correction"
        if record.source not in earlier.sources:
            return "new source"
        at = (record.source or "", record.snapshot)
        if at not in earlier.snapshots:
            return "source changed"
        if self.rules.get(at) != earlier.snapshots[at]:
            return "rule change"
        return "other day" if self.as_of != earlier.as_of else "correction"

    def why_changed(
        self,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        fields: Mapping[str, tuple[Any, Any]],
        earlier: Earlier,
    ) -> Why:
        if "review" in fields:
            return "review" if len(fields) == 1 else "correction"
        at = (new["source"] or "", new["snapshot"])
        if old["snapshot"] != new["snapshot"]:
            return "source changed"
        return "rule change" if self.rules.get(at) != earlier.snapshots.get(at) else "correction"

    def why_withdrawn(self, old: Mapping[str, Any], earlier: Earlier) -> Why:
        at = (old["source"] or "", old["snapshot"])
        if old["id"] in self.rejected:
            return "correction"
        if old["source"] not in self.sources:
            return "source gone"
        if at in self.current:
            if self.rules.get(at) != earlier.snapshots.get(at):
                return "rule change"
            return "other day" if self.as_of < earlier.as_of else "correction"
        return "other day" if self.as_of < earlier.as_of else "source changed"


def _in_ledger(earlier: Earlier, contents: Contents) -> Iterable[LedgerChange]:
    now = {one.id: one for one in contents.ledger.findings}
    for one in now.values():
        old = earlier.findings.get(one.id)
        if old is None or old["dismissed"] != one.dismissed:
            what: Any = "finding dismissed" if one.dismissed else "finding added"
            if old is not None or not one.dismissed:
                yield LedgerChange(what=what, id=one.id, organisation=one.organisation, text=one.sentence)
    for key, old in earlier.findings.items():
        if key not in now:
            yield LedgerChange(
                what="finding withdrawn", id=key, organisation=old["organisation"], text=old["sentence"]
            )
    for thread in contents.ledger.threads:
        before = earlier.threads.get(thread.id)
        if before is None or before["states"][-1]["state"] != thread.state:
            quote = contents.by_id[thread.records[0]].quote
            state = thread.state.replace("_", " ")
            yield LedgerChange(
                what="thread added" if before is None else "thread changed",
                id=thread.id,
                organisation=thread.organisation,
                text=f"{state}: {' '.join(quote.split())}",
            )


# --- for readers --------------------------------------------------------------------------------------

_LISTED = 200
"""Records of one kind of change that changes.md lists; changes.json has all."""


def change_files(changes: Changes, number: int) -> dict[str, bytes]:
    """`changes.json`, and `changes.md` for people."""
    body = {"release": number, "counts": changes.counts, **changes.model_dump(mode="json")}
    return {
        "changes.json": f"{json.dumps(body, indent=1, ensure_ascii=False)}\n".encode(),
        "changes.md": _for_people(changes, number).encode(),
    }


def _for_people(changes: Changes, number: int) -> str:
    lines = [f"# Changes in release {number}", ""]
    if not changes.records and not changes.ledger:
        lines += ["No record and no finding changed: only the form in which they are given.", ""]
    for what in ("added", "changed", "withdrawn"):
        mine = [one for one in changes.records if one.what == what]
        if not mine:
            continue
        why = Counter(one.why for one in mine)
        told = "; ".join(f"{reason}: {count}" for reason, count in sorted(why.items()))
        records = "record" if len(mine) == 1 else "records"
        lines += [f"## {what.capitalize()}: {len(mine)} {records}", "", f"Why: {told}.", ""]
        lines += [_line(one) for one in mine[:_LISTED]]
        lines += [f"- and {len(mine) - _LISTED} more, in changes.json"] if len(mine) > _LISTED else []
        lines.append("")
    if changes.ledger:
        lines += ["## Findings and gap threads", ""]
        lines += [f"- {one.what}: {_plain(one.text)}" for one in changes.ledger[:_LISTED]]
        rest = len(changes.ledger) - _LISTED
        lines += [f"- and {rest} more, in changes.json"] if rest > 0 else []
        lines.append("")
    return "\n".join(lines)


def _line(one: RecordChange) -> str:
    about = ", ".join(part for part in (one.organisation, one.edition) if part)
    fields = "; ".join(f"{name} from {old!r} to {new!r}" for name, (old, new) in one.fields.items())
    told = f"{one.kind} {one.id[:8]}{f' ({about})' if about else ''}, {one.why}"
    reason = f" ({_plain(one.reason)})" if one.reason else ""
    return f"- {told}{reason}: {_quoted(one)}{f'; {_plain(fields)}' if fields else ''}"


def _quoted(one: RecordChange) -> str:
    """A record's words; before a cell of a table, which is a number alone, what it counts."""
    bare = not any(character.isalpha() for character in one.quote)
    return (
        f"{_plain(one.counted)}: “{_plain(one.quote)}”" if bare and one.counted else f"“{_plain(one.quote)}”"
    )


def _plain(text: str) -> str:
    """Words of a source in one line of Markdown: nothing in them is markup."""
    folded = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+!|~" else char for char in folded)
