"""How often each rule is right, measured against gold files, and whether its confidence can be believed.

    python -m benchmarks.confidence GOLD_DIR [GOLD_DIR ...] [--dry-run]

Predictions are matched to gold as the scorer matches them. Writes extractors/rule_confidence.json: rule to
[right, made]; `confidence` in a record is the Wilson lower bound of that share. With --dry-run nothing is
written.

The table holds what was predicted against what was observed: for each document the confidence of the rules
is taken from all other documents (leave one out), and its records are sorted into bands of that confidence. A
lower bound is kept when the share observed is not below it. Ends with how many records come from a rule that
no other document measures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.gold import predict, scorer
from extractors.confidence import wilson_lower_bound

FILE = Path(__file__).resolve().parent.parent / "extractors" / "rule_confidence.json"
BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)

Judged = list[tuple[str, bool]]
"""Rule of a record, and whether gold has it."""
Counts = dict[str, tuple[int, int]]
"""Rule to how many of its records were right, and how many it made."""


def judge(folders: Iterable[Path]) -> dict[str, Judged]:
    """Document to its records' rules and whether they were right."""
    score = scorer()
    judged: dict[str, Judged] = {}
    for folder in folders:
        gold = score.load_gold(folder)
        for name, made in predict(folder).items():
            result = score.score_document(gold[name], made)
            judged[f"{folder.name}/{name}"] = [
                (str(record["rule"]), j in {pair[1] for pair in pairs})
                for _, predicted, pairs in result.values()
                for j, record in enumerate(predicted)
            ]
    return judged


def count(judged: Iterable[Judged]) -> Counts:
    """The counts of several documents together."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for document in judged:
        for rule, right in document:
            counts[rule][0] += right
            counts[rule][1] += 1
    return {rule: (right, made) for rule, (right, made) in sorted(counts.items())}


def calibration(judged: Mapping[str, Judged]) -> tuple[list[tuple[float, bool]], int]:
    """Predicted bound and truth of each record whose rule other documents measure; how many have none."""
    told: list[tuple[float, bool]] = []
    unmeasured = 0
    for name, document in judged.items():
        others = count(one for other, one in judged.items() if other != name)
        for rule, right in document:
            if rule in others:
                told.append((wilson_lower_bound(*others[rule]), right))
            else:
                unmeasured += 1
    return told, unmeasured


def print_rules(counts: Counts) -> None:
    print(f"{'rule':32} {'right':>6} {'made':>6} {'share':>7} {'confidence':>11}")
    for rule, (right, made) in counts.items():
        bound = wilson_lower_bound(right, made)
        print(f"{rule:32} {right:6} {made:6} {right / made:7.3f} {bound:11.3f}")


def print_calibration(told: list[tuple[float, bool]], unmeasured: int) -> None:
    print(f"\n{'predicted at least':>19} {'records':>8} {'mean bound':>11} {'observed':>9}")
    for low, high in pairwise(BANDS):
        band = [(bound, right) for bound, right in told if low <= bound < high]
        if band:
            mean = sum(bound for bound, _ in band) / len(band)
            observed = sum(right for _, right in band) / len(band)
            print(f"{low:19.2f} {len(band):8} {mean:11.3f} {observed:9.3f}")
    everything = len(told) + unmeasured
    print(f"{unmeasured} of {everything} records come from rules that no other document measures")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--dry-run", action="store_true", help="print only, write nothing")
    options = parser.parse_args(argv)
    try:
        judged: dict[str, Any] = judge(options.folders)
    except scorer().InputError as error:
        print(f"confidence: {error}", file=sys.stderr)
        return 2
    counts = count(judged.values())
    print_rules(counts)
    print_calibration(*calibration(judged))
    if not options.dry_run:
        entries = (f"  {json.dumps(rule)}: [{right}, {made}]" for rule, (right, made) in counts.items())
        rows = ",\n".join(entries)
        FILE.write_text(f"{{\n{rows}\n}}\n", "utf-8")
        print(f"wrote {FILE.relative_to(FILE.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
