"""How fast PDFs are read beside plain pdfplumber, the memory of long ones, and what a second process adds.

usage: python -m benchmarks.pdf_speed DIR [--rounds N]

DIR holds PDFs. Words (with fonts) and words with tables are read page by page with pdfplumber's own parsing
and with PDFium under pdfplumber's algorithms, in turns, and compared in CPU seconds: the best of N rounds for
each file. Memory is the peak of a fresh process over 327 pages made of the files again and again. The
speed-up is wall clock of the sandbox with two children against one. Ends with a line `pdf_speed words R ...`.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from extractors.readers.pdfium_page import PDFIUM_LOCK, PdfiumPage
from pipeline.sandbox import Job, Limits, Sandbox

PAGES = 327
FONTS = ["fontname", "size"]
Reading = Callable[[Path], int]


def plain_words(path: Path) -> int:
    """pdfplumber as it is."""
    with pdfplumber.open(path) as pdf:
        return sum(_close_after(page, len(page.extract_words(extra_attrs=FONTS))) for page in pdf.pages)


def plain_tables(path: Path) -> int:
    """pdfplumber as it is, words and tables."""
    with pdfplumber.open(path) as pdf:
        return sum(
            _close_after(page, len(page.extract_words(extra_attrs=FONTS)) + len(page.extract_tables()))
            for page in pdf.pages
        )


def _close_after(page: pdfplumber.page.Page, count: int) -> int:
    page.close()
    return count


def own_words(path: Path) -> int:
    """PDFium's glyphs under pdfplumber's words."""
    return _own(path, lambda page: len(page.extract_words(extra_attrs=FONTS)))


def own_tables(path: Path) -> int:
    """PDFium's glyphs and rules under pdfplumber's words and tables."""
    return _own(path, lambda page: len(page.extract_words(extra_attrs=FONTS)) + len(page.extract_tables()))


def _own(path: Path, take: Callable[[PdfiumPage], int]) -> int:
    count = 0
    with PDFIUM_LOCK, pdfium.PdfDocument(path) as document:
        for index in range(len(document)):
            page = PdfiumPage(document, index)
            count += take(page)
            page.close()
    return count


def best(readings: dict[str, Reading], files: list[Path], rounds: int) -> dict[str, float]:
    """CPU seconds of each reading over all files, the best round of each file, taken in turns."""
    seconds = dict.fromkeys(readings, 0.0)
    for path in files:
        least = dict.fromkeys(readings, float("inf"))
        for _ in range(rounds):
            for name, reading in readings.items():
                began = time.process_time()
                reading(path)
                least[name] = min(least[name], time.process_time() - began)
        for name, value in least.items():
            seconds[name] += value
    return seconds


def long_pdf(files: list[Path], pages: int) -> bytes:
    """One PDF of so many pages, the files' pages over and over."""
    long = pdfium.PdfDocument.new()
    while len(long) < pages:
        for path in files:
            with pdfium.PdfDocument(path) as source:
                long.import_pages(source, list(range(min(len(source), pages - len(long)))))
    out = io.BytesIO()
    long.save(out)
    return out.getvalue()


MEASURE = """
import sys
from extractors.readers.pdfium_page import PdfiumPage
import pypdfium2
if sys.argv[1] == "start":
    pass
elif sys.argv[1] == "tables":
    document = pypdfium2.PdfDocument(sys.argv[2])
    for index in range(len(document)):
        page = PdfiumPage(document, index)
        page.extract_words(extra_attrs=["fontname", "size"])
        page.extract_tables()
        page.close()
else:
    from extractors.readers.pdf import read_pdf
    with open(sys.argv[2], "rb") as file:
        read_pdf(file.read(), "long.pdf")
# getrusage would count the parent's memory at the fork; the high-water mark of the kernel does not.
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")))
"""


def peak(what: str, path: Path) -> float:
    """Peak memory in MB of a fresh process that does `what` with the file."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, what, str(path)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def speed_up(files: list[Path], long: Path, rounds: int) -> tuple[float, float]:
    """Wall clock of one child over that of two: for a batch of documents, and for the pages of a long one."""
    jobs = [Job(path, path.name) for path in files for _ in range(2)]
    limits = Limits(seconds=600)
    with Sandbox(1, limits) as one, Sandbox(2, limits) as two:
        for sandbox in (one, two):
            list(sandbox.read_many(jobs[:4]))
        batch = {1: float("inf"), 2: float("inf")}
        pages = {1: float("inf"), 2: float("inf")}
        for _ in range(rounds):
            for count, sandbox in ((1, one), (2, two)):
                batch[count] = min(batch[count], _wall(lambda s=sandbox: list(s.read_many(jobs))))
                pages[count] = min(pages[count], _wall(lambda s=sandbox: s.read(long, long.name)))
    return batch[1] / batch[2], pages[1] / pages[2]


def _wall(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(argv: list[str] | None = None) -> int:
    """Measures and prints; always 0, since the figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="benchmarks.pdf_speed", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    files = sorted(options.folder.glob("*.pdf"))
    if not files:
        print(f"{options.folder}: no PDFs there", file=sys.stderr)
        return 2
    readings = {
        "pdfplumber, words": plain_words, "ours, words": own_words,
        "pdfplumber, words and tables": plain_tables, "ours, words and tables": own_tables,
    }  # fmt: skip
    seconds = best(readings, files, options.rounds)
    count = 0
    for path in files:
        with pdfium.PdfDocument(path) as document:
            count += len(document)
    table = Table("reading", "CPU s", "pages a CPU second", title=f"{count} pages of {len(files)} PDFs")
    for name, value in seconds.items():
        table.add_row(name, f"{value:.2f}", f"{count / value:.0f}")
    words = seconds["pdfplumber, words"] / seconds["ours, words"]
    tables = seconds["pdfplumber, words and tables"] / seconds["ours, words and tables"]
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.pdf"
        long.write_bytes(long_pdf(files, PAGES))
        start, paged, whole = (peak(what, long) for what in ("start", "tables", "document"))
        batch, pages = speed_up(files, long, options.rounds)
    memory = Table("what", "peak MB", title=f"memory, {PAGES} pages in a fresh process")
    memory.add_row("loaded, nothing read", f"{start:.0f}")
    memory.add_row("words and tables, page by page", f"{paged:.0f}")
    memory.add_row("the whole Document", f"{whole:.0f}")
    console = Console(width=100)
    console.print(table)
    console.print(memory)
    console.print(
        f"two processes against one: a batch of documents {batch:.2f}, the pages of one {pages:.2f}"
    )
    print(
        f"pdf_speed words {words:.2f} tables {tables:.2f} pages_mb {paged:.0f} document_mb {whole:.0f} "
        f"batch {batch:.2f} pages {pages:.2f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
