"""Which language a text is in, and what is said where there are no rules for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extractors.readers.languages import language_of, remark_on

ENGLISH = (
    "We made 51,314 reports to the clearing house during the quarter. Of these, most concerned pictures that "
    "were found by hash matching, and the others concerned grooming."
)


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "de", "en"),
        (
            "Im ersten Halbjahr gingen 12.345 Meldungen ein, von denen die meisten bearbeitet wurden.",
            None,
            "de",
        ),
        ("Au premier semestre, l'entreprise a supprimé 12 345 comptes et refusé des demandes.", "en", "fr"),
        ("Durante el semestre la empresa retiró 1.234 publicaciones y cerró 56 cuentas.", None, "es"),
        ("上半期に当社は一万件以上の報告を受け、そのうち大半に対応しました。", None, "ja"),
        ("12,000 34 55", None, None),
        ("12,000 34 55", "en-AU", "en"),
        ("", "sv", "sv"),
        ("", None, None),
        ("", "not a language", None),
        ("Reports Accounts", "en", "en"),
    ],
)
def test_language(text: str, declared: str | None, language: str | None) -> None:
    assert language_of(text, declared) == language


def test_english_loads_no_model() -> None:
    code = (
        "import sys; from extractors.readers.languages import language_of;"
        f"assert language_of({ENGLISH!r}) == 'en'; print('py3langid' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("language", "remark"),
    [
        ("en", None),
        (None, None),
        ("de", "no rules for German: only quantities and tables are read"),
        ("sw", "no rules for sw: only quantities and tables are read"),
    ],
)
def test_remark(language: str | None, remark: str | None) -> None:
    assert remark_on(language) == remark
