"""A thousand documents, twenty hosts, a tenth of the answers bad, the process killed three times."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.collect.archive import Archive
from pipeline.collect.collecting import collect
from pipeline.collect.outcomes import CollectionRun
from pipeline.collect.settings import CollectSettings
from pipeline.collect.storage import Storage
from pipeline.collect.verification import verify
from schemas.sources import SourceList
from tests.collect.conftest import listed as listed_at
from tests.collect.server import Answer, Request, Server, page, serving

ROOT = Path(__file__).resolve().parents[2]
HOSTS = [f"h{number}.test" for number in range(20)]
A_HOST = 50
AT_ONCE = 2
KILLS = 3
IN_A_ROW = 2

COLLECT = """
import sys
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.workers import stop
from schemas.sources import SourceList
run = collect(SourceList.model_validate_json(sys.argv[1]), CollectSettings.model_validate_json(sys.argv[2]))
stop()
print(run.model_dump_json())
"""


def document(host: str, number: int) -> str:
    return f"<html><body><h1>{host} {number}</h1><p>We banned {number:,} accounts.</p></body></html>" * 3


def contents(host: str) -> str:
    links = "".join(f'<li><a href="/{number}">Report {number}</a></li>' for number in range(1, A_HOST))
    return f"<html><body><h1>{host}</h1><ul>{links}</ul></body></html>"


class Unreliable:
    """Answers well nine times out of ten; counts the answers that were good and whole."""

    def __init__(self, server: Server):
        self.good: Counter[tuple[str, str]] = Counter()
        self._chance = random.Random(5)
        self._row: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        for host in HOSTS:
            server.routes[host, "/robots.txt"] = self.handler(page("User-agent: *\nAllow: /\n"))
            server.routes[host, "/"] = self.handler(page(contents(host)))
            for number in range(1, A_HOST):
                server.routes[host, f"/{number}"] = self.handler(page(document(host, number)))

    def handler(self, good):  # type: ignore[no-untyped-def]
        def answer(request: Request) -> Answer:
            key = (request.host, request.path)
            whole = good(request)
            with self._lock:
                if self._chance.random() < 0.1 and self._row[key] < IN_A_ROW:
                    self._row[key] += 1
                    return self._chance.choice(
                        [
                            Answer(status=500),
                            Answer(status=503, headers={"Retry-After": "0"}),
                            Answer(body=whole.body or b"x", reset_after=len(whole.body) // 2),
                            Answer(body=whole.body, length=len(whole.body) + 10),
                        ]
                    )
                self._row[key] = 0
                self.good[key] += 1
            return whole

        return answer


def sources() -> SourceList:
    return SourceList.model_validate(
        {
            "sources": [
                {
                    "id": host.replace(".", "-"),
                    "title": host,
                    "publisher": "acme",
                    "url": f"http://{host}/",
                    "follow": [{"text": r"^Report \d+$"}],
                    "fetch": {"delay": 0, "concurrency": AT_ONCE},
                }
                for host in HOSTS
            ]
        }
    )


def run_until(asked: int, server: Server, command: list[str], sent: signal.Signals = signal.SIGKILL) -> bool:
    """Starts a collection and ends it once so many requests were made in all; whether it was ended."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        # What a shell starts in the background inherits that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **quiet,
    )
    while child.poll() is None:
        if len(server.asked) >= asked:
            os.kill(child.pid, sent)
            child.wait()
            return True
        time.sleep(0.005)
    return False


@pytest.mark.timeout(280)
def test_nothing_is_lost_and_nothing_is_fetched_twice_without_need(tmp_path: Path) -> None:
    with serving() as server:
        unreliable = Unreliable(server)
        settings = CollectSettings(
            data=tmp_path / "data", local_hosts=server.hosts(*HOSTS), contact="tests", retry_wait=0.01
        )
        command = [sys.executable, "-c", COLLECT, sources().model_dump_json(), settings.model_dump_json()]
        for kill in range(1, KILLS + 1):
            assert run_until(kill * 270, server, command)
            verdict = verify(Storage(settings.archive_url))
            assert verdict.faults == ()
        done = subprocess.run(
            command, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, check=True
        )
        run = CollectionRun.model_validate(json.loads(done.stdout))

        assert run.resumed
        assert Counter(one.status for one in run.outcomes) == {"new": len(HOSTS) * A_HOST}
        verdict = verify(Storage(settings.archive_url))
        assert (verdict.faults, verdict.notes) == ((), ())
        with Archive.open(settings.archive_url) as archive:
            for outcome in run.outcomes:
                host = outcome.source.replace("-", ".")
                number = int(outcome.linked.rsplit("/", 1)[1]) if outcome.linked else 0
                expected = document(host, number) if number else contents(host)
                assert outcome.snapshot is not None
                assert archive.bytes_of(outcome.snapshot.sha256) == expected.encode()
        # Only what was on its way when the process died may have been sent twice.
        again = sum(count - 1 for count in unreliable.good.values())
        assert again <= KILLS * len(HOSTS) * AT_ONCE
        assert len(unreliable.good) == len(HOSTS) * (A_HOST + 1)


def test_ctrl_c_seals_what_was_fetched_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with serving() as server:
        for number in range(30):
            server.routes[f"/{number}"] = page(f"<p>We banned {number} accounts.")
        settings = CollectSettings(
            data=tmp_path / "data", local_hosts=server.hosts("h0.test"), contact="tests", web_archive=None
        )
        fetch = {"delay": 0.05}
        listed = listed_at(*({"url": f"http://h0.test/{number}", "fetch": fetch} for number in range(30)))
        command = [sys.executable, "-c", COLLECT, listed.model_dump_json(), settings.model_dump_json()]
        assert run_until(10, server, command, signal.SIGINT)
        verdict = verify(Storage(settings.archive_url))
        assert (verdict.faults, verdict.notes, verdict.parts) == ((), (), 1)
        run = collect(listed, settings)
        assert run.resumed
        assert {one.status for one in run.outcomes} == {"new"}
        assert len(server.asked) <= 30 + 1 + 1


def test_a_second_collection_transfers_headers_and_takes_under_a_tenth_of_the_first(tmp_path: Path) -> None:
    """Documents of a megabyte, no delay between requests (it would be the same both times); CPU seconds."""
    chance = random.Random(7)
    names = [f"/{number}" for number in range(12)]
    with serving() as server:
        for name in names:
            words = " ".join(
                f"{chance.choice(('reports', 'accounts'))} {chance.random()}" for _ in range(38_000)
            )
            server.routes["h0.test", name] = page(words, media_type="text/plain")
        settings = CollectSettings(
            data=tmp_path / "data", local_hosts=server.hosts("h0.test"), contact="tests"
        )
        listed = listed_at(*(f"http://h0.test{name}" for name in names))
        seconds, received = [], []
        for status in ("new", "unchanged"):
            begin = time.process_time()
            run = collect(listed, settings)
            seconds.append(time.process_time() - begin)
            received.append(run.received)
            assert {one.status for one in run.outcomes} == {status}
        assert received[0] > 10_000_000
        assert received[1] == 0
        assert seconds[1] < seconds[0] / 10
    with Archive.open(settings.archive_url) as archive:
        kinds = [[one.kind for one in archive.captures(f"http://h0.test{name}")] for name in names]
    assert kinds == [["response", "revisit"]] * len(names)
    assert verify(Storage(settings.archive_url)).faults == ()
