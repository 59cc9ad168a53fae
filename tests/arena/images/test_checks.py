"""Looking at every image's bytes: each kind of damage is found, and costs what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import prompt_sources
from service.arena.doctor import of_images
from service.arena.images import images
from service.arena.images.checks import check_images
from tests.support.arenas import arena_services
from tests.support.pictures import picture
from tests.support.uploads import ARENA, hang, open_gallery

pytestmark = pytest.mark.anyio


def harm(folder: Path, digest: str) -> None:
    """Change a byte of what is kept under a hash."""
    path = next((folder / "blobs").rglob(digest))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


async def test_each_damage_is_found(database_url: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services, [f"m{i}" for i in range(4)])
        made = [await hang(services, f"m{i}", prompt_id, picture(i)) for i in range(4)]
        source = await prompt_sources.upload(services, ARENA, prompt_id, picture(9))
        assert (await check_images(services)).well
        harm(tmp_path, made[0].url.rpartition("/")[2])
        harm(tmp_path, made[1].sha256)
        harm(tmp_path, str(source.source_image_url).rpartition("/")[2])
        found = await check_images(services, lambda _, done, total: told.append((done, total)))
        assert not found.well
        assert (found.images, found.damaged) == (4, [made[0].id])
        assert (found.originals, found.sources) == ([made[1].id], [prompt_id])
        assert told == [(4, 4)]
        for image, withdrawn in zip(made, (True, False, False, False), strict=True):
            after = await services.database.read(images.get, ARENA, image.id)
            assert (after.withdrawn_at is not None) is withdrawn


async def test_damage_is_told_until_it_is_mended_or_given_up(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = [await hang(services, f"m{i}", prompt_id, picture(i)) for i in range(2)]
        for image in made:
            next((tmp_path / "blobs").rglob(image.url.rpartition("/")[2])).unlink()
        for looked_at in (2, 0):
            found = await of_images(services)
            assert not found.well
            assert f"{looked_at} looked at; 2 damaged and withdrawn" in found.detail
            assert found.detail.endswith(f"{made[0].id}, {made[1].id}")
        await hang(services, "m0", prompt_id, picture(0))
        await services.database.write(images.withdraw, ARENA, made[1].id, "lost")
        assert (await of_images(services)).detail == "1 looked at"


async def test_a_store_that_is_away_is_told(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await hang(services, "m0", await open_gallery(services))
        (tmp_path / "blobs").rename(tmp_path / "gone")
        (tmp_path / "blobs").write_text("in the way")
        found = await of_images(services)
        assert (found.well, found.what) == (False, "images")
        after = (await services.database.read(images.get, ARENA, 1)).withdrawn_at
        assert after is None
