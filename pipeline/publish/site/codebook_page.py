"""The codebook: what each field of each kind of record means, made from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.wording import label, labels
from schemas.records import Commitment, Gap, Metric, NoProgress, Progress, Recommendation

_MODELS: tuple[type[BaseModel], ...] = (Metric, Gap, Progress, NoProgress, Commitment, Recommendation)
_SHOWN_GROUPS = (
    ("thread_state", "What becomes of a gap"),
    ("edition_state", "Whether a report came"),
    ("cell", "The silence matrix"),
    ("finding", "Findings"),
    ("severity", "How serious a finding is"),
    ("basis", "What a figure covers"),
    ("break", "Why two figures cannot be compared"),
    ("review", "Review"),
)
_TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "yes or no"}


@dataclass(frozen=True)
class FieldView:
    """A field of a record."""

    name: str
    type: str
    meaning: str
    required: bool


@dataclass(frozen=True)
class KindView:
    """A kind of record, and the fields that it alone has."""

    name: str
    words: str
    meaning: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class WordView:
    """A name that the data uses, what the site shows for it, and what that means."""

    name: str
    words: str
    meaning: str
    """Empty where the words say it."""


@dataclass(frozen=True)
class CodebookView:
    """The page."""

    shared: tuple[FieldView, ...]
    kinds: tuple[KindView, ...]
    words: tuple[tuple[str, tuple[WordView, ...]], ...]
    """Title of a group of names, and its names."""
    profiles: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...]
    """Title, principles (code, title), measures (name, title) that the records use."""


def codebook(addresses: Addresses) -> CodebookView:
    """The page, with the measures and principles of the profiles in use."""
    fields = {model: {one.name: one for one in _fields(model)} for model in _MODELS}
    common = [name for name in fields[Gap] if all(name in fields[model] for model in _MODELS)]
    shared = [name for name in common if name != "kind"]
    return CodebookView(
        shared=tuple(fields[Gap][name] for name in shared),
        kinds=tuple(
            KindView(
                name=(name := get_args(model.model_fields["kind"].annotation)[0]),
                words=label("kind", name),
                meaning=" ".join((model.__doc__ or "").split()),
                fields=tuple(one for key, one in fields[model].items() if key not in common),
            )
            for model in _MODELS
        ),
        words=tuple((title, tuple(_words(group))) for group, title in _SHOWN_GROUPS),
        profiles=tuple(
            (
                profile.title,
                tuple((one.code, one.title) for one in profile.principles),
                tuple((one.id, one.title) for one in profile.measures),
            )
            for profile in addresses.contents.profiles.values()
        ),
    )


def _words(group: str) -> Iterator[WordView]:
    meanings = labels().get(f"{group}_meaning", {})
    for name, words in labels()[group].items():
        yield WordView(name, words, meanings.get(name, ""))


def _fields(model: type[BaseModel]) -> list[FieldView]:
    schema = model.model_json_schema(mode="serialization")
    return [
        FieldView(
            name=name,
            type=_type(about),
            meaning=about.get("description", ""),
            required=name in schema.get("required", ()),
        )
        for name, about in schema["properties"].items()
    ]


def _type(about: dict[str, Any]) -> str:
    """A field's type in words."""
    options = about.get("anyOf", [about])
    words = [_one_type(option) for option in options if option.get("type") != "null"]
    optional = len(words) < len(options)
    return " or ".join(dict.fromkeys(words)) + (", or null" if optional else "")


def _one_type(about: dict[str, Any]) -> str:
    if "enum" in about:
        return "one of " + ", ".join(str(one) for one in about["enum"])
    if "const" in about:
        return f"always {about['const']}"
    if about.get("format") in ("date", "date-time"):
        return str(about["format"]).replace("-", " and ")
    if "$ref" in about or about.get("type") == "object":
        return "object"
    name = str(about.get("type", ""))
    return _TYPES.get(name, name)
