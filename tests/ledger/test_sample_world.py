"""Every case that the sample world has for the ledger (samples/README.md), against expectations by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from schemas.ledger import GapThread, Ledger
from tests.ledger.conftest import findings, ledger_of, series, world

# --- gap threads ---------------------------------------------------------------------------------------


def thread(built: Ledger, opening: str) -> GapThread:
    (found,) = [one for one in built.threads if opening in one.states[0].cites[0].evidence.quote]
    return found


def states(built: Ledger, opening: str) -> list[tuple[str, str | None]]:
    return [(state.state, state.edition) for state in thread(built, opening).states]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        pytest.param(
            "Matching uploads against verified hash lists",
            [
                ("opened", "2024-07"), ("restated", "2024-07-02"), ("carried_forward", "2024-10"),
                ("answered", "2025-01"),
            ],
            id="hash matching: carried forward by a reference, then answered",
        ),
        pytest.param(
            "Assessing models before they are hosted and assessing those already hosted",
            [
                ("opened", "2024-07"), ("restated", "2024-07-02"), ("carried_forward", "2024-10"),
                ("restated", "2024-10"), ("narrowed", "2025-01"), ("answered", "2025-04"),
            ],
            id="assessment: spelled out under the reference, narrowed to older models, then finished",
        ),
        pytest.param(
            "Carrying provenance data through to images and video",
            [
                ("opened", "2024-07"), ("carried_forward", "2024-10"), ("narrowed", "2025-01"),
                ("restated", "2025-04"),
            ],
            id="provenance: images fall away, video stays",
        ),
        pytest.param(
            "Adding child safety information to model cards.",
            [("opened", "2024-07"), ("carried_forward", "2024-10"), ("dropped", "2025-01")],
            id="model cards: never mentioned again",
        ),
        pytest.param(
            "Let people report a model without an account", [("opened", "2025-04")], id="new in the revision"
        ),
        pytest.param(
            "We were not able to break bans down by country",
            [("opened", "2025-05-06"), ("answered", "2025-08-05")],
            id="bans by country",
        ),
        pytest.param(
            "recordings of private rooms are checked only",
            [("opened", "2025-05-06"), ("dropped", "2025-08-05")],
            id="private rooms",
        ),
        pytest.param(
            "it has no figures for services that are not registered",
            [("opened", "2023"), ("dropped", "2024")],
            id="services that are not registered: other progress with services in it is no answer",
        ),
        pytest.param(
            "The Clearing House does not yet count how many reports lead to an arrest",
            [("opened", "2023"), ("restated", "2024")],
            id="arrests: turned round, not narrowed",
        ),
        pytest.param(
            "Work with C2PA to learn",
            [
                ("opened", "2024-07"), ("carried_forward", "2024-10"), ("carried_forward", "2025-01"),
                ("restated", "2025-01"),
            ],
            id="a reference to an edition that was itself a reference",
        ),
        pytest.param(
            "its group chats remain unscanned",
            [("opened", "2024-07-02"), ("restated", "2024")],
            id="named in a press release, restated in the company's own report",
        ),
    ],
)  # fmt: skip
def test_the_states_of_a_gap(september: Ledger, opening: str, expected: list[tuple[str, str]]) -> None:
    assert states(september, opening) == expected


def test_a_state_change_cites_what_was_said_before_and_now(september: Ledger) -> None:
    sides = {
        state.state: [(cite.role, cite.evidence.quote) for cite in state.cites]
        for state in thread(september, "Assessing models before they are hosted").states
    }
    assert sides["narrowed"] == [
        ("before", "the assessment of models before and after they are hosted"),
        ("now", "Assessing the models that were uploaded before July 2024."),
    ]
    assert sides["answered"][1][1].startswith("Lanternwick has finished assessing the models")
    dropped = thread(september, "Adding child safety information to model cards.").states[-1]
    assert [cite.role for cite in dropped.cites] == ["before", "now"]


def test_what_one_edition_splits_stays_one_thread(september: Ledger) -> None:
    built = thread(september, "Build systematic model assessment and red teaming")
    assert len(built.records) == 4, "July; October; assessment and red teaming apart in January"


def test_before_the_revision_the_older_models_are_still_open(february: Ledger) -> None:
    assert states(february, "Assessing models before they are hosted")[-1] == ("narrowed", "2025-01")
    assert thread(february, "Assessing models before they are hosted").open


def test_only_what_is_gone_without_an_answer_is_a_finding(september: Ledger) -> None:
    assert sorted(one.cites[0].evidence.quote for one in findings(september, "gap_dropped")) == [
        "Adding child safety information to model cards.",
        "it has no figures for services that are not registered",
        "recordings of private rooms are checked only when someone reports them",
    ]


# --- series --------------------------------------------------------------------------------------------


def test_cumulative_minus_cumulative_gives_the_period(september: Ledger) -> None:
    bans = series(september, "lanternwick", "accounts.banned")
    assert [(point.edition, point.value) for point in bans.points] == [
        ("2024-10", 3120), ("2025-01", 3984), ("2025-04", 5231),
    ]  # fmt: skip
    assert [(one.value, one.exact) for one in bans.differences] == [(864, True), (1247, True)]
    assert bans.breaks == ()


def test_a_difference_from_an_approximate_figure_says_so(september: Ledger) -> None:
    refused = series(september, "lanternwick", "models.refused")
    assert [(one.value, one.exact) for one in refused.differences] == [(222, False), (235, True)]


def test_a_break_of_basis_is_marked_and_nothing_is_computed_across_it(september: Ledger) -> None:
    prompts = series(september, "civitai", "prompts.detected")
    assert [(point.edition, point.basis) for point in prompts.points] == [
        ("2024-10", "unspecified"), ("2025-01", "cumulative"),
    ]  # fmt: skip
    assert prompts.differences == ()
    assert [one.reasons for one in prompts.breaks] == [("basis",)]


def test_a_part_has_a_series_of_its_own(september: Ledger) -> None:
    reports = series(september, "lanternwick", "reports.ncmec")
    assert [point.value for point in reports.points] == [140, 212, 205]
    assert [point.value for one in september.series for point in one.points if point.value == 37] == [37]


def test_a_restated_year_counts_once_in_the_line_of_years(september: Ledger) -> None:
    (received,) = [
        one
        for one in september.series
        if one.organisation == "gallowglass" and one.observer == "beacon-clearing-house"
    ]
    assert [(point.edition, point.value, point.restated_by is not None) for point in received.points] == [
        ("2023", 75, True), ("2024", 61, False), ("2024", 50, False),
    ]  # fmt: skip
    assert [one.value for one in received.differences] == [-11]


def test_quarters_and_years_are_not_subtracted_from_each_other(september: Ledger) -> None:
    (own,) = [
        one
        for one in september.series
        if one.organisation == one.observer == "harbourline"
        and 48_210 in [point.value for point in one.points]
    ]
    assert [one.value for one in own.differences] == [388, 1385, -952]


# --- cadence -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "revised", "expected"),
    [
        pytest.param(date(2025, 3, 31), False, [], id="the day before nobody can ask for it"),
        pytest.param(
            date(2025, 4, 1), False,
            [("civitai", "due"), ("invoke", "due"), ("lanternwick", "due"), ("metaphysic", "due")],
            id="due from the first of April",
        ),
        pytest.param(
            date(2025, 5, 31), True,
            [("civitai", "due"), ("invoke", "due"), ("lanternwick", "published"), ("metaphysic", "due")],
            id="the last day of grace",
        ),
        pytest.param(
            date(2025, 6, 1), True,
            [
                ("civitai", "overdue"), ("invoke", "overdue"), ("lanternwick", "published"),
                ("metaphysic", "overdue"),
            ],
            id="overdue from June",
        ),
    ],
)  # fmt: skip
def test_the_quarterly_edition_of_april(as_of: date, revised: bool, expected: list[tuple[str, str]]) -> None:
    built = ledger_of(as_of, revised=revised)
    assert [(one.organisation, one.state) for one in built.editions if one.edition == "2025-04"] == expected
    overdue = [one.organisation for one in findings(built, "edition_overdue") if one.edition == "2025-04"]
    assert overdue == [organisation for organisation, state in expected if state == "overdue"]


def test_an_overdue_edition_cites_the_promise_and_the_edition_before(september: Ledger) -> None:
    (finding,) = [one for one in findings(september, "edition_overdue", "invoke") if one.edition == "2025-04"]
    promise, before = finding.cites
    assert "committed to report every three months" in promise.evidence.quote
    assert (promise.role, before.role) == ("promise", "edition before")


def test_yearly_reporters_owe_nothing_in_their_first_year(september: Ledger) -> None:
    owed = Counter(one.organisation for one in september.editions)
    assert not {"amazon", "anthropic", "google", "meta", "openai"} & set(owed)
    assert [
        (one.edition, one.due, one.deadline, one.disclosed, one.state)
        for one in september.editions
        if one.organisation == "harbourline"
    ] == [("2024", date(2025, 1, 1), date(2025, 4, 30), date(2025, 3, 18), "published")]


def test_nobody_owes_what_came_before_they_joined(september: Ledger) -> None:
    assert [one.edition for one in september.editions if one.organisation == "invoke"][:1] == ["2024-10"]


def test_an_edition_a_day_early_is_that_edition(september: Ledger) -> None:
    assert [
        (one.edition, one.published_as, one.state)
        for one in september.editions
        if one.organisation == "murmur"
    ] == [("2025-05-06", "2025-05-06", "published"), ("2025-08-06", "2025-08-05", "published")]


# --- restatements --------------------------------------------------------------------------------------


def test_every_restatement_and_no_other(september: Ledger) -> None:
    assert sorted(
        (one.kind, one.organisation, one.earlier.value, one.later.value) for one in september.restatements
    ) == [
        ("announced", "harbourline", 82_300, 81_600),
        ("edited", "lanternwick", 2984, 3984),
        ("later_report", "beacon-clearing-house", 595_702, 595_715),
        ("later_report", "gallowglass", 75, 61),
        ("later_report", "murmur", 38_420, 38_342),
        ("later_report", "quillbeam", 1765, 1792),
    ]
    assert len(findings(september, "restatement")) == 6


def test_a_restatement_has_three_times(september: Ledger) -> None:
    (edited,) = [one for one in september.restatements if one.kind == "edited"]
    assert (edited.edition, edited.earlier.seen, edited.later.seen) == (
        "2025-01", date(2025, 2, 1), date(2025, 5, 2),
    )  # fmt: skip
    assert [side.cite.evidence.quote for side in (edited.earlier, edited.later)] == [
        "Banned 2,984 accounts.", "Banned 3,984 accounts.",
    ]  # fmt: skip
    (murmur,) = [one for one in september.restatements if one.organisation == "murmur"]
    assert murmur.coverage is not None
    assert (murmur.coverage.start, murmur.coverage.end) == (date(2025, 1, 1), date(2025, 3, 31))
    assert (murmur.earlier.disclosed, murmur.later.disclosed) == (date(2025, 5, 6), date(2025, 8, 5))


# --- audits --------------------------------------------------------------------------------------------


def test_a_cumulative_figure_falls_until_the_page_is_corrected(february: Ledger, september: Ledger) -> None:
    def quotes(built: Ledger) -> list[list[str]]:
        return [[cite.evidence.quote for cite in one.cites] for one in findings(built, "cumulative_falls")]

    assert quotes(february) == [["Banned 3,120 accounts.", "Banned 2,984 accounts."]]
    assert quotes(september) == [
        [
            "Filed 212 reports with NCMEC, 37 of which concerned images made with its own service.",
            "Filed 205 reports with NCMEC.",
        ]
    ]


@pytest.mark.parametrize(
    ("kind", "severity", "sentence", "sides"),
    [
        pytest.param(
            "part_above_whole", "error", "Murmur: 5,160 is more than the 5,016 it is said to be part of",
            {"part": 1, "whole": 1}, id="a part above its whole",
        ),
        pytest.param(
            "total_differs", "warning", "the 4 rows add up to 38,805, the printed total is 38,850 (45 more)",
            {"total": 1, "row": 4}, id="rows that miss the total; the rows of which are parts are left out",
        ),
        pytest.param(
            "share_differs", "warning", "2,568 of 12,840 is 20.00%, printed is 24.0%",
            {"share": 1, "count": 1, "whole": 1}, id="a share that does not fit its count",
        ),
        pytest.param(
            "share_above_whole", "error", "a share of 100.4% is more than all there is", {"share": 1},
            id="a share above the whole",
        ),
        pytest.param(
            "observers_disagree", "note",
            "says it made 48,210 reports in 2024, Beacon Clearing House counts 48,377 from it: 0.35%",
            {"own": 1, "receiver": 1}, id="two observers",
        ),
    ],
)  # fmt: skip
def test_each_audit_finds_its_slip_and_nothing_else(
    september: Ledger, kind: str, severity: str, sentence: str, sides: dict[str, int]
) -> None:
    (finding,) = findings(september, kind)
    assert finding.severity == severity
    assert sentence in finding.sentence
    assert Counter(cite.role for cite in finding.cites) == sides


# --- silence -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "principle", "kind"),
    [
        ("2025-01", "maintain.platform-abuse", "figure"),
        ("2024-07", "develop.training-data", "words"),
        ("2024-07", "develop.provenance", "gap"),
        ("2024-10", "develop.provenance", "gap"),
        ("2024-07", "develop.stress-testing", "silent"),
        ("2025-01", "deploy.developer-ownership", "silent"),
    ],
)
def test_the_four_kinds_of_cell(september: Ledger, edition: str, principle: str, kind: str) -> None:
    (cell,) = [
        one
        for one in september.silence
        if (one.organisation, one.edition, one.principle) == ("lanternwick", edition, principle)
    ]
    assert cell.kind == kind
    assert bool(cell.records) == (kind != "silent")
    (where,) = cell.versions
    assert (where.name, where.rules, where.signed_off) == ("progress-page-revised.html", "gold", "a reviewer")


def test_no_cells_for_who_is_only_counted_or_announced(september: Ledger) -> None:
    assert {one.organisation for one in september.silence} == {
        "civitai", "harbourline", "invoke", "lanternwick", "metaphysic", "murmur",
    }  # fmt: skip
    editions = {one.edition for one in september.silence if one.organisation == "lanternwick"}
    assert editions == {"2024-07", "2024-10", "2025-01", "2025-04"}


# --- all of it -----------------------------------------------------------------------------------------


def test_every_citation_is_of_a_record_that_says_it(september: Ledger) -> None:
    quotes = {(one.id, one.snapshot): one.evidence for one in world(revised=True).records}
    cites = [
        *(cite for one in september.findings for cite in one.cites),
        *(cite for one in september.threads for state in one.states for cite in state.cites),
        *(cite for one in september.editions for cite in one.cites),
    ]
    assert cites
    assert all(quotes[cite.record_id, cite.snapshot or ""] == cite.evidence for cite in cites)


def test_nothing_later_is_known_earlier() -> None:
    early = ledger_of(date(2024, 9, 30), revised=True)
    assert {point.edition for one in early.series for point in one.points} <= {
        "2023",
        "2024-07",
        "2024-07-02",
    }
    assert all(state.day <= date(2024, 9, 30) for one in early.threads for state in one.states)
    assert findings(early, "restatement") == []
