"""Chromium, and the review application on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.serving import listen
from pipeline.review.web.settings import ReviewSettings
from tests.review.web.world import PASSWORD, desk_over, make_world

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file of tests: while Playwright is open its event loop runs, and no other can be started."""
    if not CHROMIUM.exists():
        pytest.skip("left out: needs /usr/bin/chromium, which is not there (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    return make_world(tmp_path_factory.mktemp("world"), samples)


@dataclass
class Application:
    """The running application, and browsers that use it."""

    desk: Desk
    base: str
    open: Callable[..., BrowserContext]

    def log_in(self, name: str = "Ada", **options: object) -> Page:
        """A page of somebody who has logged in as a person does."""
        page = self.open(**options).new_page()
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("waits")
        return page


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The application over a desk, in a thread; its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def application(chromium: Browser, world: Path, tmp_path: Path, samples: Path) -> Iterator[Application]:
    settings = ReviewSettings(second_opinion=1.0, adjudicator="Chief")
    with ExitStack() as opened:
        desk = opened.enter_context(desk_over(world, tmp_path, samples, settings))
        base = opened.enter_context(serving(desk))

        def context(**options: object) -> BrowserContext:
            made = chromium.new_context(base_url=base, **options)  # type: ignore[arg-type]
            opened.callback(made.close)
            return made

        yield Application(desk, base, context)
