"""How often each rule is right on documents that people have annotated: gold folders in, judged records out.

A folder holds NAME.gold.json beside each document, as docs/annotation.md describes them. A record is right
when gold has one of its kind for the same words: half of the words in common, for a metric the same number
in the same sentence or cell, for a commitment the same organisation.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractors.confidence import wilson_lower_bound
from extractors.extract import extract
from extractors.read import read
from extractors.readers.errors import Unreadable
from pipeline.problems import Problem
from schemas.snapshots import Snapshot

ROOT = Path(__file__).resolve().parent.parent
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_ALIKE, _ALIKE_METRIC = 0.5, 0.3

Fields = dict[str, Any]


class Judged(NamedTuple):
    """One record, the document it came out of, and gold's record for it, None where gold has none."""

    document: str
    record: Fields
    gold: Fields | None


def default_folders() -> list[Path]:
    """The gold folders of the checkout: its benchmarks, its samples, and ../shared/gold where it is there."""
    found = [*sorted((ROOT / "benchmarks").glob("gold*")), ROOT / "samples", ROOT.parent / "shared" / "gold"]
    return [one for one in found if any(one.glob("*.gold.json"))]


def judge(folders: Iterable[Path]) -> Iterator[Judged]:
    """Every record of the folders' documents with what gold says of it. Raises Problem."""
    for folder in folders:
        files = sorted(folder.glob("*.gold.json"))
        if not files:
            raise Problem(f"{folder} holds no NAME.gold.json: give a folder of annotated documents")
        for file in files:
            yield from _judge_file(file)


def _judge_file(file: Path) -> Iterator[Judged]:
    try:
        gold = json.loads(file.read_text(encoding="utf-8"))
        name, expected = gold["document"], gold["records"]
        data = (file.parent / name).read_bytes()
        document = read(data, name)
    except (OSError, ValueError, KeyError, Unreadable) as error:
        raise Problem(f"{file}: cannot be judged ({error})") from error
    made = [
        record.model_dump(mode="json") for record in extract(document, snapshot=Snapshot.digest(data)).records
    ]
    matched = match(expected, made)
    for number, record in enumerate(made):
        yield Judged(f"{file.parent.name}/{name}", record, matched.get(number))


def match(gold: Sequence[Fields], made: Sequence[Fields]) -> dict[int, Fields]:
    """Number of a record in `made` to gold's record for it, each of those used once, the most alike first."""
    left: dict[str, list[tuple[int, Fields, list[str]]]] = defaultdict(list)
    for number, one in enumerate(gold):
        left[one["kind"]].append((number, one, _tokens(one["quote"])))
    pairs = []
    for number, record in enumerate(made):
        tokens = _tokens(record["quote"])
        for other, one, words in left[record["kind"]]:
            worth = _worth(record, tokens, one, words)
            if worth:
                pairs.append((worth, -number, -other, one))
    found: dict[int, Fields] = {}
    used: set[int] = set()
    for _, number, other, one in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if -number not in found and other not in used:
            found[-number] = one
            used.add(other)
    return found


def _worth(record: Fields, tokens: list[str], gold: Fields, words: list[str]) -> float:
    alike: float = 2 * len(set(tokens) & set(words)) / max(1, len(set(tokens)) + len(set(words)))
    same: bool = record["organisation"] == gold.get("organisation")
    if record["kind"] == "metric":
        near = alike >= _ALIKE_METRIC or _holds(tokens, words) or _holds(words, tokens)
        if not near or any(not _equal(record[key], gold.get(key)) for key in ("value", "low", "high")):
            return 0
        same = same and record.get("dimensions") == gold.get("dimensions")
        return max(alike, 0.01) + 0.001 * same
    if alike < _ALIKE or (record["kind"] == "commitment" and not same):
        return 0
    return alike + 0.001 * same


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _holds(outer: list[str], inner: list[str]) -> bool:
    return any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1))


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def tally(judged: Iterable[Judged]) -> dict[str, tuple[int, int]]:
    """Rule to how many of its records were right, and how many it made."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in judged:
        counts[one.record["rule"]][0] += one.gold is not None
        counts[one.record["rule"]][1] += 1
    return {rule: (right, made) for rule, (right, made) in sorted(counts.items())}


def rules_table(counts: Mapping[str, tuple[int, int]]) -> str:
    """A line for each rule: right, made, the share, and its Wilson lower bound."""
    lines = [f"{'rule':32} {'right':>6} {'made':>6} {'share':>7} {'at least':>9}"]
    for rule, (right, made) in counts.items():
        bound = wilson_lower_bound(right, made)
        lines.append(f"{rule:32} {right:6} {made:6} {right / made:7.3f} {bound:9.3f}")
    return "\n".join(lines)


def rule_report(rule: str, judged: Iterable[Judged], *, says: str) -> str:
    """All that a rule made, the wrong ones first, each with its document and its quote."""
    mine = [one for one in judged if one.record["rule"] == rule]
    right = [one for one in mine if one.gold is not None]
    wrong = [one for one in mine if one.gold is None]
    lines = [f"{rule}: {says}"]
    for title, found in (("wrong", wrong), ("right", right)):
        if found:
            lines.append(f"\n{title} ({len(found)})")
            lines += [f"  {one.document} [{one.record['organisation']}]\n    {_shown(one)}" for one in found]
    if not mine:
        return f"{lines[0]}\n\nIt made no record on these documents."
    bound = wilson_lower_bound(len(right), len(mine))
    share = len(right) / len(mine)
    lines.append(f"\n{len(right)} of {len(mine)} right: precision {share:.3f}, at least {bound:.3f} (Wilson)")
    return "\n".join(lines)


def _shown(one: Judged) -> str:
    figure = f"{one.record['printed']}: " if one.record["kind"] == "metric" else ""
    return f"{figure}“{one.record['quote']}”"
