"""Numbers that tell a time: clock times, dates and years, ages, cadences, durations."""

from __future__ import annotations

from extractors.quantity.mentions import HYPHENS, Sense
from extractors.quantity.surroundings import Surroundings
from extractors.quantity.vocabulary import Unit

Around = Surroundings


def clock(around: Around) -> Sense | None:
    """10:30, 5 pm, 12:01 a.m."""
    if around.after in around.words.clock_words:
        return "time" if around.digits else None
    if not around.plain:
        return None
    behind = around.mention.numeral.after
    following = around.token(behind + 1)
    if around.glued(behind, ":") and following is not None and following.kind == "number" and following.glued:
        return "time"
    split = around.before == ":" and around.number.glued and around.before2[:1].isdigit()
    return "time" if split else None


def date(around: Around) -> Sense | None:
    """In 2024, 2022-23, 22 July, 12/05/2024, the 1990s; but not "over 2000 models"."""
    if not around.digits or around.mention.numeral.scaled:
        return None
    if around.before in ("'", "’") or around.before in ("fy", "cy"):
        return "date"
    if _is_year(around):
        return _year(around)
    if around.mention.high is not None and around.words.eras & {around.before, around.before2, around.after}:
        return "date"
    if not around.plain:
        return None
    if len(around.number.text) <= 2 and _day(around):
        return "date"
    return "date" if _written_in_digits(around) else None


def _is_year(around: Around) -> bool:
    text = around.number.text
    if not around.plain or len(text) != 4:
        return False
    if "1900" <= text <= "2100" or around.words.eras & {around.before, around.after}:
        return True
    return "1500" <= text <= "2199" and around.before in ("in", "by", "since", "until", "year")


def _year(around: Around) -> Sense | None:
    mention, words = around.mention, around.words
    if mention.high is not None or around.glued(mention.numeral.after, "s"):
        return "date"
    if mention.kind == "measure":
        return None
    bounded, counts = mention.comparator != "=", around.noun_follows
    round_number = around.number.text.endswith("00")
    if mention.hyphenated or around.before in words.months | words.year_leads:
        return None if counts and bounded and round_number else "date"
    if counts and (bounded or round_number or around.before in words.counting_verbs):
        return None
    return "date"


def _day(around: Around) -> bool:
    """22 July, April 23, Jan. 5: a day of the month; "In March 12 accounts were ..." counts."""
    dotted = around.before == "." and around.before2 in around.words.months
    named = around.before in around.words.months and around.capitalised(around.mention.first - 1)
    if dotted or named:
        return not around.noun_follows
    return around.after in around.words.months and around.capitalised(around.mention.after)


def _written_in_digits(around: Around) -> bool:
    """12/05/2024, 2024-05-12, 1.4.2024."""
    behind = around.mention.after
    first = around.glued(behind, "/.") and around.after2.isdigit() and around.at(behind + 2) == around.after
    later = around.before in ("/", *HYPHENS) and around.number.glued and around.before2.isdigit()
    return first or later


def age(around: Around) -> Sense | None:
    """Under 16, aged 13 to 17, an 18-year-old, "Jane Roe, 42, said"."""
    mention, words = around.mention, around.words
    if around.after in words.law_words:
        return None
    if isinstance(mention.unit, Unit):
        return _years_old(around, mention.unit)
    if mention.kind != "count":
        return None
    if around.before in ("aged", "age", "ages", "turning", "turned") or "age" in (
        around.before2,
        around.before,
    ):
        return "age" if around.before != "between" or around.before2 != "age" else None
    if around.before == "between" and around.before2 in ("aged", "ages"):
        return "age"
    if around.plain and len(around.number.text) == 2 and _after_a_person(around):
        return "age"
    return _age_limit(around)


def _years_old(around: Around, unit: Unit) -> Sense | None:
    if unit.name not in ("year", "month", "week", "day"):
        return None
    hyphened = around.after in HYPHENS and around.after2 in ("old", "olds")
    aged = around.after in ("old", "olds") or (around.after == "of" and around.after2 == "age")
    return "age" if hyphened or aged else None


def _age_limit(around: Around) -> Sense | None:
    """Users under 18, over-13s, 18+: a bound between 4 and 25 with nothing counted behind it."""
    mention, words = around.mention, around.words
    value = mention.value if mention.value is not None else mention.high
    of_people = mention.comparator in ("<", ">", "<=", ">=") and around.before in words.person_words
    if value is None or not 4 <= value <= (110 if of_people else 25) or mention.numeral.scaled:
        return None
    if around.before in HYPHENS and around.before2 in ("under", "over"):
        return "age"
    if around.noun_follows:
        return None
    outer = around.token(mention.first - 1)
    begins = outer is None or outer.kind == "break"
    if mention.comparator in ("<", ">"):
        questioned = begins and around.after == "?"
        return "age" if questioned or (outer is not None and outer.low in words.person_words) else None
    plus = mention.comparator == ">=" and around.at(mention.after - 1) == "+"
    return "age" if plus and (begins or around.before in ("(", "rated")) else None


def _after_a_person(around: Around) -> bool:
    """A capitalised name, a bare number from 14 on, and a comma or a verb."""
    comma = around.before == ","
    place = around.mention.first - (2 if comma else 1)
    name = around.token(place)
    if (
        name is None
        or not around.capitalised(place)
        or name.text.isupper()
        or name.low in around.words.months
    ):
        return False
    if int(around.number.text) < 14:
        return False
    if comma:
        return around.after in (",", ".")
    return around.after in ("has", "is", "was", "who") and around.capitalised(place - 1)


_OFTENEST = 60
"""Times in a period that a cadence tells; what happens oftener is counted ("used 1,450 times a day")."""


def cadence(around: Around) -> Sense | None:
    """Every three months, twice a year, a three-month cadence."""
    mention = around.mention
    of_time = isinstance(mention.unit, Unit) and mention.unit.dimension == "time"
    if around.before in ("every", "each") and (
        mention.kind == "measure" or around.after in ("quarters", "times")
    ):
        return "cadence"
    again = ("a", "per", "each", "every", "yearly")
    if mention.numeral.form == "multiple" and around.after in again:
        return "cadence"
    often = mention.value is not None and mention.value > _OFTENEST
    if mention.kind == "count" and around.after == "times" and around.after2 in again and not often:
        return "cadence"
    return "cadence" if mention.hyphenated and of_time else None


def duration(around: Around) -> Sense | None:
    """Two years, six months. A response time is a quantity, and so are hours of work."""
    unit = around.mention.unit
    if not isinstance(unit, Unit) or unit.dimension != "time":
        return None
    short = unit.name in ("second", "minute", "hour", "day", "millisecond", "microsecond", "nanosecond")
    if short and around.after == "of":
        return None
    for place in range(around.mention.first - 1, max(around.mention.first - 12, -1), -1):
        low = around.at(place)
        if low in around.words.duration_measures:
            return None
        if low in ".;!?":
            break
    for place in range(around.mention.after, around.mention.after + 5):
        low = around.at(place)
        if low in ("average", "median", "mean"):
            return None  # "answered in 36 hours on average"
        if low in ".;:,!?":
            break
    alone = not around.before and around.after in ("", ".")
    return None if alone else "duration"  # "14 hours" in a cell of its own
