"""What the search page looks through: a script with one array, since a page opened from disk may fetch
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.organisation_page import OrganisationView
from pipeline.publish.site.wording import amount, day_words, initial, label, readable

LONGEST = 240
"""Characters of a quote that the index keeps: enough to know it again."""


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


def index_script(addresses: Addresses, views: Sequence[OrganisationView]) -> bytes:
    """The index as a script. An entry: what it is, its words, its address, organisation, edition."""
    rows = json.dumps(list(_entries(addresses, views)), ensure_ascii=True, separators=(",", ":"))
    return f"const SEARCH_INDEX = {rows};\n".encode()


def _entries(
    addresses: Addresses, views: Sequence[OrganisationView]
) -> Iterable[tuple[str, str, str, str, str]]:
    for view in views:
        yield "organisation", view.name, view.href, "", ""
    for snapshot in addresses.versions:
        source = addresses.source(snapshot)
        publisher = addresses.contents.name(source.publisher) if source else ""
        yield "document", addresses.title(snapshot), addresses.document(snapshot), publisher, ""
    for finding in addresses.contents.ledger.findings:
        if not finding.dismissed:
            name = addresses.contents.name(finding.organisation)
            words, href = readable(finding.sentence), f"findings.html#{finding.id}"
            yield "finding", words, href, name, finding.edition or ""
    for record in addresses.contents.records:
        quote = addresses.record(record)
        words = quote.words
        if quote.about and record.kind == "metric":
            words = f"{quote.about}: {amount(record, record.unit, record.per)}"
        name = addresses.contents.name(record.organisation) if record.organisation else ""
        yield label("kind", record.kind), words[:LONGEST], quote.href, name, record.edition or ""


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
