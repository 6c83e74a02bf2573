"""Whom a section speaks about: names over, before and beside what is said of one, and what is no name."""

from __future__ import annotations

import pytest

from extractors.coined_names import plain_name
from extractors.extract import extract
from extractors.read import read
from schemas.snapshots import Snapshot

OWN = "beacon-institute"
_LONG = "and it has trained all of its buyers in the shops of the chain."


def _speaks_of(text: str, name: str) -> list[str | None]:
    """Whom the figures of 300 and some are about, in order."""
    found = extract(read(text.encode(), name), snapshot=Snapshot.digest(text.encode()), profile=None)
    return [
        one.organisation
        for one in found.records
        if one.kind == "metric" and one.value is not None and 341 <= one.value <= 345
    ]


def _two(first: str, second: str, *, tag: str = "h2", says: str = "It removed {} models.") -> str:
    """Two sections under headings."""
    return "".join(
        f"<{tag}>{heading}</{tag}><p>{says.format(341 + at)}</p>"
        for at, heading in enumerate((first, second))
    )


@pytest.mark.parametrize(
    ("html", "organisations", "why"),
    [
        (
            _two("Ardolo", "Brill Bank", says="Brill Bank has moved. It removed {} models."),
            ["brill-bank", "brill-bank"],
            "a sentence names another",
        ),
        (_two("Ardolo", "Brillo", says="Removed {} models."), ["ardolo", "brillo"], "named nowhere else"),
        (
            _two("Ardolo", "Brillo", says="The company removed {} models."),
            ["ardolo", "brillo"],
            "the company",
        ),
        (
            f"<h2>Members</h2>{_two('Ardolo', 'Copper', tag='h3', says='Removed {} models.')}",
            ["ardolo", "copper"],
            "a heading says that they are names",
        ),
        (_two("Provider: Ardolo", "Provider: Copper"), ["ardolo", "copper"], "labelled"),
        (_two("Company: Ardolo", "Company: Brill Bank"), ["ardolo", "brill-bank"], "labelled otherwise"),
        (_two("Case study: Ardolo", "Case study: Brillo"), ["ardolo", "brillo"], "a case"),
        (_two("Ardolo – rating: partly met", "Brillo – rating: met"), ["ardolo", "brillo"], "rated"),
        (_two("Ardolo (partly met)", "Brillo (met)"), ["ardolo", "brillo"], "rated in brackets"),
        (_two("Ardolo: progress", "Brillo: progress"), ["ardolo", "brillo"], "a word behind a colon"),
        (_two("Ardolo (pictures)", "Brillo (video)"), ["ardolo", "brillo"], "what it does, in brackets"),
        (_two("3.1 Ardolo", "3.2 Brillo"), ["ardolo", "brillo"], "numbered"),
        (_two("(a) Ardolo", "(b) Brillo"), ["ardolo", "brillo"], "lettered"),
        (_two("Ardolo", "Brillo", tag="h4"), ["ardolo", "brillo"], "cards"),
        (
            "<p><b>Ardolo.</b> The firm removed 341 models.</p><p><b>Brillo.</b> The firm removed 342.</p>",
            ["ardolo", "brillo"],
            "bold, run in",
        ),
        (
            "<ul><li>Ardolo – removed 341 models.</li><li>Brillo – removed 342 models.</li></ul>",
            ["ardolo", "brillo"],
            "items behind a dash",
        ),
        (
            "<ul><li><b>Ardolo</b>: removed 341 models.</li><li><b>Brillo</b>: removed 342 models.</li></ul>",
            ["ardolo", "brillo"],
            "items behind a colon",
        ),
        (
            "<dl><dt>Ardolo</dt><dd>Removed 341 models.</dd><dt>Brillo</dt><dd>Removed 342 models.</dd></dl>",
            ["ardolo", "brillo"],
            "terms and definitions",
        ),
        (
            "<h2>Signatories</h2><dl><dt>Copper</dt><dd>Removed 341 models.</dd>"
            "<dt>Thistle</dt><dd>Removed 342 models.</dd></dl>",
            ["copper", "thistle"],
            "words of the dictionary under a heading that says that they are names",
        ),
        (
            "<details><summary>Ardolo</summary><p>Removed 341 models.</p></details>"
            "<details><summary>Brillo</summary><p>Removed 342 models.</p></details>",
            ["ardolo", "brillo"],
            "what opens at a click",
        ),
        (
            "<table><tr><th>Company</th><th>Models removed</th></tr>"
            "<tr><td>Copper</td><td>341</td></tr><tr><td>Thistle</td><td>342</td></tr></table>",
            ["copper", "thistle"],
            "rows",
        ),
        (
            f"{_two('Ardolo', 'Brillo')}<h2>Outlook</h2><p>We hired 343 people.</p>",
            ["ardolo", "brillo", OWN],
            "we",
        ),
        (
            f"{_two('Ardolo', 'Brillo')}<h2>Our own work</h2><p>We trained 343 people.</p>",
            ["ardolo", "brillo", OWN],
            "the publisher's own section",
        ),
        (_two("Germany", "France", says="We removed {} models."), [OWN, OWN], "countries"),
        (_two("Classifiers", "Training Data", says="We removed {} models."), [OWN, OWN], "things"),
        (_two("Deepfakes", "Chatbots", says="The service removed {} models."), [OWN, OWN], "new words"),
        (_two("Sextortion", "Nudification", says="It grew. We removed {} models."), [OWN, OWN], "topics"),
        (_two("Child Safety", "Fraud", says="{} accounts were closed."), [OWN, OWN], "topics of policy"),
        (_two("CSAM", "TVEC", says="It was removed {} times."), [OWN, OWN], "abbreviations"),
        (
            "<dl><dt>Users</dt><dd>341 notices</dd><dt>Authorities</dt><dd>342 notices</dd></dl>",
            [OWN, OWN],
            "who sends notices",
        ),
    ],
)
def test_sections_of_pages(html: str, organisations: list[str], why: str) -> None:
    page = (
        "<html lang=en><head><title>Progress</title><meta property='og:site_name' content='Beacon Institute'>"
        f"</head><body><main>"
        f"<h1>Progress</h1><p>Intro on members, the third so far.</p>{html}</main></body></html>"
    )
    assert _speaks_of(page, "page.html") == organisations, why


@pytest.mark.parametrize(
    ("text", "organisations", "why"),
    [
        (
            "ARDOLO\n\nThe firm removed 341 models.\n\nBRILLO AI\n\nThe firm removed 342 models.",
            ["ardolo", "brillo-ai"],
            "capitals",
        ),
        (
            "ARDOLO AI\n---------\nArdolo AI removed 341 models.\n\n"
            "THISTLE\n-------\nThistle removed 342 models.",
            ["ardolo-ai", "thistle"],
            "capitals underlined, as the text prints them",
        ),
        (
            "Ardolo\n------\nThe firm removed 341 models.\n\nBrillo\n------\nThe firm removed 342 models.",
            ["ardolo", "brillo"],
            "underlined",
        ),
        (
            "Ardolo:\n a. removed 341 models;\n b. trains buyers.\n\n"
            "Brillo:\n a. removed 342 models;\n b. trains.",
            ["ardolo", "brillo"],
            "a name with a colon over lettered items",
        ),
        (
            f"Ardolo:\n\nThe firm removed 341 models {_LONG}\n\nBrillo:\n\n"
            f"The firm removed 342 models {_LONG}",
            ["ardolo", "brillo"],
            "a name with a colon alone",
        ),
        (
            "Ardolo\n3.1  Ardolo removed 341 models.\n3.2  It then closed 343 accounts.\n\n"
            "Brillo\n3.3  Brillo removed 342 models.",
            ["ardolo", "ardolo", "brillo"],
            "a name over numbered paragraphs",
        ),
        (
            "Ardolo\n3.1  The firm removed 341 models.\n3.2  It then closed 343 accounts.\n\n"
            "Brillo\n3.3  The firm removed 342 models.",
            ["ardolo", "ardolo", "brillo"],
            "numbered paragraphs that name nobody",
        ),
        (
            "ARDOLO\n\nArdolo removed 341 models.\n\nBRILLO\n\nBrillo removed 342 models.\n\n"
            "Notes to editors\n\n"
            "The figures leave out 343 accounts that were closed before the code was signed by them.",
            ["ardolo", "brillo", OWN],
            "notes after the last company",
        ),
        (
            "**Ardolo**\n\nThe firm removed 341 models.\n\n**Brillo**\n\nThe firm removed 342 models.",
            ["ardolo", "brillo"],
            "lines in bold",
        ),
        (
            "- Ardolo: removed 341 models.\n- Brillo: removed 342 models.",
            ["ardolo", "brillo"],
            "items",
        ),
        (
            "Provider: Ardolo\nThe firm removed 341 models.\n\n"
            "Provider: Brillo\nThe firm removed 342 models.",
            ["ardolo", "brillo"],
            "a label over sentences",
        ),
        (
            f"3.1 Ardolo\n\nThe firm removed 341 models {_LONG}\n\n3.2 Brillo\n\n"
            f"The firm removed 342 models {_LONG}",
            ["ardolo", "brillo"],
            "numbered headings",
        ),
    ],
)
def test_sections_of_texts(text: str, organisations: list[str], why: str) -> None:
    whole = f"Beacon Institute\n\nDigest of members, the third so far, for all of the year.\n\n{text}\n"
    assert _speaks_of(whole, "text.txt") == organisations, why


@pytest.mark.parametrize(
    ("heading", "name", "labelled"),
    [
        ("Provider: Acme", "Acme", True),
        ("3.2 Acme", "Acme", False),
        ("Acme – rating: partly met", "Acme", False),
        ("Acme (met)", "Acme", False),
        ("(b) Case study - Acme Foods", "Acme Foods", True),
        ("Services", "Services", False),
    ],
)
def test_what_stands_beside_names_in_headings(heading: str, name: str, labelled: bool) -> None:
    assert plain_name(heading) == (name, labelled)


def test_a_place_stands_for_the_body_that_a_heading_names() -> None:
    signed = "<p>The ports of Halden, Costa Brel and Vindal have signed.</p>"
    html = f"<h1>Clean Quays Pledge</h1>{signed}" + "".join(
        f"<h2>Port of {name}</h2><p>{name} has one quay. It removed {figure} wrecks.</p>"
        for name, figure in (("Halden", 341), ("Costa Brel", 342))
    )
    assert _speaks_of(html, "page.html") == ["port-of-halden", "port-of-costa-brel"]


def test_what_a_name_that_runs_in_is_may_stand_in_brackets() -> None:
    text = (
        "What members did\n\nArdolo, Brillant and Cordovan sent reports.\n\nArdolo. It removed 341 models."
        "\n\n"
        "Brillant (publisher). It removed 342 models.\n\nCordovan. It removed 343 models.\n"
    )
    assert _speaks_of(text, "digest.txt") == ["ardolo", "brillant", "cordovan"]


def test_columns_of_those_to_whom_reports_went_are_no_actors() -> None:
    html = (
        "<title>Safety report | Ardolo</title><h1>Safety report</h1><p>Ardolo hosts pictures.</p><table>"
        "<tr><th rowspan=2>Quarter<th colspan=2>Reports filed<tr><th>NCMEC<th>Other hotlines"
        "<tr><th>Q1<td>341<td>342</table>"
    )
    assert _speaks_of(html, "page.html") == ["ardolo", "ardolo"]


def test_a_lead_in_that_says_nothing_keeps_what_the_heading_says_of_its_list() -> None:
    page = (
        "<h1>Ardolo: report</h1><h2>What remains to be done</h2><p>Three matters came up in every report:</p>"
        "<ul><li>common plugs;<li>the price of power at night;<li>training.</ul>"
    )
    found = extract(read(page.encode(), "a.html"), snapshot=Snapshot.digest(page.encode()), profile=None)
    kinds = {one.quote.rstrip(";."): one.kind for one in found.records}
    assert kinds == {"common plugs": "gap", "the price of power at night": "gap", "training": "gap"}
