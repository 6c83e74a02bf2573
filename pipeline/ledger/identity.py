"""Names that stay: of threads, series and findings, so that a reviewer's word about one holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_DELIMITER = "\x1f"


def stable_id(*parts: str | None) -> str:
    """24 hexadecimal digits of what the thing is about, whatever the day and the order of the run."""
    text = _DELIMITER.join((part or "").replace(_DELIMITER, "") for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def finding_id(kind: str, organisation: str | None, about: Iterable[str]) -> str:
    """The identity of a finding: its kind, whom it is about, and the ids of the records it rests on."""
    return stable_id("finding", kind, organisation, *sorted(set(about)))
