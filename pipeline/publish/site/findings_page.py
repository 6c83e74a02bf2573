"""The findings: what does not add up, is overdue or was dropped, each with the words on every side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.publish.site.organisation_page import OrganisationView
from pipeline.publish.site.statements import FindingView
from pipeline.publish.site.wording import label


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one severity."""

    severity: str
    words: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class FindingsView:
    """The page."""

    as_of: str
    groups: tuple[FindingGroup, ...]
    set_aside: tuple[FindingView, ...]


def findings_page(views: Sequence[OrganisationView], as_of: date) -> FindingsView:
    """All findings, the gravest first, then by organisation."""
    found = [finding for view in views for finding in view.findings]
    return FindingsView(
        as_of=as_of.isoformat(),
        groups=tuple(
            FindingGroup(severity, label("severity", severity), of_it)
            for severity in ("error", "warning", "note")
            if (of_it := tuple(one for one in found if one.severity == severity))
        ),
        set_aside=tuple(finding for view in views for finding in view.set_aside),
    )
