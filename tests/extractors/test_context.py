"""What stands over a block: organisation, edition, period and the mood of lists."""

from __future__ import annotations

import pytest

from .worlds import days, of, records

from extractors.read import read  # isort: skip


@pytest.mark.parametrize(
    ("html", "organisation", "edition", "why"),
    [
        (
            "<h2>January 2025: Civitai</h2><p>Deleted 300 models.</p>",
            "civitai",
            "2025-01",
            "both in a heading",
        ),
        (
            "<h2>Civitai (October 2024)</h2><p>Deleted 300 models.</p>",
            "civitai",
            "2024-10",
            "a month in brackets",
        ),
        (
            "<h2>Statement for 2022</h2><p>Deleted 300 models.</p>",
            "beacon-institute",
            "2022",
            "a statement for a year is of that year",
        ),
        (
            "<h2>Reports 2022-2024</h2><p>Deleted 300 models.</p>",
            "beacon-institute",
            None,
            "a span of years is no edition",
        ),
        (
            "<h2>January 2025</h2><h3>Civitai</h3><p>Deleted 300 models.</p>",
            "civitai",
            "2025-01",
            "one under the other",
        ),
        (
            "<h2>Civitai</h2><p>Deleted 300 models.</p><h2>Methods</h2><p>Deleted 400 models.</p>",
            "civitai",
            None,
            "a heading holds until the next of its level",
        ),
        (
            "<h2>3.1 Civitai (models and pictures)</h2><p>Deleted 300 models.</p>",
            "civitai",
            None,
            "what counts a heading, and what describes the company",
        ),
        (
            "<h2>How Civitai did this year</h2><p>Civitai moved. Deleted 300 models.</p>",
            "civitai",
            None,
            "a heading whose text begins with whom it names",
        ),
        (
            "<ul><li>Civitai<ul><li>Deleted 300 models.</li></ul></li></ul>",
            "civitai",
            None,
            "an item that is a name stands over its items",
        ),
        (
            "<h2>What NCMEC received</h2><p>Deleted 300 models.</p>",
            "beacon-institute",
            None,
            "a heading that only mentions somebody is not about them",
        ),
        (
            "<p>Invoke. It deleted 300 models.</p>",
            "invoke",
            None,
            "a name that opens a paragraph as a sentence",
        ),
        ("<p>Invoke – Reviewers deleted 300 models.</p>", "invoke", None, "or before a dash"),
        ("<h2>Who is Civitai?</h2><p>300 models were deleted.</p>", "beacon-institute", None, "a question"),
    ],
)
def test_headings(html: str, organisation: str, edition: str | None, why: str) -> None:
    first = of(html, "metric")[0]
    assert (first.organisation, first.edition) == (organisation, edition), why


def test_flat_headings_of_plain_text_nest() -> None:
    """Text files have no levels: a company named after an edition stands under it."""
    text = (
        "MARCH 2025\n\nCIVITAI\n\nDeleted 300 models.\n\nINVOKE\n\nDeleted 40 models.\n\n"
        "DECEMBER 2024\n\nCIVITAI\n\nDeleted 5 models.\n"
    )
    made = records(read(text.encode(), "bulletin.txt")).records
    told = [(one.organisation, one.edition) for one in made if one.kind == "metric"]
    assert told == [("civitai", "2025-03"), ("invoke", "2025-03"), ("civitai", "2024-12")]


@pytest.mark.parametrize(
    ("opening", "edition", "why"),
    [
        ("BRUSSELS, 11 February 2026 -- Four firms signed.", "2026-02-11", "the dateline of a press release"),
        ("11 February 2026", "2026-02-11", "a short line"),
        ("Between 1 May 2024 and 3 June 2024 we worked.", None, "a period is no date of publication"),
        (
            "Subject: Digest 14 | Who kept their word?\nFrom: Ana Reis <ana@la.example>\n"
            "Date: Thu, 9 October 2025 07:12 +0000\nList-Unsubscribe: <https://la.example/u/88213>",
            "2025-10-09",
            "the header of a mail",
        ),
        (
            "From: Ana Reis <ana@la.example>\nSent: 03 Apr 2025 09:00\nSubject: Bulletin March 2025",
            "2025-03",
            "a subject that names the edition, before the day it was sent",
        ),
        (
            "From: Ana Reis <ana@la.example>\nSubject: Bulletin\nDate: 2025-10-09 07:12",
            "2025-10-09",
            "digits",
        ),
        (
            "AUSTIN, Texas, Sept. 16, 2025 /Wire/ -- Four firms signed.",
            "2025-09-16",
            "a wire's dateline with a state",
        ),
    ],
)
def test_the_day_of_publication(opening: str, edition: str | None, why: str) -> None:
    text = f"{opening}\n\nThe Lighthouse Alliance announced today that it closed 300 accounts.\n"
    made = records(read(text.encode(), "release.txt")).records
    assert {one.edition for one in made if one.kind == "metric"} == {edition}, why


@pytest.mark.parametrize(
    ("html", "coverage", "why"),
    [
        (
            "<p>This report covers July 1 to September 30, 2024.</p><p>We removed 300 posts.</p>",
            days("2024-07-01", "2024-09-30"),
            "a sentence of scope holds for what follows",
        ),
        (
            "<h1>Report, July to December 2024</h1><p>We removed 300 posts.</p>",
            days("2024-07-01", "2024-12-31"),
            "so does a title with several months",
        ),
        ("<h1>Report 2024</h1><p>We removed 300 posts.</p>", None, "a bare year is an edition, not a scope"),
        (
            "<p>This report covers 2024.</p><p>The team has 30 people.</p>",
            None,
            "what stands in the present happened in no period",
        ),
    ],
)
def test_scope(html: str, coverage: object, why: str) -> None:
    assert of(html, "metric")[-1].coverage == coverage, why


@pytest.mark.parametrize(
    ("lead_in", "item", "kinds", "why"),
    [
        ("Areas requiring progress remain, including:", "training of staff", {"gap"}, "open areas"),
        ("The auditors left us with two weaknesses:", "Long chats wear it down.", {"gap"}, "weaknesses"),
        ("Still to be done:", "a complaints form", {"gap"}, "short"),
        ("Since joining, Civitai reports it has:", "trained its staff", {"progress"}, "what was done"),
        ("In May we", "trained all staff", {"progress"}, "a sentence that breaks off before its list"),
        ("In 2026 we will:", "train 20 moderators", {"commitment"}, "its figure is none yet"),
        ("We urge providers to:", "train 20 moderators", {"recommendation"}, "asked of others"),
        ("Our approach rests on four pillars:", "training of staff", set(), "a list of principles"),
        ("Civitai has pledged to:", "label every image", {"commitment"}, "pledged"),
    ],
)
def test_lists_take_the_mood_of_their_lead_in(lead_in: str, item: str, kinds: set[str], why: str) -> None:
    made = of(f"<h2>Civitai</h2><p>{lead_in}</p><ul><li>{item}</li><li>{item} again</li></ul>")
    assert {one.kind for one in made} == kinds, why


def test_a_lead_in_hands_its_time_down() -> None:
    made = of(
        "<h2>Civitai</h2><p>Since joining, Civitai has:</p><ul><li>removed 300 models;</li></ul>"
        "<p>Between January and March 2025 it:</p><ul><li>removed 40 models.</li></ul>",
        "metric",
    )
    assert [(one.basis, one.coverage) for one in made] == [
        ("cumulative", None),
        ("period", days("2025-01-01", "2025-03-31")),
    ]


@pytest.mark.parametrize(
    ("label", "kind", "why"),
    [
        ("Still missing", "gap", "a participle alone"),
        ("Left to do", "gap", "an infinitive"),
        ("Needs more work", "gap", "a predicate without its subject"),
        ("Overdue", "gap", "one word"),
        ("Done", "progress", "one word of what is done"),
        ("Better now", "progress", "how it was before"),
        ("To lawmakers", "recommendation", "whom it is for"),
        ("By 2027 we will", "commitment", "a sentence that the list goes on with"),
        ("Questions we asked", None, "how the report was made"),
    ],
)
@pytest.mark.parametrize("form", ["heading", "bold line", "item above items"])
def test_a_label_says_what_the_list_below_it_is(form: str, label: str, kind: str | None, why: str) -> None:
    items = "<ul><li>publish a register of models</li><li>publish a list of hosts</li></ul>"
    html = {
        "heading": f"<h3>{label}</h3>{items}",
        "bold line": f"<p><b>{label}</b></p>{items}",
        "item above items": f"<ul><li>{label}{items}</li></ul>",
    }[form]
    made = of(f"<h2>Civitai, May 2024</h2>{html}")
    assert [one.kind for one in made] == ([kind, kind] if kind else []), why
    assert all(one.quote.startswith("publish") for one in made), "the label states nothing itself"


def test_a_bold_line_ended_by_a_break_stands_over_what_follows() -> None:
    made = of("<h2>Civitai, May 2024</h2><p><b>Not there yet</b><br>A register of models is not public.</p>")
    assert [(one.kind, one.quote) for one in made] == [("gap", "A register of models is not public.")]


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ("Does Acme scan uploads?", "No.", "gap"),
        ("Does Acme scan uploads?", "Not at present.", "gap"),
        ("Does Acme scan uploads?", "Yes, all of them.", "progress"),
        ("Were any complaints upheld?", "No.", None),
    ],
)
def test_yes_and_no_answer_the_question_above(question: str, answer: str, kind: str | None) -> None:
    made = of(f"<h2>{question}</h2><p>{answer}</p>")
    assert [one.kind for one in made] == ([kind] if kind else [])


def test_a_table_above_the_first_heading_says_what_the_document_is() -> None:
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (("Period", "01/07/2024 – 31/12/2024"), ("Published on", "17/02/2025"))
    )
    (one,) = of(
        f"<h1>Report</h1><table>{rows}</table><h2>Notices</h2><p>We closed 48 accounts.</p>", "metric"
    )
    assert (one.edition, one.coverage) == ("2025-02-17", days("2024-07-01", "2024-12-31"))


def test_a_company_in_capitals_right_over_its_paragraph_heads_it() -> None:
    text = (
        "THE SPINDLE\nBulletin of the Lighthouse Alliance\n\nMembers' corner\n===============\n\n"
        "OXBOW TEXTILES\nOxbow closed 300 accounts. It has no plan for videos.\n\n"
        "ARDO APPAREL\n  * 96% of mills were audited in May after a long and patient search\n"
        "  * ships were wired\nTo do, by its own account: a policy.\n\n"
        "BRILL\nNo return. Brill closed 4 accounts.\n"
    )
    made = records(read(text.encode(), "bulletin.txt"), None).records
    told = {(one.organisation, one.value) for one in made if one.kind == "metric"}
    assert told == {("oxbow-textiles", 300), ("ardo-apparel", 96), ("brill", 4)}
