"""Restoring a backup into an empty place, on the other database as well.

Everything is read and compared with the manifest before anything is written. Then come the blobs and the
key, which harm nobody if the restore ends there, and last the rows, in one transaction: a restore that is
killed can be run again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service import __version__
from service.arena.access.secrets import adopt_secret, stored_secret
from service.arena.backups.encryption import decrypt
from service.arena.backups.manifests import Manifest, checked, members_of
from service.arena.backups.members import SECRET, Source, decode_part
from service.arena.backups.places import open_source
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import locked_arenas
from service.blobs.protocol import NAMESPACES, Namespace, path_of
from service.blobs.shelves import open_shelf
from service.blobs.stores import open_blobs
from service.db.copying.tables import CopiedTable, copied_tables
from service.db.copying.writing import check_empty, clear, finish, in_new_database, load
from service.db.engine import WriteSession, open_database
from service.db.migrate import upgrade, upgrade_on
from service.db.queries import arenas
from service.db.schema_versions import known, newest
from service.errors import Conflict, Damaged, Invalid
from service.settings import Settings

Passphrase = Callable[[], str | None]
"""Asks for the passphrase of the secret key; None leaves the key where it is."""

_TABLES, _BLOBS = "tables/", "blobs/"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; ``key`` is whether the secret key was."""

    manifest: Manifest
    key: bool


def restore(settings: Settings, place: str, passphrase: Passphrase, progress: Progress = silent) -> Restored:
    """Restore a backup into the empty database and blob store of the settings.

    Must not be called from an event loop. Raise Damaged if the backup is not whole; Invalid if a newer
    version made it, or for a wrong passphrase; Conflict unless the place is empty; Unavailable or StorageFull
    if it fails. Nothing has been written then, or only blobs and the key of the backup.
    """
    source = open_source(place)
    manifest = checked_backup(source)
    check_empty(settings.database_url)
    _check_blobs(settings, manifest)
    secret = _secret(source, manifest, passphrase)
    if secret is not None and stored_secret(settings) not in {None, secret}:
        raise Conflict("there is another secret key here already: restore with an empty ARENA_DATA_DIR")
    _put_blobs(settings, source, manifest, progress)
    if secret is not None:
        adopt_secret(settings, secret)
    restore_rows(settings.database_url, source, manifest, progress)
    asyncio.run(_settle(settings.database_url))
    return Restored(manifest, key=secret is not None)


def checked_backup(source: Source) -> Manifest:
    """Return the manifest of a whole backup that this version can restore. Raise Damaged or Invalid."""
    manifest = checked(source)
    if manifest.schema_revision not in known():
        raise Invalid(
            f"the backup has schema {manifest.schema_revision} of version {manifest.program}; this program, "
            f"version {__version__}, knows schemas up to {newest()}: install the newer version"
        )
    return manifest


def _check_blobs(settings: Settings, manifest: Manifest) -> None:
    """Raise Conflict if the store is a database's, or has a blob that the backup lacks.

    A killed restore leaves only others, and no marker.
    """
    blobs = open_blobs(settings.blobs_url)
    if blobs.marker() is not None:
        raise Conflict(f"{blobs.place} is the image store of a database: restore into an empty one")
    ours = {
        path_of(namespace, bytes.fromhex(digest))
        for namespace, digests in manifest.blobs.items()
        for digest in digests
    }
    for name in open_shelf(settings.blobs_url).names():
        if name.startswith(tuple(f"{namespace}/" for namespace in NAMESPACES)) and name not in ours:
            raise Conflict(f"the image store is not empty: it has {name}, which the backup has not")


def _secret(source: Source, manifest: Manifest, passphrase: Passphrase) -> bytes | None:
    """Return the decrypted secret key, None if it stays where it is."""
    if manifest.key is None:
        return None
    data = next(data for name, data in members_of(source, manifest) if name == SECRET)
    words = passphrase()
    return None if words is None else decrypt(data, words)


def _put_blobs(settings: Settings, source: Source, manifest: Manifest, progress: Progress) -> None:
    blobs = open_blobs(settings.blobs_url)
    done, total = 0, manifest.blob_count
    for name, data in members_of(source, manifest) if total else ():
        if name.startswith(_BLOBS):
            namespace, digest = name.removeprefix(_BLOBS).split("/")
            if blobs.put(_namespace(namespace), data).hex() != digest:
                raise Damaged(f"{name} is damaged: its bytes do not have the hash in its name")
            done += 1
            progress("restoring files", done, total)


def _namespace(name: str) -> Namespace:
    return next(namespace for namespace in NAMESPACES if namespace == name)


def restore_rows(url: str, source: Source, manifest: Manifest, progress: Progress = silent) -> None:
    """Fill an empty database with the rows of a backup, and upgrade it to this version's schema.

    All rows come in one transaction, with the schema that they were in. Raise as `restore`.
    """

    def work(session: WriteSession) -> None:
        upgrade_on(session, manifest.schema_revision)
        tables = _tables(session, manifest)
        clear(session, list(tables.values()))
        done, total = 0, sum(table.rows for table in manifest.tables.values())
        for table, rows in _parts(source, manifest, tables):
            load(session, table, rows)
            done += len(rows)
            progress("restoring rows", done, total)
        if done != total:
            raise Damaged(f"the backup has {done} rows, and its manifest says {total}")
        finish(session, list(tables.values()))

    in_new_database(url, work)
    upgrade(url)


def _tables(session: WriteSession, manifest: Manifest) -> dict[str, CopiedTable]:
    """Return the tables by name. Raise Damaged unless they and their columns are those of the backup."""
    tables = {table.name: table for table in copied_tables(session)}
    theirs = {name: dict(table.columns) for name, table in manifest.tables.items()}
    if theirs != {name: dict(table.columns) for name, table in tables.items()}:
        raise Damaged(f"the tables of the backup are not those of schema {manifest.schema_revision}")
    return tables


def _parts(
    source: Source, manifest: Manifest, tables: dict[str, CopiedTable]
) -> Iterator[tuple[CopiedTable, list[tuple[object, ...]]]]:
    for name, data in members_of(source, manifest):
        if name == SECRET:
            continue
        if not name.startswith(_TABLES):
            return  # tables come before blobs
        table = tables[name.split("/")[1]]
        yield table, decode_part(name, manifest.tables[table.name].columns, data)


async def _settle(url: str) -> None:
    """Rate the votes that were appended and not folded yet when the backup was made."""

    def work(session: WriteSession) -> None:
        locked_arenas(session, [arena.id for arena in arenas.every(session)])

    database = open_database(url, 1)
    try:
        await database.write(work)
    finally:
        await database.close()
