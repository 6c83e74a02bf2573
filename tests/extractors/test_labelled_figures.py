"""Figures alone in a block, with their label beside them."""

from __future__ import annotations

from typing import Any

import pytest

from .worlds import of

PROSE = (
    "<p>This report tells what Acme did to keep children safe in 2024. It follows our earlier reports.</p>"
)


def _figures(html: str) -> list[tuple[Any, str | None]]:
    return [(one.value, one.unit) for one in of(f"<h1>Acme report 2024</h1>{PROSE}{html}{PROSE}", "metric")]


@pytest.mark.parametrize(
    ("html", "figures", "why"),
    [
        ("<dl><dt>Accounts closed</dt><dd>12,400</dd></dl>", [(12400, "accounts")], "a term and its value"),
        ("<dl><dt>Median response time</dt><dd>14 hours</dd></dl>", [(14, "hours")], "a duration alone"),
        ("<dl><dt>Share found by us (%)</dt><dd>91</dd></dl>", [(91, "percent")], "the unit in the label"),
        (
            "<div><p>2,400</p><p>videos removed</p></div><div><p>99%</p><p>of uploads scanned</p></div>",
            [(2400, "videos"), (99, "percent")],
            "tiles with the label below",
        ),
        ("<dl><dt>Detection</dt><dd>Hash matching</dd></dl>", [], "no figure"),
    ],
)
def test_labels(html: str, figures: list[tuple[Any, str | None]], why: str) -> None:
    assert _figures(html) == figures, why


def test_a_term_is_no_statement_of_its_own() -> None:
    html = "<h2>Acme, May 2024</h2><dl><dt>Profile pictures</dt><dd>Checked against hashes.</dd></dl>"
    assert "Profile pictures" not in [one.quote for one in of(PROSE + html + PROSE)]
