"""Builds the site: contents and documents in, a folder of pages out.

Each page is made from a view, plain data that can be hashed. `build.json` in the folder keeps the hash of
what every page was made from, so that only pages whose view or whose look has changed are made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pipeline.atomic import take_over
from pipeline.fingerprint import hash_of_code, reader_set, versions_of
from pipeline.problems import Problem
from pipeline.publish.contents import Contents
from pipeline.publish.site.addresses import UNNAMED, Addresses, web_address
from pipeline.publish.site.charts import Chart, draw_all
from pipeline.publish.site.codebook_page import codebook
from pipeline.publish.site.document_page import DocumentView, document_views
from pipeline.publish.site.downloads_page import downloads
from pipeline.publish.site.feed import feed
from pipeline.publish.site.findings_page import findings_page
from pipeline.publish.site.marking import shown_runs
from pipeline.publish.site.organisation_page import OrganisationView, document_link, organisation_views
from pipeline.publish.site.overview_page import overview
from pipeline.publish.site.search_index import index_script, search_view
from pipeline.publish.site.silence_page import silence
from pipeline.publish.site.swapping import put_back, replacing
from pipeline.publish.site.templating import render
from schemas.documents import Document

MANIFEST = "build.json"
_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_FORMAT = 1


class DocumentSource(Protocol):
    """Where the site reads documents: `pipeline.documents.Documents`."""

    def get(self, snapshot: str) -> Document:
        """The document with that sha256. Raises Problem."""
        ...


@dataclass(frozen=True)
class SiteResult:
    """What became of a build. Paths are relative to the folder, in the order of the site."""

    folder: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[str, ...]
    """Documents whose text could not be shown, and why."""

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.made or self.removed)


@dataclass(frozen=True)
class Page:
    """A page before it is made."""

    path: str
    template: str
    view: Any
    section: str
    """The entry of the navigation that it belongs to."""
    snapshot: str | None = None
    """sha256 of the document that it shows."""


@dataclass(frozen=True)
class _File:
    """A file that is made without a template."""

    path: str
    data: bytes


def build_site(
    contents: Contents,
    documents: DocumentSource,
    folder: Path,
    *,
    base: str | None = None,
    earlier: Path | None = None,
    say: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> SiteResult:
    """Builds the site of the contents in `folder`; pages that have not changed are taken over.

    Args:
        contents: What the site shows.
        documents: Where the documents' texts are; asked only for pages that are made.
        folder: The site's own folder. It is replaced as a whole when all pages are there; files in it that
            no build made are kept.
        base: The address it will be served at. Only the feed needs it; all other links are relative.
        earlier: A site to take unchanged pages from, by default the one in `folder`.
        say: Told what is being done, how many of it are done, and of how many.

    Raises:
        Problem: The folder holds something else, or cannot be written to; `base` is no address of the web.
    """
    folder = folder.absolute()
    if base is not None and not web_address(base):
        raise Problem(f"{base}: is no address of a site such as https://data.example.org/pledges")
    put_back(folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise Problem(f"{folder}: holds files and no site; choose an empty folder, or a new one")
    addresses = Addresses(contents)
    pages = list(_pages(addresses, folder))
    files = list(_files(addresses, pages, base))
    before = earlier or folder
    known = _known(before)
    hashes = {page.path: _hash_of(page) for page in pages}
    hashes |= {file.path: hashlib.sha256(file.data).hexdigest() for file in files}
    stale = {path for path, digest in hashes.items() if not _holds(before, path, digest, known)}
    ours = _ours(folder)
    removed = tuple(sorted(set(ours) - set(hashes)))
    kept = tuple(path for path in hashes if path not in stale)
    if not stale and not removed and before == folder:
        return SiteResult(folder, (), kept, (), ())
    try:
        with replacing(folder) as building:
            for path in kept:
                take_over(before / path, building / path)
            for path in _foreign(folder, {*ours, *hashes}):
                take_over(folder / path, building / path)
            problems = _make([page for page in pages if page.path in stale], documents, building, say)
            for file in files:
                if file.path in stale:
                    _write(building / file.path, file.data)
            made_from = {path: ("" if path in problems else digest) for path, digest in hashes.items()}
            manifest = {"format": _FORMAT, "files": {path: made_from[path] for path in sorted(made_from)}}
            _write(building / MANIFEST, f"{json.dumps(manifest, indent=0)}\n".encode())
    except OSError as error:
        raise Problem(
            f"{folder}: the site cannot be written there ({error.strerror}); choose another folder"
        ) from None
    return SiteResult(
        folder, tuple(path for path in hashes if path in stale), kept, removed, tuple(problems.values())
    )


# --- what is made ---------------------------------------------------------------------------------------


def _pages(addresses: Addresses, folder: Path) -> Iterator[Page]:
    views = organisation_views(addresses)
    yield Page("index.html", "overview.html", overview(addresses, views), "overview")
    yield Page("organisations.html", "organisations.html", _Listing(tuple(views)), "organisations")
    for view in views:
        yield Page(view.href, "organisation.html", view, "organisations")
    yield Page("silence.html", "silence.html", silence(addresses), "silence")
    yield Page("findings.html", "findings.html", findings_page(views, addresses.contents.as_of), "findings")
    links = tuple(document_link(snapshot, addresses) for snapshot in addresses.versions)
    yield Page("documents.html", "documents.html", _Listing(links), "documents")
    for snapshot, document in document_views(addresses):
        yield Page(addresses.document(snapshot), "document.html", document, "documents", snapshot)
    yield Page("search.html", "search.html", search_view(addresses, views), "search")
    yield Page("codebook.html", "codebook.html", codebook(addresses), "codebook")
    yield Page("downloads.html", "downloads.html", downloads(folder), "downloads")


@dataclass(frozen=True)
class _Listing:
    """A page that is a list of things."""

    entries: tuple[Any, ...]


def _files(addresses: Addresses, pages: Sequence[Page], base: str | None) -> Iterator[_File]:
    views = [page.view for page in pages if isinstance(page.view, OrganisationView)]
    yield _File("search-index.js", index_script(addresses, views))
    yield _File("feed.xml", feed(addresses, base))
    for path in sorted(_STATIC.iterdir()):
        yield _File(path.name, path.read_bytes())


def _make(
    pages: Sequence[Page], documents: DocumentSource, building: Path, say: Callable[[str, int, int], None]
) -> dict[str, str]:
    """Makes the pages; returns by path what could not be shown."""
    charts = [chart for page in pages for chart in _charts(page)]
    say("charts", 0, len(charts))
    drawings = dict(zip(charts, draw_all(charts), strict=True))
    problems: dict[str, str] = {}
    for done, page in enumerate(pages):
        say("pages", done, len(pages))
        more: dict[str, Any] = {"drawing": drawings.__getitem__}
        if page.snapshot is not None:
            more["blocks"], more["lost"], problem = _text_of(page, documents)
            if problem:
                problems[page.path] = more["unreadable"] = problem
        _write(building / page.path, render(page.path, page.template, page.view, page.section, more))
    return problems


def _text_of(page: Page, documents: DocumentSource) -> tuple[list[Any], list[str], str]:
    view: DocumentView = page.view
    assert page.snapshot is not None
    try:
        document = documents.get(page.snapshot)
    except Problem as problem:
        return [], [mark.id for mark in view.marks], str(problem)
    runs, lost = shown_runs(document, view.marks)
    return runs, lost, ""


def _charts(page: Page) -> Iterator[Chart]:
    if isinstance(page.view, OrganisationView):
        yield from (series.chart for series in page.view.charted if series.chart)


# --- what is kept ---------------------------------------------------------------------------------------


def _known(folder: Path) -> Mapping[str, str]:
    """By path what each file was made from, as the folder's manifest has it; empty where there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        found = manifest["files"] if manifest["format"] == _FORMAT else {}
        return {str(path): str(digest) for path, digest in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _ours(folder: Path) -> Collection[str]:
    """The files that builds have made there: by the manifest, or where that is damaged by their names."""
    return _known(folder) or [
        path.relative_to(folder).as_posix()
        for pattern in (UNNAMED, "organisations/*.html", "documents/*.html")
        for path in folder.glob(pattern)
    ]


def _holds(folder: Path, path: str, digest: str, known: Mapping[str, str]) -> bool:
    return known.get(path) == digest and (folder / path).is_file()


def _foreign(folder: Path, ours: Collection[str]) -> Iterator[str]:
    """Files in the folder that no build made: a CNAME, a .nojekyll."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in ours and name != MANIFEST:
            yield name


def _hash_of(page: Page) -> str:
    view = json.dumps(page.view, default=_plain, sort_keys=True)
    reading = reader_set() if page.snapshot else ""
    return hashlib.sha256(
        "\0".join((_look(), reading, page.path, page.template, page.section, view)).encode()
    ).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return vars(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a page's view holds {value!r}, which is no plain data")


@cache
def _look() -> str:
    """Hash of the code and the templates that make pages of views, and of the libraries under them."""
    files = (path for path in _HERE.rglob("*") if path.parent != _STATIC)
    return hash_of_code(files, versions_of("jinja2", "altair", "vl-convert-python"))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
