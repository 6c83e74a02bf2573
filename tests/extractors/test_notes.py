"""Footnotes belong to the figures that cite them, in running text and in tables."""

from __future__ import annotations

from .worlds import of

NOTES = (
    '<ol class="footnotes"><li id="n1">Without duplicates.</li><li id="n2">Counted twice a year.</li></ol>'
)
ONE, TWO = (f'<sup><a href="#n{number}">{number}</a></sup>' for number in (1, 2))


def _notes(html: str) -> dict[str, tuple[str, ...]]:
    more = "<p>We keep these figures in a register that anybody may read.</p>"
    return {one.printed: one.notes for one in of(f"<h1>Figures</h1>{html}{more}{NOTES}", "metric")}


def test_a_mark_belongs_to_the_figure_before_it() -> None:
    assert _notes(f"<p>We removed 412 accounts{ONE} and 30 groups in 2024.</p>") == {
        "412": ("Without duplicates.",),
        "30": (),
    }


def test_a_mark_behind_the_full_stop_belongs_to_the_last_figure() -> None:
    assert _notes(f"<p>We removed 412 accounts and 30 groups.{TWO} They were old.</p>")["30"] == (
        "Counted twice a year.",
    )


def test_a_mark_in_a_table_belongs_to_its_cell_row_or_column() -> None:
    rows = (
        f"<tr><th>Rule</th><th>Accounts closed</th><th>Posts removed{ONE}</th></tr>"
        f"<tr><td>Spam{TWO}</td><td>300</td><td>41</td></tr>"
        f"<tr><td>Fraud</td><td>17{ONE}</td><td>5</td></tr>"
    )
    assert _notes(f"<table>{rows}</table>") == {
        "300": ("Counted twice a year.",),
        "41": ("Without duplicates.", "Counted twice a year."),
        "17": ("Without duplicates.",),
        "5": ("Without duplicates.",),
    }
