"""The flow `publish`: records in the store in, files and a release for others out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import flow
from prefect.assets import materialize
from prefect.logging import get_run_logger

from pipeline import emit, reconcile
from pipeline.atomic import write_files
from pipeline.documents import Documents
from pipeline.events import announce
from pipeline.flows import policy
from pipeline.flows.artifacts import show_link, show_words
from pipeline.flows.assets import RELEASES, records_of
from pipeline.flows.deciding import Verdict, decide
from pipeline.flows.names import run_name
from pipeline.flows.opened import Opened, Workplace, working_at
from pipeline.flows.parameters import AS_SET, RELEASE, Located, Places, Publishing, locate
from pipeline.flows.passing import Sealed, as_it_is
from pipeline.markdown import as_words
from pipeline.settings import Settings
from pipeline.summary import Counted, counted
from schemas.records import Record

if TYPE_CHECKING:
    from pipeline.publish.contents import Contents
    from pipeline.publish.marks import RecordFiles, Released
    from pipeline.publish.release import Release

EVENTS = {
    "edition_overdue": "pledgewatch.edition.overdue",
    "edition_missing": "pledgewatch.edition.overdue",
    "restatement": "pledgewatch.restatement.found",
}
"""Findings that are announced when a release is the first to hold them."""
MOST_CHANGES = 200


@dataclass(frozen=True)
class Published:
    """What holds now, and what was written of it."""

    records: int
    doubts: int
    counted: Sealed[tuple[Counted, ...]]
    out: Path
    written: tuple[Path, ...]
    release: Path | None = None
    """The release's folder; None where none was made."""


@flow(name="publish", flow_run_name=run_name("publish"))
def publish(publishing: Publishing = RELEASE, places: Places = AS_SET) -> Published:
    """Writes what holds now for others, after asking where that should be looked at first.

    Where nothing has changed since it was written, it is left as it is. Raises Problem when the list of
    sources, the store or a folder cannot be used.

    Args:
        publishing: How what holds now is published.
        places: Where things lie.
    """
    here = locate(places)
    with working_at(Workplace(here.settings, here.data)) as opened:
        files, written = _emit(here, opened)
        release = _release(here, opened, publishing) if publishing.release else None
    return Published(files.records, files.doubts, Sealed(files.counted), here.out, written, release)


def _emit(here: Located, opened: Opened) -> tuple[RecordFiles, tuple[Path, ...]]:
    from pipeline.publish.made_from import digest
    from pipeline.publish.marks import RecordFiles

    made_from = digest(opened.store, here.listed, here.settings)
    if (there := RecordFiles.of(here.out, made_from)) is not None:
        return there, ()
    from pipeline.review.decisions import Decisions
    from pipeline.review.items import last_standing

    held = opened.store.current(opened.store.keys(source.id for source in here.listed))
    corrections = Decisions(opened.store).all()
    last = last_standing(opened.store)
    reconciled = reconcile.reconcile(held, corrections, opened.documents.get, last)
    contents = emit.contents_of(reconciled)
    written = write_files(here.out, contents)
    files = RecordFiles(
        made_from=made_from,
        files={name: hashlib.sha256(body).hexdigest() for name, body in contents.items()},
        records=len(reconciled.records),
        doubts=len(reconciled.doubts),
        counted=counted(reconciled.records),
    )
    if digest(opened.store, here.listed, here.settings) == made_from:  # else it changed while it was read
        files.keep(here.out)
    return files, tuple(written)


def _release(here: Located, opened: Opened, publishing: Publishing) -> Path | None:
    from pipeline.publish.made_from import digest
    from pipeline.publish.marks import Released

    day = publishing.as_of or date.today()
    asked = day, publishing.most_unreviewed
    made_from = digest(opened.store, here.listed, here.settings, *asked)
    if (there := Released.of(here.out, made_from)) is not None:
        return _tell_unchanged(there, here.out / "releases" / there.name)
    from pipeline.publish.checks import check
    from pipeline.publish.contents import gather

    contents = gather(opened.store, here.listed, day, document_of=opened.documents.get)
    checked = check(contents)
    doubts = [one.told for one in checked.broken if one.stops]
    doubts += unreviewed(contents.records, publishing.most_unreviewed)
    verdict = decide(doubts, publishing) if doubts else Verdict(True, "")
    if not verdict.publish:
        _tell_refused(doubts, verdict)
        return None
    task = make_release.with_options(asset_deps=[records_of(source.id) for source in here.listed])
    release = task(
        as_it_is(contents), as_it_is(opened.documents), as_it_is(here.settings), here.out, bool(doubts)
    )
    _tell_released(contents, release, doubts, verdict)
    # What somebody had doubts about is asked about again.
    if not doubts and digest(opened.store, here.listed, here.settings, *asked) == made_from:
        Released.keep(here.out, made_from, release)
    return release.folder


def unreviewed(records: Sequence[Record], most: float) -> list[str]:
    """A line that says that too many records have no reviewer's decision; empty where that is not so."""
    count = sum(record.review.status == "unreviewed" for record in records)
    if not records or count / len(records) <= most:
        return []
    return [f"{count} of {len(records)} records are unreviewed, at most {most:.0%} may be"]


@materialize(RELEASES, name="make a release", task_run_name="make a release", **policy.RELEASE)
def make_release(
    contents: Contents, documents: Documents, settings: Settings, out: Path, despite: bool
) -> Release:
    """Writes the dataset and the site as the next release, or finds that the newest says the same."""
    from pipeline.publish.release import publish as publish_release

    log = get_run_logger()
    return publish_release(contents, documents, settings, out=out, say=log.info, despite=despite)


def _tell_refused(doubts: Sequence[str], verdict: Verdict) -> None:
    get_run_logger().warning("nothing was published: %s", verdict.said)
    words = ["# Nothing was published", as_words(verdict.said), *(f"- {as_words(line)}" for line in doubts)]
    show_words("release", "\n\n".join(words), "Why nothing was published")


def _tell_unchanged(release: Released, folder: Path) -> Path:
    what = f"Release {release.number} of {release.as_of}, as before"
    words = (
        "Nothing that it was made from has changed: no snapshot, decision, source or setting, nor the day."
    )
    show_words("release", f"# {what}\n\n{words}", what)
    site = folder / "site" / "index.html"
    show_link("release-link", (site if site.exists() else folder).as_uri(), what)
    return folder


def _tell_released(contents: Contents, release: Release, doubts: Sequence[str], verdict: Verdict) -> None:
    counts = release.changes.counts
    what = f"Release {release.number} of {release.as_of}" + ("" if release.new else ", as before")
    words = [
        f"# {what}",
        f"{len(contents.records)} records: {counts['added']} added, {counts['changed']} changed, "
        f"{counts['withdrawn']} withdrawn. {len(contents.ledger.findings)} findings.",
    ]
    if doubts:
        words.append(f"**{as_words(verdict.said)}** What spoke against it:")
    words += [f"- {as_words(line)}" for line in dict.fromkeys((*doubts, *release.checked.lines))]
    words += [f"- {one.what}: {as_words(one.text)}" for one in release.changes.ledger[:MOST_CHANGES]]
    show_words("release", "\n\n".join(words), what)
    page = release.site or release.folder
    show_link("release-link", page.as_uri(), what)
    if release.new:
        _announce_findings(contents, release)


def _announce_findings(contents: Contents, release: Release) -> None:
    new = {one.id for one in release.changes.ledger if one.what == "finding added"}
    for finding in contents.ledger.findings:
        event = EVENTS.get(finding.kind)
        if event is not None and finding.id in new:
            about = {"organisation": finding.organisation, "edition": finding.edition}
            announce(event, f"pledgewatch.finding.{finding.id}", {**about, "words": finding.sentence})
