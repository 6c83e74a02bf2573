"""The Atom feed: valid by RFC 4287, with ids that stay and dates that do not depend on the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest
from lxml import etree

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.feed import feed
from schemas.records import Review
from tests.publish.site_world import sample_contents

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://pledges.example/site"
SEPTEMBER, OCTOBER = date(2025, 9, 20), date(2025, 10, 5)


def of(as_of: date, base: str | None = BASE) -> ElementTree.Element:
    return ElementTree.fromstring(feed(Addresses(sample_contents(as_of)), base))


def text(element: ElementTree.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None
    assert found.text
    return found.text


def atom() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


@pytest.mark.parametrize("base", [BASE, f"{BASE}/", None])
@pytest.mark.parametrize("as_of", [date(2024, 1, 1), SEPTEMBER], ids=["nothing yet", "autumn"])
def test_the_feed_fits_the_schema_of_the_standard(as_of: date, base: str | None) -> None:
    schema = atom()
    assert schema.validate(etree.fromstring(feed(Addresses(sample_contents(as_of)), base))), schema.error_log


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Z</updated>", "</updated>"),
        ("T00:00:00Z</updated>", " 00:00:00Z</updated>"),
        ("<id>urn:uuid:", "<id>"),
        ("<name>pledgewatch</name>", "<name> </name>"),
        ("<summary>", "<summary><b/>"),
        (' term="', ' label="'),
        (' href="', ' src="'),
        ("<title>", "<title/><title>"),
    ],
    ids=lambda markup: markup,
)
def test_the_schema_refuses_what_the_standard_does(right: str, wrong: str) -> None:
    markup = feed(Addresses(sample_contents()), BASE).decode()
    assert right in markup
    assert not atom().validate(etree.fromstring(markup.replace(right, wrong, 1).encode()))


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if times > 1]


def links(element: ElementTree.Element, rel: str) -> list[ElementTree.Element]:
    return [one for one in element.findall(f"{ATOM}link") if one.get("rel", "alternate") == rel]


DEMANDS: dict[str, Callable[[ElementTree.Element, list[ElementTree.Element]], object]] = {
    "4.1.1 an author for every entry": lambda root, entries: (
        root.find(f"{ATOM}author") is not None
        or all(one.find(f"{ATOM}author") is not None for one in entries)
    ),
    "4.1.1 one link to itself": lambda root, entries: len(links(root, "self")) == 1,
    "4.1.1 no two alternates of one type and language": lambda root, entries: all(
        not repeated((link.get("type"), link.get("hreflang")) for link in links(one, "alternate"))
        for one in (root, *entries)
    ),
    "4.1.1 each id once": lambda root, entries: not repeated(text(one, "id") for one in (root, *entries)),
    "4.1.2 an alternate where there is no content": lambda root, entries: all(
        links(one, "alternate") for one in entries
    ),
    "4.1.2 a summary where there is no content": lambda root, entries: all(
        text(one, "summary") for one in entries
    ),
    "4.2.6 ids that are universally unique": lambda root, entries: [
        UUID(text(one, "id").removeprefix("urn:uuid:")) for one in (root, *entries)
    ],
    "4.2.7 a link to itself that is the feed's address": lambda root, entries: (
        links(root, "self")[0].attrib
        == {"rel": "self", "type": "application/atom+xml", "href": f"{BASE}/feed.xml"}
    ),
    "2 the language of its words": lambda root, entries: (
        root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    ),
}


@pytest.mark.parametrize("demand", DEMANDS, ids=str)
def test_the_feed_does_what_the_standard_demands_beyond_its_schema(demand: str) -> None:
    root = of(SEPTEMBER)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(sample_contents().ledger.findings) + len(sample_contents().versions)
    assert DEMANDS[demand](root, entries), demand


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"], ids=ascii)
def test_what_xml_may_not_hold_stays_out_of_it(sign: str) -> None:
    contents = sample_contents()
    titles = dict.fromkeys(contents.titles, f"Report{sign} 2024")
    root = ElementTree.fromstring(feed(Addresses(replace(contents, titles=titles)), BASE))
    assert "New document: Report 2024" in [text(entry, "title") for entry in root.findall(f"{ATOM}entry")]


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


def test_an_entry_keeps_its_id_in_the_next_release_and_where_the_site_moves() -> None:
    """What a reviewer decides, a source that is gone and another address change no entry that stays."""
    contents = sample_contents(SEPTEMBER)
    accepted = Review(status="accepted", by="ann", at=contents.made)
    reviewed = replace(
        contents, records=tuple(one.model_copy(update={"review": accepted}) for one in contents.records)
    )
    others = [
        feed(Addresses(reviewed), BASE),
        feed(Addresses(sample_contents(SEPTEMBER, "harbourline-report")), BASE),
        feed(Addresses(contents), "https://elsewhere.example"),
    ]
    before = {text(one, "title"): text(one, "id") for one in of(SEPTEMBER).findall(f"{ATOM}entry")}
    for other in others:
        entries = ElementTree.fromstring(other).findall(f"{ATOM}entry")
        ids = {text(one, "id") for one in entries}
        titles = {text(one, "title") for one in entries}
        assert len(ids) > 10
        assert {id_ for title, id_ in before.items() if title in titles} <= ids


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
