"""A brief on one organisation: what it promised, reported, left open and dropped, each with its citation.

Pure: contents in, sections of points out, the weightiest first. `pipeline.publish.brief_pages` lays them out
on two pages and says how many points found no room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain

from pipeline.ledger.figures import counted_thing
from pipeline.problems import Problem
from pipeline.publish.contents import Contents
from pipeline.publish.site.addresses import short_name
from pipeline.publish.site.wording import (
    PART,
    age,
    amount,
    capital,
    counted,
    day_words,
    edition_words,
    label,
    period_words,
    readable,
)
from schemas.findings import Finding
from schemas.ledger import EditionStatus, GapThread, MetricSeries, SeriesPoint, ThreadStateName
from schemas.records import Metric, Record

LONGEST_QUOTE = 230
LONGEST_POINT = 260
LONGEST_TITLE = 110
_SEVERITY = {"error": 0, "warning": 1, "note": 2}
_TOLD_ELSEWHERE = frozenset({"gap_dropped"})
"""Findings that are sections of their own."""


@dataclass(frozen=True)
class Point:
    """One thing that the brief can say. A figure has cells, all else is text."""

    text: str
    note: str = ""
    cites: tuple[str, ...] = ()
    """ids of records, in the order in which they are cited."""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Points of one sort, the weightiest first."""

    title: str
    weight: float
    """How many of its points go before one of weight 1."""
    empty: str
    """What is said when there is none."""
    what: tuple[str, str]
    """One of its points, and several, as those without room are counted."""
    points: tuple[Point, ...] = ()
    most: int = 20
    """How many of them a reader can be expected to take in, whatever room there is."""
    header: tuple[str, ...] = ()
    """Heads of the columns of a section of figures."""


@dataclass(frozen=True)
class Citation:
    """Words, and where and when they stood."""

    quote: str
    source: str
    place: str
    seen: str
    record: str


@dataclass(frozen=True)
class Brief:
    """Everything that could be said."""

    slug: str
    name: str
    as_of: str
    lead: str
    sections: tuple[Section, ...]
    citations: dict[str, Citation] = field(default_factory=dict)
    """By record id: what the points can cite."""


def brief_of(contents: Contents, slug: str) -> Brief:
    """The brief on an organisation. Raises Problem when nothing speaks of it."""
    if slug not in contents.organisations:
        near = get_close_matches(slug, contents.organisations, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known are {_some(contents.organisations)}"
        raise Problem(f"nothing speaks of an organisation {slug!r}; {hint}")
    return _Writer(contents, slug).brief()


def _some(slugs: Sequence[str]) -> str:
    return ", ".join(slugs[:8]) + (", ..." if len(slugs) > 8 else "")


class _Writer:
    def __init__(self, contents: Contents, slug: str) -> None:
        self.contents, self.slug = contents, slug
        self.records = [one for one in contents.records if one.organisation == slug]
        self.threads = [one for one in contents.ledger.threads if one.organisation == slug]
        self.editions = [one for one in contents.ledger.editions if one.organisation == slug]
        self.findings = [
            one
            for one in contents.ledger.findings
            if one.organisation == slug and not one.dismissed and one.kind not in _TOLD_ELSEWHERE
        ]
        self.seen = {(one.source, one.snapshot): one.seen for one in contents.versions}

    def brief(self) -> Brief:
        sections = tuple(self._sections())
        cited = dict.fromkeys(
            chain.from_iterable(point.cites for section in sections for point in section.points)
        )
        return Brief(
            slug=self.slug,
            name=_cut(self.contents.name(self.slug), 60),
            as_of=day_words(self.contents.as_of),
            lead=self._lead(),
            sections=sections,
            citations={one: self._citation(self.contents.by_id[one]) for one in cited},
        )

    def _sections(self) -> Iterator[Section]:
        ended = {
            state: tuple(self._ended(thread) for thread in self._in_state(state))
            for state in ("dropped", "answered")
        }
        yield Section(
            "What was promised", 1.5, "No promise of its own is on record.", ("promise", "promises"),
            tuple(self._promises()), 8,
        )  # fmt: skip
        yield Section(
            "What was reported", 3, "No figure is on record.", ("figure", "figures"),
            tuple(self._figures()), 18, ("What is counted", "Figure", "For", "Change"),
        )  # fmt: skip
        yield Section(
            "Measures reported as taken", 1, "None is on record.", ("measure", "measures"),
            tuple(self._progress()), 10,
        )  # fmt: skip
        yield Section(
            "What is open", 2.5, "No gap that it named is open.", ("open gap", "open gaps"),
            tuple(self._open()),
        )  # fmt: skip
        yield Section(
            "What was dropped without an answer", 2, "No gap was dropped.", ("dropped gap", "dropped gaps"),
            ended["dropped"], 12,
        )  # fmt: skip
        yield Section(
            "What was answered", 1, "No gap was answered.", ("answered gap", "answered gaps"),
            ended["answered"], 8,
        )  # fmt: skip
        yield Section(
            "What does not fit", 2, "Nothing was found that does not fit.", ("finding", "findings"),
            tuple(self._doubtful()), 10,
        )  # fmt: skip

    # --- the sections -----------------------------------------------------------------------------------

    def _promises(self) -> Iterator[Point]:
        """One for each wording; those that name how often is reported first."""
        told: set[str] = set()
        found = [record for record in self.records if record.kind == "commitment"]
        for record in sorted(found, key=lambda one: (one.cadence is None, one.edition or "9999", one.id)):
            words = " ".join(record.quote.split())
            if words.casefold() not in told:
                told.add(words.casefold())
                yield Point(_cut(words, LONGEST_POINT), edition_words(record.edition), (record.id,))

    def _figures(self) -> Iterator[Point]:
        """The last figure of each series: those that are whole, have a name and go far back first."""
        mine = [one for one in self.contents.ledger.series if one.organisation == self.slug]
        for series in sorted(mine, key=_figure_place):
            point = _last(series)
            before = next((one for one in series.differences if one.after == point.record_id), None)
            change = ""
            if before is not None:
                sign = "+" if before.value > 0 else "−" if before.value < 0 else "±"
                change = f"{sign}{amount_of(abs(before.value), point)}"
            when = period_words(point.coverage) or edition_words(point.edition)
            cells = (
                self._title(series, point),
                self._figure(series, point),
                when if point.basis != "cumulative" else f"in all, {when}",
                change,
            )
            yield Point(cells[0], cites=(point.record_id,), cells=cells)

    def _title(self, series: MetricSeries, point: SeriesPoint) -> str:
        """What is counted: by its canonical name, a table's labels, or the words of the sentence."""
        measure = self.contents.measure(series.measure) if series.measure else None
        record = self.contents.by_id[point.record_id]
        if measure:
            title = f"{measure.title}, {PART}" if self.contents.is_part(series) else measure.title
        elif isinstance(record, Metric) and record.dimensions:
            title = capital(counted_thing(series.counted, self.contents.names_in(series)))
        else:
            title = _words(record, LONGEST_TITLE).rstrip(".")
        parts = [part for part in series.breakdown if part.casefold() not in title.casefold()]
        title = _cut(", ".join((title, *parts)), LONGEST_TITLE)
        other = series.observer and series.observer != self.slug
        return f"{title} (counted by {self.contents.name(series.observer)})" if other else title

    def _figure(self, series: MetricSeries, point: SeriesPoint) -> str:
        figure = amount(point, point.unit, point.per)
        measure = self.contents.measure(series.measure) if series.measure else None
        return f"{figure} {point.unit}" if measure and measure.quantity == "time" else figure

    def _progress(self) -> Iterator[Point]:
        """The newest first."""
        found = [record for record in self.records if record.kind == "progress"]
        newest = sorted(found, key=lambda one: one.edition or "", reverse=True)
        for record in newest:
            yield Point(_words(record), edition_words(record.edition), (record.id,))

    def _open(self) -> Iterator[Point]:
        """The longest open first."""
        for thread in sorted((one for one in self.threads if one.open), key=lambda one: (-one.age, one.id)):
            last = self.contents.by_id[thread.records[-1]]
            note = f"open for {age(thread.age)}, since {edition_words(thread.states[0].edition)}"
            if thread.state not in ("opened", "restated"):
                note += f"; {label('thread_state', thread.state)}"
            yield Point(_words(last), note, tuple(dict.fromkeys((thread.records[0], last.id))))

    def _in_state(self, state: ThreadStateName) -> list[GapThread]:
        found = [one for one in self.threads if one.state == state]
        return sorted(found, key=lambda one: (one.states[-1].day, one.id), reverse=True)

    def _ended(self, thread: GapThread) -> Point:
        end = thread.states[-1]
        last = self.contents.by_id[thread.records[-1]]
        answer = end.cites[-1].record_id
        when = edition_words(end.edition)
        if thread.state == "answered":
            text = f"{_words(last, 120)} Answered: {_words(self.contents.by_id[answer], 140)}"
            return Point(text, when, (last.id, answer))
        return Point(_words(last), f"not mentioned since {when}", (last.id, answer))

    def _doubtful(self) -> Iterator[Point]:
        for finding in sorted(self.findings, key=_finding_place):
            cites = tuple(dict.fromkeys(one.record_id for one in finding.cites))[:3]
            sentence = _cut(readable(finding.sentence), LONGEST_POINT)
            yield Point(sentence, label("severity", finding.severity), cites)

    # --- the rest ---------------------------------------------------------------------------------------

    def _lead(self) -> str:
        states = Counter(one.state for one in self.threads)
        still = sum(one.open for one in self.threads)
        parts = [self._on_editions()]
        if self.threads:
            parts.append(
                f"Of {counted(len(self.threads), 'gap')} that its reports name, {still or 'none'} "
                f"{'is' if still == 1 else 'are'} open, {states['answered'] or 'none'} answered and "
                f"{states['dropped'] or 'none'} dropped without an answer."
            )
        else:
            parts.append("Its reports name no gap.")
        silent = self._silent()
        if silent:
            parts.append(silent)
        return " ".join(part for part in parts if part)

    def _on_editions(self) -> str:
        if not self.editions:
            return "It owes no periodical report that is on record."
        came = [one for one in self.editions if one.state in ("published", "late")]
        owed = [one for one in self.editions if one.state in ("overdue", "missing")]
        says = f"{capital(counted(len(came), 'promised report'))} came"
        late = sum(one.state == "late" for one in came)
        says += f", {late} of them late" if late else ""
        if owed:
            names = _listed(owed)
            says += f"; {counted(len(owed), 'report')} did not come when due ({names})"
        return f"{says}."

    def _silent(self) -> str:
        cells = [one for one in self.contents.ledger.silence if one.organisation == self.slug]
        if not cells:
            return ""
        newest = max(cell.edition for cell in cells)
        quiet = [cell.principle for cell in cells if cell.edition == newest and cell.kind == "silent"]
        if not quiet:
            return ""
        of = sum(cell.edition == newest for cell in cells)
        return (
            f"Its report of {edition_words(newest)} says nothing on {len(quiet)} of {of} principles: "
            f"{', '.join(short_name(code) for code in quiet)}."
        )

    def _citation(self, record: Record) -> Citation:
        seen = self.seen[record.source, record.snapshot]
        place = f"p. {record.evidence.page}" if record.evidence.page else ""
        if isinstance(record, Metric) and record.dimensions:
            labels = _cut(", ".join(record.dimensions.values()), 80)
            place = "; ".join(part for part in (place, f"table, {labels}") if part)
        return Citation(
            quote=_cut(" ".join(record.quote.split()), LONGEST_QUOTE),
            source=_cut(self.contents.title(record.snapshot, record.source, record.document), 90),
            place=place,
            seen=day_words(seen),
            record=record.id[:8],
        )


def amount_of(value: object, like: SeriesPoint) -> str:
    """A difference in the words of the figures it lies between."""
    return amount(like.model_copy(update={"value": value, "low": None, "high": None, "comparator": "="}))


def _last(series: MetricSeries) -> SeriesPoint:
    standing = [one for one in series.points if one.restated_by is None]
    return (standing or list(series.points))[-1]


def _figure_place(series: MetricSeries) -> tuple[object, ...]:
    return (
        bool(series.breakdown),
        series.measure is None,
        len(series.breakdown),
        -len({one.edition for one in series.points}),
        _inverted(_last(series).edition),
        _last(series).cite.evidence.start,
        series.id,
    )


def _inverted(edition: str | None) -> tuple[int, ...]:
    """A key that puts the newest edition first."""
    return tuple(-int(part) for part in (edition or "0").split("-"))


def _finding_place(finding: Finding) -> tuple[object, ...]:
    return _SEVERITY[finding.severity], _inverted(finding.edition), finding.id


def _listed(editions: Iterable[EditionStatus]) -> str:
    names = [edition_words(one.edition) for one in editions]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _words(record: Record, longest: int = LONGEST_POINT) -> str:
    text = capital(_cut(" ".join(record.quote.split()).rstrip(";,"), longest))
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def _cut(text: str, longest: int) -> str:
    """The text, or as many of its words as there is room for."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at = kept.rfind(" ", longest // 2)
    return f"{kept[: at if at > 0 else None].rstrip(' ,;:')}…"
