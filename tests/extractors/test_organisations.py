"""Whom a document speaks of: its publisher, the names it introduces, and what is no name."""

from __future__ import annotations

import pytest

from extractors.organisations import gazetteer
from extractors.printed_names import is_name, slug_of
from extractors.profiles import load_profile
from extractors.read import read

from .worlds import page


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mistral AI", "mistral-ai"),
        ("Port & Sons", "port-sons"),
        ("Acme’s", "acme"),
        ("Ballad.fm", "ballad-fm"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("title", "site", "publisher", "why"),
    [
        ("Acme annual report 2024", "", "acme", "what is left of a title"),
        ("Transparency Report", "Acme", "acme", "the site's name"),
        ("The state of play", "Office for Digital Safety", "office-for-digital-safety", "a body"),
        ("Report", "", None, "nothing names anybody"),
    ],
)
def test_publishers(title: str, site: str, publisher: str | None, why: str) -> None:
    document = page("<p>Acme did this. Acme did that.</p>", title=title, site=site)
    found = gazetteer(document, load_profile(None), None).publisher
    assert (found.slug if found else None) == publisher, why


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("Four firms have signed, the Lighthouse Alliance announced today.", "lighthouse-alliance"),
        (
            "Published by the Estmark Communications Authority, 3 July 2025",
            "estmark-communications-authority",
        ),
        ("Companies joined today.\n\nSOURCE Lighthouse Alliance", "lighthouse-alliance"),
        (
            "# Package Safety\n\nEstmark Code Foundation | Registry Team | 22 January 2025",
            "estmark-code-foundation",
        ),
    ],
)
def test_who_announces_something_publishes_it(text: str, publisher: str) -> None:
    found = gazetteer(read(f"{text}\n\nMore.\n".encode(), "text.txt"), load_profile(None), None).publisher
    assert found is not None
    assert found.slug == publisher


@pytest.mark.parametrize(
    ("outside", "publisher", "why"),
    [
        (
            "<footer>Estmark Media Authority, 1 Quay Street · +353 1 555</footer>",
            "estmark-media-authority",
            "address",
        ),
        ("<footer>Wharfkade B.V. · KvK 24001234</footer>", "wharfkade", "a legal form is no part of a name"),
    ],
)
def test_a_footer_says_whose_a_page_is(outside: str, publisher: str, why: str) -> None:
    told = "".join(f"<p>{year}: Wharfkade told us what it had found.</p>" for year in range(2015, 2025))
    page = f"<html lang=en><body><main><h1>Update</h1>{told}</main>{outside}</body></html>"
    found = gazetteer(read(page.encode(), "page.html"), load_profile(None), None).publisher
    assert found is not None, why
    assert found.slug == publisher, why


def test_a_part_of_the_world_is_nobody() -> None:
    names = gazetteer(page("<p>Europe has asked. Europe asks again.</p>"), load_profile(None), None)
    assert names.find("requests from Europe") == []


@pytest.mark.parametrize(
    ("html", "names", "why"),
    [
        (
            "<h2>Halden Foods</h2><p>Halden Foods has signed. Halden will report.</p>",
            {"Halden Foods": "halden-foods", "Halden": "halden-foods"},
            "a heading used as a name, and its first word",
        ),
        (
            "<p>Ardo, Brill and Corda signed. Ardo, Brill and Corda report.</p>",
            {"Ardo": "ardo", "Brill": "brill", "Corda": "corda"},
            "names listed together, twice",
        ),
        (
            "<p>The Beacon Clearing House counts. Later the Clearing House changed its mind.</p>",
            {"the Clearing House": "beacon-clearing-house"},
            "a body is called by its last words",
        ),
        ("<h2>Enforcement</h2><p>Enforcement is hard.</p>", {}, "a topic"),
        ("<h2>Governments</h2><p>Governments made requests.</p>", {}, "a plural of the dictionary"),
        (
            "<h2>Hosting</h2><p>Training data, Hosting and so on.</p><p>hosting costs.</p>",
            {},
            "a common word",
        ),
    ],
)
def test_names_that_a_document_introduces(html: str, names: dict[str, str], why: str) -> None:
    learned = gazetteer(page(html, site=""), load_profile(None), None).learned
    if names:
        assert names.items() <= learned.items(), why
    else:
        assert learned == {}, why


def test_the_name_of_a_pledge_is_nobody() -> None:
    book = gazetteer(page("<p>x</p>"), load_profile(None), None)
    book.learn("Safety Alliance")
    assert book.find("the Safety Alliance principles") == []
    assert [one.slug for one in book.find("the Safety Alliance said")] == ["safety-alliance"]
    assert [one.slug for one in book.find("SAFETY ALLIANCE")] == ["safety-alliance"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Halden Foods", True),
        ("Office for Digital Safety", True),
        ("What we found", False),
        ("January 2025", False),
        ("Transparency report", False),
        ("how it works", False),
        ("A Very Long Heading About Many Different Things", False),
    ],
)
def test_headings_that_could_be_names(text: str, name: bool) -> None:
    assert is_name(text) is name


def test_a_report_on_others_evaluates() -> None:
    report = "<h2>Civitai</h2><p>Good.</p><h2>Invoke</h2><p>Better.</p>"
    profile = load_profile("safety-by-design")
    assert gazetteer(page(report), profile, None).evaluates
    assert not gazetteer(page("<h2>Appeals</h2><p>Good.</p>"), profile, None).evaluates
