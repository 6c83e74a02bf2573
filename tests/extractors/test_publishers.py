"""Who publishes a page or a text: titles, sites, small print, labels, bylines, addresses, who says "we"."""

from __future__ import annotations

import pytest

from extractors.organisations import gazetteer
from extractors.profiles import load_profile
from extractors.read import read

NAMED = "<p>Ardolo hosts pictures. We hired nine people. Our team grew to 40.</p>"
UNNAMED = "<p>We removed 400 accounts and hired nine people. Our team grew.</p>"


def _publisher(text: str, name: str) -> str | None:
    found = gazetteer(read(text.encode(), name), load_profile(None), None).publisher
    return found.slug if found else None


@pytest.mark.parametrize(
    ("title", "heading", "publisher", "why"),
    [
        ("2025 in numbers: hosting - Ardolo Docs", "2025 in numbers", "ardolo", "a site of documents"),
        ("Safety figures | Ardolo Trust Center", "Safety figures", "ardolo", "a centre on trust"),
        ("Transparency report | Ardolo Trust Center", "What we did", "ardolo", "another heading than title"),
        ("Reporting – Ardolo Help", "Reporting", "ardolo", "help"),
        ("How we report | Ardolo Help Centre", "How we report", "ardolo", "a help centre"),
        ("A safer year · Ardolo Newsroom", "A safer year", "ardolo", "a newsroom"),
        ("A safer year - The Ardolo Blog", "A safer year", "ardolo", "a blog and its article"),
        ("Model safety - Ardolo Developers", "Model safety", "ardolo", "what a site is for"),
        ("Model safety | Ardolo Support", "Model safety", "ardolo", "support"),
        ("Ardolo Newsroom: A safer year", "A safer year", "ardolo", "a prefix"),
        ("Ardolo | Transparency", "Transparency", "ardolo", "a prefix before a bar"),
        ("Ardolo Safety Center", "Child safety in numbers", "ardolo", "the site alone"),
        ("Enforcement | Ardolo Community Guidelines", "Enforcement", "ardolo", "two words for a part"),
        ("Enforcement | Transparency | Ardolo", "Enforcement", "ardolo", "the last of three parts"),
        (
            "Figures for Q3 | Ardolo Trust & Safety Data",
            "What we saw",
            "ardolo",
            "no body that ends in Trust",
        ),
        ("Ardolo's Transparency Report", "Ardolo’s Transparency Report", "ardolo", "a possessive"),
        ("", "Ardolo's 2024 Child Safety Report", "ardolo", "a possessive before a year"),
        ("Report 2024 – Ardolo Group", "Report 2024", "ardolo", "a group of which the text drops the word"),
        ("", "Fair Work Undertaking on Seasonal Harvests", "fair-work-undertaking", "what a pledge is on"),
        ("", "HALDEN HOTLINE", "halden-hotline", "a hotline"),
        (
            "",
            "DATA CENTRE HEAT COVENANT Report 2024",
            "data-centre-heat-covenant",
            "a place inside",
        ),
        ("", "Porto Centre for Safer Roads", "porto-centre-for-safer-roads", "a body called a centre"),
        ("", "Data Centre Water Accord", "data-centre-water-accord", "a word for a place inside a name"),
        ("How Ardolo protects children", "How Ardolo protects children", "ardolo", "a name inside"),
        ("", "Child safety at Ardolo", "ardolo", "a name at the end"),
        (
            "",
            "Fair Care Charter on Children in Homes",
            "fair-care-charter",
            "a pledge goes without its subject",
        ),
        ("Report | Ardolo, Inc.", "Report", "ardolo", "a legal form"),
        ("Report (January - June 2025) | Ardolo", "Report", "ardolo", "a period in brackets"),
    ],
)
def test_what_titles_say(title: str, heading: str, publisher: str, why: str) -> None:
    page = f"<html lang=en><title>{title}</title><body><main><h1>{heading}</h1>{NAMED}</main></body></html>"
    assert _publisher(page, "page.html") == publisher, why


@pytest.mark.parametrize(
    ("title", "told", "publisher", "why"),
    [
        ("Report | Open Door", "Open Door hosts rooms. We grew.", "open-door", "two words of the dictionary"),
        ("Report | Thistle", "Thistle hosts rooms. At Thistle we grew.", "thistle", "one, used as a name"),
        ("Report | Ballad.fm", "Ballad.fm hosts songs. We grew.", "ballad-fm", "a domain"),
        ("Report - X2 Labs", "X2 Labs makes models. We grew.", "x2-labs", "a figure"),
        ("Report | mailbrook", "mailbrook carries mail. mailbrook grew.", "mailbrook", "without a capital"),
        ("Report | Cole &amp; Marsh", "Cole &amp; Marsh sells fish. We grew.", "cole-marsh", "of two"),
        (
            "Findings | Office of the Online Commissioner",
            "The firms grew.",
            "office-of-the-online-commissioner",
            "a regulator",
        ),
        (
            "Findings - Estmark Commission for Media and Data",
            "The Commission asked.",
            "estmark-commission-for-media-and-data",
            "a long name",
        ),
        ("Report | The Children's Wharf Trust", "The Trust asked.", "children-wharf-trust", "a possessive"),
        (
            "Progress - Acme Clearing House for Safer Play",
            "The Acme Clearing House gathers practice. The Clearing House has grown.",
            "acme-clearing-house",
            "a body by what the text calls it",
        ),
        ("Firms sign | The Daily Ferry", "Ardolo signed. Brillo signed.", "daily-ferry", "a newspaper"),
        ("Numbers | Transparency", "We grew.", None, "a topic"),
        ("Numbers | Home", "We grew.", None, "a part of any site"),
        ("Numbers | March 2025", "We grew.", None, "a month"),
        ("Tracker", "Ardolo grew by 40. Brillo grew by 30. Ardolo fell.", None, "those it speaks of"),
    ],
)
def test_what_sites_are_called(title: str, told: str, publisher: str | None, why: str) -> None:
    heading = title.split(" | ")[0].split(" - ")[0]
    body = f"<main><h1>{heading}</h1><p>{told}</p></main>"
    page = f"<html lang=en><title>{title}</title><body>{body}</body></html>"
    assert _publisher(page, "page.html") == publisher, why


@pytest.mark.parametrize(
    ("head", "publisher", "why"),
    [
        ("<meta property='og:site_name' content='Ardolo'>", "ardolo", "the site"),
        ("<meta property='og:site_name' content='Ardolo Help Center'>", "ardolo", "a part of the site"),
        ("<meta name=publisher content=Ardolo>", "ardolo", "the publisher"),
        ("<meta name=author content=Ardolo>", "ardolo", "an author of one word that the text names"),
        ("<meta name=author content='Ana Reis'>", None, "a person"),
        ("<link rel=canonical href='https://transparency.ardolo.example/2024'>", "ardolo", "the address"),
        ("<meta property='og:url' content='https://www.ardolo.co.example/safety/'>", "ardolo", "the address"),
        (
            '<script type="application/ld+json">{"@type":"Organization","name":"Ardolo"}</script>',
            "ardolo",
            "an organisation in structured data",
        ),
    ],
)
def test_what_heads_of_pages_say(head: str, publisher: str | None, why: str) -> None:
    told = "<p>In the year Ardolo hired nine people, and 400 accounts were removed.</p>"
    page = f"<html lang=en><head>{head}</head><body><main><h1>Numbers</h1>{told}</main></body></html>"
    assert _publisher(page, "page.html") == publisher, why


@pytest.mark.parametrize(
    ("outside", "publisher", "why"),
    [
        ("© 2025 Ardolo Inc. All rights reserved.", "ardolo", "a copyright line"),
        ("<a>Terms</a> <a>Privacy</a> Copyright © 2019-2025 Ardolo, Inc.", "ardolo", "links before it"),
        ("Ardolo © 2025", "ardolo", "a name before the mark"),
        ("Ardolo SAS, Lyon. 200 employees in 9 time zones. <a>Terms</a>", "ardolo", "legal form and place"),
        ("Ardolo GmbH, HRB 12345, Berlin", "ardolo", "a number in a register"),
        ("Ardolo is a registered charity (no. 1148820).", "ardolo", "a charity"),
        (
            "Ardolo Limited is registered in England and Wales, no. 0123456.",
            "ardolo",
            "where it is registered",
        ),
        ("This site is operated by Ardolo B.V.", "ardolo", "who operates a site"),
        ("A project of the Ardolo Trust", "ardolo-trust", "whose project"),
        ("Powered by WordPress. Terms. Privacy. © 2025", None, "a tool is no publisher"),
        ("Terms. Privacy. Cookies.", None, "nobody"),
    ],
)
def test_what_feet_of_pages_say(outside: str, publisher: str | None, why: str) -> None:
    page = (
        f"<html lang=en><title>Numbers</title><body><main><h1>Numbers</h1>{UNNAMED}</main>"
        f"<footer>{outside}</footer></body></html>"
    )
    assert _publisher(page, "page.html") == publisher, why


@pytest.mark.parametrize(
    ("body", "publisher", "why"),
    [
        (
            f"{UNNAMED}<h2>About Ardolo</h2><p>Ardolo hosts pictures for 3 million people.</p>",
            "ardolo",
            "boilerplate about a company",
        ),
        (
            f"{UNNAMED}<h2>About the Ardolo Trust</h2><p>The Ardolo Trust works in 14 countries.</p>",
            "ardolo-trust",
            "boilerplate about a body",
        ),
        (f"{UNNAMED}<h2>About this report</h2><p>It is yearly.</p>", None, "about no company"),
        (f"{UNNAMED}<h2>About cookies</h2><p>Cookies are small.</p>", None, "about things"),
        (f"{UNNAMED}<p>This report was prepared by Ardolo for the regulator.</p>", "ardolo", "prepared by"),
        (f"<p>By Ardolo Trust &amp; Safety, 4 March 2025</p>{NAMED}", "ardolo", "a byline of a department"),
        (f"<p>Posted by the Ardolo team on 4 March 2025</p>{NAMED}", "ardolo", "a byline of a team"),
        ("<p>At Ardolo, we take it seriously. We removed 40 models.</p>", "ardolo", "at Acme we"),
        ("<p>Here at Ardolo, safety comes first. We removed 40.</p>", "ardolo", "here at Acme"),
        ("<p>Welcome to Ardolo's seventh report. We removed 40.</p>", "ardolo", "a welcome"),
        ("<p>This is Ardolo's third transparency report. We removed 40.</p>", "ardolo", "whose report it is"),
        ("<p>This page sets out what Ardolo did in 2024. We removed 40.</p>", "ardolo", "what it is about"),
        ("<p>We at Ardolo removed 40 models.</p>", "ardolo", "we at Acme"),
        (NAMED, "ardolo", "whom the text begins with, where it says we"),
        (
            "<p>Ardolo hosts pictures. It hired nine people.</p>",
            None,
            "whom a text begins with that says no we is whom it speaks of",
        ),
        (
            '<p>The rules are new. "At Brill, we take it seriously," said Ana Reis.</p>',
            None,
            "who says we in quotation marks",
        ),
        ("<p>The companies removed 40 accounts. Germany asked for more.</p>", None, "a country"),
        ("<p>Germany has asked. We removed 40. Germany asks again. We grew.</p>", None, "a country, and we"),
        ("<p>Classifiers have improved. We removed 40. Classifiers now run.</p>", None, "a thing, and we"),
        (UNNAMED, None, "we alone"),
    ],
)
def test_what_texts_of_pages_say(body: str, publisher: str | None, why: str) -> None:
    page = f"<html lang=en><title>Numbers</title><body><main><h1>Numbers</h1>{body}</main></body></html>"
    assert _publisher(page, "page.html") == publisher, why


@pytest.mark.parametrize(
    ("top", "publisher", "why"),
    [
        ("<header><a href='/'><img src=x alt='Ardolo logo'></a></header>", "ardolo", "a logo in a header"),
        ("<div class='site-logo'><img src=x alt='Ardolo'></div>", "ardolo", "a logo by its class"),
        ("<header><img src=x alt='people at a table'></header>", None, "a picture"),
        (
            "<div class=logo><img src=x alt='Brill'></div><div class=logo><img src=x alt='Corda'></div>",
            None,
            "the logos of several",
        ),
    ],
)
def test_whose_logo_stands_over_a_page(top: str, publisher: str | None, why: str) -> None:
    page = f"<html lang=en><body>{top}<main><h1>Numbers</h1>{UNNAMED}</main></body></html>"
    assert _publisher(page, "page.html") == publisher, why


_TOLD = "We removed 400 accounts and hired nine people in the year."


@pytest.mark.parametrize(
    ("text", "publisher", "why"),
    [
        (
            "CARE CHARTER: FIRST RESULTS\n\nBONN, 4 March 2025 /Wire/ -- The Ardel Institute for Fair Care"
            " today released first results of the Care Charter.\n\nThe Charter has nine duties.",
            "ardel-institute-for-fair-care",
            "who announces, not the pledge in the headline",
        ),
        (
            "CARE CHARTER: FIRST RESULTS\n\nBONN, 4 March 2025 /Wire/ -- Homes that signed the Care Charter"
            " today published results. The charter is coordinated by the Ardel Trust for Care, in Bonn.",
            "ardel-trust-for-care",
            "who keeps the pledge going",
        ),
        (
            "Homes report on pledge to train staff\n\nBONN - A year after they signed the Care Pledge, homes"
            " have published figures.\n\nThe pledge asks for training. The pledge is voluntary.",
            "care-pledge",
            "a pledge, where nobody else could be it",
        ),
        (
            "NINE HOMES REPORT FIRST RESULTS UNDER CARE PLEDGE\n\nBONN, 4 March 2025 (Wire) - Homes published"
            " results today.\n\nAbout the Ardel Alliance. The Alliance is independent and sits in Bonn.",
            "ardel-alliance",
            "a headline in capitals is nobody's name",
        ),
        (
            "Homes sign charter\n\nBONN, 4 March 2025 - Four homes have signed the Care Charter.\n\n"
            "The Centre runs a helpline.\n\nAbout the Bonn Centre for Safer Care\n\nThe Centre has 17 staff.",
            "bonn-centre-for-safer-care",
            "a centre for something is a body, a Help Centre a page",
        ),
        (
            "Ardolo\nTransparency report\nMarch 2025\n\nWe removed 400 accounts. Ardolo has hired nine.",
            "ardolo",
            "the first of three lines",
        ),
        (
            "ARDOLO TRANSPARENCY REPORT 2024\n\nWe removed 400 accounts. Ardolo hired nine people.",
            "ardolo",
            "a title in capitals",
        ),
        (
            "Coalition for Kind Media\nDIGEST OF STATEMENTS No. 7\nNovember 2025\n==========\n\n"
            "The Coalition collects statements. The Coalition prints them.",
            "coalition-for-kind-media",
            "a letterhead over a rule",
        ),
        (f"Numbers for 2024\n\nPrepared by: Ardolo Ltd\n\n{_TOLD}", "ardolo", "a label"),
        (f"Numbers for 2024\n\nPublisher: Ardolo\nDate: 3 May 2024\n\n{_TOLD}", "ardolo", "a label of two"),
        (f"Company: Ardolo\nPeriod: 2024\n\n{_TOLD}", "ardolo", "labels alone"),
        (
            f"Numbers for 2024\n\n{_TOLD}\n\n(c) 2025 Ardolo plc. All rights reserved.",
            "ardolo",
            "a copyright line",
        ),
        (
            f"Numbers for 2024\n\n{_TOLD}\n\nAbout Ardolo\n\nArdolo is a host of pictures in forty lands, "
            "with offices in Lyon and Turin, and makes a database of them.",
            "ardolo",
            "boilerplate",
        ),
        (
            "Wages: a digest\n\nThe brands removed 400 suppliers in the year.\n\n"
            "Ardolo Foundation, registered charity 1148820. Printed on recycled paper.",
            "ardolo-foundation",
            "a charity's foot",
        ),
        (
            f"Wages: a digest\n\n{_TOLD}\n\nPublished by Ardolo Media Watch, Lyon.",
            "ardolo-media-watch",
            "published by",
        ),
        (
            "MEMORANDUM\nTo: The Board\nFrom: Ardolo Trust\nDate: 3 May 2024\n\nThe firms removed 400.",
            "ardolo-trust",
            "a memorandum",
        ),
        (
            "ARDOLO FOUNDATION\n12 Quay Street, Halden\nTel. 0300 555 0190\n\nDear Commissioner,\n\n"
            "We removed 400 accounts in the year.",
            "ardolo-foundation",
            "a letterhead with an address",
        ),
        (
            "Dear Commissioner,\n\nWe removed 400 accounts in the year.\n\nYours faithfully,\n\n"
            "Ana Reis\nHead of Policy, Ardolo",
            "ardolo",
            "for whom a letter is signed",
        ),
        (
            "Firms sign\n\nLYON, 4 May 2025 - Ardolo and Brillo today announced that they removed 400.",
            None,
            "two that announce together",
        ),
    ],
)
def test_what_texts_say(text: str, publisher: str | None, why: str) -> None:
    assert _publisher(f"{text}\n", "text.txt") == publisher, why


@pytest.mark.parametrize(
    ("text", "publisher", "why"),
    [
        (
            "IMAGE PACT: FIRST RESULTS\n\nTORONTO, March 4, 2025 /Newsline/ -- The Alder Institute for"
            " Digital Childhood today released first results of the Image Pact.\n",
            "alder-institute-for-digital-childhood",
            "who releases the results of a pledge",
        ),
        (
            "CLEAN MODELS PLEDGE: FIRST RESULTS\n\nGENEVA, 11 June 2025 /NewsPoint/ --"
            " Makers published results. The pledge is run by the Harbour Trust for Children, a charity.\n",
            "harbour-trust-for-children",
            "who coordinates it",
        ),
        (
            "CLEAN MODELS PLEDGE\n\nAnnual report. The Clean Models Pledge has 20 members.\n",
            "clean-models-pledge",
            "a pledge that speaks itself",
        ),
    ],
)
def test_who_speaks_for_a_pledge(text: str, publisher: str, why: str) -> None:
    assert _publisher(text, "release.txt") == publisher, why


def test_a_site_of_initials_goes_by_the_name_in_its_header() -> None:
    page = (
        "<html lang=en><head><title>Findings – ADC</title><meta property=og:site_name content=ADC>"
        "</head><body>"
        "<header><div>Agency for Digital Conduct</div></header><main><h1>Findings</h1>"
        f"{UNNAMED}</main></body></html>"
    )
    assert _publisher(page, "page.html") == "agency-for-digital-conduct"
