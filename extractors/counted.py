"""What a quantity counts, read off the words around it without a parser: "over 252,000 violative prompts" counts
prompts. Fast and shallow; the dependency parse has the last word where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.lexicon import lexicon
from extractors.quantity.tokens import Token, tokenize
from schemas.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Counted:
    """The noun phrase that is counted. Offsets count from the start of the sentence.

    `head` is the head noun as printed ("prompts"), `phrase` the words from `start` to `end` with what belongs to
    the noun ("instances of CSAM"); `core_end` ends the noun phrase before its "of", "for" or participle.
    """

    head: str
    head_start: int
    head_end: int
    start: int
    end: int
    core_end: int
    phrase: str


def counted(sentence: str, quantity: Quantity) -> Counted | None:
    """The noun phrase that `quantity` (with offsets in `sentence`) counts, or None when no noun follows it."""
    tokens = tokenize(sentence[quantity.end :])
    return counted_after(tokens, sentence, quantity)


def counted_after(tokens: Sequence[Token], sentence: str, quantity: Quantity) -> Counted | None:
    """As `counted`, over the tokens behind the quantity (offsets from the quantity's end)."""
    offset = quantity.end
    if quantity.unit_kind == "measure" and quantity.unit is not None:
        return _measured(tokens, sentence, quantity)
    at = _skip_partitive(tokens, 0)
    span = noun_phrase(tokens, at)
    if span is None:
        return None
    first, head, after = span
    end = _extend(tokens, after)
    start = offset + tokens[first].start
    return Counted(
        head=tokens[head].text,
        head_start=offset + tokens[head].start,
        head_end=offset + tokens[head].end,
        start=start,
        end=offset + tokens[end - 1].end,
        core_end=offset + tokens[after - 1].end,
        phrase=sentence[start : offset + tokens[end - 1].end],
    )


def _measured(tokens: Sequence[Token], sentence: str, quantity: Quantity) -> Counted | None:
    """Tonnes are counted by their own name: "18,400 tonnes of packaging"."""
    unit = tokenize(sentence[quantity.number_end : quantity.end])
    words = [token for token in unit if token.kind in ("word", "name")]
    if not words:
        return None
    start = quantity.number_end + words[0].start
    head_end = quantity.number_end + words[-1].end
    after = _extend(tokens, 0)
    end = quantity.end + tokens[after - 1].end if after else head_end
    return Counted(sentence[start:head_end], start, head_end, start, end, head_end, sentence[start:end])


_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "their",
        "our",
        "his",
        "her",
        "these",
        "those",
        "all",
        "this",
        "that",
        "such",
        "my",
        "your",
        "some",
        "any",
    ]
)


def _skip_partitive(tokens: Sequence[Token], at: int) -> int:
    """Past "of the 40" in "fifteen of the 40 models", "of its" in "35m of its devices"."""
    while at < len(tokens) and (
        tokens[at].low in ("of", "-", "more", "additional", "other", "further", ")")
        or tokens[at].low in _DETERMINERS
        or (tokens[at].kind == "number" and at > 0)
    ):
        at += 1
    return at


CLOSED = frozenset(
    [
        "and",
        "or",
        "nor",
        "but",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "with",
        "about",
        "against",
        "between",
        "into",
        "through",
        "during",
        "before",
        "after",
        "above",
        "below",
        "up",
        "down",
        "out",
        "off",
        "over",
        "under",
        "again",
        "then",
        "once",
        "here",
        "there",
        "when",
        "where",
        "why",
        "how",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "that",
        "than",
        "as",
        "if",
        "because",
        "while",
        "until",
        "since",
        "per",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "can",
        "could",
        "will",
        "would",
        "shall",
        "should",
        "may",
        "might",
        "must",
        "not",
        "no",
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "them",
        "us",
        "him",
        "me",
        "this",
        "these",
        "those",
        "its",
        "their",
        "our",
        "your",
        "his",
        "her",
        "my",
        "the",
        "a",
        "an",
        "all",
        "any",
        "both",
        "each",
        "every",
        "either",
        "neither",
        "some",
        "such",
        "only",
        "also",
        "now",
        "later",
        "ago",
        "earlier",
        "so",
        "very",
        "just",
        "too",
        "via",
        "within",
        "without",
        "across",
        "among",
        "toward",
        "towards",
        "upon",
        "onto",
        "despite",
        "except",
        "including",
        "like",
        "unlike",
        "near",
        "plus",
        "versus",
        "vs",
        "however",
        "although",
        "though",
        "whether",
        "yet",
        "still",
        "already",
        "respectively",
        "annually",
        "together",
        "worldwide",
        "globally",
        "combined",
        "instead",
        "whereas",
        "amid",
        "alongside",
        "throughout",
        "apiece",
    ]
)
"""Words that end a noun phrase."""

_NOT_PLURAL = frozenset(
    [
        "news",
        "series",
        "species",
        "this",
        "us",
        "bus",
        "gas",
        "plus",
        "less",
        "access",
        "process",
        "progress",
        "success",
        "business",
        "status",
        "analysis",
        "basis",
        "crisis",
        "address",
        "press",
        "always",
        "perhaps",
    ]
)
_PLURALS = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "staff",
        "personnel",
        "police",
        "data",
        "media",
        "teeth",
        "feet",
        "mice",
        "criteria",
        "csam",
        "csem",
    ]
)


def looks_plural(word: str) -> bool:
    """Whether a lower-cased word is shaped like a plural noun."""
    return word in _PLURALS or (
        len(word) > 2
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s", "’s"))
        and word not in _NOT_PLURAL
    )


def noun_phrase(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """The noun phrase that begins at `tokens[at]`: first token, head, and the token after the last."""
    first = at
    head: int | None = None
    plural = False
    words = lexicon()
    while at < len(tokens):
        token = tokens[at]
        low = token.low
        if (
            low in ("-", "‑", "/", "&", "+")
            and at > first
            and at + 1 < len(tokens)
            and tokens[at + 1].kind in ("word", "name")
        ):
            at += 1
            continue
        if low in ("and", ",", "or") and head is not None and not plural and _coordinated(tokens, at + 1):
            at += 1
            continue
        if token.kind not in ("word", "name") or (
            low in CLOSED and not (low in ("over", "under") and token.text.isupper())
        ):
            break
        if plural and not (looks_plural(low) and not words.may_be(low, "verb")):
            break
        if head is not None and low.endswith("ly") and len(low) > 4:
            break
        if (
            at > first
            and low.endswith(("ed", "en"))
            and head is not None
            and words.may_be(low, "verb")
            and looks_plural(tokens[head].low)
        ):
            break
        head = at
        plural = looks_plural(low)
        at += 1
        if at - first > 8:
            break
    if head is None:
        return None
    return first, head, head + 1


def _coordinated(tokens: Sequence[Token], at: int) -> bool:
    """Whether "digital and physical sales" goes on to a plural head within three words."""
    for place in range(at, min(at + 3, len(tokens))):
        if tokens[place].kind not in ("word", "name") or tokens[place].low in CLOSED:
            return False
        if looks_plural(tokens[place].low):
            return True
    return False


_EXTENDS = frozenset(
    [
        "of",
        "for",
        "to",
        "from",
        "by",
        "with",
        "about",
        "on",
        "against",
        "involving",
        "containing",
        "concerning",
        "related",
        "that",
    ]
)


def _extend(tokens: Sequence[Token], after: int) -> int:
    """The end of the phrase with its "of" and "for" phrases; it stops at a clause, a time or another number."""
    at = after
    while at < len(tokens) and tokens[at].low in ("of", "for"):
        place = at + 1
        while place < len(tokens) and tokens[place].low in _DETERMINERS:
            place += 1
        span = noun_phrase(tokens, place)
        if span is None:
            break
        at = span[2]
        if at < len(tokens) and tokens[at].low == "or" and (more := noun_phrase(tokens, at + 1)) is not None:
            at = more[2]
    return at
