"""Sentences whose opening name made the parser take their verb for a noun: "Tandem shares its signals".

The model has never seen the names of small companies, and so reads such a sentence as one long noun phrase.
It is parsed once more with a name that it knows in their place; words and places stay those of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_FINITE = ("VBZ", "VBP", "VBD", "MD")
_KNOWN = (("She",), ("Mrs", "Smith"), ("Mrs", "Anna", "Smith"), ("Mrs", "Anna", "Maria", "Smith"))
"""What stands in for a name of one to four words."""
_SHORTEST = 4
_OPENS_OBJECT = ("NOUN", "DET", "ADJ", "PRON", "NUM")
"""What may follow the verb: "Safety reviews of models" has none."""


def read_again(doc: Doc, pipeline: Language) -> Doc:
    """The sentence as the model reads it behind a name that it knows, where that gives it a main verb; else
    the sentence as it is.
    """
    verb = _hidden_verb(doc)
    if verb is None:
        return doc
    from spacy.tokens import Doc as Parsed

    words = [one.text for one in doc]
    spaces = [bool(one.whitespace_) for one in doc]
    again = pipeline(Parsed(doc.vocab, words=[*_KNOWN[verb - 1], *words[verb:]], spaces=spaces))
    if again[verb].tag_ not in ("VBZ", "VBD") or again[verb].dep_ != "ROOT":
        return doc
    named = range(verb)
    return Parsed(
        doc.vocab,
        words=words,
        spaces=spaces,
        tags=["NNP" if one.i in named else one.tag_ for one in again],
        pos=["PROPN" if one.i in named else one.pos_ for one in again],
        lemmas=[one.lower_ if one.i in named else again[one.i].lemma_ for one in doc],
        morphs=["Number=Sing" if one.i in named else str(one.morph) for one in again],
        heads=[one.head.i for one in again],
        deps=[one.dep_ for one in again],
    )


def _hidden_verb(doc: Doc) -> int | None:
    """Where a verb may stand that was taken for a noun: behind one to four capitalised words that open a
    sentence without a finite verb of its own.
    """
    if len(doc) < _SHORTEST or doc[-1].text not in (".", ";") or not doc[0].text[0].isupper():
        return None
    if any(one.tag_ in _FINITE and one.dep_ not in ("relcl", "advcl", "acl", "ccomp") for one in doc):
        return None
    at = next((one.i for one in doc[: len(_KNOWN) + 1] if not one.text[0].isupper()), None)
    if at is None or at == 0 or at + 1 >= len(doc) - 1:
        return None
    word = doc[at].lower_
    if doc[at].tag_ not in ("NNS", "NN", "VBN", "JJ") or not word.isalpha():
        return None
    if not word.endswith("s") or word.endswith("ss") or not lexicon().may_be(word, "verb"):
        return None
    return at if doc[at + 1].pos_ in _OPENS_OBJECT else None
