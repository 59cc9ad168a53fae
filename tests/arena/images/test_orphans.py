"""Orphaned files: found by what rows name, and never in a store that is away."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from service.arena.blob_store import BlobStore
from service.arena.images.checks import check_images
from service.arena.images.orphans import YOUNG, Orphans, find_orphans, remove_orphans
from service.arena.services import Services
from service.blobs.local import LocalBlobs
from service.blobs.protocol import BlobEntry, Namespace, path_of
from service.db.queries.privacy import named_blobs
from service.domain import clock
from service.errors import Unavailable
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio

NOTHING = [Orphans(namespace, 0, 0) for namespace in ("originals", "copies", "log")]


@pytest.fixture
async def services(database_url: str, tmp_path: Path) -> AsyncIterator[Services]:
    """Yield services with two images whose files are old, like every file of the test."""
    async with arena_services(database_url, tmp_path) as services:
        prompt = await open_gallery(services)
        for model in ("m0", "m1"):
            await hang(services, model, prompt)
        make_old(tmp_path)
        yield services


def make_old(folder: Path) -> None:
    """Make all files of the store older than those of an upload in flight."""
    then = (clock.now() - YOUNG) / clock.SECOND - 60
    for path in (folder / "blobs").rglob("*"):
        os.utime(path, (then, then))


def files(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "blobs").rglob("*"))


async def test_only_old_files_that_nothing_names_go(services: Services, tmp_path: Path) -> None:
    assert await find_orphans(services, 0) == NOTHING
    services.blobs.put("originals", b"left by an upload that failed")
    services.blobs.put("log", b"left by a seal")
    make_old(tmp_path)
    services.blobs.put("copies", b"in flight")
    (tmp_path / "blobs" / "copies" / "notes.txt").write_text("not ours")
    found = [Orphans("originals", 1, 29), Orphans("copies", 0, 0), Orphans("log", 1, 14)]
    before = files(tmp_path)
    assert await find_orphans(services, 0) == found
    assert files(tmp_path) == before
    assert await remove_orphans(services) == found
    assert files(tmp_path) == before - 2
    assert await remove_orphans(services) == NOTHING
    assert (await check_images(services)).well


@pytest.mark.parametrize("put_again", [True, False])
async def test_what_is_put_or_named_again_meanwhile_stays(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, put_again: bool
) -> None:
    digest = services.blobs.put("copies", b"an upload comes back to it")
    make_old(tmp_path)
    looks: list[bool] = []
    entries = BlobStore.entries

    async def meanwhile(store: BlobStore, namespace: Namespace, folder: str) -> Sequence[BlobEntry]:
        if (namespace, folder) == ("copies", digest.hex()[:2]):
            looks.append(put_again)
            if put_again and len(looks) == 2:
                store.put("copies", b"an upload comes back to it")
        return await entries(store, namespace, folder)

    monkeypatch.setattr(BlobStore, "entries", meanwhile)
    if not put_again:
        monkeypatch.setattr(named_blobs, "named", lambda *_: {digest})
    assert await remove_orphans(services) == NOTHING
    assert len(looks) == 2
    assert (tmp_path / "blobs" / path_of("copies", digest)).is_file()


async def test_a_store_that_is_away_loses_nothing(services: Services, tmp_path: Path) -> None:
    services.blobs.put("originals", b"an orphan")
    make_old(tmp_path)
    blobs, kept = tmp_path / "blobs", tmp_path / "kept"
    for part in ("copies", "."):  # half of it, then all
        (blobs / part).rename(kept)
        with pytest.raises(Unavailable, match=r"files that the database names are not in|has no marker"):
            await find_orphans(services, 0)
        with pytest.raises(Unavailable):
            await remove_orphans(services)
        kept.rename(blobs / part)
    assert (await find_orphans(services, 0))[0].files == 1


async def test_a_folder_that_is_not_the_databases_yet_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    LocalBlobs(tmp_path / "blobs").put("originals", b"of somebody else")
    make_old(tmp_path)
    async with arena_services(sqlite_url, tmp_path) as services:
        assert await remove_orphans(services) == NOTHING
    assert [path.is_file() for path in (tmp_path / "blobs").glob("*/*/*")] == [True]
