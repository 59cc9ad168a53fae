"""Orphaned files: found by what rows name, and never in a store that is away."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from service.arena.images import orphans
from service.arena.images.checks import check_images
from service.arena.images.orphans import YOUNG, Orphans, find_orphans, remove_orphans
from service.arena.services import Services
from service.blobs.protocol import Namespace, path_of
from service.db.queries.privacy import named_blobs
from service.domain import clock
from service.errors import Unavailable
from tests.support.arenas import arena_services
from tests.support.uploads import hang, open_gallery

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
    look_again = orphans._unchanged

    def meanwhile(services: Services, namespace: Namespace, *rest: Any) -> Any:
        if put_again:
            services.blobs.put("copies", b"an upload comes back to it")
        return look_again(services, namespace, *rest)

    monkeypatch.setattr(orphans, "_unchanged", meanwhile)
    if not put_again:
        monkeypatch.setattr(named_blobs, "named", lambda *_: {digest})
    assert await remove_orphans(services) == NOTHING
    assert (tmp_path / "blobs" / path_of("copies", digest)).is_file()


async def test_a_store_that_is_away_loses_nothing(services: Services, tmp_path: Path) -> None:
    services.blobs.put("originals", b"an orphan")
    make_old(tmp_path)
    blobs, kept = tmp_path / "blobs", tmp_path / "kept"
    for part in ("copies", "."):  # half of it, then all
        (blobs / part).rename(kept)
        with pytest.raises(Unavailable, match="files that the database names are not in the image store"):
            await find_orphans(services, 0)
        with pytest.raises(Unavailable):
            await remove_orphans(services)
        kept.rename(blobs / part)
    assert (await find_orphans(services, 0))[0].files == 1
