"""What is published as of a day: each record once, what the ledger cites besides, and names for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from pipeline.problems import Problem
from pipeline.publish.contents import Contents, cited, gather
from pipeline.review.decisions import Decisions
from pipeline.review.events import sign_offs, source_corrections
from pipeline.store.store import DocumentKey, Store, open_store
from schemas.corrections import Correction, SignOff, SourceCorrection
from schemas.records import Record
from schemas.snapshots import Snapshot
from schemas.sources import Source
from tests.pipeline.extractions import extraction_of

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCE = Source(id="acme", title="Reports", publisher="acme", url="page.html", kind="company_report")
Keep = Callable[..., None]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


def show(store: Store, sentence: str, day: int = 0) -> None:
    """What a run does with a page that says this now: an extraction that is there is not made again."""
    extraction = extraction_of(sentence)
    seen = NOON + timedelta(days=day)
    snapshot = Snapshot(source="acme", name="page.html", sha256=extraction.snapshot, size=10, retrieved=seen)
    if not store.reuse(DocumentKey("acme"), snapshot, "rules"):
        keep(store, sentence, day=day)


def keep(
    store: Store, *sentences: str, day: int = 0, published: date | None = None, rules: str = "rules"
) -> Snapshot:
    extraction = extraction_of(*sentences)
    extraction.document.published = published
    seen = NOON + timedelta(days=day)
    snapshot = Snapshot(source="acme", name="page.html", sha256=extraction.snapshot, size=10, retrieved=seen)
    store.save(DocumentKey("acme"), snapshot, extraction, fingerprint=rules, seconds=0.1, made=seen)
    return snapshot


def gathered(store: Store, as_of: date = date(2025, 6, 1)) -> Contents:
    return gather(store, [SOURCE], as_of)


def quotes(records: tuple[Record, ...]) -> list[str]:
    return [record.quote for record in records]


def test_of_an_edited_page_the_newest_holds_and_what_it_said_is_kept_for_those_who_cite_it(
    store: Store,
) -> None:
    keep(store, "120 models were removed.")
    newest = keep(store, "125 models were removed.", day=30)
    contents = gathered(store)
    assert quotes(contents.records) == ["125 models were removed."]
    assert quotes(contents.earlier) == ["120 models were removed."]
    assert contents.current == {("acme", newest.sha256)}
    assert contents.made == NOON + timedelta(days=30), "the last fetch, not the clock's time"


@pytest.mark.parametrize(
    ("days", "by_day"),
    [
        pytest.param([0, 30, 60], {0: "120", 30: "125", 60: "120"}, id="back again"),
        pytest.param([0, 30, 60, 90], {30: "125", 60: "120", 90: "125"}, id="to and fro"),
        pytest.param([0, 30, 30], {0: "120", 30: "120"}, id="back on the same day"),
    ],
)
@pytest.mark.parametrize("rules", ["the same", "new ones for each"])
def test_a_page_that_goes_back_to_what_it_said_says_that_again(
    store: Store, days: list[int], by_day: dict[int, str], rules: str
) -> None:
    for number, day in enumerate(days):
        sentence = f"{(120, 125)[number % 2]} models were removed."
        if rules == "the same":
            show(store, sentence, day=day)
        else:
            keep(store, sentence, day=day, rules=f"rules-{number}")
    for day, value in by_day.items():
        contents = gathered(store, (NOON + timedelta(days=day)).date())
        assert quotes(contents.records) == [f"{value} models were removed."], f"as of day {day}"


def test_what_a_page_goes_through_within_a_day_does_not_outlast_it(store: Store) -> None:
    for number in (120, 125, 120, 130):
        show(store, f"{number} models were removed.")
    assert quotes(gathered(store).records) == ["130 models were removed."]


def test_a_store_from_before_returns_were_noted_says_what_holds(store: Store) -> None:
    for number in (120, 125, 120):
        show(store, f"{number} models were removed.", day=number - 120)
    with store.writer.begin() as connection:
        connection.execute(text("DELETE FROM returns"))
    assert quotes(gathered(store).records) == ["120 models were removed."]


def test_every_citation_leads_to_a_record(store: Store) -> None:
    keep(store, "120 models were removed.", "Audio is not covered.")
    keep(store, "125 models were removed.", day=30)
    contents = gathered(store)
    citations = list(cited(contents.ledger))
    assert citations
    assert {one.record_id for one in citations} <= contents.by_id.keys()


def test_the_day_a_document_gives_is_kept(store: Store) -> None:
    keep(store, "120 models were removed.", published=date(2025, 1, 14))
    contents = gathered(store)
    assert [version.published for version in contents.versions] == [date(2025, 1, 14)]
    assert set(contents.titles.values()) == {"A page"}


def test_names_come_from_the_profile_else_from_print_else_from_the_slug(store: Store) -> None:
    keep(store, "120 models were removed.")
    contents = gathered(store)
    assert contents.name("stability-ai") == "Stability AI"
    assert contents.name("acme") == "Acme"
    assert contents.name(None) == "nobody named"
    assert contents.organisations == ("acme",)


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    with pytest.raises(Problem, match="pledgewatch run"):
        gathered(store)


def test_what_reviewers_said_is_applied(store: Store) -> None:
    snapshot = keep(store, "120 models were removed.", "Audio is not covered.")
    (metric, gap) = gathered(store).records
    common = {"by": "ann", "at": NOON + timedelta(days=3)}
    Decisions(store).append(
        Correction(id="d1", record_id=gap.id, action="reject", reason="no gap", **common), base_version=0
    )
    sign_offs(store).append(
        SignOff(id="s1", snapshot=snapshot.sha256, document="page.html", source="acme", **common)
    )
    source_corrections(store).append(
        SourceCorrection(
            id="c1", source="acme", quote="120 models", printed=120, corrected=12, reason="a slip", **common
        )
    )
    contents = gathered(store)
    assert quotes(contents.records) == [metric.quote]
    assert [record.review.reason for record in contents.rejected] == ["no gap"]
    assert [version.signed_off for version in contents.versions] == ["ann"]
    assert [point.corrected for series in contents.ledger.series for point in series.points] == [12]
    assert contents.made == NOON + timedelta(days=3)


@pytest.mark.parametrize(
    ("events", "who"),
    [
        ([("a", None)], "ann"),
        ([("a", None), ("b", "a")], None),
        ([("a", None), ("b", "a"), ("c", "b")], "ann"),
    ],
    ids=["signed", "taken back", "the taking back taken back"],
)
def test_a_sign_off_can_be_taken_back(
    store: Store, events: list[tuple[str, str | None]], who: str | None
) -> None:
    snapshot = keep(store, "120 models were removed.")
    for event, undoes in events:
        sign_offs(store).append(
            SignOff(
                id=event, snapshot=snapshot.sha256, document="page.html", undoes=undoes, by="ann", at=NOON
            )
        )
    assert [version.signed_off for version in gathered(store).versions] == [who]
