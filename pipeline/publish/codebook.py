"""The codebook: what every table and column means, generated from the models, as data and for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape
from typing import Any

from pipeline.publish.about import About
from pipeline.publish.columns import Column, Table

NOTES = (
    "A null is an empty cell of a CSV. In a CSV a text that a spreadsheet would run as a formula has an "
    "apostrophe before it; Parquet, JSON Lines and SQLite have it as printed. Decimals are exact: in JSON "
    "they are numbers, in Parquet decimals with 18 places, in SQLite integers where they are whole. Offsets "
    "of evidence count characters of the document's canonical text: the text between them is the quote."
)


def codebook_json(about: About, tables: tuple[Table, ...]) -> bytes:
    """The codebook as data."""
    body = {
        "title": about.title,
        "release": about.number,
        "notes": NOTES,
        "tables": [_table(table) for table in tables],
    }
    return f"{json.dumps(body, indent=1, ensure_ascii=False)}\n".encode()


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "key": table.key,
        "references": [asdict(one) for one in table.references],
        "columns": [
            {name: value for name, value in asdict(column).items() if value not in (None, ())}
            for column in table.columns
        ],
    }


def codebook_markdown(about: About, tables: tuple[Table, ...]) -> bytes:
    """The codebook as Markdown."""
    lines = [f"# Codebook: {about.title}", "", f"Release {about.number}. {NOTES}", ""]
    for table in tables:
        lines += [f"## {table.title} (`{table.name}`)", "", table.description, ""]
        lines += [f"Key: {', '.join(f'`{one}`' for one in table.key)}.", ""]
        lines += ["| column | type | description |", "| --- | --- | --- |"]
        lines += [f"| `{one.name}` | {_type(one)} | {_cell(_says(table, one))} |" for one in table.columns]
        lines.append("")
    return "\n".join(lines).encode()


def codebook_html(about: About, tables: tuple[Table, ...]) -> bytes:
    """The codebook as one page that needs nothing else."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Codebook: {escape(about.title)}</title>",
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>Codebook: {escape(about.title)}</h1>",
        f"<p>Release {about.number}. {escape(NOTES)}</p><nav><h2>Tables</h2><ul>",
        *(f'<li><a href="#{table.name}">{escape(table.title)}</a></li>' for table in tables),
        "</ul></nav>",
    ]
    for table in tables:
        parts += [
            f'<section id="{table.name}"><h2>{escape(table.title)} <code>{table.name}</code></h2>',
            f"<p>{_marked(table.description)}</p>",
            f"<p>Key: {', '.join(f'<code>{one}</code>' for one in table.key)}.</p>",
            '<div class="wide" tabindex="0" role="region" '
            f'aria-label="{escape(table.title)}"><table><thead><tr><th scope="col">column</th>'
            '<th scope="col">type</th><th scope="col">description</th></tr></thead><tbody>',
            *(
                f'<tr><th scope="row"><code>{one.name}</code></th><td>{_type(one)}</td>'
                f"<td>{_marked(_says(table, one))}</td></tr>"
                for one in table.columns
            ),
            "</tbody></table></div></section>",
        ]
    return "\n".join([*parts, "</main></body></html>", ""]).encode()


_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}"
    "main{max-width:60rem;margin:auto;padding:1rem}.wide{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.3rem .6rem;border-bottom:1px solid #8888}"
)


def _type(column: Column) -> str:
    return f"{column.type}{'' if column.required else ', may be null'}"


def _says(table: Table, column: Column) -> str:
    text = column.description.rstrip(".") + "."
    if column.unit:
        text += f" Unit: {column.unit}."
    if column.values:
        text += f" One of {', '.join(f'`{one}`' for one in column.values)}."
    for reference in table.references:
        if reference.columns[0] == column.name:
            text += f" Refers to `{reference.table}`."
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _marked(text: str) -> str:
    """Escaped, with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
