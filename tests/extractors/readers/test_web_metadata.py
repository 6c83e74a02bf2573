"""What a page says of itself, and where it is believed."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.readers.page_dates import date_in, iso_date
from extractors.readers.web import read_web

TEXT = "<p>The company read every report that came in and answered most of them within the week.</p>" * 2
DAY = date(2024, 11, 14)
LD = '<script type="application/ld+json">%s</script>'


def read(head: str, body: str = "") -> object:
    return read_web(f"<html><head>{head}</head><body><h1>Report</h1>{body}{TEXT}</body></html>".encode(), "p")


@pytest.mark.parametrize(
    ("head", "body", "field", "value"),
    [
        ('<meta property="article:published_time" content="2024-11-14T08:00:00Z">', "", "published", DAY),
        ('<meta name="DC.date.issued" content="2024-11-14">', "", "published", DAY),
        ('<meta name="citation_publication_date" content="20241114">', "", "published", DAY),
        ('<meta property="article:modified_time" content="2024-11-14">', "", "modified", DAY),
        (LD % '{"@type":"NewsArticle","datePublished":"2024-11-14"}', "", "published", DAY),
        (LD % '{"@graph":[{"@type":"WebPage","dateModified":"2024-11-14"}]}', "", "modified", DAY),
        (LD % '{broken', "", "published", None),
        ("", '<time itemprop="datePublished" datetime="2024-11-14">today</time>', "published", DAY),
        ("", '<time datetime="2024-11-14">last week</time>', "published", DAY),
        ("", '<p class="date">Published: November 14, 2024</p>', "published", DAY),
        ("", '<p class="meta">Published 10 May 2024 · Last updated 14 November 2024</p>', "modified", DAY),
        ("", '<p class="byline">14. November 2024 · 6 minute read</p>', "published", DAY),
        ("", "", "published", None),
        ('<link rel="canonical" href="https://a.example/r">', "", "canonical_url", "https://a.example/r"),
        ('<meta property="og:url" content="https://a.example/r">', "", "canonical_url", "https://a.example/r"),
        ('<meta property="og:site_name" content="Acme">', "", "site_name", "Acme"),
        ("<title>Report | Acme Safety</title>", "", "site_name", "Acme Safety"),
        ("<title>Acme Safety: report</title>", "", "site_name", "Acme Safety"),
        (LD % '{"@type":"Report","publisher":{"name":"Acme"}}', "", "site_name", "Acme"),
        ('<meta name="author" content="Ada Brekke">', "", "authors", ("Ada Brekke",)),
        (LD % '{"@type":"Article","author":[{"name":"A"},{"name":"Bo"}]}', "", "authors", ("Bo",)),
        ("", '<p class="byline">By Mara Lindqvist, 2 April 2025</p>', "authors", ("Mara Lindqvist",)),
        ("<title>Other</title>", "", "title", "Report"),
    ],
)  # fmt: skip
def test_metadata(head: str, body: str, field: str, value: object) -> None:
    assert getattr(read(head, body), field) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 14 November 2024", DAY),
        ("November 14th, 2024", DAY),
        ("Nov. 14, 2024", DAY),
        ("14 de novembro de 2024", DAY),
        ("14.11.2024", DAY),
        ("2024年11月14日", DAY),
        ("le 14 novembre 2024", DAY),
        ("11/14/2024", DAY),
        ("14/11/2024", DAY),
        ("03/04/2024", None),
        ("31 February 2024", None),
        ("November 2024", None),
        ("version 1.2.2024.7", None),
        ("12,345 of 2024", None),
        ("", None),
    ],
)
def test_dates_as_printed(text: str, day: date | None) -> None:
    assert date_in(text) == day


def test_an_iso_stamp() -> None:
    assert iso_date("2024-11-14T23:59:59+01:00") == DAY
    assert iso_date(None) is None
