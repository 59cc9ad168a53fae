"""Making a backup, while votes are taken: one snapshot of the database, then the blobs that it names."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service import __version__
from service.arena.access.secrets import stored_secret
from service.arena.backups.encryption import encrypt
from service.arena.backups.manifests import ArenaManifest, Manifest, TableManifest
from service.arena.backups.members import MANIFEST, SECRET, Writer, blob_name, encode_part, part_name
from service.arena.backups.places import open_writer
from service.arena.blob_store import BlobStore
from service.arena.progress import Progress, silent
from service.blobs.protocol import Blobs, Namespace
from service.blobs.stores import open_blobs
from service.db.copying.reading import MOST_ROWS, count, ends, page
from service.db.copying.tables import CopiedTable, copied_tables
from service.db.engine import Database, ReadSession, open_database
from service.db.schema_versions import check_known, current, newest
from service.db.tables.blobs import BLOB_COLUMNS
from service.domain import clock
from service.errors import Damaged, Invalid, Unavailable
from service.settings import Settings

NAMED_BLOBS: Mapping[tuple[str, str], Namespace] = {
    (column.table.name, column.name): namespace
    for namespace, columns in BLOB_COLUMNS.items()
    for column in columns
}
"""The columns that name blobs, by table and column: a backup of an older schema has tables of its own."""

# A part has about this many bytes. Rows have very different sizes, so the first page of a table is small.
_PART_BYTES = 2_000_000
_FIRST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: where it is, its size, and what is in it."""

    place: str
    bytes: int
    manifest: Manifest


@dataclass(slots=True)
class _Rows:
    """What the snapshot gave: the database's schema, the logs, the tables, and the blobs to copy."""

    schema_revision: str
    dialect: str
    arenas: list[ArenaManifest]
    tables: dict[str, TableManifest] = field(default_factory=dict)
    blobs: dict[Namespace, set[bytes]] = field(default_factory=lambda: defaultdict(set))


async def back_up(
    settings: Settings, place: str, passphrase: str | None, progress: Progress = silent
) -> Made:
    """Write a backup to a place and return it. Without a passphrase, the secret key is left out.

    Raise Conflict if there is one already, Invalid for a place that cannot be, and Unavailable or StorageFull
    if the database, the blob store or the place fails. Then nothing is left.
    """
    database = open_database(settings.database_url, 1)
    try:
        writer = open_writer(place)
        try:
            manifest = await _write(settings, database, writer, passphrase, progress)
            writer.add(MANIFEST, manifest.encode())
            return Made(place, writer.finish(), manifest)
        except BaseException:
            writer.abandon()
            raise
    finally:
        await database.close()


async def _write(
    settings: Settings, database: Database, writer: Writer, passphrase: str | None, progress: Progress
) -> Manifest:
    secret = stored_secret(settings) if passphrase else None
    key = encrypt(secret, passphrase) if secret and passphrase else None
    if key:
        writer.add(SECRET, key)
    rows = await database.read(_copy_rows, writer, progress)
    # After the snapshot, or its transaction would last as long as the blobs take. Blobs come before the rows
    # that name them, so all that the snapshot names are there.
    blobs = open_blobs(settings.blobs_url)
    store = BlobStore(blobs, database, claims=False)
    try:
        known = rows.schema_revision == newest()  # older schemas know no marker
        if known:
            await store.check()
        copied, missing = await asyncio.to_thread(
            _copy_blobs, store if known else blobs, rows.blobs, writer, progress
        )
    finally:
        store.close()
    return Manifest(
        program=__version__,
        schema_revision=rows.schema_revision,
        database=rows.dialect,
        made_at=clock.to_text(clock.now()),
        arenas=rows.arenas,
        tables=rows.tables,
        blobs=copied,
        missing=missing,
        key=hashlib.sha256(key).hexdigest() if key else None,
    )


def _copy_rows(session: ReadSession, writer: Writer, progress: Progress) -> _Rows:
    """Write the rows of all tables, which are those of one moment: the session sees one snapshot."""
    revision = current(session)
    if revision is None:
        raise Invalid("the database is empty: there is nothing to back up")
    check_known(revision)
    tables = copied_tables(session)
    logs = [ArenaManifest(arena=log.slug, end=log.end, rated=log.rated) for log in ends(session, tables)]
    rows = _Rows(revision, session.dialect.name, logs)
    counts = {table.name: count(session, table) for table in tables}
    done, total = 0, sum(counts.values())
    for table in tables:
        parts = []
        for part in _pages(session, table, rows.blobs):
            parts.append(hashlib.sha256(part.data).hexdigest())
            writer.add(part_name(table.name, len(parts)), part.data)
            done += part.rows
            progress("copying rows", done, total)
        rows.tables[table.name] = TableManifest(columns=table.columns, rows=counts[table.name], parts=parts)
    return rows


@dataclass(frozen=True, slots=True)
class _Part:
    data: bytes
    rows: int


def _pages(session: ReadSession, table: CopiedTable, blobs: dict[Namespace, set[bytes]]) -> Iterator[_Part]:
    """Yield the parts of a table, and add the blobs that it names."""
    named = [(i, NAMED_BLOBS.get((table.name, column))) for i, column in enumerate(table.columns)]
    size, after = _FIRST_ROWS, None
    while rows := page(session, table, size, after):
        for i, namespace in named:
            if namespace is not None:
                blobs[namespace].update(_digests(rows, i))
        data = encode_part(table.columns, rows)
        yield _Part(data, len(rows))
        if len(rows) < size:
            return
        after = rows[-1]
        size = max(1, min(2 * size, size * _PART_BYTES // len(data), MOST_ROWS))


def _digests(rows: Sequence[Sequence[object]], column: int) -> Iterator[bytes]:
    return (value for row in rows if isinstance(value := row[column], bytes))


def _copy_blobs(
    blobs: Blobs, named: Mapping[Namespace, set[bytes]], writer: Writer, progress: Progress
) -> tuple[dict[Namespace, list[str]], dict[Namespace, list[str]]]:
    """Write the blobs; return the hashes of those that were copied, and of those that the store has lost.

    Raise Unavailable if the store is away, or has none of them: then it is another store.
    """
    copied: dict[Namespace, list[str]] = {namespace: [] for namespace in named}
    missing: dict[Namespace, list[str]] = {namespace: [] for namespace in named}
    done, total = 0, sum(map(len, named.values()))
    for namespace, digests in named.items():
        for digest in sorted(digests):
            try:
                data = blobs.get(namespace, digest)
            except Damaged:
                missing[namespace].append(digest.hex())
            else:
                copied[namespace].append(digest.hex())
                writer.add(blob_name(namespace, digest.hex()), data)
            done += 1
            progress("copying files", done, total)
    if total and not any(copied.values()):
        raise Unavailable(
            "the image store has none of the files that the database names; "
            "set ARENA_BLOBS_URL to where they are"
        )
    return copied, missing
