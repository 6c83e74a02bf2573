"""Quantities in news sentences: ours and quantulum3's against NewsQuant (Almasian et al., CQE, EMNLP 2023).

    python -m benchmarks.newsquant FILE

FILE is a list of {"text": ..., "quantities": [...]}, as in ../shared/benchmarks. Prints, for each measure, P,
R and F1 in per cent, F1 last, and how many sentences each system reads in a second of CPU time.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.newsquant_conventions import answers
from benchmarks.newsquant_scoring import MEASURES, Answer, Score, read_gold, score

PUBLISHED = {  # F1 of CQE, the paper's own system, on the whole set
    "value": 92.0,
    "value+unit": 85.6,
    "value+change": 88.1,
    "value+concept_partial": 76.1,
    "value+concept_complete": 57.0,
}
QUANTULUM_MEASURES = ("value", "value+unit")
QUANTULUM_UNITS = {"dimensionless": "-", "per cent": "percentage", "degree angle": "degree"}
WARM_UP = "It sold 5 models for $3 million, up 4% on 2020."


def main(argv: Sequence[str]) -> int:
    """Prints the table; 2 when FILE is missing or is no such list."""
    if len(argv) != 1:
        print("usage: python -m benchmarks.newsquant FILE", file=sys.stderr)
        return 2
    try:
        entries = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
        gold = [[read_gold(quantity) for quantity in entry["quantities"]] for entry in entries]
        texts = [str(entry["text"]) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{argv[0]}: not a NewsQuant file: {error}", file=sys.stderr)
        return 2
    print(f"NewsQuant: {len(texts)} sentences, {sum(map(len, gold))} quantities. P, R and F1 in per cent")
    _report("pledgewatch", gold, *_run(answers, texts), MEASURES)
    print("\nCQE, published F1: " + ", ".join(f"{name} {f1}" for name, f1 in PUBLISHED.items()))
    peer = _quantulum()
    if peer is None:
        print("quantulum3: not installed, left out (`make` installs it with the group bench)")
    else:
        print()
        _report("quantulum3", gold, *_run(peer, texts), QUANTULUM_MEASURES)
    return 0


def _run(system: Callable[[str], list[Answer]], texts: Sequence[str]) -> tuple[list[list[Answer]], float]:
    """The answers for each sentence, and sentences per CPU second, the systems' data loaded before."""
    system(WARM_UP)
    begun = time.process_time()
    found = [system(text) for text in texts]
    spent = time.process_time() - begun
    return found, len(texts) / spent if spent else 0.0


def _report(
    name: str, gold: list[list[Answer]], found: list[list[Answer]], speed: float, measures: Sequence[str]
) -> None:
    results = score(zip(gold, found, strict=True))
    print(f"{name}: {speed:.0f} sentences per CPU second")
    for measure in measures:
        result: Score = results[measure]
        print(f"{measure:24}{result.precision:6.1f}{result.recall:6.1f}{result.f1:6.1f}")


def _quantulum() -> Callable[[str], list[Answer]] | None:
    """quantulum3 in the same terms, or None when it is not installed. It tells no bound, trend or concept."""
    warnings.filterwarnings("ignore")
    try:
        from quantulum3 import classifier, parser
    except ImportError:
        return None
    # Beside scikit-learn it loads a model pickled with a version of long ago, which no newer one can.
    classifier.USE_CLF = False

    def read(text: str) -> list[Answer]:
        return [_quantulum_answer(quantity) for quantity in parser.parse(text)]

    return read


def _quantulum_answer(quantity: Any) -> Answer:
    spread = quantity.uncertainty
    value = (quantity.value - spread, quantity.value + spread) if spread else (quantity.value,)
    unit = str(quantity.unit.name).lower()
    return Answer(value, QUANTULUM_UNITS.get(unit, unit), "=", frozenset())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
