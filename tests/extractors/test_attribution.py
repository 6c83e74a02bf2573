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
        ("<p>At Invoke, the filter stopped 300 prompts.</p>", ["invoke"], "at Invoke"),
        ("<p>As for Invoke, 300 prompts were stopped.</p>", ["invoke"], "as for Invoke"),
        (
            "<p>Google keeps a list; its filter stopped 300 prompts.</p>",
            ["google"],
            "its is whoever the sentence named",
        ),
        (
            "<p>“We deleted 300 models,” said Ana Reis, head of safety at Google.</p>",
            ["google"],
            "a spokesperson’s we",
        ),
        (
            "<p>“It was hard,” said Ana Reis of Google. “We deleted 300 models.”</p>",
            ["google"],
            "who goes on speaking",
        ),
        (
            "<p>Ana Reis of Google said: “Users sent 300 reports.”</p>",
            ["google"],
            "named before the quotation",
        ),
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
        (
            "The Clean Toys Charter was signed by the Port of Halden, Ardo Toys and Google.",
            ["port-of-halden", "ardo-toys", "google"],
            "the agents of a passive, in order",
        ),
        (
            "The notice requires Google and Meta to report to the Ofcom Commission every year.",
            ["google", "meta"],
            "to whom a duty is owed takes none on",
        ),
        (
            "HALDEN, 3 June 2025 (Wire) -- Google pledged to report.",
            ["google"],
            "the town of a dateline signs nothing",
        ),
        ("Regulation requires that ships connect.", [], "a law pledges nothing"),
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


FIVE = "Amazon, Google, Meta, Invoke and Civitai have signed the pledge."


@pytest.mark.parametrize(
    ("sentences", "makers", "why"),
    [
        (
            "They also agreed to report every year.",
            ["amazon", "google", "meta", "invoke", "civitai"],
            "all five",
        ),
        (
            "Amazon and Google will report monthly. The remaining three will report once a year.",
            ["meta", "invoke", "civitai"],
            "those that the sentence before did not name",
        ),
        (
            "Amazon reports monthly; the others will report once a year.",
            ["google", "meta", "invoke", "civitai"],
            "those that the sentence itself did not name",
        ),
        ("The other seven will report once a year.", [], "not as many as it says"),
    ],
)
def test_who_is_meant_by_they_and_the_others(sentences: str, makers: list[str], why: str) -> None:
    made = of(f"<p>{FIVE} {sentences}</p>", "commitment")
    last = [one.organisation for one in made if one.quote.endswith(("once a year.", "every year."))]
    assert last == makers, why


@pytest.mark.parametrize(
    ("sentence", "organisation", "why"),
    [
        ("None of the three services tests its tools.", "beacon-institute", "all of the companies"),
        ("Neither has a filter for messages.", "beacon-institute", "two of them"),
        ("It has moderators, none of whom speak Dutch.", "invoke", "something of one of them"),
    ],
)
def test_none_of_them_is_all_of_them(sentence: str, organisation: str, why: str) -> None:
    report = f"<h2>Civitai</h2><p>It opened a hotline.</p><h2>Invoke</h2><p>It has a hotline. {sentence}</p>"
    assert organisation in [one.organisation for one in of(report, "gap")], why


def test_a_paragraph_that_opens_with_a_company_is_about_it() -> None:
    told = (
        "<h2>What we learned</h2><p>Civitai left six questions open. No figure was given for appeals.</p>"
        "<p>Invoke closed 300 accounts. Old videos are not scanned.</p>"
    )
    assert [one.organisation for one in of(told, "gap")][-2:] == ["civitai", "invoke"]
    assert [one.organisation for one in of(told, "metric")][-1] == "invoke"


def test_a_paragraph_on_several_companies_is_about_none() -> None:
    told = (
        "<h2>What we learned</h2><p>Civitai closed 20 accounts. Invoke closed 300 accounts. Old videos are "
        "not scanned.</p><p>Google closed 4 accounts.</p>"
    )
    assert [one.organisation for one in of(told, "metric")] == ["civitai", "invoke", "google"]


@pytest.mark.parametrize(
    ("sentence", "organisations"),
    [
        ("At Ardolo, 341 models were removed.", ["ardolo"]),
        ("Ardolo's team removed 341 models.", ["ardolo"]),
        ("According to Ardolo, 341 models were removed.", ["ardolo"]),
        ("Ardolo told us that it had removed 341 models.", ["ardolo"]),
        ("Ardolo says it removed 341 models.", ["ardolo"]),
        ("In its answer Ardolo put the number of removed models at 341.", ["ardolo"]),
        ("341 models were removed by Ardolo.", ["ardolo"]),
        ("For Ardolo the number of removed models was 341.", ["ardolo"]),
        ("Ardolo has moved. It removed 341 models.", ["ardolo"]),
        ("Ardolo has moved. The company removed 341 models.", ["ardolo"]),
        ("Ardolo has moved. Its team removed 341 models.", ["ardolo"]),
        ("Ardolo has moved. We asked 341 people what they thought.", ["beacon-institute"]),
        ("Together the three removed 341 models.", ["beacon-institute"]),
        ("Ardolo, which is based in Lyon, removed 341 models.", ["ardolo"]),
        ("Unlike Brillo Bank, Ardolo removed 341 models.", ["ardolo"]),
        ("Ardolo removed 341 models, while Cordax removed 342.", ["ardolo", "cordax"]),
        ("The Institute trained 341 people.", ["beacon-institute"]),
        ("Our own survey reached 341 people.", ["beacon-institute"]),
        ("Ardolo's users sent 341 reports.", ["ardolo"]),
        ("Ardolo was sent 341 reports by Cordax.", ["ardolo"]),
        ("With help from Cordax, Ardolo removed 341 models.", ["ardolo"]),
        ("Ardolo reported 341 models to Cordax.", ["ardolo"]),
        ("The figure for Ardolo was 341 models.", ["ardolo"]),
        ("Removals at Ardolo came to 341 models.", ["ardolo"]),
        ("Ardolo's removals came to 341 models.", ["ardolo"]),
        ('"We removed 341 models," said Ana Reis of Ardolo.', ["ardolo"]),
        ('Ana Reis, head of safety at Ardolo, said: "We removed 341 models."', ["ardolo"]),
        ("Across all members, 341 models were removed.", ["beacon-institute"]),
        ("None of the members removed more than 341 models.", ["beacon-institute"]),
        ("Ardolo grew. Costs rose to 341 euros; only one plant, at Ardolo, runs.", ["beacon-institute"]),
    ],
)
def test_whom_a_figure_in_running_text_is_about(sentence: str, organisations: list[str]) -> None:
    found = of(f"<p>The members are Ardolo, Brillo Bank and Cordax. {sentence}</p>", "metric")
    assert [one.organisation for one in found if one.value in (341, 342)] == organisations
