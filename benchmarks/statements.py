"""Gaps, progress, no-progress notes, commitments and recommendations of single sentences, against labels.

    python -m benchmarks.statements FILE.jsonl [FILE.jsonl ...] [--errors]

A line of a file is `{"text": ..., "before": ..., "records": [{"kind": ..., "quote": ...}, ...]}`: a sentence,
the sentence, lead-in or heading that stands before it ("" for none), and what docs/annotation.md takes from
the sentence, metrics apart. "We" is the publisher. Scored as benchmarks.gold does, without organisations.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.gold import scorer
from extractors.extract import extract
from extractors.readers.builder import DocumentBuilder
from schemas.documents import Document
from schemas.snapshots import Snapshot

KINDS = ("gap", "progress", "no_progress", "commitment", "recommendation")


def predict(text: str, before: str) -> list[dict[str, Any]]:
    """The statements that come out of a sentence, as gold states them."""
    document, start = sentence_document(text, before)
    records = extract(document, snapshot=Snapshot.digest(text.encode())).records
    return [
        {"kind": one.kind, "quote": one.quote, "rule": one.rule}
        for one in records
        if one.kind in KINDS and one.evidence.start >= start
    ]


def sentence_document(text: str, before: str) -> tuple[Document, int]:
    """A document of the sentence and what stands before it, and where the sentence begins."""
    builder = DocumentBuilder("sentence", "text/plain")
    before = before.strip()
    if before.endswith(":"):
        builder.add("paragraph", before)
        builder.add("list_item", text, level=1)
    elif before[-1:] in tuple('.!?”"’)'):
        builder.add("paragraph", f"{before} {text}".strip())
    else:
        builder.add("heading", before, level=2)
        builder.add("paragraph", text)
    document = builder.build(language="en", site_name="Publisher")
    return document, document.text.rindex(text.strip())


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="list missed and spurious records")
    options = parser.parse_args(argv)
    score = scorer()
    gold: dict[str, list[dict[str, Any]]] = {}
    predicted: dict[str, list[dict[str, Any]]] = {}
    begun = time.process_time()
    for file in options.files:
        try:
            cases = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            for number, case in enumerate(cases, 1):
                name = f"{file.stem}:{number} {case['text']}"
                gold[name] = [one for one in case["records"] if one["kind"] in KINDS]
                predicted[name] = predict(case["text"], case.get("before") or "")
        except OSError as error:
            parser.error(f"{file}: {error.strerror}")
        except (ValueError, KeyError, TypeError) as error:
            parser.error(
                f"{file}: is no file of labelled sentences, see benchmarks/statements/README.md ({error!r})"
            )
        if not cases:
            parser.error(f"{file}: holds no sentences")
    results, totals, _ = score.score(gold, predicted)
    if options.errors:
        score.print_errors(results)
    print(f"{'kind':<15}{'gold':>6}{'pred':>6}{'match':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for kind in (*KINDS, "all"):
        t = totals[kind]
        print(
            f"{kind:<15}{t.gold:>6}{t.predicted:>6}{t.matched:>6}"
            f"{score.ratio(t.precision):>8}{score.ratio(t.recall):>8}{t.f1:>8.3f}"
        )
    print(f"{len(gold)} sentences in {time.process_time() - begun:.1f} CPU seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
