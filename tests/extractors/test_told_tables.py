"""Tables whose cells are sentences: trackers of commitments, answers by question."""

from __future__ import annotations

from .worlds import of

PROSE = (
    "<p>This report tells what Acme did to keep children safe in 2024. It follows our earlier reports.</p>"
)
TRACKER = """<table><thead><tr><th>Commitment</th><th>Status</th><th>What remains</th></tr></thead><tbody>
<tr><td>Match every upload against hash lists by 2025</td><td>Acme now matches all uploads.</td>
<td>Drafts are not matched.</td></tr>
<tr><td>Publish an audit every year</td><td>Not met.</td><td>A contract with an auditor.</td></tr>
</tbody></table>"""


def test_a_tracker_gives_commitments_progress_and_gaps() -> None:
    told = {(one.kind, one.quote) for one in of(f"<h1>Acme report 2024</h1>{PROSE}{TRACKER}{PROSE}")}
    assert ("commitment", "Match every upload against hash lists by 2025") in told
    assert ("commitment", "Publish an audit every year") in told
    assert ("progress", "Acme now matches all uploads.") in told
    assert ("gap", "Drafts are not matched.") in told
    assert ("gap", "A contract with an auditor.") in told, "whatever the column says, it is what remains"


def test_a_table_of_figures_tells_nothing() -> None:
    rows = "<tr><th>Reason</th><th>Accounts closed</th></tr><tr><td>Spam sent to all</td><td>4</td></tr>"
    table = f"<table>{rows}</table>"
    assert {one.kind for one in of(f"<h1>Acme report 2024</h1>{PROSE}{table}{PROSE}")} <= {"metric"}
