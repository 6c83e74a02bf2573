"""What a release says of itself: name, number, licence, how to cite it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence by reference."""

    name: str
    title: str
    path: str


LICENCE = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/legalcode",
)

TITLE = "Public pledges and what was reported on them"
DESCRIPTION = (
    "Metrics, admitted gaps, progress and commitments from published progress reports on public pledges, "
    "each with the words it rests on and where they stand, and what the reports say together over time: "
    "gaps that were answered or dropped, series of figures, restatements, sums that do not add up, editions "
    "overdue."
)
KEYWORDS = (
    "transparency reports",
    "public pledges",
    "official statistics",
    "accountability",
    "online safety",
)


class About(NamedTuple):
    """One release's own particulars."""

    number: int
    as_of: date
    publisher: str
    address: str | None
    content: str
    """sha256 of what it holds."""
    title: str = TITLE
    description: str = DESCRIPTION
    keywords: tuple[str, ...] = KEYWORDS
    name: str = "pledgewatch"

    @property
    def version(self) -> str:
        """Releases count up; the second and third number of a semantic version say nothing here."""
        return f"{self.number}.0.0"

    @property
    def id(self) -> str:
        """A name for what it holds that needs no registry."""
        return f"sha256:{self.content}"
