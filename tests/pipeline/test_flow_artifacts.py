"""What Prefect's pages show of a run holds words of strangers, which stay words there (tests/pipeline/
test_markdown.py has what such words try)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.collect.outcomes import CollectionRun, DocumentOutcome, Proposal
from pipeline.flows.artifacts import show_collected, show_extracted, show_summary
from pipeline.flows.deciding import Verdict
from pipeline.flows.publishing import _tell_refused, _tell_released
from pipeline.publish.changes import Changes, LedgerChange
from pipeline.publish.checks import Checked
from pipeline.publish.release import Release
from pipeline.summary import Outcome, Summary

HOSTILE = "Report `2025` ![seen](https://evil.example/seen.png) <script>alert(1)</script>"
MARKUP = re.compile(r"(?<!\\)(!\[|\]\(|<script)")
"""Of the words above: not there where it was escaped."""
NOW = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All text that pages are made of, in the order in which it is sent."""
    sent: list[str] = []

    def markdown(text: str, *, key: str, description: str) -> None:
        sent.extend((text, description))

    def table(rows: list[dict[str, Any]], *, key: str, description: str) -> None:
        sent.extend(cell for row in rows for cell in row.values() if isinstance(cell, str))
        sent.append(description)

    monkeypatch.setattr("pipeline.flows.artifacts.create_markdown_artifact", markdown)
    monkeypatch.setattr("pipeline.flows.artifacts.create_table_artifact", table)
    return sent


def only_words(shown: list[str]) -> bool:
    """Whether the hostile words are there, and are words."""
    said = [text for text in shown if "evil.example" in text]
    return bool(said) and not any(MARKUP.search(text) for text in said)


def test_what_was_collected(shown: list[str]) -> None:
    proposal = Proposal(source="letter", url="https://a.test/2025", text=HOSTILE, where="below the heading")
    failed = DocumentOutcome(source="letter", url="https://a.test", status="failed", reason=HOSTILE)
    run = CollectionRun(
        run="r", begun=NOW, ended=NOW, resumed=False, requests=1, received=10,
        outcomes=(failed,), proposals=(proposal,),
    )  # fmt: skip
    show_collected(run)
    assert only_words(shown)
    assert any("<https://a.test/2025>" in text for text in shown), "where it may be is a link"


def test_what_was_extracted(shown: list[str]) -> None:
    show_extracted(
        [Outcome(source="a", document=f"https://a.test/{HOSTILE}", status="failed", reason=HOSTILE)]
    )
    assert only_words(shown)


def test_the_summary_of_a_run(shown: list[str]) -> None:
    outcomes = (
        Outcome(source="a", document=HOSTILE, status="failed", reason=HOSTILE),
        Outcome(source="b", document=HOSTILE, status="changed", words=HOSTILE),
    )
    show_summary(Summary(outcomes=outcomes, records=1, doubts=0, out=Path("out"), written=()))
    assert only_words(shown)


def test_why_nothing_was_published(shown: list[str]) -> None:
    from prefect.logging import disable_run_logger

    with disable_run_logger():
        _tell_refused([HOSTILE], Verdict(False, f"Ann decided to not publish: {HOSTILE}"))
    assert only_words(shown)


def test_what_a_release_says(shown: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pipeline.flows.artifacts.create_link_artifact", lambda *link, **about: None)
    told = LedgerChange(what="finding added", id="f", organisation="a", text=HOSTILE)
    release = Release(
        1, "d", tmp_path, NOW.date(), False, Changes(ledger=(told,)), Checked(held=0, broken=()),
    )  # fmt: skip
    contents = SimpleNamespace(records=(), ledger=SimpleNamespace(findings=()))
    _tell_released(contents, release, [HOSTILE], Verdict(True, HOSTILE))  # type: ignore[arg-type]
    assert only_words(shown)
