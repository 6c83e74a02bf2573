"""Every page for everybody: axe finds nothing in light or dark, and it works at 200% zoom and 1024 pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from pipeline.review.queue import Filter
from pipeline.review.tables import ItemRow
from tests.browser.conftest import Application
from tests.review.web.world import with_a_proposal, with_a_scan

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


ALL = {"type": "tag", "values": TAGS}
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can differ between light and dark."""


def check(page: Page, name: str, rules: dict[str, object]) -> None:
    """Raises with what axe found."""
    found = Axe().run(page, options={"runOnly": rules, "iframes": False})
    told = [
        f"{one['id']}: {one['help']}\n    " + "\n    ".join(node["html"][:200] for node in one["nodes"][:4])
        for one in found.response["violations"]
    ]
    assert not told, f"{name}:\n" + "\n".join(told)


def an_entry(application: Application, **only: str) -> str:
    entries = application.desk.queue.page(Filter(**only), now=application.desk.now(), limit=100)
    return next(entry.id for entry in entries if not entry.blind and entry.subject == "record")


@pytest.mark.parametrize(("scheme", "rules"), [("light", ALL), ("dark", OF_COLOUR)], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    application: Application, scheme: str, rules: dict[str, object], tmp_path: Path
) -> None:
    desk = application.desk
    scan, proposal = with_a_scan(desk, tmp_path), with_a_proposal(desk)
    record = an_entry(application, source="harbourline-report", kind="metric")
    blind = an_entry(application, source="harbourline-report", kind="gap")
    with Session(desk.store.writer) as session, session.begin():
        session.execute(update(ItemRow).where(ItemRow.id == blind).values(blind=True))
    web = an_entry(application, source="murmur-2025-q1", kind="gap")
    pdf = desk.queue.entry(record, now=desk.now()).snapshot
    finding = next(iter(desk.queue.page(Filter(subject="finding"), now=desk.now())), None)
    stranger = application.open(color_scheme=scheme, reduced_motion="reduce").new_page()
    stranger.goto("/login")
    check(stranger, "/login", rules)
    page = application.log_in("Chief", color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"/records/{an_entry(application, source='harbourline-report', kind='progress')}")
    page.keyboard.press("a")
    expect(page.locator("#record-notice")).to_contain_text("Accepted.")
    addresses = [
        "/queue", "/queue?status=accepted", "/queue?kind=nothing",
        f"/queue?rule=metric.quantity&snapshot={pdf}",
        f"/records/{record}", f"/records/{web}", f"/records/{blind}", f"/records/{record}/history",
        f"/records/{record}/publisher", "/documents", f"/documents/{pdf}", "/figures", "/keys", "/accounts",
        "/done", "/second", "/nothing-here", f"/records/{scan}", f"/records/{proposal}",
    ]  # fmt: skip
    addresses += [f"/records/{finding.id}"] if finding else []
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check(page, address, rules)
    page.goto(f"/records/{record}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "the keys' dialog", rules)
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    check(page, "the reasons' dialog", rules)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_label("Edition")).to_be_visible()
    check(page, "the form", rules)
    page.get_by_label("Number", exact=True).fill("over 7")
    page.get_by_label("Measure").fill("nothing")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#record [role=alert]")).to_be_visible()
    check(page, "the form with what is wrong", rules)
    page.goto(f"/records/{web}")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".words mark#evidence")).to_be_visible()
    check(page, "the text", rules)


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (512, 384), (320, 640)])
def test_it_is_usable_on_small_screens_and_at_two_and_four_hundred_per_cent(
    application: Application, width: int, height: int, tmp_path: Path
) -> None:
    page = application.log_in(viewport={"width": width, "height": height})
    others = [with_a_scan(application.desk, tmp_path), with_a_proposal(application.desk)]
    record = an_entry(application, source="harbourline-report", kind="metric")
    for address in (
        "/queue",
        f"/records/{record}",
        "/documents",
        "/keys",
        f"/records/{record}/history",
        *others,
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} scrolls sideways at {width} px"
    page.goto(f"/records/{record}?source=harbourline-report")
    accept = page.get_by_role("button", name="Accept")
    accept.scroll_into_view_if_needed()
    expect(accept).to_be_in_viewport()
    expect(page.locator("#record-heading")).to_be_visible()
    accept.click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    expect(page.locator("#record-heading")).to_be_in_viewport()
    page.keyboard.press("j")
    expect(page.locator("#record-notice .said")).to_have_count(0)
    expect(page.locator("#record-heading")).to_be_in_viewport()
