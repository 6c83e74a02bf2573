"""From a reviewer's key to the next record painted, in a real browser, with 10,000 records in the store.

usage: python -m benchmarks.review_latency [--records N] [--decisions N]

The sample documents are read, and their records are multiplied until the store holds N. Then a reviewer logs
in with chromium and accepts one record after another by its key. The clock runs in the page: from the key's
event to the second frame after the next record stands there with its source, which is to say that the image
of the PDF's page is decoded, or the archived page is loaded. Every decision is committed in between. `answer`
is the part of it in which the browser waited for the server. Ends with a line
`review_latency p95 MILLISECONDS`; the aim is 200. The number of statements depends on nothing but the code:
that can be compared on a busy machine too.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from pipeline.review.tables import ItemRow
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.serving import listen
from tests.review.web.world import NAMES, PASSWORD, SOURCES, desk_over, make_world

AIM = 200.0
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

LOADED = """
  window.loaded = new WeakSet();
  document.addEventListener("load", (event) => window.loaded.add(event.target), true);
"""
"""A page that was loaded ahead is moved into its place, and says so no second time."""

CLOCK = """() => {
  document.addEventListener("keydown", () => {
    window.clock = { begun: performance.now(), sent: 0, answer: 0, painted: 0, kind: "" };
  }, true);
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.elt.matches("form, button")) window.clock.sent = performance.now();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "work") window.clock.answer = performance.now() - window.clock.sent;
  });
  document.addEventListener("htmx:afterSettle", async (event) => {
    if (event.detail.target.id !== "work" || window.clock.kind) return;
    const image = document.querySelector(".sheet img");
    const frame = document.querySelector("#source iframe");
    window.clock.kind = image ? "PDF" : frame ? "web page" : "text";
    if (image) await image.decode();
    if (frame && !window.loaded.has(frame)) {
      await new Promise((done) => frame.addEventListener("load", done, { once: true }));
    }
    requestAnimationFrame(() => requestAnimationFrame(() => { window.clock.painted = performance.now(); }));
  });
}"""


class Taken(NamedTuple):
    """Milliseconds that a decision took, and how many of them the browser waited for the server."""

    whole: float
    answer: float


def multiply(desk: Desk, wanted: int) -> int:
    """Copies the store's items under new ids until there are so many. Returns their number."""
    columns = [column.key for column in ItemRow.__table__.columns]
    with Session(desk.store.writer) as session, session.begin():
        rows = session.scalars(select(ItemRow).where(ItemRow.subject == "record")).all()
        there = session.scalar(select(func.count()).select_from(ItemRow)) or 0
        copies: list[dict[str, Any]] = []
        number = 0
        while there + len(copies) < wanted:
            row = rows[number % len(rows)]
            values = {name: getattr(row, name) for name in columns}
            values["id"] = hashlib.sha256(f"{row.id}-{number}".encode()).hexdigest()[:24]
            for name in ("machine", "record"):
                values[name] = {**values[name], "id": values["id"]}
            copies.append(values)
            number += 1
        for begin in range(0, len(copies), 500):
            session.execute(insert(ItemRow), copies[begin : begin + 500])
    return there + len(copies)


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The application on a port of its own."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def work(page: Page, base: str, decisions: int) -> dict[str, list[Taken]]:
    """What each decision took, by the kind of the next record's source."""
    page.add_init_script(LOADED)
    page.goto(f"{base}/login")
    page.get_by_label("Name").fill(NAMES["reviewer"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("waits")
    taken: dict[str, list[Taken]] = defaultdict(list)
    for source in SOURCES:
        page.goto(f"{base}/work?subject=record&source={source}")
        expect(page.locator("#record-heading")).to_be_focused()
        page.wait_for_timeout(1000)
        page.evaluate(CLOCK)
        accept(page, taken, -(-decisions // len(SOURCES)))
    return taken


def accept(page: Page, taken: dict[str, list[Taken]], decisions: int) -> None:
    """Accepts so many records by the key, and adds what each took."""
    done = 0
    while done < decisions:
        blind = page.get_by_role("button", name="Accept").count() == 0
        page.keyboard.press("j" if blind else "a")
        painted = 0.0
        while not painted:
            page.wait_for_timeout(20)
            clock = page.evaluate("window.clock")
            painted = clock["painted"]
        if not blind:
            taken[clock["kind"]].append(Taken(painted - clock["begun"], clock["answer"]))
            done += 1
        page.wait_for_timeout(500)  # nobody decides faster than that


def main() -> None:
    """Runs it and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=200)
    chosen = parser.parse_args()
    if not Path(CHROMIUM).exists():
        sys.exit(f"needs {CHROMIUM} (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = make_world(folder / "world", SAMPLES)
        with desk_over(world, folder, SAMPLES) as desk:
            count = multiply(desk, chosen.records)
            statements: list[str] = []
            event.listen(
                desk.store.engine, "before_cursor_execute", lambda *given: statements.append(given[2])
            )
            with serving(desk) as base, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                taken = work(browser.new_page(), base, chosen.decisions)
                browser.close()
            kept = len(desk.decisions.all())
    show(taken, count)
    print(
        f"{kept} decisions were kept; {len(statements) / max(1, kept):.0f} statements for each, with all that"
    )
    print("its pages asked for")


def show(taken: dict[str, list[Taken]], records: int) -> None:
    """Prints a row for each kind of source, and the line that says it all."""
    table = Table(title=f"Milliseconds from key to the next record painted, {records:,} records in the store")
    for heading in ("source", "decisions", "median", "p95", "slowest", "answer", "answer p95"):
        table.add_column(heading, justify="left" if heading == "source" else "right")
    everything = [one for times in taken.values() for one in times]
    for kind, times in [*sorted(taken.items()), ("all", everything)]:
        whole, answer = [one.whole for one in times], [one.answer for one in times]
        figures = (statistics.median(whole), percentile(whole, 95), max(whole),
                   statistics.median(answer), percentile(answer, 95))  # fmt: skip
        table.add_row(kind, str(len(times)), *(f"{figure:.0f}" for figure in figures))
    Console(width=100).print(table)
    print(f"review_latency p95 {percentile([one.whole for one in everything], 95):.0f}")


def percentile(times: list[float], share: int) -> float:
    """The value that so many per cent do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1)]


if __name__ == "__main__":
    main()
