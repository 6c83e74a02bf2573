"""Which editions are owed by whom, and what became of each, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas.records import Record
from schemas.sources import Cadence
from tests.ledger.made_up import commitment, gap, ledger, progress, source, version

QUARTERLY = {"every": "P3M", "first": "2024-01"}


def came(*editions: str, **more: Any) -> list[Record]:
    return [progress(f"We did something about {edition}.", edition, **more) for edition in editions]


def states(
    records: list[Record], as_of: date, *, cadence: dict[str, str] | None = None, **more: Any
) -> list[tuple[str, str]]:
    listed = [source(cadence=Cadence.model_validate(cadence or QUARTERLY))]
    return [(one.edition, one.state) for one in ledger(records, sources=listed, as_of=as_of, **more).editions]


@pytest.mark.parametrize(
    ("editions", "as_of", "expected"),
    [
        pytest.param([], date(2023, 12, 31), [], id="nothing can be asked for"),
        pytest.param([], date(2024, 1, 1), [("2024-01", "due")], id="from the first day"),
        pytest.param([], date(2024, 2, 29), [("2024-01", "due")], id="to the last day of grace"),
        pytest.param([], date(2024, 3, 1), [("2024-01", "overdue")], id="and then it is overdue"),
        pytest.param(["2024-01"], date(2024, 3, 1), [("2024-01", "published")], id="it came"),
        pytest.param(["2024-02"], date(2024, 3, 1), [("2024-01", "published")], id="within its grace"),
        pytest.param(["2024-03"], date(2024, 3, 1), [("2024-01", "late")], id="after it"),
        pytest.param(
            ["2023-12-20"], date(2023, 12, 31), [("2024-01", "published")], id="dated a few days early"
        ),
        pytest.param(
            ["2024-01", "2024-07"], date(2024, 7, 2),
            [("2024-01", "published"), ("2024-04", "missing"), ("2024-07", "published")],
            id="passed over: a later one came",
        ),
        pytest.param(
            ["2024-01"], date(2024, 7, 2),
            [("2024-01", "published"), ("2024-04", "overdue"), ("2024-07", "due")],
            id="none came since",
        ),
        pytest.param(
            ["2024-01", "2024-02"], date(2024, 4, 1),
            [("2024-01", "published"), ("2024-04", "due")], id="two of a quarter keep one promise",
        ),
    ],
)  # fmt: skip
def test_a_quarterly_report(editions: list[str], as_of: date, expected: list[tuple[str, str]]) -> None:
    assert states(came(*editions), as_of) == expected


def test_what_another_source_took_the_place_of_owes_nothing_and_counts_for_its_successor() -> None:
    quarterly = Cadence.model_validate(QUARTERLY)
    old = source(id="acme-old", cadence=quarterly, superseded_by="acme-reports")
    records = [*came("2024-01", source="acme-old"), *came("2024-04")]
    built = ledger(records, sources=[old, source(cadence=quarterly)], as_of=date(2024, 9, 30))
    assert [(one.source, one.edition, one.state) for one in built.editions] == [
        ("acme-reports", "2024-01", "published"),
        ("acme-reports", "2024-04", "published"),
        ("acme-reports", "2024-07", "overdue"),
    ]


@pytest.mark.parametrize(
    ("published", "expected"),
    [(date(2025, 3, 31), "published"), (date(2025, 5, 2), "late"), (None, "published")],
    ids=["in time", "too late by the document's own date", "no date: not called late"],
)
def test_a_years_report_is_judged_by_the_documents_date(published: date | None, expected: str) -> None:
    cadence = {"every": "P1Y", "first": "2024", "grace": "P4M"}
    found = states(came("2024"), date(2025, 6, 1), cadence=cadence, versions=[version(published=published)])
    assert found == [("2024", expected)]


def test_a_promise_without_a_source_counts_from_its_own_day() -> None:
    promise = commitment("We will report once a year.", "2024-03-15", cadence="P1Y", source="news")
    news = source(id="news", kind="announcement")
    found = ledger([promise], sources=[news], as_of=date(2025, 6, 1))
    assert [(one.edition, one.state, one.source) for one in found.editions] == [("2025-03", "overdue", None)]
    (finding,) = found.findings
    assert (finding.kind, finding.severity) == ("edition_overdue", "note"), "nobody watches where it would be"
    assert [cite.role for cite in finding.cites] == ["promise"]


def test_all_that_is_overdue_of_one_promise_is_one_finding() -> None:
    listed = [source(cadence=Cadence.model_validate(QUARTERLY))]
    (finding,) = ledger(came("2024-01"), sources=listed, as_of=date(2025, 1, 1)).findings
    assert finding.edition == "2024-04"
    assert (
        "edition of April 2024 is overdue; 2 more since then: it could be expected from" in finding.sentence
    )
    (earlier,) = ledger(came("2024-01"), sources=listed, as_of=date(2024, 6, 1)).findings
    assert earlier.id == finding.id, "so a dismissal holds"


def test_what_nobody_promised_in_words_is_no_finding_unless_there_is_an_edition_to_cite() -> None:
    listed = [source(cadence=Cadence.model_validate(QUARTERLY))]
    assert ledger([], sources=listed, as_of=date(2024, 3, 1)).findings == ()
    (finding,) = ledger(came("2024-01"), sources=listed, as_of=date(2024, 6, 1)).findings
    assert finding.edition == "2024-04"
    assert [cite.role for cite in finding.cites] == ["edition before"]


def test_on_a_shared_page_only_who_promised_or_has_reported_owes() -> None:
    page = source(
        kind="progress_page", publisher="observatory", organisations=("acme", "bolt", "crow"),
        cadence=Cadence.model_validate(QUARTERLY),
    )  # fmt: skip
    records = [
        commitment("Acme reports every three months.", "2024-01-10", cadence="P3M"),
        commitment("Bolt reports once a year.", "2024-01-10", cadence="P1Y", organisation="bolt"),
        *came("2024-04", organisation="acme"),
    ]
    found = ledger(records, sources=[page], as_of=date(2024, 5, 1)).editions
    assert [(one.organisation, one.edition, one.state) for one in found] == [
        ("acme", "2024-01", "missing"),
        ("acme", "2024-04", "published"),
    ]


@pytest.mark.parametrize("every", ["P1D", "P9999Y"])
def test_a_cadence_nobody_means_ends(every: str) -> None:
    assert (
        len(
            states(
                [gap("x is missing", "2024-01")],
                date(2030, 1, 1),
                cadence={"every": every, "first": "2024-01-01"},
            )
        )
        <= 1000
    )
