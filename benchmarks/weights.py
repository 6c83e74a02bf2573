"""Learns what each sign of a clause weighs, and says how far weights help on documents that are new to them.

    python -m benchmarks.weights PATH [PATH ...] [--judge] [--dry-run]

A PATH is a folder of gold files, or a file of labelled sentences (benchmarks/statements). Every clause that
extraction weighs there is an example: its signs, and the kinds of the gold records whose words it holds. The
rules' own examples are learnt from as well. For each kind, logistic regression gives each sign that at least
three documents bear a weight, and the file extractors/sign_weights.json keeps those that matter.

With --judge each folder is read with weights learnt from the others, beside rules alone, which
is how weights do on what they have not seen. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.gold import scorer
from benchmarks.statements import sentence_document
from extractors.explain import example_document
from extractors.extract import extract
from extractors.read import read
from extractors.rules import rule_book
from extractors.weighing import Weigher, Weighing, Weights, no_opinion
from schemas.documents import Document
from schemas.records import Kind
from schemas.snapshots import Snapshot

FILE = Path(__file__).resolve().parent.parent / "extractors" / "sign_weights.json"
KINDS: tuple[Kind, ...] = ("gap", "progress", "no_progress", "commitment", "recommendation")
FEWEST = 3
"""Documents that must bear a sign before it gets a weight."""
LIGHT = 0.1
"""Weights nearer to zero are left out of the file."""
STRENGTH = 0.7
"""Of the regression: the inverse of how strongly weights are drawn to zero."""


class Case(NamedTuple):
    """A document and the statements that belong in it, as pairs of kind and quote."""

    group: str
    name: str
    document: Document
    told: tuple[tuple[str, str], ...]


class Example(NamedTuple):
    """A clause's signs and the kinds that it is of."""

    group: str
    document: str
    signs: frozenset[str]
    kinds: frozenset[str]


class Scales:
    """Keeps what it is given to weigh, and has no opinion."""

    def __init__(self) -> None:
        self.weighed: dict[tuple[int, int], Weighing] = {}

    def __call__(self, weighing: Weighing) -> Mapping[Kind, float]:
        self.weighed[weighing.start, weighing.end] = weighing
        return {}


class NothingAnnotated(Exception):
    """A path from which nothing can be learnt, named with the reason."""


# --- reading ------------------------------------------------------------------------------------------------


def cases(paths: Iterable[Path]) -> list[Case]:
    """All annotated documents and sentences of the paths. Raises NothingAnnotated for a path without any."""
    found: list[Case] = []
    for path in paths:
        if not path.exists():
            raise NothingAnnotated(f"{path}: No such file or folder")
        try:
            here = _sentences(path) if path.suffix == ".jsonl" else _documents(path)
        except OSError as error:
            raise NothingAnnotated(f"{path}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            reason = "is not annotated as docs/annotation.md and benchmarks/statements/README.md say"
            raise NothingAnnotated(f"{path}: {reason} ({error!r})") from error
        if not here:
            raise NothingAnnotated(f"{path}: holds no *.gold.json and no labelled sentence")
        found += here
    return found


def _documents(folder: Path) -> list[Case]:
    found = []
    for gold in sorted(folder.glob("*.gold.json")):
        about = json.loads(gold.read_text("utf-8"))
        document = read((folder / about["document"]).read_bytes(), about["document"])
        told = tuple((one["kind"], one["quote"]) for one in about["records"] if one["kind"] in KINDS)
        found.append(Case(folder.name, f"{folder.name}/{about['document']}", document, told))
    return found


def _sentences(file: Path) -> list[Case]:
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        case = json.loads(line)
        document, _ = sentence_document(case["text"], case.get("before") or "")
        told = tuple((one["kind"], one["quote"]) for one in case["records"] if one["kind"] in KINDS)
        found.append(Case(file.stem, f"{file.stem}:{number}", document, told))
    return found


def rule_cases() -> list[Case]:
    """What the rules' own examples say. A counterexample says nothing of other kinds, so it is left out."""
    found = []
    for rule in rule_book().rules.values():
        if rule.scope != "sentence" or rule.yields not in KINDS:
            continue
        for number, example in enumerate(rule.examples):
            document = example_document(example.text, after=example.after, heading=example.heading)
            quotes = example.quotes if example.quotes is not None else (example.text,)
            told = tuple((rule.yields, quote) for quote in quotes)
            found.append(Case("rules", f"{rule.id}:{number}", document, told))
    return found


def examples(read_cases: Iterable[Case]) -> list[Example]:
    """Every clause that is weighed in the cases, with the kinds that gold gives it."""
    found: list[Example] = []
    for case in read_cases:
        scales = Scales()
        extract(case.document, snapshot=Snapshot.digest(case.name.encode()), weigher=scales)
        told = [(kind, _folded(quote)) for kind, quote in case.told]
        for weighing in scales.weighed.values():
            words = _folded(case.document.text[weighing.start : weighing.end])
            kinds = frozenset(kind for kind, quote in told if _holds(words, quote))
            found.append(Example(case.group, case.name, weighing.signs, kinds))
    return found


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _holds(words: str, quote: str) -> bool:
    """Whether a clause holds a record's words, or is the better part of them."""
    return bool(quote) and (quote in words or (words in quote and 2 * len(words) > len(quote)))


# --- learning -----------------------------------------------------------------------------------------------


def learn(known: Sequence[Example]) -> dict[Kind, dict[str, float]]:
    """Kind to the weights of its signs, that of the kind itself under the empty sign."""
    from numpy import array
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    bearers: dict[str, set[str]] = defaultdict(set)
    for one in known:
        for sign in one.signs:
            bearers[sign].add(one.document)
    borne = {sign for sign, documents in bearers.items() if len(documents) >= FEWEST}
    vectors = DictVectorizer()
    rows = vectors.fit_transform([dict.fromkeys(sorted(one.signs & borne), 1.0) for one in known])
    learnt: dict[Kind, dict[str, float]] = {}
    for kind in KINDS:
        truth = array([kind in one.kinds for one in known])
        model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, truth)
        named = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
        kept = {sign: round(float(weight), 2) for sign, weight in named if abs(weight) >= LIGHT}
        learnt[kind] = {"": round(float(model.intercept_[0]), 2)} | dict(sorted(kept.items()))
    return learnt


# --- judging ------------------------------------------------------------------------------------------------


def judge(read_cases: Sequence[Case], known: Sequence[Example]) -> None:
    """Each group read with weights that others taught, beside rules alone."""
    totals: dict[str, dict[str, Any]] = {"rules": {}, "weighed": {}}
    for group in sorted({case.group for case in read_cases} - {"rules"}):
        weights = Weights(learn([one for one in known if one.group != group]))
        for name, weigher in (("rules", no_opinion), ("weighed", weights)):
            here = _score([case for case in read_cases if case.group == group], weigher)
            print(f"{group:24}{name:10}" + _line(here), flush=True)
            for kind, counts in here.items():
                totals[name][kind] = totals[name].get(kind, type(counts)()) + counts
    for name, counts in totals.items():
        print(f"{'all':24}{name:10}" + _line(counts))


def _score(group: Sequence[Case], weigher: Weigher) -> dict[str, Any]:
    gold = {case.name: [{"kind": kind, "quote": quote} for kind, quote in case.told] for case in group}
    made = {}
    for case in group:
        snapshot = Snapshot.digest(case.name.encode())
        records = extract(case.document, snapshot=snapshot, weigher=weigher).records
        made[case.name] = [{"kind": one.kind, "quote": one.quote} for one in records if one.kind in KINDS]
    return dict(scorer().score(gold, made)[1])


def _line(counts: Mapping[str, Any]) -> str:
    return "  ".join(f"{kind} {counts[kind].f1:.3f}" for kind in (*KINDS, "all"))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.weights",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--judge", action="store_true", help="measure on groups that were not learnt from")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args(argv)
    try:
        read_cases = [*cases(options.paths), *rule_cases()]
    except NothingAnnotated as problem:
        parser.error(str(problem))
    known = examples(read_cases)
    print(f"{len(known)} clauses of {len({one.document for one in known})} documents and sentences")
    if options.judge:
        judge(read_cases, known)
    if not options.dry_run:
        learnt = learn(known)
        FILE.write_text(json.dumps(learnt, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
        print(f"{sum(map(len, learnt.values()))} weights in {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
