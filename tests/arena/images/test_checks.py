"""Looking at every image's bytes: each kind of damage is found, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena import doctor
from service.arena.catalog import prompt_sources
from service.arena.images import images, sizes
from service.arena.images.checks import check_images
from service.arena.images.renditions import withdraw_damaged
from service.db.queries.pictures import renditions
from service.errors import Unavailable
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def harm(folder: Path, digest: str) -> None:
    """Change a byte of what is kept under a hash."""
    path = next((folder / "blobs").rglob(digest))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.slow
async def test_each_damage_is_found_and_nothing_is_changed(sqlite_url: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt_id = await open_gallery(services, [f"m{i}" for i in range(6)])
        made = [await hang(services, f"m{i}", prompt_id, picture(i)) for i in range(6)]
        source = await prompt_sources.upload(services, ARENA, prompt_id, picture(9))
        assert (await check_images(services)).well
        for image in made[4:]:
            copy = bytes.fromhex(image.url.rpartition("/")[2])
            await services.database.write(withdraw_damaged, copy, "it was away")
        harm(tmp_path, made[0].url.rpartition("/")[2])
        harm(tmp_path, made[1].sha256)
        harm(tmp_path, made[4].url.rpartition("/")[2])
        harm(tmp_path, str(source.source_image_url).rpartition("/")[2])
        found = await check_images(services, lambda _, done, total: told.append((done, total)))
        assert not found.well
        assert (found.images, list(found.unreadable)) == (4, [made[0].id])
        assert (found.originals, found.sources) == ([made[1].id], [prompt_id])
        assert (found.withdrawn, found.returned) == ([made[4].id], [made[5].id])
        assert told == [(4, 4)]
        for image in made[:4]:
            assert (await services.database.read(images.get, ARENA, image.id)).withdrawn_at is None


async def test_lost_renditions_are_named_and_made_again(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.services._LOST", 1)  # fewer than are lost
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt_id = await open_gallery(services, ["m0", "m1"])
        made = [await hang(services, f"m{i}", prompt_id, picture(i)) for i in range(2)]
        source = await prompt_sources.upload(services, ARENA, prompt_id, picture(9))
        await sizes.make_renditions(services)
        copies = [
            bytes.fromhex(url.rpartition("/")[2]) for url in (made[1].url, str(source.source_image_url))
        ]
        known = await services.database.read(renditions.of_copies, copies)
        next((tmp_path / "blobs").rglob(known[copies[0]].small.hex())).unlink()
        harm(tmp_path, known[copies[1]].large.hex())
        found = await check_images(services)
        assert (found.well, found.unreadable, found.sources) == (False, {}, [])
        assert (found.renditions, found.source_renditions) == (
            {made[1].id: copies[0]},
            {prompt_id: copies[1]},
        )
        (finding,) = await doctor.of_images(services)
        assert f"`arena doctor --remake` makes these again: {made[1].id}" in finding.detail
        remade, finding = await doctor.of_images(services, remake=True)
        assert (remade.detail, finding.well) == ("made again for 2 images", True)
        assert (await check_images(services)).well


async def test_a_store_that_is_away_is_no_damage(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await hang(services, "m0", await open_gallery(services))
        for put_away in (lambda: None, lambda: (tmp_path / "blobs").write_text("in the way")):
            (tmp_path / "blobs").exists() and (tmp_path / "blobs").rename(tmp_path / "gone")
            put_away()
            with pytest.raises(Unavailable):
                await check_images(services)
