"""What has been gone through in whole: only there is it known that nothing was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from schemas.corrections import SignOff


def holding(events: Iterable[SignOff]) -> list[SignOff]:
    """The sign-offs that have not been taken back, the earliest first. An undo can be undone."""
    undone: set[str] = set()
    kept = []
    for event in reversed(list(events)):
        if event.id in undone:
            continue
        if event.undoes is not None:
            undone.add(event.undoes)
        else:
            kept.append(event)
    return kept[::-1]


def signed_off(events: Iterable[SignOff], pages: Mapping[str, int] | None = None) -> dict[str, str]:
    """Snapshot to whoever signed the whole document off, for `DocumentVersion.signed_off`.

    A document counts as a whole, too, once each of its pages has been signed off: then it is all who did.

    Args:
        events: All sign-offs, the earliest first.
        pages: Number of pages by snapshot, of paged documents; without it only whole documents count.
    """
    whole: dict[str, str] = {}
    by_page: dict[str, dict[int, str]] = defaultdict(dict)
    for event in holding(events):
        if event.page is not None:
            by_page[event.snapshot][event.page] = event.by
        elif event.section is None:
            whole[event.snapshot] = event.by
    for snapshot, count in (pages or {}).items():
        signed = by_page.get(snapshot, {})
        if snapshot not in whole and count and set(range(1, count + 1)) <= signed.keys():
            whole[snapshot] = ", ".join(dict.fromkeys(signed[page] for page in sorted(signed)))
    return whole
