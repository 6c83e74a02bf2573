"""Which figures are parts of others: "of these, 152", "388 of 402", "48 orders: 41 to remove, 7 to tell"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.candidates import Candidate, Statement
from extractors.counted_phrase import CountedPhrase
from schemas.quantities import Quantity

LABEL = re.compile(r"^([^:]{3,80}?)\s*(?::|\.{4,}|…{2,})\s*$")
"""What stands before a figure as its name: "Accounts closed: 640"."""
OF_THE = re.compile(r"(?i)\s*of\s+(?:(?:the|its|our|their|all)\s+)?(?:more\s+than\s+|some\s+|about\s+)?")
_A_FURTHER = re.compile(r"(?i)\b(?:a\s+further|another|an?\s+additional|plus)\s+$")
_COMPARED = re.compile(r"(?i)\b(?:to|from|than|at|by|versus|against|(?:compared|comparison)\s+with)\s+$")
_PART_BEFORE = re.compile(
    r"""(?ix)(?:
      \bof\s+(?:these|those|them|which|whom|that)\b(?:[^.;,]|,\s+or\b){0,40}
    | \bof\s+(?:these|those|them|which|whom|that)\b(?:\s+[a-z-]+){0,3},\s+(?:[a-z]+\s+(?:than\s+)?)?
    | \bof\s+the\s+(?:others?|rest|remainder)\b[^.;]{0,10}
    | ,\s+(?:resulting\s+in|leading\s+to|granting|upholding)\b[^.;,]{0,60}
    | \bincluding\s+ | (?<!compared\s)(?<!comparison\s)\bwith\s+ | \bthe\s+other\s+
    | \bamong\s+(?:them|these|which)\b[^.;]{0,20}
    | \bof\s+that\s+[\w\s]{0,40}\(
    )$"""
)
_OF_OPENS = re.compile(
    r"(?i)\W*of\s+(?:(?:the|our|its|their|these|those|all)\s+)?(?:(?:some|about|roughly|nearly)\s+)?"
)
"""Opens a sentence with the whole: "Of the 1,240 hotels, 980 replied"."""
_BEFORE_BEHIND = re.compile(
    r"(?i)\s+(?:of\s+)?(?:the|a|last)\s+(?:\w+\s+)?(?:year|quarter|month|half-?year|period|week)\b"
)
_YEAR_LABEL = re.compile(r"\b(?:19|20)\d\d:?\s*$")
_OF_IT = r"of\s+(?:it|this|that)\b(?=[.,;]|\s+(?:was|were|is|are|went|came|had|in|for|to|on)\b)"
"""Behind a part of a sum or an amount: "around 28% of this was recycled"."""
_OF_THEM = re.compile(rf"(?i)\s*(?:of\s+(?:these|those|them|which|whom)\b(?!\s+[a-z]+s\b)|{_OF_IT})")
_WITH = re.compile(r"(?i)\b(?:with|including)\s+$")
"""Only within a sentence do these words make a part: "with 100 showing"."""
_PART_AFTER = re.compile(
    r"(?i)^\s*(?:\(\d+\)\s*)?(?:[\w-]+\s+){0,2}"
    r"of\s+(?:these|those|them|which|whom)\b"
    rf"|^\s*(?:per\s+cent\s+|percent\s+)?{_OF_IT}"
)
_THAN = re.compile(r"(?i)\bthan\b[^,;]*$")
_OTHER_TIME = re.compile(
    r"(?i)\b(?:in|than|from|since)\s+(?:19|20)\d\d\b|\b(?:before|previous|earlier|last\s+(?:year|quarter)|a\s+year\s+ago)\b"
)
_ACTED_ON = re.compile(
    r"(?i)\b(?:taken|acted|given)\s+(?:on|in)\s+$|\b(?:upheld|granted|refused|rejected|settled)\s+in\s+$"
)
_SHARE_ACTS = re.compile(
    r"(?i)\s*(?:had|were|was|met|came|went|led|said|told|got|gave|chose|found|felt|knew|thought|to\s+be|[a-z]{3,}ed)\b"
)
"""Behind a share that a clause opens with: "..., and 99% met the standard"."""
_CLAUSE_OPENS = re.compile(r"(?:,|;|\band|\bthat|\bfound)\s+(?:only\s+|some\s+|about\s+|nearly\s+)?$")
_OF_CASES = re.compile(r"(?i)\s+of\s+(?:the\s+|all\s+)?(?:cases|instances|occasions)\b")
"""Behind a share of what was counted before: "the warning was shown 900 times, and in 40% of cases"."""
_OF_NAMED = re.compile(
    r"(?i)\s+of\s+(?:(?:the|these|those)\s+)?(?P<noun>[a-z]+s)\b(?!\s+(?:for|from|about|to|on|with|that|who|which|whose|aged)\b)"
)
_LIST_OPENS = re.compile(r"[:,(–—]")
_NO_NOUN = re.compile(r"(?i)\s*(?:$|[.,;)]|(?:in|the|a|before|earlier|during)\b)")


def whole_of(
    statement: Statement,
    quantity: Quantity,
    phrase: CountedPhrase,
    made: Sequence[Candidate],
    before: Sequence[Candidate],
) -> Candidate | None:
    """The metric that this figure is a stated part of."""
    counts = [one for one in made if one.fields["unit"] != "percent"]
    wholes = [one for one in counts if one.part_of is None] or counts
    head, tail = statement.text[: quantity.start], statement.text[quantity.end :]
    stands_alone = phrase.unit is None and phrase.stands_alone
    if made and head.rstrip().endswith("(") and quantity.unit_kind == "percent":
        return made[-1].part_of or made[-1]
    if counts and quantity.unit_kind == "percent" and _SHARE_ACTS.match(tail) and _CLAUSE_OPENS.search(head):
        return counts[-1].part_of or counts[-1]
    named = _named_whole(quantity, tail, counts, before)
    if named is not None:
        return named
    said = _PART_BEFORE.search(head) or _PART_AFTER.match(tail)
    compared = _COMPARED.search(head) and not quantity.zero_words
    if _A_FURTHER.search(head) or (compared and not said):
        return None
    if stands_alone and (_YEAR_LABEL.search(head) or _BEFORE_BEHIND.match(tail)):
        return None  # the same of another time
    if _opens_with_whole(statement, quantity, counts) and (
        len(made) == 1 or stands_alone or phrase.is_measure
    ):
        return counts[0]
    if wholes and (said or stands_alone):
        holding = next((one for one in reversed(wholes) if _can_hold(one, quantity)), None)
        if holding is None and not said:
            over = wholes[-1].part_of
            return over if over is not None and _can_hold(over, quantity) else None
        whole = holding or wholes[-1]
        another = phrase.subject_start > whole.fields["at"] - statement.start
        return whole if said or not another else None
    if said and before and not counts and (_OF_THEM.match(tail) or not _WITH.search(head)):
        wholes = [one for one in before if one.fields["unit"] != "percent"] or list(before)
        whole = next((one for one in wholes if _can_hold(one, quantity)), wholes[0])
        return whole.part_of or whole
    return None


def _named_whole(
    quantity: Quantity, tail: str, counts: Sequence[Candidate], before: Sequence[Candidate]
) -> Candidate | None:
    """The count that a share names again: "It took down 640 films. 97% of films were seen by nobody"."""
    if quantity.unit_kind != "percent":
        return None
    if counts and _OF_CASES.match(tail):
        return counts[-1].part_of or counts[-1]
    match = _OF_NAMED.match(tail) if quantity.value != 100 else None
    told = [*before, *counts]
    return next(
        (one for one in reversed(told) if match and one.fields["unit"] == match["noun"].lower()), None
    )


def _opens_with_whole(statement: Statement, quantity: Quantity, counts: Sequence[Candidate]) -> bool:
    """Whether the sentence begins with the whole: "Of the 1,240 hotels, 980 replied"."""
    opens = _OF_OPENS.match(statement.text)
    if opens is None or not counts or quantity.unit_kind not in ("count", "percent"):
        return False
    return opens.end() == counts[0].fields["at"] - statement.start and _can_hold(counts[0], quantity)


def is_part(statement: Statement, quantity: Quantity, phrase: CountedPhrase, whole: Candidate) -> bool:
    """Whether a number without a noun of its own is a part of the count that it leans on: "We met 388",
    "Nine came from governments". A level of another time is none: "in 2020 it was 71".
    """
    if quantity.unit_kind != "count" or not phrase.stands_alone or not _can_hold(whole, quantity):
        return False
    if (
        quantity.zero_words
        and quantity.printed.lower().startswith("no")
        and quantity.printed.lower() != "none"
    ):
        return False  # "Courts sent nothing"
    head = statement.text[: quantity.start]
    if _OTHER_TIME.search(statement.text) or _COMPARED.search(head) or _THAN.search(head):
        return False
    if phrase.subject_start > whole.fields["at"] - statement.start >= 0:
        return False  # "A closed 640; B closed 85"
    return (
        phrase.is_argument
        or _ACTED_ON.search(head) is not None
        or LABEL.match(statement.text[: quantity.start]) is not None
    )


def _can_hold(whole: Candidate, part: Quantity) -> bool:
    """ "Eleven countries sent 298 requests. We answered 233 of them": not of the countries."""
    value = whole.fields["value"]
    return value is None or part.value is None or bool(value >= part.value)


def take_from(part: Candidate, whole: Candidate) -> None:
    """ "388 of 402": the first is a part of the second, and both count the same."""
    part.part_of, whole.part_of = whole, None
    if part.fields["unit"] != "percent":
        part.fields["unit"] = whole.fields["unit"] = whole.fields["unit"] or part.fields["unit"]
    part.fields["unit"] = part.fields["unit"] or whole.fields["unit"]


def tie_sums(made: Sequence[Candidate], statement: Statement) -> None:
    """Counts behind a colon or a comma that add up to the count before it are its parts: "48 orders: 41 to
    remove and 7 to inform".
    """
    counts = [one for one in made if one.fields["unit"] != "percent" and one.fields["value"] is not None]
    for at, whole in enumerate(counts[:-2] if len(counts) > 2 else []):
        parts, total = [], Decimal(0)
        for one in counts[at + 1 :]:
            parts.append(one)
            total += one.fields["value"]
            if total >= whole.fields["value"]:
                break
        begin, end = whole.fields["at_end"] - statement.start, parts[0].fields["at"] - statement.start
        told = _LIST_OPENS.search(statement.text, begin, end) is not None
        if told and len(parts) > 1 and total == whole.fields["value"] and whole.part_of is None:
            for one in parts:
                one.part_of, one.fields["unit"] = whole, whole.fields["unit"]


def share_rate(one: Candidate, last: Candidate, text: str, quantity: Quantity) -> None:
    """A bare number that a rate is held against is told at the same rate: "1.9 per hour, against 2.2"."""
    rate = last.fields["per"]
    if rate is None or quantity.per or quantity.unit_kind != "count":
        return
    if _COMPARED.search(text, 0, quantity.start) and _NO_NOUN.match(text, quantity.end):
        one.fields |= {
            "per": rate,
            "unit": last.fields["unit"],
            "object": last.fields["object"],
            "basis": "rate",
        }
