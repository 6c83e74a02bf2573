"""The grammatical forms of a parsed sentence that rules name as `<form>`: what its predicates say.

    <negated>     a predicate denied by an adverb ("has not tested"), a pronoun ("nobody reads") or a noun
                  phrase ("has no process", "neither a policy nor a contact")
    <restricted>  a predicate held to part of what it could cover ("in English only", "no more than")
    <future>      will, shall, is to, is due to, is going to
    <obliged>     must, has to, is required to, is bound to
    <advised>     should, ought to, would do well to, could usefully
    <supposed>    would, could, might or may, or a clause in "if"
    <habit>       a verb of doing in the present, active or passive ("scans", "are signed")
    <deed>        a verb in the past or perfect, active or passive ("has trained", "was tested")
    <state>       a form of "be" or the like with what it says ("is in use", "are live")
    <fragment>    no finite verb at all ("Hash matching on all uploads")
    <command>     a verb in its base form that opens the clause ("Publish the figures")
    <still-open>  what was open in an earlier report is said to be open still (extractors/still_open.py)

A form covers the tokens from its first word to its last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from extractors.lexicon import lexicon
from extractors.still_open import still_open
from extractors.word_lists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FORMS = (
    "negated", "restricted", "future", "obliged", "advised", "supposed", "habit", "deed", "state", "fragment",
    "command", "still-open",
)  # fmt: skip

_NOMINAL = frozenset(
    (
        "det nsubj nsubjpass dobj pobj attr dative preconj cc conj advmod amod compound npadvmod "
        "nummod poss prep quantmod appos oprd acomp pcomp agent predet expl dep nmod neg"
    ).split()
)
"""Relations over which the negation of a noun phrase reaches its verb."""


_SUBORDINATE = {"relcl", "acl", "advcl", "pcomp", "csubj", "csubjpass"}


def forms(doc: Doc) -> dict[str, set[tuple[int, int, int]]]:
    """Form to where it stands: its first token, the one after its last, and its verb. Kept on the Doc."""
    kept: dict[str, dict[str, set[tuple[int, int, int]]]] = doc.user_data
    if "pledgewatch.forms" not in kept:
        kept["pledgewatch.forms"] = _forms(doc)
    return kept["pledgewatch.forms"]


def _forms(doc: Doc) -> dict[str, set[tuple[int, int, int]]]:
    found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    finite = False
    for token in doc:
        if token.lower_ in words("predication.negators") and _denies(token):
            verb = governor(token)
            if not any(one.lower_ in words("predication.ruling_auxiliaries") for one in auxiliaries(verb)):
                found["negated"].add(_range(token, verb))
        if _restricts(token):
            found["restricted"].add(_range(token, _restricted(token)))
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            finite |= _verb(token, found) and token.dep_ not in _SUBORDINATE
    if not finite:
        _fragment(doc, found)
    carried = still_open(doc)
    if carried is not None:
        found["still-open"].add(carried)
    return found


def _range(first: Token, verb: Token) -> tuple[int, int, int]:
    return min(first.i, verb.i), max(first.i, verb.i) + 1, verb.i


def governor(token: Token) -> Token:
    """The verb that a negation or a restriction bears on; the head of the phrase where there is none."""
    here = token
    while here.head != here and here.dep_ in _NOMINAL:
        here = here.head
        if here.pos_ in ("VERB", "AUX"):
            break
    return here.head if here.dep_ == "parataxis" else here


def _denies(token: Token) -> bool:
    """Whether a negator denies, rather than compares ("no later than") or adds ("not only")."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    before = token.nbor(-1).lower_ if token.i else ""
    if token.lower_ == "no" and before == "at":
        return False  # "at no charge"
    if token.lower_ == "few":
        return before not in ("a", "as", "so", "the", "these", "those")
    if (
        token.lower_ == "not"
        and before == ","
        and following is not None
        and following.pos_ in ("NOUN", "PROPN")
    ):
        return False  # "volunteers, not staff, decide"
    if token.lower_ == "not" and following is not None and following.tag_ in ("WP", "WRB"):
        return False  # "whom they know, but not what they write"
    return following is None or following.lower_ not in words("predication.after_no_denial")


def _restricts(token: Token) -> bool:
    if token.lower_ in words("predication.restrictors"):
        before = token.nbor(-1).lower_ if token.i else ""
        return before not in ("not", "n't", "the", "an", "our", "their", "its", "a")
    return False


def _restricted(token: Token) -> Token:
    """The verb that a restriction bears on: that of the main clause in "is signed only if users ask"."""
    verb = governor(token)
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    return (
        verb.head if verb.dep_ == "advcl" and following in ("if", "when", "where", "once", "after") else verb
    )


_MODALS = {
    "future": "predication.future_auxiliaries",
    "obliged": "predication.obliged_auxiliaries",
    "advised": "predication.advised_auxiliaries",
    "supposed": "predication.supposed_auxiliaries",
}
"""Form to the list of the modal verbs that make it."""


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb, those it shares with the verb it is coordinated to among them."""
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not own and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN") and verb.head.pos_ in ("VERB", "AUX"):
        return auxiliaries(verb.head)
    return own


def _verb(verb: Token, found: dict[str, set[tuple[int, int, int]]]) -> bool:
    """Notes the form of one predicate; whether it is finite."""
    helpers = auxiliaries(verb)
    forms_of = {one.lower_ for one in helpers}
    first = min(helpers, key=lambda one: one.i, default=verb)
    here = _range(first, verb)
    modal = next((one for one in helpers if one.tag_ == "MD"), None)
    if modal is not None:
        form = next((name for name, of in _MODALS.items() if modal.lower_ in words(of)), None)
        unable = (
            form == "supposed" and modal.lower_ == "could" and any(one.dep_ == "neg" for one in verb.children)
        )
        aside = form == "supposed" and verb.dep_ in ("relcl", "acl")  # "calls that may require help"
        if form and not unable and not aside:
            found[form].add(here)
        elif modal.lower_ in ("can", "ca") and not any(one.dep_ == "neg" for one in verb.children):
            found["habit"].add(here)
        return True
    if "to" in forms_of:
        _infinitive(verb, found)
        return False
    if verb.tag_ in ("VBG", "VB") and not helpers:
        if verb.tag_ == "VB" and verb.dep_ in ("ROOT", "conj") and _opens(verb):
            found["command"].add(here)
        return False
    perfect = forms_of & {"have", "has", "had", "'ve", "having"}
    past_be = forms_of & {"was", "were"}
    present_be = forms_of & {"is", "are", "'s", "'re", "being", "am"}
    passive = any(one.dep_ == "auxpass" for one in helpers)
    if verb.tag_ == "VBN" and not helpers:
        return False
    if verb.lemma_ in ("be", "remain", "stay", "seem", "appear") and not passive:
        found["state"].add(here)
    elif perfect or past_be or (verb.tag_ == "VBD" and not present_be):
        found["deed"].add(here)
    elif verb.tag_ in ("VBZ", "VBP") or present_be:
        found["habit"].add(here)
    return verb.tag_ not in ("VBG",) or bool(helpers)


def _infinitive(verb: Token, found: dict[str, set[tuple[int, int, int]]]) -> None:
    """Notes what a verb with "to" says with the one above it: "is to", "is due to", "has to"."""
    head = verb.head
    if (
        verb.dep_ in ("xcomp", "ccomp", "advcl", "acl")
        and head.lemma_ == "be"
        and head.i < verb.i <= head.i + 5
    ):
        between = {one.lower_ for one in verb.doc[head.i : verb.i]}
        says_what = any(one.dep_ in ("attr", "acomp") for one in head.children)
        if head.lower_ in ("is", "are") and not between & {"still", "yet"} and not says_what:
            found["future"].add(_range(head, verb))
            found["state"].discard(_range(head, head))
    elif head.lemma_ in ("due", "set", "schedule", "slate") and head.pos_ in ("ADJ", "VERB"):
        found["future"].add(_range(head, verb))
    elif (
        head.lemma_ in ("have", "oblige", "require", "bind")
        and head.i < verb.i
        and head.tag_ != "VBG"
        and not any(one.lower_ in ("yet", "still") for one in verb.doc[head.i : verb.i])
    ):
        found["obliged"].add(_range(head, verb))


def _opens(verb: Token) -> bool:
    return not any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _fragment(doc: Doc, found: dict[str, set[tuple[int, int, int]]]) -> None:
    """What stands without a finite verb: a noun phrase, a participle, a verb that was tagged as a noun."""
    first = next((one for one in doc if not one.is_punct), None)
    if first is None:
        return
    whole = (first.i, len(doc), first.i)
    following = doc[first.i + 1] if first.i + 1 < len(doc) else None
    lower = first.lower_
    if (
        lower.endswith("s")
        and following is not None
        and following.pos_ in ("DET", "NOUN", "ADJ", "PRON", "NUM", "PROPN")
        and lexicon().may_be(lower, "verb")
        and lexicon().may_be(lower[:-1], "verb")
        and first.tag_ in ("NNS", "NNPS", "VBZ")
        and first.dep_ in ("compound", "ROOT", "nmod", "amod", "nsubj", "dep")
    ):
        found["habit"].add((first.i, first.i + 1, first.i))
        return
    if first.tag_ in ("VBN", "VBD") or (lower.endswith("ed") and lexicon().may_be(lower, "verb")):
        found["deed"].add((first.i, first.i + 1, first.i))
        return
    if first.tag_ == "VB" or _reads_as_command(first, following):
        found["command"].add((first.i, first.i + 1, first.i))
    found["fragment"].add(whole)


def _reads_as_command(first: Token, following: Token | None) -> bool:
    """Whether a verb that opens a phrase was taken for a noun: "Delist applications"."""
    stem = first.lower_.removeprefix("de").removeprefix("re").removeprefix("un")
    return (
        following is not None
        and following.tag_ in ("NNS", "DT", "PRP$", "JJ", "WP", "WRB", "VBG")
        and first.dep_ in ("compound", "amod", "nmod", "ROOT", "nsubj")
        and (lexicon().may_be(first.lower_, "verb") or lexicon().may_be(stem, "verb"))
        and first.tag_ in ("NN", "NNP", "JJ", "VBP")
    )
