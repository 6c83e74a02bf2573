"""What a reviewer sees of a source: pages of a PDF as images, the archived page of a website.

Images are drawn once for each page and resolution and kept as files, which can be deleted at any time:

    data/pages/ab/abcdef...-12@144.webp
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from extractors.readers.errors import Unreadable
from pipeline.atomic import write_files
from pipeline.documents import Documents
from pipeline.problems import Problem
from pipeline.review.web.archived_page import Mark, marked_page
from pipeline.review.web.page_drawing import draw
from pipeline.sandbox import Limits, Sandbox

RESOLUTIONS = (96, 144, 216)
"""Dots per inch that pages are drawn at."""
_LIMITS = Limits(seconds=20.0, memory=2048)
_PAGES_AT_HAND = 40


class SourceViews:
    """Makes and keeps them. Safe to share between threads; a context manager."""

    def __init__(self, documents: Documents, folder: Path) -> None:
        self._documents, self._folder = documents, folder
        self._sandbox = Sandbox(1, _LIMITS)
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, tuple[Mark, ...]], str] = OrderedDict()

    def __enter__(self) -> SourceViews:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()

    def image(self, snapshot: str, page: int, resolution: int) -> bytes:
        """A page of a PDF as WebP.

        Args:
            snapshot: sha256 of the PDF's bytes.
            page: Its number, from 1.
            resolution: One of `RESOLUTIONS`, in dots per inch.

        Raises Problem when there is no such page or it cannot be drawn.
        """
        if resolution not in RESOLUTIONS:
            raise Problem(f"pages are drawn at {', '.join(map(str, RESOLUTIONS))} dots per inch")
        path = self._folder / snapshot[:2] / f"{snapshot}-{page}@{resolution}.webp"
        image = _kept(path)
        if image is not None:
            return image
        data = self._documents.bytes_of(snapshot)
        with self._lock:  # who waits for the child would count the wait against its limit
            image = _kept(path)
            if image is not None:
                return image
            try:
                image = self._sandbox.run(draw, data, page, resolution)
            except Unreadable as error:
                raise Problem(f"page {page} cannot be drawn: {error}") from None
        write_files(path.parent, {path.name: image})
        return image

    def archived(self, snapshot: str, marks: Sequence[Mark], title: str) -> str:
        """The archived page as HTML that can be shown, with marks. Raises Problem when it cannot be made."""
        key = (snapshot, tuple(marks))
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
            data, declared = self._documents.bytes_of(snapshot), self._documents.media_type(snapshot)
            try:
                made = self._sandbox.run(marked_page, data, declared, list(marks), title)
            except Unreadable as error:
                raise Problem(f"the page cannot be shown: {error}") from None
            self._pages[key] = made
            while len(self._pages) > _PAGES_AT_HAND:
                self._pages.popitem(last=False)
        return made


def _kept(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
