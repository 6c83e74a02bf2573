"""Records and their reasons, for people at a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.documents import open_documents
from pipeline.problems import Problem
from pipeline.settings import Settings
from pipeline.store.store import open_store
from schemas.documents import Document
from schemas.records import Doubt, Extraction, Record, check_quote, record_adapter

if TYPE_CHECKING:
    from extractors.explain import Explanation, TokenRow

_SHORTEST_ID = 4
_TOLD_APART = ("id", "kind", "quote", "evidence", "document", "snapshot", "source", "review", "confidence")


def find_record(prefix: str, settings: Settings) -> Record:
    """The one record whose id begins with `prefix`, from the store, else from `records.jsonl`.

    Raises Problem when there is none, or more than one.
    """
    if len(prefix) < _SHORTEST_ID or not set(prefix) <= set("0123456789abcdef"):
        raise Problem(f"{prefix!r} is no record id: give at least {_SHORTEST_ID} of its hexadecimal digits")
    data = settings.data.absolute()
    found: list[Record] = []
    if settings.database_url or (data / "pledgewatch.sqlite").exists():
        with open_store(settings.store_url(data)) as store:
            found = store.find(prefix)
    emitted = settings.out / "records.jsonl"
    if not found and emitted.exists():
        with emitted.open(encoding="utf-8") as lines:
            records = (record_adapter.validate_json(line) for line in lines if prefix in line)
            found = [record for record in records if record.id.startswith(prefix)]
    if not found:
        raise Problem(f"no record has the id {prefix}: run `pledgewatch run`, or look in {emitted}")
    if len(found) > 1:
        ids = ", ".join(record.id for record in found[:5])
        raise Problem(f"{len(found)} records have ids that begin with {prefix}: {ids}")
    return found[0]


def document_of(record: Record, settings: Settings) -> Document:
    """The document that a record rests on. Raises Problem."""
    with open_documents(settings.data.absolute()) as documents:
        document = documents.get(record.snapshot)
    try:
        check_quote(record.evidence, document)
    except ValueError:
        raise Problem(
            f"{record.document}: is read differently since this record was made; run `pledgewatch run` again"
        ) from None
    return document


def show_explanation(record: Record, explanation: Explanation, console: Console) -> None:
    """Prints a record, where its words stand, its rule, and the tokens with the matched ones marked."""
    evidence = record.evidence
    place = [f"characters {evidence.start} to {evidence.end}"]
    place += [f"page {evidence.page}"] if evidence.page else []
    place += [evidence.xpath] if evidence.xpath else []
    console.print(_record(record))
    console.print(
        _facts(
            [
                ("document", record.document),
                ("place", ", ".join(place)),
                ("snapshot", record.snapshot),
                ("rule", f"{record.rule}, version {record.rule_version}"),
                ("it says", explanation.says),
                ("precision", f"at least {record.confidence:.2f}, measured"),
                ("matched in", explanation.words),
            ]
        )
    )
    if explanation.tokens:
        console.print(_tokens(explanation.tokens))
    if explanation.signs:
        console.print(_signs(explanation.signs))


def show_extraction(extraction: Extraction, console: Console) -> None:
    """Prints what would come out of a sentence."""
    for record in extraction.records:
        console.print(_record(record))
    for doubt in extraction.doubts:
        console.print(_doubt(doubt))
    if not extraction.records and not extraction.doubts:
        console.print("Nothing would come out of this sentence.")


def _record(record: Record) -> RenderableType:
    fields = [
        (name, _words(value))
        for name, value in json.loads(record.model_dump_json()).items()
        if name not in _TOLD_APART and value not in (None, "", [], {})
    ]
    head = Text.assemble((record.kind, "bold"), f"  {record.id}")
    return Group(head, Text(f"“{record.quote}”", style="italic"), _facts(fields))


def _doubt(doubt: Doubt) -> RenderableType:
    return Group(
        Text.assemble((f"doubtful {doubt.kind}", "bold yellow"), f"  {doubt.reason}"),
        Text(f"“{doubt.evidence.quote}”", style="italic"),
    )


def _facts(facts: Sequence[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in facts:
        table.add_row(Text(f"  {name}", style="dim"), Text(value))
    return table


def _words(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _signs(signs: Sequence[tuple[str, float]]) -> Table:
    table = Table(box=None, header_style="dim")
    for name in ("", "weighs", "sign"):
        table.add_column(name)
    for sign, weight in signs:
        table.add_row("", f"{weight:+.2f}", sign)
    return table


def _tokens(tokens: Sequence[TokenRow]) -> Table:
    table = Table(box=None, header_style="dim")
    for name in ("", "token", "lemma", "part of speech", "tag", "relation", "head"):
        table.add_column(name)
    for token in tokens:
        mark, style = ("▶", "bold") if token.matched else ("", "")
        words = (token.text, token.lemma, token.part_of_speech, token.tag, token.relation, token.head)
        table.add_row(mark, *(Text(word, style=style) for word in words))
    return table
