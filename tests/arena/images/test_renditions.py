"""Copies: public ones by their hash and no others, and what a broken one does not cost at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.arena.access import audit
from service.arena.images import images
from service.arena.images.renditions import public_copy, reinstate, withdraw_damaged
from service.domain.images import Image
from service.domain.paging import Page
from service.errors import Damaged, NotFound, Unavailable
from tests.support.images.pictures import opened, picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import arena_services


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
async def test_a_damaged_copy_withdraws_nothing_at_once(sqlite_url: str, tmp_path: Path, harm: str) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(300, 200)))
        path = next((tmp_path / "blobs").rglob(copy_of(made)))
        data = path.read_bytes()
        if harm == "cut":
            path.write_bytes(data[:-1])
        else:
            path.unlink()
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made))
        assert services.images.suspects.due(0) == [bytes.fromhex(copy_of(made))]
        assert (await services.database.read(images.get, ARENA, made.id)).withdrawn_at is None
        path.write_bytes(data)
        assert await public_copy(services, copy_of(made)) == data


@pytest.mark.anyio
async def test_withdrawing_and_reinstating_are_noted(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = [await hang(services, model, prompt_id, picture(size=(300, 200))) for model in ("m0", "m1")]
        copy, ids = bytes.fromhex(copy_of(made[0])), [image.id for image in made]
        assert await services.database.write(withdraw_damaged, copy, "the bytes are missing") == ids
        assert await services.database.write(withdraw_damaged, copy, "again") == []
        with pytest.raises(NotFound):
            await public_copy(services, copy_of(made[0]))
        again = await hang(services, "m0", prompt_id, picture(size=(300, 200)))
        assert (again.id, again.withdrawn_reason) == (ids[0], None)
        assert await services.database.write(reinstate, ids) == [ids[1]]
        assert await public_copy(services, copy_of(made[1]))
        entries = (await services.database.read(audit.page, Page())).items
        assert [(one.key_id, one.action, one.subject) for one in reversed(entries)] == [
            (None, "withdraw", f"image {ids[0]}"),
            (None, "withdraw", f"image {ids[1]}"),
            (None, "reinstate", f"image {ids[1]}"),
        ]


@pytest.mark.anyio
async def test_what_people_withdrew_stays_so(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = [await hang(services, model, prompt_id) for model in ("m0", "m1")]
        await services.database.write(images.withdraw, ARENA, made[0].id, "damaged: by its owner's word")
        await services.database.write(withdraw_damaged, bytes.fromhex(copy_of(made[1])), "missing")
        await services.database.write(images.withdraw, ARENA, made[1].id, "asked to")
        assert await services.database.write(reinstate, [image.id for image in made]) == []


@pytest.mark.anyio
async def test_everybody_is_told_nothing_of_our_folders(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services))
        (tmp_path / "blobs").rename(tmp_path / "away")
        with pytest.raises(Unavailable, match=r"^images are not available right now"):
            await public_copy(services, copy_of(made))
