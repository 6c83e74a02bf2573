"""Every rule proves itself by its own examples, and a rule file that is wrong says so."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.clauses import independent_clauses
from extractors.explain import explain, try_sentence
from extractors.language import parse
from extractors.rules import Example, Rule, read_rule_files, rule_book
from extractors.token_patterns import compile_pattern
from schemas.records import KINDS, Extraction

RULES = read_rule_files()


def _cases(counter: bool) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.id}: {example.after or example.text}"[:90])
        for rule in RULES
        for example in (rule.counterexamples if counter else rule.examples)
    ]


def _run(rule: Rule, example: Example) -> Extraction:
    """Extracts an example: under the heading and the lead-in that it names, or that it is."""
    if rule.scope == "sentence":
        return try_sentence(example.text, after=example.after, heading=example.heading)
    lead_in = example.text if rule.scope == "lead_in" else None
    heading = example.text if rule.scope == "heading" else example.heading
    return try_sentence(example.after or "", after=lead_in, heading=heading, item=True)


def _matches(rule: Rule, example: Example) -> bool:
    doc = next(iter(parse([example.text])))
    spans = [doc[:], *independent_clauses(doc)]
    return any(match.rule is rule for span in spans for match in rule_book().matches(span, rule.scope))


@pytest.mark.parametrize(("rule", "example"), _cases(counter=False))
def test_a_rule_yields_what_its_example_says(rule: Rule, example: Example) -> None:
    """The rule matches, and records of its kind come out with the quotes and fields that the example states.
    (Which of two rules of one kind is named when both match is no part of the promise.)
    """
    records = _run(rule, example).records
    assert rule.weighed or _matches(rule_book().rules[rule.id], example)
    if rule.yields == "none":
        assert [record.quote for record in records if record.kind in ("gap", "progress")] == []
        return
    made = [record for record in records if record.kind == rule.yields]
    quotes = example.quotes if example.quotes is not None else (example.after or example.text,)
    told = [_bare(record.quote) for record in made]
    assert (sorted(set(told)) if rule.yields == "commitment" else told) == [_bare(quote) for quote in quotes]
    for name, value in example.fields.items():
        assert getattr(made[0], name) == (str(value) if value is not None else None), name


@pytest.mark.parametrize(("rule", "example"), _cases(counter=True))
def test_a_rule_keeps_silent_on_its_counterexample(rule: Rule, example: Example) -> None:
    assert [record.quote for record in _run(rule, example).records if record.rule == rule.id] == []


def _bare(text: str) -> str:
    return text.strip().rstrip(".;,")


def test_every_record_of_an_example_can_be_explained() -> None:
    """`explain` finds the words that a rule matched, whatever its scope."""
    for rule in RULES:
        extraction = _run(rule, rule.examples[0])
        for record in [record for record in extraction.records if record.rule == rule.id][:1]:
            found = explain(record, extraction.document)
            assert found.rule == rule.id
            assert any(token.matched for token in found.tokens) or (rule.weighed and found.signs), rule.id


def test_rules_yield_only_what_the_schema_knows() -> None:
    assert {rule.yields for rule in RULES} <= {*KINDS, "none"}


@pytest.mark.parametrize(
    ("pattern", "gaps"),
    [
        ("~have yet to", [0]),
        ("~have ..3 yet", [0, 3]),
        ("~have ..3 yet? ..2 to", [0, 6]),  # what is only optional widens the gap
        ("^ no NOUN $", [0]),  # anchors are no tokens
    ],
)
def test_patterns_are_cut_at_their_gaps(pattern: str, gaps: list[int]) -> None:
    assert [segment.gap for segment in compile_pattern(pattern)] == gaps


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("..4", "could match nothing"),
        ("yet?", "could match nothing"),
        ("word|NOUN", "mixes words with parts of speech"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        compile_pattern(pattern)
