"""A figure held against a target: reached or missed."""

from __future__ import annotations

import pytest

from extractors.targets import misses_target


@pytest.mark.parametrize(
    ("text", "missed", "why"),
    [
        ("Water use fell by 3.2% against a target of 8%.", True, "a smaller change"),
        ("Water use fell by 9% against a target of 8%.", False, "a larger change"),
        ("Median response time was 14 hours, against a goal of six hours.", True, "less time is better"),
        ("Median response time was four hours, against a goal of six hours.", False, "less time is better"),
        ("71% were answered in time; the target was 90%.", True, "a share below"),
        ("The share of uploads scanned was 92%, against a target of 90%.", False, "a share above"),
        ("We set a target of 90%.", False, "no figure is held against it"),
    ],
)
def test_targets(text: str, missed: bool, why: str) -> None:
    assert misses_target(text) is missed, why
