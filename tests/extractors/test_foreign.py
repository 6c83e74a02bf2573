"""Documents in languages without rules: figures in the language's number format, and nothing guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.extract import extract
from extractors.foreign import DECIMAL_COMMA, in_english_format
from extractors.read import read
from schemas.records import Metric

SNAPSHOT = "0" * 64


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("12.345,67", "de", "12,345.67"),
        ("3,5 Millionen", "de", "3.5 million  "),
        ("12 345 comptes", "fr", "12,345 comptes"),
        ("3,5 milliards", "fr", "3.5 billion  "),
        ("5 mil millones", "es", "5 billion     "),
        ("45,2 por ciento", "es", "45.2 percent   "),
        ("am 1.5.2024", "de", "am 1.5.2024"),
        ("1,234.5", "en", "1,234.5"),
        ("12.345", None, "12.345"),
    ],
)
def test_figures_are_written_as_english_writes_them(text: str, language: str | None, expected: str) -> None:
    assert in_english_format(text, language) == expected


@given(st.text("0123456789.,' millonde", max_size=40), st.sampled_from(sorted(DECIMAL_COMMA)))
def test_every_character_keeps_its_place(text: str, language: str) -> None:
    assert len(in_english_format(text, language)) == len(text)


PAGES = {
    "de": (
        "Im ersten Halbjahr 2024 haben wir 12.345 Konten gesperrt, wie es das Gesetz in Art. 5 verlangt, und "
        "3,5 Millionen Bilder entfernt, das sind 45,2 % mehr als im Jahr davor. Stand: 3. Mai 2024.",
        "<table><tr><th>Land<th>Meldungen<tr><td>Polen<td>1.077<tr><td>Chile<td>12.345</table>",
    ),
    "fr": (
        "Au premier semestre 2024, nous avons supprimé 12 345 comptes, comme la loi le veut à l'article 5, "
        "et 3,5 millions d'images, soit 45,2 % de plus que l'année précédente. Rapport du 3 mai 2024.",
        "<table><tr><th>Pays<th>Signalements<tr><td>Pologne<td>1 077<tr><td>Chili<td>12 345</table>",
    ),
    "es": (
        "En el primer semestre de 2024 eliminamos 12.345 cuentas, como exige la ley en su artículo 5, y "
        "3,5 millones de imágenes, un 45,2 % más que el año anterior. Informe del 3 de mayo de 2024.",
        "<table><tr><th>País<th>Informes<tr><td>Polonia<td>1.077<tr><td>Chile<td>12.345</table>",
    ),
}


@pytest.mark.parametrize("language", PAGES)
def test_quantities_and_tables_come_out_and_the_document_says_so(language: str) -> None:
    prose, table = PAGES[language]
    page = f"<html lang={language}><title>T</title><main><h1>2024</h1><p>{prose}</p>{table}</main>"
    document = read(page.encode(), "report.html")
    assert document.language == language
    assert any(remark.startswith("no rules for ") for remark in document.remarks)
    records = extract(document, snapshot=SNAPSHOT).records
    metrics = [record for record in records if isinstance(record, Metric)]
    assert len(metrics) == len(records)
    values = [12345, 3500000, Decimal("45.2"), 1077, 12345]
    assert [metric.value for metric in metrics] == values
    assert all(metric.evidence.quote in document.text for metric in metrics)
