"""Which sources are due by their own schedules (cron, UTC), held against their last collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from schemas.sources import Source


def due_now(sources: Iterable[Source], asked: Mapping[str, datetime], now: datetime) -> list[Source]:
    """Those whose schedule has come round since they were last asked for, or that never were.

    Several times that were missed are made up for by one. A source without a schedule is never due.

    Args:
        sources: Any sources.
        asked: By source: when its last collection began.
        now: The moment.
    """
    return [source for source in sources if _is_due(source.schedule, asked.get(source.id), now)]


def _is_due(schedule: str | None, asked: datetime | None, now: datetime) -> bool:
    from cronsim import CronSim

    if schedule is None:
        return False
    return asked is None or next(CronSim(schedule, asked)) <= now
