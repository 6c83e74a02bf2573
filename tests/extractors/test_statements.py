"""Gaps, progress, and what is neither. The rule files hold the examples of each rule; these are about how the
kinds keep apart.
"""

from __future__ import annotations

import pytest

from extractors.explain import try_sentence

from .worlds import of


def kinds(sentence: str) -> list[str]:
    return sorted(one.kind for one in try_sentence(sentence).records)


@pytest.mark.parametrize(
    ("sentence", "expected", "why"),
    [
        ("No gaps remain.", [], "nothing is missing"),
        ("The gaps identified last year have been closed.", ["progress"], "a gap that was closed"),
        ("Without the grant, the service would lack moderators.", [], "what would be missing"),
        ("We plan to close the remaining gaps by June.", [], "a plan"),
        ("We do not store the content of calls.", [], "a virtue, not a gap"),
        ("A dash means that we do not count this.", [], "about the report"),
        ("70 of the 118 signatories have published a plan.", ["metric", "metric"], "so many of them"),
        ("No CSAM was detected.", ["metric"], "a count of zero"),
        ("No provider scans live video.", ["gap"], "what nobody does"),
        ("None of the companies explained how they train staff.", ["gap"], "what nobody did is no zero"),
        ("Only two of the six can scan live video.", ["gap", "metric"], "charged, and counted"),
        ("We removed 300 accounts.", ["metric"], "enforcement is a figure alone"),
        ("We trained 14 moderators.", ["metric", "progress"], "a safeguard with a figure is both"),
        ("We donated $250,000 to research.", ["metric"], "money is a figure alone"),
        ("It employs 900 people in Berlin.", ["metric"], "what a company is"),
        ("Acme is developing a tool to spot grooming.", ["progress"], "under way"),
        ("Acme is considering an age check.", [], "not under way"),
        ("Our mission is to make the web safer.", [], "an aim"),
        ("Acme takes child safety seriously.", [], "a claim"),
        ("This page was last updated on 3 March 2025.", [], "about the page"),
        ("Readers can download the data.", [], "about the page"),
        ("The regulator opened an inquiry.", [], "what others did about it"),
        ("Acme reports no further progress since June.", ["no_progress"], "nothing new"),
        ("Helplines: 116 111, 116 000.", [], "how to reach somebody"),
        ("Platforms should scan live video.", ["recommendation"], "asked of others"),
        ("We will publish the next edition in March 2026.", ["commitment"], "a duty taken on"),
        ("Our tools struggle to tell slang from threats.", ["gap"], "a weakness"),
        (
            "Although Acme labels images, it has yet to label sound.",
            ["gap", "progress"],
            "what is granted and what is not",
        ),
        (
            "Although Acme checks videos at upload, it has yet to check sound.",
            ["gap", "progress"],
            "the same, where the parse sees the verb",
        ),
        ("In addition, each country applies its own laws to such content.", [], "what outsiders do"),
    ],
)
def test_kinds(sentence: str, expected: list[str], why: str) -> None:
    assert kinds(sentence) == expected, why


@pytest.mark.parametrize(
    ("sentence", "told", "why"),
    [
        (
            "Acme now scans all uploads, but it still does not scan live video.",
            [("gap", "it still does not scan live video."), ("progress", "Acme now scans all uploads")],
            "a clause each",
        ),
        (
            "A register was set up; live audio is not scanned.",
            [("gap", "live audio is not scanned."), ("progress", "A register was set up")],
            "divided by a semicolon",
        ),
        (
            "Areas requiring work include training staff, testing models, and opening the list.",
            [("gap", "training staff"), ("gap", "testing models"), ("gap", "opening the list")],
            "a gap for each listed thing",
        ),
    ],
)
def test_a_sentence_that_says_two_things(sentence: str, told: list[tuple[str, str]], why: str) -> None:
    made = [(one.kind, one.quote) for one in try_sentence(sentence).records]
    assert sorted(made) == sorted(told), why


def test_a_reference_to_earlier_gaps_is_resolved_and_its_items_are_gaps_too() -> None:
    html = (
        "<h2>Civitai, January 2025</h2><p>Areas requiring progress remain consistent with October’s report, "
        "including the need to train moderators.</p>"
    )
    whole, item = of(html, "gap")
    assert (whole.carries_forward, whole.edition) == ("2024-10", "2025-01")
    assert (item.quote, item.carries_forward) == ("train moderators", None)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Acme reports no progress since June, citing a lack of staff.", "a lack of staff"),
        ("Acme reports no progress since June because its team was cut.", "its team was cut"),
        ("Acme reports no progress since June, for want of staff.", "staff"),
        ("Acme reports no progress since June.", None),
    ],
)
def test_the_reason_for_no_progress(sentence: str, reason: str | None) -> None:
    (one,) = try_sentence(sentence).records
    assert one.kind == "no_progress"
    assert one.reason == reason


def test_an_item_of_a_list_is_one_gap_whatever_it_coordinates() -> None:
    html = "<p>Areas requiring progress:</p><ul><li>Train staff, test models, and open the list.</li></ul>"
    assert [one.quote for one in of(html, "gap")] == ["Train staff, test models, and open the list."]


def test_output_under_a_progress_list_is_a_figure_alone() -> None:
    html = (
        "<h2>Civitai</h2><p>Since joining, Civitai has:</p><ul><li>banned 300 accounts;</li>"
        "<li>trained 14 moderators;</li><li>adopted new rules.</li></ul>"
    )
    assert [one.quote for one in of(html, "progress")] == ["trained 14 moderators;", "adopted new rules."]
