"""`sources.yaml` to a SourceList; what is wrong with it is told with its line and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from extractors.profiles import profile_ids
from pipeline.problems import Problem
from schemas.sources import Cadence, FetchPolicy, Source, SourceList

MOST_NESTED = 50
"""Levels of a list that the parser in C is trusted with; a good one has five."""

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_sources(path: Path) -> SourceList:
    """Reads and checks a list of sources. Raises Problem: `FILE, line N, FIELD: what is wrong`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file; name your list of sources (a sources.yaml)") from None
    except IsADirectoryError:
        raise Problem(f"{path}: is a folder; name the sources.yaml in it") from None
    except UnicodeDecodeError:
        raise Problem(f"{path}: is not UTF-8 text; a list of sources is a YAML file") from None
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    return _listed(path, text)


@lru_cache(maxsize=4)
def _listed(path: Path, text: str) -> SourceList:
    # Kept, because every flow of a run reads the list.
    try:
        loader = _loader(text)
        tree = loader.get_single_node()
        # Looked for now, because construction puts what `<<` stands for among a mapping's own keys.
        repeated = None if tree is None else next(_repeated_keys(tree), None)
        content = None if tree is None else loader.construct_document(tree)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Problem(f"{path}, line {line}: is not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Problem(f"{path}: is not valid YAML: {' '.join(str(error).split())}") from None
    if tree is None or not isinstance(content, dict):
        raise Problem(f"{path}, line 1: should be a mapping that begins with `sources:`")
    if repeated is not None:
        line = repeated.start_mark.line + 1
        raise Problem(f"{path}, line {line}, {repeated.value}: is given twice; keep one")
    try:
        listed = SourceList.model_validate(content)
    except ValidationError as error:
        raise Problem(_describe(path, tree, error)) from None
    for place, source in enumerate(listed.sources):
        if source.profile not in profile_ids():
            line = _line(tree, ("sources", place, "profile"))
            known = ", ".join(profile_ids())
            raise Problem(
                f"{path}, line {line}, sources[{place}].profile: there is no profile {source.profile!r}; "
                f"known are {known}"
            )
    return listed


def _loader(text: str) -> Any:
    """The parser in C, which is ten times as fast, for a list that it can read. It dies of a text that is
    nested deeply, and only when it makes a tree of it; what is wrong the one in Python says more plainly.
    """
    depth = 0
    try:
        for event in yaml.parse(text, _FAST):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_NESTED:
                return yaml.SafeLoader(text)
    except yaml.YAMLError:
        return yaml.SafeLoader(text)
    return _FAST(text)


def _describe(path: Path, tree: yaml.Node, error: ValidationError) -> str:
    # A misspelled name also leaves the right one missing; the misspelling is what helps.
    found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    # Of a list whose one source does not hold pydantic also says that it is empty.
    first, *others = [one for one in found if one["type"] != "too_short"] or found
    where = (*first["loc"], *first.get("ctx", {}).get("at", ()))
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        message = "is missing"
    elif first["type"] == "extra_forbidden":
        near = get_close_matches(str(where[-1]), _FIELDS.get(str(where[-2:][0]), Source.model_fields), n=1)
        message = "is no field" + (f"; did you mean {near[0]}?" if near else "")
    elif not isinstance(first["input"], dict | list | tuple):
        message = f"{message} (it is {first['input']!r})"
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    more = f" (and {len(others)} more)" if others else ""
    place = f"{path}, line {_line(tree, where)}"
    return f"{place}, {field}: {message}{more}" if field else f"{place}: {message}{more}"


_FIELDS: dict[str, Mapping[str, object]] = {
    "fetch": FetchPolicy.model_fields,
    "cadence": Cadence.model_fields,
}
"""Names of the fields of what stands in a source's field."""


def _line(node: yaml.Node, where: tuple[int | str, ...]) -> int:
    """The line on which the innermost node on the way `where` begins, from 1."""
    line = node.start_mark.line
    for part in where:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, found = key.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
            line = node.value[part].start_mark.line
        if found is None:
            break
        node = found
    return line + 1


def _repeated_keys(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Keys that stand twice in one mapping, which YAML parsers let pass, the last one winning."""
    waiting: list[Any] = [root]
    visited: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in visited or isinstance(node, yaml.ScalarNode):
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
            continue
        seen: set[Any] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                yield key
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
            waiting += (key, value)


def choose(sources: tuple[Source, ...], only: str | None, path: Path) -> tuple[Source, ...]:
    """The sources, or the one with the id `only`. Raises Problem when none has it."""
    if only is None:
        return sources
    chosen = tuple(source for source in sources if source.id == only)
    if not chosen:
        ids = [source.id for source in sources]
        near = get_close_matches(only, ids, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(ids[:10])}"
        raise Problem(f"{path}: no source has the id {only!r}; {hint}")
    return chosen
