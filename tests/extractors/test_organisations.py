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
        ("Café Nord", "cafe-nord"),
        ("Ørsted Łódź", "orsted-lodz"),
        ("Straßen & Söhne", "strassen-sohne"),
        ("Œuvre Þór", "oeuvre-thor"),
        ("E\u0301clat", "eclat"),
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


_MORE = "\n\nMore than that is not known.\n"


@pytest.mark.parametrize(
    ("text", "publisher", "why"),
    [
        (
            "NEWS PROVIDED BY\nLighthouse Alliance\nSep 16, 2025, 09:00 ET",
            "lighthouse-alliance",
            "a wire's header, and a day that is no part of the name",
        ),
        ("News provided by\n\nLighthouse Alliance\n\nJul 08, 2025", "lighthouse-alliance", "line by line"),
        ("NEWS PROVIDED BY\nØrsund Maritime A/S\n4 Jun, 2025", "orsund-maritime", "a legal form goes"),
        (
            "AUSTIN, Texas, Sept. 16, 2025 /Wire/ -- The Lighthouse Alliance (LA), the trade body of lamps, "
            "today released a code.",
            "lighthouse-alliance",
            "an acronym and an apposition before the verb",
        ),
        (
            "LONDON, March 4, 2025 (WIRE) -- Halden Foods plc (LSE: HFD), a grocer, today announced a cut.",
            "halden-foods",
            "a ticker symbol",
        ),
        (
            "DUBLIN--(WIRE)--Harbourline Inc., the maker of chat apps, today announced a code.",
            "harbourline",
            "a dateline without blanks",
        ),
        (
            "ROTHAVEN, 3 June 2025 (Wire) - Ships are to draw power under a charter.\n\nIt was signed by the "
            "Skagsund Port Authority and drafted by the Maritime Forum, the association that issued this "
            "release. The Authority has no budget.",
            "maritime-forum",
            "named in passing, though another body has a short name",
        ),
        (
            "Water Report\n\nThis report was prepared by the Estmark Inspectorate on behalf of the Ministry.",
            "estmark-inspectorate",
            "the text says who wrote it",
        ),
        (
            "Open Doors Charter: how they are doing\n\nPosted by the Passenger Access Forum on 17 June 2025",
            "passenger-access-forum",
            "posted by somebody else than the charter",
        ),
        (
            "THE KITCHEN ACCORD\nAnnual report 2023\n\nPublished by the Kitchen Accord Office",
            "kitchen-accord",
            "the accord's office is the accord",
        ),
        (
            "Subject: Digest 14\nFrom: Ana Reis, Lowland Water Network <ana@lwn.example>\nDate: 9 Oct 2025",
            "lowland-water-network",
            "a mail's sender, and not the person",
        ),
        (
            "Subject: Digest 14\nFrom: Ana Reis <ana@lwn.example>\nDate: 9 Oct 2025",
            None,
            "a person is no publisher",
        ),
        (
            "From: Lowland Health Watch <mail@lhw.example>\nTo: all\nDate: Mon, 3 Mar 2025 10:00:00 +0100",
            "lowland-health-watch",
            "whose initials the address has",
        ),
    ],
)
def test_publishers_of_releases_and_mails(text: str, publisher: str | None, why: str) -> None:
    found = gazetteer(read(f"{text}{_MORE}".encode(), "text.txt"), load_profile(None), None).publisher
    assert (found.slug if found else None) == publisher, why


@pytest.mark.parametrize(
    ("prose", "names", "others", "why"),
    [
        (
            "The Game Makers' Association (GMA) met. GMA has no plan.",
            {"GMA": "game-makers-association"},
            (),
            "an acronym in brackets",
        ),
        (
            "The Office of Online Safety (OOS) met. OOS has no plan.",
            {"OOS": "office-of-online-safety"},
            (),
            "unweighty words have no initial, or have one",
        ),
        (
            "The Children's Online Privacy Protection Act (COPPA) binds all. COPPA is old.",
            {},
            ("COPPA",),
            "a law is no body",
        ),
        (
            'Tannery Systems, Ardo and Brill signed. Tannery Systems ("Tannery") has no plan. Brill has.',
            {"Tannery": "tannery-systems"},
            (),
            "a short form in quotation marks",
        ),
        (
            "The Bureau of Digital Standards met. The Bureau will report in March.",
            {"The Bureau": "bureau-of-digital-standards"},
            (),
            "the head of a name with of",
        ),
        (
            "The Reading Rights Trust drew it up. Now the Trust calls for more.",
            {"the Trust": "reading-rights-trust"},
            (),
            "a word that names a body only where the text says the Trust",
        ),
        (
            "The Halden Port Authority and the Brill Port Authority met. The Authority has no budget.",
            {},
            ("The Authority", "the Authority"),
            "two bodies share it",
        ),
        (
            "The Port of Halden has wired two berths.",
            {"Port of Halden": "port-of-halden"},
            ("The", "Port"),
            "an institution, without its article",
        ),
        (
            "Reported: Ardo Lines, Brill, Corda Ferries.\n\nCorda Ferries has wired two ships.",
            {"Corda Ferries": "corda-ferries"},
            (),
            "a list without a last and",
        ),
        (
            "The pact was signed by Ardo, Brill Lines and Corda Marine. Corda Marine has wired nothing.",
            {"Corda Marine": "corda-marine"},
            (),
            "a name does not go on behind a full stop",
        ),
        (
            "Breakdowns by Member State are late. Member States will report.",
            {},
            ("Member States",),
            "no name",
        ),
    ],
)
def test_what_bodies_are_called(prose: str, names: dict[str, str], others: tuple[str, ...], why: str) -> None:
    learned = gazetteer(read(f"{prose}\n".encode(), "text.txt"), load_profile(None), None).learned
    assert names.items() <= learned.items(), why
    assert not set(others) & set(learned), why


def test_the_secretariat_is_the_publisher_of_a_pact() -> None:
    told = "<p>The Secretariat will publish it. The Steering Committee met.</p>"
    learned = gazetteer(page(told, site="Loom Accord"), load_profile(None), None).learned
    assert learned["The Secretariat"] == learned["The Steering Committee"] == "loom-accord"
    learned = gazetteer(page(told, site="Loomwright"), load_profile(None), None).learned
    assert "The Secretariat" not in learned  # a company has none: it speaks of another's


@pytest.mark.parametrize(
    ("html", "subjects", "why"),
    [
        (
            "<h2>Oda Denim</h2><p>Oda has paid.</p><h2>Brill Sportswear</h2><p>Brill gave no answer.</p>",
            {"oda-denim", "brill-sportswear"},
            "companies that go by their first words",
        ),
        (
            "<h2>Halden Rail</h2><p>Halden Rail has lifts.</p><h2>Brill Bank</h2><p>Brill Bank has ramps.</p>"
            "<h2>Remarks</h2><p>On the whole it is thin.</p>",
            {"halden-rail", "brill-bank"},
            "a heading over what is said of all",
        ),
        (
            "<h2>How Ardo Foods did</h2><p>Ardo has paid.</p>"
            "<h2>In the matter of Brill Bank Ltd</h2><p>Brill has ramps.</p>"
            "<h2>Story 3: Corda Lines takes out salt</h2><p>Corda Lines had 4.</p>"
            "<h2>Oda Denim Pays Its Mills</h2><p>Oda Denim has paid.</p>",
            {"ardo-foods", "brill-bank", "corda-lines", "oda-denim"},
            "names inside headings that the text below begins with",
        ),
        (
            "<h2>Brand by brand</h2><ul><li>Marsh &amp; Finch<ul><li>Records are published.</li></ul></li>"
            "<li>Oda Denim<ul><li>Oda has paid.</li></ul></li></ul>",
            {"marsh-finch", "oda-denim"},
            "items over items",
        ),
        (
            "<h2>What members did</h2><ul><li>Aquila relaunched a bottle.</li><li>Copperhead trains men.</li>"
            "<li>Dorsal has cut weight.</li></ul>",
            {"aquila", "copperhead", "dorsal"},
            "words of the dictionary that the heading says are members",
        ),
    ],
)
def test_whom_sections_and_items_are_about(html: str, subjects: set[str], why: str) -> None:
    learned = gazetteer(page(html, site=""), load_profile(None), None).learned
    assert subjects <= set(learned.values()), why
    assert "remarks" not in learned.values(), why


@pytest.mark.parametrize(
    ("html", "names", "why"),
    [
        (
            "<p>The ports of Halm, Brekke and Dune signed.</p><h2>Port of Halm</h2><p>Halm has a grid.</p>",
            {"Halm": "port-of-halm", "Port of Halm": "port-of-halm"},
            "the body of a place that heads a section",
        ),
        (
            "<h2>Provider by provider</h2><p>SUNDOWN SOCIAL. The network reads it. Sundown has grown.</p>"
            "<p>ORDELLE (publisher). Ordelle wrote rules.</p><p>Korvid Imaging builds cameras.</p>",
            {"Sundown": "sundown-social", "Ordelle": "ordelle", "Korvid Imaging": "korvid-imaging"},
            "run-in names, with what they are in brackets, and one that opens a sentence",
        ),
        (
            "<h2>Company by company</h2><h3>Severn Hills Utilities</h3><p>Severn Hills has new mains.</p>",
            {"Severn Hills": "severn-hills-utilities"},
            "a name without the word for its kind",
        ),
    ],
)
def test_short_and_long_names_are_one(html: str, names: dict[str, str], why: str) -> None:
    learned = gazetteer(page(html), load_profile(None), None).learned
    assert {name: learned.get(name) for name in names} == names, why


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


def test_a_heading_that_names_a_topic_names_nobody() -> None:
    html = (
        "<h2>Fraud Prevention</h2><p>Fraud losses fell.</p>"
        "<h2>Requests from Germany</h2><p>Germany sent 4.</p>"
    )
    assert gazetteer(page(html, site=""), load_profile(None), None).learned == {}
