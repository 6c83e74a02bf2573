"""The command line, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Runs `pledgewatch ARGUMENTS` in an empty folder, in this process, which has spaCy loaded."""

    def run(*arguments: str, folder: Path = tmp_path, **settings: str) -> Done:
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", ["pledgewatch", *arguments])
            patch.setenv("COLUMNS", "300")
            for name, value in settings.items():
                patch.setenv(name, value)
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
            said = capfd.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run
