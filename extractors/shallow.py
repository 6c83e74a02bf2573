"""Coarse parts of speech without a model: closed-class words, the lexicon, and the word before and behind.

Right for about nine words in ten, at tens of thousands of words a second: enough to see where a noun phrase ends and which
words are verbs. Where the parse is at hand, the parse is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.lexicon import Lexicon, lexicon
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import vocabulary

NOUN, ADJECTIVE, ADVERB, VERB, PAST, GERUND = "N", "A", "R", "V", "E", "G"
DETERMINER, PREPOSITION, PRONOUN, AUXILIARY, NUMBER = "D", "P", "O", "X", "#"
CONJUNCTION, SUBORDINATOR, RELATIVE, INFINITIVE, NEGATION = "C", "S", "W", "T", "Q"
COMMA, STOP, SIGN = ",", ".", "-"

VERBAL = frozenset((VERB, PAST, AUXILIARY))

_CLOSED_CLASSES = {
    DETERMINER: "a an the this these those my your his her its our their every each some any no another such last next whose all"
    " both either neither much many several few",
    PREPOSITION: "of in on at by for from with about against between into through during above below out off"
    " over under per via within without across along around among amid toward towards upon onto despite except"
    " including like unlike near inside outside beyond behind beneath beside besides throughout concerning regarding"
    " following excluding involving versus vs alongside aboard past minus plus worth up down",
    PRONOUN: "i you he she it we they me him them us himself herself itself themselves everyone someone anyone nobody"
    " everybody anybody something anything nothing everything there one's ones theirs ours mine hers none others",
    AUXILIARY: "is are was were be been being am has have had having do does did can could will would shall should may"
    " might must cannot isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't hasn't haven't"
    " hadn't shouldn't it's that's he's she's we're they're i'm we've they've i've we'll they'll",
    CONJUNCTION: "and or but nor &",
    SUBORDINATOR: "because although though while whereas if unless until since as than after before once whether so",
    RELATIVE: "which who whom that what when where why how",
    NEGATION: "not never n't",
    ADVERB: "also now later ago earlier very just too still already yet again then here however therefore thus even only"
    " almost nearly about roughly approximately together instead meanwhile moreover once twice away back ahead abroad"
    " overall alone else perhaps maybe often always sometimes soon apart else worldwide globally annually respectively"
    " today yesterday tomorrow tonight rather quite more most less least fewer well ever far further",
}
_MODALS = frozenset(
    "can could will would shall should may might must cannot do does did don't doesn't didn't can't"
    " couldn't won't wouldn't shouldn't to".split()
)
_SUBJECTS = frozenset("i you he she it we they who which that there".split())


@cache
def _closed() -> dict[str, str]:
    return {word: tag for tag, words in _CLOSED_CLASSES.items() for word in words.split()}


def tag(tokens: Sequence[Token]) -> list[str]:
    """One tag for each token, of those named at the head of this module."""
    closed, words = _closed(), lexicon()
    numbers = vocabulary().cardinals.keys() | vocabulary().scales.keys() | vocabulary().vague.keys()
    tags: list[str] = []
    start = True
    for at, token in enumerate(tokens):
        low = token.low
        if token.kind == "number" or (low in numbers and low not in ("score", "gross")):
            found = NUMBER
        elif token.kind == "sign":
            found = COMMA if low == "," else STOP if low in ".!?;:" else CONJUNCTION if low == "&" else SIGN
        elif token.kind == "break":
            found = STOP
        elif low == "to":
            found = _to(tokens, at, words)
        elif low in closed and not _is_name(token, low, start=start):
            found = closed[low]
        elif token.kind == "name" or (token.text[:1].isupper() and not start):
            found = NOUN
        else:
            found = _open(tokens, at, tags, words)
        tags.append(found)
        start = found == STOP
    return tags


def _is_name(token: Token, low: str, *, start: bool) -> bool:
    """US, IT, WHO and May are names where "us", "it", "who" and "may" are not."""
    if start:
        return False
    return (low == "may" and token.text == "May") or (1 < len(low) < 4 and token.text.isupper())


def _to(tokens: Sequence[Token], at: int, words: Lexicon) -> str:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.kind != "word" or following.text[:1].isupper():
        return PREPOSITION
    base = words.lemma(following.low, "verb") == following.low
    return INFINITIVE if base and following.low not in _closed() else PREPOSITION


def _open(tokens: Sequence[Token], at: int, tags: Sequence[str], words: Lexicon) -> str:
    """The tag of an open-class word, from what it may be and the tag before it."""
    low = tokens[at].low
    before = tags[-1] if tags else STOP
    verb, noun = words.lemma(low, "verb"), words.lemma(low, "noun")
    adjective, adverb = words.lemma(low, "adj"), words.lemma(low, "adv")
    if low.endswith("ly") and adverb and not noun:
        return ADVERB
    if low.endswith("ing") and verb:
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        named = before in (DETERMINER, ADJECTIVE) or (before == NUMBER and following not in _closed())
        return NOUN if noun and named else GERUND
    if low in _MOSTLY_VERBS and before not in (DETERMINER, ADJECTIVE):
        return VERB
    if verb and verb != low and (low in words.irregular["verb"] or low.endswith("ed")):
        return _past(before, low, noun, adjective, tokens, at)
    if before == INFINITIVE or (before in (AUXILIARY, NEGATION, ADVERB) and _after_modal(tokens, at)):
        if verb:
            return VERB
    if verb and (noun or adjective):
        return _noun_or_verb(tokens, at, tags, verb=verb, adjective=adjective, noun=noun)
    if verb:
        return VERB
    if adjective and noun:
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        leads = (
            following is not None and following.kind in ("word", "name") and following.low not in _closed()
        )
        return (
            ADJECTIVE if leads and before != NOUN or before == AUXILIARY and not low.endswith("s") else NOUN
        )
    if adjective:
        return ADJECTIVE
    if noun:
        return NOUN
    if adverb:
        return ADVERB
    if low.endswith("ly"):
        return ADVERB
    return PAST if low.endswith("ed") and len(low) > 4 else NOUN


_MOSTLY_VERBS = frozenset(
    "come comes go goes say says get gets give gives know knows think thinks make makes take takes include includes"
    " remain remains become becomes keep keeps seem seems continue continues contain contains".split()
)


def _past(
    before: str, low: str, noun: str | None, adjective: str | None, tokens: Sequence[Token], at: int
) -> str:
    if before in (DETERMINER, ADJECTIVE, NUMBER):
        if noun and not low.endswith("ed"):
            following = tokens[at + 1].low if at + 1 < len(tokens) else ""
            return ADJECTIVE if adjective and following not in _closed() and following.isalpha() else NOUN
        return ADJECTIVE
    if before == PREPOSITION and noun and not low.endswith("ed"):
        return NOUN
    return PAST


def _after_modal(tokens: Sequence[Token], at: int) -> bool:
    return any(token.low in _MODALS for token in tokens[max(at - 3, 0) : at])


def _noun_or_verb(
    tokens: Sequence[Token],
    at: int,
    tags: Sequence[str],
    *,
    verb: str,
    adjective: str | None,
    noun: str | None,
) -> str:
    """ "Reports", "shares", "plans": a verb behind a subject where an object, an infinitive or a preposition follows."""
    low = tokens[at].low
    before = tags[-1] if tags else STOP
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    kind = tokens[at + 1].kind if at + 1 < len(tokens) else "sign"
    third = low.endswith("s") and verb != low
    opens = following in _OBJECT_LEADS or kind == "number" or following in "$€£~"
    fallback = NOUN if noun else ADJECTIVE
    if before == PRONOUN and tokens[at - 1].low in _SUBJECTS or before == RELATIVE and third:
        return VERB
    if before in (DETERMINER, ADJECTIVE, NUMBER, PREPOSITION, GERUND, PAST, AUXILIARY):
        if adjective and kind == "word" and following not in _closed():
            return ADJECTIVE
        return fallback
    if before == NOUN and following and (opens or following in _AFTER_VERB):
        plural = tokens[at - 1].low.endswith("s") and not tokens[at - 1].low.endswith("ss")
        if third != plural or tokens[at - 1].text[:1].isupper() and third:
            since = _since_clause(tags)
            if not any(one in VERBAL for one in since):
                return VERB
    if before == STOP and third and opens and following not in ("of", "to", "from", "for"):
        return VERB
    if adjective and kind == "word" and following not in _closed():
        return ADJECTIVE
    return fallback


_OBJECT_LEADS = frozenset(
    "a an the its their our his her to that more over up no any about at least all every each nearly"
    " almost between this these those".split()
)
_AFTER_VERB = frozenset("in on at by from with for into as".split())


def _since_clause(tags: Sequence[str]) -> Sequence[str]:
    for back in range(len(tags) - 1, -1, -1):
        if tags[back] in (STOP, COMMA, CONJUNCTION, RELATIVE, SUBORDINATOR):
            return tags[back + 1 :]
    return tags


def is_plural(word: str) -> bool:
    """Whether a lower-cased word is shaped like a plural noun."""
    return word in _PLURALS or (
        len(word) > 2
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s", "’s"))
        and word not in _NOT_PLURAL
    )


_NOT_PLURAL = frozenset(
    "news series species gas plus less access always perhaps bias canvas texas paris".split()
)
_PLURALS = frozenset(
    "people men women children staff personnel police data media teeth feet mice criteria".split()
)
