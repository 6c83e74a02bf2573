"""Numbers that name something: ordinals, sections, pages, phone numbers, addresses, GPT-4 and iPhone 14."""

from __future__ import annotations

from extractors.quantity.mentions import HYPHENS, Sense
from extractors.quantity.surroundings import Surroundings
from extractors.quantity.vocabulary import vocabulary

Around = Surroundings


def ordinal(around: Around) -> Sense | None:
    """1st, 22nd, twenty-first."""
    behind = around.mention.numeral.after
    if around.digits:
        token = around.token(behind)
        return (
            "ordinal" if token is not None and token.glued and token.low in ("st", "nd", "rd", "th") else None
        )
    if around.mention.numeral.form == "words" and around.at(behind) in HYPHENS:
        last = around.at(behind + 1)
        return "ordinal" if last in vocabulary().parts or last in ("first", "second") else None
    return None


def identifier(around: Around) -> Sense | None:
    """Phone numbers, register numbers, addresses, postcodes, 18 U.S.C., and digits glued into a name."""
    if not around.digits:
        return None
    if _runs_on(around):
        return "name"
    if _comma_goes_on(around):
        return "reference"
    if around.in_name or (around.plain and around.after in around.words.law_words) or _led_in(around):
        return "reference"
    plus = around.at(around.mention.numeral.first - 1) == "+"
    if plus and around.mention.kind == "count" and _goes_on(around):
        return "reference"
    if not around.plain:
        return None
    if around.mention.kind == "count" and _run_of_digits(around):
        return "reference"
    padded = len(around.number.text) > 1 and around.number.text.startswith("0")
    return "reference" if padded or _postcode(around) or _address(around) else None


def _runs_on(around: Around) -> bool:
    """Whether letters that are no unit are written onto the digits: 3D, 5G, 2FA."""
    behind = around.token(around.mention.numeral.after)
    joined = behind is not None and behind.glued and behind.kind in ("word", "name")
    return joined and around.mention.after == around.mention.numeral.after


def _comma_goes_on(around: Around) -> bool:
    """Whether a comma and digits are written onto the number: 1,234,56 and 12,5 are no English numbers."""
    first, behind = around.mention.numeral.first, around.mention.after
    before = around.number.glued and around.glued(first - 1, ",") and around.at(first - 2)[:1].isdigit()
    following = around.token(behind + 1)
    after = around.glued(behind, ",") and following is not None and following.glued
    return before or (after and following is not None and following.kind == "number")


def _goes_on(around: Around) -> bool:
    """Whether further groups of digits follow: +1-415-555-0188, +44 20 7946 0958."""
    return around.mention.high is not None or around.after in HYPHENS or around.after.isdigit()


def _led_in(around: Around) -> bool:
    """Whether "Tel.", "ABN" and the like stand before the number, with no longer word between."""
    written = around.plain or " " in around.number.text or around.after in HYPHENS
    for place in range(around.mention.numeral.first - 1, max(around.mention.numeral.first - 5, -1), -1):
        low = around.at(place)
        if low in around.words.identifier_leads:
            return written
        if low.isalpha() and len(low) > 3:
            return False
    return False


def _run_of_digits(around: Around) -> bool:
    """Whether another number stands beside: 1800 880 176. A year before is none: in 2023 450 reports."""
    before, behind = around.token(around.mention.first - 1), around.token(around.mention.after)
    if behind is not None and behind.kind == "number":
        share = around.at(around.mention.after + 1) in (
            "%",
            "per",
            "percent",
        )  # a count and its share in one cell
        return not share
    if before is None or before.kind != "number":
        return False
    return not (len(before.text) == 4 and "1900" <= before.text <= "2100")


def _postcode(around: Around) -> bool:
    state = around.token(around.mention.first - 1)
    five = (
        len(around.number.text) == 5 and state is not None and len(state.text) == 2 and state.text.isupper()
    )
    return five and around.before2 == ","


def _address(around: Around) -> bool:
    """1 Montague Street: capitalised words, and one for a street among them."""
    behind = around.mention.after
    for place in range(behind, behind + 4):
        if not around.capitalised(place):
            return False
        if place > behind and around.at(place) in around.words.address_words:
            return True
    return False


def label(around: Around) -> Sense | None:
    """Section 49, Article 15, Scope 3, page 1 of 2: a number behind the word that it labels."""
    mention, words = around.mention, around.words
    if mention.numeral.scaled or mention.comparator != "=" or mention.numeral.form not in ("digits", "words"):
        return None
    word, place = around.before, mention.first - 1
    dotted = word == "." and around.before2 in words.label_words
    if dotted:
        word, place = around.before2, place - 1
    if word == "of" and around.before2.isdigit() and around.at(mention.first - 3) in ("page", "p", "part"):
        return "reference"
    if word not in words.label_words:
        return _listed(around)
    if (word in ("no", "nos") and not dotted) or "," in around.number.text or mention.kind == "measure":
        return None
    strong, capital = word not in words.weak_label_words, around.capitalised(place)
    if strong:
        return "reference"
    if mention.numeral.form == "words" and not capital:
        return None
    if around.noun_follows and not (capital and around.after in _TELLS):
        return "reference" if capital and place > 0 else None
    return "reference"


_TELLS = frozenset(
    "shows lists gives sets sums covers presents breaks contains illustrates compares summarises".split()
)
"""Verbs behind the number of a table that look like a plural: "Table 3 shows"."""


def _listed(around: Around) -> Sense | None:
    """The later numbers of a list of labels: sections 49, 50 and 51; "49(2)"; "§ 2703"."""
    if around.before in around.words.law_words:
        return "reference"
    if not around.plain or len(around.number.text) > 3:
        return None
    place = around.mention.first - 1
    if around.number.glued and around.glued(place, "("):
        outer = around.token(place - 1)
        return "reference" if outer is not None and outer.kind == "number" and len(outer.text) < 4 else None
    for back in range(place, max(place - 12, -1), -1):
        token = around.tokens[back]
        strong = token.low not in around.words.weak_label_words or token.text[:1].isupper()
        if token.low in around.words.label_words and strong:
            return "reference" if back < place else None
        if token.kind != "number" and token.low not in (",", "and", "or", "&", "(", ")", "to", "–", "-"):
            return None
    return None


def name(around: Around) -> Sense | None:
    """iPhone 14, S&P 500, CC BY-SA 4.0, BBC One: behind a capitalised name, with nothing counted after it."""
    mention, words = around.mention, around.words
    place = mention.first - 1
    if mention.numeral.form == "words":
        capital = around.number.text.istitle() and around.capitalised(place) and mention.first > 1
        return "name" if capital else None
    if not around.digits or mention.numeral.scaled or mention.comparator != "=" or mention.high is not None:
        return None
    numbered = around.before in words.numbered_names
    if mention.negative and numbered:
        return "name"  # COVID -19
    if "," in around.number.text or (around.number.glued and around.before not in HYPHENS):
        return None
    if numbered and (around.capitalised(place) or around.before.startswith("i")):
        return "name"
    if mention.kind == "measure" or not around.capitalised(place):
        return None
    begins = around.before2 in (".", ":", "!", "?", "•", "-", "–") and not around.tokens[place].glued
    begins = begins or place == 0 or around.tokens[place - 1].kind == "break"
    if begins and around.plain and len(around.number.text) < 3 and not around.before.endswith("ed"):
        return "name" if around.after in _OF_ITS_OWN else None  # Canvas 2 was trained
    if begins or mention.first < 2 or around.noun_follows or around.before in words.months:
        return None
    version = "." in around.number.text and (
        around.number.text.endswith(".0") or around.tokens[place].text.isupper()
    )
    return "name" if version or around.capitalised(mention.after) else None


_OF_ITS_OWN = frozenset(("was", "is", "has", "had", "can", "will", "does", "did"))
"""Verbs whose subject is one thing: what stands before them is a name, not a count."""


def turn_of_speech(around: Around) -> Sense | None:
    """Net zero, zero tolerance, 24/7."""
    words = around.words
    if around.number.low == "zero" and (
        around.before in words.zero_before or around.after in words.zero_after
    ):
        return "name"
    slashed = around.plain and around.glued(around.mention.numeral.after, "/") and around.after2[:1].isdigit()
    return "reference" if slashed else None
