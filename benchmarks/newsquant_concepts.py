"""NewsQuant's concepts: the words a quantity is about. Mostly the subject of its verb ("shares fell 3%"), the noun
it stands before ("a 25% tax on imports"), or the noun it is a part or an amount of ("60% of the vote").

The sentence is cut into chunks (noun phrases, verb groups, prepositions, quantities, times), and the concept is
looked for from the quantity's chunk outwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.lang.en.stop_words import STOP_WORDS

from extractors.counted import Counted, Tagged
from extractors.quantity import Reading
from extractors.quantity.tokens import Token
from extractors.shallow import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    COMMA,
    CONJUNCTION,
    DETERMINER,
    GERUND,
    INFINITIVE,
    NEGATION,
    NOUN,
    NUMBER,
    PAST,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SIGN,
    STOP,
    SUBORDINATOR,
    VERB,
)

Span = tuple[int, int]
DROPPED = STOP_WORDS - {"top", "us", "front", "call", "name", "back", "bottom", "part", "show", "move"} | {
    "total", "combined", "approximately", "overall", "like", "than", "via", "per"}  # fmt: skip
TIMES = frozenset(
    "year years month months week weeks weekend quarter quarters day days season decade summer winter spring night"
    " morning afternoon evening time monday tuesday wednesday thursday friday saturday sunday january february march"
    " april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec"
    " years' month's today yesterday tomorrow".split()
)
NP, VG, QUANTITY, TIME = "NP", "VG", "Q", "TIME"


@dataclass(slots=True)
class Chunk:
    """Tokens `first` to `after` of one kind: NP, VG, Q, TIME, or a tag of a single token."""

    kind: str
    first: int
    after: int
    low: str = ""


@dataclass(slots=True)
class Sentence:
    """A sentence in chunks, and which chunk each reading is in."""

    tokens: Sequence[Token]
    chunks: list[Chunk]
    place: dict[int, int] = field(default_factory=dict)
    """Index of the chunk by the first token of the reading's number."""
    concepts: dict[int, list[Span]] = field(default_factory=dict)
    """The concepts found so far, by chunk."""


NO_QUANTITY = frozenset(("date", "time", "cadence"))


def chunk(view: Tagged, readings: Sequence[tuple[Reading, Counted | None]]) -> Sentence:
    """Cuts a tagged sentence into chunks; a count takes its noun into its own chunk."""
    tokens, starts, tags = view
    covered: dict[int, tuple[int, str, int]] = {}
    for reading, phrase in readings:
        mention = reading.mention
        if reading.sense in ("name", "reference", "ordinal"):
            continue
        after = mention.after
        if (
            reading.quantity.per
            and after + 1 < len(tokens)
            and tokens[after].low in ("per", "a", "an", "/", "each")
        ):
            after += 2
        if (
            phrase is not None
            and mention.kind in ("count", "ratio")
            and reading.sense not in ("date", "time", "age")
        ):
            while after < len(tokens) and starts[after] < phrase.core_end:
                after += 1
        if reading.sense == "age":
            while after < len(tokens) and tokens[after].low in ("-", "old", "olds"):
                after += 1
        kind = TIME if reading.sense in ("date", "time") else QUANTITY
        if _is_part_of_name(tokens, tags, mention.first, after, kind):
            continue
        covered[mention.first] = (after, kind, mention.numeral.first)
    result = Sentence(tokens, [])
    chunks = result.chunks
    at = 0
    while at < len(tokens):
        if at in covered:
            after, kind, number = covered[at]
            after = max(after, at + 1)
            result.place[number] = len(chunks)
        else:
            kind, after = _chunk_at(tokens, tags, at, covered)
        aged = kind == QUANTITY and len(chunks) > 1 and chunks[-1].low == "aged" and chunks[-2].kind == NP
        if aged:
            chunks.pop()
            chunks[-1].after = after  # men aged 18 to 34
        else:
            chunks.append(Chunk(kind, at, after, tokens[at].low))
        at = after
    return result


def _is_part_of_name(tokens: Sequence[Token], tags: Sequence[str], first: int, after: int, kind: str) -> bool:
    """The year of "the 2003 Iron Bowl" and "Keytrudas 2018 sales": no preposition before it, a noun behind."""
    if kind != TIME or after >= len(tokens) or first == 0:
        return False
    if tokens[after].low == "s" and tokens[after].glued:
        after += 1
    behind = after < len(tokens) and tags[after] in (NOUN, ADJECTIVE) and tokens[after].low not in TIMES
    return behind and tags[first - 1] in (DETERMINER, NOUN, COMMA) and tokens[first - 1].low not in TIMES


def _chunk_at(tokens: Sequence[Token], tags: Sequence[str], at: int, covered: dict) -> tuple[str, int]:
    first, tag = at, tags[at]
    if tag in (VERB, PAST, AUXILIARY, GERUND, INFINITIVE, NEGATION) and not _opens_phrase(tags, at):
        while at < len(tokens) and at not in covered and tags[at] in _VERB_GROUP:
            if at > first and tags[at] == AUXILIARY and tags[at - 1] == PAST:
                break
            at += 1
        while at > first + 1 and tags[at - 1] in (ADVERB,):
            at -= 1
        return VG, at
    if tag in (NOUN, ADJECTIVE, DETERMINER, NUMBER, PAST, GERUND):
        head = -1
        while at < len(tokens) and at not in covered:
            tag = tags[at]
            if tag == DETERMINER and at > first:
                break
            if head >= 0 and tokens[head].low in TIMES and head > first - 1 and tokens[at].text[:1].isupper():
                break
            if tag == NOUN:
                head = at
            elif tag in (PAST, GERUND):
                hyphened = tokens[at].glued and tokens[at - 1].low in "-‑"
                if at > first and not hyphened and not _opens_phrase(tags, at):
                    break
            elif tag == SIGN:
                if not (tokens[at].low in "-‑/.'’" and tokens[at].glued):
                    break
            elif tag == CONJUNCTION:
                if tokens[at].low != "&":
                    break
            elif tag not in (ADJECTIVE, DETERMINER, NUMBER):
                break
            at += 1
        at = max(at, first + 1)
        if head < 0:
            return (NP if tags[first] == NUMBER else "A"), at
        return (TIME if tokens[head].low in TIMES else NP), at
    return tag, at + 1


_VERB_GROUP = frozenset((VERB, PAST, AUXILIARY, GERUND, INFINITIVE, NEGATION, ADVERB))


def _opens_phrase(tags: Sequence[str], at: int) -> bool:
    """Whether a participle stands before its noun, behind a determiner, an adjective or a preposition."""
    if tags[at] not in (PAST, GERUND):
        return False
    before = tags[at - 1] if at else STOP
    following = tags[at + 1] if at + 1 < len(tags) else STOP
    if before == PREPOSITION and tags[at] == PAST:
        return following in (NOUN, ADJECTIVE)
    return before in (DETERMINER, ADJECTIVE) and following in (NOUN, ADJECTIVE, SIGN, NUMBER)


def concepts(sentence: Sentence, reading: Reading, phrase: Counted | None) -> list[Span]:
    """The token ranges of what one quantity is about, the nearest first; none for "one of the best"."""
    at = sentence.place.get(reading.mention.numeral.first)
    if at is None:
        return []
    found = _concepts(sentence, at, reading, phrase)
    sentence.concepts[at] = found
    return found


def _concepts(sentence: Sentence, at: int, reading: Reading, phrase: Counted | None) -> list[Span]:
    chunks = sentence.chunks
    counts = phrase is not None and reading.mention.kind in ("count", "ratio")
    if reading.sense == "pronoun":
        return []
    before = _earlier_quantity(sentence, at)
    if before is not None:
        return sentence.concepts[before]
    behind = at + 1
    if behind + 2 < len(chunks) and chunks[behind].low == "(" and chunks[behind + 1].kind == QUANTITY:
        behind += 3  # 8 miles (13 km) of new tunnels
    following = chunks[behind] if behind < len(chunks) else Chunk(STOP, 0, 0)
    complement = behind + 1 if behind + 1 < len(chunks) and chunks[behind + 1].kind == NP else None
    if complement is not None and following.kind == PREPOSITION:
        named = sentence.tokens[chunks[complement].after - 1].text[:1].isupper()
        whole = following.low == "of" and (not counts or named)
        bare = _has_no_article(sentence, chunks[complement])
        money = reading.mention.kind == "currency" and following.low == "in" and bare
        if whole or money:
            possessive = sentence.tokens[chunks[complement].first].low in ("its", "their", "his", "her")
            found = [_chain_forward(sentence, complement)]
            if possessive:
                found += _governor(sentence, at)
            elif at > 1 and chunks[at - 1].low == "of" and chunks[at - 2].kind == NP:
                found.append(_chain_back(sentence, at - 2))
            return found
        if following.low == "off":
            return [_chain_forward(sentence, complement), *_subject_before(sentence, at)]
    if (
        not counts
        and following.kind == NP
        and behind == at + 1
        and following.low not in ("a", "the", "an", "its")
    ):
        noun = _chain_forward(sentence, behind)
        subject = _subject_before(sentence, at) if reading.sense != "age" else []
        return [*_premodifier(sentence, at), noun, *subject]
    duration = (
        reading.sense == "duration" and at and chunks[at - 1].low in ("in", "for", "over", "after", "within")
    )
    if duration:
        return _subject_before(sentence, at) or _governor(sentence, at)
    return _governor(sentence, at)


def _has_no_article(sentence: Sentence, one: Chunk) -> bool:
    """Whether a noun phrase has no article."""
    return sentence.tokens[one.first].low not in ("the", "a", "an", "this", "that", "its", "their")


def _premodifier(sentence: Sentence, at: int) -> list[Span]:
    """What stands between the article and the number: a sharp 3 percent drop, the ATV Madness 2.4 GHz toy."""
    chunks = sentence.chunks
    if at == 0 or chunks[at - 1].kind not in ("A", NP):
        return []
    before = chunks[at - 1]
    free = at == 1 or chunks[at - 2].kind in (STOP, COMMA, PREPOSITION, VG, SUBORDINATOR, CONJUNCTION, ADVERB)
    return [(before.first, before.after)] if free else []


def _earlier_quantity(sentence: Sentence, at: int) -> int | None:
    """The quantity that this one repeats or goes on from: "(11 km)", "or 0.6%", "; $1 million to ..., 99 days"."""
    chunks = sentence.chunks
    for place in range(at - 1, max(at - 4, -1), -1):
        one = chunks[place]
        if one.kind == QUANTITY:
            return place if place in sentence.concepts else None
        joins = one.kind in (COMMA, CONJUNCTION, TIME) or one.low in ("(", "or", "/", "to", ";", "|", "from")
        if not joins or (one.low == "from" and place == at - 1 and chunks[place - 1].kind != QUANTITY):
            return None
    return None


def _governor(sentence: Sentence, at: int) -> list[Span]:
    """What a quantity is said of: the noun before its preposition, and the subject of its verb."""
    chunks = sentence.chunks
    place = at - 1
    preposition = ""
    while place >= 0:
        one = chunks[place]
        if one.low == ")":
            place = _before_bracket(sentence, place)
            continue
        if one.kind == PREPOSITION:
            preposition = preposition or one.low
        if one.kind == NP:
            noun = _chain_back(sentence, place)
            if preposition != "with" and _is_predicate(sentence, noun):
                return _subject_before(sentence, place) or [noun]
            if not words(sentence.tokens, [noun]):
                return _subject_before(sentence, place)
            if preposition not in ("", "of", "with", "on"):
                return [noun]
            return [noun, *(span for span in _subject_before(sentence, place) if span[0] != noun[0])]
        if one.kind == VG:
            return _subject(sentence, place)
        if one.kind == PRONOUN:
            object_of_verb = place > 0 and chunks[place - 1].kind == VG
            return _subject(sentence, place - 1) if object_of_verb else _antecedent(sentence, place)
        if one.kind == STOP:
            return []
        if one.kind == RELATIVE:
            return _before_relative(sentence, place)
        place -= 1
    return []


def _is_predicate(sentence: Sentence, noun: Span) -> bool:
    """Whether a noun phrase stands behind "is": X is the home port for 60 fishermen."""
    for one, following in zip(sentence.chunks, sentence.chunks[1:], strict=False):
        if following.first == noun[0]:
            return one.kind == VG and sentence.tokens[one.after - 1].low in (
                "is",
                "are",
                "was",
                "were",
                "be",
                "been",
            )
    return False


def _before_bracket(sentence: Sentence, place: int) -> int:
    """The chunk before the bracket that closes at `place`."""
    for back in range(place - 1, -1, -1):
        if sentence.chunks[back].low == "(":
            return back - 1
    return place - 1


def _subject_before(sentence: Sentence, at: int) -> list[Span]:
    """The subject of the verb before a chunk, in the same sentence."""
    chunks = sentence.chunks
    for place in range(at - 1, -1, -1):
        if chunks[place].kind == VG:
            return _subject(sentence, place)
        if chunks[place].kind in (STOP, RELATIVE, SUBORDINATOR):
            return []
    return []


def _subject(sentence: Sentence, verb: int) -> list[Span]:
    """The noun phrase, with what hangs on it, that stands before a verb group."""
    chunks = sentence.chunks
    place = verb - 1
    while place >= 0 and chunks[place].kind in (ADVERB, TIME, SUBORDINATOR, "A", SIGN, PREPOSITION):
        place = _before_bracket(sentence, place) if chunks[place].low == ")" else place - 1
    if place < 0:
        return []
    one = chunks[place]
    while place > 1 and chunks[place].kind == QUANTITY and chunks[place - 1].kind == PREPOSITION:
        place -= 2  # homes from $750,000 to $1 million stay
    one = chunks[place]
    if chunks[verb].low == "to" and one.kind == NP and not _takes_infinitive(sentence, place):
        return _earlier_subject(sentence, place)
    aged = [chunks[back].kind for back in range(max(place - 3, 0), place + 1)]
    if aged == [NP, COMMA, QUANTITY, COMMA]:
        place -= 3
    elif aged[-2:] == [NP, QUANTITY] and one.after - one.first == 1:
        place -= 1
    one = chunks[place]
    if one.kind == NP:
        return [_chain_back(sentence, place)]
    if one.kind == PRONOUN:
        return _antecedent(sentence, place)
    if one.kind in (CONJUNCTION, COMMA, QUANTITY):
        return _earlier_subject(sentence, place)
    if one.kind == RELATIVE:
        return _before_relative(sentence, place)
    return []


CONTROL = ("expect", "want", "ask", "allow", "caus", "forc", "enabl", "requir", "help", "project", "estimat", "forecast",
           "predict", "urg", "order", "invit", "persuad")  # fmt: skip


def _takes_infinitive(sentence: Sentence, place: int) -> bool:
    """Whether the noun before "to" is who acts: "expects the total to rise", but not "used the time to train"."""
    begin = _chain_back(sentence, place)[0]
    for one, following in zip(sentence.chunks, sentence.chunks[1:], strict=False):
        if following.first == begin:
            verbs = sentence.tokens[one.first : one.after] if one.kind == VG else ()
            return one.kind != VG or any(token.low.startswith(CONTROL) for token in verbs)
    return True


def _before_relative(sentence: Sentence, place: int) -> list[Span]:
    """The noun that "which" stands for."""
    chunks = sentence.chunks
    if chunks[place].low in ("what", "when", "where", "how", "why"):
        return []
    while place > 0 and (chunks[place].kind in (RELATIVE, COMMA, PREPOSITION) or chunks[place].low == ")"):
        place = _before_bracket(sentence, place) if chunks[place].low == ")" else place - 1
    if chunks[place].kind == NP:
        return [_chain_back(sentence, place)]
    if chunks[place].kind == QUANTITY:
        return [(chunks[place].first, chunks[place].after)]
    return []


def _antecedent(sentence: Sentence, place: int) -> list[Span]:
    """What "it" or "he" stands for: the first subject of the sentence."""
    chunks = sentence.chunks
    if chunks[place].low not in ("it", "he", "she", "they"):
        return []
    for at in range(1, place):
        if chunks[at].kind == VG:
            earlier = at - 1
            while earlier > 0 and chunks[earlier].kind in (ADVERB, TIME):
                earlier -= 1
            return [_chain_back(sentence, earlier)] if chunks[earlier].kind == NP else []
    return []


def _earlier_subject(sentence: Sentence, place: int) -> list[Span]:
    """The subject of the verb before, for "X rose 3% and lost ..." and "X, which ..., fell"."""
    chunks = sentence.chunks
    if (
        chunks[place].kind == COMMA
        and place
        and chunks[place - 1].kind == NP
        and (place == 1 or chunks[place - 2].kind in (COMMA, SUBORDINATOR, STOP))
    ):
        if place > 2 and chunks[place - 2].kind == COMMA and chunks[place - 3].kind == NP:
            return [_chain_back(sentence, place - 3), _chain_back(sentence, place - 1)]
        return [_chain_back(sentence, place - 1)]
    for back in range(place - 1, -1, -1):
        if chunks[back].kind == STOP:
            return []
        finite = not (chunks[back].low == "to" or chunks[back].low.endswith("ing"))
        if chunks[back].kind == VG and finite:
            return _subject(sentence, back)
    return []


def _chain_back(sentence: Sentence, place: int) -> Span:
    """A noun phrase with those it hangs on: "the price of the West Texas benchmark"."""
    chunks = sentence.chunks
    end = chunks[place].after
    conjunction = -1
    while place >= 2 and chunks[place - 2].kind == NP:
        link = chunks[place - 1]
        if link.kind == CONJUNCTION:
            conjunction = place
        elif link.low in ("—", "–") and place == 2:
            pass
        elif link.kind != PREPOSITION or link.low in ("as", "since", "during", "after", "before"):
            break
        place -= 2
    if conjunction > place and place and _in_predicate(sentence, place):
        place = conjunction
    return chunks[place].first, end


def _in_predicate(sentence: Sentence, place: int) -> bool:
    """Whether a phrase follows a verb, so that an "and" behind it begins the next clause."""
    chunks = sentence.chunks
    before = chunks[place - 1]
    if before.kind == PREPOSITION and place > 1:
        before = chunks[place - 2]
    return before.kind == VG


def _chain_forward(sentence: Sentence, place: int) -> Span:
    """A noun phrase with the prepositional phrases behind it."""
    chunks = sentence.chunks
    first = chunks[place].first
    while place + 2 < len(chunks) and chunks[place + 2].kind == NP:
        link = chunks[place + 1]
        if (link.kind == PREPOSITION and link.low in ("of", "for", "on", "in", "to", "from", "against")) or (link.kind == CONJUNCTION and not (place + 3 < len(chunks) and chunks[place + 3].kind == VG)):
            place += 2
        else:
            break
    return first, chunks[place].after


def words(tokens: Sequence[Token], spans: Sequence[Span]) -> frozenset[str]:
    """The content words of the spans; what is written together counts as one word ("S&P", "London-based")."""
    found: set[str] = set()
    for first, after in spans:
        at = first
        while at < after:
            end = at + 1
            while end < after and tokens[end].glued and not _parts(tokens, end):
                end += 1
            word = (
                "".join(token.low for token in tokens[at:end])
                .removesuffix("'s")
                .removesuffix("’s")
                .strip(".'’-")
            )
            name = word == "us" and tokens[at].text.isupper()
            if len(word) > 1 and word.count(".") and len(word) == 2 * word.count(".") + 1:
                word = word.replace(".", "")
            if (name or word not in DROPPED) and any(sign.isalnum() for sign in word):
                found.add(word)
            at = end
    return frozenset(found)


def _parts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign parts two words: a slash, a dash, a bracket, a comma."""
    return tokens[at].low in "(),/—–" or tokens[at - 1].low in "(/—–"
