"""Building a release: select in one snapshot, write, store, then publish at once.

Until the last transaction nothing is visible. A build that dies is taken up again from the start; the
objects it had stored are found there and not written twice.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import sql

from exports.abuse.run import screen_if_changed
from exports.models import Build, Release
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, decode
from exports.releases import builds, card, diff, manifest, publish, recipe, versions
from exports.releases.builds import BuildError, LeaseLostError, NotClaimedError, request_build
from exports.releases.selection import Selection
from exports.releases.snapshot import Snapshot, open_snapshot
from exports.releases.storage import Storage, StorageError, release_storage, scratch
from exports.releases.tables import KindWriter, WrittenFile
from telemetry.clean_interactions import STAGES

__all__ = ["BuildError", "NotClaimedError", "request_build", "run_build", "run_next_build"]

REPORT_SECONDS = 1.0
NOTHING = "There is nothing to release: no record matches the recipe."
log = logging.getLogger(__name__)

Report = Callable[[float, int], None]


def run_next_build() -> bool:
    """Runs the oldest build nobody is at. False where there is none."""
    build_id = builds.claimable().values_list("pk", flat=True).first()
    if build_id is None:
        return False
    try:
        run_build(build_id)
    except NotClaimedError:
        log.info("The build %s is taken", build_id)
    except Exception as error:  # the row holds the error; the loop goes on with the next build
        log.warning("The build %s did not succeed: %s", build_id, type(error).__name__)
    return True


def run_build(build_id: UUID | str, watch: Report = lambda share, rows: None) -> Release:
    """Runs one build to its end; `watch` is told the share done and the rows read after every batch.

    Raises NotClaimedError where it is finished or someone else is at it, BuildError where it can never
    succeed (the build is then failed), and whatever else went wrong (the build is then queued again, three
    attempts in all).
    """
    build = builds.claim(build_id)
    try:
        return _run(build, watch)
    except (BuildError, recipe.RecipeError) as error:
        builds.fail(build, str(error))
        raise BuildError(str(error)) from error
    except LeaseLostError as error:
        raise NotClaimedError from error
    except StorageError as error:
        builds.give_back(build, str(error))
        raise
    except Exception as error:
        builds.give_back(build, f"Unexpected error: {type(error).__name__}")
        raise


def _run(build: Build, watch: Report) -> Release:
    storage = release_storage()
    chosen = recipe.from_dict(build.dataset.recipe)
    report = _reporter(build, watch)
    screen_if_changed(build.dataset.project_id, lambda done: report(0.0, 0))  # reporting keeps the lease
    with scratch(str(build.pk)) as folder:
        facts, files = write(folder, build.dataset.project_id, chosen, report)
        manifest_sha256 = _store(storage, folder, facts, files)
    return _publish(build, facts, manifest_sha256, storage)


def write(
    folder: Path, project_id: int, chosen: recipe.Recipe, report: Report
) -> tuple[dict[str, Any], list[WrittenFile]]:
    """Writes the tables and the card; gives the manifest and the data files. Raises BuildError."""
    with open_snapshot() as snapshot:
        selection = Selection(snapshot, project_id, chosen)
        calibration = _calibration(snapshot, project_id)
        writers = [KindWriter(folder, kind) for kind in recipe.KINDS if selection.matching[kind]]
        files = _write_all(selection, writers, report)
    if not files:
        raise BuildError(NOTHING)
    facts = manifest.build(chosen, writers, files, selection.left_out, STAGES, calibration)
    content = card.render(facts)
    (folder / card.NAME).write_bytes(content)
    return manifest.with_card(facts, content), files


def _calibration(snapshot: Snapshot, project_id: int) -> Calibration:
    """What the project's records are made with, as the snapshot sees it."""
    query = sql.SQL("SELECT document FROM exports_calibration WHERE project_id = {} AND active")
    found = snapshot.rows(query.format(sql.Literal(project_id)))
    return decode(found[0][0]) if found else DEFAULT_CALIBRATION


def _write_all(selection: Selection, writers: list[KindWriter], report: Report) -> list[WrittenFile]:
    total, done = selection.matching.total(), 0
    files: list[WrittenFile] = []

    def report_kind(rows: int) -> None:
        report((done + rows) / total, done + rows)

    for writer in writers:
        files += write_kind(selection, writer, report_kind)
        done += writer.rows
    return files


def write_kind(selection: Selection, writer: KindWriter, report: Callable[[int], None]) -> list[WrittenFile]:
    """Streams the selected records of one kind into its files."""
    seen = 0
    try:
        for parts in selection.rows(writer.kind):
            writer.add(parts)
            seen += sum(len(part.rows) for part in parts)
            report(seen)
        return writer.finish()
    finally:
        writer.abandon()


def _reporter(build: Build, watch: Report) -> Report:
    """Reports at most once a second; the last tenth of the progress is storing and publishing."""
    last = 0.0

    def report(share: float, rows: int) -> None:
        nonlocal last
        watch(share, rows)
        if time.monotonic() - last >= REPORT_SECONDS:
            builds.report(build, round(0.9 * share, 4), rows)
            last = time.monotonic()

    return report


def _store(storage: Storage, folder: Path, facts: dict[str, Any], files: list[WrittenFile]) -> str:
    """Stores the data files, the card and the manifest; returns the manifest's SHA-256."""
    for file in files:
        storage.put(file.shard.path, file.shard.sha256)
    (folder / manifest.NAME).write_bytes(manifest.encode(facts))
    _store_small(storage, folder / card.NAME)
    return _store_small(storage, folder / manifest.NAME)


def _store_small(storage: Storage, path: Path) -> str:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    storage.put(path, sha256)
    return sha256


def _publish(build: Build, facts: Mapping[str, Any], manifest_sha256: str, storage: Storage) -> Release:
    while True:
        previous = publish.newest(build.dataset)
        same = previous is not None and previous.sha == facts["content_digest"][:40]
        if previous is not None and same and build.bump == "auto":
            publish.finish(build, previous)
            return previous
        needed = _needed_bump(previous, facts, storage) if previous else versions.MAJOR
        try:
            return publish.publish(build, previous, versions.stronger(needed, build.bump), facts, manifest_sha256)
        except publish.OvertakenError:
            continue


def _needed_bump(previous: Release, facts: Mapping[str, Any], storage: Storage) -> str:
    """The least bump that tells what changed: by the manifests if they decide, else by the rows."""
    decided = versions.least_bump(previous.manifest, facts)
    if decided:
        return decided
    changes = diff.compare(diff.Side(previous.manifest, storage.open), diff.Side(facts, storage.open))
    only_added = all(part.change == "added" for part in changes)
    return versions.MINOR if only_added else versions.MAJOR
