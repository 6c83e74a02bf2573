"""A change of words is told from a change of what surrounds them, and named in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.builder import CellText, DocumentBuilder, TableText
from extractors.readers.web import read_web
from pipeline.collect.changes import Bytes, Passage, compare, compare_bytes
from pipeline.sandbox import Sandbox
from schemas.documents import Document
from tests.collect.conftest import World
from tests.collect.server import page

PAGE = """<html><head><title>Report</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/{menu}">{menu}</a></li></ul></nav>
<main><h1>Progress report</h1><p>In 2024 we banned {figure} accounts for breaking our rules on safety.</p>
<p>{words}</p><table><tr><th>Provider</th><th>Reports</th></tr><tr><td>Murmur</td><td>{cell}</td></tr></table>
</main></body></html>"""
USUAL = {"menu": "About", "figure": "1,200", "words": "We keep working with researchers on it.", "cell": "31"}


def web(text: str) -> Document:
    return read_web(text.encode(), "http://a.test/p")


def document(*paragraphs: str, menu: str = "") -> Document:
    builder = DocumentBuilder("page.html", "text/html")
    builder.add("paragraph", menu, furniture="navigation")
    for paragraph in paragraphs:
        builder.add("paragraph", paragraph)
    return builder.build()


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({}, "unchanged", "Its words are the same."),
        ({"menu": "Contact"}, "furniture", "Only what surrounds the text has changed"),
        (
            {"figure": "1,300"},
            "content",
            "differ in 1, first: In 2024 we banned [-1,200-]{+1,300+} accounts",
        ),
        ({"words": "We stopped."}, "content", "no figure differs"),
        ({"cell": "13"}, "content", "Murmur [-31-]{+13+}"),
        ({"figure": "1,300", "menu": "Contact"}, "content", "figures differ in 1"),
    ],
)
def test_a_page_that_changed_says_how(change: dict[str, str], kind: str, said: str) -> None:
    before, after = PAGE.format(**USUAL), PAGE.format(**{**USUAL, **change})
    found = compare(web(before), web(after))
    assert found.kind == kind
    assert said in found.sentence


def test_layout_and_white_space_are_no_change() -> None:
    before = PAGE.format(**USUAL)
    after = before.replace("<p>", "<p\n  class='new'>  ").replace("accounts", "<b>accounts</b>\n")
    assert compare(web(before), web(after)).kind == "unchanged"


def test_a_block_that_only_moved_is_no_change() -> None:
    change = compare(
        document("One thing.", "Two things.", "Three."), document("Two things.", "Three.", "One thing.")
    )
    assert change.kind == "unchanged"


def test_what_came_and_went_is_listed_in_order() -> None:
    change = compare(
        document("First, as ever.", "We found 12 of them in the set.", "Something else altogether."),
        document("First, as ever.", "We found 13 of them in the set.", "A new paragraph on other matters."),
    )
    assert [one.kind for one in change.passages] == ["changed", "added", "removed"]
    assert change.sentence.startswith(
        "Passages of the text: 1 added, 1 removed, 1 reworded; figures differ in 1"
    )


def test_a_side_that_cannot_be_read_counts_as_a_change_of_content() -> None:
    before, after = Bytes(b"<p>words</p>", "text/html"), Bytes(b"%PDF-1.4 broken", "application/pdf")
    with Sandbox() as sandbox:
        change = compare_bytes(sandbox, before, after, "p")
    assert change.kind == "content"
    assert "the words were not compared" in change.sentence


def test_a_table_is_compared_row_by_row() -> None:
    def table(*rows: tuple[str, str]) -> Document:
        builder = DocumentBuilder("t.csv", "text/csv")
        cells = [CellText(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
        builder.add_table(TableText(cells))
        return builder.build()

    change = compare(table(("A", "1"), ("B", "2")), table(("A", "1"), ("Q", "77"), ("B", "2")))
    assert [(one.kind, one.after) for one in change.passages] == [("added", "Q\t77")]


@given(st.lists(st.sampled_from("abcdefg"), max_size=12), st.lists(st.sampled_from("abcdefg"), max_size=12))
def test_nothing_changed_means_the_same_words(before: list[str], after: list[str]) -> None:
    change = compare(document(*before), document(*after))
    assert (change.kind == "unchanged") == (sorted(before) == sorted(after))
    if before == after:
        assert not change.passages


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_passage_holds_both_readings(before: str, after: str) -> None:
    runs = list(Passage(kind="changed", before=before, after=after).words())
    assert "".join(text for what, text in runs if what != "added") == before
    assert "".join(text for what, text in runs if what != "removed") == after


def test_a_run_tells_what_changed_since_the_last(world: World) -> None:
    def publish(**change: str) -> None:
        world.server.routes["/p"] = page(PAGE.format(**{**USUAL, **change}))

    publish()
    world.collect("http://a.test/p")
    publish(menu="Contact")
    around = world.collect("http://a.test/p").outcomes[0]
    assert (around.status, around.alert) == ("furniture", None)
    publish(menu="Contact", figure="1,300")
    (told,) = world.collect("http://a.test/p").outcomes
    assert told.status == "content"
    assert told.alert is not None
    assert told.alert.startswith("s0: Passage of the text: 1 reworded; figures differ in 1, first:")
