"""Figures that say which things are meant or what is laid down, and those of that shape that tell a fact."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.read import read

NO_METRICS = {
    "which of a kind, with": "The pledge is open to hotels with at least 40 rooms.",
    "which of a kind, an adjective": "Gauges have been fitted to all boreholes deeper than 30 metres.",
    "which of a kind, of": "The check does not extend to files of less than one gigabyte.",
    "or more": "Large shops, in law those with 45 million or more customers, report apart.",
    "only above": "Some duties apply only above 700,000 monthly users.",
    "need not": "Uses below 5 cubic metres a day need not be stated.",
    "once so many": "The shop locks an account once two neighbours have complained.",
    "margin of error": "The margin of error is 3.5 percentage points at a confidence level of 95%.",
    "confidence interval": "The rate is a sample's, and its 95% confidence interval stands in the annex.",
    "a factor": "Weights are turned into litres by multiplying by 2.5.",
    "a definition by a bound": "The Fund defines need as spending more than 10% of income on heat.",
    "an example of a limit": "It sets maximum levels, for instance 1.1 g of salt.",
    "a fee": "There is a joining fee of EUR 2,500.",
    "what members pay": "Members pay EUR 5,000 a year.",
    "what a breach may cost": "The law has a ceiling, with fines of up to 15,000 euros.",
    "a cut where somebody fails": "The state cuts its share by up to 1% where a county does not comply.",
    "a judgement": '"Nine percent is a start and no more than that," said the chair.',
    "a figure of speech": '"We have 60 million reasons a day to get this right."',
    "an order to the reader": '"Check 500 parcels a day and you would still be behind," says a clerk.',
    "a definition without a verb": "The time by which half of all letters have received an answer.",
    "a zero in a definition": "A prompt for which no picture was returned.",
    "a reading time": "Reading time: 5 minutes | Share | Print",
    "comments": "214 comments",
    "other issues": "Previous issues: No. 4 (October 2024), 12 lessons",
    "more from us": 'Also from us: "1,000 notices, one afternoon"',
    "an annex": "Annex 2: 12 questions often asked.",
    "a street": "Harbour Trust, Rue du Moulin 81, 1050 Brussels.",
    "the unit of a table": "Thousands of cubic metres",
    "a number in a name": "Arcadia Nine did not have to report.",
    "quarters": "Figures for the last two quarters are shown below.",
    "a target in halves": "Mills undertake to cut their waste by half between 2020 and 2030.",
    "a request of others": "The scheme asks a shop to halve its waste by 2030.",
    "what somebody lacks": "It relies on the guards of its landlord and has none of its own.",
    "what nobody does": "None of them checks the age of buyers by other means.",
    "none to tell of": "Asked about changes, it said that there were none to mention.",
    "no result": "no result supplied",
}

METRICS = {
    "held more than": ("Between them the banks hold records of more than 580,000 pupils.", [580000]),
    "attended by more than": ("It held open days, attended by more than 300 people.", [300]),
    "up to so long": ("Staff work with a delay of up to nine minutes.", [9]),
    "fewer than half": ("A parcel that comes back is noticed in fewer than half of cases.", [50]),
    "longer sentences keep their verb": (
        "The list that we share with shops grew by 31,500 entries.",
        [31500],
    ),
    "who sent nothing": ("Eight members sent nothing, among them some of the largest.", [8]),
    "none that it gave": ("We were asked for letters nine times and gave none.", [9, 0]),
    "none to whom it happened": ("The utility disconnected no registered customer in the year.", [0]),
    "money spent": ("Members paid 1.2 million euros into a fund.", [1200000]),
    "things of which a share is taken": ("Its audits have covered 9 of 14 plants.", [9, 14]),
    "actors of which a share is taken": (
        "Two of the six banks answered late, and three of the six did not.",
        [2, 3],
    ),
}


def figures(text: str) -> list[float]:
    """The values of the metrics of a text that stands below a sentence of prose."""
    note = f"Acme Trust\n\nAcme Trust writes about what it saw during the year and since then.\n\n{text}\n"
    records = extract(read(note.encode(), "note.txt"), snapshot="0" * 64).records
    return [float(one.value) for one in records if one.kind == "metric" and one.value is not None]


@pytest.mark.parametrize("text", NO_METRICS.values(), ids=NO_METRICS.keys())
def test_that_it_is_no_fact(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(("text", "values"), METRICS.values(), ids=METRICS.keys())
def test_that_it_is_one(text: str, values: list[float]) -> None:
    assert figures(text) == values
