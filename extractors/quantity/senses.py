"""Says what a number is there for: a quantity, or a date, an age, a label, part of a name ... which are not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.quantity.mentions import HYPHENS, Mention, Sense
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Unit, load, vocabulary


@dataclass(frozen=True)
class _Words:
    label_words: frozenset[str]
    weak_label_words: frozenset[str]
    law_words: frozenset[str]
    numbered_names: frozenset[str]
    person_words: frozenset[str]
    months: frozenset[str]
    year_leads: frozenset[str]
    address_words: frozenset[str]
    identifier_leads: frozenset[str]
    enumerated: frozenset[str]
    clock_words: frozenset[str]
    duration_measures: frozenset[str]
    zero_before: frozenset[str]
    zero_after: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = load("senses.yaml")
    return _Words(**{key: frozenset(map(str, words)) for key, words in data.items() if key != "examples"})


def read_sense(tokens: Sequence[Token], mention: Mention) -> Sense:
    """The sense of one mention, from the tokens around it."""
    if mention.sense != "quantity":
        return mention.sense
    view = _View(tokens, mention)
    if mention.kind in ("percent", "percentage_points", "currency"):
        return "name" if view.in_name() else "quantity"
    for reader in (
        _ordinal,
        _clock,
        _date,
        _age,
        _identifier,
        _label,
        _name,
        _turn_of_speech,
        _cadence,
        _pronoun,
        _compound,
    ):
        sense = reader(view)
        if sense is not None:
            return sense
    return _duration(view) or "quantity"


class _View:
    """The words around a mention, "" past either end of the text."""

    def __init__(self, tokens: Sequence[Token], mention: Mention) -> None:
        self.tokens = tokens
        self.mention = mention
        self.before = self.at(mention.first - 1)
        self.before2 = self.at(mention.first - 2)
        self.after = self.at(mention.after)
        self.after2 = self.at(mention.after + 1)
        self.number = tokens[mention.numeral.first]
        self.digits = mention.numeral.form == "digits"
        self.plain = self.digits and self.number.text.isdigit() and not mention.numeral.scaled
        """Digits alone, no separator or point: what dates, labels and names are written in."""

    def at(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""

    def token(self, place: int) -> Token | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    @property
    def noun_follows(self) -> bool:
        """Whether a lower-case plural comes next or next but one: something is counted."""
        for place in (self.mention.after, self.mention.after + 1, self.mention.after + 2):
            token = self.token(place)
            if (
                token is None
                or token.kind != "word"
                or (token.text[:1].isupper() and not token.text.isupper())
            ):
                return False
            if is_plural(token.low):
                return True
            if token.low in _CLOSED:
                return False
        return False

    def in_name(self) -> bool:
        """Whether the number is glued into a name: GPT-4, CPF-TR-0047, example.com/2024."""
        first = self.mention.numeral.first
        before = self.token(first - 1)
        number = self.tokens[first]
        if before is None or not number.glued:
            return False
        if before.kind == "name":
            return True
        outer = self.token(first - 2)
        if before.low in HYPHENS or before.low in ("/", ".", "_", "=", "&", "@", "\\"):
            if not before.glued or outer is None or outer.kind not in ("word", "name"):
                return False
            if before.low in HYPHENS and outer.low in _PREFIXES:
                return False
            return True
        return (
            before.kind == "word"
            and not before.text.isupper()
            and before.text not in vocabulary().currency_codes
        )


_PREFIXES = frozenset(
    [
        "minus",
        "mid",
        "sub",
        "under",
        "over",
        "pre",
        "post",
        "non",
        "up",
        "to",
        "some",
        "nearly",
        "about",
        "around",
        "below",
        "above",
        "plus",
    ]
)


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    return word in _PLURALS or (
        word.endswith("s")
        and len(word) > 3
        and not word.endswith(("ss", "us", "is", "'s", "’s"))
        and word not in _CLOSED
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
        "media",
        "data",
        "teeth",
        "feet",
        "mice",
        "geese",
        "criteria",
    ]
)
_CLOSED = frozenset(
    [
        "was",
        "is",
        "has",
        "does",
        "this",
        "its",
        "his",
        "hers",
        "ours",
        "yours",
        "theirs",
        "as",
        "us",
        "plus",
        "less",
        "unless",
        "across",
        "towards",
        "besides",
        "always",
        "perhaps",
        "and",
        "or",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "with",
        "the",
        "a",
        "an",
        "that",
        "which",
        "who",
        "were",
        "are",
        "be",
        "been",
        "had",
        "have",
        "per",
        "each",
        "than",
        "then",
        "also",
        "not",
        "but",
        "so",
        "if",
        "when",
        "while",
        "after",
        "before",
        "during",
        "under",
        "over",
        "since",
        "until",
        "via",
        "into",
        "onto",
        "about",
        "against",
        "between",
        "through",
        "without",
        "within",
        "according",
    ]
)


def _ordinal(view: _View) -> Sense | None:
    token = view.token(view.mention.numeral.after)
    if token is not None and token.glued and view.digits and token.low in ("st", "nd", "rd", "th"):
        return "ordinal"
    if view.mention.numeral.form == "words" and view.at(view.mention.numeral.after) in HYPHENS:
        last = view.at(view.mention.numeral.after + 1)
        if last in vocabulary().parts or last in ("first", "second"):
            return "ordinal"
    return None


def _clock(view: _View) -> Sense | None:
    if view.mention.kind == "measure" and view.after not in _words().clock_words:
        return None
    if view.after in _words().clock_words and view.digits:
        return "time"
    colon = view.token(view.mention.numeral.after)
    if view.plain and colon is not None and colon.low == ":" and colon.glued:
        minutes = view.token(view.mention.numeral.after + 1)
        if minutes is not None and minutes.kind == "number" and minutes.glued:
            return "time"
    if view.plain and view.before == ":" and view.number.glued and view.before2[:1].isdigit():
        return "time"
    return None


def _is_year(view: _View) -> bool:
    number = view.number
    if not view.plain or len(number.text) != 4:
        return False
    if "1900" <= number.text <= "2100":
        return True
    era = view.before in _ERAS or view.after in _ERAS
    return era or ("1500" <= number.text <= "2199" and view.before in ("in", "by", "since", "until", "year"))


_ERAS = frozenset("ad bc bce ce a.d. b.c. b.c.e. c.e.".split())


def _date(view: _View) -> Sense | None:
    words = _words()
    if not view.digits or view.mention.numeral.scaled:
        return None
    before = view.token(view.mention.first - 1)
    in_range = view.mention.high is not None
    tail = view.token(view.mention.numeral.after)
    if _is_year(view) and tail is not None and tail.low == "s" and tail.glued:
        return "date"
    if in_range and (view.before in _ERAS or view.before2 in _ERAS or view.after in _ERAS):
        return "date"
    if _is_year(view) and not (view.mention.kind == "measure" and not in_range):
        if view.mention.hyphenated or view.before in words.months or view.before in words.year_leads:
            return None if view.noun_follows and _round(view) and view.mention.comparator != "=" else "date"
        if view.mention.comparator != "=" and view.noun_follows:
            return None
        if not view.noun_follows or (view.before not in _VERBISH and not _round(view)):
            return "date"
        return None
    if _is_year(view) and in_range:
        return "date"
    if view.before == "'" or view.before == "’":
        return "date"
    day = view.plain and len(view.number.text) <= 2
    if day:
        if view.before in words.months or (view.before == "." and view.before2 in words.months):
            if (before is not None and before.text[:1].isupper()) or view.before == ".":
                return "date" if not view.noun_follows else None
        after = view.token(view.mention.after)
        if after is not None and after.low in words.months and after.text[:1].isupper():
            return "date"
    if view.plain and view.after in ("/", ".") and view.token(view.mention.after).glued:  # type: ignore[union-attr]
        later = view.at(view.mention.after + 1)
        if later.isdigit() and view.at(view.mention.after + 2) == view.after:
            return "date"
    if view.plain and view.before in ("/",) and view.number.glued and view.before2.isdigit():
        return "date"
    if view.plain and (view.before in HYPHENS and view.number.glued and view.before2.isdigit()):
        return "date"
    if view.before in ("fy", "cy", "ca.d."):
        return "date"
    return None


def _round(view: _View) -> bool:
    return view.number.text.endswith("00")


_VERBISH = frozenset(
    [
        "removed",
        "banned",
        "detected",
        "found",
        "received",
        "reported",
        "filed",
        "made",
        "sent",
        "hired",
        "trained",
        "blocked",
    ]
)


def _age(view: _View) -> Sense | None:
    mention = view.mention
    if view.after in _words().law_words:
        return None
    place = mention.after
    unit = mention.unit
    if isinstance(unit, Unit) and unit.dimension == "time" and unit.name in ("year", "month", "week", "day"):
        if view.after in HYPHENS and view.after2 in ("old", "olds"):
            return "age"
        if view.after in ("old", "olds") or (view.after == "of" and view.after2 == "age"):
            return "age"
        return None
    if mention.kind != "count":
        return None
    if view.plain and len(view.number.text) == 2 and _after_a_person(view):
        return "age"
    if view.before in ("aged", "age", "ages", "turning", "turned") or (
        view.before == "of" and view.before2 == "age"
    ):
        return "age"
    if view.before == "between" and view.before2 in ("aged", "ages"):
        return "age"
    value = mention.value if mention.value is not None else mention.high
    if value is None or not 4 <= value <= 25 or mention.numeral.scaled:
        return None
    outer = view.at(mention.first - 1)
    alone = view.after in ("", ".", "?", "!", ",", ")", "'s", "s", ";", "and", "or") or view.after in _CLOSED
    if mention.comparator in ("<", ">") and (alone or (view.token(place) and view.tokens[place].glued)):
        if outer in _words().person_words or (mention.first == 0 and view.after == "?"):
            return "age"
    if view.before in HYPHENS and view.before2 in ("under", "over"):
        return "age"
    if (
        mention.comparator == ">="
        and "+" in view.at(mention.after - 1)
        and alone
        and outer in ("", "(", "rated")
    ):
        return "age"
    return None


def _after_a_person(view: _View) -> bool:
    """Jane Roe, 42, said: a capitalised name, a bare number from 14 on, and a comma or a verb."""
    place = view.mention.first - 1
    comma = view.before == ","
    name = view.token(place - 1 if comma else place)
    given = view.token(place - 2 if comma else place - 1)
    if name is None or name.kind != "word" or not name.text[:1].isupper() or name.text.isupper():
        return False
    if name.low in _words().months or int(view.number.text) < 14:
        return False
    if comma:
        return view.after in (",", ".")
    return view.after in ("has", "is", "was", "who") and given is not None and given.text[:1].isupper()


def _identifier(view: _View) -> Sense | None:
    words = _words()
    first = view.mention.numeral.first
    if not view.digits:
        return None
    if view.after in words.law_words and view.plain:
        return "reference"
    for place in range(first - 1, max(first - 5, -1), -1):
        low = view.at(place)
        if low in words.identifier_leads and low not in ("reference",):
            return "reference" if view.plain or " " in view.number.text or "-" in view.after else None
        if low.isalpha() and len(low) > 3:
            break
    if view.number.glued and view.before == "+":
        if view.after in HYPHENS or (view.after2[:1].isdigit() and len(view.number.text) <= 3):
            return "reference"
    before, after = view.token(first - 1), view.token(view.mention.after)
    bare = view.plain and view.mention.kind == "count"
    if bare and after is not None and after.kind == "number":
        return "reference"
    if bare and before is not None and before.kind == "number" and not _is_year_text(before.text):
        return "reference"
    if view.plain and len(view.number.text) > 1 and view.number.text.startswith("0"):
        return "reference"
    if (
        view.plain
        and len(view.number.text) == 5
        and before is not None
        and len(before.text) == 2
        and before.text.isupper()
    ):
        if view.at(first - 2) == ",":
            return "reference"
    if view.plain and _starts_address(view):
        return "reference"
    return "reference" if view.in_name() else None


def _is_year_text(text: str) -> bool:
    return len(text) == 4 and "1900" <= text <= "2100"


def _starts_address(view: _View) -> bool:
    """1 Montague Street: capitalised words and a word for a street, within four tokens."""
    for place in range(view.mention.after, view.mention.after + 4):
        token = view.token(place)
        if token is None or token.kind != "word" or not token.text[:1].isupper():
            return False
        if place > view.mention.after and token.low in _words().address_words:
            return True
    return False


def _label(view: _View) -> Sense | None:
    words = _words()
    if (
        view.mention.numeral.scaled
        or view.mention.comparator != "="
        or view.mention.numeral.form not in ("digits", "words")
    ):
        return None
    word, place = view.before, view.mention.first - 1
    if word == "." and view.before2 in words.label_words:
        word, place = view.before2, place - 1
    if (
        word == "of"
        and view.before2[:1].isdigit()
        and view.at(view.mention.first - 3) in ("page", "p", "part", "figure")
    ):
        return "reference"
    if word not in words.label_words:
        return _listed_label(view)
    token = view.tokens[place]
    if word in ("no", "nos") and view.before != ".":
        return None
    strong = word not in words.weak_label_words
    if view.mention.numeral.form == "words" and not (token.text[:1].isupper() or strong):
        return None
    if view.number.text.count(",") or view.mention.kind == "measure":
        return None
    if strong:
        return "reference"
    if view.noun_follows and not token.text[:1].isupper():
        return None
    return "reference" if not view.noun_follows or (token.text[:1].isupper() and place > 0) else None


def _listed_label(view: _View) -> Sense | None:
    """The later numbers of a list of labels: sections 49, 50 and 51; "49(2)"."""
    if not view.plain or len(view.number.text) > 3:
        return None
    place = view.mention.first - 1
    if view.before in _words().law_words:
        return "reference"
    if view.before == "(" and view.number.glued and view.token(place) and view.tokens[place].glued:
        outer = view.token(place - 1)
        return "reference" if outer is not None and outer.kind == "number" and len(outer.text) < 4 else None
    steps = 0
    while place >= 0 and steps < 12:
        token = view.tokens[place]
        if token.low in _words().label_words and token.low not in _words().weak_label_words:
            return "reference" if steps else None
        if token.low not in (",", "and", "or", "&", "(", ")", "to", "–", "-") and token.kind != "number":
            return None
        place -= 1
        steps += 1
    return None


def _name(view: _View) -> Sense | None:
    """iPhone 14, S&P 500, CC BY-SA 4.0: a number behind a capitalised name, nothing counted behind it."""
    mention = view.mention
    if mention.numeral.form == "words" and view.number.text[:1].isupper() and not view.number.text.isupper():
        neighbour = view.token(mention.first - 1)
        if (
            neighbour is not None
            and neighbour.kind == "word"
            and neighbour.text[:1].isupper()
            and mention.first > 1
        ):
            return "name"
    if not view.digits or mention.numeral.scaled or mention.comparator != "=" or mention.high is not None:
        return None
    if mention.negative and view.before in _words().numbered_names:
        return "name"
    if "," in view.number.text or (view.number.glued and view.before not in HYPHENS):
        return None
    before = view.token(mention.first - 1)
    if before is None or before.kind not in ("word", "name"):
        return None
    if before.low in _words().numbered_names and (
        before.text[:1].isupper() or before.low in ("iphone", "ipad", "ios")
    ):
        return "name"
    if mention.kind == "measure" or not before.text[:1].isupper() or mention.first < 2:
        return None
    starts = view.at(mention.first - 2) in ("", ".", ":", "!", "?", "•", "-", "–", "\n")
    if starts or view.noun_follows or before.low in _words().months:
        return None
    if "." in view.number.text and (view.number.text.endswith(".0") or before.text.isupper()):
        return "name"
    following = view.token(mention.after)
    return (
        "name"
        if following is not None and following.text[:1].isupper() and following.kind == "word"
        else None
    )


def _turn_of_speech(view: _View) -> Sense | None:
    """Net zero, zero tolerance, 24/7."""
    if view.number.low == "zero" and (
        view.before in _words().zero_before or view.after in _words().zero_after
    ):
        return "name"
    slashed = view.token(view.mention.numeral.after)
    if (
        view.plain
        and slashed is not None
        and slashed.low == "/"
        and slashed.glued
        and view.after2[:1].isdigit()
    ):
        return "reference"
    return None


def _cadence(view: _View) -> Sense | None:
    mention = view.mention
    if view.before in ("every", "each") and (
        mention.kind == "measure" or view.after in ("quarters", "times")
    ):
        return "cadence"
    if (
        mention.kind == "multiple"
        and mention.numeral.form == "multiple"
        and view.after in ("a", "per", "each", "every", "yearly")
    ):
        return "cadence"
    if (
        mention.kind == "count"
        and view.after == "times"
        and view.after2 in ("a", "per", "each", "every", "yearly")
    ):
        return "cadence"
    if mention.hyphenated and isinstance(mention.unit, Unit) and mention.unit.dimension == "time":
        return "cadence"
    return None


_NO_COUNT_BEFORE_ONE = frozenset(
    [
        "no",
        "any",
        "this",
        "that",
        "the",
        "which",
        "each",
        "every",
        "another",
        "some",
        "only-the",
        "not-one",
        "which",
    ]
)
_AFTER_ONE = frozenset(
    [
        "of",
        "another",
        "day",
        "time",
        "way",
        "thing",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "would",
        "will",
        "is",
        "was",
        "has",
        "had",
        "who",
        "that",
        "or",
        "and",
        "in",
        "on",
        "to",
        "at",
        "by",
        "for",
        "with",
        "as",
        "another's",
        "more",
        "such",
        "side",
        "hand",
        "i",
        "we",
        "they",
        "he",
        "she",
        "it",
    ]
)


def _pronoun(view: _View) -> Sense | None:
    if (
        view.number.low not in ("one", "1")
        or view.mention.numeral.form != "words"
        or view.mention.numeral.after != view.mention.numeral.first + 1
    ):
        return None
    if view.mention.comparator != "=" or view.mention.kind != "count":
        return None
    token = view.token(view.mention.after)
    if (
        view.before in _NO_COUNT_BEFORE_ONE
        or token is None
        or token.kind != "word"
        or view.after in _AFTER_ONE
    ):
        return "pronoun"
    return None


def _compound(view: _View) -> Sense | None:
    mention = view.mention
    if not mention.hyphenated or mention.kind != "count":
        if (
            view.after in _words().enumerated
            and mention.value is not None
            and mention.value <= 12
            and mention.kind == "count"
        ):
            return "enumeration" if mention.comparator == "=" else None
        return None
    return (
        None
        if view.after2 in ("person", "people", "member", "strong", "man", "woman", "plus", "odd")
        else "compound"
    )


def _duration(view: _View) -> Sense | None:
    mention = view.mention
    if not isinstance(mention.unit, Unit) or mention.unit.dimension != "time":
        return None
    short = mention.unit.name not in ("year", "decade", "century", "millennium", "month", "week", "fortnight")
    if view.after == "of" and short:
        return None
    words = _words().duration_measures
    for place in range(mention.first - 1, max(mention.first - 12, -1), -1):
        low = view.at(place)
        if low in words:
            return None
        if low in ".;!?":
            break
    return "duration"
