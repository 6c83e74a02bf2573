"""Gold files as records: what a perfect extraction would have handed on.

Measure and principle, which gold does not say, come from the profile; offsets only keep the order of reading.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.profiles import Profile, load_profile
from schemas.records import Record, record_adapter, record_id
from schemas.snapshots import Snapshot
from schemas.sources import Source

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def records_of(gold: Path, source: Source | None = None) -> list[Record]:
    """The records of one gold file, as if they had been extracted from its document."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    return list(_Maker(data, Snapshot.digest(gold.read_bytes()), source).records())


class _Maker:
    def __init__(self, data: dict[str, Any], snapshot: str, source: Source | None) -> None:
        self._entries: list[dict[str, Any]] = data["records"]
        self._document: str = source.url if source else data["document"]
        self._snapshot = snapshot
        self._source = source
        self._profile: Profile = load_profile(source.profile if source else "safety-by-design")
        self._starts: dict[str, int] = {}
        self._end = 0
        self._seen: Counter[str] = Counter()

    def records(self) -> Iterator[Record]:
        """The records in the order of the file."""
        ids = [self._id(entry) for entry in self._entries]
        for entry, identity in zip(self._entries, ids, strict=True):
            yield record_adapter.validate_python(self._fields(entry, identity, ids))

    def _id(self, entry: dict[str, Any]) -> str:
        key = _key(entry)
        self._seen[key] += 1
        return record_id(
            entry["kind"],
            self._source.id if self._source else self._document,
            entry["organisation"],
            entry["edition"],
            entry["quote"],
            place=self._seen[key] - 1,
            dimensions=entry.get("dimensions"),
        )

    def _fields(self, entry: dict[str, Any], identity: str, ids: list[str]) -> dict[str, Any]:
        quote, metric = entry["quote"], entry["kind"] == "metric"
        start = self._start(entry)
        fields = dict(entry) | {
            "id": identity,
            "document": self._document,
            "snapshot": self._snapshot,
            "source": self._source.id if self._source else None,
            "evidence": {"quote": quote, "start": start, "end": start + len(quote)},
            "principle": self._profile.principle_of(f"{quote} {entry.get('object') or ''}"),
            "rule": f"{entry['kind']}.gold",
            "rule_version": "1",
            "confidence": 1.0,
        }
        if metric:
            fields["printed"] = _printed(entry)
            fields["part_of"] = None if entry["part_of"] is None else ids[entry["part_of"]]
            fields["measure"] = self._profile.measure_of(
                action=entry["action"], object=entry["object"], unit=entry["unit"], text=quote
            )
            for key in ("value", "low", "high"):
                fields[key] = None if entry[key] is None else Decimal(str(entry[key]))
        return fields

    def _start(self, entry: dict[str, Any]) -> int:
        """Records of one clause or cell start where the first of them does."""
        key = _key(entry, of_kind=False)
        if key not in self._starts:
            self._starts[key], self._end = self._end, self._end + len(entry["quote"]) + 2
        return self._starts[key]


def _key(entry: dict[str, Any], *, of_kind: bool = True) -> str:
    kind = [entry["kind"], entry["organisation"]] if of_kind else []
    return json.dumps([*kind, entry["edition"], entry["quote"], entry.get("dimensions")])


def _printed(entry: dict[str, Any]) -> str:
    """The digits that print the value; the whole quote where words do."""
    wanted = {Decimal(str(entry[key])) for key in ("value", "low", "high") if entry[key] is not None}
    for match in _NUMBER.finditer(entry["quote"]):
        digits = match.group().rstrip(",")
        if any(value in (number := Decimal(digits.replace(",", "")), number * 10**6) for value in wanted):
            return digits
    quote: str = entry["quote"]
    return quote
