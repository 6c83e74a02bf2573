"""What orchestration costs: the flows under Prefect against the same functions called in a plain loop.

    python -m benchmarks.orchestration [--documents 1000]

The documents are copies of the samples, each with bytes of its own. Every part runs in a process of its own
over a data folder of its own, one after the other. Seconds are those of the clock; processor seconds are
those of every process that took part, the server's too, and hardly depend on who else uses the machine.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
OWN_MARK = {".html": "\n<!-- copy {} -->\n", ".txt": "\n\nThis is copy {}.\n", ".pdf": "\n% copy {}\n"}
MOST_OVERHEAD = 1.15
LEAST_SPEEDUP = 1.8
LEAST_SAVING = 30.0
PR_SET_CHILD_SUBREAPER = 36

STAGES = "collect", "extract", "publish"

Seconds = dict[str, float]


class Measured(NamedTuple):
    """One part: seconds by stage, and what all its processes took of the processor."""

    stages: Seconds
    processor: float

    @property
    def total(self) -> float:
        return sum(self.stages.values())


def make_world(folder: Path, documents: int) -> Path:
    """Copies of the samples, and the list of them."""
    listed = yaml.safe_load((SAMPLES / "sources.yaml").read_text())["sources"]
    sources = []
    for number in range(documents):
        source = listed[number % len(listed)]
        original = SAMPLES / source["url"]
        name = f"{original.stem}-{number}{original.suffix}"
        mark = OWN_MARK[original.suffix].format(number).encode()
        (folder / name).write_bytes(original.read_bytes() + mark)
        sources.append({**source, "id": f"{source['id']}-{number}", "url": name})
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": sources}, sort_keys=False))
    return path


# --- what is measured, each in a process of its own --------------------------------------------------------


class Stages:
    """Takes the time of one stage after the other."""

    def __init__(self) -> None:
        self.seconds: Seconds = {}

    def __call__(self, name: str, call: Callable[[], object]) -> None:
        begin = perf_counter()
        call()
        self.seconds[name] = perf_counter() - begin


def plain(sources: Path, data: Path) -> Seconds:
    """The stages called one after the other, without Prefect."""
    from pipeline import emit, stages, workers
    from pipeline.collect.current import current_documents
    from pipeline.collect.samples_server import collect_listed
    from pipeline.collect.settings import load_collect_settings
    from pipeline.documents import open_documents
    from pipeline.flows.runner import THREADS
    from pipeline.reconcile import reconcile
    from pipeline.review.decisions import Decisions
    from pipeline.settings import load_settings
    from pipeline.sources_file import load_sources
    from pipeline.store.store import open_store
    from schemas.sources import SourceList

    workers.warm_up()
    settings = load_settings()
    listed = load_sources(sources).sources
    collecting = load_collect_settings(data=data).model_copy(update={"file_root": sources.parent})
    timed = Stages()
    timed("collect", lambda: collect_listed(SourceList(sources=listed), sources.parent, collecting))
    with ExitStack() as opened:
        store = opened.enter_context(open_store(settings.store_url(data)))
        documents = opened.enter_context(open_documents(data, sandbox=workers.readers()))

        def extract_all() -> None:
            plan = stages.plan(
                current_documents(documents.archive, listed),
                documents.archive,
                store,
                settings.spacy_model,
                everything=False,
            )
            with ThreadPoolExecutor(THREADS) as threads:
                outcomes = list(threads.map(lambda due: stages.extract(due, documents, store), plan.due))
            assert all(one.reason is None for one in outcomes), outcomes

        timed("extract", extract_all)

        def publish() -> None:
            held = store.current(store.keys(source.id for source in listed))
            emit.emit(reconcile(held, Decisions(store).all(), documents.get), data / "out")

        timed("publish", publish)
    workers.stop()
    return timed.seconds


def prefect(sources: Path, data: Path) -> Seconds:
    """The same as flows, with a server of their own."""
    from pipeline import workers
    from pipeline.prefect_server import prefect_server, wait_for_server

    timed = Stages()
    with prefect_server(data / "prefect"):
        workers.warm_up()
        from pipeline.flows.collecting import collect
        from pipeline.flows.extracting import extract
        from pipeline.flows.parameters import Places, Publishing
        from pipeline.flows.publishing import publish
        from pipeline.flows.runner import watched

        wait_for_server()
        places = Places(sources=sources, data=data, out=data / "out")
        with watched():
            timed("collect", lambda: collect(places=places))
            timed("extract", lambda: extract(places=places))
            timed("publish", lambda: publish(Publishing(release=False), places))
    workers.stop()
    return timed.seconds


def start(_: Path, data: Path) -> Seconds:
    """Starts what a run starts, a server above all, and does nothing with it. The server's tables are made
    where there are none, as the set-up of an installation does.
    """
    from pipeline import workers
    from pipeline.prefect_server import prefect_server, wait_for_server

    with prefect_server(data / "prefect"):
        workers.warm_up()
        import pipeline.flows.refreshing  # noqa: F401

        wait_for_server()
    workers.stop()
    return dict.fromkeys(STAGES, 0.0)


PARTS: dict[str, Callable[[Path, Path], Seconds]] = {"plain": plain, "prefect": prefect, "start": start}


# --- measuring ----------------------------------------------------------------------------------------------


def measure(part: str, sources: Path, data: Path, *, cores: int) -> Measured:
    """Runs a part in a process of its own on so many cores, and waits for all that it leaves behind."""
    before = _processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.orchestration", "--part", part, str(sources), str(data)],
        cwd=ROOT,
        env=os.environ | {"PREFECT_API_URL": "", "PREFECT_HOME": str(data.parent / "client")},
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    return Measured(json.loads(done.stdout.splitlines()[-1]), _processor_seconds() - before)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(name: str, one: Measured) -> None:
    stages = "".join(f"{one.stages[stage]:9.1f}" for stage in STAGES)
    print(f"{name:34}{stages}{one.total:9.1f}{one.processor:11.1f}", flush=True)


def run(documents: int) -> bool:
    """All parts, and whether each is within its bar."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="orchestration-") as temporary:
        folder = Path(temporary)
        sources = make_world(folder, documents)
        load = os.getloadavg()[0]
        print(f"{documents} documents; others kept {load:.1f} of {os.cpu_count()} cores busy at the start\n")
        print(f"{'seconds':34}{'collect':>9}{'extract':>9}{'publish':>9}{'all':>9}{'processor':>11}")
        loop = measure("plain", sources, folder / "loop", cores=2)
        show("plain loop, two cores", loop)
        measure("start", sources, folder / "flows", cores=2)  # makes the tables
        started = measure("start", sources, folder / "flows", cores=2)
        show("Prefect, started and ended", started)
        flows = measure("prefect", sources, folder / "flows", cores=2)
        show("Prefect, two cores", flows)
        again = measure("prefect", sources, folder / "flows", cores=2)
        show("Prefect again, nothing changed", again)
        one = measure("plain", sources, folder / "one", cores=1)
        show("plain loop, one core", one)
        same = [(folder / name / "out" / "records.jsonl").read_bytes() for name in ("loop", "flows", "one")]
    assert same[0] == same[1] == same[2], "they do not write the same records"
    bars = (
        ("Prefect against the plain loop", flows.total / loop.total, "at most", MOST_OVERHEAD),
        ("  in processor time", flows.processor / loop.processor, "at most", MOST_OVERHEAD),
        ("two cores against one, extract", one.stages["extract"] / loop.stages["extract"], "at least",
         LEAST_SPEEDUP),
        ("first run against the next", flows.total / again.total, "at least", LEAST_SAVING),
        ("  in processor time after the start",
         (flows.processor - started.processor) / (again.processor - started.processor), "at least",
         LEAST_SAVING),
    )  # fmt: skip
    print()
    held = True
    for name, ratio, word, bar in bars:
        good = ratio <= bar if word == "at most" else ratio >= bar
        held &= good
        print(f"{name:38}{ratio:9.2f}   {word} {bar:g}: {'held' if good else 'MISSED'}")
    return held


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.orchestration", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--documents", type=int, default=1000, help="how many, at least 1 (1000)")
    parser.add_argument("--part", nargs=3, metavar=("PART", "SOURCES", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.part:
        part, sources, data = options.part
        print(json.dumps(PARTS[part](Path(sources), Path(data))))
        return 0
    if options.documents < 1:
        parser.error(f"--documents {options.documents}: at least 1 is needed")
    return 0 if run(options.documents) else 1


if __name__ == "__main__":
    sys.exit(main())
