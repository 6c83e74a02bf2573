"""What a figure counts, and which figures can be set against each other (docs/ledger.md, "Comparable").

A metric goes in; out comes a Figure: who counted, what, which part of it, over which period, between which
bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractors.profiles import load_profile
from pipeline.ledger.editions import in_words, last_day, period_in_words, span
from pipeline.ledger.published import Published
from pipeline.ledger.wording import content_words, jaccard, pattern, quoted, word_lists
from schemas.ledger import DocumentVersion
from schemas.quantities import Amount
from schemas.records import Metric

SAME_THING = 0.6
"""Share of words (Jaccard) from which two figures count the same thing, where one stands in a table: its
title and headings add words of their own."""
SAME_THING_IN_PROSE = 0.75
"""The same between two sentences: "accounts" and "accounts of adults" are two things."""
INFINITE = Decimal("Infinity")
LONGEST_QUOTE = 120
"""Characters up to which a finding's sentence shows a figure in its own words."""

_OF_WHICH = "of which "
"""Before the words of a row that is part of the one above, until it is known which that is."""
_SLUG = re.compile(r"[^a-z0-9]+")
_SCALE = re.compile(r"(?i)\d\s*(?:hundreds?|thousands?|millions?|billions?|trillions?|mn?|bn|k)\b")
_TIME = re.compile(r"[a-z]+\d?|\d+", re.IGNORECASE)


class Comparable(NamedTuple):
    """What two figures must share for a difference between them to mean something."""

    basis: str
    unit: str | None
    per: str | None
    span: str | None
    """Length of the period, for figures of a period."""


class Period(NamedTuple):
    """The time a figure is about: its coverage, or where none is stated the edition."""

    start: date | None
    end: date | None
    edition: str | None


@dataclass(frozen=True, eq=False)
class Figure:
    """A metric as the ledger sees it."""

    metric: Metric
    version: DocumentVersion
    observer: str | None
    disclosed: date
    words: frozenset[str]
    """What is counted and what was done, normalised."""
    breakdown: tuple[str, ...]
    """The part of it, normalised: a table's labels, or the words that single out a stated part."""
    labels: tuple[str, ...]
    """The part of it as printed."""

    @property
    def comparable(self) -> Comparable:
        """What must be equal in another figure for the two to be compared."""
        metric = self.metric
        length = span(metric.coverage) if metric.basis == "period" else None
        return Comparable(metric.basis, metric.unit, metric.per, length)

    @property
    def period(self) -> Period:
        """The time it is about."""
        coverage = self.metric.coverage
        if coverage is None:
            return Period(None, None, self.metric.edition)
        return Period(coverage.start, coverage.end, None)

    @property
    def when(self) -> date:
        """The last day it is about."""
        coverage, edition = self.metric.coverage, self.metric.edition
        if coverage and (coverage.end or coverage.start):
            return coverage.end or coverage.start or self.disclosed
        return last_day(edition) if edition else self.disclosed

    @property
    def rounded(self) -> bool:
        """Whether it is printed in rounded form: `31.8 million`, `about 90`."""
        return _is_rounded(self.metric)


def figure_of(metric: Metric, wholes: Mapping[str, Metric], published: Published) -> Figure:
    """What a metric counts. `wholes` finds the metric it is a stated part of, by id."""
    source = published.source_of(metric)
    profile = source.profile if source else None
    words, parts = _counted(metric, profile)
    whole = wholes.get(metric.part_of or "")
    if whole is not None and whole.unit == metric.unit:
        of_whole, upper = _counted(whole, profile)
        if metric.dimensions and whole.dimensions:
            parts = upper | {key.removeprefix(_OF_WHICH): label for key, label in parts.items()}
        else:
            own = words - of_whole or content_words(metric.quote) - of_whole
            words, parts = of_whole, upper | {" ".join(sorted(own)): counted_in_words(metric)}
    return Figure(
        metric=metric,
        version=published.version_of(metric),
        observer=published.observer(metric),
        disclosed=published.disclosed(metric),
        words=words,
        breakdown=tuple(sorted(parts)),
        labels=tuple(parts.values()),
    )


def bounds(metric: Metric) -> tuple[Decimal, Decimal]:
    """The smallest and the largest number that the words allow.

    "About 90" and "31.8 million" may be off by half of their last digit that is not zero (85 to 95, 31.75 to
    31.85 million).
    """
    if metric.value is None:
        return metric.low if metric.low is not None else -INFINITE, (
            metric.high if metric.high is not None else INFINITE
        )
    value = metric.value
    if metric.comparator in (">", ">="):
        return value, INFINITE
    if metric.comparator in ("<", "<="):
        return Decimal(0) if value >= 0 else -INFINITE, value
    if _is_rounded(metric):
        slack = _last_place(value) / 2
        return value - slack, value + slack
    return value, value


def likeness(one: Figure, other: Figure) -> float:
    """The share of words that two figures have in common, where it is enough for one thing; else 0."""
    prose = not one.metric.dimensions and not other.metric.dimensions
    shared = jaccard(one.words, other.words)
    return shared if shared >= (SAME_THING_IN_PROSE if prose else SAME_THING) else 0.0


def agree(one: Metric, other: Metric) -> bool:
    """Whether two figures can both be true of one thing, rounding and bounds allowed for."""
    (low, high), (least, most) = bounds(one), bounds(other)
    return low <= most and least <= high


def _is_rounded(metric: Metric) -> bool:
    return metric.comparator == "~" or _SCALE.search(metric.printed) is not None


def said(amount: Amount, unit: str | None) -> str:
    """A figure as a sentence prints it: `3,120`, `more than 252,000`, `24.0%`, `5 to 10`."""
    sign = "%" if unit == "percent" else ""
    if amount.value is None:
        return " to ".join(f"{end:,}" for end in (amount.low, amount.high) if end is not None) + sign
    words = {
        ">": "more than ",
        ">=": "at least ",
        "<": "less than ",
        "<=": "at most ",
        "~": "about ",
        "=": "",
    }
    whole = amount.value == amount.value.to_integral_value() and not sign
    return f"{words[amount.comparator]}{int(amount.value) if whole else amount.value:,}{sign}"


def counted_in_words(metric: Metric) -> str:
    """The counted thing as printed, or what a table's labels say of it."""
    if metric.object:
        return " ".join(metric.object.split())
    return ", ".join((metric.dimensions or {}).values()) or metric.unit or "figure"


def counted_thing(counted: str, names: Iterable[str]) -> str:
    """What a figure counts, without a table's labels that only say when, whose, or that it is the sum.

    `counted` is as `counted_in_words` has it: a title, a colon, labels. `names` are the organisation's.
    """
    head, _, tail = counted.rpartition(": ")
    # A name may hold what labels are joined by: "Twitter, Inc."
    for name in names:
        tail = re.sub(rf"(?:^|(?<=, )){re.escape(name)}(?!\w)\.?[^,]*(?:, |$)", "", tail, flags=re.IGNORECASE)
    labels = [one for one in tail.split(", ") if one and not (is_time(one) or is_total(one))]
    return ": ".join(filter(None, (head, ", ".join(labels)))) or counted


def is_called(label: str, name: str) -> bool:
    """Whether a label is the organisation's name, perhaps with more behind it: `Meta (formerly Facebook)`."""
    return re.match(rf"{re.escape(name)}(?!\w)", label, re.IGNORECASE) is not None


def shown(metric: Metric) -> str:
    """What a sentence shows of a figure: its own short sentence, else the counted thing."""
    words = quoted(metric.quote)
    long = len(words) > LONGEST_QUOTE + 2
    return counted_in_words(metric) if metric.dimensions or long else words


def time_in_words(metric: Metric) -> str:
    """What time a figure is about, as a sentence says it."""
    if metric.coverage:
        return period_in_words(metric.coverage)
    return in_words(metric.edition) if metric.edition else "an undated report"


@lru_cache(maxsize=10_000)
def is_time(label: str) -> bool:
    """Whether a label only says when: `Q2 2025`, `January to March`, `CY 2021`."""
    words = [word.casefold() for word in _TIME.findall(label)]
    times = word_lists()["time_words"]
    links = {"to", "and", "of", "the"}
    return bool(words) and all(
        word in times or word in links or (word.isdigit() and len(word) in (1, 2, 4)) for word in words
    )


@lru_cache(maxsize=10_000)
def is_total(label: str) -> bool:
    """Whether a label names the sum of its neighbours."""
    return pattern("totals").search(label) is not None


@lru_cache(maxsize=10_000)
def is_part(label: str) -> bool:
    """Whether a row's label says that it is part of the row above."""
    return pattern("parts").search(label) is not None


def _counted(metric: Metric, profile: str | None) -> tuple[frozenset[str], dict[str, str]]:
    """The words of what is counted, and the labels of the part of it: normalised to printed."""
    unit = content_words(metric.unit or "") if metric.unit != "percent" else frozenset()
    if not metric.dimensions:
        words = content_words(f"{metric.action or ''} {metric.object or ''}") | unit
        if metric.unit == "percent":
            # What a share is of, and who the part is, is often said outside the counted thing.
            words |= content_words(metric.quote)
        return _matter(words) - _restating(), {}
    printed = (metric.object or "").casefold()
    elsewhere: set[str] = set()
    parts: dict[str, str] = {}
    spanning: set[str] = set()
    for place, (heading, label) in enumerate(metric.dimensions.items()):
        words = content_words(pattern("parts").sub("", label))
        elsewhere |= words
        spans = (
            place > 0 and heading.casefold() in printed and heading not in word_lists()["generic_headings"]
        )
        (spanning if spans else elsewhere).update(content_words(heading))
        only_the_unit = bool(words) and _matter(words) <= unit
        if not (is_time(label) or is_total(label) or _names(label, metric, profile) or only_the_unit):
            key = " ".join(sorted(words)) or label.casefold()
            parts[f"{_OF_WHICH}{key}" if is_part(label) else key] = " ".join(label.split())
    words = (content_words(metric.object or "") - elsewhere) | spanning | unit
    return _matter(words), parts


def _names(label: str, metric: Metric, profile: str | None) -> bool:
    """Whether a row's label is the organisation that the figure is about, under any name of it."""
    slug = _SLUG.sub("-", label.casefold()).strip("-")
    if slug == metric.organisation or label == metric.organisation_name:
        return True
    return metric.organisation is not None and _called(label, profile) == metric.organisation


@lru_cache(maxsize=10_000)
def _called(label: str, profile: str | None) -> str | None:
    return load_profile(profile).organisation_called(label)


@lru_cache(maxsize=1)
def _restating() -> frozenset[str]:
    return content_words(" ".join(word_lists()["restating"]))


@lru_cache(maxsize=1)
def _no_matter() -> frozenset[str]:
    lists = word_lists()
    return content_words(" ".join([*lists["time_words"], *lists["counting_words"]]))


def _matter(words: frozenset[str]) -> frozenset[str]:
    """Words that say what is counted, not when or that it is."""
    return frozenset(word for word in words if word not in _no_matter() and not word.isdigit())


def _last_place(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
