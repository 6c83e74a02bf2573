"""Writes the sample world's PDFs and those of benchmarks/gold: `python samples/make_pdfs.py [--out FOLDER]`.

The same words give the same bytes, so a test can hold the committed files to this script.
"""

from __future__ import annotations

import argparse
import csv
from datetime import datetime
from pathlib import Path

from pdf_pages import Pages

HERE = Path(__file__).resolve().parent


def company_report() -> Pages:
    """Harbourline's yearly report: two columns, footnotes, a small table, a list of what is left to do."""
    pages = Pages(
        title="Child Safety Report 2024",
        running_head="HARBOURLINE",
        running_foot="Child Safety Report 2024",
        date=datetime(2025, 3, 18),
        columns=2,
        page_format=(540, 640),
        notes={
            1: [
                "^1 A report can hold several files. The reports of 2024 held 203,655 files.",
                "^2 The count of accounts closed in 2023 has been restated from 82,300 to 81,600 because "
                "some accounts had been entered twice.",
                "^3 Reports made by hand are counted in the quarter in which they were received.",
            ],
        },
    )
    pages.page_title("Child Safety Report 2024")
    pages.heading("The year in brief")
    pages.paragraph(
        "Harbourline is a mes¬saging service for fami¬lies, schools and clubs. This report covers "
        "January 1 to Decem¬ber 31, 2024 and is our first under the Safety by Design prin¬ciples."
    )
    pages.paragraph(
        "We made 48,210 reports to the Beacon Clearing House.^1 Of these, 46,975 concerned images or "
        "videos and 1,235 concerned grooming. We closed 91,400 ac¬counts for viola¬tions of our child "
        "safety rules, 12% more than in 2023.^2 Hash matching un¬covered 88% of the material that we "
        "reported."
    )
    pages.heading("How the work is done")
    pages.paragraph(
        "Every image posted in a public group is checked against three hash lists before anyone can see "
        "it. Since May 2024 the same check has also covered stickers. A team of 64 mod¬er¬a¬tors reviews"
        " what the systems flag, in nine lan¬guages."
    )
    pages.paragraph(
        "The median time from a user’s report to our de¬cision was 5.4 hours, down from 7.1 hours in "
        "2023. We spent $3.2 million on safety engi¬neering."
    )
    pages.heading("Appeals")
    pages.paragraph(
        "Holders of 6,120 closed accounts ap¬pealed. After a second look by a differ¬ent mod¬er¬a¬tor, "
        "734 of the accounts (12%) were re¬opened. No account that had been closed for sharing abuse "
        "mate¬rial was re¬opened."
    )
    pages.heading("Our commitments")
    pages.paragraph("In 2024 Harbourline:")
    pages.items(
        [
            "ran two red-teaming exercises on its assis¬tant with out¬side experts, who wrote 1,150 test "
            "prompts;",
            "audited the training data of the assistant and found no CSAM in it;",
            "labelled every image that the assistant made, follow¬ing the C2PA stan¬dard;",
            "published its guide for parents in 12 lan¬guages.",
        ]
    )
    pages.paragraph("We publish this report every year.")
    pages.heading("Reports by quarter")
    pages.paragraph(
        "The table shows how many re¬ports we made in each quar¬ter.^3 The third quarter was the "
        "busiest, as children were at home."
    )
    pages.table(
        ["Quarter", "Images and videos", "Grooming", "All"],
        [
            ["January to March", "11,020", "287", "11,307"],
            ["April to June", "11,394", "301", "11,695"],
            ["July to September", "12,736", "344", "13,080"],
            ["October to December", "11,825", "303", "12,128"],
            ["Total", "46,975", "1,235", "48,210"],
        ],
        [0.32, 0.23, 0.25, 0.2],
        size=7.2,
        total=True,
        caption="Reports to the Beacon Clearing House, 2024",
    )
    pages.heading("What is left to do")
    pages.paragraph("The following work has yet to be completed:")
    pages.items(
        [
            "Scanning of group chats and dis¬appear¬ing messages.",
            "Detection of abuse in live video.",
            "A way to report for people who do not have an account.",
            "An inde¬pendent audit of the figures in this report.",
        ]
    )
    pages.paragraph(
        "We do not currently measure how often our systems are wrong, and figures for voice messages are"
        " not avail¬able. Par¬ents have told us that they would lack a clear contact if the help centre "
        "were to close; it will stay open. We have no new progress to report on shar¬ing hashes with "
        "smaller ser¬vices since our 2023 report, because the legal agree¬ment has not been signed."
    )
    pages.heading("Next year")
    pages.paragraph(
        "In 2025 we plan to extend hash matching to video thumb¬nails and to train 20 more "
        "mod¬er¬a¬tors. Our target is a median of four hours."
    )
    pages.heading("What we ask of others")
    pages.paragraph(
        "We ask makers of de¬vices to block known mate¬rial be¬fore it is sent. Law¬makers should let "
        "companies share hashes with one another."
    )
    pages.paragraph("Questions? safety@harbourline.example or +31 20 555 0134.")
    return pages


def _by_provider() -> list[dict[str, str]]:
    with (HERE / "reports-by-provider.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _printed(count: str, mark: str = "") -> str:
    return f"{int(count):,}{mark}" if count else "–"


def _sum(rows: list[dict[str, str]], column: str) -> str:
    return f"{sum(int(row[column] or 0) for row in rows):,}"


def statistics_2023() -> Pages:
    """The clearing house's counts for one year: one figure a provider."""
    pages = Pages(
        title="Reports by Provider 2023",
        running_head="BEACON CLEARING HOUSE FOR CHILD PROTECTION",
        running_foot="Reports by Provider 2023 · © Beacon Clearing House",
        date=datetime(2024, 5, 7),
    )
    rows = [row for row in _by_provider() if row["2023 first printed"]]
    pages.page_title("Reports by Provider 2023")
    pages.paragraph(
        "In calendar year 2023 the Beacon Clearing House received 595,702 reports from 53 providers. A "
        "provider that reports more is not for that reason less safe: it may simply be looking harder."
    )
    pages.paragraph(
        "The Clearing House does not yet count how many reports lead to an arrest, and it has no figures"
        " for services that are not registered."
    )
    pages.table(
        ["Provider", "Reports"],
        [[row["provider"].rstrip("*"), _printed(row["2023 first printed"])] for row in rows]
        + [["Total", _sum(rows, "2023 first printed")]],
        [0.7, 0.3],
        total=True,
        caption="Reports received in calendar year 2023, by provider",
    )
    return pages


def statistics_2024() -> Pages:
    """A year later: two years side by side, two earlier figures restated, long labels, dashes and zeros."""
    pages = Pages(
        title="Reports by Provider 2024",
        running_head="BEACON CLEARING HOUSE FOR CHILD PROTECTION",
        running_foot="Reports by Provider 2024 · © Beacon Clearing House",
        date=datetime(2025, 5, 13),
    )
    rows = _by_provider()
    pages.page_title("Reports by Provider 2024")
    pages.paragraph(
        "In calendar year 2024 the Beacon Clearing House received 656,860 reports from 54 providers, "
        "10.3% more than in 2023. Most of them, 84%, came from social media services. Of all the "
        "reports, 41,207 held too little information to be passed on to a police force."
    )
    pages.paragraph("Since the last edition the Clearing House has:")
    pages.items(
        [
            "opened its hash list to smaller services at no charge;",
            "begun to count reports that involve material made with generative AI.",
        ]
    )
    pages.paragraph(
        "The number of reports that lead to an arrest is still not counted. Providers are encouraged to "
        "name the service on which the material was found."
    )
    pages.table(
        ["Provider", "2023", "2024"],
        [
            [
                row["provider"],
                _printed(row["2023"], "†" if row["2023"] != row["2023 first printed"] else ""),
                _printed(row["2024"]),
            ]
            for row in rows
        ]
        + [["Total", _sum(rows, "2023"), _sum(rows, "2024")]],
        [0.56, 0.22, 0.22],
        total=True,
        space=6,
        caption="Reports received, by provider and calendar year",
    )
    pages.small_print("* Called Stonecurlew until March 2024.")
    pages.small_print("† Restated: reports sent twice were removed, or reports sent late were added.")
    pages.small_print("– Not registered with the Clearing House in that year.")
    return pages


def climate_report() -> Pages:
    """Another field, for benchmarks/gold: members of a climate pledge, one column, sections by member."""
    pages = Pages(
        title="Annual Report 2025",
        running_head="NORTHERN RIVERS CLIMATE PLEDGE",
        running_foot="Annual Report 2025 · www.northern-rivers.example",
        date=datetime(2025, 5, 20),
        page_format=(480, 640),
        notes={1: ["^1 Carbon dioxide equivalent, counted under ISO 14064-1, scopes 1 and 2."]},
    )
    pages.page_title("Northern Rivers Climate Pledge: Annual Report 2025")
    pages.heading("In summary")
    pages.paragraph(
        "Five companies have signed the Northern Rivers Climate Pledge: Alder Steel, Brae Cement, "
        "Cormo¬rant Lines, Fenwick Dairies and Skerry Power. Together they emitted 6.4 million tonnes of"
        " CO2e in 2024, down 9% from 2023.^1 In the same year coal supplied 12% of their power, against "
        "19% in 2020. Members aim to halve emis¬sions by 2030 and to reach net zero by 2040."
    )
    pages.paragraph(
        "Members spent 212 million euros on the pledge in 2024, up from 98 million euros in 2023. The "
        "target of 30% renewable heat by 2024 was missed. Renewable heat stands at 23%."
    )
    pages.heading("Member by member")
    pages.heading("Alder Steel", size=11)
    pages.paragraph(
        "Alder Steel opened an electric furnace at Holm in February 2024, its second. The furnace made "
        "212,000 tonnes of steel in 2024. The company has bought 140 mega¬watts of wind power under "
        "contracts of ten years. It has yet to set a date for closing its last coke oven."
    )
    pages.heading("Brae Cement", size=11)
    pages.paragraph(
        "Brae Cement reports no progress this year, citing the cost of gas. Emis¬sions from its kilns "
        "rose by 2.3% in 2024. It lacks a plan for captur¬ing carbon, and the trial that it announced in"
        " 2022 has stalled."
    )
    pages.heading("Cormorant Lines", size=11)
    pages.paragraph("Since joining, Cormorant Lines reports that it has:")
    pages.items(
        [
            "Fitted 11 ships with rigid sails.",
            "Saved 61,000 tonnes of fuel.",
            "Trained every captain to sail more slowly.",
        ]
    )
    pages.paragraph(
        "Areas that still need work are shore power, which few ports offer; leaks of methane from "
        "engines; and report¬ing by chartered ships."
    )
    pages.heading("Fenwick Dairies", size=11)
    pages.paragraph(
        "All of Fenwick’s dairies now run on renewable heat. Methane from its farms is not measured, and"
        " the farmers’ own figures are missing from this report. Fenwick plans to cut its use of "
        "ferti¬liser by 20% by 2028."
    )
    pages.heading("Skerry Power", size=11)
    pages.paragraph(
        "Skerry Power shut its coal unit at Unst Sound on 30 September 2024. Its wind farms produced 3.1"
        " terawatt-hours in 2024, and between 5% and 7% of that was lost on the way to cus¬tomers. "
        "Skerry’s open points are the same as in the 2024 report, namely battery storage and public "
        "access to its data."
    )
    pages.heading("Emissions")
    pages.table(
        ["Member", "2023", "2024"],
        [
            ["Alder Steel", "1,912,400", "1,804,250"],
            ["Brae Cement", "1,310,900", "1,341,600"],
            ["Cormorant Lines", "842,700", "790,100"],
            ["Fenwick Dairies", "118,350", "97,020"],
            ["Skerry Power", "2,848,650", "2,366,030"],
            ["All members", "7,033,000", "6,399,000"],
        ],
        [0.5, 0.25, 0.25],
        total=True,
        caption="Table 1. Emissions by member, tonnes of CO2e",
    )
    pages.paragraph(
        "No gaps remain in the members’ own data. No member has published a plan for its suppliers. "
        "Without the new power line to the coast, members would lack the power for electric boilers."
    )
    pages.heading("Recommendations")
    pages.items(
        [
            "Governments should bring forward the connec¬tion of ports to the grid.",
            "Banks should lend for heat pumps on the terms they offer for cars.",
        ],
        numbered=True,
    )
    pages.paragraph("We publish this report once a year. The next one appears in May 2026.")
    return pages


DOCUMENTS = {
    "samples/company-report.pdf": company_report,
    "samples/statistics-2023.pdf": statistics_2023,
    "samples/statistics.pdf": statistics_2024,
    "benchmarks/gold/climate-annual.pdf": climate_report,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder to write below")
    options = parser.parse_args()
    for name, make in DOCUMENTS.items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make().output(str(path))


if __name__ == "__main__":
    main()
