"""Which quantities are facts: no targets, limits, plans, conditions, ages, addresses or parts of names, and
no headcounts that the text only leans on.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.counted_token import governing_verb, number_token
from extractors.general_figures import is_of_a_rule, states_rule
from extractors.word_lists import any_of, words
from extractors.zero_subjects import is_idle, lacks
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SMALL = 20
"""A group of up to so many is known to the reader when the text takes a share of it."""
_OLDEST = 120
"""Years of age that people reach."""

_OF_A_FEW = re.compile(
    r"(?i)\b(?:\d+|[a-z]+)\s+of\s+(?:(?:the|its|our|their|these|those)\s+)?$|\bany\s+of\s+(?:the|these|those)\s+$"
)
_EXCHANGE = re.compile(
    r"(?i)\s*(?:to|per|for)\s+(?:the|one|a)\s+(?:pound|euro|dollar|franc|yen|krone|krona)\b"
)
_DEFINES_SHARE = re.compile(
    r"(?i)\b(?:had|have|has|with|were|was|took|waited|got|received|contained|under|over)\s+$"
)
_MARK_BEFORE = re.compile(r"[^\W_][.,;]?\[$")
_JUST_ONE = re.compile(r"(?i)\bone\s+of\s+(?:(?:the|its|our|their|these|those)\s+)?$")
_LIST_FOLLOWS = re.compile(r"(?:\s+[a-z-]+){1,5}:\s+")
_BETWEEN_ITEMS = re.compile(r",\s+(?:and|or)\s+|,\s+|\s+and\s+")
_THE_GROUP = re.compile(r"(?i)\b(?:the|these|those|its|our)\s+(?:(?:other|remaining|last)\s+)?$")
_GROUP_ENDS = re.compile(
    r"\W*$|\s+(?:and|that|which|who|whose|are|were|is|was|has|have|had|include|did|do)\b"
)
_THE_FEW = re.compile(r"(?i)\b(?:the|these|those)\s+$")
_PAUSE = re.compile(r"\s*[,;:)]")
"""Around a small group that is named again: "the smallest of the four, Acme, ..."."""
_ACTORS = re.compile(rf"\s+(?:[a-z-]+\s+){{0,2}}?{any_of('metrics.actors_plural')}")
_COUNTS_THINGS = re.compile(
    r"\s+(?!(?:of|and|or|have|has|had|was|were|are|is|that|which|who|did|do)\b)(?:[a-z-]+\s+){0,3}?[a-z-]+(?<!s)s\b"
)
"""What a share is taken of, when it is no group of actors: "9 of 14 plants"."""
_HAS_NOUN = re.compile(r"\s+(?:[a-z-]+\s+){0,2}?[a-z-]+s\b")
_WHOLE_GROUP = re.compile(r"(?i)\ball\s+(?:of\s+(?:the|its|our)\s+)?$")
_RATE_FOLLOWS = re.compile(r"(?i)\s+(?:an?|per|each|every)\b")
_PRONOUN = re.compile(r"(?i)\b(?:the|this|that|next|each|every|no|last|first|which|new|any)\s+(?:\w+\s+)?$")
_MODIFIER = re.compile(r"[-‐‑][a-z]+\s+[a-z]")
_REQUIRED = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:that\s+|which\s+)?(?:(?:the\s+)?\w+\s+)?(?:(?:had|was|were|has|have)\s+)?"
    r"(?:require[sd]?|promised|pledged|due|needed|demanded|prescribed)\b"
)
"""Behind a figure that was asked for: "the 25,000 that the Act required"."""
_WITHIN = re.compile(r"(?i)\bwithin\s+(?:the\s+first\s+)?$")
_STRONG = re.compile(r"[-‐‑](?:strong|member|plus|odd)\b")
_ARRIVES = re.compile(
    r"\s+(?:[a-z-]+\s+){0,5}?to\s+(?:about\s+|some\s+|more\s+than\s+|over\s+)?(?:\d|[a-z]+\b)"
)
_ON_ONE = re.compile(r"(?i)\b(?:on|in|at|from|for|by|of|under|into)\s+$")
_COMPOUND = re.compile(r"[-‐‑][A-Za-z]")
_TARGET_BEFORE = re.compile(rf"{any_of('metrics.target_nouns')}\s*(?::|=|\bof\b|\bis\b)\s*$")
_OF_AGE = re.compile(
    rf"{any_of('metrics.people')}\s+(?:\w+\s+){{0,2}}?$|\b(?:is|was|are|were|aged?|be)\s+$", re.I
)
_NONE_OF_THE = re.compile(
    r"(?i)(?:none|neither)\s+of\s+(?:the|these|its|our|those)\s+"
    rf"(?:(?:\w+\s+)?{any_of('metrics.actors_plural')}|(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b(?!\s+(?:[a-z]+\s+)?[a-z-]+s\b))"
)
_NAMES_FOLLOW = re.compile(r"(?!\s+of\b)(?:\s+(?:[a-z-]+\s+){0,6}?[a-z-]+)?\s*[,:(–—]\s*")
_CAPITALISED = r"(?:[A-Z][\w&’'.-]*(?:\s+[A-Z][\w&’'.-]*){0,3})"
_LISTED_NAMES = re.compile(rf"{_CAPITALISED}(?:,\s+{_CAPITALISED})*(?:,?\s+and\s+{_CAPITALISED})")
_NO_ANSWER = re.compile(
    r"(?i)no\s+(?:report|update|return|reply|submission|answer|response)\s+"
    r"(?:came\b|(?:was|has|has\s+been)\s+(?:received|given|made|sent|submitted|forthcoming|come|reached|published)\b)"
)
_NONE_OF_WHOM = re.compile(r"(?i)\b(?:none|neither)\s+of\s+(?:whom|which)\b")
_KEEPS = {"keep", "maintain", "offer", "provide", "publish", "hold"}
_AFTER_ORDINAL = re.compile(r"(?i)\b(?:first|second|third|last|either|both|each|neither)\s+of\s+the\s+$")
_COMPARES = re.compile(
    r"(?i)\s*(?:as|the|more|less|fewer|higher|lower|what|its|their|that|faster|larger|over)\b"
)
_REGISTERED = re.compile(rf"{any_of('metrics.registers')}\W*(?:(?:number|no\.?|nr\.?)\s*)?$")
_NAME_BEFORE = re.compile(r"(?<![.!?:;]\s)(?<!^)\b[A-Z][A-Za-z]*[a-z]\s$")
_IN_A_NAME = re.compile(
    r"(?:^|\s)(?!(?:And|But|Only|Over|About|Some|In|Of|The|All|For|With)\s)[A-Z][a-z]+\s$"
)
"""Before a number in words that is part of a name: "Arcadia Nine did not report"."""
_OPENS_NAME = re.compile(r"^[A-Z][a-z]+\s$")


def is_fact(doc: Doc, quantity: Quantity) -> bool:
    """Whether the quantity is stated as a fact, not as a target, a limit, a plan or a condition."""
    token = number_token(doc, quantity)
    if token is None or is_of_a_rule(doc.text, quantity) or _is_no_figure(doc.text, token, quantity):
        return False
    if _counts_a_target(token) or is_idle(doc, quantity) or lacks(doc, quantity, token):
        return False
    verb = token if token.pos_ == "VERB" else governing_verb(token)
    return verb is None or (_happened(verb) and not states_rule(verb, quantity))


def is_headcount(text: str, quantity: Quantity, *, follows_another: bool) -> bool:
    """The group that a share is taken of ("two of the six", "all eight"), when it is small enough to be
    known to the reader, and "one" as a pronoun ("the next one"): no figures of their own.

    `follows_another` tells that the sentence has given a figure before.
    """
    head, printed = text[: quantity.number_start], text[quantity.number_start : quantity.number_end].lower()
    if printed == "one" and head.lower().endswith("not "):
        return True
    if printed == "one" and quantity.per and _RATE_FOLLOWS.match(text, quantity.number_end):
        return True  # "sends one a year"
    if printed == "one" and (_PRONOUN.search(head) or _ON_ONE.search(head)):
        return True
    if quantity.unit_kind != "count" or quantity.value is None or quantity.value > _SMALL:
        return False
    if printed == "one" and quantity.comparator != "=":
        return True  # "more than one" is no figure
    behind = text[quantity.end :]
    if _WHOLE_GROUP.search(head) and not re.match(r"\s*of\b", behind):
        return _ACTORS.match(behind) is not None or _HAS_NOUN.match(behind) is None
    if head.rstrip().lower().endswith(("any of the", "none of the", "each of the")):
        return True
    if _THE_GROUP.search(head) and _ACTORS.match(text[quantity.end :]):
        return True
    if quantity.value and _names_follow(text[quantity.end :]) == quantity.value:
        return True
    if _AFTER_ORDINAL.search(head) or (_THE_GROUP.search(head) and _GROUP_ENDS.match(text[quantity.end :])):
        return True
    if quantity.value > 1 and _THE_FEW.search(head) and _PAUSE.match(text[quantity.end :]):
        return True
    if quantity.value > 1 and _items_follow(text[quantity.end :]) == quantity.value:
        return True
    if not (follows_another or _JUST_ONE.search(head)) or not _OF_A_FEW.search(head):
        return False
    return (
        _JUST_ONE.search(head) is not None
        or not _COUNTS_THINGS.match(behind)
        or _ACTORS.match(behind) is not None
    )


def _items_follow(tail: str) -> int:
    """How many things the text lists behind a counted noun: "two weaknesses: logs are short, and ..."."""
    opening = _LIST_FOLLOWS.match(tail)
    if opening is None:
        return 0
    rest = tail[opening.end() :]
    return len(rest.split(";")) if ";" in rest else len(_BETWEEN_ITEMS.split(rest))


def defines_share(head: str, quantity: Quantity) -> bool:
    """Whether a bound only says which of them a share counts: "96% of removed videos had under ten views"."""
    return quantity.comparator in ("<", ">", "<=", ">=") and _DEFINES_SHARE.search(head) is not None


def _names_follow(tail: str) -> int:
    """How many names the text gives right behind a counted noun: "two signatories, Bolt and Crane, ..."."""
    opening = _NAMES_FOLLOW.match(tail)
    names = _LISTED_NAMES.match(tail, opening.end()) if opening else None
    return len(re.split(r",\s+(?:and\s+)?|\s+and\s+", names.group())) if names else 0


def restated(text: str, quantity: Quantity) -> Quantity:
    """A correction "from 82,300 to 81,600" gives its second figure, not a range."""
    if quantity.low is None or quantity.high is None or not _RESTATES.search(text):
        return quantity
    numbers = list(_NUMBER.finditer(text, quantity.number_start, quantity.number_end))
    if len(numbers) != 2:
        return quantity
    value = Decimal(numbers[1].group().replace(",", "").replace(" ", ""))
    return quantity.model_copy(
        update={"value": value, "low": None, "high": None, "number_start": numbers[1].start()}
    )


_RESTATES = re.compile(r"(?i)\b(?:restate[sd]?|correct(?:s|ed)?|revise[sd]?|amend(?:s|ed)?)\b")
_NUMBER = re.compile(r"\d+(?:[, ]\d{3})*(?:\.\d+)?")


def _is_no_figure(text: str, token: Token, quantity: Quantity) -> bool:
    """Whether the words beside a number make it part of a word or a name, an age or an entry number."""
    head, tail = text[: quantity.number_start], text[quantity.end :]
    before, digits = text[: quantity.start], text[quantity.number_start : quantity.number_end]
    if quantity.unit_kind == "ratio" and _COMPOUND.match(tail):
        return True  # third-party
    if (
        quantity.unit_kind == "multiple"
        and digits.isalpha()
        and not _COMPARES.match(tail)
        and not quantity.change
    ):
        return True  # "entered twice"
    if digits.lower() in (
        "halve",
        "halves",
        "halving",
        "halved",
        "doubled",
        "trebled",
        "tripled",
        "quadrupled",
    ):
        return True
    if quantity.unit_kind == "multiple" and quantity.number_end - quantity.number_start > 2:
        return True  # "twice as many as in 2023", "doubled to eight": the level is the figure
    if _EXCHANGE.match(tail) or (digits.isalpha() and digits[0].isupper() and _IN_A_NAME.search(head)):
        return True
    behind = text[quantity.number_end :]
    if _MARK_BEFORE.search(head) and behind[:1] == "]":
        return True  # "300 accounts[3]"
    if quantity.unit_kind in ("count", "measure") and _MODIFIER.match(behind) and not _STRONG.match(behind):
        return True  # "two-person sign-off"
    if (digits.lower().endswith("single") and quantity.value) or _REQUIRED.match(tail):
        return True
    if quantity.unit_kind == "multiple" and quantity.change and _ARRIVES.match(tail):
        return True  # "doubled to eight": the level counts
    if quantity.unit_kind == "measure" and _WITHIN.search(before):
        return True  # "within 24 hours"
    if _TARGET_BEFORE.search(head) or _REGISTERED.search(head):
        return True
    behind_name = token.i > 0 and token.nbor(-1).pos_ == "PROPN"
    named = token.i > 0 and token.head == token.nbor(-1) and token.head.text[:1].isupper()
    behind_name |= named and token.head.pos_ not in ("ADP", "SCONJ", "ADV", "VERB")  # "In 12 of them"
    if quantity.unit_kind == "count" and behind_name and _is_part_of_name(head, digits, tail):
        return True
    if (
        quantity.unit_kind == "count"
        and quantity.comparator != "="
        and _is_age(before, token, quantity, tail)
    ):
        return True
    if quantity.zero_words and (_NO_ANSWER.match(text[quantity.start :]) or _none_of_whom_does(token)):
        return True
    if quantity.zero_words and token.head.dep_ == "dobj" and token.head.head.lemma_ in _KEEPS:
        return True  # "keeps no records" lacks them
    if quantity.zero_words and _NONE_OF_THE.match(text[quantity.start :]):
        return True  # that nobody did something is a gap, not a count
    noun = token.head if token.dep_ in ("nummod", "compound") else None
    return noun is not None and noun.lemma_.lower() in words("metrics.document_parts")


def _none_of_whom_does(token: Token) -> bool:
    """Whether it is the zero of "none of whom speak Welsh", a gap; "none of which came back" counts."""
    found = _NONE_OF_WHOM.search(token.doc.text)
    if found is None:
        return False
    verb = next((one for one in token.doc if one.idx >= found.end() and one.pos_ in ("VERB", "AUX")), None)
    return verb is not None and verb.tag_ in ("VBP", "VBZ", "MD", "VB")


def _is_part_of_name(head: str, digits: str, tail: str) -> bool:
    """Whether it is the 2 of "Canvas 2": a small number behind a name, without a noun of its own."""
    if not digits.isdigit() or len(digits) > 2:
        return False
    if _verb_follows(tail):
        return True
    has_noun = re.match(r"\s+(?:[a-z-]+\s+)?[a-z]+s\b", tail)
    return not has_noun and (_NAME_BEFORE.search(head) or _OPENS_NAME.match(head)) is not None


def _verb_follows(tail: str) -> bool:
    match = re.match(r"\s+([a-z]+)", tail)
    return match is not None and match.group(1) in words("metrics.name_verbs")


def _is_age(before: str, token: Token, quantity: Quantity, tail: str) -> bool:
    """ "anyone over 16", "one in five was over 75"."""
    years = quantity.value is not None and quantity.value <= _OLDEST
    bare = token.dep_ not in ("nummod",) or token.head.i < token.i
    return (
        years and bare and _OF_AGE.search(before) is not None and not re.match(r"\s*(?:%|of\b|per\b)", tail)
    )


_DEPTH = 8
"""Words up the parse in which a noun for a target is looked for."""


def _counts_a_target(token: Token) -> bool:
    targets = words("metrics.target_nouns")
    noun = token
    for _ in range(_DEPTH):
        compounds = (child for child in noun.children if child.dep_ == "compound")
        if noun.lemma_.lower() in words("metrics.penalties"):
            if governing_verb(noun) is None:
                return False
            return not _is_past(noun)
        if noun.lemma_.lower() in targets or any(child.lemma_.lower() in targets for child in compounds):
            return True
        over = noun.head
        if over == noun or (over.pos_ in ("VERB", "AUX") and over.dep_ not in ("pcomp", "acl")):
            return False
        noun = over
    return False


def _is_past(noun: Token) -> bool:
    """Whether the verb over a noun tells what was: a fine imposed is a fact, one that may be is none."""
    verb = governing_verb(noun)
    if verb is None:
        return False
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return (verb.tag_ == "VBD" or bool(auxiliaries & {"was", "were", "has", "have"})) and _happened(verb)


def _happened(verb: Token) -> bool:
    """Whether a verb tells what is or was, not what shall, might or should be."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if "to" in auxiliaries and verb.dep_ == "xcomp" and verb.head.lower_ in ("is", "are"):
        return False  # "is to give 4 million francs"
    negated = any(child.dep_ == "neg" for child in verb.children)
    proves = "could" in auxiliaries and verb.lemma_ in words("metrics.proving_verbs")
    if (
        auxiliaries & words("metrics.supposing_auxiliaries")
        and not ("could" in auxiliaries and negated)
        and not (negated and "have" in auxiliaries)
        and not proves
    ):
        return False
    if auxiliaries & {"can", "could", "may"} and {verb.lower_, verb.lemma_} & words("metrics.penal_verbs"):
        return False
    over = verb.head if verb.dep_ in ("xcomp", "ccomp", "acomp", "attr") else verb
    subjects = [
        child for one in (verb, over) for child in one.children if child.dep_ in ("nsubj", "nsubjpass")
    ]
    if any(child.lemma_.lower() in words("metrics.target_nouns") for child in subjects):
        return False
    if any(child.lemma_.lower() == "age" for child in subjects):
        return False
    if any(child.text == "I" for child in subjects):
        return False  # what somebody tells of himself is no figure of a report
    if verb.lemma_.lower() in words("metrics.aiming_verbs"):
        return False
    first = verb
    while first.dep_ == "conj" and first.head.pos_ in ("VERB", "AUX"):
        first = first.head
    planned = first.head.lemma_.lower() in words("metrics.planning_verbs")
    return not (first.dep_ in ("xcomp", "ccomp", "advcl") and verb.tag_ == "VB" and planned)
