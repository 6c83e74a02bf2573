"""What of the region is text: its title and lead, and the remainders of furniture at its edges.

In: the runs of a page and its region. Out: for every run a `Finding`, its kind or why it is furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.readers.page_furniture import (
    SURE_LEAD,
    closing,
    ending,
    ends_sentence,
    has_date,
    is_credit,
    is_stamp,
    tells_scope,
    verdict,
)
from extractors.readers.page_nodes import HEADINGS, Node, Run, is_heading
from extractors.readers.page_notes import Notes
from extractors.readers.page_region import Region, is_good
from schemas.documents import BlockKind, Furniture

_WORD = re.compile(r"\w+")
_LOOK_BACK = 25
_STAMP_PLACES = frozenset(("boilerplate", "header", "footer"))
_STAMP_REACH = 8
_LONGEST_STAMP = 30
_LEAD_WITHIN = 4


@dataclass(slots=True)
class Finding:
    """What a run is: its kind, level for headings, and the reason where it is furniture."""

    kind: BlockKind
    level: int | None = None
    furniture: Furniture | None = None


def judge(runs: list[Run], region: Region | None, page_title: str, notes: Notes) -> list[Finding]:
    """A finding for each run, in order."""
    findings = [Finding(*kind_of(run, notes)) for run in runs]
    titles = _Titles(runs, page_title)
    inside = _members(runs, region)
    lead = _lead_before(runs, region, titles) if region else set()
    title = _title(runs, inside, region, titles)
    if title is not None:
        findings[title].kind = "title"
        inside = _after_title(runs, inside, title)
    content = _Content(runs, findings, inside, lead, titles, region)
    content.name_leads()
    kept = content.keep()
    _mark_the_rest(runs, findings, kept, title, region)
    return findings


def stamps(runs: list[Run], findings: list[Finding]) -> list[str]:
    """Short furniture that may say when and by whom a page was published, what stands by the title first."""
    title = next((at for at, finding in enumerate(findings) if finding.kind == "title"), 0)
    short = [
        (at, run.text)
        for at, (run, finding) in enumerate(zip(runs, findings, strict=True))
        if finding.furniture in _STAMP_PLACES and run.words.words <= _LONGEST_STAMP
    ]
    near = [text for at, text in short if title - _STAMP_REACH <= at <= title + _STAMP_REACH]
    return near + [text for _, text in short if is_stamp(text)]


class _Titles:
    """Tells which runs repeat the page's title."""

    def __init__(self, runs: list[Run], page_title: str) -> None:
        self._page = folded_words(page_title)
        self._headings = {folded_words(run.text) for run in runs if in_h1(run)}

    def repeats(self, run: Run) -> bool:
        words = folded_words(run.text[:300])
        if run.words.words < 2 or not words:
            return False
        return (words in self._headings and words in self._page) or (
            len(words) > 12 and self._page.startswith(words)
        )


def in_h1(run: Run) -> bool:
    """Whether the run stands in an h1."""
    return run.node.frame is not None and run.node.up("h1") is not None


def _members(runs: list[Run], region: Region | None) -> list[int]:
    first, last = (region.first, region.last) if region else (0, len(runs))
    return [at for at in range(first, last) if runs[at].node.reason is None and runs[at].aside is None]


def _is_alive(run: Run) -> bool:
    return run.node.reason is None and run.aside is None


def _lead_before(runs: list[Run], region: Region, titles: _Titles) -> set[int]:
    """Good runs between the title and a region that begins after it."""
    back = [at for at in range(region.first - 1, -1, -1) if _is_alive(runs[at])][:_LOOK_BACK]
    for place, at in enumerate(back):
        if in_h1(runs[at]) or titles.repeats(runs[at]):
            return {one for one in back[:place] if _could_be_lead(runs[one])}
    return set()


def _could_be_lead(run: Run) -> bool:
    if not is_good(run) or is_credit(run.text):
        return False
    return run.words.words >= 12 or ends_sentence(run.text) or not has_date(run.text)


def _title(runs: list[Run], inside: list[int], region: Region | None, titles: _Titles) -> int | None:
    """The run that is the page's own heading: the first h1 in the region, else the last one before it."""
    for at in inside:
        if in_h1(runs[at]):
            return at
    before = range(region.first - 1, -1, -1) if region else ()
    h1 = [at for at in before if in_h1(runs[at]) and runs[at].node.reason is None]
    if h1:
        return next((at for at in h1 if titles.repeats(runs[at])), h1[0])
    named = [at for at in inside if titles.repeats(runs[at]) and _is_heading(runs[at])]
    if named or not region:
        return named[0] if named else None
    back = range(region.first - 1, max(-1, region.first - _LOOK_BACK), -1)
    return next((at for at in back if _is_alive(runs[at]) and _is_heading(runs[at])), None)


def _is_heading(run: Run) -> bool:
    return run.node.frame is not None and is_heading(run.node.frame)


def _after_title(runs: list[Run], inside: list[int], title: int) -> list[int]:
    """What stands in the region above its title is no text, unless it is much."""
    after = [at for at in inside if at > title]
    above = sum(runs[at].words.words for at in inside if at < title)
    below = sum(runs[at].words.words for at in after)
    return after if above <= 0.3 * (above + below) else [at for at in inside if at != title]


def _reads_on(text: str) -> bool:
    """Whether a short text with a date reads as a sentence ("This report covers January to June 2025.").

    A stamp begins as one, or is made of names and numbers: few of its words begin in lower case.
    """
    words = _WORD.findall(text)
    return not is_stamp(text) and sum(word[0].islower() for word in words) * 5 >= 2 * len(words)


class _Content:
    """The runs of the region with the rules that part text from remainders."""

    def __init__(
        self,
        runs: list[Run],
        findings: list[Finding],
        inside: list[int],
        lead: set[int],
        titles: _Titles,
        region: Region | None,
    ) -> None:
        self.order = sorted(lead | set(inside))
        self.runs, self.findings, self.titles = runs, findings, titles
        self.top = region.node if region else None
        for at in lead:
            findings[at] = Finding("lead")
        self.good = [place for place, at in enumerate(self.order) if self._is_solid(runs[at])]

    @staticmethod
    def _is_solid(run: Run) -> bool:
        solid = is_good(run) and (run.words.words >= 14 or ends_sentence(run.text))
        return solid and closing(run.text) is None

    def name_leads(self) -> None:
        """A standfirst stands at the top, in a header or under a name like "lead"."""
        first = self.good[0] if self.good else 0
        for place, at in enumerate(self.order[:_LEAD_WITHIN]):
            finding, run = self.findings[at], self.runs[at]
            if finding.kind not in ("paragraph", "heading") or place > first + 1 or not self._is_lead(run):
                continue
            if not self._begins_text(place):
                self.findings[at] = Finding("lead")

    def _begins_text(self, place: int) -> bool:
        """Whether a run is the first of paragraphs made alike: the text itself, though called "intro"."""
        node = self.runs[self.order[place]].node
        if SURE_LEAD.search(node.names):
            return False
        after = [self.runs[at].node for at in self.order[place + 1 : place + 3]]
        return (
            node.tag == "p"
            and len(after) == 2
            and all(one.tag == "p" and one.parent is node.parent for one in after)
        )

    def _is_lead(self, run: Run) -> bool:
        node = run.node
        header = node.up("header")
        if header is not None and (self.top is None or header.depth > self.top.depth):
            return True
        near = [one for one in (node, node.parent) if one is not None and one is not self.top]
        return any(one.names and verdict(one.names).lead for one in near)

    def keep(self) -> set[int]:
        """The indices of the runs that are text."""
        good = [place for place in self.good if self.findings[self.order[place]].kind != "lead"]
        first = good[0] if good else 0
        last = good[-1] if good else len(self.order) - 1
        kept: list[int] = []
        waiting: list[int] = []  # headings after the last good run, until text follows them
        related = False  # under a heading such as "Related stories"
        for place, at in enumerate(self.order):
            if self.findings[at].kind == "heading":
                related = self._remainder(self.runs[at], self.runs[at].words.words) == "related"
            if related and self.findings[at].kind == "list_item" and not ends_sentence(self.runs[at].text):
                self.findings[at].furniture = "related"
                continue
            if not self._is_text(at, place < first, place > last):
                waiting.clear()
            elif self.findings[at].kind == "heading" and place > last:
                waiting.append(at)
            elif place > last and waiting and not self._is_listed(at):
                waiting.clear()
                kept.append(at)
            else:
                kept += [*waiting, at]
                waiting.clear()
        return set(kept)

    def _is_listed(self, at: int) -> bool:
        """Whether a run after the last good one is more than a stray word: an item, a table, a sentence."""
        run = self.runs[at]
        return (
            self.findings[at].kind in ("list_item", "table") or run.text[-1] == ":" or ends_sentence(run.text)
        )

    def _is_text(self, at: int, before: bool, after: bool) -> bool:
        run, finding = self.runs[at], self.findings[at]
        words, text, kind = run.words.words, run.text, finding.kind
        links = run.words.link_words / max(1, words)
        if kind == "heading" and ((finding.level == 1 and before) or self.titles.repeats(run)):
            return False
        reason = self._remainder(run, words)
        if reason is not None:
            finding.furniture = reason
            return False
        if words < 70 and kind == "paragraph" and is_credit(text):
            finding.kind = "caption"
            return True
        if before and kind in ("paragraph", "list_item", "lead") and not (links < 0.5 and tells_scope(text)):
            is_sentence = ends_sentence(text) and (kind == "lead" or _reads_on(text))
            if words < 12 and (links > 0.5 or (has_date(text) and not is_sentence)):
                return False
            if words < 20 and has_date(text) and text[-1:] not in ".!?" and not is_sentence:
                return False
        if kind == "heading":
            return not (links > 0.9 and run.node.up("li"))
        if kind == "paragraph" and links > 0.7:
            return False
        if kind == "list_item" and links > 0.7 and words < 25 and (before or after or words < 4):
            return False
        return not (after and links > 0.5)

    def _remainder(self, run: Run, words: int) -> Furniture | None:
        reason = closing(run.text) or (ending(run.text) if words < 14 else None)
        if reason == "related" and not run.words.link_words and words > 4 and ends_sentence(run.text):
            return None  # "More in-depth tests were run in March."
        return reason


def _mark_the_rest(
    runs: list[Run], findings: list[Finding], kept: set[int], title: int | None, region: Region | None
) -> None:
    first, last = (region.first, region.last) if region else (0, len(runs))
    for at, (run, finding) in enumerate(zip(runs, findings, strict=True)):
        if at in kept or at == title:
            continue
        if finding.kind == "caption" and first <= at < last:
            continue
        if finding.kind == "footnote" and run.node.reason in (None, "footer"):
            continue
        finding.furniture = finding.furniture or run.aside or run.node.reason or _reason(run, at, first, last)


def _reason(run: Run, at: int, first: int, last: int) -> Furniture:
    """Why a run without a name of its own is furniture: by its words, else by its links and place."""
    if run.words.words < 14 and (reason := ending(run.text)):
        return reason
    if run.words.link_words > 0.5 * run.words.words:
        return "navigation" if at < first else "related"
    if first <= at < last:
        return "boilerplate"
    return "header" if at < first else "footer"


def kind_of(run: Run, notes: Notes) -> tuple[BlockKind, int | None]:
    """The kind that the run's elements say it is."""
    if run.table is not None:
        return "table", None
    frame = run.node.frame
    if _is_footnote(run, notes):
        return "footnote", None
    if frame is None:
        return "paragraph", None
    tag = frame.tag
    if tag in HEADINGS:
        return "heading", HEADINGS[tag]
    if frame.role == "heading":
        return "heading", heading_level(frame)
    if tag in ("li", "dt", "dd") or frame.role == "listitem":
        return "list_item", None
    if tag == "blockquote":
        return "quote", None
    if tag == "pre":
        return "preformatted", None
    if tag in ("figcaption", "figure", "caption"):
        return "caption", None
    return "paragraph", None


def _is_footnote(run: Run, notes: Notes) -> bool:
    if run.aside is not None or (run.node.frame is not None and run.node.frame.tag in HEADINGS):
        return False
    if run.node.in_note or notes.is_note(run.node.element):
        return True
    marks = run.words.references
    return bool(marks) and marks[0][0] == 0 and run.words.words > 2


def heading_level(node: Node) -> int:
    """`aria-level`, 2 where it is missing, as the ARIA specification has it."""
    level = node.element.get("aria-level") or ""
    return min(6, max(1, int(level))) if level.isdecimal() and len(level) < 3 else 2


def folded_words(text: str) -> str:
    """Lower-case words only, to compare titles."""
    return " ".join(_WORD.findall(text.lower()))
