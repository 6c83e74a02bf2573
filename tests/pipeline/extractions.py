"""Small documents with records that are true of them, for the tests of what comes after extraction."""

from __future__ import annotations

from decimal import Decimal

from extractors.readers.builder import DocumentBuilder
from schemas.evidence import Evidence
from schemas.records import Doubt, Extraction, Gap, Metric, Record, record_id
from schemas.snapshots import Snapshot


def extraction_of(*sentences: str, source: str = "acme", name: str = "page.html") -> Extraction:
    """An extraction of a document with these paragraphs: a metric for one that begins with a number, else a
    gap, and a doubt for one that ends with a question mark.
    """
    builder = DocumentBuilder(name, "text/html")
    for sentence in sentences:
        builder.add("paragraph", sentence)
    document = builder.build(title="A page")
    snapshot = Snapshot.digest(document.text.encode())
    records: list[Record] = []
    doubts: list[Doubt] = []
    for block in document.blocks:
        evidence = document.evidence(block.start, block.end, block)
        number = evidence.quote.split()[0]
        if evidence.quote.endswith("?"):
            doubts.append(_doubt(evidence, snapshot, source, name))
            continue
        kind = "metric" if number.replace(".", "").isdigit() else "gap"
        about = {
            "id": record_id(kind, source, "acme", "2025-01", evidence.quote),
            "document": name,
            "snapshot": snapshot,
            "source": source,
            "organisation": "acme",
            "edition": "2025-01",
            "quote": evidence.quote,
            "evidence": evidence,
            "rule": f"{kind}.test",
            "rule_version": "1",
            "confidence": 0.5,
        }
        if kind == "metric":
            records.append(Metric(**about, value=Decimal(number), printed=number, unit="models"))
        else:
            records.append(Gap(**about))
    return Extraction(document=document, snapshot=snapshot, records=tuple(records), doubts=tuple(doubts))


def _doubt(evidence: Evidence, snapshot: str, source: str, name: str) -> Doubt:
    return Doubt(
        kind="metric",
        document=name,
        snapshot=snapshot,
        source=source,
        reason="no number",
        evidence=evidence,
        rule="metric.test",
        candidate={"value": Decimal("0.5")},
    )
