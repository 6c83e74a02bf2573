"""How much of NCMEC's statistics PDFs comes out as metrics, figure by figure.

usage: python -m benchmarks.ncmec DIR [--misses N]

DIR holds NAME.pdf with NAME.truth.csv or NAME.truth.json; the scorer lies beside DIR as ncmec_score.py and
is the judge. Every PDF goes the whole way, from bytes through the Document to records. Prints a table and
ends with the scorer's line `pairs P cells C`. Exits 1 below its bars.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractors.extract import extract
from extractors.read import read
from pipeline.emit import json_lines


def main(argv: list[str] | None = None) -> int:
    """Scores the records of all PDFs in a folder."""
    parser = argparse.ArgumentParser(prog="benchmarks.ncmec", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--misses", type=int, default=0, metavar="N", help="name so many figures that were missed"
    )
    options = parser.parse_args(argv)
    files = sorted(options.folder.glob("*.pdf"))
    scorer = options.folder.resolve().parent / "ncmec_score.py"
    if not files or not scorer.is_file():
        print(f"{options.folder}: needs PDFs in it and the scorer at {scorer}", file=sys.stderr)
        return 2
    table = Table(
        "document", "pages", "tables", "metrics", "doubts", "read s", "extract s", title="NCMEC statistics"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as records:
        for path in files:
            data = path.read_bytes()
            began = time.process_time()
            document = read(data, path.name)
            was_read = time.process_time()
            extraction = extract(document, snapshot=hashlib.sha256(data).hexdigest())
            done = time.process_time()
            records.write(json_lines(extraction.records))
            table.add_row(
                path.name,
                str(len(document.pages)),
                str(sum(block.table is not None for block in document.blocks)),
                str(sum(record.kind == "metric" for record in extraction.records)),
                str(len(extraction.doubts)),
                f"{was_read - began:.2f}",
                f"{done - was_read:.2f}",
            )
        records.flush()
        Console(width=110).print(table)
        command = [sys.executable, str(scorer), str(options.folder), records.name]
        if options.misses:
            command += ["--misses", str(options.misses)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
