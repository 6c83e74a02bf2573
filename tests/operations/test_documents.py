"""What the documents tell an operator to type and to install is there: commands, options, modules, variables,
units.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from pipeline.cli import app
from pipeline.collect.settings import CollectSettings
from pipeline.review.web.settings import ReviewSettings
from pipeline.settings import Settings
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
CODE = re.compile(r"`([^`]+)`|^ {4,}(.+)$", re.MULTILINE)
VARIABLE = re.compile(r"\b(?:PLEDGEWATCH|PREFECT)_[A-Z0-9_]+[A-Z0-9]\b")


def code(page: Path) -> Iterator[str]:
    """What stands in code on a page, line by line."""
    for match in CODE.finditer(page.read_text(encoding="utf-8")):
        yield " ".join((match[1] or match[2]).split("#")[0].split())


def commands(page: Path) -> Iterator[list[str]]:
    """The arguments of each `pledgewatch ...`."""
    for line in code(page):
        if line.startswith("pledgewatch ") and not line.startswith("pledgewatch @"):
            said = re.split(r"[|>]", line.removeprefix("pledgewatch "))[0]
            yield said.replace("[", "").replace("]", "").split()


def check_command(arguments: list[str]) -> None:
    """Fails where there is no such command, or where it has no such option."""
    command: Any = typer.main.get_command(app)
    assert hasattr(command, "commands")
    while hasattr(command, "commands") and arguments and not arguments[0].startswith("-"):
        name, *arguments = arguments
        assert name in command.commands, f"there is no command {name!r}"
        command = command.commands[name]
    given = {one.partition("=")[0] for one in arguments if one.startswith("-")}
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert given <= known | {"--help", "-h"}, f"{command.name} has no {given - known}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_their_options_exist(page: Path) -> None:
    for arguments in commands(page):
        check_command(arguments)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_that_are_run_exist(page: Path) -> None:
    for line in code(page):
        if match := re.match(r"(?:\S*/)?python -m ([\w.]+)", line):
            assert find_spec(match[1]), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_variables_are_settings(page: Path) -> None:
    from prefect.settings import get_current_settings
    from prefect.settings.legacy import _get_valid_setting_names

    models = (Settings, CollectSettings, ReviewSettings)
    ours = {
        f"{model.model_config['env_prefix']}{name.upper()}" for model in models for name in model.model_fields
    }
    theirs = _get_valid_setting_names(type(get_current_settings()))
    for name in VARIABLE.findall(page.read_text(encoding="utf-8")):
        assert name in ours | theirs, name


def units() -> dict[str, str]:
    """The systemd units of docs/operations.md, by name."""
    found = re.findall(r"^`([\w-]+\.service)`:.*?\n\n((?: {4}.*\n|\n)+)", OPERATIONS, re.MULTILINE)
    return {name: re.sub(r"^ {4}", "", body, flags=re.MULTILINE) for name, body in found}


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("left out: needs systemd-analyze, which is not installed")
    written = units()
    assert set(written) == {"pledgewatch-server.service", "pledgewatch-worker.service"}
    for name, body in written.items():
        (tmp_path / name).write_text(body.replace("/opt/pledgewatch/bin", str(BIN)))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in written)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_containers_start_programs_that_there_are() -> None:
    match = re.search(r"^`compose\.yaml`:\n\n((?: {4}.*\n|\n)+)", OPERATIONS, re.MULTILINE)
    assert match is not None
    services: dict[str, Any] = yaml.safe_load(re.sub(r"^ {4}", "", match[1], flags=re.MULTILINE))["services"]
    ours = {name: one for name, one in services.items() if "command" in one}
    assert set(ours) == {"server", "worker", "review"}
    for one in ours.values():
        assert one["build"] == "."
        program, *arguments = shlex.split(one["command"])
        assert (BIN / program).exists()
        if program == "pledgewatch":
            check_command(arguments)
    assert ours["server"]["environment"]["PREFECT_API_URL"] == "http://server:4200/api"
    for name in ("server", "review"):
        assert "0.0.0.0" in ours[name]["command"], "it is asked from outside of its container"
        assert all(port.startswith("127.0.0.1:") for port in ours[name]["ports"]), (
            "and from this machine alone"
        )
