"""What the words before a name say of it: a partner, a recipient, or the subject itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.profiles import Mention
from extractors.word_lists import any_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_ASIDE = re.compile(rf"{any_of('attribution.asides')}")
_TOLD_TO = re.compile(
    r"(?i)\b(?:report|sent|send|pass|refer|submi|file|forward|notif|hand|CyberTipline)\w*\b.*\b(?:to|with)\s+(?:the\s+)?$"
)


def is_told(text: str, mention: Mention) -> bool:
    """Whether something is reported or sent to the one named, or by it: "1,291 reports to NCMEC"."""
    before = text[: mention.start]
    return _TOLD_TO.search(before) is not None or re.search(r"(?i)\bby\s+(?:the\s+)?$", before) is not None


def is_aside(text: str, mention: Mention) -> bool:
    """A partner rather than a subject: "in collaboration with X", "as part of X's initiative"."""
    before = text[: mention.start].rstrip().rsplit(",", 1)[-1]
    return _ASIDE.search(before[-60:]) is not None


def covers(mention: Mention, token: Token) -> bool:
    """Whether the mention is the subject itself (or the head of its name), not a possessor beside it."""
    end = token.idx + len(token)
    return mention.start < end and token.idx < mention.end
