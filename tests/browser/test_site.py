"""The site in a real browser: nobody is shut out, whatever the screen, the colours or the scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipeline.publish.site import build_site
from pipeline.publish.site.addresses import Addresses
from tests.publish.site_world import sample_contents, shelf

pytestmark = pytest.mark.browser

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
_HARBOURLINE = next(
    snapshot for snapshot, one in Addresses(sample_contents()).versions.items() if one.name.endswith(".pdf")
)
KINDS = [
    "index.html",
    "organisations.html",
    "organisations/lanternwick.html",
    "organisations/murmur.html",
    "organisations/gallowglass.html",
    "findings.html",
    "silence.html",
    "documents.html",
    Addresses(sample_contents()).document(_HARBOURLINE),
    "search.html?q=lanternwick",
    "codebook.html",
    "downloads.html",
]
"""One page of each kind, and organisations of three."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the site, opened from disk as a reader would."""
    folder = tmp_path_factory.mktemp("browsed") / "site"
    build_site(sample_contents(), shelf(), folder)
    return folder.as_uri()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport=WIDE) as context:
        yield context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(chromium: Browser, site: str, path: str, scheme: str) -> None:
    with chromium.new_context(viewport=WIDE, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{site}/{path}")
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        found = Axe().run(page, options={"runOnly": AA})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", KINDS)
def test_nothing_sticks_out_of_a_narrow_screen(chromium: Browser, site: str, path: str) -> None:
    with chromium.new_context(viewport=NARROW) as context:
        page = context.new_page()
        page.goto(f"{site}/{path}")
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over == 0


@pytest.mark.parametrize("path", KINDS)
def test_the_policy_forbids_nothing_that_a_page_needs(page: Page, site: str, path: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/{path}")
    assert complaints == []
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "the style sheet was taken"


def test_without_script_everything_can_be_read(chromium: Browser, site: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/search.html")
        assert "Searching needs JavaScript" in page.inner_text("main")
        page.click("text=Lanternwick >> nth=0")
        assert page.inner_text("h1") == "Lanternwick"
        assert page.locator("figure.chart svg").first.is_visible()
        page.locator("figure.chart summary").first.click()
        assert page.locator("figure.chart table").first.is_visible()


def test_a_quote_is_one_click_from_its_place_in_the_source(page: Page, site: str) -> None:
    page.goto(f"{site}/organisations/lanternwick.html")
    quote = page.locator("#open ~ .gaps blockquote a").first
    words = quote.inner_text()
    quote.click()
    target = page.locator("mark:target")
    assert target.inner_text() == words
    assert target.evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_search_finds_words_in_any_order_and_case(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    page.fill("#find", "models LANTERNWICK upload")
    page.press("#find", "Enter")
    page.wait_for_selector("#results li")
    assert page.input_value("#q") == "models LANTERNWICK upload"
    found = page.locator("#results li").all_inner_texts()
    assert all("lanternwick" in one.casefold() for one in found)
    assert any("Refused 547 models at upload." in one for one in found)
    page.fill("#q", "no such words anywhere")
    assert "Nothing found" in page.inner_text("#found")
    page.fill("#q", "<img src=x onerror=alert(1)>")
    assert page.locator("#results img").count() == 0


def test_the_keyboard_reaches_the_content_first(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_charts_follow_the_colour_scheme(chromium: Browser, site: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        with chromium.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(f"{site}/organisations/lanternwick.html")
            text = page.locator("figure.chart svg text").first
            seen[scheme] = text.evaluate("one => getComputedStyle(one).fill")
    assert seen["light"] != seen["dark"]


def test_printed_it_is_dark_on_white_whatever_the_screen(chromium: Browser, site: str) -> None:
    with chromium.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(f"{site}/organisations/lanternwick.html")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.locator(".masthead nav").is_visible()


def test_the_folder_can_lie_at_any_address(page: Page, site: str, tmp_path: Path) -> None:
    moved = tmp_path / "a b" / "päge"
    moved.parent.mkdir()
    moved.symlink_to(Path(site.removeprefix("file://")))
    page.goto(f"{moved.as_uri()}/index.html")
    page.click("nav >> text=Findings")
    assert page.inner_text("h1") == "Findings"
    page.locator("article.finding h3 a").first.click()
    assert page.locator("h1").inner_text() in ("Lanternwick", "Murmur")
