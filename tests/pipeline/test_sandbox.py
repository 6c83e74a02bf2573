"""Whatever a file does to its reader costs one document, with a reason in one line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from fpdf import FPDF

from extractors.read import read
from extractors.readers.errors import Unreadable
from pipeline.sandbox import LONG_PDF, Job, Limits, Sandbox, outcome_of
from tests.pipeline import hostile_pdfs as hostile

LIMITS = Limits(seconds=60, memory=768)
"""Long enough for a busy machine: what swells is stopped by its memory well before."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, LIMITS) as sandbox:
        yield sandbox


def written(pages: int) -> bytes:
    """A PDF with a paragraph and a page number on each page and one ruled table over all pages."""
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(False)
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("Helvetica", size=10)
        for row in range(4):
            for column, text in enumerate((f"Place {number * 4 + row}", f"{number * 1000 + row:,}")):
                pdf.rect(60 + 150 * column, 60 + 18 * row, 150, 18)
                pdf.text(64 + 150 * column, 73 + 18 * row, text)
        pdf.text(300, 800, str(number))
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(
            hostile.self_referencing_form, r"took longer|died|memory", id="a form that draws itself"
        ),
        pytest.param(hostile.doubling_forms, r"took longer|died|memory", id="forms that double 40 times"),
        pytest.param(
            hostile.flate_bomb, r"took longer|died|memory", id="kilobytes that unpack to a gigabyte"
        ),
        pytest.param(hostile.many_pages, r"1000000 pages, more than the limit", id="a million pages"),
        pytest.param(hostile.circular_pages, r"damaged: none of the pages", id="pages in a circle"),
        pytest.param(hostile.pictures_only, r"no text layer", id="no text at all"),
        pytest.param(
            hostile.many_glyphs, r"glyphs, more than the limit", id="more letters than a page holds"
        ),
        pytest.param(lambda: hostile.page()[:300], r"cut short", id="the end is missing"),
        pytest.param(lambda: b"%PDF-1.7\n", r"cut short", id="nothing but the beginning"),
    ],
)
def test_a_hostile_file_is_refused_with_a_reason(
    sandbox: Sandbox, make: Callable[[], bytes], reason: str
) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable, match=reason) as error:
        sandbox.read(make(), "hostile.pdf")
    assert time.monotonic() - began < LIMITS.seconds + 10
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("make", "remark"),
    [
        pytest.param(hostile.nested_states, "", id="a million nested q"),
        pytest.param(hostile.claims_pages, "", id="a page tree that claims a thousand million pages"),
        pytest.param(hostile.circular_xref, "", id="a cross-reference table that points at itself"),
        pytest.param(hostile.many_paths, "large drawing", id="more lines than a table has"),
        pytest.param(hostile.dense_rules, "too many", id="a grid of a million crossings"),
    ],
)
def test_an_odd_file_is_read_all_the_same(sandbox: Sandbox, make: Callable[[], bytes], remark: str) -> None:
    document = sandbox.read(make(), "odd.pdf")
    assert document.text == "Some words on the page"
    assert remark in " ".join(document.remarks)


def test_a_child_that_died_is_replaced(sandbox: Sandbox) -> None:
    with pytest.raises(Unreadable):
        sandbox.read(hostile.flate_bomb(), "bomb.pdf")
    assert sandbox.read(hostile.page(), "good.pdf").text == "Some words on the page"


def test_a_hang_is_stopped_by_the_clock() -> None:
    with (
        Sandbox(1, Limits(seconds=0.8, memory=4096)) as sandbox,
        pytest.raises(Unreadable, match=r"took longer than 0\.8 seconds and was stopped"),
    ):
        sandbox.read(hostile.doubling_forms(), "hang.pdf")


def busy(seconds: float) -> float:
    """So many seconds of the processor's time."""
    begin = time.process_time()
    while time.process_time() - begin < seconds:
        pass
    return seconds


def test_the_processors_time_is_limited_for_each_document_and_not_for_all_together() -> None:
    with Sandbox(1, Limits(seconds=60, processor=2)) as sandbox:
        for _ in range(3):
            assert sandbox.run(busy, 1.0) == 1.0
        with pytest.raises(Unreadable, match="took more than 2 seconds of the processor and was stopped"):
            sandbox.run(busy, 30)
        assert sandbox.run(busy, 0.1) == 0.1, "the child was replaced"


def test_a_document_is_the_same_as_without_a_sandbox(tmp_path: Path) -> None:
    data = b"# Progress\n\nMembers collected 1,204 tonnes.\n"
    path = tmp_path / "note.txt"
    path.write_bytes(data)
    with Sandbox(limits=LIMITS) as sandbox:
        assert sandbox.read(path, "note.txt") == read(data, "note.txt") == sandbox.read(data, "note.txt")


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"words " * 1000)
    with (
        Sandbox(limits=Limits(size=1000)) as sandbox,
        pytest.raises(Unreadable, match="larger than the limit"),
    ):
        sandbox.read(path, "large.txt")


def test_a_missing_file_is_no_unreadable_document(tmp_path: Path) -> None:
    with Sandbox(limits=LIMITS) as sandbox, pytest.raises(FileNotFoundError):
        sandbox.read(tmp_path / "none.txt", "none.txt")


def test_a_fault_of_a_reader_is_one_document_with_a_reason() -> None:
    failed: Future[None] = Future()
    failed.set_exception(KeyError("colour"))
    with pytest.raises(Unreadable, match=r"the reader failed on it \(KeyError: 'colour'\)"):
        outcome_of(failed, LIMITS)


def test_a_batch_keeps_its_order_and_goes_on_after_a_bad_file() -> None:
    jobs = [
        Job(hostile.page(), "one.pdf"),
        Job(hostile.pictures_only(), "two.pdf"),
        Job(b"Plain words.\n", "three.txt"),
        *(Job(f"Number {i}.\n".encode(), f"{i}.txt") for i in range(12)),
    ]
    with Sandbox(2, LIMITS) as sandbox:
        results = list(sandbox.read_many(jobs))
    assert [job.name for job, _ in results] == [job.name for job in jobs]
    assert [isinstance(outcome, Unreadable) for _, outcome in results[:3]] == [False, True, False]


def test_pages_read_by_several_children_make_the_same_document() -> None:
    data = written(LONG_PDF + 4)
    with Sandbox(2, LIMITS) as sandbox:
        document = sandbox.read(data, "long.pdf")
    assert document == read(data, "long.pdf")
    assert [block.table.rows for block in document.blocks if block.table] == [4 * (LONG_PDF + 4)]
