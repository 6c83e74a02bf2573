"""Quantities in running text: unit, basis, coverage, part and whole, and what is no figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.explain import try_sentence
from schemas.records import Metric

from .worlds import days, of


def metrics(sentence: str) -> list[Metric]:
    return [one for one in try_sentence(sentence).records if one.kind == "metric"]


def _figure(one: Metric) -> Any:
    return one.value if one.value is not None else (one.low, one.high)


@pytest.mark.parametrize(
    ("sentence", "figures", "why"),
    [
        ("We removed 300 accounts.", [(300, "accounts")], "the head noun"),
        ("We spent €2.4 million on training.", [(2400000, "EUR")], "a currency"),
        ("One in eight children saw it.", [(12.5, "percent")], "a share in per cent"),
        ("We handled between 300 and 350 calls a month.", [((300, 350), "calls")], "a rate of a range"),
        ("Accounts closed: 640", [(640, "accounts")], "a label and a number"),
        ("We found no banned knives.", [(0, "knives")], "a zero before the object"),
        ("Waiting fell from 26 hours to nine.", [(26, "hours"), (9, "hours")], "the unit told once"),
        ("There are 610,000 data sets on the hub.", [(610000, "data sets")], "a noun of two words"),
        (
            "Acme blocked 412 million scam calls in May.",
            [(412000000, "calls")],
            "a noun that looks like a verb",
        ),
        (
            "The median time was 9 minutes, against 14 in 2023.",
            [(9, "minutes"), (14, "minutes")],
            "once told",
        ),
        (
            "We opened it to smaller services, three of which use it.",
            [(3, "services")],
            "what the relative clause leans on",
        ),
        ("Acme left eight questions unanswered.", [(8, "questions")], "questions that nobody lists"),
        ("Our team doubled to eight.", [(8, "team")], "the level, not the factor"),
        ("Acme removed 700 fine-tuned models.", [(700, "models")], "a hyphen before the noun"),
        (
            "One signatory in three has a map.",
            [(Decimal("33.3333"), "percent")],
            "a ratio round its noun",
        ),
        ("Requests from police: none", [(0, "requests")], "a label and a zero"),
        (
            "We filed 300 reports with NCMEC and a further 20 with Europol.",
            [(300, "reports"), (20, "reports")],
            "a noun left out",
        ),
        ("Of these, 35 concerned media.", [(35, None)], "nothing stands before that it could lean on"),
        (
            "Of the 340 reports, 21 concerned live streams.",
            [(340, "reports"), (21, "reports")],
            "counts reports",
        ),
        (
            "Pell traced 512 callers and sent 488 of these cases on.",
            [(512, "callers"), (488, "cases")],
            "its own noun",
        ),
        ("We must still test older models; there are 54 of them.", [(54, "models")], "the plural before"),
        ("No customer was cut off by mistake.", [(0, "customers")], "a zero that only the parse shows"),
        ("The number of reports fell to 300.", [(300, "reports")], "what is numbered"),
        ("Fines totalling £18 million were imposed.", [(18000000, "GBP")], "a penalty that was imposed"),
        ("Not one letter went unanswered.", [(0, "letters")], "none at all"),
        ("The search turned up no knives.", [(0, "knives")], "a zero behind a verb with a particle"),
        ("No claim has led to a payment.", [], "what is not output needs a verb in the past"),
        ("No appeal has led to a change.", [(0, "appeals")], "output, in the perfect"),
        ("No member was expelled.", [(0, "members")], "a sanction that hit nobody"),
        ("No ministry asked us to close an account.", [(0, "ministries")], "requests that nobody made"),
        ("The fleet shrank from 412 to 388 trucks.", [(412, "trucks"), (388, "trucks")], "told at the end"),
        (
            "It helped 3,140 families last year and 2,870 the year before.",
            [(3140, "families"), (2870, "families")],
            "a time is not what is counted",
        ),
        ("Table 3 shows that 412 sites were seen.", [(412, "sites")], "the number of a table"),
        ("No fewer than 18 farms were closed.", [(18, "farms")], "no zero, but at least"),
        ("Not one of the 42 checks failed.", [(0, "checks"), (42, "checks")], "none of a group"),
        ("Neither of the two appeals was upheld.", [(0, "appeals")], "none of two"),
        ("Nobody was injured at the yards.", [(0, "people")], "harm to nobody"),
        ("In no case was the limit passed.", [(0, "cases")], "a zero that turns the clause round"),
        ("Abroad they sent nothing.", [(0, None)], "nothing, with nothing to lean on"),
        (
            "The count was restated from 82,300 to 81,600 accounts.",
            [(81600, "accounts")],
            "the second figure",
        ),
        ("Nearly 900 sign-ups were stopped.", [(900, "sign-ups")], "a hyphened noun"),
        (
            "Calls on our line averaged roughly 320 a day.",
            [(320, "calls")],
            "what a verb of counting numbers",
        ),
        (
            "Tests for which the mills answer numbered 1,204 in May.",
            [(1204, "tests")],
            "past a clause of its own",
        ),
        ("Our clerks, fourteen in number, work in shifts.", [(14, "clerks")], "in apposition"),
        (
            "It serves 71 stops, twelve more than last year.",
            [(71, "stops"), (12, "stops")],
            "more of the same",
        ),
        ("Fire doors: 388 of 402 now open outwards", [(388, "doors"), (402, "doors")], "a label for both"),
        (
            "Kitchen staff were trained; 46 of 52 hold a licence.",
            [(46, "staff"), (52, "staff")],
            "the noun of the clause before",
        ),
        (
            "It paid $300 for 57 confirmed errors.",
            [(300, "USD"), (57, "errors")],
            "a participle and its noun",
        ),
        ("It released 1.2 TB of tests.", [(Decimal("1.2"), "TB")], "a symbol as it is printed"),
        (
            "Pleas are filed within 72 hours; there were three.",
            [(3, "pleas")],
            "no unit of time, but what there was",
        ),
        ("Sales dropped by 86 per cent.", [(86, "percent")], "the words of the unit are no noun"),
    ],
)
def test_units(sentence: str, figures: list[tuple[Any, str | None]], why: str) -> None:
    assert [(_figure(one), one.unit) for one in metrics(sentence)] == figures, why


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("The pledge aims at 45,000 tonnes by 2030.", "a target"),
        ("The target of 300 schools was missed.", "a target, though it is told in the past"),
        ("We will train 20 moderators.", "a plan"),
        ("We plan to open a hotline and to train 20 moderators.", "the second part of a plan"),
        ("It means to appoint six inspectors.", "a plan in other words"),
        ("A provider can be fined up to 2% of its turnover.", "a penalty"),
        ("A model is refused if more than 5 of its outputs break the rules.", "a condition"),
        ("Its aim is to halve the waste.", "a target with its verb"),
        ("Every firm with more than 50 staff weighs its waste.", "which of them a rule touches"),
        ("An account with more than three strikes is closed for good.", "a rule about any of its kind"),
        ("“I used to get ten letters a day,” a pupil told us.", "what somebody tells of himself"),
        ("It closed the first of the two gaps.", "a group in passing"),
        ("The median age of victims was 14.", "an age told of many"),
        ("Sheet 1 of 3.", "the number of a sheet"),
        ("A farm that gives more than 15 doses gets a visit.", "a rule about any of its kind"),
        ("Services with fewer than 45 million users are exempt.", "whom a law touches"),
        ("Anyone over 16 can join.", "an age"),
        ("Canvas 2 carries a watermark.", "part of a name"),
        ("We trained it before Canvas 2 was built.", "the same inside a sentence"),
        ("The principles have 46 pages.", "parts of a document"),
        ("The Observatory (registered charity 1193374) follows promises.", "a number in a register"),
        ("Helplines: 116 111 (children), 116 000 (missing children).", "telephones"),
        ("Ask at 12 Quay Street or on 020 7946 0133.", "an address"),
        ("The third-party tool is new.", "part of a word"),
        ("They were entered twice.", "twice is no figure of anything"),
        ("All eight companies answered.", "a group that the reader knows"),
        ("The four companies answered.", "so is this"),
        ("Two signatories, Bolt and Crane, sent in a plan.", "a headcount that is spelt out"),
        ("None of the companies answered.", "that nobody did something is a gap"),
        ("We brought in two-person sign-off for disclosures.", "a word that a number only opens"),
        ("It keeps no records of broken phones.", "what it lacks is no count"),
        ("No report was received from Acme.", "so is an answer that never came"),
        ("They were published on one forum.", "one as an article"),
        ("Not a single travel platform has signed.", "that no actor did something is a gap"),
        ("None of that helps anybody.", "a pronoun that counts nothing"),
        ("No firm asked its customers.", "a firm that failed to ask"),
        ("This stock-take looks at what three of them have reported.", "a report about itself"),
        ("Green Pact 2023 | 1", "a running line"),
        ("They set two objectives, namely fewer than 25 deaths and a share of 80%.", "what is aimed at"),
        ("Small boats, under eight metres, carry no tracker.", "a bound between commas"),
        (
            "Crates of less than 10 kilos a year are disregarded, as are jars.",
            "a participle in other clothes",
        ),
        ("Photographs: see folder 4.", "the number of a folder"),
        ("The mill has no outside partners and receives no public money.", "how things are, not a count"),
        ("Rates are per 1,000 households.", "the base of a rate"),
        ("Boats of less than 12 metres are left out.", "what a count leaves out"),
        ("A spill is counted where the loss exceeds EUR 300.", "what makes a case"),
        ("Posts by accounts with under 20 followers go unread.", "which of them is meant"),
        ("None of the docks can take a ferry carrying more than 900 cars.", "a bound on any of a kind"),
        ("The permitted level for nitrate is 50 milligrams per litre.", "a limit"),
        ("The Act allows a landlord 14 days to reply.", "what a law gives"),
        ("Subscriptions fall due in May (EUR 60 for schools, EUR 900 for firms).", "a fee"),
        ("The mill hoped for a 20% cut by 2023.", "a hope"),
        ("The plan is organised around six themes.", "the parts of something"),
        ("Each firm filled in a questionnaire of 32 questions.", "the parts of a form"),
        ("It signs the 300 most used libraries.", "the size of a selection"),
        ("We promised an answer within two working days.", "a limit of time"),
        ("The baker starts at four in the morning.", "a time of day"),
        ("Few know who works three tiers down.", "a place in a chain"),
        ("The rule holds for models that took more than 10^24 operations.", "the parts of a power"),
        ("All tier-one mills were visited.", "the end of a word"),
        ("A complaint that names several shops is one complaint.", "how they are counted"),
        ("A dash means that no sample was taken.", "what a sign means"),
        ("It wrote to the makers of two that sell well, Plum and Tarn.", "counted, then named"),
        ("It audited three ports – Holm, Vik and Strand – in spring.", "the same between dashes"),
        ("The largest of the four, Holm, answered.", "a group that is named again"),
        ("We have talked about ninety per cent for years.", "what is only spoken of"),
        ("Acme sends one a year.", "one as a pronoun"),
        ("What follows rests on three of those letters.", "of the report itself"),
        ("Our Paper Is Printed on Card in Two Colours", "a headline in capitals"),
        ("The letter is printed on paper with 80% recycled fibre.", "what it is printed on"),
        ("Tarn Trust, P.O. Box 2210, Holm.", "an address"),
        ("Press: Ana Holt, (415) 555-0100, ana@tarn.example", "a telephone of America"),
        ("Also on our pages: “12 lost rivers”.", "a teaser"),
        ("Subject: Letter 12 | Who paid?", "the head of a letter"),
        ("You can support us with EUR 8 a month.", "a donation asked for"),
        ("You get this letter as one of 2,100 readers.", "a word to readers"),
        ("“Edible” as judged by two cooks.", "what a word is to mean"),
    ],
)
def test_what_is_no_figure(sentence: str, why: str) -> None:
    assert [one.printed for one in metrics(sentence)] == [], why


@pytest.mark.parametrize(
    ("sentence", "basis", "coverage", "why"),
    [
        ("In 2023 we removed 300 accounts.", "period", days("2023-01-01", "2023-12-31"), "its own period"),
        ("We remove 300 accounts a month.", "rate", None, "a rate has no coverage"),
        ("Since joining we have removed 300 accounts.", "cumulative", None, "a total so far"),
        ("We removed 300 accounts to date.", "cumulative", None, "likewise"),
        (
            "We have frozen 300 accounts since October 2025.",
            "cumulative",
            days("2025-10-01", None),
            "with a date",
        ),
        (
            "As of 31 December 2024, 312 schools had joined.",
            "cumulative",
            days(None, "2024-12-31"),
            "up to a day",
        ),
        (
            "Since 2021 we have reported more than 70,000 posts.",
            "cumulative",
            days("2021-01-01", None),
            "more than is no comparison with another time",
        ),
        (
            "As of 31 December 2024, the desk had 46 analysts.",
            "point",
            days(None, "2024-12-31"),
            "what there is on a day",
        ),
        ("At 30 June it covered 218 factories.", "point", None, "what there is on a day of no year"),
        ("On 31 December 2024 it held 214 hashes.", "point", None, "a stock on a day"),
        ("On 3 May we removed 300 models.", "unspecified", None, "a deed on a day is no stock"),
        (
            "Acme signed in 2022 and has since closed 214 accounts.",
            "cumulative",
            None,
            "the date of another deed",
        ),
        (
            "Figures for 2024 have been restated to leave out 2 shops.",
            "unspecified",
            None,
            "what is restated",
        ),
        ("100% of datasets are audited.", "point", None, "an undated share"),
        ("We removed 300 accounts.", "unspecified", None, "an undated count"),
        ("Founded in 2012, we closed 300 accounts.", "unspecified", None, "the date of something else"),
        ("We set aside €300,000 for implementation in 2026.", "unspecified", None, "a planned event's"),
        (
            "Holm has fitted nine quays and opened a yard in February 2025.",
            "unspecified",
            None,
            "the month of the next deed",
        ),
        (
            "A plan was ready in May 2025 and all 118 guards have been trained.",
            "unspecified",
            None,
            "the month of another clause",
        ),
        ("In May 2025 we opened a desk, where 15 clerks work.", "unspecified", None, "of another place"),
        ("A poll held for us in May 2025 found that 38% of users agree.", "point", None, "when it was asked"),
        ("An audit of all 96 trains was finished in May 2025.", "unspecified", None, "when it was done"),
        (
            "In May 2025 12 audits were held.",
            "period",
            days("2025-05-01", "2025-05-31"),
            "the audits themselves",
        ),
        (
            "Results for 2021 were withdrawn because three ports had erred.",
            "unspecified",
            None,
            "of figures withdrawn",
        ),
        (
            "Refusals stood at 77 at the end of 2024.",
            "point",
            None,
            "a stock at an end",
        ),
        ("Sixty firms were members at the end of the year.", "point", None, "a stock at the end of the year"),
        ("Forty tasks were open at the start of the review.", "point", None, "a stock at a beginning"),
        (
            "Leaks fell to 64 litres per day in 2024.",
            "rate",
            days("2024-01-01", "2024-12-31"),
            "a rate of a period told right behind it",
        ),
        (
            "We took 900 calls in 2024, or some 3 a day.",
            "period",
            days("2024-01-01", "2024-12-31"),
            "a count",
        ),
    ],
)
def test_time(sentence: str, basis: str, coverage: object, why: str) -> None:
    first = metrics(sentence)[0]
    assert (first.basis, first.coverage) == (basis, coverage), why


@pytest.mark.parametrize(
    ("sentence", "rates", "why"),
    [
        ("Towns bin about 7 million tonnes of food a year.", [(7000000, "tonnes", "year")], "past a mass"),
        (
            "Each year 60 volunteers clean 200 km of coast.",
            [(60, "volunteers", "year"), (200, "km", "year")],
            "told at the start",
        ),
        (
            "In each year since 2020 we closed 50 shops.",
            [(50, "shops", None)],
            "not at the start, in the past",
        ),
        ("We closed 50 of them within a day.", [(50, None, None)], "within a day is no rate"),
        (
            "Thirty-nine sites now publish their water use every month.",
            [(39, "sites", None)],
            "how often the counted do something",
        ),
        ("It audits 100% of its meters each year.", [(100, "percent", None)], "the whole, how often"),
        ("It trains 200 guides every month.", [(200, "guides", "month")], "what is counted in each"),
        (
            "It used 1.3 litres per kilowatt-hour.",
            [(Decimal("1.3"), "litres", "kilowatt-hour")],
            "as printed",
        ),
        ("The code was used 1,450 times a day.", [(1450, "times", "day")], "too often for a cadence"),
        (
            "Crashes numbered 1.9 per million vehicle kilometres, against 2.2 in 2023.",
            [
                (Decimal("1.9"), "crashes", "million vehicle kilometres"),
                (Decimal("2.2"), "crashes", "million vehicle kilometres"),
            ],
            "a scale word in the base, and the rate it is held against",
        ),
    ],
)
def test_rates(sentence: str, rates: list[tuple[Any, str | None, str | None]], why: str) -> None:
    assert [(one.value, one.unit, one.per) for one in metrics(sentence)] == rates, why


@pytest.mark.parametrize(
    ("html", "unit", "why"),
    [
        (
            "<p>Four providers hold data on 580,000 pupils. Two have a privacy officer.</p>",
            "providers",
            "who has",
        ),
        ("<p>The firms sent 11 reports. A shield for witnesses exists at two.</p>", "firms", "where it is"),
        ("<p>It lists banned phones by make. In May it barred over 900.</p>", "phones", "what is told of"),
        (
            "<p>Inspectors saw 40 shops. In 12 of them, knives lay open.</p>",
            "shops",
            "a preposition is no name",
        ),
        ("<p>Inspectors saw 40 shops. Eight sold to our testers.</p>", "shops", "a verb right behind it"),
        ("<p>The line took 900 calls, of which 310 concerned children.</p>", "calls", "of which"),
        ("<p>We had 58 tasks. Of the others, 19 are under way.</p>", "tasks", "of the others"),
    ],
)
def test_a_bare_number_leans_on_the_sentence_before(html: str, unit: str, why: str) -> None:
    assert of(html, "metric")[-1].unit == unit, why


def test_each_figure_takes_the_period_that_stands_nearest() -> None:
    (before, after) = metrics("The share of glass rose from 12% in 2022 to 17% in 2024.")
    assert (before.coverage, after.coverage) == (
        days("2022-01-01", "2022-12-31"),
        days("2024-01-01", "2024-12-31"),
    )
    (old, new) = metrics("We removed 710 posts in May 2023, against 680 in May 2024.")
    assert (old.coverage, new.coverage) == (
        days("2023-05-01", "2023-05-31"),
        days("2024-05-01", "2024-05-31"),
    )
    months = metrics("We blocked 9,000 accounts in January, 8,500 in February and 7,900 in March 2024.")
    assert [one.coverage.start.month for one in months if one.coverage and one.coverage.start] == [1, 2, 3]


def test_a_comparison_has_its_own_period_and_what_follows_it_that_of_the_sentence() -> None:
    made = metrics(
        "Holm gave 900 tonnes in the twelve months to June 2025, up from 700 in the twelve before, "
        "and sold 30 tonnes."
    )
    assert [one.coverage for one in made] == [
        days("2024-07-01", "2025-06-30"),
        days("2023-07-01", "2024-06-30"),
        days("2024-07-01", "2025-06-30"),
    ]
    (now, before) = metrics("Leaks came to 64 tonnes in 2024, from 71.5 the year before.")
    assert (now.coverage, before.coverage) == (
        days("2024-01-01", "2024-12-31"),
        days("2023-01-01", "2023-12-31"),
    )


def test_a_clause_without_a_verb_shares_the_period_before_it() -> None:
    made = metrics("Captions reached 99% of hours between May and July 2025; sign language, 14%.")
    assert [one.coverage for one in made] == [days("2025-05-01", "2025-07-31")] * 2


@pytest.mark.parametrize(
    ("first", "second", "coverage", "why"),
    [
        (
            "During 2024 the mills paid £61 million, up from £40 million in 2023.",
            "The money reached 214,000 people that year.",
            days("2024-01-01", "2024-12-31"),
            "that year: the one told first",
        ),
        (
            "By the end of 2025 they had cut 900 tonnes.",
            "In that year they lost 300 tonnes.",
            days("2025-01-01", "2025-12-31"),
            "that year: the one a total runs to",
        ),
        (
            "In 2024 the ports had 40 ships.",
            "Together they burned 900 tonnes.",
            days("2024-01-01", "2024-12-31"),
            "together: of the same time",
        ),
        ("By the end of 2023 it had cut 90 tonnes.", "Sugar is down by 13%.", None, "how it stands"),
    ],
)
def test_the_period_of_the_sentence_before(first: str, second: str, coverage: object, why: str) -> None:
    assert of(f"<h1>Holm</h1><p>{first} {second}</p>", "metric")[-1].coverage == coverage, why


def test_a_heading_of_the_year_gives_its_period() -> None:
    made = of(
        "<h1>Review 2023</h1><h2>Milestones of the year</h2><ul><li>The fund gave 37 grants.</li></ul>",
        "metric",
    )
    assert [(one.basis, one.coverage) for one in made] == [("period", days("2023-01-01", "2023-12-31"))]


def test_the_half_year_before_is_that_of_the_report() -> None:
    made = of(
        "<h1>Report</h1><p>This report covers what we did between January and June 2025.</p>"
        "<p>We sent 300 reports. The tally was 200 in the half-year before.</p>",
        "metric",
    )
    assert [(one.value, one.unit, one.coverage) for one in made] == [
        (300, "reports", days("2025-01-01", "2025-06-30")),
        (200, "reports", days("2024-07-01", "2024-12-31")),
    ]


@pytest.mark.parametrize(
    ("html", "parts", "why"),
    [
        ("<p>We found 300 prompts, with 100 indicating abuse.</p>", [None, 0], "with"),
        ("<p>We tested 1,200 models, 37 of which were refused.</p>", [None, 0], "of which"),
        ("<p>The fund paid EUR 4 million, 1.1 million of it in grants.</p>", [None, 0], "of a sum"),
        ("<p>Keeping it cost EUR 900. Gifts paid for 70% of that.</p>", [None, 0], "an amount"),
        (
            "<p>The sign was shown 900 times, and in 40% of cases the driver slowed.</p>",
            [None, 0],
            "of cases",
        ),
        ("<p>We read 400 letters and found that 93% gave a name.</p>", [None, 0], "a share of those read"),
        ("<p>It took down 640 films. It had seen 97% of films within a day.</p>", [None, 0], "named again"),
        ("<p>It sent 640 letters, compared with 310 in 2023.</p>", [None, None], "the same of another year"),
        ("<p>It printed 12 maps, nine of them new, and paid $310 for ink.</p>", [None, 0, None], "an aside"),
        (
            "<p>We had 300 reports; 180 were about videos and 120 about chats.</p>",
            [None, 0, 0],
            "a verb alone",
        ),
        ("<p>We had 300 reports. Of these, 180 concerned videos.</p>", [None, 0], "across a full stop"),
        ("<p>Around 230 of the 500 accounts were restored.</p>", [1, None], "the whole comes second"),
        (
            "<p>Eleven countries sent us 298 requests. We disclosed data in answer to 233 of them.</p>",
            [None, None, 1],
            "of what there is enough of",
        ),
        ("<p>We had 300 reports (12% of them late).</p>", [None, 0], "a share of it"),
        ("<p>Wren closed 300 accounts; Lumo closed 85.</p>", [None, None], "somebody else's"),
        ("<p>We had 300 videos; 88 were removed, 12 were restored.</p>", [None, 0, 0], "one after the other"),
        ("<p>The number of reports rose from 200 to 300.</p>", [None, None], "a rise"),
        ("<p>We closed 300 accounts and a further 120 channels.</p>", [None, None], "no part"),
        ("<p>Of the 1,240 hotels, 980 replied; 112 refused.</p>", [None, 0, 0], "the whole told first"),
        ("<p>Waiting took 9 days, compared with 5 days in 2023.</p>", [None, None], "no part, though with"),
        ("<p>It helped 40 towns last year and 30 the year before.</p>", [None, None], "another time"),
        ("<p>Pleas: 1,204 (2023: 1,177)</p>", [None, None], "the same of another year"),
        ("<p>We had 48 orders: 41 to remove and 7 to inform.</p>", [None, 0, 0], "they add up"),
        ("<p>Wren closed 48 shops, 30 offices and 17 kiosks.</p>", [None, None, None], "they do not"),
        ("<p>90 pleas came in, resulting in the return of 70 cars.</p>", [None, 0], "what came of it"),
        ("<p>The mill had 90 pleas. It complied with 64 of them.</p>", [None, 0], "with so many of them"),
        ("<p>Tests numbered 300, and 99% met the norm.</p>", [None, 0], "a share of the clause before"),
        ("<p>We had 900 notices. Action was taken on 300.</p>", [None, 0], "acted on"),
        (
            "<p>Ramps exist at 141 of 188 stops; work on 12 of the 141 is done.</p>",
            [1, None, 0],
            "of one told",
        ),
        ("<p>Fire doors: 388 of 402 now open.</p>", [1, None], "of a number alone"),
    ],
)
def test_part_and_whole(html: str, parts: list[int | None], why: str) -> None:
    made = of(html, "metric")
    ids = [one.id for one in made]
    assert [None if one.part_of is None else ids.index(one.part_of) for one in made] == parts, why


def test_who_did_what_to_whom() -> None:
    (first, second) = metrics(
        "Civitai detected and reported 2 instances of grooming and over 100 images to NCMEC."
    )
    assert (first.unit, first.object, first.recipient) == ("instances", "instances of grooming", "NCMEC")
    assert (second.unit, second.comparator, second.recipient) == ("images", ">", "NCMEC")


def test_a_share_of_them_is_one_of_the_things_told_before() -> None:
    made = of(
        "<p>Sellers have had to name an agent. By the end of June 87% of them had done so.</p>", "metric"
    )
    assert [(one.value, one.object) for one in made] == [(87, "sellers")]


def test_a_share_in_words_gives_way_to_its_count_in_brackets() -> None:
    made = metrics("We had 212 pleas, fewer than half of which (96) came late.")
    assert [one.value for one in made] == [212, 96]


def test_a_figure_told_before_is_not_told_again() -> None:
    made = of("<p>We had all 40 datasets audited. In 95% of the 40 datasets nothing was found.</p>", "metric")
    assert [one.printed for one in made if one.value == 40] == ["40"]
    again = of("<p>Ramps exist at 141 of 188 stops; work on 12 of the 141 was finished.</p>", "metric")
    assert [one.value for one in again] == [141, 188, 12]
