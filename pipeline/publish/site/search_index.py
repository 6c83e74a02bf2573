"""What the search page looks through: a script with one object, since a page opened from disk may fetch
nothing. No other page loads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.organisation_page import OrganisationView
from pipeline.publish.site.wording import amount, day_words, edition_words, initial, label, readable
from schemas.records import Record

LONGEST = 240
"""Characters of an entry's words that the index keeps: enough to know it again."""


@dataclass(frozen=True)
class Letter:
    """What begins with one letter in the list that serves where no script runs."""

    letter: str
    entries: tuple[tuple[str, str, str], ...]
    """Words, address, what it is."""


@dataclass(frozen=True)
class SearchView:
    """The page."""

    letters: tuple[Letter, ...]
    entries: int


class _Entry(NamedTuple):
    kind: str
    words: str
    address: str
    organisation: str = ""
    edition: str = ""


def index_script(addresses: Addresses, views: Sequence[OrganisationView]) -> bytes:
    """The index as a script, half as long as it would be plain: what many entries have in common (kinds,
    pages, organisations, editions) is written once in `shared`, and an entry has its places there.
    """
    shared: dict[str, int] = {}
    rows = []
    for entry in _entries(addresses, views):
        page, _, anchor = entry.address.partition("#")
        kind, at, who, when = (
            shared.setdefault(one, len(shared))
            for one in (entry.kind, page, entry.organisation, entry.edition)
        )
        rows.append((kind, entry.words, at, anchor, who, when))
    index = {"shared": list(shared), "entries": rows}
    return f"const SEARCH_INDEX = {json.dumps(index, separators=(',', ':'))};\n".encode()


def _entries(addresses: Addresses, views: Sequence[OrganisationView]) -> Iterable[_Entry]:
    for view in views:
        yield _Entry("organisation", view.name, view.href)
    for snapshot in addresses.versions:
        source = addresses.source(snapshot)
        publisher = addresses.contents.name(source.publisher) if source else ""
        yield _Entry("document", addresses.title(snapshot), addresses.document(snapshot), publisher)
    for finding in addresses.contents.ledger.findings:
        if not finding.dismissed:
            name = addresses.contents.name(finding.organisation)
            words, href = readable(finding.sentence), f"findings.html#{finding.id}"
            when = edition_words(finding.edition) if finding.edition else ""
            yield _Entry("finding", words, href, name, when)
    for record in addresses.contents.records:
        yield _statement(record, addresses)


def _statement(record: Record, addresses: Addresses) -> _Entry:
    """A record. Of a quote that states several figures, each entry begins with its own."""
    quote = addresses.record(record)
    words = quote.words
    if record.kind == "metric":
        shown = amount(record, record.unit, record.per)
        words = f"{quote.about}: {shown}" if quote.about else f"{shown}: {words}"
    return _Entry(
        kind=label("kind", record.kind),
        words=words[:LONGEST],
        address=quote.href,
        organisation=addresses.contents.name(record.organisation) if record.organisation else "",
        edition=edition_words(record.edition) if record.edition else "",
    )


def search_view(addresses: Addresses, views: Sequence[OrganisationView]) -> SearchView:
    """The page, with everything that has a name from A to Z."""
    entries = [(view.name, view.href, "organisation") for view in views]
    entries += [
        (addresses.title(snapshot), addresses.document(snapshot), f"document, seen {day_words(version.seen)}")
        for snapshot, version in addresses.versions.items()
    ]
    by_letter: dict[str, list[tuple[str, str, str]]] = {}
    for entry in sorted(entries, key=lambda one: (one[0].casefold(), one[1])):
        by_letter.setdefault(initial(entry[0]), []).append(entry)
    letters = tuple(Letter(letter, tuple(by_letter[letter])) for letter in sorted(by_letter))
    return SearchView(letters, len(entries))
