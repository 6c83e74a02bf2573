"""NewsQuant's table is made for us and for a peer, and bad input is told in a line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.newsquant import main


def test_both_systems_are_scored_where_the_peer_has_to_choose_between_units(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To quantulum3 "b" is a barn, a bit and a byte: there it asks a classifier if scikit-learn is there."""
    quantity = {
        "change": "=",
        "value": "5",
        "unit": "b",
        "normalized_unit": "bit",
        "referred_concepts": "-",
    }
    file = tmp_path / "news.json"
    file.write_text(json.dumps([{"text": "It stored 5 b on a disk.", "quantities": [quantity]}]))
    pytest.importorskip("quantulum3")
    assert main([str(file)]) == 0
    out = capsys.readouterr().out
    assert "pledgewatch: " in out
    assert "quantulum3: " in out
    assert len(re.findall("^value[+]unit ", out, re.MULTILINE)) == 2


def test_what_is_no_such_file_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "news.json").write_text("{}")
    (tmp_path / "list.json").write_text('[{"quantities": []}]')
    for name in ("none.json", "list.json"):
        assert main([str(tmp_path / name)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
