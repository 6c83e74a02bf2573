"""What Prefect's pages show of a run holds words of strangers, which stay words there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.collect.outcomes import CollectionRun, Proposal
from pipeline.flows.artifacts import show_collected


def test_a_link_text_puts_no_picture_and_no_link_on_our_page(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def keep(markdown: str, **about: Any) -> None:
        shown.append(markdown)

    monkeypatch.setattr("pipeline.flows.artifacts.create_table_artifact", lambda rows, **about: None)
    monkeypatch.setattr("pipeline.flows.artifacts.create_markdown_artifact", keep)
    text = "Report `2025`\n![seen](https://evil.example/seen.png)"
    proposal = Proposal(source="letter", url="https://a.test/2025", text=text, where="below the heading")
    now = datetime(2025, 3, 1, tzinfo=UTC)
    show_collected(
        CollectionRun(
            run="r",
            begun=now,
            ended=now,
            resumed=False,
            requests=1,
            received=10,
            outcomes=(),
            proposals=(proposal,),
        )
    )
    assert len(shown) == 1
    assert "(`Report '2025' ![seen](https://evil.example/seen.png)`)" in shown[0]
