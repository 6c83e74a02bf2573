"""Scanned reports get a text layer where ocrmypdf is installed, and one clear reason where it is not.

A program of that name stands in for it: what is tested is how it is called, limited and believed.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.ocr import with_text_layer
from pipeline.problems import Problem


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def install(script: str) -> None:
        path = tmp_path / "ocrmypdf"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


def test_the_file_that_it_writes_is_taken(program) -> None:  # type: ignore[no-untyped-def]
    program('for last; do :; done; eval "cp \\"\\${$(($# - 1))}\\" \\"$last\\""; echo read >> "$last"')
    assert with_text_layer(b"%PDF scanned ") == b"%PDF scanned read\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo first >&2; echo 'the page is upside down' >&2; exit 2", "the page is upside down"),
        ("exit 0", "it gave no reason"),
        ("sleep 60", "took longer than 0.5 seconds"),
    ],
)
def test_a_failure_is_one_reason(script: str, said: str, program) -> None:  # type: ignore[no-untyped-def]
    program(script)
    begin = time.monotonic()
    with pytest.raises(Problem, match=said):
        with_text_layer(b"%PDF", seconds=0.5)
    assert time.monotonic() - begin < 10


def test_where_it_is_not_installed_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"pip install pledgewatch\[ocr\]"):
        with_text_layer(b"%PDF")
