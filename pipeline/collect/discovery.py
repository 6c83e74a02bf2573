"""Where else a source's documents are: bytes of its page, its feeds and sitemaps in, addresses out.

A link that a sure follow rule names is collected. What a rule names that is not sure, and what looks like a
known document of another date (`2021-reports.pdf`, `2022-reports.pdf`), is proposed to a reviewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pipeline.collect.captures import leads_to
from pipeline.collect.content_coding import Undecodable, decode
from schemas.sources import Follow, Source

FoundIn = Literal["link", "feed", "sitemap"]
MOST_LINKS = 20_000
SITEMAP_SIZE = 50 * 1024 * 1024
"""Bytes that a sitemap may have, as https://www.sitemaps.org/protocol.html says."""
_MONTHS = re.compile(
    r"(?<![a-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)


class Found(NamedTuple):
    """An address and the words that it was found under."""

    url: str
    text: str
    where: FoundIn


class Page(NamedTuple):
    """What a web page points to."""

    links: tuple[Found, ...]
    feeds: tuple[str, ...]


class Sitemap(NamedTuple):
    """What a sitemap lists: pages, and further sitemaps."""

    pages: tuple[Found, ...]
    sitemaps: tuple[str, ...]


class Choice(NamedTuple):
    """What a source's rules make of what was found."""

    collect: tuple[Found, ...]
    propose: tuple[Found, ...]


def links_of(data: bytes, url: str, declared: str | None) -> Page:
    """The links and feeds of a page. Run it apart: the bytes are anybody's."""
    from bs4 import BeautifulSoup
    from bs4.filter import SoupStrainer

    from extractors.readers.decoding import decode as decode_text

    text = decode_text(data, declared, markup=True).text
    soup = BeautifulSoup(text, "lxml", parse_only=SoupStrainer(["a", "base", "link"]))
    base = soup.find("base", href=True)
    root = (leads_to(url, str(base["href"])) if base is not None else None) or url
    links = []
    for anchor in soup.find_all("a", href=True, limit=MOST_LINKS):
        words = " ".join(anchor.get_text(" ").split()) or str(anchor.get("title") or "")
        links.append(Found(_address(root, str(anchor["href"])), words[:300], "link"))
    feeds = [
        _address(root, str(link["href"]))
        for link in soup.find_all("link", href=True, limit=1000)
        if "alternate" in (link.get("rel") or ()) and re.search(r"\b(?:rss|atom)\b", str(link.get("type")))
    ]
    return Page(_once(links), tuple(dict.fromkeys(feed for feed in feeds if feed)))


def feed_entries(data: bytes, url: str) -> tuple[Found, ...]:
    """The entries of an RSS or Atom feed. Raises ValueError where the bytes are none."""
    root = _xml(data)
    if _name(root.tag) not in ("rss", "feed", "rdf"):
        raise ValueError("is neither RSS nor Atom")
    entries = []
    for entry in root.iter():
        if _name(entry.tag) not in ("item", "entry"):
            continue
        words = link = ""
        for part in entry:
            name = _name(part.tag)
            if name == "title":
                words = " ".join("".join(part.itertext()).split())
            elif name == "link" and part.get("rel", "alternate") == "alternate":
                link = part.get("href") or (part.text or "").strip()
        entries.append(Found(_address(url, link), words[:300], "feed"))
    return _once(entries)


def sitemap_entries(data: bytes, url: str) -> Sitemap:
    """What a sitemap lists. Raises ValueError where the bytes are none."""
    root = _xml(data)
    kind = _name(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise ValueError("is no sitemap")
    addresses = [
        _address(url, (part.text or "").strip())
        for entry in root
        for part in entry
        if _name(part.tag) == "loc" and isinstance(entry.tag, str)
    ]
    if kind == "sitemapindex":
        return Sitemap((), tuple(dict.fromkeys(filter(None, addresses))))
    return Sitemap(_once([Found(address, "", "sitemap") for address in addresses]), ())


def is_searched(source: Source) -> bool:
    """Whether anything that a source points to could be its document: by its rules, or since its address
    bears a date, as those of other editions would.
    """
    return bool(source.follow) or source.discovery != ("links",) or _shape(source.url) is not None


def choose(found: Iterable[Found], rules: Iterable[Follow], page: str, known: Iterable[str] = ()) -> Choice:
    """What to collect and what to propose. `known` are addresses of the source's documents.

    Addresses on another host than the page's are chosen only by a rule that allows it.
    """
    rules = tuple(rules)
    have = {*known, page}
    shapes = {shape for address in have if (shape := _shape(address)) is not None}
    collect: dict[str, Found] = {}
    propose: dict[str, Found] = {}
    for one in found:
        if one.url in have:
            continue
        named = [rule for rule in rules if _matches(rule, one, page)]
        if any(rule.sure for rule in named):
            collect.setdefault(one.url, one)
        elif named or (_same_site(one.url, page) and _shape(one.url) in shapes):
            propose.setdefault(one.url, one)
    return Choice(tuple(collect.values()), tuple(one for url, one in propose.items() if url not in collect))


def _matches(rule: Follow, one: Found, page: str) -> bool:
    if not rule.other_sites and not _same_site(one.url, page):
        return False
    if rule.text and not re.search(rule.text, one.text, re.IGNORECASE):
        return False
    return not rule.url or re.search(rule.url, one.url) is not None


def _same_site(url: str, page: str) -> bool:
    return _site(url) == _site(page)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _shape(url: str) -> str | None:
    """The address with its dates blanked out; None where there is no year to tell editions apart by."""
    parts = urlsplit(url.lower())
    if not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", parts.path):
        return None
    return f"{_site(url)}{re.sub(r'[0-9]+', '0', _MONTHS.sub('0', parts.path))}"


def _once(found: Iterable[Found]) -> tuple[Found, ...]:
    """Each address once, under the longest words that lead to it."""
    best: dict[str, Found] = {}
    for one in found:
        if one.url and (one.url not in best or len(one.text) > len(best[one.url].text)):
            best[one.url] = one
    return tuple(best.values())


def _address(base: str, link: str) -> str:
    """An absolute web address without its fragment, or an empty string."""
    try:
        url = leads_to(base, link) or ""
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def _xml(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(_unpacked(data).lstrip(), parser)
    except (etree.XMLSyntaxError, Undecodable, ValueError) as error:
        raise ValueError(f"is no XML ({' '.join(str(error).split())})") from None
    if root is None:
        raise ValueError("is no XML")
    return root


def _unpacked(data: bytes) -> bytes:
    """Sitemaps may be kept as gzip files. Raises Undecodable."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    out = bytearray()
    for piece in decode(iter([data]), "gzip"):
        out += piece
        if len(out) > SITEMAP_SIZE:
            raise Undecodable(f"larger than {SITEMAP_SIZE:,} bytes")
    return bytes(out)


def _name(tag: object) -> str:
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""
