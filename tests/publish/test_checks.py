"""What stops publishing, what only warns, and what each line says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.publish.checks import check
from pipeline.publish.contents import Said
from schemas.corrections import Correction, SourceCorrection
from schemas.records import Metric
from schemas.sources import Assertion
from tests.publish.worlds import after, contents, with_assertions

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)


def test_the_sample_world_holds_what_it_asserts() -> None:
    checked = check(after())
    assert checked.passed
    assert checked.lines == ()
    assert checked.held == sum(
        1 + (one.maximum is not None) for source in after().sources for one in source.assertions
    )


@pytest.mark.parametrize(
    ("assertions", "passed", "line"),
    [
        (
            [Assertion(kind="gap", minimum=1000)],
            False,
            "stops: harbourline-report: 6 gap records, at least 1000 are expected; read it again",
        ),
        (
            [Assertion(kind="gap", maximum=2)],
            True,
            "warning: harbourline-report: 6 gap records, at most 2 are expected; look for records",
        ),
        (
            [Assertion(kind="gap", reviewed=0.5)],
            False,
            "stops: harbourline-report: 0 of 6 gap records are reviewed, 50% should be; review",
        ),
        ([], False, "stops: harbourline-report: makes no assertion; give it `assertions`"),
        ([Assertion(kind="gap", minimum=6, maximum=6)], True, None),
    ],
    ids=["too few", "too many", "too few reviewed", "no assertion", "as many as expected"],
)
def test_each_assertion_has_one_line(assertions: list[Assertion], passed: bool, line: str | None) -> None:
    checked = check(with_assertions(after(), "harbourline-report", *assertions))
    assert checked.passed is passed
    if line is None:
        assert checked.lines == ()
    else:
        (said,) = checked.lines
        assert said.startswith(line)


def test_a_source_that_another_took_the_place_of_needs_no_assertions() -> None:
    given = with_assertions(after(), "beacon-by-provider-2023")
    assert not check(given).passed
    listed = [
        one.model_copy(update={"superseded_by": "beacon-by-provider"})
        if one.id == "beacon-by-provider-2023"
        else one
        for one in given.sources
    ]
    assert check(contents(listed=listed)).passed


def test_reviewed_records_count_and_rejected_ones_do_not() -> None:
    gaps = [one for one in after().records if (one.source, one.kind) == ("harbourline-report", "gap")]
    decided = [
        Correction(id=f"d{place}", record_id=gap.id, action="accept", by="ann", at=NOON)
        for place, gap in enumerate(gaps[1:])
    ]
    rejected = Correction(id="r", record_id=gaps[0].id, action="reject", reason="no gap", by="ann", at=NOON)
    reviewed = contents(said=Said(decisions=[*decided, rejected]))
    assert check(
        with_assertions(reviewed, "harbourline-report", Assertion(kind="gap", reviewed=1, minimum=5))
    ).passed
    too_few = check(with_assertions(reviewed, "harbourline-report", Assertion(kind="gap", minimum=6)))
    assert not too_few.passed


def test_a_source_correction_that_fits_nothing_is_told_and_stops_nothing() -> None:
    metric = next(one for one in after().records if isinstance(one, Metric) and one.value and one.source)
    about = {
        "source": metric.source,
        "corrected": 7,
        "reason": "a slip",
        "by": "ann",
        "at": NOON,
    }
    fits = SourceCorrection(id="c1", quote=metric.quote, printed=metric.value, **about)
    adrift = SourceCorrection(id="c2", quote="Words that nobody wrote", printed=123456789, **about)
    checked = check(contents(said=Said(source_corrections=[fits, adrift])))
    assert checked.passed
    (line,) = checked.lines
    assert line.startswith("warning: the correction of 123456789 to 7")
    assert "matches nothing" in line
