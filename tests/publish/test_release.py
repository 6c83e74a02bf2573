"""Releases: numbered, never changed, known by their manifest, whole or not there, new only for a reason."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from pipeline.problems import Problem
from pipeline.publish.contents import Contents, Said
from pipeline.publish.release import LATEST, Refused, Release, publish, releases_in
from pipeline.settings import Settings
from schemas.corrections import Correction
from schemas.sources import Assertion
from tests.publish.site_world import sample_contents, shelf
from tests.publish.worlds import AUTUMN, after, before, contents, readings, sources, with_assertions

NOON = datetime(2025, 9, 2, 12, tzinfo=UTC)
SETTINGS = Settings(publisher="The Watch")


def published(given: Contents, out: Path, **settings: object) -> Release:
    return publish(given, None, Settings(**{"publisher": "The Watch"} | settings), out=out)


def whys(release: Release) -> set[tuple[str, str]]:
    return {(one.what, one.why) for one in release.changes.records}


def check_manifest(folder: Path) -> None:
    """Every file is as the manifest says, and the folder is called by the manifest's own hash."""
    body = (folder / "manifest.json").read_bytes()
    assert folder.name.endswith(hashlib.sha256(body).hexdigest()[:12])
    files = json.loads(body)["files"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == files.keys() | {"manifest.json", "SHA256SUMS"}
    for name, about in files.items():
        data = (folder / name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (about["sha256"], about["bytes"]), name


def test_the_first_release_and_the_next(tmp_path: Path) -> None:
    first = published(before(), tmp_path)
    second = published(after(), tmp_path)
    assert [one.number for one in (first, second)] == [1, 2]
    assert [path.name for path in releases_in(tmp_path / "releases")] == [
        first.folder.name,
        second.folder.name,
    ]
    assert (tmp_path / "releases" / LATEST).resolve() == second.folder
    assert json.loads((second.folder / "manifest.json").read_bytes())["previous"] == {
        "release": 1,
        "sha256": first.digest,
    }
    for release in (first, second):
        check_manifest(release.folder)
    assert first.changes.counts == {"added": len(before().records), "changed": 0, "withdrawn": 0}


def test_nothing_new_makes_no_release(tmp_path: Path) -> None:
    first = published(after(), tmp_path)
    again = published(contents(as_of=date(2025, 9, 21)), tmp_path)
    assert (again.new, again.folder, again.digest) == (False, first.folder, first.digest)
    assert len(releases_in(tmp_path / "releases")) == 1


def test_a_new_name_to_publish_under_is_a_new_release_that_changes_no_record(tmp_path: Path) -> None:
    published(after(), tmp_path)
    renamed = published(after(), tmp_path, publisher="The Other Watch")
    assert (renamed.number, renamed.changes.counts["added"], whys(renamed)) == (2, 0, set())
    assert "only the form" in (renamed.folder / "changes.md").read_text("utf-8")


def test_equal_histories_make_equal_releases(tmp_path: Path) -> None:
    digests = []
    for place in ("here", "there"):
        published(before(), tmp_path / place)
        digests.append(published(after(), tmp_path / place).digest)
    assert digests[0] == digests[1]


def test_no_file_of_a_release_can_be_written_to(tmp_path: Path) -> None:
    release = published(after(), tmp_path)
    for path in release.folder.rglob("*"):
        if path.is_file():
            assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH), path


def test_what_is_taken_over_leaves_the_earlier_release_as_it_was(tmp_path: Path) -> None:
    first = published(before(), tmp_path)
    second = published(after(), tmp_path)
    name = "data/parquet/measures.parquet"
    assert (first.folder / name).samefile(second.folder / name)
    check_manifest(first.folder)


def test_the_site_is_a_part_of_it_and_unchanged_pages_are_not_made_again(tmp_path: Path) -> None:
    documents = shelf()
    first = publish(sample_contents(without="murmur-2025-q2"), documents, SETTINGS, out=tmp_path)  # type: ignore[arg-type]
    second = publish(sample_contents(), documents, SETTINGS, out=tmp_path)  # type: ignore[arg-type]
    for release in (first, second):
        check_manifest(release.folder)
        assert release.site is not None
    assert second.shown == tmp_path / "releases" / LATEST / "site" / "index.html"
    page = "site/organisations/{}.html"
    assert (first.folder / page.format("lanternwick")).samefile(second.folder / page.format("lanternwick"))
    assert not (first.folder / page.format("murmur")).samefile(second.folder / page.format("murmur"))
    downloads = (second.folder / "site/downloads.html").read_text("utf-8")
    for href in re.findall(r'href="(\.\./[^"]+)"', downloads):
        assert (second.folder / "site" / href).resolve().is_file(), href
    assert "../data/datapackage.json" in downloads


def test_two_at_once_wait_for_each_other(tmp_path: Path) -> None:
    after()
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: published(after(), tmp_path), range(2)))
    assert sorted(one.new for one in found) == [False, True]
    assert found[0].folder == found[1].folder


def test_a_copy_can_be_proved_with_the_tools_of_the_system(tmp_path: Path) -> None:
    release = published(after(), tmp_path)
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=release.folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# --- the change list ------------------------------------------------------------------------------------


def test_a_page_that_was_edited(tmp_path: Path) -> None:
    """The revised page withdraws a figure and gives another, and adds an edition."""
    published(before(), tmp_path)
    release = published(after(), tmp_path)
    changed = {one.quote: one for one in release.changes.records if one.source == "sbd-progress"}
    withdrawn = [one for one in changed.values() if one.what == "withdrawn"]
    assert withdrawn
    assert any("2,984" in one.quote and one.why == "source changed" for one in withdrawn)
    assert any("3,984" in one.quote and one.what == "added" for one in changed.values())
    said = (release.folder / "changes.md").read_text("utf-8")
    assert "source changed" in said


def test_a_cell_of_a_table_is_listed_with_what_it_counts(tmp_path: Path) -> None:
    said = (published(before(), tmp_path).folder / "changes.md").read_text("utf-8")
    assert (
        "new source: Reports received in calendar year 2023, by provider: Addlestone Chat, Reports: “" in said
    )


def test_other_rules_read_the_same_bytes(tmp_path: Path) -> None:
    published(after(), tmp_path)
    read = list(readings(revised=True))
    place = next(index for index, one in enumerate(read) if one.key.source == "harbourline-report")
    last = [one for one in read[place].records if one.kind == "gap"][-1]
    kept = [one for one in read[place].records if one is not last]
    first = kept[0].model_copy(update={"principle": "deploy.hosting", "rule_version": "2"})
    read[place] = read[place]._replace(rules="rules-2", records=(first, *kept[1:]))
    release = published(contents(read=read), tmp_path)
    assert whys(release) == {("withdrawn", "rule change"), ("changed", "rule change")}
    (changed,) = [one for one in release.changes.records if one.what == "changed"]
    assert changed.fields == {"principle": (kept[0].principle, "deploy.hosting")}


def test_what_a_reviewer_says(tmp_path: Path) -> None:
    published(after(), tmp_path)
    gap, accepted, metric = (
        next(one for one in after().records if one.kind == kind) for kind in ("gap", "progress", "metric")
    )
    decisions = [
        Correction(id="d1", record_id=gap.id, action="reject", reason="a plan", by="ann", at=NOON),
        Correction(id="d2", record_id=accepted.id, action="accept", by="ann", at=NOON),
        Correction(
            id="d3", record_id=metric.id, action="change", fields={"unit": "letters"},
            seen=json.loads(metric.model_dump_json()), by="ann", at=NOON,
        ),
    ]  # fmt: skip
    release = published(contents(said=Said(decisions=decisions)), tmp_path)
    found = {one.id: (one.what, one.why, one.reason) for one in release.changes.records}
    assert found[gap.id] == ("withdrawn", "correction", "a plan")
    assert found[accepted.id] == ("changed", "review", None)
    assert found[metric.id][:2] == ("changed", "correction")
    assert found.keys() == {gap.id, accepted.id, metric.id}
    back = published(after(), tmp_path)
    assert {one.id: (one.what, one.why) for one in back.changes.records}[gap.id] == ("added", "correction")


def test_a_source_that_comes_and_goes(tmp_path: Path) -> None:
    fewer = [one for one in sources(revised=True) if one.id != "murmur-2025-q2"]
    read = [one for one in readings(revised=True) if one.key.source != "murmur-2025-q2"]
    published(contents(listed=fewer, read=read), tmp_path)
    assert whys(published(after(), tmp_path)) == {("added", "new source")}
    assert whys(published(contents(listed=fewer, read=read), tmp_path)) == {("withdrawn", "source gone")}


def test_an_earlier_day_takes_back_what_was_not_public_yet(tmp_path: Path) -> None:
    published(after(), tmp_path)
    earlier = published(contents(as_of=date(2025, 2, 15)), tmp_path)
    assert {why for _, why in whys(earlier)} <= {"other day", "source changed", "correction"}
    assert ("withdrawn", "other day") in whys(earlier)


def test_the_change_list_tells_of_findings_and_threads(tmp_path: Path) -> None:
    published(before(), tmp_path)
    told = {one.what for one in published(after(), tmp_path).changes.ledger}
    assert {"finding added", "thread changed"} <= told


def test_no_words_of_a_source_are_markup_in_the_change_list(tmp_path: Path) -> None:
    quote = "[click](javascript:alert(1)) <b>*now*</b> `x` | y"
    read = list(readings(revised=True))
    place = next(index for index, one in enumerate(read) if one.key.source == "harbourline-report")
    first, *others = read[place].records
    evidence = first.evidence.model_copy(update={"quote": quote, "start": 10, "end": 10 + len(quote)})
    hostile = first.model_copy(update={"id": "f" * 24, "quote": quote, "evidence": evidence})
    read[place] = read[place]._replace(records=(first, hostile, *others))
    published(after(), tmp_path)
    release = published(contents(read=read), tmp_path)
    (line,) = [
        line for line in (release.folder / "changes.md").read_text("utf-8").splitlines() if "ffffffff" in line
    ]
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", line.partition("“")[2])
    assert not set("[]()<>*`|") & set(unescaped)


# --- refusal and interruption ----------------------------------------------------------------------------


def test_a_broken_minimum_stops_it_and_a_broken_maximum_does_not(tmp_path: Path) -> None:
    too_few = with_assertions(after(), "harbourline-report", Assertion(kind="gap", minimum=1000))
    with pytest.raises(Refused) as refused:
        published(too_few, tmp_path)
    assert not refused.value.checked.passed
    assert "nothing is published: 1 assertion does not hold" in str(refused.value)
    assert not (tmp_path / "releases").exists()
    too_many = with_assertions(after(), "harbourline-report", Assertion(kind="gap", maximum=1))
    release = published(too_many, tmp_path)
    assert release.new
    assert [one.what for one in release.checked.broken] == ["maximum"]


def test_somebody_may_publish_in_spite_of_it_and_the_manifest_says_so(tmp_path: Path) -> None:
    too_few = with_assertions(after(), "harbourline-report", Assertion(kind="gap", minimum=1000))
    release = publish(too_few, None, SETTINGS, out=tmp_path, despite=True)
    said = json.loads((release.folder / "manifest.json").read_bytes())["assertions"]
    assert said["broken"] == list(release.checked.lines)
    assert said["broken"][0].startswith("stops: harbourline-report")


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("a file")
    with pytest.raises(Problem, match=r"releases: cannot be written to .* --out"):
        published(after(), tmp_path)


@contextmanager
def room_for_files_of(size: int) -> Iterator[None]:
    """No file can grow beyond the size (bytes), as on a disk that has no more room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("full_at", ["data/csv/records.csv", "data/pledgewatch.sqlite"])
def test_a_full_disk_is_told_in_a_line_and_leaves_nothing(tmp_path: Path, full_at: str) -> None:
    there = published(before(), tmp_path / "roomy").folder
    size = (there / full_at).stat().st_size
    assert size > max(file.stat().st_size for file in there.glob("data/csv/*.csv")) or "csv" in full_at
    refused = pytest.raises(Problem, match=rf"({full_at}|releases): cannot be written to \(.+\); make room")
    with refused, room_for_files_of(size - 1):
        published(before(), tmp_path)
    assert [one.name for one in (tmp_path / "releases").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("manifest.json", b"{torn"),
        ("manifest.json", None),
        ("data/parquet/measures.parquet", b"torn"),
        ("data/jsonl/records.jsonl", None),
    ],
)
def test_nothing_is_taken_over_from_a_release_that_is_damaged(
    tmp_path: Path, name: str, body: bytes | None
) -> None:
    damaged = published(before(), tmp_path).folder / name
    damaged.unlink()
    if body is not None:
        damaged.write_bytes(body)
    with pytest.raises(Problem, match=rf"{name}: is damaged or lost.* from a copy .* move the release's"):
        published(after(), tmp_path)
    assert len(releases_in(tmp_path / "releases")) == 1
    damaged.parents[len(Path(name).parts) - 1].rename(tmp_path / "aside")
    assert published(after(), tmp_path).number == 1


def test_what_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    unlinked = replace(after(), ledger=after().ledger.model_copy(update={"threads": ()}), records=())
    with pytest.raises(Problem, match=r"the dataset is not published: .*please report this"):
        published(unlinked, tmp_path)
    assert [one.name for one in (tmp_path / "releases").iterdir()] == [".lock"]


def test_a_pointer_that_was_lost_is_set_again(tmp_path: Path) -> None:
    first = published(before(), tmp_path)
    second = published(after(), tmp_path)
    latest = tmp_path / "releases" / LATEST
    latest.unlink()
    latest.symlink_to(first.folder.name)  # as if killed between the two last steps
    assert not published(after(), tmp_path).new
    assert latest.resolve() == second.folder


PUBLISH_FOR_EVER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from pipeline.publish.release import publish
    from pipeline.settings import Settings
    from tests.publish.worlds import after, before

    worlds = before(), after()
    print("ready", flush=True)
    for number in range(1000):
        publish(worlds[number % 2], None, Settings(publisher="The Watch"), out=Path(sys.argv[1]))
        print("published", flush=True)
    """
)


@pytest.mark.parametrize("delay", [0.05, 0.7, 1.6, 3.0])
def test_killed_at_any_moment_it_leaves_whole_releases_and_goes_on(tmp_path: Path, delay: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISH_FOR_EVER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    folder = tmp_path / "releases"
    there = releases_in(folder) if folder.exists() else []
    for release in there:
        check_manifest(release)
    assert [int(release.name.split("-")[0]) for release in there] == list(range(1, len(there) + 1))
    begin = monotonic()
    after_all = published(replace(after(), as_of=AUTUMN), tmp_path, publisher="Somebody else")
    assert monotonic() - begin < 60, "no lock was left behind"
    assert after_all.number == len(there) + 1
    check_manifest(after_all.folder)
    assert (folder / LATEST).resolve() == after_all.folder
    assert not [one for one in folder.iterdir() if one.name.startswith(".building")]
