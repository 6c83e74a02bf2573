"""How the English pipeline is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("program", "printed", "why"),
    [
        (
            "from extractors.language import english; english(); import sys; "
            "print('spacy.cli' in sys.modules)",
            "False",
            "the command line of spaCy costs half a second of every start and is not needed",
        ),
        (
            "from extractors.language import english; english(); import spacy.cli; "
            "print(spacy.cli.info.__name__)",
            "info",
            "whoever needs it afterwards gets the real one",
        ),
        (
            "import spacy; from extractors.language import english; print(english().lang)",
            "en",
            "a spaCy that is there already is used as it is",
        ),
    ],
)
def test_spacy_is_loaded_without_its_command_line(program: str, printed: str, why: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == printed, why
