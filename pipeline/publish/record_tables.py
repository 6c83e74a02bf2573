"""The tables of names, documents and records: what each holds, its keys, and its rows out of the contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel

from pipeline.emit import CSV_FILES
from pipeline.publish.columns import Column, Table, columns_of, flat
from pipeline.publish.contents import Contents
from pipeline.publish.filled import UNITS, Columns, Filled, Row, Rows, laid, snapshot_key, sourced, text, to
from schemas.ledger import DocumentVersion
from schemas.records import KINDS, Kind, Metric, Progress
from schemas.snapshots import Snapshot
from schemas.sources import Source

LINKS = ("part_of", "share_of")
"""Fields in which a metric names another."""


def names() -> Iterator[Filled]:
    """What is named by its slug, code or id."""
    yield Filled(
        Table(
            "organisations",
            "Organisations",
            "Everybody the records speak of: who signed, who reports, who counts and checks.",
            (
                text("slug", "Stable name of the organisation", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                text("name", "The name as its profile has it, else as printed most"),
                text("kind", "What it is: company, service, clearing-house, regulator, ...", required=False),
                text("part_of", "The organisation it is part of", required=False),
            ),
            ("slug",),
            (to("organisations", "part_of", key=("slug",)),),
        ),
        _organisations,
    )
    yield Filled(
        Table(
            "principles",
            "Principles",
            "What the signatories of a pledge undertake, in our own words.",
            (
                text("code", "Code of the principle"),
                text("title", "What it is about", required=False),
                text("profile", "The vocabulary that it belongs to", required=False),
            ),
            ("code",),
        ),
        _principles,
    )
    yield Filled(
        Table(
            "measures",
            "Measures",
            "Canonical names for what different reports count under different words.",
            (
                text("id", "Canonical name of the measure"),
                text("title", "What it counts", required=False),
                text("quantity", "What sort of quantity: count, share, money or time", required=False),
                text("profile", "The vocabulary that it belongs to", required=False),
            ),
            ("id",),
        ),
        _measures,
    )


def documents() -> Iterator[Filled]:
    """What is read."""
    yield Filled(
        Table(
            "sources",
            "Sources",
            "Where reports are published: the entries of sources.yaml.",
            columns_of(
                Source,
                names=(
                    "id", "title", "publisher", "url", "kind", "organisations", "profile", "edition",
                    "cadence", "superseded_by",
                ),
            ),
            ("id",),
            (to("organisations", "publisher", key=("slug",)), to("sources", "superseded_by")),
        ),
        lambda contents, columns: laid(contents.sources, columns),
    )  # fmt: skip
    size, media_type, retrieved = columns_of(Snapshot, names=("size", "media_type", "retrieved"), units=UNITS)
    yield Filled(
        Table(
            "snapshots",
            "Snapshots",
            "The bytes of every document that was read, as seen once.",
            (
                *sourced(columns_of(DocumentVersion)),
                text("title", "What the document calls itself", required=False),
                media_type,
                size,
                retrieved,
                Column("current", "boolean", "Whether the document reads so now"),
            ),
            ("source", "snapshot"),
            (to("sources", "source"),),
        ),
        _snapshots,
    )


def records() -> Iterator[Filled]:
    """What it says: an index of all, and a table for each kind."""
    shared = ("id", "kind", "source", "snapshot", "organisation", "edition", "principle", "quote")
    yield Filled(
        Table(
            "records",
            "Records",
            "Every record of any kind by its id: what holds, and what no longer does and the ledger cites.",
            (
                *(
                    replace(one, values=KINDS if one.name == "kind" else one.values, required=True)
                    if one.name in ("kind", "source")
                    else one
                    for one in columns_of(Progress, names=shared)
                ),
                Column("holds", "boolean", "Whether its newest report still says so"),
            ),
            ("id",),
            (
                snapshot_key(),
                to("organisations", "organisation", key=("slug",)),
                to("principles", "principle", key=("code",)),
            ),
        ),
        _index,
    )
    for kind in KINDS:
        file, model = CSV_FILES[kind]
        yield Filled(_kind_table(kind, file.removesuffix(".csv"), model), _of_kind(kind))


def _kind_table(kind: Kind, name: str, model: type[BaseModel]) -> Table:
    order = [*Progress.model_fields, *(one for one in model.model_fields if one not in Progress.model_fields)]
    columns = sourced(columns_of(model, names=order, without=("kind", "evidence_quote"), units=UNITS))
    references = [
        to("records", "id"),
        snapshot_key(),
        to("organisations", "organisation", key=("slug",)),
        to("principles", "principle", key=("code",)),
    ]
    if kind == "metric":
        references += [to("measures", "measure"), *(to("metrics", link) for link in LINKS)]
    about = {
        "metric": "Quantities stated as facts: what is counted, over which period, on which basis.",
        "gap": "What the reports say is missing, unfinished or in need of work.",
        "progress": "Measures reported as done, in place or under way.",
        "no_progress": "Statements that there is nothing new to report.",
        "commitment": "Pledges and duties taken on, one row for each organisation named.",
        "recommendation": "What publishers ask others to do; the organisation is who recommends.",
    }
    title = name.replace("_", " ").capitalize()
    return Table(name, title, f"{about[kind]} Those that hold.", columns, ("id",), tuple(references))


def _organisations(contents: Contents, columns: Columns) -> Iterator[Row]:
    known = {one.slug: one for profile in contents.profiles.values() for one in profile.organisations}
    slugs = set(contents.organisations)
    slugs |= {parent for slug in slugs if slug in known and (parent := known[slug].part_of)}
    for slug in sorted(slugs):
        entry = known.get(slug)
        yield {
            "slug": slug,
            "name": contents.name(slug),
            "kind": entry and entry.kind,
            "part_of": entry and entry.part_of,
        }


def _principles(contents: Contents, columns: Columns) -> Iterator[Row]:
    found: dict[str, Row] = {}
    for profile in contents.profiles.values():
        for one in profile.principles:
            found.setdefault(one.code, {"code": one.code, "title": one.title, "profile": profile.id})
    for code in {record.principle for record in contents.by_id.values()} | {
        thread.principle for thread in contents.ledger.threads
    }:
        if code:
            found.setdefault(code, {"code": code, "title": None, "profile": None})
    return (found[code] for code in sorted(found))


def _measures(contents: Contents, columns: Columns) -> Iterator[Row]:
    found: dict[str, Row] = {}
    for profile in contents.profiles.values():
        for one in profile.measures:
            row = {"id": one.id, "title": one.title, "quantity": one.quantity, "profile": profile.id}
            found.setdefault(one.id, row)
    used = {record.measure for record in contents.by_id.values() if isinstance(record, Metric)}
    for name in used - {None}:
        found.setdefault(str(name), {"id": name, "title": None, "quantity": None, "profile": None})
    return (found[name] for name in sorted(found))


def _snapshots(contents: Contents, columns: Columns) -> Iterator[Row]:
    for version in contents.versions:
        snapshot = contents.snapshots[version.snapshot]
        yield {
            **version.model_dump(),
            "title": contents.titles.get(version.snapshot),
            "media_type": snapshot.media_type,
            "size": snapshot.size,
            "retrieved": snapshot.retrieved,
            "current": (version.source, version.snapshot) in contents.current,
        }


def _index(contents: Contents, columns: Columns) -> Iterator[Row]:
    holding = {record.id for record in contents.records}
    for record in contents.by_id.values():
        yield {**flat(record, columns), "holds": record.id in holding}


def _of_kind(kind: Kind) -> Rows:
    def rows(contents: Contents, columns: Columns) -> Iterator[Row]:
        mine = [record for record in contents.records if record.kind == kind]
        known = {record.id for record in mine}
        for record in mine:
            row = flat(record, columns)
            for link in LINKS:
                if row.get(link) not in known and link in row:
                    row[link] = None  # a reviewer has taken the other figure out
            yield row

    return rows
