"""Numbers that stand for what was counted before, or count a noun that the parse hides behind a hyphen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_token import NOUNS, noun_of_these, noun_within
from extractors.word_lists import words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

OF_THE_REST = re.compile(r"(?i)of\s+the\s+(?:others?|rest|remainder|remaining\s+ones?)\b")
OPENS_WITH_OF = re.compile(r"(?i)of\s+(?:the|these|those|its|our|all)\b")
_OF_THEM = re.compile(
    r"(?i)\s*of\s+(?:these|those|them|which|whom"
    r"|(?:the|its|our|their)\s+(?:\d[\d,.]*+|two|three|four|five|six|seven|eight|nine|ten|twelve)(?!\s+\w+s\b)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)\s+(?:\w+ed|have|has|had|do|did|are|were|can|could|gave|said|told|went|kept|put|set|met)\b)"
)
_COUNTS_SUBJECT = re.compile(r"(?i)\bnumber(?:ed|s|ing)?\s*$|\btotal(?:l?ed|s|l?ing)?\s*(?:of\s*)?$")
_NO_NOUN_FOLLOWS = re.compile(
    r"(?i)\b(?:of\s+(?:these|those|them|which|whom|that),?(?:\s+(?:only|just))?|with|the\s+other|for|another|a\s+further)\s*$"
)
_OPENS_CLAUSE = re.compile(r"(?:^|;|,|\band)\s*$")
_TIME_BEHIND = re.compile(
    r"(?i)\s+(?:of\s+)?(?:the|a|last|this)\s+(?:\w+\s+)?(?:year|quarter|month|half-?year|period|week)\b"
)
"""What tells when, not what is counted: "2,870 the year before"."""
_NO_OBJECT = ("IN", "TO", "RB", "DT", "PRP$", ".")
"""Tags behind a verb in the past that shows no noun of the number's own."""
_FOR = re.compile(r"(?i)\b(?:for|with)\s*$")
_OF_TOTAL = re.compile(r"\s+of\s+\d[\d,.\s]*(?<!\s)(?!\s*%)\s*")


def modifies_hyphened(number: Token) -> bool:
    """Whether a number counts a noun behind a hyphened word: "700 fine-tuned models"."""
    noun = number.head
    between = number.doc[number.i + 1 : noun.i]
    hyphened = any(token.text in ("-", "‐", "‑") for token in between)
    return number.dep_ == "nummod" and noun.pos_ in NOUNS and hyphened


def counts_what_was_named(doc: Doc, quantity: Quantity) -> bool:
    """Whether the number counts what was counted before: "of these, 51 failed", "with 100 showing"."""
    after = next((token for token in doc if token.idx >= quantity.end), None)
    head = doc.text[: quantity.start]
    if after is None or after.is_punct or after.tag_ in ("CC", "RB", "MD"):
        return not _COUNTS_SUBJECT.search(head)
    if noun_of_these(doc, quantity) is not None or (
        quantity.zero_words and noun_within(doc, quantity) is not None
    ):
        return False
    if _OF_THEM.match(doc.text[quantity.end :]) or _TIME_BEHIND.match(doc.text, quantity.end):
        return True
    total = _OF_TOTAL.match(doc.text, quantity.end)
    behind = next((token for token in doc if total and token.idx >= total.end()), None)
    if total and (
        behind is None or behind.is_punct or behind.tag_ in ("RB", "VB", "VBP", "VBZ", "VBD", "MD")
    ):
        return True  # "Fire doors: 388 of 402 now open outwards"
    if OF_THE_REST.match(head) and after.tag_ in ("VBD", "VBZ", "VBP"):
        return True  # "Of the others, 19 are under way"
    if OPENS_WITH_OF.match(head) and after.lower_ in words("metrics.part_verbs"):
        return True  # "Of these, 51 concerned media"
    if _OPENS_CLAUSE.search(head) and after.lower_ in ("about", "concerning", "involving", "regarding"):
        return True
    if _OPENS_CLAUSE.search(head) and after.tag_ in ("VBD", "VBZ", "VBP"):
        return True  # "...; 18,911 were about videos"
    noun = after.nbor() if after.i + 1 < len(doc) else None
    if not head.strip() and after.tag_ == "VBN" and noun is not None and noun.tag_ in _NO_OBJECT:
        return True  # "Eight sold to our testers"
    if _FOR.search(head) and after.tag_ in ("VBN", "JJ") and noun is not None and noun.tag_ == "NNS":
        return False  # "paid for 57 confirmed errors"
    return _NO_NOUN_FOLLOWS.search(head) is not None and (
        after.tag_ in ("VBD", "VBZ", "VBP", "VBG", "VBN", "IN", "PRP") or after.lower_.endswith(("ing", "ed"))
    )
