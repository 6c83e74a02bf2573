"""Runs every benchmark against the shared data and writes benchmarks/RESULTS.md.

    python -m benchmarks SHARED [NAME ...]

SHARED is the folder that holds gold/ and benchmarks/. Each benchmark runs in a process of its own and its
whole output goes into the file, bad rows included, under the command that makes it. With names, the others
stay as they were measured before. A benchmark that fails fails the run, after the others have been written.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
HEAD = """# Results

Written by `make bench`; each figure with the day and the commit it was measured at. Compare figures within
one benchmark: the machine is shared and its speed varies."""

ROUNDS = sorted(
    (f"benchmarks/{one.name}" for one in (ROOT / "benchmarks").glob("gold_[fr]o*")),
    key=lambda name: (len(name), name),
)
"""The folders of later rounds, oldest first."""
OWN = ("benchmarks/gold", "benchmarks/gold_more", "benchmarks/gold_blind", *ROUNDS)
SENTENCES = tuple(
    f"benchmarks/statements/{one.name}"
    for one in sorted((ROOT / "benchmarks" / "statements").glob("*.jsonl"))
)

COMMANDS: dict[str, tuple[str, list[str]]] = {
    "gold": ("Records against the shared gold files", ["benchmarks.gold", "SHARED/gold"]),
    "samples": ("Records against the sample world's gold files", ["benchmarks.gold", "samples"]),
    "own-gold": (
        "Records against further gold files of our own",
        ["benchmarks.gold", "benchmarks/gold", "benchmarks/gold_more"],
    ),
    "blind": (
        "Records against documents written as a blind check",
        ["benchmarks.gold", "benchmarks/gold_blind"],
    ),
    "rounds": (
        "Records against rounds of further documents, each blind at its first run",
        ["benchmarks.gold", *ROUNDS],
    ),
    "statements": (
        "Gaps, progress, pledges and requests of single sentences",
        [
            "benchmarks.statements",
            *(f"benchmarks/statements/{one}.jsonl" for one in ("dev", "test", "second")),
        ],
    ),
    "weights": (
        "Rules alone and with weights, each folder read with weights that the others taught",
        [
            "benchmarks.weights",
            "--judge",
            "--dry-run",
            "SHARED/gold",
            "samples",
            *OWN,
            *SENTENCES,
        ],
    ),
    "newsquant": (
        "Quantities in news sentences",
        ["benchmarks.newsquant", "SHARED/benchmarks/newsquant_dev.json"],
    ),
    "ncmec": ("Figures of statistics PDFs", ["benchmarks.ncmec", "SHARED/benchmarks/ncmec"]),
    "pdf-speed": ("Speed and memory of reading PDFs", ["benchmarks.pdf_speed", "SHARED/benchmarks/ncmec"]),
    "webpages": ("Text of web pages", ["benchmarks.webpages", "SHARED/benchmarks/webpages"]),
    "threads": ("The same gap through its editions, pair by pair", ["benchmarks.threads", "SHARED"]),
    "review": ("From a reviewer's key to the next record on the screen", ["benchmarks.review_latency"]),
    "publish": ("A release of 10,000 records: dataset, change list and site", ["benchmarks.publish"]),
    "orchestration": ("What orchestration costs, on 1,000 documents", ["benchmarks.orchestration"]),
    "confidence": (
        "Confidence of the rules, predicted against observed",
        [
            "benchmarks.confidence",
            "--dry-run",
            "SHARED/gold",
            "samples",
            *OWN,
        ],
    ),
}


def run(command: list[str], shared: Path) -> tuple[int, str]:
    """Exit code and output of one benchmark, without colours and without paths of this machine."""
    words = [word.replace("SHARED", str(shared)) for word in command]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "SHARED": str(shared), "COLUMNS": "110", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    output = (
        re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).replace(str(shared), "../shared").replace(f"{ROOT}/", "")
    )
    return done.returncode, "\n".join(line.rstrip() for line in output.strip().splitlines())


def earlier() -> dict[str, str]:
    """What the file holds of each benchmark, by its title."""
    parts = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.exists() else []
    return {title: rest.strip() for title, _, rest in (part.partition("\n") for part in parts)}


def machine() -> str:
    """Processor, cores and Python, without the machine's name."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    processor = model.group(1) if model else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(COMMANDS)}")
    options = parser.parse_args(argv)
    unknown = set(options.names) - set(COMMANDS)
    shared = options.shared.resolve()
    if unknown or not (shared / "gold").is_dir():
        what = f"no benchmark {', '.join(sorted(unknown))}" if unknown else f"no gold/ in {options.shared}"
        print(f"benchmarks: {what}; usage: python -m benchmarks SHARED [NAME ...]", file=sys.stderr)
        return 2
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    day = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, commit {commit or 'unknown'}, {machine()}."
    sections = earlier() if options.names else {}
    failed = []
    for name, (title, command) in COMMANDS.items():
        if options.names and name not in options.names:
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        code, output = run(command, shared)
        shown = " ".join(["python -m", *command]).replace("SHARED", "../shared")
        print(output.splitlines()[-1] if output else "(no output)", flush=True)
        sections[title] = f"{day}\n\n    {shown}\n\n```\n{output}\n```"
        if code:
            failed.append(f"{name} (exit {code})")
            sections[title] += f"\n\nExit {code}: below its own bar, or it could not run."
    ordered = [f"## {title}\n\n{sections[title]}" for title, _ in COMMANDS.values() if title in sections]
    RESULTS.write_text("\n\n".join([HEAD, *ordered]) + "\n", encoding="utf-8")
    print(f"written: {RESULTS.relative_to(ROOT)}")
    if failed:
        print(f"below their bar or failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
