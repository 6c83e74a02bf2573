"""All tables of the dataset.

Nothing in a row depends on the day beyond what it says of that day: a thread has the days it was opened and
closed, not its age. So a day on which nothing happened makes the same tables.
"""

from __future__ import annotations

from functools import cache

from pipeline.publish import ledger_tables, record_tables
from pipeline.publish.filled import Filled


@cache
def tables() -> tuple[Filled, ...]:
    """All tables; each stands after those that it refers to."""
    return (
        *record_tables.names(),
        *record_tables.documents(),
        *record_tables.records(),
        *ledger_tables.threads(),
        *ledger_tables.series(),
        *ledger_tables.editions(),
        *ledger_tables.restatements(),
        *ledger_tables.silence(),
        *ledger_tables.source_corrections(),
        *ledger_tables.findings(),
    )
