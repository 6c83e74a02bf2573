"""An archived page shows its words with the evidence marked, and nothing of it runs or loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.extract import extract
from extractors.read import read
from pipeline.review.web.archived_page import Mark, marked_page
from pipeline.review.web.headers import SOURCE_POLICY
from pipeline.review.web.source_panel import highlight_of, marks_of


def shown(html: str, *marks: Mark) -> str:
    whole = marked_page(html.encode(), None, marks, "A page")
    return whole[whole.index("<body>") + 6 : whole.index("</body>")]


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        ("<script>alert(1)</script>", "a script"),
        ("<p onclick='alert(1)'>x</p>", "a handler"),
        ("<a href='javascript:alert(1)'>x</a>", "an address that runs"),
        ("<img src=x onerror=alert(1)>", "an image that fails"),
        ("<img src='https://evil.example/pixel.gif'>", "an image that tells who looks"),
        ("<svg><script>alert(1)</script></svg>", "a script in a drawing"),
        ("<math><mtext></p><style><img src=x onerror=alert(1)>", "a mutation"),
        ("<iframe src='https://evil.example'></iframe>", "a frame"),
        ("<link rel=stylesheet href='https://evil.example/x.css'>", "a style from elsewhere"),
        ("<style>@import 'https://evil.example/x.css'</style>", "a style that loads"),
        ("<p style='background:url(https://evil.example/x)'>x</p>", "an inline style that loads"),
        ("<p style='position:fixed;inset:0'>x</p>", "an inline style that covers the page"),
        ("<form action='https://evil.example'><input name=p><button>Log in</button></form>", "a form"),
        ("<meta http-equiv=refresh content='0;url=https://evil.example'>", "a page that leads away"),
        ("<base href='https://evil.example/'>", "another base"),
        ("<object data='x.swf'></object><embed src='x.swf'>", "a plug-in"),
        ("<video src='https://evil.example/x.mp4' poster='https://evil.example/x'></video>", "a film"),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "what noscript hides"),
        ("<template><script>alert(1)</script></template>", "a template"),
    ],
)
def test_nothing_runs_and_nothing_loads(hostile: str, why: str) -> None:
    html = shown(f"<html><body><main><p>Before.</p>{hostile}<p>After.</p></main></body></html>")
    assert not re.search(r"<script|\son\w+=|javascript:|evil\.example|<iframe|<form|<input|<img", html), why
    assert not re.search(r"position|url\(|@import|<style|<meta|<base|<link|<object|<embed|<video", html), why
    assert "Before." in html


def test_the_frames_policy_allows_nothing_but_inline_styles() -> None:
    assert SOURCE_POLICY.startswith("sandbox; default-src 'none'")
    assert "script-src" not in SOURCE_POLICY
    assert "allow-" not in SOURCE_POLICY


def test_a_mark_of_the_pages_own_cannot_pass_for_the_evidence() -> None:
    html = shown('<body><p><mark id="evidence">Forged</mark> and true</p></body>')
    assert "evidence" not in html
    assert "Forged" in html


def test_words_are_marked_across_inline_elements_and_footnote_marks() -> None:
    page = "<body><p>We found <b>252,000</b><sup><a href='#n'>1</a></sup> prompts in all.</p></body>"
    words = "We found 252,000 prompts in all."
    mark = Mark("/html/body[1]/p[1]", words, 9, 24, "evidence")
    html = shown(page, mark)
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", html)
    assert "".join(marked).replace(" ", "") == "252,000prompts"
    assert html.count('id="evidence"') == 1


def test_of_equal_words_those_at_the_stored_place_are_marked() -> None:
    page = "<body><p>12 models and 12 models.</p><p>12 models.</p></body>"
    html = shown(page, Mark("/html/body[1]/p[1]", "12 models and 12 models.", 14, 16, "evidence"))
    assert html.startswith('<p>12 models and <mark id="evidence">12</mark> models.</p>')


def test_where_marks_overlap_the_earlier_one_holds() -> None:
    page = "<body><p>Of 10 models, 4 stayed.</p></body>"
    words = "Of 10 models, 4 stayed."
    html = shown(
        page, Mark("/html/body[1]/p[1]", words, 0, 12, "a"), Mark("/html/body[1]/p[1]", words, 3, 23, "b")
    )
    assert re.sub("<[^>]+>", "", html).strip() == words
    assert html.count("<mark") == 2


def test_a_place_that_is_not_there_is_left_unmarked() -> None:
    assert "<mark" not in shown(
        "<body><p>Other words.</p></body>", Mark("/html/body[1]/div[9]", "x", 0, 1, "evidence")
    )


@pytest.mark.parametrize("name", ["progress-page.html", "quarterly-tables.html"])
def test_the_evidence_of_every_record_of_a_sample_is_marked(samples: Path, name: str) -> None:
    data = (samples / name).read_bytes()
    document = read(data, name)
    records = extract(document, snapshot="0" * 64, source=None).records
    assert len(records) > 20
    for record in records:
        marks = marks_of(document, [highlight_of(record.evidence.model_dump(mode="json"))])
        html = marked_page(data, None, marks, name)
        marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL))
        letters = re.sub(r"\s|<[^>]+>", "", marked).replace("&amp;", "&").replace("&nbsp;", "")
        assert letters == re.sub(r"\s", "", record.quote), record.quote


@given(st.text(alphabet="<>/\"'=&;ascriptonlmg evidhrf:{}", max_size=80))
def test_no_text_makes_markup_that_runs(text: str) -> None:
    html = shown(f"<body><p>Words.</p>{text}</body>")
    assert not re.search(r"<script|<[^>]*\son\w+=|<[^>]*javascript:", html)
