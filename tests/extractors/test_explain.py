"""Why a record came out."""

from __future__ import annotations

from extractors.explain import explain, try_sentence

from .worlds import page, records


def _matched(sentence: str, kind: str) -> tuple[str, list[str]]:
    extraction = try_sentence(sentence)
    record = next(one for one in extraction.records if one.kind == kind)
    found = explain(record, extraction.document)
    return found.rule, [token.text for token in found.tokens if token.matched]


def test_a_gap_names_its_rule_and_the_words_that_matched() -> None:
    assert _matched("Acme has yet to train its staff.", "gap") == ("gap.yet-to", ["has", "yet", "to"])


def test_a_metric_shows_its_number() -> None:
    assert _matched("We removed 300 accounts.", "metric") == ("metric.quantity", ["300"])


def test_an_item_shows_the_lead_in_that_made_it_a_gap() -> None:
    document = page("<p>Areas requiring progress remain:</p><ul><li>A register of models.</li></ul>")
    (record,) = records(document).records
    found = explain(record, document)
    assert found.rule == "lead_in.areas-needing-work"
    assert found.words == "Areas requiring progress remain:"
    assert any(token.matched for token in found.tokens)


def test_a_table_cell_has_no_sentence() -> None:
    document = page("<table><tr><th>Firm</th><th>Posts</th></tr><tr><td>Google</td><td>4</td></tr></table>")
    (record,) = records(document).records
    assert explain(record, document).tokens == ()


def test_a_record_of_a_rule_that_is_gone_says_so() -> None:
    extraction = try_sentence("Acme has yet to train its staff.")
    record = extraction.records[0].model_copy(update={"rule": "gap.gone"})
    assert "earlier version" in explain(record, extraction.document).says
