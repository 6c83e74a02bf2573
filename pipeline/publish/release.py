"""Releases: what is put before people, numbered, immutable, known by the sha256 of its manifest.

    OUT/releases/0003-1f0a6c2b9d41/     a release: its number, and the first digits of its manifest's sha256
        manifest.json, SHA256SUMS       every file's sha256, what the release says, the release before it
        changes.json, changes.md        what was added, changed and withdrawn since the one before, and why
        data/                           the dataset: datapackage.json and all that it describes
        site/                           the static site; its links to the dataset lead to `../data/`
    OUT/releases/latest                 a link to the newest

A release is built in a folder of its own, `.building-...`, and takes its name when it is whole. Whatever
interrupts that leaves the releases as they were, and the next run clears it away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from filelock import FileLock

import schemas
from pipeline.fingerprint import hash_of_code
from pipeline.problems import Problem
from pipeline.publish.about import About
from pipeline.publish.changes import Changes, change_files, changes_between, load_earlier
from pipeline.publish.checks import Checked, check
from pipeline.publish.contents import Contents
from pipeline.publish.dataset import Dataset
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.documents import Documents

LATEST = "latest"
_NAME = re.compile(r"(\d{4,})-([0-9a-f]{12})")
_BUILDING = ".building-"


@dataclass(frozen=True)
class Release:
    """One release, as it lies on disk."""

    number: int
    digest: str
    """sha256 of its manifest.json."""
    folder: Path
    as_of: date
    new: bool
    """False where there was nothing new to publish: then it is the newest there already was."""
    changes: Changes
    """Against the release before it; empty where nothing was published."""
    checked: Checked

    @property
    def site(self) -> Path | None:
        """The first page of its site, where it has one."""
        page = self.folder / "site" / "index.html"
        return page if page.exists() else None

    @property
    def shown(self) -> Path:
        """What a person opens: the site's first page or the folder, by the name that stays when more come."""
        latest = self.folder.parent / LATEST
        page = latest / "site" / "index.html"
        return page if page.exists() else latest


class Refused(Problem):
    """Nothing was published, because what sources.yaml asserts does not hold. `checked` says what."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        stops = sum(one.stops for one in checked.broken)
        what = "assertion does not hold" if stops == 1 else "assertions do not hold"
        super().__init__("\n".join([f"nothing is published: {stops} {what}", *checked.lines]))


def publish(
    contents: Contents,
    documents: Documents | None,
    settings: Settings,
    *,
    out: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
    despite: bool = False,
) -> Release:
    """Publishes the contents as the next release, unless the newest says the same already.

    Args:
        contents: What is published.
        documents: The documents that the site shows; without them no site is built.
        settings: Where to publish, and under whose name.
        out: The folder that holds `releases`; by default PLEDGEWATCH_OUT.
        say: Told in one line what is being done.
        despite: Publish although assertions do not hold, because somebody has decided so.

    Raises:
        Refused: An assertion of sources.yaml does not hold.
        Problem: The folder cannot be written to.
    """
    checked = check(contents)
    if not checked.passed and not despite:
        raise Refused(checked)
    folder = ((out or settings.out) / "releases").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            return _Publishing(contents, documents, settings, folder, say).publish(checked)
    except OSError as error:
        where, why = error.filename or folder, error.strerror or error
        raise Problem(
            f"{where}: cannot be written to ({why}); make room, or choose another with --out"
        ) from None


def releases_in(folder: Path) -> list[Path]:
    """The releases in a folder, the first one first."""
    found = [(int(match[1]), path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


class _Known(NamedTuple):
    """A release that lies there already."""

    folder: Path
    digest: str
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.manifest["release"])

    @property
    def site(self) -> Path | None:
        """The folder of its site, where it has one."""
        site = self.folder / "site"
        return site if site.is_dir() else None

    def prove(self) -> None:
        """Raises Problem where a file is not as the manifest says: the next release would take it over."""
        for name, about in self.manifest["files"].items():
            if _sha256(self.folder / name) != about["sha256"]:
                raise _damaged(self.folder / name)


def _newest(folder: Path) -> _Known | None:
    """The newest release in the folder. Raises Problem where its manifest is not what its name says."""
    known = releases_in(folder)
    if not known:
        return None
    manifest = known[-1] / "manifest.json"
    body = manifest.read_bytes() if manifest.is_file() else b""
    digest = hashlib.sha256(body).hexdigest()
    if not known[-1].name.endswith(digest[:12]):
        raise _damaged(manifest)
    return _Known(known[-1], digest, json.loads(body))


def _damaged(path: Path) -> Problem:
    return Problem(
        f"{path}: is damaged or lost, and the next release rests on it; put it back from a copy of the "
        "release, or move the release's folder away"
    )


class _Publishing:
    """One attempt to publish, with the lock held."""

    def __init__(
        self,
        contents: Contents,
        documents: Documents | None,
        settings: Settings,
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self.contents, self.documents, self.settings = contents, documents, settings
        self.folder, self.say = folder, say

    def publish(self, checked: Checked) -> Release:
        for left in self.folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(left)
        before = _newest(self.folder)
        self.say("laying out the tables")
        dataset = Dataset(self.contents)
        content = self._content(dataset)
        if before is not None and before.manifest["content"] == content:
            self._point_to(before.folder)
            as_of = date.fromisoformat(before.manifest["as_of"])
            return Release(before.number, before.digest, before.folder, as_of, False, Changes(), checked)
        if before is not None:
            before.prove()
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))
        try:
            about = self._about(content, before)
            changes = self._build(building, dataset, about, before)
            return self._finish(building, about, changes, checked, before)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise

    def _content(self, dataset: Dataset) -> str:
        """What a release is new by: the data, the form it is given, and whether there is a site."""
        digest = hashlib.sha256(dataset.digest.encode())
        digest.update(form(self.settings).encode())
        digest.update(b"site" if self.documents is not None else b"")
        return digest.hexdigest()

    def _about(self, content: str, before: _Known | None) -> About:
        return About(
            number=before.number + 1 if before else 1,
            as_of=self.contents.as_of,
            publisher=self.settings.publisher,
            address=self.settings.site_url,
            content=content,
        )

    def _build(self, building: Path, dataset: Dataset, about: About, before: _Known | None) -> Changes:
        earlier = before.folder / "data" if before else None
        dataset.write(building / "data", about, earlier=earlier, say=self.say)
        changes = changes_between(load_earlier(before.folder if before else None), self.contents)
        for name, body in change_files(changes, about.number).items():
            (building / name).write_bytes(body)
        if self.documents is not None:
            self._build_site(building / "site", before.site if before else None)
        return changes

    def _build_site(self, folder: Path, earlier: Path | None) -> None:
        from pipeline.publish.site import build_site

        assert self.documents is not None
        self.say("building the site")
        base = f"{self.settings.site_url.rstrip('/')}/site/" if self.settings.site_url else None
        result = build_site(self.contents, self.documents, folder, base=base, earlier=earlier)
        for problem in result.problems:
            self.say(problem)

    def _finish(
        self,
        building: Path,
        about: About,
        changes: Changes,
        checked: Checked,
        before: _Known | None,
    ) -> Release:
        files = {
            path.relative_to(building).as_posix(): path
            for path in sorted(building.rglob("*"))
            if path.is_file()
        }
        hashes = {name: _sha256(path) for name, path in files.items()}
        manifest = {
            "release": about.number,
            "as_of": about.as_of.isoformat(),
            "made": self.contents.made.isoformat(),
            "content": about.content,
            "previous": before and {"release": before.number, "sha256": before.digest},
            "records": len(self.contents.records),
            "findings": len(self.contents.ledger.findings),
            "changes": changes.counts,
            "assertions": {"held": checked.held, "broken": checked.lines},
            "files": {
                name: {"sha256": hashes[name], "bytes": path.stat().st_size} for name, path in files.items()
            },
        }
        body = f"{json.dumps(manifest, indent=1, ensure_ascii=False)}\n".encode()
        sums = "".join(f"{digest}  {name}\n" for name, digest in hashes.items())
        (building / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
        (building / "manifest.json").write_bytes(body)
        for path in building.rglob("*"):
            if path.is_file():
                _settle(path)
        building.chmod(0o755)
        digest = hashlib.sha256(body).hexdigest()
        final = self.folder / f"{about.number:04d}-{digest[:12]}"
        building.rename(final)
        _sync_folder(self.folder)
        self._point_to(final)
        return Release(about.number, digest, final, about.as_of, True, changes, checked)

    def _point_to(self, release: Path) -> None:
        """Lets `latest` lead to the release, from one moment to the next."""
        latest = self.folder / LATEST
        if latest.is_symlink() and latest.readlink().name == release.name:
            return
        waiting = self.folder / f".{LATEST}"
        waiting.unlink(missing_ok=True)
        waiting.symlink_to(release.name, target_is_directory=True)
        waiting.replace(latest)
        _sync_folder(self.folder)


def form(settings: Settings) -> str:
    """A hash of what decides how contents are shown: code, templates, and the name we publish under."""
    here, forms = Path(__file__).parent, Path(schemas.__path__[0])
    code = hash_of_code((*here.rglob("*"), *forms.rglob("*")))
    return hashlib.sha256(f"{settings.publisher}\0{settings.site_url}\0{code}".encode()).hexdigest()


def _sha256(path: Path) -> str | None:
    """The file's sha256; None where there is no file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _settle(path: Path) -> None:
    """On disk for good, and not to be written to."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(0o444)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
