"""Documents by the sha256 of their bytes: the bytes from the archive, the reading of them kept beside it.

    data/documents/ab/abcdef....0123456789ab.json.gz    a Document; the last twelve digits are the readers'

Reading a PDF takes seconds, and many ask for the same one: extraction, explanations, the review application,
the site. So it is read once for each version of the readers. What is kept can be deleted at any time.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import zlib
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from types import TracebackType

from pydantic import ValidationError

from extractors.readers.errors import Trouble, Unreadable
from pipeline import ocr
from pipeline.atomic import write_files
from pipeline.collect.archive import Archive
from pipeline.collect.captures import Capture
from pipeline.collect.settings import load_collect_settings
from pipeline.fingerprint import reader_set
from pipeline.problems import Problem
from pipeline.sandbox import Interrupted, Sandbox
from pipeline.workers import Timed
from schemas.documents import Document
from schemas.snapshots import Snapshot

_SHA256 = re.compile("[0-9a-f]{64}")
_LEVEL = 1
"""Of compression: higher ones take longer than reading a page does, and save a tenth."""


class NotRead(Problem):
    """The archive has the bytes, and what is here to read them cannot: `trouble` says of what kind it is.

    Reading them again would come to the same, as long as `readers_for` gives the same.
    """

    def __init__(self, reason: str, trouble: Trouble) -> None:
        super().__init__(reason)
        self.trouble: Trouble = trouble


def readers_for(trouble: Trouble) -> str:
    """Hash of what would have to change for a document in such trouble to be read."""
    return _hashed(f"{reader_set()}\0{ocr.available()}") if trouble == "scanned" else reader_set()


class Documents:
    """Reads documents of an archive. Safe to share between threads; a context manager, or `close` it.

    Made by `open_documents`.
    """

    def __init__(self, archive: Archive, folder: Path, sandbox: Sandbox, closing: ExitStack):
        self.archive, self._folder, self._sandbox, self._closing = archive, folder, sandbox, closing
        self._lock = threading.Lock()
        self._recognising = threading.Lock()

    def __enter__(self) -> Documents:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives back what reading needed."""
        self._closing.close()

    def bytes_of(self, snapshot: str) -> bytes:
        """The bytes with that sha256, as published. Raises Problem when the archive has not got them."""
        self._capture(snapshot)
        return self.archive.bytes_of(snapshot)

    def media_type(self, snapshot: str) -> str | None:
        """The type that the publisher declared for them, parameters and all. Raises Problem as `bytes_of`."""
        return self._capture(snapshot).media_type

    def name_of(self, snapshot: str) -> str:
        """The address that they were fetched from. Raises Problem as `bytes_of`."""
        return self._capture(snapshot).url

    def get(self, snapshot: str) -> Document:
        """The Document that the bytes with that sha256 are read as.

        Raises Problem when the archive has not got them, NotRead when they cannot be read.
        """
        kept = self._kept(snapshot)
        if kept is not None:
            return kept
        capture = self._capture(snapshot)
        return self._read(snapshot, capture.url, capture.media_type)

    def read(self, snapshot: Snapshot) -> Timed[Document]:
        """As `get`, under the snapshot's own name, with the seconds that reading took; 0 when it was kept."""
        kept = self._kept(snapshot.sha256)
        if kept is not None:
            same = kept.name == snapshot.name
            return Timed(kept if same else kept.model_copy(update={"name": snapshot.name}), 0.0)
        begin = perf_counter()
        document = self._read(snapshot.sha256, snapshot.name, snapshot.media_type)
        return Timed(document, perf_counter() - begin)

    def _read(self, snapshot: str, name: str, declared: str | None) -> Document:
        data = self.bytes_of(snapshot)
        try:
            document = self._sandbox.read(data, name, declared=declared)
        except Interrupted as error:
            raise Problem(f"{name}: {error}") from None
        except Unreadable as error:
            if error.trouble != "scanned":
                raise NotRead(f"{name}: {error}", error.trouble) from None
            document = self._recognised(data, name, str(error))
        packed = gzip.compress(document.model_dump_json().encode(), _LEVEL, mtime=0)
        path = self._path(snapshot)
        write_files(path.parent, {path.name: packed})
        for other in path.parent.glob(f"{snapshot}.*.json.gz"):
            if other != path:
                other.unlink(missing_ok=True)
        return document

    def _recognised(self, data: bytes, name: str, reason: str) -> Document:
        """A scanned PDF's Document, with the words that text recognition finds, which it remarks."""
        if not ocr.available():
            way_out = "pip install pledgewatch[ocr] lets pledgewatch do it"
            raise NotRead(f"{name}: {reason} ({way_out})", "scanned")
        try:
            with self._recognising:  # it takes all there is of the machine
                document = self._sandbox.read(ocr.with_text_layer(data), name)
        except Interrupted as error:
            raise Problem(f"{name}: {error}") from None
        except (Problem, Unreadable) as error:
            raise NotRead(f"{name}: no text layer, and {error}", "scanned") from None
        remark = "Scanned: its words were recognised by OCR and may be misread."
        return document.model_copy(update={"remarks": (*document.remarks, remark)})

    def _kept(self, snapshot: str) -> Document | None:
        try:
            return Document.model_validate_json(gzip.decompress(self._path(snapshot).read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error, ValidationError):
            return None  # damaged: it is read and written anew

    def _path(self, snapshot: str) -> Path:
        if not _SHA256.fullmatch(snapshot):  # it becomes a part of a path, and may come from a browser
            raise Problem(f"{snapshot[:80]!r} is no sha256 of a document: it has 64 hexadecimal digits")
        return self._folder / snapshot[:2] / f"{snapshot}.{reader_set()[:12]}.json.gz"

    def _capture(self, snapshot: str) -> Capture:
        capture = self.archive.catalogue.by_sha256(snapshot)
        if capture is None:
            with self._lock:
                self.archive.update()  # another process may have collected it since
            capture = self.archive.catalogue.by_sha256(snapshot)
        if capture is None:
            raise Problem(
                f"{self.archive.storage.url}: holds no document with the sha256 {snapshot}; "
                "run `pledgewatch run` again"
            )
        return capture


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def open_documents(data: Path, *, sandbox: Sandbox | None = None) -> Documents:
    """The documents of the archive that PLEDGEWATCH_ARCHIVE names, by default the one in the folder `data`.

    What is read of them is kept in `data` too.
    Use the result in a `with`, or close it. `sandbox` is where they are read; by default in one child of
    their own. Raises Problem when the archive cannot be read.
    """
    collecting = load_collect_settings(data=data)
    with ExitStack() as opened:
        archive = opened.enter_context(Archive.open(collecting.archive_url, collecting.archive_work))
        children = sandbox if sandbox is not None else opened.enter_context(Sandbox())
        return Documents(archive, data / "documents", children, opened.pop_all())
