"""The orchestration benchmark says what is wrong with what it is asked for."""

from __future__ import annotations

import pytest

from benchmarks.orchestration import main


def test_no_documents_are_too_few(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--documents", "0"])
    assert ended.value.code == 2
    assert "at least 1 is needed" in capsys.readouterr().err
