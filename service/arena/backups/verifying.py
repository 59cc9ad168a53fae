"""Verifying a backup: every hash, and every rating in it folded again from the votes in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from service.arena.backups.manifests import ArenaManifest, Manifest, members_of
from service.arena.backups.members import Source
from service.arena.backups.places import open_source
from service.arena.backups.restoring import checked_backup, restore_rows
from service.arena.progress import Progress, silent
from service.arena.recording.recount import Check, check
from service.blobs.local import LocalBlobs
from service.db.engine import ReadSession, open_database
from service.db.queries import arenas
from service.db.sealed_files import Load, give_files
from service.errors import Damaged


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup whose hashes are right: its manifest, and what folding its logs again gives."""

    manifest: Manifest
    checks: Sequence[Check]

    @property
    def well(self) -> bool:
        """Whether every rating has the bits that the votes give."""
        return not any(one.differences for one in self.checks)


def verify(place: str, progress: Progress = silent) -> Verified:
    """Check a backup in a temporary SQLite database, which takes about the size of database and sealed log.

    Must not be called from an event loop. Raise Damaged if a member is not whole, and Invalid if a newer
    version made the backup.
    """
    source = open_source(place)
    manifest = checked_backup(source)
    with TemporaryDirectory(prefix="arena-verify-") as folder:
        url = f"sqlite:///{Path(folder) / 'arena.db'}"
        restore_rows(url, source, manifest, progress)
        sealed = _sealed(source, manifest, LocalBlobs(Path(folder) / "blobs"))
        return Verified(manifest, asyncio.run(_check(url, sealed, manifest, progress)))


def _sealed(source: Source, manifest: Manifest, blobs: LocalBlobs) -> Load:
    """Return what loads the sealed files of a backup, which some of its votes may be in alone."""
    if manifest.blobs.get("log"):
        for name, data in members_of(source, manifest):
            if name.startswith("blobs/log/"):
                blobs.put("log", data)
    return partial(blobs.get, "log")


async def _check(url: str, sealed: Load, manifest: Manifest, progress: Progress) -> list[Check]:
    def work(session: ReadSession) -> list[Check]:
        found = arenas.every(session)
        logs = (arenas.log_of(session, arena.id) for arena in found)
        ends = {log.arena.slug: (log.end, log.arena.last_position) for log in logs if log}
        if ends != {log.arena: _ends(log) for log in manifest.arenas}:
            raise Damaged("the logs do not end where the manifest says")
        return [check(session, arena, progress) for arena in found]

    database = open_database(url, 1)
    give_files(database.engines, sealed)
    try:
        return await database.read(work)
    finally:
        await database.close()


def _ends(log: ArenaManifest) -> tuple[int, int]:
    return log.end, log.rated
