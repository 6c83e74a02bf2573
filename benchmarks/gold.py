"""Precision, recall and F1 of the records against hand-written gold files.

    python -m benchmarks.gold DIR [DIR ...] [--errors]

DIR holds NAME.gold.json files beside their documents, as docs/annotation.md describes them. Each document is
read and extracted as `pledgewatch extract` would, from its bytes and its file name alone. The scorer is
gold_score.py of the shared benchmarks (SHARED, by default ../shared). Ends with one line of the headline F1s.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from extractors.extract import extract
from extractors.read import read
from schemas.snapshots import Snapshot


def scorer() -> ModuleType:
    """The shared scorer as a module."""
    path = (
        Path(os.environ.get("SHARED", Path(__file__).resolve().parents[2] / "shared"))
        / "benchmarks"
        / "gold_score.py"
    )
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"no scorer at {path}: set SHARED to the folder that holds benchmarks/gold_score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predict(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Document name to the records that come out of it, for every gold file of a folder."""
    predicted = {}
    for gold in sorted(folder.glob("*.gold.json")):
        name = json.loads(gold.read_text("utf-8"))["document"]
        data = (folder / name).read_bytes()
        document = read(data, name)
        extraction = extract(document, snapshot=Snapshot.digest(data))
        predicted[name] = [record.model_dump(mode="json") for record in extraction.records]
    return predicted


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--errors", action="store_true", help="list missed, spurious and wrong records")
    options = parser.parse_args(argv)
    score = scorer()
    gold: dict[str, list[dict[str, Any]]] = {}
    predicted: dict[str, list[dict[str, Any]]] = {}
    begun = time.process_time()
    for folder in options.folders:
        try:
            for name, records in score.load_gold(folder).items():
                gold[f"{folder.name}/{name}"] = records
        except score.InputError as error:
            print(f"gold: {error}", file=sys.stderr)
            return 2
        predicted |= {f"{folder.name}/{name}": records for name, records in predict(folder).items()}
    results, totals, fields = score.score(gold, predicted)
    if options.errors:
        score.print_errors(results)
    score.print_documents(results)
    score.print_totals(totals, fields)
    print(f"{len(gold)} documents in {time.process_time() - begun:.1f} CPU seconds")
    print("gold", score.headline(totals))
    return 0


if __name__ == "__main__":
    sys.exit(main())
