"""NewsQuant's concepts: the words a quantity is about. Mostly the subject of its verb ("shares fell 3%"), the
noun it stands before ("a 25% tax on imports"), or that it is a part or an amount of ("60% of the vote").

The concept is looked for from the quantity's chunk outwards.
"""

from __future__ import annotations

from benchmarks.newsquant_chunks import MODIFIER, NP, QUANTITY, TIME, VG, Chunk, Sentence, Span, words
from extractors.counted import Counted
from extractors.quantity import Reading
from extractors.shallow import (
    ADVERB,
    COMMA,
    CONJUNCTION,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SIGN,
    STOP,
    SUBORDINATOR,
)

COPULAS = frozenset("is are was were be been".split())
POSSESSIVES = frozenset("its their his her".split())
ARTICLES = frozenset("the a an this that each".split()) | POSSESSIVES
ADJUNCTS = frozenset("compared according including following based due given".split())
"""Verbs that no subject of the sentence belongs to: "compared to an increase of"."""
CONTROL = tuple(
    "expect want ask allow caus forc enabl requir help project estimat forecast predict urg order invit"
    " persuad".split()
)
"""Verbs whose object is who acts: "expects the total to rise"."""


def concepts(sentence: Sentence, reading: Reading, phrase: Counted | None) -> list[Span]:
    """The token ranges of what one quantity is about, the nearest first; none for "one of the best"."""
    at = sentence.place.get(reading.mention.numeral.first)
    if at is None or reading.sense == "pronoun":
        return []
    found = _concepts(sentence, at, reading, counts=phrase is not None)
    sentence.concepts[at] = found
    return found


def _concepts(sentence: Sentence, at: int, reading: Reading, *, counts: bool) -> list[Span]:
    counts = counts and reading.mention.kind in ("count", "ratio")
    whole = _whole(sentence, at, reading, counts=counts)
    earlier = _earlier_quantity(sentence, at) if not whole else None
    if earlier is not None:
        return sentence.concepts[earlier]
    return (
        whole
        or ([] if counts else _attributed(sentence, at, reading))
        or _adverbial(sentence, at, reading)
        or _governor(sentence, at)
    )


def _chunk(sentence: Sentence, at: int) -> Chunk:
    return sentence.chunks[at] if 0 <= at < len(sentence.chunks) else Chunk(STOP, 0, 0)


def _whole(sentence: Sentence, at: int, reading: Reading, *, counts: bool) -> list[Span]:
    """What a quantity is of: 60% of its revenue, $1 billion in gains, $550 off a computer."""
    behind = at + 1
    if _chunk(sentence, behind).low == "(" and _chunk(sentence, behind + 1).kind == QUANTITY:
        behind += 3  # 8 miles (13 km) of new tunnels
    preposition, noun = _chunk(sentence, behind), _chunk(sentence, behind + 1)
    if preposition.kind != PREPOSITION or noun.kind != NP:
        return []
    named = sentence.tokens[noun.after - 1].text[:1].isupper()
    money = reading.mention.kind == "currency" and preposition.low == "in" and noun.low not in ARTICLES
    if preposition.low == "off" and not counts:
        return [_forward(sentence, behind + 1), *_subject_before(sentence, at)]
    if not (preposition.low == "of" and (not counts or named)) and not money:
        return []
    found = [_forward(sentence, behind + 1)]
    if noun.low in POSSESSIVES:
        found += _governor(sentence, at)
    return found + _amount_of(sentence, at)


def _amount_of(sentence: Sentence, at: int) -> list[Span]:
    """The noun of "a solution of 5 drams", "the purchase of a 51 per cent stake"."""
    place = at - 1
    while _chunk(sentence, place).kind in (MODIFIER, ADVERB):
        place -= 1
    of = _chunk(sentence, place).low == "of" and _chunk(sentence, place - 1).kind == NP
    return [_back(sentence, place - 1)] if of else []


def _attributed(sentence: Sentence, at: int, reading: Reading) -> list[Span]:
    """The noun behind a measure, with its subject: a 750 metre swim, a 25% tax on imported vehicles."""
    noun = _chunk(sentence, at + 1)
    if noun.kind != NP or noun.low in ARTICLES - {"each"}:
        return []
    found = [*_premodifier(sentence, at), _forward(sentence, at + 1)]
    amount = _amount_of(sentence, at)
    if amount:
        return found + amount
    inside = _chunk(sentence, at - 1).low == "("
    return found if inside or reading.sense == "age" else found + _subject_before(sentence, at)


def _premodifier(sentence: Sentence, at: int) -> list[Span]:
    """What stands between the article and the number: a sharp 3 percent drop."""
    before, outer = _chunk(sentence, at - 1), _chunk(sentence, at - 2)
    free = (STOP, COMMA, PREPOSITION, VG, SUBORDINATOR, CONJUNCTION, ADVERB)
    if at and before.kind in (MODIFIER, NP) and (at == 1 or outer.kind in free):
        return [(before.first, before.after)]
    return []


def _adverbial(sentence: Sentence, at: int, reading: Reading) -> list[Span]:
    """In 15 years: said of the subject, not of the object before it."""
    timed = ("in", "for", "over", "after", "within")
    if reading.sense == "duration" and _chunk(sentence, at - 1).low in timed:
        return _subject_before(sentence, at)
    return []


def _earlier_quantity(sentence: Sentence, at: int) -> int | None:
    """The quantity that this one repeats or goes on from: "(11 km)", "or 0.6%", "; $1 million, 99 days",
    "up from 50 per cent"."""
    before, outer = _chunk(sentence, at - 1).low, _chunk(sentence, at - 2).low
    if (outer, before) in (("up", "from"), ("down", "from")):
        return max((place for place in sentence.concepts if place < at), default=None)
    if before == "(" and _chunk(sentence, at + 1).low not in (")", ",", "/", ";"):
        return None
    for place in range(at - 1, max(at - 4, -1), -1):
        one = sentence.chunks[place]
        if one.kind == QUANTITY:
            return place if place in sentence.concepts else None
        joins = one.kind in (COMMA, CONJUNCTION, TIME) or one.low in ("(", "or", "/", "to", ";", "|", "from")
        alone = one.low == "from" and place == at - 1 and _chunk(sentence, place - 1).kind != QUANTITY
        if not joins or alone:
            return None
    return None


def _governor(sentence: Sentence, at: int) -> list[Span]:
    """What a quantity is said of: the noun before its preposition, and the subject of its verb."""
    place, preposition = at - 1, ""
    while place >= 0:
        one = sentence.chunks[place]
        if one.low == ")":
            place = _before_bracket(sentence, place)
            continue
        if one.kind == NP:
            return _noun_governor(sentence, at, place, preposition)
        if one.kind == VG:
            return _subject(sentence, place)
        if one.kind == PRONOUN:
            follows_verb = _chunk(sentence, place - 1).kind == VG
            return _subject(sentence, place - 1) if follows_verb else _antecedent(sentence, place)
        if one.kind in (STOP, RELATIVE):
            return _before_relative(sentence, place) if one.kind == RELATIVE else []
        if one.kind == PREPOSITION and not preposition:
            preposition = one.low
        place -= 1
    return []


def _noun_governor(sentence: Sentence, at: int, place: int, preposition: str) -> list[Span]:
    noun = _back(sentence, place)
    begin = next(index for index, one in enumerate(sentence.chunks) if one.first == noun[0])
    before = _chunk(sentence, begin - 1)
    predicate = before.kind == VG and sentence.tokens[before.after - 1].low in COPULAS
    if predicate and preposition != "with":
        return _subject_before(sentence, place) or [noun]  # X is the home port for 60 boats
    coordinated = _chunk(sentence, at - 1).kind == CONJUNCTION or not words(sentence.tokens, [noun])
    subject = _subject_before(sentence, place)
    if coordinated and _chunk(sentence, place - 1).kind in (QUANTITY, VG):
        return subject  # a mortgage and two kids
    if not words(sentence.tokens, [noun]):
        return subject
    adjunct = before.kind == PREPOSITION and _chunk(sentence, begin - 2).kind == COMMA
    if adjunct or preposition not in ("", "of", "with", "on"):
        return [noun]
    return [noun, *(span for span in subject if span[0] != noun[0])]


def _before_bracket(sentence: Sentence, place: int) -> int:
    """The chunk before the bracket that closes at `place`."""
    for back in range(place - 1, -1, -1):
        if sentence.chunks[back].low == "(":
            return back - 1
    return place - 1


def _subject_before(sentence: Sentence, at: int) -> list[Span]:
    """The subject of the verb before a chunk, in the same clause."""
    for place in range(at - 1, -1, -1):
        one = sentence.chunks[place]
        if one.kind == VG:
            return [] if one.low in ADJUNCTS else _subject(sentence, place)
        if one.kind in (STOP, RELATIVE, SUBORDINATOR) or one.low in ADJUNCTS:
            return []
    return []


def _subject(sentence: Sentence, verb: int) -> list[Span]:
    """The noun phrase, with what hangs on it, that stands before a verb group."""
    chunks, place = sentence.chunks, verb - 1
    while place >= 0 and chunks[place].kind in (ADVERB, TIME, SUBORDINATOR, MODIFIER, SIGN, PREPOSITION):
        place = _before_bracket(sentence, place) if chunks[place].low == ")" else place - 1
    if place < 0:
        return []
    while place > 1 and chunks[place].kind == QUANTITY and chunks[place - 1].kind == PREPOSITION:
        place -= 2  # homes from $750,000 to $1 million stay
    if chunks[verb].low == "to" and chunks[place].kind == NP and not _takes_infinitive(sentence, place):
        return _earlier_subject(sentence, place)
    kinds = [one.kind for one in chunks[max(place - 3, 0) : place + 1]]
    if kinds == [NP, COMMA, QUANTITY, COMMA]:
        place -= 3  # Jane Roe, 42, has
    elif kinds[-2:] == [NP, QUANTITY] and chunks[place].after - chunks[place].first == 1:
        place -= 1
    one = chunks[place]
    if one.kind == NP:
        return [_back(sentence, place)]
    if one.kind == PRONOUN:
        return _antecedent(sentence, place)
    if one.kind == RELATIVE:
        return _before_relative(sentence, place)
    return _earlier_subject(sentence, place) if one.kind in (CONJUNCTION, COMMA, QUANTITY) else []


def _takes_infinitive(sentence: Sentence, place: int) -> bool:
    """Whether the noun before "to" is who acts: "expects the total to rise", not "used the time to train"."""
    begin = _back(sentence, place)[0]
    before = next((one for one in sentence.chunks if one.after == begin), None)
    if before is None or before.kind != VG:
        return True
    return any(token.low.startswith(CONTROL) for token in sentence.tokens[before.first : before.after])


def _before_relative(sentence: Sentence, place: int) -> list[Span]:
    """The noun that "which" stands for."""
    chunks = sentence.chunks
    if chunks[place].low in ("what", "when", "where", "how", "why"):
        return []
    bracketed: int | None = None
    while place > 0 and (chunks[place].kind in (RELATIVE, COMMA, PREPOSITION) or chunks[place].low == ")"):
        if chunks[place].low == ")":
            bracketed = chunks[place].after
            place = _before_bracket(sentence, place)
        else:
            place -= 1
    if chunks[place].kind == NP:
        begin, end = _back(sentence, place)
        return [(begin, bracketed or end)]  # Ford (F) which
    if chunks[place].kind == QUANTITY:
        known = sentence.concepts.get(place, [])
        return known or [(chunks[place].first, chunks[place].after)]
    return []


def _antecedent(sentence: Sentence, place: int) -> list[Span]:
    """What "it" or "he" stands for: the first subject of the sentence."""
    chunks = sentence.chunks
    if chunks[place].low not in ("it", "he", "she", "they"):
        return []
    verb = next((at for at in range(1, place) if chunks[at].kind == VG), None)
    if verb is None:
        return []
    earlier = verb - 1
    while earlier > 0 and chunks[earlier].kind in (ADVERB, TIME):
        earlier -= 1
    return [_back(sentence, earlier)] if chunks[earlier].kind == NP else []


def _earlier_subject(sentence: Sentence, place: int) -> list[Span]:
    """The subject of the verb before, for "X rose 3% and lost ..." and "X, the last of them, fell"."""
    chunks, outer = sentence.chunks, _chunk(sentence, place - 2)
    apposed = chunks[place].kind == COMMA and _chunk(sentence, place - 1).kind == NP
    if apposed and (place == 1 or outer.kind in (COMMA, SUBORDINATOR, STOP)):
        found = [_back(sentence, place - 1)]
        if outer.kind == COMMA and _chunk(sentence, place - 3).kind == NP:
            found.append(_back(sentence, place - 3))
        return found
    for back in range(place - 1, -1, -1):
        one = chunks[back]
        if one.kind == STOP:
            return []
        if one.kind == VG and one.low != "to" and not one.low.endswith("ing"):
            return _subject(sentence, back)
    return []


def _back(sentence: Sentence, place: int) -> Span:
    """A noun phrase with those it hangs on: "the price of the West Texas benchmark"."""
    chunks, end, conjunction = sentence.chunks, sentence.chunks[place].after, -1
    while place >= 2 and chunks[place - 2].kind == NP:
        link = chunks[place - 1]
        if link.kind == CONJUNCTION:
            conjunction = place
        elif link.low in ("as", "since", "during", "after", "before") or (
            link.kind != PREPOSITION and not (link.low in ("—", "–") and place == 2)
        ):
            break
        place -= 2
    before = _chunk(sentence, place - 1)
    if before.kind == PREPOSITION:
        before = _chunk(sentence, place - 2)
    if conjunction > place and before.kind == VG:
        place = conjunction  # behind a verb, "and" begins the next clause
    return chunks[place].first, end


def _forward(sentence: Sentence, place: int) -> Span:
    """A noun phrase with the prepositional phrases behind it."""
    first = sentence.chunks[place].first
    while _chunk(sentence, place + 2).kind == NP:
        link, noun, behind = (_chunk(sentence, place + step) for step in (1, 2, 3))
        hangs = link.kind == PREPOSITION and link.low in ("of", "for", "on", "in", "from", "against")
        joined = link.kind == CONJUNCTION and behind.kind != VG
        if not (hangs or joined) or (link.low == "on" and noun.low in POSSESSIVES):
            break
        place += 2
    return first, sentence.chunks[place].after
