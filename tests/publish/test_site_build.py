"""Builds: the same contents make the same bytes, what has not changed is not made again, nothing is torn."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.problems import Problem
from pipeline.publish.contents import Contents
from pipeline.publish.site import SiteResult, build_site
from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.build import MANIFEST
from schemas.records import Review
from tests.publish.site_world import AUTUMN, Shelf, sample_contents, shelf


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., SiteResult]:
    def build(contents: Contents | None = None, documents: Shelf | None = None) -> SiteResult:
        return build_site(contents or sample_contents(), documents or shelf(), tmp_path / "site")

    return build


def test_the_same_contents_make_the_same_bytes(tmp_path: Path, built: Callable[..., SiteResult]) -> None:
    built()
    build_site(sample_contents(), shelf(), tmp_path / "again" / "deeper")
    assert files(tmp_path / "site") == files(tmp_path / "again" / "deeper")


def test_charts_drawn_by_other_processes_are_the_same(
    tmp_path: Path, built: Callable[..., SiteResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    built()
    monkeypatch.setattr("pipeline.publish.site.charts.WORTH_PROCESSES", 1)
    build_site(sample_contents(), shelf(), tmp_path / "again")
    assert files(tmp_path / "site") == files(tmp_path / "again")


def test_a_second_build_makes_nothing_and_reads_no_document(built: Callable[..., SiteResult]) -> None:
    first = built()
    documents = shelf()
    second = built(documents=documents)
    assert (second.made, second.removed, second.changed) == ((), (), False)
    assert set(second.kept) == set(first.made)
    assert documents.asked == []


def test_only_pages_that_say_something_else_are_made_again(built: Callable[..., SiteResult]) -> None:
    """A reviewer accepts one statement of Harbourline's: its document says so, and nobody else's page."""
    built()
    contents = sample_contents()
    accepted = next(one for one in contents.records if one.organisation == "harbourline")
    review = Review(status="accepted", by="ann", at=contents.made)
    records = tuple(
        one.model_copy(update={"review": review}) if one is accepted else one for one in contents.records
    )
    documents = shelf()
    result = built(replace(contents, records=records), documents)
    made = [path for path in result.made if path.startswith(("organisations/", "documents/"))]
    assert documents.asked == [accepted.snapshot]
    assert made == [
        "organisations/harbourline.html",
        Addresses(contents).document(accepted.snapshot),
    ]
    assert "organisations/murmur.html" in result.kept


def test_a_day_later_only_what_counts_days_is_made_again(built: Callable[..., SiteResult]) -> None:
    built()
    documents = shelf()
    result = built(sample_contents(date(2025, 9, 21)), documents)
    assert "organisations/lanternwick.html" in result.made
    assert "organisations/gallowglass.html" in result.kept
    assert documents.asked == []


def test_pages_that_are_no_longer_made_are_removed(tmp_path: Path, built: Callable[..., SiteResult]) -> None:
    built()
    result = built(sample_contents(AUTUMN, "harbourline-report"))
    assert [path for path in result.removed if path.startswith("documents/harbourline-report")]
    assert not list((tmp_path / "site" / "documents").glob("harbourline-report*"))


def test_a_site_whose_manifest_is_damaged_is_built_anew_beside_what_is_served(
    tmp_path: Path, built: Callable[..., SiteResult]
) -> None:
    first = built()
    before = files(tmp_path / "site")
    served = tmp_path / "served"
    for path in first.made:
        (served / path).parent.mkdir(parents=True, exist_ok=True)
        (served / path).hardlink_to(tmp_path / "site" / path)
    (tmp_path / "site" / MANIFEST).write_text("torn")
    contents = sample_contents()
    later = built(replace(contents, as_of=contents.as_of + timedelta(days=1)))
    assert set(later.made) == set(first.made)
    assert files(served) == {path: before[path] for path in first.made}, "no file is written to in place"


def test_a_page_that_is_no_longer_made_goes_though_the_manifest_is_damaged(
    tmp_path: Path, built: Callable[..., SiteResult]
) -> None:
    built()
    (tmp_path / "site" / MANIFEST).write_text("torn")
    (tmp_path / "site" / "CNAME").write_text("pledges.example")
    result = built(sample_contents(AUTUMN, "harbourline-report"))
    assert [path for path in result.removed if path.startswith("documents/harbourline-report")]
    assert not list((tmp_path / "site" / "documents").glob("harbourline-report*"))
    assert (tmp_path / "site" / "CNAME").exists()


def test_charts_that_cannot_be_drawn_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.publish.site.charts.WORTH_PROCESSES", 1)
    monkeypatch.setattr("pipeline.publish.site.charts.sys.executable", "/bin/false")
    with pytest.raises(Problem, match="charts cannot be drawn: their process ended with 1"):
        build_site(sample_contents(), shelf(), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_files_that_no_build_made_are_kept(tmp_path: Path, built: Callable[..., SiteResult]) -> None:
    built()
    (tmp_path / "site" / "CNAME").write_text("pledges.example")
    built(sample_contents(AUTUMN, "harbourline-report"))
    assert (tmp_path / "site" / "CNAME").read_text() == "pledges.example"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(Problem, match="holds files and no site"):
        build_site(sample_contents(), shelf(), tmp_path)
    assert files(tmp_path) == {"letter.txt": b"dear all"}


def test_a_lost_page_or_a_damaged_manifest_is_made_anew(
    tmp_path: Path, built: Callable[..., SiteResult]
) -> None:
    built()
    before = files(tmp_path / "site")
    (tmp_path / "site" / "findings.html").unlink()
    assert built().made == ("findings.html",)
    (tmp_path / "site" / MANIFEST).write_bytes(b"{torn")
    assert len(built().made) == len(before) - 1
    assert files(tmp_path / "site") == before


def test_unchanged_pages_are_taken_from_an_earlier_site(tmp_path: Path) -> None:
    build_site(sample_contents(), shelf(), tmp_path / "1" / "site")
    documents = shelf()
    second = build_site(
        sample_contents(), documents, tmp_path / "2" / "site", earlier=tmp_path / "1" / "site"
    )
    assert second.made == ()
    assert documents.asked == []
    assert files(tmp_path / "1" / "site") == files(tmp_path / "2" / "site")


def test_a_document_that_cannot_be_read_has_its_quotes_shown_and_is_tried_again(
    tmp_path: Path, built: Callable[..., SiteResult]
) -> None:
    documents = shelf()
    contents = sample_contents()
    lost = next(one.snapshot for one in contents.versions if one.source == "harbourline-report")
    del documents.documents[lost]
    result = built(documents=documents)
    assert result.problems == (f"holds no document with the sha256 {lost}",)
    (page,) = (tmp_path / "site" / "documents").glob("harbourline-report*")
    text = page.read_text()
    assert "The archived text cannot be shown" in text
    assert all(f'id="{one.id}"' in text for one in contents.records if one.snapshot == lost)
    again = built()
    assert again.problems == ()
    assert again.made == (page.relative_to(tmp_path / "site").as_posix(),)


BUILD = """
import sys
from pathlib import Path
from datetime import date
from pipeline.publish.site import build_site
from tests.publish.site_world import sample_contents, shelf
contents, documents = sample_contents(date(2025, 6, 1)), shelf()
print("ready", flush=True)
build_site(contents, documents, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("after", [0.02, 0.3, 0.9])
def test_a_build_that_is_killed_leaves_the_site_as_it_was_or_whole(
    tmp_path: Path, built: Callable[..., SiteResult], after: float
) -> None:
    built()
    folder = tmp_path / "site"
    before = files(folder)
    root = Path(__file__).resolve().parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(folder)],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    left = files(folder)
    if left != before:
        manifest = json.loads(left[MANIFEST])
        assert set(manifest["files"]) | {MANIFEST} == set(left)
    built(sample_contents(date(2025, 6, 1)))
    assert [path.name for path in tmp_path.iterdir()] == ["site"], "what was left behind is cleared away"
