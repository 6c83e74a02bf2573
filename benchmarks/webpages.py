"""How well and how fast the text of a page is found, beside the tools people use.

    python -m benchmarks.webpages DIR

DIR holds `truth.json` (page id to the text of its article as a person marked it) and `html/ID.html.gz`: the
article extraction benchmark (https://github.com/scrapinghub/article-extraction-benchmark) or a part of it.
The measure is that benchmark's: 4-word shingles with their counts; precision is the mean over pages with a
prediction, recall over pages with text, F1 the harmonic mean of the two. Each page goes through every
program in turn, three times, and a program's fastest time on a page counts: other work on the machine then
slows none of them more than another. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.readers.errors import Unreadable
from extractors.readers.web import read_web
from schemas.documents import Document

SHINGLE = 4
ROUNDS = 3
NOT_ARTICLE_TEXT = frozenset(("title", "lead", "caption"))
"""Kinds that the benchmark's truth leaves out."""

Program = Callable[[bytes], str]


def article_text(document: Document) -> str:
    """The document's content as the benchmark understands it, with the bullets and numbers printed in it."""
    lines = []
    for block in document.content():
        if block.kind in NOT_ARTICLE_TEXT:
            continue
        printed = block.marker and "/li[" not in (block.xpath or "")
        lines.append(f"{block.marker} {document.text_of(block)}" if printed else document.text_of(block))
    return "\n".join(lines)


def pledgewatch(page: bytes) -> str:
    try:
        return article_text(read_web(page, "page.html", declared="utf-8"))
    except Unreadable:
        return ""


def trafilatura_program(**settings: bool) -> Program:
    import trafilatura

    def run(page: bytes) -> str:
        return trafilatura.extract(page.decode("utf-8", "replace"), include_comments=False, **settings) or ""

    return run


def readability_program() -> Program:
    from lxml import html
    from readability import Document as Readable

    def run(page: bytes) -> str:
        return str(html.fromstring(Readable(page.decode("utf-8", "replace")).summary()).text_content())

    return run


def programs() -> dict[str, Program]:
    found: dict[str, Program] = {"pledgewatch": pledgewatch}
    try:
        found["trafilatura default"] = trafilatura_program()
        found["trafilatura fast"] = trafilatura_program(fast=True)
        found["trafilatura precision"] = trafilatura_program(favor_precision=True)
        found["readability"] = readability_program()
    except ImportError as error:
        print(f"measured without the programs to compare with: {error}", file=sys.stderr)
    return found


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if len(words) <= SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[at:] for at in range(SHINGLE)), strict=False))


@dataclass
class Score:
    """What a program did over all pages."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0

    def add(self, truth: str, text: str, seconds: float) -> None:
        expected, found = shingles(truth), shingles(text)
        common = (expected & found).total()
        if found:
            self.precisions.append(common / found.total())
        if expected:
            self.recalls.append(common / expected.total())
        self.seconds += seconds
        self.pages += 1

    @property
    def precision(self) -> float:
        return sum(self.precisions) / len(self.precisions) if self.precisions else 0.0

    @property
    def recall(self) -> float:
        return sum(self.recalls) / len(self.recalls) if self.recalls else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def pages_per_second(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0


def measure(truth: dict[str, str], pages: dict[str, bytes]) -> dict[str, Score]:
    running = programs()
    scores = {name: Score() for name in running}
    for program in running.values():
        program(next(iter(pages.values())))
    for key, page in pages.items():
        texts: dict[str, str] = {}
        fastest = dict.fromkeys(running, float("inf"))
        for _ in range(ROUNDS):
            for name, program in running.items():
                start = time.process_time()
                texts[name] = program(page)
                fastest[name] = min(fastest[name], time.process_time() - start)
        for name, score in scores.items():
            score.add(truth[key], texts[name], fastest[name])
    return scores


def load(folder: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """(truth, pages) by page id. Raises OSError, KeyError, ValueError or TypeError for other data."""
    truth = {
        key: one["articleBody"] for key, one in json.loads((folder / "truth.json").read_text("utf-8")).items()
    }
    packed = {key: (folder / "html" / f"{key}.html.gz").read_bytes() for key in truth}
    return truth, {key: gzip.decompress(data) for key, data in packed.items()}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.webpages", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds truth.json and html/ID.html.gz")
    folder = parser.parse_args(argv).folder
    try:
        truth, pages = load(folder)
    except (OSError, KeyError, ValueError, TypeError) as error:
        print(f"{folder} holds no such benchmark: {error}", file=sys.stderr)
        return 2
    scores = measure(truth, pages)
    print(f"{'program':<24}{'F1':>8}{'precision':>11}{'recall':>8}{'pages per CPU second':>23}")
    for name, score in scores.items():
        print(
            f"{name:<24}{score.f1:>8.4f}{score.precision:>11.4f}{score.recall:>8.4f}{score.pages_per_second:>23.1f}"
        )
    own = scores.pop("pledgewatch")
    line = f"webpages f1 {own.f1:.4f} pages_per_second {own.pages_per_second:.1f}"
    peers = [score for name, score in scores.items() if name.startswith("trafilatura")]
    if peers:
        best = max(peers, key=lambda score: score.f1)
        line += f" trafilatura_f1 {best.f1:.4f} trafilatura_pages_per_second {best.pages_per_second:.1f}"
    print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
