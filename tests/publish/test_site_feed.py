"""The Atom feed: valid by RFC 4287, with ids that stay and dates that do not depend on the clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.feed import feed
from tests.publish.site_world import sample_contents

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://pledges.example/site"


def of(as_of: date, base: str | None = BASE) -> ElementTree.Element:
    return ElementTree.fromstring(feed(Addresses(sample_contents(as_of)), base))


def text(element: ElementTree.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None
    assert found.text
    return found.text


SEPTEMBER, OCTOBER = date(2025, 9, 20), date(2025, 10, 5)


def test_feed_and_entries_have_what_the_standard_demands() -> None:
    root = of(SEPTEMBER)
    assert root.tag == f"{ATOM}feed"
    assert text(root, "title")
    author = root.find(f"{ATOM}author")
    assert author is not None
    assert text(author, "name")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(sample_contents().ledger.findings) + len(sample_contents().versions)
    for element in (root, *entries):
        assert text(element, "id").startswith("urn:uuid:")
        UUID(text(element, "id").removeprefix("urn:uuid:"))
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        assert text(entry, "title")
        assert text(entry, "summary")
    ids = [text(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))


def test_the_newest_stand_first_and_the_feed_is_as_new_as_they_are() -> None:
    root = of(SEPTEMBER)
    days = [text(entry, "updated") for entry in root.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert text(root, "updated") == days[0]


def test_an_entry_keeps_its_id_and_its_date_on_another_day() -> None:
    september, october = (
        {text(entry, "id"): text(entry, "updated") for entry in of(day).findall(f"{ATOM}entry")}
        for day in (SEPTEMBER, OCTOBER)
    )
    assert september
    assert september == {id_: day for id_, day in october.items() if id_ in september}


def test_a_report_is_overdue_from_its_last_day_of_grace() -> None:
    titles = {text(entry, "title"): text(entry, "updated") for entry in of(SEPTEMBER).findall(f"{ATOM}entry")}
    assert titles["Lanternwick: report overdue"] == "2025-08-31T00:00:00Z"


def test_links_are_absolute_where_the_address_is_known_and_relative_elsewhere() -> None:
    for base, start in ((BASE, f"{BASE}/"), (f"{BASE}/", f"{BASE}/"), (None, "")):
        links = [link.get("href", "") for link in of(SEPTEMBER, base).iter(f"{ATOM}link")]
        assert all(link.startswith(start) and not link.startswith("/") for link in links)


def test_every_link_leads_to_a_place_of_the_site(site: Path) -> None:
    for link in of(SEPTEMBER, None).iter(f"{ATOM}link"):
        path, _, anchor = link.get("href", "").partition("#")
        assert (site / path).is_file()
        if anchor:
            assert f'id="{anchor}"' in (site / path).read_text()
