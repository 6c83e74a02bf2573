"""A list of sources is read whole, or told off in one line that names file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import Problem
from pipeline.sources_file import choose, load_sources

GOOD = """\
# what we read
sources:
  - id: acme-page
    title: Progress
    publisher: acme
    url: page.html
    cadence: {every: P3M, first: "2024-07"}
  - {id: acme-report, title: Report, publisher: acme, url: report.pdf}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_list_is_read(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, GOOD)).sources
    assert [source.id for source in sources] == ["acme-page", "acme-report"]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("title: Progress", "titel: Progress"), 4, "sources[0].titel: is no field; did you mean title?"),
        (("    publisher: acme\n", ""), 3, "sources[0].publisher: is missing"),
        (("every: P3M", "every: 3 months"), 7, "sources[0].cadence.every: "),
        (('first: "2024-07"', 'first: "2024-13"'), 7, "sources[0].cadence.first: "),
        (("publisher: acme, url", "publisher: Acme Inc, url"), 8, "sources[1].publisher: "),
        (("id: acme-report", "id: acme-page"), 8, "sources[1].id: two sources have the id 'acme-page'"),
        (("url: page.html", "url: page.html\n    schedule: daily"), 7, "sources[0].schedule: is no cron"),
        (
            ("url: page.html", "url: page.html\n    schedule: 0 0 30 2 *"),
            7,
            "sources[0].schedule: is no cron",
        ),
        (("url: page.html", "url: page.html\n    superseded_by: b"), 7, "sources[0].superseded_by: "),
        (("url: page.html", "url: page.html\n    superseded_by: acme-page"), 7, "superseded by itself"),
        (("url: page.html", "url: page.html\n    fetch: {dely: 1}"), 7, "did you mean delay?"),
        (("url: page.html", "url: page.html\n    url: other.html"), 7, "url: is given twice; keep one"),
        (("url: page.html", "url: page.html\n    profile: nuclear"), 7, "there is no profile 'nuclear'"),
        (("url: page.html", "url: [page.html"), 7, "is not valid YAML"),
        (("sources:", "pages:"), 2, "pages: is no field"),
    ],
    ids=lambda value: value[1].strip() if isinstance(value, tuple) else None,
)
def test_a_fault_is_named_with_its_line_and_field(
    change: tuple[str, str], line: int, said: str, tmp_path: Path
) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(Problem) as caught:
        load_sources(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}")
    assert said in message
    assert "\n" not in message


def test_one_fault_is_told_as_one(tmp_path: Path) -> None:
    text = "sources:\n  - {id: a, title: A, publisher: p, url: a.html, kind: pdf}\n"
    with pytest.raises(Problem) as caught:
        load_sources(written(tmp_path, text))
    assert "more)" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "should be a mapping that begins with `sources:`"),
        ("just words", "should be a mapping"),
        ("sources: []", "at least 1 item"),
        ("sources: &a [*a]", "sources"),
        ("sources:\n\t- id: a", "is not valid YAML"),
        ("a: \x01", "is not valid YAML"),
        ("[" * 3000, "is not valid YAML"),
        ("[" * 200_000 + "]" * 200_000, "is not valid YAML"),
        ("- " * 200_000 + "a", "is not valid YAML"),
    ],
    ids=[
        "empty",
        "no mapping",
        "no sources",
        "an anchor within itself",
        "tabs",
        "control characters",
        "deep",
        "deep and well-formed",
        "a deep list",
    ],
)
def test_what_is_no_list_at_all_is_told_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        load_sources(written(tmp_path, text))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_a_folder_and_bytes_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"nowhere\.yaml: there is no such file"):
        load_sources(tmp_path / "nowhere.yaml")
    with pytest.raises(Problem, match="is a folder"):
        load_sources(tmp_path)
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(Problem, match="is not UTF-8 text"):
        load_sources(tmp_path / "picture.yaml")


def test_one_source_is_chosen_by_its_id(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    sources = load_sources(path).sources
    assert choose(sources, "acme-report", path) == sources[1:]
    assert choose(sources, None, path) == sources
    with pytest.raises(Problem, match="no source has the id 'acme-reprot'; did you mean acme-report"):
        choose(sources, "acme-reprot", path)
    with pytest.raises(Problem, match="it has acme-page, acme-report"):
        choose(sources, "zzz", path)


def test_the_samples_are_good_lists(samples: Path) -> None:
    for name in ("sources.yaml", "sources-revised.yaml"):
        assert load_sources(samples / name).sources
