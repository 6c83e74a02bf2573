"""Words of strangers in Markdown of ours: they are shown, and they do nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.markdown import as_link, as_words

MARKDOWN = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
BARE = re.compile(r"https?://|\bwww\.|[\w.+-]@[\w-]", re.IGNORECASE)
"""What GitHub's Markdown makes a link of without being asked; markdown-it does not."""


def shown(markdown: str, before: str = "") -> str:
    """What a reader sees of one paragraph; fails where anything but words is in it."""
    opened, inline, closed = MARKDOWN.parse(before + markdown)[-3:]
    assert (opened.type, closed.type) == ("paragraph_open", "paragraph_close")
    assert {one.type for one in inline.children or ()} <= {"text"}, inline.children
    return "".join(one.content for one in inline.children or ())


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        ("![seen](https://evil.example/seen.png)", "a picture tells who looks at the page"),
        ("[the report](https://evil.example)", "a link that bears our page's authority"),
        ("[the report][1]\n\n[1]: https://evil.example", "the same by reference"),
        ("<https://evil.example> <b onclick=alert(1)>x</b>", "an address in angles, a tag"),
        ("<script>alert(1)</script><!-- gone -->", "a script, and what a reader would not see"),
        ("look at https://evil.example and HTTP://evil.example", "GitHub's Markdown links bare addresses"),
        ("look at www.evil.example or write to a@evil.example", "and those without a scheme"),
        ("| a | b |\n| - | - |\n| c | d |", "a table"),
        ("`code` ```fence``` ~~gone~~ **loud** __loud__ *so* _so_", "marks within a line"),
        ("# Nothing was published", "a heading, as ours are"),
        ("- item", "a list"),
        ("+ item", "another list"),
        ("1. item", "a numbered list"),
        ("12) item", "another numbered list"),
        ("> said", "a quotation"),
        ("===", "an underline, which makes a heading of the line before"),
        ("---", "a rule"),
        ("&lt;b&gt; &#33;", "an entity, which would be shown as something else"),
        ("ends with \\", "a backslash, which would escape what follows"),
        ("\\[x](y)", "an escape of their own, which would undo ours"),
        ("    indented", "code by its indent"),
    ],
)
def test_hostile_words_are_shown_as_they_are(hostile: str, reason: str) -> None:
    escaped = as_words(hostile)
    assert shown(escaped) == " ".join(hostile.split()), reason
    assert not BARE.search(escaped), reason


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_words_are_shown_as_they_are(text: str) -> None:
    words = " ".join(text.split())
    if words:
        assert shown(as_words(text)) == words


@given(st.text(st.sampled_from("a1.)-+=#*_`~|<>[]()!&;:/@w \\\n")))
def test_marks_in_any_order_are_shown_as_they_are(text: str) -> None:
    words = " ".join(text.split())
    if words:
        assert shown(as_words(text)) == words
        assert not BARE.search(as_words(text))


def test_ordinary_words_stay_readable_in_the_source_too() -> None:
    said = "Ann decided to publish: 12.5% of models, as of 2025-03-20."
    assert as_words(said) == said


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://a.test/2025?x=1&y=2", True),
        ("javascript:alert(1)", False),
        ("https://a.test/> ![](https://evil.example/seen.png)", False),
        ("https://a.test/a b", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link(address: str, links: bool) -> None:
    (_, inline, _) = MARKDOWN.parse(as_link(address))
    types = [one.type for one in inline.children or ()]
    assert types == (["link_open", "text", "link_close"] if links else ["text"])
    assert links or shown(as_link(address)) == address
