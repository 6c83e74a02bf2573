"""A folder that takes the place of another: whole at every moment, also where that takes two steps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.publish.site import build_site, swapping
from pipeline.publish.site.swapping import replacing
from tests.publish.site_world import Shelf, sample_contents, shelf

KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.publish.site import swapping

folder, before = Path(sys.argv[1]), int(sys.argv[2])
steps = []
rename = Path.rename

def step(self, target):
    steps.append(target)
    if len(steps) == before:
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)

Path.rename = step
swapping.shutil.rmtree = lambda path, **more: step(path, path.with_name("gone"))
swapping._exchanged = lambda one, other: False
with swapping.replacing(folder) as building:
    (building / "index.html").write_text("new")
"""


def killed_before(folder: Path, step: int) -> None:
    """Swaps as a system does that cannot in one step, and is killed before the given one of three."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(step)], check=False)
    assert done.returncode == -9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an old page and a file that no build made."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("old")
    (folder / "CNAME").write_text("pledges.example")
    return folder


@pytest.mark.parametrize("at_once", [True, False], ids=["one step", "two steps"])
def test_the_new_folder_takes_the_place_of_the_old(
    folder: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not at_once:
        monkeypatch.setattr(swapping, "_exchanged", lambda one, other: False)
    with replacing(folder) as building:
        (building / "index.html").write_text("new")
        assert (folder / "index.html").read_text() == "old"
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"index.html": "new"}
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize(
    ("step", "left", "put_back"),
    [(1, "old", "old"), (2, None, "old"), (3, "new", "new")],
    ids=["before the old one moves", "between the two", "before the old one goes"],
)
def test_a_swap_that_is_killed_is_ended_by_the_next_build(
    folder: Path, step: int, left: str | None, put_back: str
) -> None:
    killed_before(folder, step)
    page = folder / "index.html"
    assert (page.read_text() if page.exists() else None) == left
    with replacing(folder) as building:
        assert page.read_text() == put_back, "whoever looks while it is built sees a site"
        (building / "index.html").write_text("newer")
    assert page.read_text() == "newer"
    assert list(folder.parent.iterdir()) == [folder]


def test_a_build_takes_over_the_pages_and_the_files_of_the_site_that_was_lost(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build_site(sample_contents(), shelf(), folder)
    (folder / "CNAME").write_text("pledges.example")
    killed_before(folder, 2)
    assert not folder.exists()
    documents = Shelf({})
    result = build_site(sample_contents(), documents, folder)
    assert (result.made, result.changed, documents.asked) == ((), False, [])
    assert (folder / "CNAME").read_text() == "pledges.example"
