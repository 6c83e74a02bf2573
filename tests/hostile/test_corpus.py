"""Each hostile document gives one clear reason, in time, and the documents after it are read as ever."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.readers.errors import Unreadable
from pipeline.sandbox import Limits, Sandbox
from tests.hostile.corpus import CORPUS, PAGE, WORDS, Hostile, main

LIMITS = Limits(seconds=25, memory=1024)
GRACE = 8.0
"""Seconds beyond the limit, to make the document and to hand it over on a busy machine."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, LIMITS) as one:
        yield one


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda one: one.name)
def test_a_hostile_document_costs_itself_and_nothing_else(hostile: Hostile, sandbox: Sandbox) -> None:
    data = hostile.make()
    begin = time.monotonic()
    reason = None
    try:
        document = sandbox.read(data, hostile.name, declared=hostile.declared)
    except Unreadable as error:
        reason = str(error)
    assert time.monotonic() - begin < LIMITS.seconds + GRACE
    if reason is not None:
        assert hostile.reason is not None, reason
        assert re.search(hostile.reason, reason)
        assert "\n" not in reason
        assert len(reason) < 400
    else:
        assert not hostile.reason
        if hostile.reason is None:
            assert WORDS in " ".join(document.text.split())
    assert WORDS in sandbox.read(PAGE.encode(), "ordinary.html").text


def test_a_batch_of_hostile_documents_leaves_nothing_behind(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("left out: counts open files in /proc, which this system does not have")
    few = [one for one in CORPUS if one.name in ("locked.pdf", "empty.pdf", "bomb.zip", "nuls.html")]
    with Sandbox(1, LIMITS) as sandbox:
        sandbox.read(PAGE.encode(), "first.html")
        gc.collect()
        before = len(list(descriptors.iterdir()))
        for _ in range(5):
            for one in few:
                try:
                    sandbox.read(one.make(), one.name, declared=one.declared)
                except Unreadable:
                    continue
        gc.collect()
        assert len(list(descriptors.iterdir())) <= before + 2


def test_the_corpus_can_be_written_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tuple(one for one in CORPUS if one.name in ("locked.pdf", "nuls.html"))
    monkeypatch.setattr("tests.hostile.corpus.CORPUS", small)
    main(tmp_path / "corpus")
    assert sorted(path.name for path in (tmp_path / "corpus").iterdir()) == ["locked.pdf", "nuls.html"]
