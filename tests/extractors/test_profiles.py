"""The vocabulary of a field: every entry proves itself by its examples, and only data tells fields apart."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors import organisation_names, phrases, profiles, vocabulary_files
from extractors.phrases import Phrase
from extractors.profiles import (
    PRINCIPLE_THRESHOLD,
    MeasureExample,
    Organisation,
    Profile,
    load_profile,
    profile_ids,
    read_profile,
)

PROFILES = [load_profile(name) for name in profile_ids()]
SAFETY = load_profile("safety-by-design")
PACKAGING = load_profile("packaging")


def slugs(text: str, profile: Profile = SAFETY) -> list[str]:
    return [mention.slug for mention in profile.find_organisations(text)]


def measure(example: MeasureExample, profile: Profile = SAFETY) -> str | None:
    return profile.measure_of(
        action=example.action, object=example.object, unit=example.unit, text=example.text
    )


# --- Every entry's own examples --------------------------------------------------------------------------


def _organisation_cases() -> list[object]:
    return [
        pytest.param(profile, organisation, id=f"{profile.id}-{organisation.slug}")
        for profile in PROFILES
        for organisation in profile.organisations
    ]


@pytest.mark.parametrize(("profile", "organisation"), _organisation_cases())
def test_an_organisation_is_found_by_each_of_its_names_and_examples(
    profile: Profile, organisation: Organisation
) -> None:
    assert profile.organisation_called(organisation.name) == organisation.slug
    for alias in organisation.aliases:
        assert slugs(f"It was {alias} that", profile) == [organisation.slug], alias
    for text in organisation.examples:
        assert organisation.slug in slugs(text, profile), text
    for text in organisation.counterexamples:
        assert organisation.slug not in slugs(text, profile), text


@pytest.mark.parametrize(
    ("profile", "entry"),
    [pytest.param(p, m, id=f"{p.id}-{m.id}") for p in PROFILES for m in p.measures],
)
def test_a_measure_is_told_by_its_examples(profile: Profile, entry: profiles.Measure) -> None:
    for example in entry.examples:
        assert measure(example, profile) == entry.id, example
    for example in entry.counterexamples:
        assert measure(example, profile) != entry.id, example


@pytest.mark.parametrize(
    ("profile", "entry"),
    [pytest.param(p, q, id=f"{p.id}-{q.code}") for p in PROFILES for q in p.principles],
)
def test_a_principle_is_told_by_its_examples(profile: Profile, entry: profiles.Principle) -> None:
    for text in entry.examples:
        assert profile.principle_of(text) == entry.code, text
    for text in entry.counterexamples:
        assert profile.principle_of(text) != entry.code, text


# --- Organisations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("Civitai’s rules and Google's", [("civitai", "Civitai"), ("google", "Google")], "no possessive"),
        ("CIVITAI", [("civitai", "CIVITAI")], "titles in capitals"),
        ("Tiktok and Youtube", [("tiktok", "Tiktok"), ("youtube", "Youtube")], "capitals within vary"),
        ("amazon and google", [], "a name begins as it is written"),
        ("Googled, Metaphor, Xylem, Snappy", [], "whole words"),
        ("Snapchat", [("snapchat", "Snapchat")], "the longest name"),
        ("Meta Platforms, Inc. said", [("meta", "Meta Platforms, Inc.")], "the corporate form belongs to it"),
        ("Box, Inc. and Snap Inc.", [("box", "Box, Inc."), ("snap", "Snap Inc.")], "which speaks for a word"),
        ("Amazon.com, Inc.", [("amazon", "Amazon.com, Inc.")], "so does a domain"),
        (
            "see civitai.com/models, bob@Amazon.com, @Discord, #Meta",
            [],
            "addresses, handles and tags are none",
        ),
        ("www.Google.com/Google.html", [], "nor are parts of a path"),
        ("the National Center for Missing and Exploited Children (NCMEC)", ["ncmec", "ncmec"], "& is and"),
        ("the Internet  Watch\nFoundation", [("iwf", "Internet  Watch\nFoundation")], "any white space"),
        ("Facebook/Instagram", ["facebook", "instagram"], "a slash parts names"),
        ("Twitter, now X, said", [("x", "Twitter, now X")], "both names are one organisation"),
        ("Invoke has transitioned", ["invoke"], "a verb of an actor follows"),
        ("Invoke the right to appeal", [], "an imperative"),
        ("How to Invoke the Right to Appeal", [], "in title case a capital says nothing"),
        ("January 2025: Invoke", ["invoke"], "a heading that ends with it"),
        ("Thorn and Invoke Work Together", ["thorn", "invoke"], "a neighbour that is sure vouches"),
        ("Meta, Snap, X, Box and Discord", ["meta", "snap", "x", "box", "discord"], "along a whole list"),
        ("Box, Snap, X and Meta", ["box", "snap", "x", "meta"], "from either end"),
        ("Model X was removed, see Section X", [], "a letter is no platform"),
        ("In 2024, X banned 4 accounts", ["x"], "unless it acts"),
        ("the Amazon rainforest", [], "words that hold a name and mean something else"),
        ("eSafety's notices", [("esafety", "eSafety")], "begins in lower case"),
    ],
)
def test_names_in_context(text: str, expected: list[object], reason: str) -> None:
    found = SAFETY.find_organisations(text)
    if expected and isinstance(expected[0], tuple):
        assert [(mention.slug, mention.name) for mention in found] == expected, reason
    else:
        assert [mention.slug for mention in found] == expected, reason


_NAMES = [name.printed for organisation in SAFETY.organisations for name in organisation.names]


@given(
    st.lists(st.sampled_from(_NAMES) | st.text(max_size=12), max_size=12),
    st.sampled_from(["", " ", ", ", "\n"]),
)
def test_mentions_lie_where_they_say_and_never_overlap(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    end = 0
    for slug, name, start, stop in SAFETY.find_organisations(text):
        assert text[start:stop] == name
        assert end <= start < stop
        assert SAFETY.organisation(slug) is not None
        end = stop


@pytest.mark.parametrize(
    ("slug", "parent"),
    [
        ("whatsapp", "meta"), ("facebook", "meta"), ("instagram", "meta"), ("youtube", "google"),
        ("github", "microsoft"), ("linkedin", "microsoft"), ("skype", "microsoft"), ("twitch", "amazon"),
        ("tumblr", "automattic"), ("wordpress-com", "automattic"), ("pornhub", "aylo"), ("snapchat", "snap"),
    ],
)  # fmt: skip
def test_services_keep_their_own_slug_and_name_their_parent(slug: str, parent: str) -> None:
    service = SAFETY.organisation(slug)
    assert service is not None
    assert service.part_of == parent


def test_a_label_that_is_known_to_name_somebody_needs_no_guard() -> None:
    assert slugs("Box") == []
    assert SAFETY.organisation_called("Box") == "box"
    assert SAFETY.organisation_called("Medium") == "medium"
    assert SAFETY.organisation_called("Medium risk") is None


@pytest.mark.shared
def test_the_providers_behind_nearly_all_reports_are_known(shared: Path) -> None:
    for table in sorted((shared / "benchmarks" / "ncmec").glob("ncmec-by-esp-*.truth.csv")):
        *rows, _total = csv.DictReader(table.open(encoding="utf-8"))
        known = [row for row in rows if slugs(row["label"]) or SAFETY.organisation_called(row["label"])]
        share = sum(int(row["value"]) for row in known) / sum(int(row["value"]) for row in rows)
        assert share > 0.99, table.name


@pytest.mark.shared
def test_whoever_the_annotators_saw_take_on_a_commitment_is_found_in_the_quote(shared: Path) -> None:
    known = {organisation.slug for organisation in SAFETY.organisations}
    for gold in sorted((shared / "gold").glob("*.gold.json")):
        for record in json.loads(gold.read_text(encoding="utf-8"))["records"]:
            if record["kind"] != "commitment" or record["organisation"] not in known:
                continue
            name = SAFETY.organisation(record["organisation"])
            assert name is not None
            if name.name in record["quote"]:
                assert record["organisation"] in slugs(record["quote"]), (gold.name, record["organisation"])


# --- Measures and principles -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "object_", "unit", "text", "expected", "reason"),
    [
        ("make", "reports", "reports", "We made 40 reports to NCMEC.", "reports.ncmec", "what is sent"),
        (
            "receive",
            "reports",
            "reports",
            "NCMEC received 40 reports.",
            "reports.cybertipline",
            "is not what is received",
        ),
        ("ban", "accounts", "accounts", "Banned 9 accounts.", "accounts.banned", "a count"),
        ("ban", "accounts", "percent", "Banned 9% of accounts.", None, "is not a share"),
        ("ban", "accounts", "USD", "Banned accounts cost $9.", None, "nor money"),
        (None, "Accounts disabled", "accounts", "Table 1", "accounts.banned", "a participle in the heading"),
        (None, "Accounts", "accounts", "Table 1", None, "no verb, no measure"),
        (
            "detect",
            "instances of violative prompts",
            "instances",
            "…",
            "prompts.detected",
            "instances hold what is counted",
        ),
        ("remove", "images of banned accounts", "images", "…", "content.removed", "the head noun counts"),
        ("eat", "sandwiches", "sandwiches", "Staff ate 9 sandwiches.", None, "not of the field"),
        (None, None, None, "", None, "nothing at all"),
    ],
)
def test_equal_words_are_not_equal_measures(
    action: str | None, object_: str | None, unit: str | None, text: str, expected: str | None, reason: str
) -> None:
    assert SAFETY.measure_of(action=action, object=object_, unit=unit, text=text) == expected, reason


def test_the_nine_principles_are_those_of_the_pledge() -> None:
    assert [principle.code for principle in SAFETY.principles] == [
        "develop.training-data", "develop.stress-testing", "develop.provenance",
        "deploy.content-and-conduct", "deploy.hosting", "deploy.developer-ownership",
        "maintain.harmful-tools", "maintain.research", "maintain.platform-abuse",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "It reports yearly.", "The company signed the pledge.", "Nothing new was reported."]
)
def test_what_speaks_for_no_principle_has_none(text: str) -> None:
    assert SAFETY.principle_of(text) is None


def test_words_that_overlap_speak_once() -> None:
    principle = profiles.Principle.model_validate(
        {
            "code": "p",
            "title": "p",
            "phrases": {2: ["hash list"], 1: ["hash", "list", "share"]},
            "examples": ["hash list"],
        }
    )
    assert principle.score("hash lists") == 2
    assert principle.score("hash lists, shared") == 3
    assert principle.score("a shared hash") == 0, f"nothing of weight {PRINCIPLE_THRESHOLD}"


@given(st.text(), st.text(max_size=30), st.text(max_size=10))
def test_any_text_gets_an_answer(text: str, object_: str, unit: str) -> None:
    assert SAFETY.principle_of(text) in {None, *(principle.code for principle in SAFETY.principles)}
    known = {None, *(entry.id for entry in SAFETY.measures)}
    assert SAFETY.measure_of(action=None, object=object_, unit=unit, text=text) in known


# --- The notation of phrases -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "matching", "failing"),
    [
        ("ban", ["ban", "bans", "banned", "banning"], ["bank", "urban", "band"]),
        ("remove", ["remove", "removes", "removed", "removing"], ["removal", "re-move"]),
        ("policy", ["policy", "policies"], ["policing", "politics"]),
        ("make", ["makes", "made", "making"], ["maker"]),
        ("red teaming", ["red teaming", "red-teaming", "redteaming"], ["red, teaming", "bred teaming"]),
        ("data set", ["dataset", "data sets", "data-sets"], ["data reset"]),
        ("remove|delete", ["removed", "deletes"], ["moved"]),
        ("nudif*", ["nudify", "nudification", "nudifying"], ["denudify"]),
        (
            "remove .. model",
            ["removed 40 hosted models", "remove models"],
            ["removed. The model", "removed a b c d e f g h model"],
        ),
        ("r&d", ["r&d"], ["r and d"]),
    ],
)
def test_the_notation_of_phrases(phrase: str, matching: list[str], failing: list[str]) -> None:
    for text in matching:
        assert Phrase(phrase).search(f"they {text} it"), text
    for text in failing:
        assert not Phrase(phrase).search(f"they {text} it"), text


@pytest.mark.parametrize("text", [" ", "..", "a ..", ".. a", "a|", "(a", "*", "a.b"])
def test_what_the_notation_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no phrase"):
        Phrase(text)


def test_a_phrase_is_found_in_time_in_hostile_text() -> None:
    phrase = Phrase("remove .. model")
    start = time.process_time()
    phrase.search("remove " + "a-" * 50_000)
    phrase.search("remove " * 20_000)
    assert time.process_time() - start < 2


# --- Profiles are data -------------------------------------------------------------------------------------


def test_without_a_profile_nothing_is_known_and_everything_answers() -> None:
    empty = load_profile(None)
    assert empty.find_organisations("Google and Meta") == []
    assert empty.organisation_called("Google") is None
    assert empty.principle_of("hash matching") is None
    assert (
        empty.measure_of(action="ban", object="accounts", unit="accounts", text="Banned 9 accounts.") is None
    )


def test_an_unknown_profile_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no profile 'safety'; known are packaging, safety-by-design"):
        load_profile("safety")


def test_a_profile_is_read_once() -> None:
    assert load_profile("packaging") is PACKAGING


def test_the_same_sentence_means_what_its_field_makes_of_it() -> None:
    text = "Members eliminated 40 items of virgin plastic, and Civitai banned 9 accounts."
    fact = {"action": "eliminate", "object": "items of virgin plastic", "unit": "items", "text": text}
    assert (SAFETY.measure_of(**fact), PACKAGING.measure_of(**fact)) == (None, "packaging.avoided")
    assert (slugs(text), slugs(text, PACKAGING)) == (["civitai"], [])
    assert PACKAGING.principle_of("Virgin plastic was eliminated.") == "eliminate"
    assert SAFETY.principle_of("Virgin plastic was eliminated.") is None


def test_a_new_field_is_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "bicycles"
    folder.mkdir()
    (folder / "profile.yaml").write_text("title: Bicycle pledges\n")
    (folder / "organisations.yaml").write_text("velo: {name: Velo Union}\n")
    (folder / "measures.yaml").write_text(
        "lanes.built:\n  title: Lanes built\n"
        "  when: [{action: build, counted: kilometre}]\n"
        "  examples: ['build | kilometres of lane | kilometres | It built 9 kilometres of lane.']\n"
    )
    profile = read_profile(folder)
    assert (profile.id, profile.principles) == ("bicycles", ())
    assert slugs("Velo Union's lanes", profile) == ["velo"]
    assert measure(profile.measures[0].examples[0], profile) == "lanes.built"


def test_no_vocabulary_of_a_field_lies_in_the_code() -> None:
    code = " ".join(
        Path(module.__file__ or "").read_text(encoding="utf-8").lower()
        for module in (profiles, organisation_names, phrases, vocabulary_files)
    )
    for profile in PROFILES:
        assert profile.id not in code.replace("profile_files", "")
        for principle in profile.principles:
            assert f'"{principle.code}"' not in code


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("organisations", "velo: {nam: Velo}", "organisations.yaml: velo: "),
        ("organisations", "Velo: {name: Velo}", "organisations.yaml: Velo: slug: "),
        ("organisations", "a: {name: A}\na: {name: B}", "the key 'a' stands twice"),
        ("organisations", "a: {name: Aa}\nb: {name: Aa}", "b: 'Aa' is a name of 'a' too"),
        ("organisations", "a: {name: A, part_of: z}", "a: part_of 'z' is no independent entry"),
        (
            "organisations",
            "a: {name: A, guard: start}",
            "a: a guarded name needs examples and counterexamples",
        ),
        ("organisations", "- a", "the file is no mapping of entries"),
        ("organisations", "a: [", "organisations.yaml: while parsing"),
        (
            "measures",
            "lanes: {title: L, when: [{counted: lane}], examples: ['a|b|c|d']}",
            "measures.yaml: lanes: id",
        ),
        (
            "measures",
            "a.b: {title: L, when: [{counted: lane}], examples: ['a|b']}",
            "is not written `action | object",
        ),
        (
            "measures",
            "a.b: {title: L, when: [{action: go}], examples: ['a|b|c|d']}",
            "a.b: when: 0: a clause needs",
        ),
        (
            "measures",
            "a.b: {title: L, when: [{counted: (lane}], examples: ['a|b|c|d']}",
            "'(lane' is no phrase",
        ),
        ("principles", "p: {title: P, phrases: {x: [go]}, examples: [go]}", "principles.yaml: p: phrases: x"),
        ("principles", "p: {title: P, phrases: {3: [go]}, examples: []}", "principles.yaml: p: examples"),
        ("profile", "", "profile.yaml: "),
    ],
)
def test_a_fault_is_told_in_one_line_with_file_and_entry(
    tmp_path: Path, file: str, text: str, message: str
) -> None:
    folder = tmp_path / "bicycles"
    folder.mkdir()
    (folder / "profile.yaml").write_text("title: Bicycle pledges\n")
    (folder / f"{file}.yaml").write_text(text)
    with pytest.raises(ValueError, match=r"^bicycles/") as caught:
        read_profile(folder)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_profile_loads_in_little_more_than_its_yaml_takes_to_parse() -> None:
    folder = profiles.PROFILE_FILES / "safety-by-design"

    def seconds(work: Callable[[], object]) -> float:
        def once() -> float:
            start = time.process_time()
            work()
            return time.process_time() - start

        return min(once() for _ in range(5))

    def parse() -> None:
        for file in folder.glob("*.yaml"):
            yaml.load(file.read_bytes(), Loader=vocabulary_files.Loader)

    assert seconds(lambda: read_profile(folder)) < 2 * seconds(parse), (
        "patterns are compiled when first needed"
    )
