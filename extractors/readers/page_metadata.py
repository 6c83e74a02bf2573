"""What a page says about itself: title, address, site, authors and dates.

Looked for in this order: meta elements (Open Graph, Dublin Core and their like), JSON-LD, microdata, what
is printed near the title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from lxml import etree

from extractors.readers.page_dates import date_in, iso_date
from extractors.readers.page_furniture import LONGEST_REMAINDER
from extractors.readers.page_words import all_text, fold

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publication_date",
    "publishdate",
    "pubdate",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revised",
)
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author")
_SITE = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "publisher",
)
_ABOUT_PAGES = re.compile(r"(?:article|posting|report|webpage|page|statement|dataset)$", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[|–—·•»:-]\s+|\s*\|\s*|:\s+")
_SITE_PARTS = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*")
"""Between the title of a page and its site: no colon, which parts a title from what explains it."""
_LOGO = etree.XPath(
    "//img[@alt][ancestor::header[not(ancestor::main or ancestor::article)] or ancestor-or-self::*[contains("
    "translate(concat(@class, ' ', @id), 'LOGBRAND', 'logbrand'), 'logo')]]"
)
_LOGO_SAYS = re.compile(r"(?i)\b(?:logo(?:type)?|home(?:\s?page)?|brand|icon|image|of|the|go\s+to)\b")
_LONGEST_LOGO = 5
"""Words."""
_WORDS = re.compile(r"\w+")
_LONGEST_SITE = 6
_WITH_PROPERTY = etree.XPath("//*[@itemprop][not(self::meta)]")
_LONGEST_JSON = 500_000
_BYLINE = re.compile(r"\b[Bb]y ((?:[A-Z][\w.’'-]+)(?: [A-Z][\w.’'-]+){1,3})")
_SAYS_MODIFIED = re.compile(
    r"\b(?:(?:last )?(?:updated|modified|reviewed|revised)|aktualisiert|mis à jour|actualizado|aggiornato)\b",
    re.IGNORECASE,
)


@dataclass
class Metadata:
    """The fields of a Document that its page states about itself."""

    title: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    page_title: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    modified: date | None = None
    language: str | None = None


@dataclass
class _Found:
    meta: dict[str, list[str]] = field(default_factory=dict)
    things: list[dict[str, Any]] = field(default_factory=list)
    canonical: str | None = None
    props: dict[str, list[str]] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)

    def first(self, names: Iterable[str]) -> str | None:
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def read_metadata(root: etree._Element, heading: str | None, stamps: Sequence[str]) -> Metadata:
    """The metadata of a parsed page.

    `heading` is its h1; `stamps` are short texts beside the title, bylines and dates among them, in order.
    """
    found = _gather(root)
    page_title = fold(root.findtext(".//title") or "")
    printed_published, printed_modified = _printed_dates(stamps)
    return Metadata(
        title=heading or found.first(("og:title", "twitter:title")) or _without_site(page_title) or None,
        canonical_url=found.canonical or found.first(("og:url",)),
        site_name=(
            found.first(_SITE) or _publisher(found.things) or _site_in(page_title, heading) or _logo(root)
        ),
        page_title=page_title or None,
        authors=_authors(found, stamps),
        published=_dated(found, _PUBLISHED, "datePublished") or printed_published or _time(found),
        modified=_dated(found, _MODIFIED, "dateModified") or printed_modified,
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _gather(root: etree._Element) -> _Found:
    found = _Found()
    for element in root.iter("meta", "link", "script", "time"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = fold(element.get("content") or "")
            if name and content:
                found.meta.setdefault(name.strip().lower(), []).append(content)
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
                found.canonical = found.canonical or element.get("href", "").strip()
        elif element.tag == "time":
            if element.get("datetime") and element.get("itemprop") is None:
                found.times.append(element.get("datetime", ""))
        elif (element.get("type") or "").lower().startswith("application/ld+json"):
            found.things += _things(element.text or "")
    for element in cast("list[etree._Element]", _WITH_PROPERTY(root)):
        names = (element.get("itemprop") or "").split()
        if {"author", "datePublished", "dateModified", "name"} & set(names):
            value = element.get("datetime") or element.get("content") or fold(all_text(element)[:200])
            for name in names:
                found.props.setdefault(name, []).append(value)
    return found


def _things(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those inside others and inside `@graph` too."""
    if len(text) > _LONGEST_JSON:
        return
    try:
        waiting: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
            waiting += [thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing]
        elif isinstance(thing, list):
            waiting += thing


def _about_page(things: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for thing in things:
        types = thing.get("@type", "")
        if any(_ABOUT_PAGES.search(str(one)) for one in (types if isinstance(types, list) else [types])):
            yield thing


def _dated(found: _Found, names: Iterable[str], property_name: str) -> date | None:
    for name in names:
        for value in found.meta.get(name, ()):
            if day := iso_date(value):
                return day
    values = [str(thing.get(property_name) or "") for thing in _about_page(found.things)]
    return next(filter(None, map(iso_date, [*values, *found.props.get(property_name, ())])), None)


def _time(found: _Found) -> date | None:
    """The only date that the page's `time` elements give, if it is one."""
    days = set(filter(None, map(iso_date, found.times)))
    return days.pop() if len(days) == 1 else None


def _printed_dates(stamps: Sequence[str]) -> tuple[date | None, date | None]:
    """(published, modified) as printed: each date goes with the last word before it that says which."""
    published = modified = None
    for stamp in (one[:LONGEST_REMAINDER] for one in stamps):
        for part in re.split(
            r"\s[·|•–—]\s|\n|;|(?=\b[Ll]ast (?:updated|modified|reviewed))|(?=\bUpdated\b)", stamp
        ):
            day = date_in(part)
            if day is None:
                continue
            if _SAYS_MODIFIED.search(part) and not re.match(r"\W*published", part, re.IGNORECASE):
                modified = modified or day
            else:
                published = published or day
    return published, modified


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


def _authors(found: _Found, stamps: Sequence[str]) -> tuple[str, ...]:
    candidates = [name for thing in _about_page(found.things) for name in _names(thing.get("author"))]
    candidates += [value for name in _AUTHOR for value in found.meta.get(name, ())]
    if not candidates:
        candidates = found.props.get("author", [])
    if not candidates:
        candidates = [
            match.group(1) for stamp in stamps if (match := _BYLINE.search(stamp[:LONGEST_REMAINDER]))
        ]
    names = (fold(name).removeprefix("By ").strip() for name in candidates)
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) < 100 and "://" not in name))


def _publisher(things: Iterable[dict[str, Any]]) -> str | None:
    things = list(things)
    for thing in things:
        for name in _names(thing.get("publisher")):
            return fold(name)
    return next(
        (
            fold(name)
            for kind in ("WebSite", "Organization")
            for one in things
            if one.get("@type") == kind
            for name in _names(one.get("name"))
        ),
        None,
    )


def _logo(root: etree._Element) -> str | None:
    """Whose logo stands at the head of a page, by its alternative text: names alone, where all agree."""
    names = set()
    for image in cast("list[etree._Element]", _LOGO(root)):
        text = " ".join(_LOGO_SAYS.sub(" ", image.get("alt") or "").split()).strip(" -–|,.")
        words = text.split()
        if not words or len(words) > _LONGEST_LOGO or not all(word[0].isupper() for word in words):
            continue
        names.add(text)
    return names.pop() if len(names) == 1 else None


def _site_in(page_title: str, heading: str | None) -> str | None:
    """What the page's title adds to its heading: "Findings | eSafety Commissioner". None unless all other
    parts of the title repeat the heading, most of their words at least.
    """
    if not heading:
        return None
    own = set(_WORDS.findall(heading.lower()))
    title, *behind = _SITE_PARTS.split(page_title)
    if len(behind) == 1 and own <= set(_WORDS.findall(title.lower())):
        return behind[0] if len(behind[0].split()) <= _LONGEST_SITE else None
    parts = _TITLE_PARTS.split(page_title)
    added = [one for one in parts if not _repeats(one, own)] if len(parts) > 1 else []
    return added[0] if len(added) == 1 and len(added[0].split()) <= _LONGEST_SITE else None


def _repeats(part: str, heading: set[str]) -> bool:
    words = _WORDS.findall(part.lower())
    return bool(words) and sum(word in heading for word in words) >= 0.6 * len(words)


def _without_site(page_title: str) -> str:
    parts = re.split(r"\s+[|–—»]\s+", page_title)
    return parts[0] if len(parts[0].split()) > 2 else page_title
