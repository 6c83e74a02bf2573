"""What other machines read of a release: CITATION.cff, schema.org Dataset, PROV-O, licence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import yaml

from pipeline.publish.about import LICENCE, About
from pipeline.publish.columns import moment
from pipeline.publish.contents import Contents
from pipeline.publish.data_package import File

_MEDIA = {
    ".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".jsonl": "application/jsonl",
    ".sqlite": "application/vnd.sqlite3", ".html": "text/html", ".md": "text/markdown",
    ".json": "application/json", ".jsonld": "application/ld+json",
}  # fmt: skip


def citation(about: About) -> bytes:
    """CITATION.cff, version 1.2.0."""
    body = {
        "cff-version": "1.2.0",
        "message": "Please cite this dataset, and the source that a record quotes, when you use it.",
        "type": "dataset",
        "title": about.title,
        "abstract": about.description,
        "authors": [{"name": about.publisher}],
        "version": str(about.number),
        "date-released": about.as_of,
        "license": LICENCE.name,
        "keywords": list(about.keywords),
        "identifiers": [
            {"type": "other", "value": about.id, "description": "sha256 of what the release holds"}
        ],
    } | ({"url": about.address} if about.address else {})
    return yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=1000).encode()


def licence(about: About) -> bytes:
    """LICENSE.md: the licence by reference, and what it does not cover."""
    return (
        f"# Licence\n\n{about.title}, release {about.number}, by {about.publisher}, is licensed under\n"
        f"{LICENCE.title} ({LICENCE.name}): <{LICENCE.path}>.\n\n"
        "The quotations in it belong to those who published them. They are short, name their source, and\n"
        "are there so that every record can be checked.\n"
    ).encode()


def schema_org(about: About, contents: Contents, files: Iterable[File]) -> bytes:
    """The release as a schema.org Dataset, for search engines and catalogues."""
    days = sorted(
        edge.isoformat()
        for record in contents.records
        if record.kind == "metric" and record.coverage
        for edge in (record.coverage.start, record.coverage.end)
        if edge
    )
    body: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": about.address or f"urn:{about.id}",
        "identifier": about.id,
        "name": about.title,
        "description": about.description,
        "version": str(about.number),
        "datePublished": about.as_of.isoformat(),
        "dateModified": moment(contents.made),
        "license": LICENCE.path,
        "keywords": list(about.keywords),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": about.publisher},
        "publisher": {"@type": "Organization", "name": about.publisher},
        **({"url": about.address} if about.address else {}),
        **({"temporalCoverage": f"{days[0]}/{days[-1]}"} if days else {}),
        "variableMeasured": sorted(
            {record.measure for record in contents.records if record.kind == "metric" and record.measure}
        ),
        "isBasedOn": [
            {"@type": "CreativeWork", "name": source.title, "url": source.url} for source in contents.sources
        ],
        "distribution": [_distribution(file, about) for file in files],
    }
    return _json(body)


def _distribution(file: File, about: About) -> Mapping[str, Any]:
    suffix = f".{file.path.rpartition('.')[2]}"
    base = f"{about.address.rstrip('/')}/data/" if about.address else ""
    return {
        "@type": "DataDownload",
        "name": file.path,
        "contentUrl": f"{base}{file.path}",
        "encodingFormat": _MEDIA.get(suffix, "application/octet-stream"),
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }


def provenance(about: About, contents: Contents) -> bytes:
    """Where it comes from, in PROV-O: the snapshots, the reading of each by a rule set, and this release."""
    release = f"urn:{about.id}"
    software = f"urn:pledgewatch:software:{version('pledgewatch')}"
    graph: list[dict[str, Any]] = [
        {"@id": software, "@type": ["prov:SoftwareAgent", "prov:Agent"], "label": "pledgewatch"},
        {
            "@id": release,
            "@type": "prov:Entity",
            "label": f"{about.title}, release {about.number}",
            "wasGeneratedBy": f"{release}#publishing",
            "wasDerivedFrom": sorted({f"urn:sha256:{one.snapshot}" for one in contents.versions}),
            "wasAttributedTo": software,
        },
        {
            "@id": f"{release}#publishing",
            "@type": "prov:Activity",
            "used": sorted({f"urn:sha256:{one.snapshot}" for one in contents.versions}),
            "wasAssociatedWith": software,
        },
    ]
    seen: set[str] = set()
    for one in contents.versions:
        if one.snapshot in seen:
            continue
        seen.add(one.snapshot)
        taken = contents.snapshots[one.snapshot]
        entity = f"urn:sha256:{one.snapshot}"
        graph.append(
            {
                "@id": entity,
                "@type": "prov:Entity",
                "label": contents.titles.get(one.snapshot, one.name),
                "atLocation": one.name,
                "generatedAtTime": moment(taken.retrieved),
            }
        )
        graph.append(
            {
                "@id": f"{entity}#reading",
                "@type": "prov:Activity",
                "label": f"Read by the rule set {one.rules}",
                "used": entity,
                "wasAssociatedWith": software,
            }
        )
    return _json({"@context": _CONTEXT, "@graph": graph})


_IRI = ("wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo", "used", "wasAssociatedWith")
_CONTEXT: Mapping[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    **{name: {"@id": f"prov:{name}", "@type": "@id"} for name in _IRI},
    "atLocation": {"@id": "prov:atLocation", "@type": "http://www.w3.org/2001/XMLSchema#anyURI"},
    "generatedAtTime": {
        "@id": "prov:generatedAtTime",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
}


def _json(body: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(body, indent=1, ensure_ascii=False)}\n".encode()
