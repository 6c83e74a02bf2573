"""Pairwise F1 of the assignment of gaps to threads, on gold records.

    python -m benchmarks.threads SHARED [--errors]

threads.gold.json beside this file says which gaps are the same gap, by hand. Two gaps of one thread are a
pair: precision is the share of the pairs made that are right, recall the share of the right ones that are
made. The world `unseen` was not looked at while thresholds were chosen. Ends with a line of the F1s; exits
1 below the bar.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from benchmarks.gold_records import records_of
from pipeline.ledger.decisions import ThreadSay
from pipeline.ledger.published import Published
from pipeline.ledger.threads import thread_gaps
from schemas.records import Gap, Record
from schemas.sources import Source, SourceList

ROOT = Path(__file__).resolve().parent.parent
GOLD = Path(__file__).with_name("threads.gold.json")
BAR = 0.9
"""Pairwise F1 over all worlds."""
LATE = date(2100, 1, 1)

Pair = frozenset[str]


class Outcome(NamedTuple):
    """Pairs of one world."""

    world: str
    gaps: int
    right: set[Pair]
    made: set[Pair]

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall, F1; 1 where there is nothing to find and nothing was made."""
        good = len(self.right & self.made)
        precision = good / len(self.made) if self.made else 1.0
        recall = good / len(self.right) if self.right else 1.0
        return (
            precision,
            recall,
            2 * precision * recall / (precision + recall)
            if good
            else float(not self.made and not self.right),
        )


def measure(world: dict[str, Any], shared: Path) -> tuple[Outcome, dict[str, str]]:
    """The pairs of one world, and the words of its gaps by id."""
    folder = Path(world["folder"].replace("SHARED", str(shared)))
    folder = folder if folder.is_absolute() else ROOT / folder
    files = [folder / f"{name}.gold.json" for name in world.get("files", [])] or sorted(
        folder.glob("*.gold.json")
    )
    sources = {source.url: source for source in _sources(folder)}
    records: list[Record] = []
    for path in files:
        records += records_of(path, sources.get(json.loads(path.read_text("utf-8"))["document"]))
    gaps = [record for record in records if isinstance(record, Gap) and not record.carries_forward]
    by_words: dict[tuple[str | None, str | None, str], list[str]] = defaultdict(list)
    for gap in gaps:
        by_words[gap.organisation, gap.edition, gap.quote].append(gap.id)
    right = [
        [one for edition, quote in thread["gaps"] for one in by_words[thread["organisation"], edition, quote]]
        for thread in world["threads"]
    ]
    ids = {gap.id for gap in gaps}
    threads = thread_gaps(Published(records, [], sources.values(), LATE), ThreadSay())
    made = [[one for one in thread.records if one in ids] for thread in threads]
    outcome = Outcome(world["name"], len(gaps), _pairs(right), _pairs(made))
    return outcome, {gap.id: f"{gap.organisation} {gap.edition}: {gap.quote}" for gap in gaps}


def _sources(folder: Path) -> Iterable[Source]:
    listing = folder / "sources-revised.yaml"
    if not listing.exists():
        return ()
    return SourceList.model_validate(yaml.safe_load(listing.read_text(encoding="utf-8"))).sources


def _pairs(threads: Iterable[list[str]]) -> set[Pair]:
    return {frozenset(pair) for thread in threads for pair in combinations(thread, 2)}


def main(argv: list[str] | None = None) -> int:
    """Prints a row for each world, and one for all."""
    parser = argparse.ArgumentParser(prog="benchmarks.threads", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", action="store_true", help="list the pairs missed and made wrongly")
    options = parser.parse_args(argv)
    outcomes: list[Outcome] = []
    for world in json.loads(GOLD.read_text(encoding="utf-8"))["worlds"]:
        outcome, words = measure(world, options.shared.resolve())
        outcomes.append(outcome)
        if options.errors:
            for title, pairs in (
                ("missed", outcome.right - outcome.made),
                ("wrong", outcome.made - outcome.right),
            ):
                for pair in sorted(sorted(pair) for pair in pairs):
                    print(f"{outcome.world}: {title}:", *(f"\n    {words[one]}" for one in pair))
    whole = Outcome(
        "all",
        sum(outcome.gaps for outcome in outcomes),
        set().union(*(outcome.right for outcome in outcomes)),
        set().union(*(outcome.made for outcome in outcomes)),
    )
    print(f"{'world':10}{'gaps':>6}{'pairs':>7}{'made':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for outcome in (*outcomes, whole):
        precision, recall, f1 = outcome.scores
        print(
            f"{outcome.world:10}{outcome.gaps:6}{len(outcome.right):7}{len(outcome.made):6}"
            f"{precision:8.3f}{recall:8.3f}{f1:8.3f}"
        )
    print("threads", " ".join(f"{outcome.world} {outcome.scores[2]:.3f}" for outcome in (*outcomes, whole)))
    return 0 if whole.scores[2] >= BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
