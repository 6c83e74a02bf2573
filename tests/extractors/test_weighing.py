"""Rules have a say and signs have weight: what a clause's signs are, and what their weights decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources

import pytest

from extractors.explain import example_document
from extractors.extract import extract
from extractors.weighing import Weigher, Weighing, Weights, no_opinion, weights
from schemas.records import Kind, Record
from schemas.snapshots import Snapshot


def told(sentence: str, weigher: Weigher, *, after: str | None = None) -> list[Record]:
    document = example_document(sentence, after=after)
    records = extract(document, snapshot=Snapshot.digest(sentence.encode()), weigher=weigher).records
    return [one for one in records if one.kind != "metric"]


def sure_of(**probable: float) -> Weigher:
    """A weigher that thinks the same of every clause."""

    def weigh(weighing: Weighing) -> Mapping[Kind, float]:
        return probable  # type: ignore[return-value]

    return weigh


def signs_of(sentence: str, heading: str | None = None) -> list[frozenset[str]]:
    heard: list[Weighing] = []

    def hear(weighing: Weighing) -> Mapping[Kind, float]:
        heard.append(weighing)
        return {}

    document = example_document(sentence, heading=heading)
    extract(document, snapshot=Snapshot.digest(sentence.encode()), weigher=hear)
    return [one.signs for one in heard]


RULED = "Acme has yet to train its staff."
UNRULED = "The lamp above the door is blue."


@pytest.mark.parametrize(
    ("sentence", "weigher", "records", "why"),
    [
        (RULED, no_opinion, [("gap", "gap.yet-to")], "without an opinion the rules decide"),
        (UNRULED, no_opinion, [], "and what no rule names is nothing"),
        (RULED, sure_of(gap=0.3), [("gap", "gap.yet-to")], "a doubt does not undo a rule"),
        (RULED, sure_of(gap=0.01), [], "clear signs against it do"),
        (UNRULED, sure_of(gap=0.9), [("gap", "gap.weighed")], "clear signs for it need no rule"),
        (UNRULED, sure_of(gap=0.4), [], "unclear ones do not"),
        (
            UNRULED,
            sure_of(gap=0.6, progress=0.8),
            [("progress", "progress.weighed")],
            "of two kinds the more probable is taken",
        ),
        (UNRULED, sure_of(recommendation=0.9, no_progress=0.9), [], "requests and nothing new need a rule"),
        ("Acme is blue.", sure_of(commitment=0.9), [("commitment", "commitment.weighed")], "a pledge"),
        ("No such images were detected.", sure_of(gap=0.99), [], "a count of zero is never a gap"),
    ],
)  # fmt: skip
def test_what_weights_decide(
    sentence: str, weigher: Weigher, records: list[tuple[str, str]], why: str
) -> None:
    assert [(one.kind, one.rule) for one in told(sentence, weigher)] == records, why


def test_an_item_is_what_its_lead_in_says_whatever_its_signs() -> None:
    made = told("A register of models.", sure_of(gap=0.01), after="Areas requiring progress remain:")
    assert [one.kind for one in made] == ["gap"]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Acme has tested 12 models.", "Bolt has tested 412 models.", "numbers and names are no signs"),
        ("In May Google trained its staff.", "In June Meta trained its staff.", "nor are months"),
    ],
)
def test_signs_are_of_the_language(one: str, other: str, why: str) -> None:
    assert signs_of(one) == signs_of(other), why


def test_a_clause_bears_its_rules_its_forms_and_its_words() -> None:
    (signs,) = set(signs_of(RULED))
    assert {"rule:gap.yet-to", "form:habit", "word:train", "pair:yet to", "subject:@ have", "first"} <= signs


@pytest.mark.parametrize(
    ("sentence", "heading", "borne", "why"),
    [
        ("We trained our staff.", None, {"who:we", "main:deed", "mainwho:deed we"}, "who acts, and when"),
        ("No staff were trained.", None, {"who:no-n", "mainwho:negated no-n"}, "what is denied of nobody"),
        ("Our team has trained them.", None, {"who:ours", "mainwho:deed ours"}, "ours, no stranger's"),
        ("We still scan it.", None, {"advmain:still habit"}, "an adverb with the predicate it bears on"),
        ("We scan it.", "Remaining gaps at Zyxel", {"heading:remaining", "heading:gaps"}, "what is above"),
        ("We train staff. We have no policy.", None, {"prior:habit", "priorroot:train"}, "what is before"),
    ],
)
def test_a_clause_bears_who_acts_and_what_stands_around_it(
    sentence: str, heading: str | None, borne: set[str], why: str
) -> None:
    assert any(borne <= signs for signs in signs_of(sentence, heading)), why


def test_names_in_a_heading_are_no_signs() -> None:
    heard = signs_of("We scan it.", "Remaining gaps at Zyxel")
    assert not any("zyxel" in sign.lower() for signs in heard for sign in signs)


def test_what_is_weighed_is_not_remembered() -> None:
    """To ask whom a clause is about, in order to weigh it, does not change whom the next "it" stands for."""
    document = example_document(
        "Amazon trains staff. The lamp of Google is blue. It has yet to test a model."
    )
    made = extract(document, snapshot=Snapshot.digest(b"x"), weigher=sure_of(commitment=0.0)).records
    alone = extract(document, snapshot=Snapshot.digest(b"x"), weigher=no_opinion).records
    assert [one.organisation for one in made] == [one.organisation for one in alone]


def test_a_probability_is_the_logistic_of_the_weights() -> None:
    weigh = Weights({"gap": {"": -1.0, "word:late": 1.0, "word:early": -3.0}})
    assert weigh(Weighing(0, 1, frozenset({"word:late", "word:unknown"})))["gap"] == 0.5
    assert weigh(Weighing(0, 1, frozenset({"word:late", "word:early"})))["gap"] < 0.05


def test_reasons_are_the_weightiest_signs_first() -> None:
    weigh = Weights({"gap": {"": -1.0, "a": 0.5, "b": -2.0, "c": 1.0}})
    assert weigh.reasons("gap", {"a", "b", "c", "d"}, most=2) == [("b", -2.0), ("c", 1.0)]
    assert weigh.reasons("metric", {"a"}) == []


def test_the_weights_of_the_package_know_every_kind_and_no_name() -> None:
    kept = json.loads((resources.files("extractors") / "sign_weights.json").read_text("utf-8"))
    assert set(kept) == {"gap", "progress", "no_progress", "commitment", "recommendation"}
    assert weights()(Weighing(0, 1, frozenset()))["gap"] < 0.5
    words = {sign.split(":", 1)[1] for of in kept.values() for sign in of if sign.startswith("word:")}
    assert not words & {"civitai", "openai", "anthropic", "metaphysic", "mistral", "thorn"}
    assert not any(character.isdigit() for word in words for character in word)
