"""Fixtures for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; the test is left out where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("left out: needs the real documents in ../shared, which are not there")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample world."""
    return ROOT / "samples"
