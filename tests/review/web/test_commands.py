"""Accounts by the command line, as an operator makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.problems import Problem


def reviewer(data: Path, *words: str, typed: str = "") -> str:
    done = CliRunner().invoke(app, ["reviewer", *words, "--data", str(data)], input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_accounts_are_made_shown_and_locked_out(tmp_path: Path) -> None:
    assert "no accounts yet" in reviewer(tmp_path, "list")
    assert "Ada can log in as reviewer" in reviewer(tmp_path, "add", "Ada", typed="a long password\n")
    reviewer(tmp_path, "add", "Rita", "--role", "reader", "--no-password")
    reviewer(tmp_path, "disable", "ada")
    reviewer(tmp_path, "role", "Rita", "admin")
    assert reviewer(tmp_path, "list").splitlines() == [
        "Ada   reviewer  disabled",
        "Rita  admin     no password",
    ]


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "Ben"), "short\n", "too short"),
        (("add", " "), "a long password\n", "1 to 80 characters"),
        (("add", "Ben", "--role", "king"), "a long password\n", "known are reader, reviewer, admin"),
        (("add", "ADA"), "a long password\n", "there is an account 'Ada' already"),
        (("disable", "Nobody"), "", "there is no account 'Nobody'"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    tmp_path: Path, words: tuple[str, ...], typed: str, said: str
) -> None:
    reviewer(tmp_path, "add", "Ada", typed="a long password\n")
    with pytest.raises(Problem, match=said):
        reviewer(tmp_path, *words, typed=typed)
