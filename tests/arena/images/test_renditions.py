"""Copies: public ones by their hash and no others, and what a broken one costs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.arena.images import images
from service.arena.images.renditions import public_copy, read_copy
from service.domain.images import Image
from service.errors import Damaged, NotFound
from tests.support.arenas import arena_services
from tests.support.pictures import opened, picture
from tests.support.uploads import ARENA, hang, open_gallery


def copy_of(image: Image) -> str:
    """Return the hash of an image's copy, in hex."""
    return image.url.rpartition("/")[2]


@pytest.mark.anyio
async def test_a_copy_is_found_by_its_hash(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(300, 200)))
        for _ in range(2):  # the second time without a look into the database
            copy = await public_copy(services, copy_of(made))
            assert hashlib.sha256(copy).hexdigest() == copy_of(made)
            assert opened(copy).size == (1024, 683)


@pytest.mark.anyio
async def test_an_original_is_not(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services))
        for name in (made.sha256, "0" * 64, "", "x", copy_of(made).upper(), copy_of(made)[2:], "0" * 10_000):
            with pytest.raises(NotFound):
                await public_copy(services, name)


@pytest.mark.anyio
async def test_a_withdrawn_one_is_gone_at_once_though_it_is_in_memory(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services))
        await public_copy(services, copy_of(made))
        await services.database.write(images.withdraw, ARENA, made.id, "asked to")
        with pytest.raises(NotFound):
            await public_copy(services, copy_of(made))


@pytest.mark.anyio
async def test_the_same_picture_of_another_model_is_still_shown(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        first, second = [await hang(services, model, prompt_id, picture()) for model in ("m0", "m1")]
        await services.database.write(images.withdraw, ARENA, first.id, "asked to")
        assert copy_of(first) == copy_of(second)
        assert await public_copy(services, copy_of(second))


@pytest.mark.anyio
@pytest.mark.parametrize("harm", ["cut", "gone"])
async def test_a_damaged_copy_withdraws_its_images(database_url: str, tmp_path: Path, harm: str) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = [await hang(services, model, prompt_id, picture(size=(300, 200))) for model in ("m0", "m1")]
        path = next((tmp_path / "blobs").rglob(copy_of(made[0])))
        if harm == "cut":
            path.write_bytes(path.read_bytes()[:-1])
        else:
            path.unlink()
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        for image in made:
            after = await services.database.read(images.get, ARENA, image.id)
            assert str(after.withdrawn_reason).startswith("damaged: ")
        with pytest.raises(NotFound):
            await public_copy(services, copy_of(made[0]))
        again = await hang(services, "m0", prompt_id, picture(size=(300, 200)))
        assert (again.id, again.withdrawn_reason) == (made[0].id, None)
        assert await public_copy(services, copy_of(again))


@pytest.mark.anyio
async def test_a_damaged_square_withdraws_them_too(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(300, 200)))
        files = [path for path in (tmp_path / "blobs" / "copies").rglob("*") if path.is_file()]
        (square,) = [path for path in files if path.name != copy_of(made)]
        square.unlink()
        with pytest.raises(Damaged):
            await read_copy(services, bytes.fromhex(square.name), bytes.fromhex(copy_of(made)))
        after = await services.database.read(images.get, ARENA, made.id)
        assert after.withdrawn_at is not None
