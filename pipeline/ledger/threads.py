"""Gap threads: the same gap through the editions of an organisation's reports.

Records in, threads out. A gap joins the thread whose wording it shares most, unless a reviewer has said
otherwise; a reference to an earlier edition carries forward what was open then. Editions are gone through in
the order of their disclosure, so that what is decided about one never depends on what came later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from pipeline.ledger.decisions import ThreadSay
from pipeline.ledger.editions import first_day, last_day
from pipeline.ledger.identity import finding_id, stable_id
from pipeline.ledger.published import Published, Stream
from pipeline.ledger.wording import (
    content_words,
    nearly_verbatim,
    pattern,
    quoted,
    shared_weight,
    telling,
    weight_of,
)
from schemas.findings import CitedEvidence, Finding
from schemas.ledger import GapThread, ThreadState, ThreadStateName
from schemas.records import Gap, Progress, Record

SAME_GAP = 0.45
"""Likeness from which a gap is taken for one that was named before (chosen on the samples, see docs)."""
SECOND_IN_EDITION = 0.55
"""Likeness that a second gap of one edition needs to join a thread that already has one there."""
ANSWERS = 0.5
"""Part of a gap's telling words that a progress record must repeat to answer it, two of them at least."""
SPELLED_OUT = 0.15
"""Likeness that is enough where the report itself says that the gap is one of those it carries forward."""
COMMON = 200
"""Threads that share a word before the word is no longer used to look for candidates."""

_PRINCIPLE_SAME, _PRINCIPLE_OTHER = 0.1, -0.1


@dataclass(eq=False)
class _Thread:
    """A thread while it grows."""

    records: list[Gap] = field(default_factory=list)
    states: list[ThreadState] = field(default_factory=list)
    streams: set[Stream] = field(default_factory=set)
    scopes: dict[Stream, Gap] = field(default_factory=dict)
    """By stream the wording that says how far the gap reaches now: who names a part of it elsewhere does not
    narrow it."""
    last_day: date = date.min
    named_in: set[tuple[Stream, str | None]] = field(default_factory=set)
    fewest_words: int = 2

    @property
    def principle(self) -> str | None:
        return next((gap.principle for gap in reversed(self.records) if gap.principle), None)

    @property
    def state(self) -> ThreadStateName:
        return self.states[-1].state

    @property
    def open(self) -> bool:
        return self.state not in ("answered", "dropped")


def thread_gaps(published: Published, say: ThreadSay) -> list[GapThread]:
    """The threads of all organisations, in the order of organisation and opening."""
    by_organisation: dict[str, list[Record]] = defaultdict(list)
    for record in published.records:
        by_organisation[record.organisation or ""].append(record)
    found: list[GapThread] = []
    for organisation in sorted(by_organisation):
        if any(record.kind == "gap" for record in by_organisation[organisation]):
            found += _Weaver(by_organisation[organisation], published, say).threads()
    return found


class _Weaver:
    """Goes through the editions of one organisation."""

    def __init__(self, records: Sequence[Record], published: Published, say: ThreadSay) -> None:
        self._published = published
        self._say = say
        self._records = sorted(
            records,
            key=lambda one: (published.disclosed(one), one.edition or "", one.document, one.evidence.start),
        )
        self._names = content_words((records[0].organisation or "").replace("-", " "))
        self._words_of: dict[str, frozenset[str]] = {}
        self._threads: list[_Thread] = []
        self._by_word: dict[str, dict[_Thread, None]] = defaultdict(dict)
        self._by_record: dict[str, _Thread] = {}
        self._progress = [one for one in self._records if isinstance(one, Progress)]
        listed: dict[object, list[frozenset[str]]] = defaultdict(list)
        for record in self._records:
            if isinstance(record, Gap) and not record.carries_forward:
                listed[record.document, record.edition].append(self._words(record))
        self._weights = telling(listed.values())

    def threads(self) -> list[GapThread]:
        """All threads, with their states up to the day of the ledger."""
        for (day, edition, stream), records in groupby(self._records, key=self._edition):
            self._read_edition(day, edition, stream, list(records))
        return [self._finished(thread) for thread in self._threads]

    def _edition(self, record: Record) -> tuple[date, str | None, Stream]:
        return self._published.disclosed(record), record.edition, self._published.stream(record)

    def _read_edition(self, day: date, edition: str | None, stream: Stream, records: list[Record]) -> None:
        gaps = [one for one in records if isinstance(one, Gap)]
        references = [gap for gap in gaps if gap.carries_forward]
        carried = self._carry_forward(references, day, stream)
        named = [gap for gap in gaps if not gap.carries_forward]
        for gap, thread in self._assigned(named, stream, edition, by_reference=bool(carried)):
            if thread is None:
                self._open(gap, day, stream)
            else:
                self._name_again(thread, gap, day, stream, by_reference=bool(references))
        for reference in references:
            if not carried.get(reference.id) and not named:
                self._open(reference, day, stream)
        reports = [one for one in records if one.kind in ("gap", "progress", "no_progress", "metric")]
        if reports:
            self._settle(reports, day, edition, stream)

    # --- joining -----------------------------------------------------------------------------------------

    def _assigned(
        self, gaps: Sequence[Gap], stream: Stream, edition: str | None, *, by_reference: bool
    ) -> Iterator[tuple[Gap, _Thread | None]]:
        """Each gap with its thread, in the order of the report; the closest pairs are joined first."""
        fresh: dict[str, _Thread | None] = {gap.id: None for gap in gaps}
        least = SPELLED_OUT if by_reference else SAME_GAP
        pairs = [
            (likeness, -place, gap, thread)
            for place, gap in enumerate(gaps)
            for thread in self._candidates(gap)
            if (likeness := self._likeness(gap, thread)) >= least
            if likeness >= SAME_GAP or (stream, edition) in thread.named_in
        ]
        taken: set[int] = set()
        for likeness, _, gap, thread in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
            enough = SECOND_IN_EDITION if id(thread) in taken and not by_reference else least
            if fresh[gap.id] is None and likeness >= enough:
                fresh[gap.id] = thread
                taken.add(id(thread))
        for gap in gaps:
            said = self._say.merged_with(gap.id)
            yield (
                gap,
                fresh[gap.id] or next((self._by_record[one] for one in said if one in self._by_record), None),
            )

    def _candidates(self, gap: Gap) -> Iterable[_Thread]:
        words = self._words(gap)
        shared: Counter[_Thread] = Counter()
        for word in words:
            threads = self._by_word[word]
            if len(threads) <= COMMON:
                shared.update(threads.keys())
        near = [one for one, times in shared.items() if times >= min(2, len(words), one.fewest_words)]
        said = [self._by_record[one] for one in self._say.merged_with(gap.id) if one in self._by_record]
        return dict.fromkeys([*near, *said])

    def _likeness(self, gap: Gap, thread: _Thread) -> float:
        """0..1 and above: a reviewer's say before wording, wording before principle."""
        says = {self._say.about(gap.id, member.id) for member in thread.records}
        if "split" in says:
            return -1.0
        if "merge" in says:
            return 10.0
        close = max(self._alike(gap, member) for member in thread.records[-3:])
        mine, theirs = gap.principle, thread.principle
        if close and mine and theirs:
            close += _PRINCIPLE_SAME if mine == theirs else _PRINCIPLE_OTHER
        return close

    def _alike(self, gap: Gap, member: Gap) -> float:
        mine, theirs = self._words(gap), self._words(member)
        smaller, larger = sorted((mine, theirs), key=len)
        contained, both = shared_weight(smaller, larger, self._weights)
        if len(smaller & larger) < min(2, len(smaller)):
            return 0.0
        close = 0.6 * contained + 0.4 * both
        return 1.0 if close > SAME_GAP and nearly_verbatim(gap.quote, member.quote) else close

    def _words(self, record: Record) -> frozenset[str]:
        words = self._words_of.get(record.id)
        if words is None:
            words = self._words_of[record.id] = content_words(record.quote) - self._names
        return words

    # --- states ------------------------------------------------------------------------------------------

    def _open(self, gap: Gap, day: date, stream: Stream) -> None:
        thread = _Thread()
        thread.states.append(self._state("opened", gap.edition, day, [(gap, "now")]))
        self._threads.append(thread)
        self._join(thread, gap, day, stream)

    def _join(self, thread: _Thread, gap: Gap, day: date, stream: Stream) -> None:
        thread.records.append(gap)
        thread.scopes.setdefault(stream, gap)
        self._seen(thread, gap, day, stream)
        self._by_record[gap.id] = thread
        words = self._words(gap)
        thread.fewest_words = min(thread.fewest_words, len(words))
        for word in words:
            self._by_word[word][thread] = None

    @staticmethod
    def _seen(thread: _Thread, record: Gap, day: date, stream: Stream) -> None:
        thread.last_day = day
        thread.streams.add(stream)
        thread.named_in.add((stream, record.edition))

    def _name_again(
        self, thread: _Thread, gap: Gap, day: date, stream: Stream, *, by_reference: bool
    ) -> None:
        before, scope = thread.records[-1], thread.scopes.get(stream)
        beside = before.edition == gap.edition and (stream, gap.edition) in thread.named_in
        if not beside:
            narrowed = scope is not None and not by_reference and narrows(gap.quote, scope.quote)
            state: ThreadStateName = "narrowed" if narrowed else "restated"
            thread.states.append(self._state(state, gap.edition, day, [(before, "before"), (gap, "now")]))
            if not by_reference:
                thread.scopes[stream] = gap
        self._join(thread, gap, day, stream)

    def _carry_forward(self, references: Iterable[Gap], day: date, stream: Stream) -> dict[str, int]:
        """Marks what was open in the edition a reference points to; counts by reference."""
        carried: dict[str, int] = {}
        for reference in references:
            edition = reference.carries_forward or ""
            for thread in self._threads:
                if not thread.open or stream not in thread.streams or not _spoken_of(thread, edition):
                    continue
                before = thread.records[-1]
                cites = [(before, "before"), (reference, "now")]
                thread.states.append(self._state("carried_forward", reference.edition, day, cites))
                self._seen(thread, reference, day, stream)
                carried[reference.id] = carried.get(reference.id, 0) + 1
        return carried

    def _settle(self, reports: Sequence[Record], day: date, edition: str | None, stream: Stream) -> None:
        """What an edition no longer names was answered or dropped; where nothing is new, nothing is."""
        silent = all(one.kind == "no_progress" for one in reports)
        shown = next((one for one in reports if one.kind == "gap"), reports[0])
        for thread in self._threads:
            if not thread.open or (stream, edition) in thread.named_in or thread.last_day > day:
                continue
            answers = self._answers(thread, day)
            last = thread.records[-1]
            if answers:
                cites: list[tuple[Record, str]] = [(last, "before"), *((one, "now") for one in answers)]
                thread.states.append(self._state("answered", answers[0].edition, day, cites))
            elif stream in thread.streams and not silent:
                thread.states.append(self._state("dropped", edition, day, [(last, "before"), (shown, "now")]))

    def _answers(self, thread: _Thread, day: date) -> list[Progress]:
        """Progress since the gap was last named that repeats enough of its words; closest first."""
        since = self._published.disclosed(thread.records[-1])
        wordings = {self._words(gap) for gap in (thread.records[-1], *thread.scopes.values())}
        scored: list[tuple[float, int, Progress]] = []
        for place, progress in enumerate(self._progress):
            when = self._published.disclosed(progress)
            if not since < when <= day:
                continue
            words = self._words(progress)
            best = max(self._answering(gap, words) for gap in wordings)
            if best >= ANSWERS:
                scored.append((best, -place, progress))
        return [progress for _, _, progress in sorted(scored, key=lambda one: one[:2], reverse=True)]

    def _answering(self, gap: frozenset[str], progress: frozenset[str]) -> float:
        shared = gap & progress
        if len(shared) < min(2, len(gap)) or not gap:
            return 0.0
        return weight_of(shared, self._weights) / weight_of(gap, self._weights)

    def _state(
        self, state: ThreadStateName, edition: str | None, day: date, cites: Sequence[tuple[Record, str]]
    ) -> ThreadState:
        sides: list[CitedEvidence] = [self._published.cite(record, role) for record, role in cites]
        return ThreadState(state=state, edition=edition, day=day, cites=tuple(sides))

    def _finished(self, thread: _Thread) -> GapThread:
        opened = thread.states[0].day
        end = self._published.as_of if thread.open else thread.states[-1].day
        return GapThread(
            id=stable_id("thread", thread.records[0].id),
            organisation=thread.records[0].organisation,
            principle=thread.principle,
            records=tuple(gap.id for gap in thread.records),
            states=tuple(thread.states),
            open=thread.open,
            age=max(0, (end - opened).days),
        )


def narrows(now: str, before: str) -> bool:
    """Whether a gap's new wording reaches less far than the one before.

    Either its words are some of the old ones, and what fell away was coordinated ("images and video" to
    "video"); or of two coordinated things one is left, with a restriction the old wording had not ("models
    before and after they are hosted" to "the models that were uploaded before July").
    """
    new, old = content_words(now), content_words(before)
    and_, only = pattern("coordination"), pattern("restrictions")
    if not and_.search(before) or not new & old:
        return False
    if new < old:
        return len(and_.findall(now)) < len(and_.findall(before))
    return not and_.search(now) and only.search(now) is not None and only.search(before) is None


def findings(
    threads: Iterable[GapThread], published: Published, quotes: Mapping[str, str]
) -> Iterator[Finding]:
    """A finding for each gap that is gone without an answer; `quotes` has the records' words by id."""
    for thread in threads:
        last = thread.states[-1]
        if last.state != "dropped":
            continue
        words = quoted(quotes[thread.records[-1]])
        name = published.name(thread.organisation)
        yield Finding(
            id=finding_id("gap_dropped", thread.organisation, thread.records),
            kind="gap_dropped",
            severity="warning",
            organisation=thread.organisation,
            edition=last.edition,
            sentence=f"{name} no longer mentions a gap it had named, and reports no answer to it: {words}.",
            cites=last.cites,
            as_of=published.as_of,
        )


def _spoken_of(thread: _Thread, edition: str) -> bool:
    """Whether an edition, as a reference gives it (`2024` for 2024-10), named or carried on the thread."""
    start, end = first_day(edition), last_day(edition)
    return any(named and start <= first_day(named) <= end for _, named in thread.named_in)
