"""A server with all deployments and a worker, for all tests of a file that need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.prefect_services import Services, wait_until

SOURCES = """sources:
  - id: letter
    title: Letter
    publisher: lanternwick
    url: letter.txt
    kind: company_report
    assertions: [{kind: metric, minimum: 1}]
  - id: figures
    title: Figures
    publisher: lanternwick
    url: figures.txt
    kind: statistics
    assertions: [{kind: metric, minimum: 1}]
"""
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"
FIGURES = "Lanternwick Statistics 2023\n\nIn 2023, Lanternwick removed 340 models.\n"


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory,
    new_store: Callable[[Path], str],
    new_prefect_tables: Callable[[], dict[str, str]],
) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("services")
    (home / "sources.yaml").write_text(SOURCES)
    (home / "letter.txt").write_text(LETTER)
    (home / "figures.txt").write_text(FIGURES)
    store = new_store(home / "data")
    services = Services(home, PLEDGEWATCH_DATABASE_URL=store, **new_prefect_tables())
    with services.running("server", "start", "--host", "127.0.0.1", "--port", services.port):
        wait_until(services.answers, 90, lambda: services.log("server"))
        made = services.shell("work-pool", "create", "pledgewatch", "--type", "process")
        assert made.returncode == 0, made.stderr
        deployed = services.shell("deploy", "--all")
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        with services.running("worker", "start", "--pool", "pledgewatch") as worker:
            services.worker = worker.pid
            yield services
