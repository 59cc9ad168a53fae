"""Which store belongs to a database: who gets a marker, who gets none, and who is refused."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from service.arena.blob_store import BlobStore
from service.arena.services import Services
from service.blobs.local import LocalBlobs
from service.blobs.protocol import MARKER
from service.db.engine import Database, WriteSession, open_database
from service.db.queries.stores import markers
from service.db.tables.stores import blob_store
from service.errors import Unavailable
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def marker_in(folder: Path) -> str:
    """Return the id in a folder's marker."""
    return (folder / MARKER).read_text().partition("\n")[0]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url, 2)
    yield database
    await database.close()


@asynccontextmanager
async def installed(url: str, folder: Path) -> AsyncIterator[Services]:
    """Yield services with an image, as a version without markers left them."""

    def forget(session: WriteSession) -> None:
        session.execute(delete(blob_store))

    async with arena_services(url, folder) as services:
        await hang(services, "m0", await open_gallery(services))
        await services.database.write(forget)
        (folder / "blobs" / MARKER).unlink()
        yield services


async def test_the_first_use_of_a_new_database_writes_the_marker(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        stores = [BlobStore(LocalBlobs(tmp_path / "blobs"), database) for _ in range(4)]
        await asyncio.gather(*(store.write("copies", b"%d" % i) for i, store in enumerate(stores)))
        row = await database.read(markers.get)
        assert row is not None
        assert row.marked_at is not None
        assert marker_in(tmp_path / "blobs") == row.store_id
        assert "image store" in (tmp_path / "blobs" / MARKER).read_text()


async def test_a_store_with_some_of_its_files_gets_one_at_the_start(
    database_url: str, tmp_path: Path
) -> None:
    async with installed(database_url, tmp_path) as services:
        before = await services.blobs.look()
        assert (before.row, before.problem, before.may_be_claimed) == (None, "", True)
        later = BlobStore(LocalBlobs(tmp_path / "blobs"), services.database)
        await later.open()
        row = await services.database.read(markers.get)
        assert row is not None
        assert row.store_id == marker_in(tmp_path / "blobs")
        assert (await later.look()).problem == ""


async def test_an_empty_or_missing_folder_gets_none(sqlite_url: str, tmp_path: Path) -> None:
    async with installed(sqlite_url, tmp_path) as services:
        for _ in range(2):
            empty = BlobStore(LocalBlobs(tmp_path / "empty"), services.database)
            with pytest.raises(Unavailable, match=f"{tmp_path}/empty has no marker .* none of the files"):
                await empty.write("copies", b"bytes")
            assert not (tmp_path / "empty" / "copies").exists()
            (tmp_path / "empty").mkdir(exist_ok=True)
        assert await services.database.read(markers.get) is None


async def test_another_databases_store_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        other = BlobStore(LocalBlobs(tmp_path / "other"), database)
        await other.write("copies", b"bytes")
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), tmp_path / "new.db")
    async with opened(f"sqlite:///{tmp_path}/new.db") as database:

        def forget(session: WriteSession) -> None:
            session.execute(delete(blob_store))

        await database.write(forget)
        refused = BlobStore(LocalBlobs(tmp_path / "other"), database)
        with pytest.raises(Unavailable, match="image store of another database") as caught:
            await refused.write("copies", b"bytes")
        assert f"delete {MARKER}" in caught.value.detail
        assert str(tmp_path / "other") in caught.value.detail


async def test_a_marker_that_came_with_our_files_is_adopted(sqlite_url: str, tmp_path: Path) -> None:
    """The database was restored from a backup that is older than the marker."""
    async with installed(sqlite_url, tmp_path) as services:
        LocalBlobs(tmp_path / "blobs").mark("an-id")
        await BlobStore(LocalBlobs(tmp_path / "blobs"), services.database).check()
        row = await services.database.read(markers.get)
        assert row is not None
        assert row.store_id == "an-id"


async def test_a_claim_that_was_cut_short_is_finished(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        row = await database.write(markers.choose, "chosen")
        assert (row.store_id, row.marked_at) == ("chosen", None)
        await BlobStore(LocalBlobs(tmp_path / "blobs"), database).write("copies", b"bytes")
        assert marker_in(tmp_path / "blobs") == "chosen"
