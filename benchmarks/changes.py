"""Which records appeared, vanished or changed between two commits, on all annotated documents.

    python -m benchmarks.changes OLD [NEW] [--folder DIR ...] [--all]

OLD and NEW are commits; without NEW it is the working tree. Both read the same documents. Each record is
marked right or wrong by its gold file. By default only gains, losses and fields that matter to a reader are
listed; --all lists principle, measure and confidence as well. Ends with one line of counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.bench import ROOT, default_folders, match

Fields = dict[str, Any]
QUIET = {"confidence", "rule_version", "rule", "principle", "measure", "organisation_name", "evidence"}
_NEVER = {"id", "snapshot", "document", "review"}


def records_at(commit: str | None, folders: Sequence[Path]) -> dict[str, list[Fields]]:
    """Document to the records that the extractors of a commit make of it; None is the working tree."""
    if commit is None:
        return _dump(ROOT, folders)
    with tempfile.TemporaryDirectory(prefix="pledgewatch-") as parent:
        tree = Path(parent) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            return _dump(tree, folders)
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> None:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"changes: git {words[0]} {words[1]}: {done.stderr.strip().splitlines()[-1]}")


def _dump(tree: Path, folders: Sequence[Path]) -> dict[str, list[Fields]]:
    script = Path(__file__).with_name("dump_records.py")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, folders)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"changes: the extractors of {tree.name} failed: {done.stderr.strip().splitlines()[-1]}"
        )
    made: dict[str, list[Fields]] = json.loads(done.stdout)
    return made


def compare(
    old: Sequence[Fields], new: Sequence[Fields], gold: Sequence[Fields], hidden: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The differences of one document as (sign, line): + gained, - lost, ~ changed."""
    right_old, right_new = match(gold, old), match(gold, new)
    same = match(old, new)
    kept = {id(one) for one in same.values()}
    for number, record in enumerate(old):
        if id(record) not in kept:
            yield "-", _line(record, right=number in right_old)
    for number, record in enumerate(new):
        before = same.get(number)
        if before is None:
            yield "+", _line(record, right=number in right_new)
            continue
        changed = [
            f"{key} {before.get(key)!r} → {record[key]!r}"
            for key in record
            if key not in hidden
            and (before.get(key) or None) != (record[key] or None)
            and not _is_link(key, before, record)
        ]
        if changed:
            yield "~", f"{_line(record, right=number in right_new)}\n      {'; '.join(changed)}"


def _is_link(key: str, before: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether both point at some other record: its id changes with its quote."""
    return key in ("part_of", "share_of") and bool(before.get(key)) and bool(record[key])


def _line(record: Fields, *, right: bool) -> str:
    figure = f"{record['printed']}: " if record["kind"] == "metric" else ""
    quote = " ".join(record["quote"].split())
    mark = "right" if right else "wrong"
    return f"{mark} {record['kind']} [{record['organisation']}] {record['rule']}: {figure}“{quote[:110]}”"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.changes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--folder", type=Path, action="append", metavar="DIR", help="only these gold folders")
    parser.add_argument("--all", action="store_true", help="also fields that few readers look at")
    options = parser.parse_args(argv)
    folders = [one.resolve() for one in options.folder or default_folders()]
    old, new = records_at(options.old, folders), records_at(options.new, folders)
    hidden = frozenset(_NEVER if options.all else _NEVER | QUIET)
    counts: Counter[str] = Counter()
    for folder in folders:
        for file in sorted(folder.glob("*.gold.json")):
            gold = json.loads(file.read_text("utf-8"))
            name = f"{folder.name}/{gold['document']}"
            told = list(compare(old.get(name, []), new.get(name, []), gold["records"], hidden))
            if told:
                print(name)
            for sign, line in told:
                print(f"  {sign} {line}")
                counts[sign, line.split(" ", 1)[0]] += 1
    print(
        f"gained {counts['+', 'right']} right and {counts['+', 'wrong']} wrong, "
        f"lost {counts['-', 'right']} right and {counts['-', 'wrong']} wrong, "
        f"changed {counts['~', 'right'] + counts['~', 'wrong']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
