"""New editions are found in links, feeds and sitemaps, and by addresses that look like known ones."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.discovery import Found, choose, feed_entries, links_of, sitemap_entries
from schemas.sources import Follow
from tests.collect.conftest import World
from tests.collect.server import Answer, page

PAGE = "https://site.example/reports/"


def found(url: str, text: str = "") -> Found:
    return Found(url, text, "link")


def test_links_are_absolute_named_and_given_once() -> None:
    html = b"""<base href="/sub/"><a href="a.pdf#page=2">Report</a> <a href="a.pdf">The whole  report</a>
        <a href="mailto:x@y.z">write</a> <a href="javascript:void(0)">no</a> <a href="http://[bad">no</a>
        <a>no</a>        <a href="//other.example/b"><img alt=""></a>
        <link rel="alternate" type="application/rss+xml" href="/feed"><link rel="stylesheet" href="/css">"""
    links = links_of(html, PAGE, "text/html")
    assert links.links == (
        found("https://site.example/sub/a.pdf", "The whole report"),
        found("https://other.example/b"),
    )
    assert links.feeds == ("https://site.example/feed",)


def test_a_base_that_is_no_address_is_passed_over() -> None:
    assert links_of(b'<base href="http://[x"><a href="a">b</a>', PAGE, None).links == (
        found("https://site.example/reports/a", "b"),
    )


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>All</title><link>/</link>
<item><title>January &amp; February</title><link>/2025/january</link></item>
<item><link>/2025/march</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="/self" rel="self"/>
<entry><title>January &amp; February</title><link rel="alternate" href="/2025/january"/></entry>
<entry><link rel="enclosure" href="/sound"/><link href="/2025/march"/></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_entries_of_both_kinds_of_feed(feed: bytes) -> None:
    assert [(one.url, one.text) for one in feed_entries(feed, PAGE)] == [
        ("https://site.example/2025/january", "January & February"),
        ("https://site.example/2025/march", ""),
    ]


def test_sitemaps_list_pages_or_sitemaps() -> None:
    pages = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> /a </loc></url></urlset>"
    index = b"<sitemapindex><sitemap><loc>https://site.example/two.xml</loc></sitemap></sitemapindex>"
    assert [one.url for one in sitemap_entries(pages, PAGE).pages] == ["https://site.example/a"]
    assert sitemap_entries(index, PAGE).sitemaps == ("https://site.example/two.xml",)


def outcome(reader: Callable[[bytes, str], object], data: bytes) -> str:
    try:
        return str(reader(data, PAGE))
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>404</body></html>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item>&x;</item></channel></rss>",
        b"<!DOCTYPE a [<!ENTITY a '" + b"x" * 999 + b"'><!ENTITY b '" + b"&a;" * 999 + b"'>]><rss>&b;</rss>",
        b"\x00\xff\xfe",
        b"<rss>" * 5000,
    ],
)
def test_hostile_feeds_offer_nothing(data: bytes) -> None:
    for reader in (feed_entries, sitemap_entries):
        said = outcome(reader, data)
        assert "\n" not in said
        assert "root:" not in said
        assert len(said) < 10_000


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    links_of(data, PAGE, None)
    for reader in (feed_entries, sitemap_entries):
        outcome(reader, data)


SURE = Follow(text="progress report", url=r"/20\d\d/")
UNSURE = Follow(url=r"/news/", sure=False)


@pytest.mark.parametrize(
    ("rules", "one", "collected", "proposed", "why"),
    [
        ([SURE], found("https://site.example/2025/x", "Progress Report, spring"), True, False, "both match"),
        ([SURE], found("https://site.example/2025/x", "Careers"), False, False, "the words do not"),
        ([SURE], found("https://site.example/x", "Progress report"), False, False, "the address does not"),
        (
            [SURE],
            found("https://www.site.example/2025/x", "progress report"),
            True,
            False,
            "the same site",
        ),
        ([SURE], found("https://other.example/2025/x", "progress report"), False, False, "another site"),
        (
            [SURE.model_copy(update={"other_sites": True})],
            found("https://other.example/2025/x", "progress report"),
            True,
            False,
            "another site, as the rule allows",
        ),
        ([UNSURE], found("https://site.example/news/1"), False, True, "the rule is not sure"),
        (
            [UNSURE, Follow(url="/news/1")],
            found("https://site.example/news/1"),
            True,
            False,
            "sure",
        ),
        ([], found("https://site.example/pdfs/2024-by-esp.pdf"), False, True, "looks like 2023's"),
        ([], found("https://site.example/report-january-2024"), False, True, "looks like July's"),
        ([], found("https://site.example/pdfs/2024-by-country.pdf"), False, False, "looks like none"),
        ([], found("https://other.example/pdfs/2024-by-esp.pdf"), False, False, "another site"),
        ([SURE], found(PAGE, "progress report"), False, False, "the page itself"),
        ([Follow(url="pdf")], found("https://site.example/pdfs/2023-by-esp.pdf"), False, False, "known"),
    ],
)
def test_what_is_collected_and_what_proposed(
    rules: list[Follow], one: Found, collected: bool, proposed: bool, why: str
) -> None:
    known = ("https://site.example/pdfs/2023-by-esp.pdf", "https://site.example/report-july-2023")
    choice = choose([one], rules, PAGE, known)
    assert (bool(choice.collect), bool(choice.propose)) == (collected, proposed), why


def test_linked_documents_are_collected_one_step_deep(world: World) -> None:
    routes = world.server.routes
    routes["/"] = page('<p>Reports <a href="/r/1.html">Report one</a> <a href="/about">About</a></p>')
    routes["/r/1.html"] = page('<p>12 reports <a href="/r/2.html">Report two</a></p>')
    routes["/r/2.html"] = page("<p>too deep")
    source = {"url": "http://a.test/", "follow": [{"text": "^report"}]}
    run = world.collect(source)
    assert [(one.linked, one.status) for one in run.outcomes] == [
        ("", "new"),
        ("http://a.test/r/1.html", "new"),
    ]
    routes["/r/1.html"] = Answer(status=410)
    routes["/"] = page("<p>No links any more</p>")
    own, linked = world.collect(source).outcomes
    assert own.status == "content"
    assert linked.status == "vanished"
    assert linked.snapshot is not None


def test_feeds_and_sitemaps_are_searched_where_the_source_says_so(world: World) -> None:
    routes = world.server.routes
    routes["/robots.txt"] = Answer(
        body=b"Sitemap: http://a.test/maps.xml\nSitemap: http://a.test/broken.xml\n"
    )
    routes["/maps.xml"] = page("<sitemapindex><sitemap><loc>/map.xml.gz</loc></sitemap></sitemapindex>")
    routes["/map.xml.gz"] = page(gzip.compress(b"<urlset><url><loc>/r/from-map</loc></url></urlset>"))
    routes["/broken.xml"] = page("not a sitemap")
    routes["/"] = page('<link rel=alternate type="application/rss+xml" href=/feed><p>hello')
    routes["/feed"] = page("<rss><channel><item><link>/r/from-feed</link></item></channel></rss>")
    for name in ("map", "feed"):
        routes[f"/r/from-{name}"] = page(f"<p>From {name}")
    source = {"url": "http://a.test/", "follow": [{"url": "/r/"}], "discovery": ["feeds", "sitemaps"]}
    run = world.collect(source)
    assert [one.linked for one in run.outcomes] == [
        "",
        "http://a.test/r/from-feed",
        "http://a.test/r/from-map",
    ]
    assert not run.failed


def test_what_is_not_sure_is_proposed_and_not_fetched(world: World) -> None:
    world.server.routes["/2023-report"] = page('<p>Now: <a href="/2024-report">the next</a>')
    world.server.routes["/2024-report"] = page("<p>new")
    source = {"url": "http://a.test/2023-report", "follow": [{"text": "nothing like it"}]}
    run = world.collect(source)
    assert [(one.url, one.text) for one in run.proposals] == [("http://a.test/2024-report", "the next")]
    assert world.server.count("/2024-report") == 0


def test_a_rule_that_names_everything_is_told_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.collect.source_documents.MOST_FOLLOWED", 3)
    links = "".join(f'<a href="/{n}">x</a>' for n in range(9))
    world.server.routes["/"] = page(f"<p>{links}</p>")
    run = world.collect({"url": "http://a.test/", "follow": [{"url": "."}]})
    assert any("its follow rules name 9 documents" in (one.reason or "") for one in run.outcomes)
    assert sum(world.server.count(f"/{n}") for n in range(9)) == 3


@pytest.mark.parametrize("discovery", [("links",), ("sitemaps",)])
def test_an_edition_at_a_new_address_is_proposed_without_any_rule(
    world: World, discovery: tuple[str, ...]
) -> None:
    world.server.routes["/reports/2024-h1.html"] = page('<p>2024<a href="/reports/2024-h2.html">Next</a>')
    world.server.routes["/robots.txt"] = Answer(b"Sitemap: http://a.test/map.xml")
    world.server.routes["/map.xml"] = Answer(
        b"<urlset><url><loc>http://a.test/reports/2024-h2.html</loc></url>"
        b"<url><loc>http://a.test/about</loc></url></urlset>"
    )
    source = {"url": "http://a.test/reports/2024-h1.html", "discovery": discovery}
    (proposal,) = world.collect(source).proposals
    assert proposal.url == "http://a.test/reports/2024-h2.html"


def test_what_a_collection_of_other_sources_proposed_is_not_forgotten(world: World) -> None:
    world.server.routes["/2024.html"] = page('<p>2024<a href="/2025.html">Next</a>')
    world.server.routes["/other"] = page("<p>Other")
    pages = ("http://a.test/2024.html", "http://a.test/other")
    world.collect(*pages)
    run = world.collect(*pages, only="s1")
    assert run.proposals == ()
    assert [one.url for one in run.proposed["s0"]] == ["http://a.test/2025.html"]
    world.server.routes["/2024.html"] = page("<p>2024")
    assert world.collect(*pages).proposed["s0"] == (), "until its own page points there no more"


def test_of_very_many_proposals_the_first_are_made_and_the_rest_is_told(world: World) -> None:
    links = "".join(f'<a href="/x/{number}">Report {number}</a>' for number in range(250))
    world.server.routes["/p"] = page(links)
    run = world.collect({"url": "http://a.test/p", "follow": ({"text": "Report", "sure": False},)})
    assert len(run.proposals) == 200
    (told,) = run.failed
    assert "250 addresses may be its documents" in (told.reason or "")


def test_a_source_that_another_took_the_place_of_is_fetched_once_and_no_more(world: World) -> None:
    world.server.routes["/old"] = page("<p>Old")
    world.server.routes["/new"] = page("<p>New")
    both = ({"url": "http://a.test/old", "superseded_by": "s1"}, {"url": "http://a.test/new"})
    assert [one.source for one in world.collect(*both).outcomes] == ["s0", "s1"]
    world.server.routes["/old"] = Answer(status=410)
    again = world.collect(*both)
    assert [(one.source, one.status) for one in again.outcomes] == [("s1", "unchanged")]
    assert world.collect(*both, only="s0").failed, "unless it is asked for"
