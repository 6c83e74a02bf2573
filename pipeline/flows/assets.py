"""Names of what runs make, as Prefect follows it: snapshots give records, records give releases."""

from __future__ import annotations


def snapshots_of(source: str) -> str:
    """Everything ever fetched of a source."""
    return f"pledgewatch://snapshots/{source}"


def records_of(source: str) -> str:
    """What holds now of a source's documents."""
    return f"pledgewatch://records/{source}"


RELEASES = "pledgewatch://releases"
"""What was published."""
