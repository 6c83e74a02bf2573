"""Which edition a document is, by its title, datelines and the lines that say when it was published."""

from __future__ import annotations

import pytest

from extractors.issued import document_edition
from extractors.read import read

TOLD = "We removed 400 accounts and hired nine people in the year before last, as told above."


def _edition(text: str, name: str) -> str | None:
    document = read(text.encode(), name)
    return document_edition(document) or (document.modified.isoformat() if document.modified else None)


@pytest.mark.parametrize(
    ("lines", "edition", "why"),
    [
        (
            "The Seam Report\nThe pledge: what five brands report\nPublished in September 2024",
            "2024-09",
            "the third line",
        ),
        ("Figures\n\nPublished: 3 May 2024", "2024-05-03", "a label"),
        ("Figures\n\nPublished: 23/05/2024", "2024-05-23", "a day in figures"),
        ("Figures\n\nLast updated: 14 March 2025", "2025-03-14", "where no other day is told"),
        ("Figures\n\nIssued on 14 March 2025 by the Board", "2025-03-14", "words behind it"),
        ("Acme Trust\nDate: 9 October 2024\nReference 24/61", "2024-10-09", "between other lines"),
        ("Figures\n\nAs at 30 June 2024", "2024-06-30", "as at"),
        ("Figures\n\nStatus: 30 June 2024", "2024-06-30", "status"),
        ("Acme Letter\nVol. 3, No. 2 - Autumn 2024", "2024", "ISO 8601 has no seasons"),
        ("Acme Letter\nSpring 2025, No. 14", "2025", "a season first"),
        ("Acme Letter\nIssue 14 | March 2025", "2025-03", "a numbered issue"),
        ("Acme Transparency Report FY2024", "2024", "a company's own year, where nothing else is told"),
        ("Acme Transparency Report FY24", "2024", "of two digits"),
        ("Acme Annual Report 2023/24", "2024", "the year in which it ends"),
        ("Acme Annual Report 2023-24", "2024", "with a hyphen"),
        ("Acme Transparency Report H1 2025", "2025", "a half year has no ISO date of its own"),
        ("Acme Transparency Report Q3 2024", "2024-07", "a quarter is its first month"),
        ("Figures (June 2025)", "2025-06", "a month in brackets"),
        ("Figures\n2025-06-04", "2025-06-04", "ISO 8601"),
        ("Acme figures\n\nVersion 1.2, 4 June 2025", "2025-06-04", "a version"),
        ("EMBARGOED UNTIL 00:01 4 June 2025\n\nFirms sign", "2025-06-04", "an embargo"),
        ("Release date: June 4, 2025\n\nFirms sign", "2025-06-04", "a release's date"),
        ("For release on 4 June 2025\n\nFirms sign", "2025-06-04", "for release"),
        ("Figures\n\nWe looked at 1 June 2024 to 30 June 2024.", None, "a period"),
        ("Figures\n\nAcme was founded on 4 June 2019 in Lyon.", None, "what happened on a day"),
        ("Figures\n\nComments close on 4 June 2025", None, "a deadline"),
        (
            "BOARD OF AUDIT\n\nReport to Parliament, No. 4 of 2024\n\nSCHOOL MEALS\nFindings, March 2024",
            "2024-03",
            "the month below the title, not the number of the paper",
        ),
        (
            "The Reef Fund\nDigest of reports, spring 2024\nDate of this digest: 7 April 2024  Ref: RF/24/2",
            "2024-04-07",
            "a day says more than a season",
        ),
        ("AUDIT OFFICE\n\nReport 24-07 October 2024", "2024-10", "the number of a paper is no day"),
        ("Tracker of promises\n\nUpdate of November 2024.", "2024-11", "an update of a month"),
        ("Acme Trust\n\nUpdate of the rules, adopted in 2019.", None, "an update of something else"),
        ("Acme Trust\n\nAutumn 2024", "2024", "a season has its year"),
    ],
)
def test_lines_near_the_top_of_a_text(lines: str, edition: str | None, why: str) -> None:
    assert _edition(f"{lines}\n\n{TOLD}\n", "text.txt") == edition, why


@pytest.mark.parametrize(
    ("dateline", "edition"),
    [
        ("DUBLIN, Feb. 11, 2025 /Continental Newswire/ -- ", "2025-02-11"),
        ("LONDON, Sept. 3, 2024 /PRNewswire/ -- ", "2024-09-03"),
        ("SAN FRANCISCO--(BUSINESS WIRE)--March 4, 2025-- ", "2025-03-04"),
        ("SAN FRANCISCO, March 4, 2025--(BUSINESS WIRE)--", "2025-03-04"),
        ("LYON, France, Oct. 09, 2024 (GLOBE NEWSWIRE) -- ", "2024-10-09"),
        ("Geneva, 4 June 2025 — ", "2025-06-04"),
        ("GENEVA (4 June 2025) - ", "2025-06-04"),
        ("4 June 2025, Geneva: ", "2025-06-04"),
        ("STRATHMORE, June 18 2024 (Regional Press Service) - ", "2024-06-18"),
    ],
)
def test_datelines(dateline: str, edition: str) -> None:
    assert _edition(f"FOR IMMEDIATE RELEASE\n\n{dateline}Acme today said that {TOLD}\n", "t.txt") == edition


@pytest.mark.parametrize(
    ("line", "edition"),
    [
        ("Last reviewed: 4 June 2025", "2025-06-04"),
        ("First published 4 June 2025.", "2025-06-04"),
        ("This page was last updated on 4 June 2025.", "2025-06-04"),
        ("The next report follows on 4 June 2025.", None),
    ],
)
def test_lines_at_the_foot_of_a_text(line: str, edition: str | None) -> None:
    assert _edition(f"Figures\n\n{TOLD}\n\n{TOLD}\n\n{TOLD}\n\n{line}\n", "text.txt") == edition


@pytest.mark.parametrize(
    ("html", "edition", "why"),
    [
        (
            f"<h1>Figures</h1><p><time datetime=2025-06-04>June 4</time></p><p>{TOLD}</p>",
            "2025-06-04",
            "time",
        ),
        (f"<h1>Figures</h1><p><em>4 June 2025</em></p><p>{TOLD}</p>", "2025-06-04", "a line in italics"),
        (f"<h1>Figures</h1><p><i>Published in June 2025</i></p><p>{TOLD}</p>", "2025-06", "a month"),
        (f"<h1>Figures</h1><p>Posted by Acme on June 4, 2025</p><p>{TOLD}</p>", "2025-06-04", "a byline"),
        (f"<h1>Figures</h1><p>Last updated on 4 May 2026 by us.</p><p>{TOLD}</p>", "2026-05-04", "updated"),
        (
            f"<h1>Figures</h1><p>Updated on 4 May 2026</p><p>Published in June 2025</p><p>{TOLD}</p>",
            "2025-06",
            "a later change does not move an edition",
        ),
        (f"<h1>Figures</h1><p>Status at 30 June 2024</p><p>{TOLD}</p>", "2024-06-30", "a status"),
        (f"<h1>Newsletter</h1><p>Autumn 2024</p><p>{TOLD}</p>", "2024", "a season"),
        (f"<h1>Report, fiscal year 2024</h1><p>{TOLD}</p>", "2024", "a fiscal year"),
        (
            f"<main><h1>Figures</h1><p>{TOLD}</p></main><footer>Last reviewed: 4 June 2025</footer>",
            "2025-06-04",
            "a footer",
        ),
        (
            f"<h1>Figures</h1><dl><dt>Published</dt><dd>4 June 2025</dd></dl><p>{TOLD}</p>",
            "2025-06-04",
            "a term and its definition",
        ),
        (f"<main><h1>Figures</h1><p>{TOLD}</p></main><footer>© 2019 Acme</footer>", None, "a copyright year"),
    ],
)
def test_lines_of_pages(html: str, edition: str | None, why: str) -> None:
    assert _edition(f"<html lang=en><body>{html}</body></html>", "page.html") == edition, why
