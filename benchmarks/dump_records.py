"""All records of annotated documents as one JSON object, by whichever extractors stand first on the path.

    python benchmarks/dump_records.py FOLDER [FOLDER ...]

Uses only what every version of the extractors has: `benchmarks.changes` runs it for two commits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from extractors.extract import extract
from extractors.read import read
from schemas.snapshots import Snapshot


def main() -> None:
    made = {}
    for folder in map(Path, sys.argv[1:]):
        for gold in sorted(folder.glob("*.gold.json")):
            name = json.loads(gold.read_text("utf-8"))["document"]
            data = (folder / name).read_bytes()
            extraction = extract(read(data, name), snapshot=Snapshot.digest(data))
            made[f"{folder.name}/{name}"] = [one.model_dump(mode="json") for one in extraction.records]
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
