"""Whom a sentence is about: its subject, "we", "it", the makers of a pledge."""

from __future__ import annotations

import pytest

from .worlds import of


def _told(html: str, kind: str) -> list[str | None]:
    return [one.organisation for one in of(f"<h2>Civitai</h2>{html}", kind)]


@pytest.mark.parametrize(
    ("html", "organisations", "why"),
    [
        ("<p>Deleted 300 models.</p>", ["civitai"], "no subject: the heading's"),
        ("<p>Invoke deleted 300 models.</p>", ["invoke"], "another subject wins over the heading"),
        ("<p>We deleted 300 models.</p>", ["beacon-institute"], "we are the publisher"),
        ("<p>Google grew. It deleted 300 models.</p>", ["google"], "it is whoever was named last"),
        ("<p>Google’s team deleted 300 models.</p>", ["google"], "a possessor stands for its own"),
        ("<p>It took Google 23 hours to answer 300 appeals.</p>", ["google"] * 2, "an it that is nobody"),
        ("<p>NCMEC returned 27 of our 300 reports.</p>", ["beacon-institute"] * 2, "figures of ours"),
    ],
)
def test_figures(html: str, organisations: list[str], why: str) -> None:
    assert _told(html, "metric") == organisations, why


@pytest.mark.parametrize(
    ("sentence", "organisations", "why"),
    [
        ("Google, Meta and Snap have signed the code.", ["google", "meta", "snap"], "one record each"),
        ("The notice obliges Google and Meta to report every year.", ["google", "meta"], "a binding verb"),
        ("The signatories are Google and Meta.", ["google", "meta"], "named by what they are"),
        (
            "Three firms have signed the Safety Pledge: Google, Meta and Snap.",
            ["google", "meta", "snap"],
            "a list behind an unnamed group",
        ),
        ("Several companies have signed the code.", [], "nobody is named"),
        ("They undertake to make it harder.", [], "nor here"),
        ("In partnership with Thorn, Google pledged to report.", ["google"], "a partner signs nothing"),
        ("Ardo Foods and Brill pledged to report.", ["ardo-foods", "brill"], "names that nobody knows"),
        ("We have pledged to report.", ["beacon-institute"], "we"),
    ],
)
def test_pledges(sentence: str, organisations: list[str], why: str) -> None:
    assert [one.organisation for one in of(f"<p>{sentence}</p>", "commitment")] == organisations, why


def test_a_pledge_whose_makers_come_in_the_next_sentence() -> None:
    html = "<p>Several companies have signed the code. These include Google, Meta and Snap.</p>"
    assert [one.organisation for one in of(html, "commitment")] == ["google", "meta", "snap"]


def test_how_a_regulator_found_out_is_nobodys_progress() -> None:
    report = "<h2>Civitai</h2><p>It opened a hotline.</p><h2>Invoke</h2><p>We tested its filter in May.</p>"
    assert [one.organisation for one in of(report, "progress")] == ["civitai"]


def test_a_company_that_tests_makes_progress() -> None:
    assert len(of("<p>We tested our filter in May.</p>", "progress")) == 1


def test_an_aside_belongs_to_the_one_it_hangs_on() -> None:
    html = "<p>Google, which lacks an audit, told us that it had met every request.</p>"
    assert [(one.organisation, one.quote) for one in of(html, "gap")] == [("google", "which lacks an audit")]
