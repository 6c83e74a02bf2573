"""Which runs of a page are what it says: furniture by name, the region that holds the text, its edges.

Runs in, the same runs with a verdict out. The region is the element that scores best by the good runs
below it (long enough, few links), with a score that decays by .72 a level and a bonus for the
neighbourhood of the h1, `article`, `main` and names like "content"; it then climbs while the parent adds
good text. The thresholds were set on the development half of the article extraction benchmark
(see benchmarks/webpages.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.readers.page_furniture import (
    EMBEDDED_POST,
    HOLDS_TEXT,
    NOTHING,
    PANEL,
    ROLES,
    SOFT,
    STUBBORN,
    Verdict,
    ends_sentence,
    verdict,
)
from extractors.readers.page_nodes import Node, Run, is_heading
from schemas.documents import Furniture

GOOD_WORDS = 8
GOOD_LINKS = 0.35
PROTECTED_SHARE = 0.35
"""An element with that share of the page's good words is no furniture whatever it is called."""
_DECAY = 0.72
_REACH = 8
_CLIMB_SHARE = 0.2
_CLIMB_DENSITY = 0.5
_SECTION_SHARE = 0.8
_TEXT_TAGS = frozenset(("p", "li", "blockquote", "pre", "td", "dd"))
_SMALL_TAGS = frozenset(("p", "li", "td", "tr", "blockquote", "ul", "ol"))


def is_good(run: Run) -> bool:
    """Whether a run reads as text: enough words, few of them links. Data tables do."""
    words = run.words
    if run.aside is not None:
        return False
    return words.words >= GOOD_WORDS and words.link_words <= GOOD_LINKS * words.words


def condemn(nodes: list[Node], runs: list[Run]) -> None:
    """Sets `reason` on every node that is furniture by its name, role or tag, and on all below it."""
    total = _count(nodes, runs)
    anchored = _anchored(nodes)
    posts = _embedded_posts(nodes)
    for node in nodes:
        parent = node.parent
        if parent is not None and parent.reason is not None:
            node.reason = parent.reason
        elif parent is not None:
            node.reason = None if node in posts else _reason(node, total, node in anchored)


def _count(nodes: list[Node], runs: list[Run]) -> int:
    """Good words of each node and all below it; returns the page's."""
    total = 0
    for run in runs:
        run.node.words += run.words.words
        if is_good(run):
            run.node.good += run.words.words
            total += run.words.words
    for node in reversed(nodes):
        if node.parent is not None:
            node.parent.good += node.good
            node.parent.words += node.words
    return total


def _anchored(nodes: list[Node]) -> set[Node]:
    """Nodes that hold the h1 or an article."""
    anchored: set[Node] = set()
    for node in nodes:
        if node.tag == "article" or (node.tag == "h1" and node.words):
            at = node if node.tag == "article" else node.parent
            while at is not None and at not in anchored:
                anchored.add(at)
                at = at.parent
    return anchored


def _embedded_posts(nodes: list[Node]) -> set[Node]:
    """Posts of other sites that the text quotes, with the elements around them that hold little else."""
    posts: set[Node] = set()
    for node in nodes:
        if node.tag == "blockquote" and node.words and EMBEDDED_POST.search(node.names):
            at: Node | None = node
            while at is not None and at.words <= 1.5 * node.words + 4:
                posts.add(at)
                at = at.parent
    return posts


def _reason(node: Node, total: int, anchored: bool) -> Furniture | None:
    tag = node.tag
    share = node.good / max(1, total)
    if tag == "article" and share < 0.5 and node.parent is not None and node.parent.up("article"):
        return "related"
    names = node.names
    says = verdict(names) if names else NOTHING
    strength, reason = _strength(node, says)
    if reason is None:
        return None
    if anchored and (share > 0.15 or tag == "header"):
        return None
    if tag == "header" and share > 0 and says.strength < 2:
        return None
    if strength == 1:
        spared = share >= 0.1
    elif STUBBORN.search(names) and not says.body_text:
        spared = share >= 0.8
    else:
        spared = share >= (0.15 if says.body_text else PROTECTED_SHARE)
    return None if spared else reason


def _strength(node: Node, says: Verdict) -> tuple[int, Furniture | None]:
    if node.in_note or (node.frame is not None and node.frame.tag in ("figcaption", "caption")):
        return 0, None
    if node.tag in SOFT and not (node.tag == "figure" and node.element.find(".//table") is not None):
        return 2, says.reason or SOFT[node.tag]
    if node.role in ROLES:
        return 2, ROLES[node.role]
    if node.hides and not _is_panel(node):
        return 2, says.reason or "boilerplate"
    return says.strength, says.reason


def _is_panel(node: Node) -> bool:
    """Whether a hidden element is the folded part of an accordion or a set of tabs."""
    return (
        node.role == "tabpanel"
        or bool(PANEL.search(node.names))
        or node.element.get("aria-labelledby") is not None
    )


@dataclass
class Region:
    """The element that holds the text: `runs[first:last]` are below it."""

    node: Node
    first: int
    last: int
    alive: list[int] = field(default_factory=list)


def find_region(nodes: list[Node], runs: list[Run]) -> Region | None:
    """The region, or None where no run reads as text."""
    alive = [run for run in runs if run.node.reason is None and run.aside is None]
    scores = _score(alive)
    if not scores:
        return None
    _recount(nodes, alive)
    near = _near_title(nodes)
    top = max(scores, key=lambda node: _adjusted(node, scores[node], near))
    top = _climb(top, runs)
    return Region(top, top.first, top.last)


def _score(alive: list[Run]) -> dict[Node, float]:
    scores: dict[Node, float] = {}
    for run in alive:
        if not is_good(run):
            continue
        words = run.words
        score = min(words.words, 60) * (1 - words.link_words / words.words)
        if run.node.tag in _TEXT_TAGS:
            score *= 1.2
        node: Node | None = run.node
        for _ in range(_REACH):
            if node is None:
                break
            scores[node] = scores.get(node, 0.0) + score
            score *= _DECAY
            node = node.parent
    return scores


def _recount(nodes: list[Node], alive: list[Run]) -> None:
    for node in nodes:
        node.words = node.good = 0
    _count(nodes, alive)


def _near_title(nodes: list[Node]) -> set[Node]:
    near: set[Node] = set()
    titles = [node for node in nodes if node.tag == "h1" and node.last > node.first and node.reason is None]
    for title in titles[:3]:
        at = title.parent
        while at is not None and at.parent is not None:
            near.add(at)
            at = at.parent
    return near


def _adjusted(node: Node, score: float, near: set[Node]) -> float:
    if node in near:
        score *= 1.25
    elif node.parent in near:
        score *= 1.15
    is_body = node.element.get("itemprop") == "articleBody"
    if node.tag == "article":
        score *= 1.35
    elif node.tag == "main" or node.role == "main" or is_body:
        score *= 1.3
    if is_body:
        score *= 1.3
    if node.names and HOLDS_TEXT.search(node.names):
        score *= 1.12
    return score * 0.6 if node.tag in _SMALL_TAGS else score


def _climb(top: Node, runs: list[Run]) -> Node:
    """Up to the parent while it adds nothing, much good text, or parts made like the region's own."""
    while (above := top.parent) is not None:
        good = above.good - top.good
        added = above.words - top.words
        worth = good >= _CLIMB_SHARE * top.good and good >= _CLIMB_DENSITY * added and top.tag != "article"
        is_part = above.parent is not None and (worth or not added)
        if not is_part and not _adds_sections(above, top, runs):
            break
        top = above
    return top


def _adds_sections(above: Node, top: Node, runs: list[Run]) -> bool:
    """Whether what the parent adds after the region are headings with lists, tables or sentences below them.

    Reports say in a list of short items what an article says in paragraphs, and good words do not count it.
    """
    beside = [run for run in runs[top.last : above.last] if run.node.reason is None and run.aside is None]
    plain = [run for run in beside if run.words.link_words <= GOOD_LINKS * run.words.words]
    headings = [run for run in plain if run.node.frame is not None and is_heading(run.node.frame)]
    if above.parent is None:  # the whole page: only what has headings of the same rank goes with the region
        own = {run.node.tag for run in runs[top.first : top.last]} - {"h1"}
        headings = [run for run in headings if run.node.tag in own]
    listed = [run for run in plain if _is_listed(run)]
    total = sum(run.words.words for run in beside)
    return (
        bool(headings) and sum(run.words.words for run in (*headings, *listed)) >= _SECTION_SHARE * total > 0
    )


def _is_listed(run: Run) -> bool:
    frame = run.node.frame
    if run.table is not None or (frame is not None and frame.tag in ("li", "dd")):
        return True
    return ends_sentence(run.text) or run.text[-1] == ":"
