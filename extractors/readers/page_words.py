"""Pieces of inline text to the words of one run: white space folded, footnote marks lifted out.

What a page shows and what its text nodes hold differ in small ways that matter to figures: a mark raised
behind `252,000` must not make it `252,0001`, and a figure in one `span` with its label in the next must
not become `252,000prompts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

SEAM, MARK, BREAK = "\x01", "\x02", "\x03"
"""Stand in the pieces for: the border of two inline elements, a mark taken out, a `br`."""

CONTROL_BYTES = bytes([*range(9), 11, *range(14, 32), 127])
CONTROL = re.compile(f"[{re.escape(CONTROL_BYTES.decode())}]")
"""Characters that no page shows; those of them above serve as stand-ins, so pages are cleared of them."""

_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""Soft hyphen, zero-width space and joiners of words, byte-order mark, marks of writing direction."""

RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")

_FUSED = re.compile(
    rf"(?<=[\d%+]){SEAM}(?=[^\W\d_]{{3}})|(?<=[^\W\d_]{{3}}){SEAM}(?=\d)"
    rf"|(?:(?<=million)|(?<=billion)|(?<=thousand)|(?<=hours)|(?<=minutes)|(?<=days)){SEAM}(?=[^\W\d_]{{2}})"
)
_BULLETED = re.compile(r"\s*(?:([•·▪●◦‣■□▸►➢➤✓✔*–—-])\s+|(\(?\d{1,2}[.)])\s+)(?=\S)")
_OPENING = "([{-–—/'\"‘“«„"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def all_text(element: etree._Element) -> str:
    """All text below an element, as it stands."""
    return "".join(map(str, element.itertext()))


def fold(text: str) -> str:
    """White space folded to single spaces, invisible characters gone."""
    if not text.isascii() and _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def count_words(text: str) -> int:
    """Words of folded text; two characters of Chinese, Japanese or Korean count as one."""
    words = text.count(" ") + 1 if text else 0
    return words if text.isascii() else words + len(_CJK.findall(text)) // 2


@dataclass(slots=True)
class Words:
    """The words of one run, with the marks that stood in it as (offset, mark)."""

    text: str
    words: int = 0
    link_words: int = 0
    references: list[tuple[int, str]] = field(default_factory=list)
    bold: bool = False


class Pieces:
    """Collects the text nodes of one run; `take` hands out what they say and starts anew."""

    __slots__ = ("_bold", "_link_words", "_marked", "_marks", "_plain", "bolds", "links", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        """Empty where there is nothing to take."""
        self._marks: list[str] = []
        self._marked = False
        self.links = self.bolds = 0
        """How many links and bold elements are open."""
        self._link_words = 0
        self._bold = self._plain = False

    def add(self, text: str) -> None:
        """A text node."""
        self.parts.append(text)
        if text.isspace():
            return
        if self.links:
            self._link_words += count_words(fold(text))
        if self.bolds:
            self._bold = True
        else:
            self._plain = True

    def sign(self, sign: str) -> None:
        """A SEAM or BREAK."""
        if self.parts:
            self.parts.append(sign)
            self._marked = True

    @property
    def all_bold(self) -> bool:
        """Whether there are words so far, and all of them in bold."""
        return self._bold and not self._plain

    def mark(self, mark: str) -> None:
        """A footnote mark, which is no part of the words."""
        self.parts.append(MARK)
        self._marks.append(mark)
        self._marked = True

    def ends_in_word(self) -> bool:
        """Whether a raised figure added now would be read as part of the number or word before it."""
        for part in reversed(self.parts):
            part = part.rstrip(SEAM)
            if part:
                return part[-1].isalnum()
        return False

    def take(self) -> list[Words]:
        """One run's words; several where `br`s part the items of a list; none where there is no text."""
        parts = self.parts
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        taken = self._take_marked(raw) if self._marked else _plain_words(raw)
        for words in taken:
            words.bold = self._bold and not self._plain
            words.link_words = self._link_words // len(taken)
        parts.clear()
        if self._marked:
            self._marks.clear()
            self._marked = False
        self._link_words = 0
        self._bold = self._plain = False
        return taken

    def _take_marked(self, raw: str) -> list[Words]:
        raw = _FUSED.sub(" ", raw).replace(SEAM, "")
        lines = [line for line in raw.split(BREAK) if line.strip()]
        marks = iter(self._marks)
        if sum(1 for line in lines if _BULLETED.match(line)) < 2:
            lines = [" ".join(lines)]
        return [words for words in (_lift_marks(line, marks) for line in lines) if words.text]


def _plain_words(raw: str) -> list[Words]:
    text = fold(raw)
    return [Words(text, count_words(text))] if text else []


def bulleted(text: str) -> tuple[str | None, str]:
    """(bullet, rest) of a line that begins with a printed bullet or number, else (None, text)."""
    found = _BULLETED.match(text)
    if not found:
        return None, text
    return found.group(1) or found.group(2), text[found.end() :]


def _lift_marks(line: str, marks: Iterator[str]) -> Words:
    pieces = fold(line).split(MARK)
    text = pieces[0]
    references: list[tuple[int, str]] = []
    for piece in pieces[1:]:
        if text.endswith(" ") and (not piece or piece[0] in " .,;:!?)"):
            text = text[:-1]
        references.append((len(text), next(marks, "")))
        if not text or text.endswith(" "):
            piece = piece.lstrip()
        elif piece[:1].isalnum() and text[-1] not in _OPENING:
            piece = f" {piece}"
        text += piece
    stripped = text.rstrip()
    references = [(min(offset, len(stripped)), mark) for offset, mark in references]
    return Words(stripped, count_words(stripped), references=references)
