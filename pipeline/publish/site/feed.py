"""The Atom feed (RFC 4287) of what is new: findings, and documents that came or changed.

Ids depend on what an entry is about and dates on when it could be known, so that a reader's client shows
nothing twice and the same contents make the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from urllib.parse import urljoin
from uuid import UUID, uuid5
from xml.etree import ElementTree

from pipeline.ledger.published import identity_of
from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.wording import label, readable
from schemas.findings import Finding

_ATOM = "http://www.w3.org/2005/Atom"
_NAMES = UUID("5a1c1c0e-8a55-5d0c-9f39-0d6f0f0b7c11")
"""The name space of the ids."""
MOST_ENTRIES = 200
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, 2.2)."""


class _Entry(NamedTuple):
    day: date
    about: str
    title: str
    summary: str
    href: str
    category: str


def feed(addresses: Addresses, base: str | None) -> bytes:
    """The feed; with `base`, the address the site is served at, its links are absolute."""
    entries = sorted([*_findings(addresses), *_documents(addresses)], key=lambda one: (one.about, one.title))
    entries.sort(key=lambda one: one.day, reverse=True)
    newest = max((entry.day for entry in entries), default=addresses.contents.as_of)
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _text(root, "title", "pledgewatch: findings and changed documents")
    _text(root, "id", uuid5(_NAMES, base or "feed").urn)
    _text(root, "updated", _moment(newest))
    _text(_child(root, "author"), "name", "pledgewatch")
    _child(root, "link", rel="self", type="application/atom+xml", href=_address("feed.xml", base))
    _child(root, "link", rel="alternate", type="text/html", href=_address("index.html", base))
    for entry in entries[:MOST_ENTRIES]:
        one = _child(root, "entry")
        _text(one, "title", entry.title)
        _text(one, "id", uuid5(_NAMES, entry.about).urn)
        _text(one, "updated", _moment(entry.day))
        _child(one, "link", rel="alternate", type="text/html", href=_address(entry.href, base))
        _child(one, "category", term=entry.category)
        _text(one, "summary", entry.summary)
    ElementTree.indent(root)
    markup: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return markup + b"\n"


def _findings(addresses: Addresses) -> Iterable[_Entry]:
    for finding in addresses.contents.ledger.findings:
        if finding.dismissed:
            continue
        name = addresses.contents.name(finding.organisation)
        yield _Entry(
            day=_known(finding, addresses),
            about=f"finding {finding.id}",
            title=f"{name}: {label('finding', finding.kind).lower()}",
            summary=readable(finding.sentence),
            href=f"findings.html#{finding.id}",
            category=finding.kind,
        )


def _known(finding: Finding, addresses: Addresses) -> date:
    """The first day on which a finding could be made: when the last of what it cites had been seen, or the
    day after the last day of grace."""
    ledger = addresses.contents.ledger
    if finding.kind in ("edition_overdue", "edition_missing"):
        for status in ledger.editions:
            if (status.organisation, status.edition) == (finding.organisation, finding.edition):
                return min(status.deadline, ledger.as_of)
    seen = [
        addresses.version(cite.snapshot).seen
        for cite in finding.cites
        if cite.snapshot and cite.snapshot in addresses.versions
    ]
    return min(max(seen, default=ledger.as_of), ledger.as_of)


def _documents(addresses: Addresses) -> Iterable[_Entry]:
    known: set[object] = set()
    for snapshot, version in addresses.versions.items():
        again = identity_of(version) in known
        known.add(identity_of(version))
        if version.seen > addresses.contents.as_of:
            continue
        records = len(addresses.marks.get(snapshot, ()))
        yield _Entry(
            day=version.seen,
            about=f"document {snapshot}",
            title=f"{'Changed' if again else 'New'} document: {addresses.title(snapshot)}",
            summary=f"{version.name}: {records} statements recorded.",
            href=addresses.document(snapshot),
            category="document",
        )


def _moment(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")


def _address(path: str, base: str | None) -> str:
    return urljoin(base if base.endswith("/") else f"{base}/", path) if base else path


def _child(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    _child(parent, name).text = _NOT_IN_XML.sub("", text)
