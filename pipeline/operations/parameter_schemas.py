"""What the deployed flows can be told, as a file: whoever starts them from elsewhere relies on it.

    python -m pipeline.operations.parameter_schemas

writes it anew after a change, and says what docs/CHANGELOG.md has to name.
"""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from pipeline.operations.worker import prefect_file

FILE = Path(__file__).with_name("flow_parameters.json")
DIGITS = 12


def parameter_schemas() -> dict[str, Any]:
    """The JSON Schema of the parameters of each flow that prefect.yaml deploys, by entrypoint; without the
    titles and descriptions, on which nobody's call depends.
    """
    declared = yaml.safe_load(prefect_file().read_text(encoding="utf-8"))["deployments"]
    schemas = {}
    for entrypoint in sorted({one["entrypoint"] for one in declared}):
        module, _, name = entrypoint.rpartition(".")
        schemas[entrypoint] = _bare(getattr(import_module(module), name).parameters.model_dump())
    return schemas


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    words = {name for name in ("title", "description") if isinstance(schema.get(name), str)}
    return {name: _bare(one) for name, one in schema.items() if name not in words}


def as_text(schemas: dict[str, Any]) -> str:
    """The file's content for these schemas."""
    return json.dumps(schemas, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def mark(text: str) -> str:
    """What names this content: the first digits of its sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def main() -> None:
    """Writes the file."""
    text = as_text(parameter_schemas())
    FILE.write_text(text, encoding="utf-8")
    print(f"written: {FILE.name}; say in docs/CHANGELOG.md what changed, with `{mark(text)}`")


if __name__ == "__main__":
    main()
