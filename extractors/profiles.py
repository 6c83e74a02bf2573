"""The vocabulary of a field as data: organisations, measures, principles, read from a folder of YAML files.

A profile is a folder under `profile_files/`; `docs/profiles.md` tells how to write one. Code that is
given a profile does not know which: with the empty one every question is answered with "nothing known".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator

from extractors.organisation_names import Guard, Mention, Name, NameFinder
from extractors.phrases import Phrase
from extractors.vocabulary_files import read_vocabulary
from schemas.records import Slug

__all__ = ["Measure", "Mention", "Organisation", "Principle", "Profile", "load_profile", "profile_ids"]

PROFILE_FILES = Path(__file__).parent / "profile_files"

OrganisationKind = Literal[
    "company", "service", "clearing-house", "regulator", "government", "nonprofit", "coalition",
    "standards-body", "academic",
]  # fmt: skip
Quantity = Literal["count", "share", "money", "time"]

PRINCIPLE_THRESHOLD = 2
"""Weight that must speak for a principle before it is taken."""


def _as_tuple(value: object) -> object:
    """A single phrase may stand without brackets."""
    return (value,) if isinstance(value, str) else value


Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_as_tuple)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Organisation(_Entry):
    """An organisation or a service of one. Nested ones keep their own slug and name their parent."""

    slug: Slug
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    kind: OrganisationKind = "company"
    part_of: Slug | None = None
    guard: Guard | None = Field(default=None, description="Where `name` is a word too; aliases have no guard")
    not_in: tuple[str, ...] = Field(default=(), description="Words that hold a name and mean something else")
    examples: tuple[str, ...] = Field(default=(), description="Texts that name it")
    counterexamples: tuple[str, ...] = Field(default=(), description="Texts that do not")

    @model_validator(mode="after")
    def _a_guard_is_shown(self) -> Organisation:
        if self.guard and not (self.examples and self.counterexamples):
            raise ValueError("a guarded name needs examples and counterexamples")
        return self

    @property
    def names(self) -> Iterator[Name]:
        """Every printed form, and the words that look like one and are not."""
        yield Name(self.name, self.slug, self.guard)
        yield from (Name(alias, self.slug) for alias in self.aliases)
        yield from (Name(words, None) for words in self.not_in)


class MeasureExample(_Entry):
    """A counted thing as the extractors hand it over; written `action | object | unit | sentence`."""

    action: str | None
    object: str | None
    unit: str | None
    text: str

    @model_validator(mode="before")
    @classmethod
    def _from_line(cls, line: Any) -> Any:
        if not isinstance(line, str):
            return line
        parts = [part.strip() for part in line.split("|", 3)]
        if len(parts) != 4 or not parts[3]:
            raise ValueError(f"{line!r} is not written `action | object | unit | sentence`")
        fields = [None if part in ("", "-") else part for part in parts]
        return dict(zip(("action", "object", "unit", "text"), fields, strict=True))


class Clause(_Entry):
    """One way to state a measure: everything that is given must hold."""

    action: Phrases = Field(default=(), description="The verb; in a bare table a form of it in the labels")
    counted: Phrases = Field(default=(), description="The head noun of what is counted")
    object: Phrases = Field(default=(), description="Stands in the counted object")
    sentence: Phrases = Field(default=(), description="Stands in the sentence or the object")
    unless: Phrases = Field(default=(), description="Does not stand in the object (in its absence, sentence)")
    unless_action: Phrases = Field(default=(), description="Is not the verb")
    unless_sentence: Phrases = Field(default=(), description="Does not stand in the sentence")

    @model_validator(mode="after")
    def _says_something(self) -> Clause:
        if not (self.counted or self.object or self.sentence):
            raise ValueError("a clause needs `counted`, `object` or `sentence`")
        return self

    def holds(self, fact: _Fact) -> bool:
        """Whether all the given conditions hold of the fact."""
        where = fact.object or fact.text
        return (
            (not self.counted or fact.counts(self.counted))
            and (not self.action or fact.done(self.action))
            and (not self.object or _any(self.object, where))
            and (not self.sentence or _any(self.sentence, fact.text) or _any(self.sentence, fact.object))
            and not any(phrase.is_all_of(fact.action) for phrase in self.unless_action)
            and not _any(self.unless, where)
            and not _any(self.unless_sentence, fact.text)
        )


class Measure(_Entry):
    """A series that organisations publish: `accounts.banned`. Its clauses say how it is recognised."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    title: str = Field(min_length=1)
    quantity: Quantity = "count"
    when: Annotated[tuple[Clause, ...], Field(min_length=1)]
    examples: Annotated[tuple[MeasureExample, ...], Field(min_length=1)]
    counterexamples: tuple[MeasureExample, ...] = ()


class Principle(_Entry):
    """What signatories undertake. Phrases by weight; a negative weight speaks against it."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]
    title: str = Field(min_length=1)
    phrases: Annotated[dict[int, tuple[Phrase, ...]], Field(min_length=1)]
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    counterexamples: tuple[str, ...] = ()

    def score(self, folded: str) -> int:
        """The weight of what stands in a text given in lower case, 0 if only words of weight 1 speak for it.

        Of phrases for it that overlap only the heaviest counts, and each counts once.
        """
        total, strongest = 0, 0
        taken: list[tuple[int, int]] = []
        for weight, phrase in self._by_weight:
            match = phrase.search(folded)
            if match is None:
                continue
            start, end = match.span()
            if weight > 0:
                if any(start < other_end and end > other_start for other_start, other_end in taken):
                    continue
                taken.append((start, end))
            total += weight
            strongest = max(strongest, weight)
        return total if strongest >= PRINCIPLE_THRESHOLD else 0

    @cached_property
    def _by_weight(self) -> list[tuple[int, Phrase]]:
        """The heaviest first."""
        return [
            (weight, phrase)
            for weight in sorted(self.phrases, reverse=True)
            for phrase in self.phrases[weight]
        ]


class Profile(BaseModel):
    """A field's vocabulary. Immutable; load it with `load_profile`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    organisations: tuple[Organisation, ...] = ()
    measures: tuple[Measure, ...] = ()
    principles: tuple[Principle, ...] = ()

    @cached_property
    def _finder(self) -> NameFinder:
        return NameFinder(name for organisation in self.organisations for name in organisation.names)

    @cached_property
    def _by_slug(self) -> dict[str, Organisation]:
        return {organisation.slug: organisation for organisation in self.organisations}

    def find_organisations(self, text: str) -> list[Mention]:
        """Organisations named in the text, in order, non-overlapping, longest names first."""
        return self._finder.find(text)

    def organisation_called(self, label: str) -> str | None:
        """The slug of the organisation whose name is the whole of a label, such as a row heading in a table
        of providers. Guards do not apply: that the label names somebody is known.
        """
        return self._finder.named(label)

    def organisation(self, slug: str) -> Organisation | None:
        """The organisation of that slug, or None."""
        return self._by_slug.get(slug)

    def measure_of(
        self,
        *,
        action: str | None,
        object: str | None,  # noqa: A002 - the field's name in the records
        unit: str | None,
        text: str,
    ) -> str | None:
        """The id of the measure that a figure belongs to, or None.

        `action` is the verb's lemma, `object` the counted thing as printed, `unit` its plural head noun,
        `percent` or an ISO 4217 code, `text` the sentence (in a table, its title or headings). Measures are
        tried in the order of their file; the first that fits is taken.
        """
        fact = _Fact(action, object, unit, text)
        for measure in self.measures:
            if measure.quantity == fact.quantity and any(clause.holds(fact) for clause in measure.when):
                return measure.id
        return None

    def principle_of(self, text: str) -> str | None:
        """The code of the principle that most speaks for, the first of equals; None when nothing does."""
        folded = text.lower()
        scored = [(principle.score(folded), principle.code) for principle in self.principles]
        score, code = max(scored, key=lambda pair: pair[0], default=(0, None))
        return code if score >= PRINCIPLE_THRESHOLD else None


_BARE_VERBS = {"be", "have", "number", "total", "amount", "stand", "reach", "record", "come", "see", "show"}
"""Verbs that say nothing of what was done: the participle by the object does, as in a bare table."""
_CONTAINERS = {
    "instance", "instances", "piece", "pieces", "case", "cases", "item", "items", "incident", "incidents",
    "attempt", "attempts", "example", "examples", "occurrence", "occurrences", "kinds", "number",
}  # fmt: skip
"""Units that only hold what is counted: instances of violative prompts."""
_TIMES = {"second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "months"}


class _Fact:
    """What is known of a figure, in lower case."""

    def __init__(self, action: str | None, object_: str | None, unit: str | None, text: str) -> None:
        self.action = (action or "").lower()
        self.object = (object_ or "").lower()
        self.text = text.lower()
        self.quantity: Quantity | None = _quantity(unit)
        self.head = (unit or "").lower().rsplit(" ", 1)[-1] if self.quantity == "count" else ""
        self._whole_unit = (unit or "").lower()

    def done(self, actions: tuple[Phrase, ...]) -> bool:
        """Whether the action is one of these; without one, whether the object's participle is."""
        if any(phrase.is_all_of(self.action) for phrase in actions):
            return True
        if self.action and self.action not in _BARE_VERBS:
            return False
        return any(phrase.search_participle(self.object) for phrase in actions)

    def counts(self, nouns: tuple[Phrase, ...]) -> bool:
        """Whether what is counted is one of these."""
        if not self.head or self.head in _CONTAINERS:
            return _any(nouns, self.object)
        return any(
            phrase.is_all_of(self._whole_unit) or phrase.ends(self.object, self.head) for phrase in nouns
        )


def _quantity(unit: str | None) -> Quantity | None:
    if unit is None:
        return "count"
    if unit == "percent":
        return "share"
    if len(unit) == 3 and unit.isascii() and unit.isupper():
        return "money"
    return "time" if unit.lower() in _TIMES else "count"


def _any(phrases: tuple[Phrase, ...], folded: str) -> bool:
    for phrase in phrases:  # noqa: SIM110 - the inner loop of every question asked of a profile
        if phrase.search(folded):
            return True
    return False


def _with_key(name: str) -> BeforeValidator:
    """Entries are written as `key: {fields}`; the key is one of the fields."""

    def move_in(entries: object) -> object:
        if not isinstance(entries, dict):
            raise ValueError("the file is no mapping of entries")
        return {
            key: {name: key, **fields} if isinstance(fields, dict) else fields
            for key, fields in entries.items()
        }

    return BeforeValidator(move_in)


class _About(_Entry):
    title: str = Field(min_length=1)


class _Organisations(RootModel[Annotated[dict[str, Organisation], _with_key("slug")]]):
    """`organisations.yaml`."""

    @model_validator(mode="after")
    def _parents_and_names(self) -> _Organisations:
        owner: dict[str, str] = {}
        for slug, organisation in self.root.items():
            if organisation.part_of is not None:
                parent = self.root.get(organisation.part_of)
                if parent is None or parent.part_of is not None:
                    raise ValueError(f"{slug}: part_of {organisation.part_of!r} is no independent entry")
            for name in organisation.names:
                other = owner.setdefault(name.printed, slug)
                if other != slug:
                    raise ValueError(f"{slug}: {name.printed!r} is a name of {other!r} too")
        return self


class _Measures(RootModel[Annotated[dict[str, Measure], _with_key("id")]]):
    """`measures.yaml`."""


class _Principles(RootModel[Annotated[dict[str, Principle], _with_key("code")]]):
    """`principles.yaml`."""


def profile_ids() -> list[str]:
    """The profiles there are, in alphabetical order."""
    return sorted(path.parent.name for path in PROFILE_FILES.glob("*/profile.yaml"))


@cache
def load_profile(id: str | None) -> Profile:  # noqa: A002 - it is the id of a profile, as in sources.yaml
    """The profile of that id; None gives the empty one.

    Raises ValueError naming the known profiles for an unknown id, and naming file and entry for a fault in
    the data.
    """
    if id is None:
        return Profile(id="", title="No vocabulary")
    if id not in profile_ids():
        raise ValueError(f"there is no profile {id!r}; known are {', '.join(profile_ids())}")
    return read_profile(PROFILE_FILES / id)


def read_profile(folder: Path) -> Profile:
    """The profile in a folder. A file of vocabulary that is not there is empty vocabulary.

    Raises ValueError with one line that names the file and the entry at fault.
    """
    return Profile(
        id=folder.name,
        title=read_vocabulary(folder / "profile.yaml", _About).title,
        organisations=_entries(folder / "organisations.yaml", _Organisations),
        measures=_entries(folder / "measures.yaml", _Measures),
        principles=_entries(folder / "principles.yaml", _Principles),
    )


def _entries(path: Path, model: type[RootModel[dict[str, Any]]]) -> tuple[Any, ...]:
    return tuple(read_vocabulary(path, model).root.values()) if path.exists() else ()
