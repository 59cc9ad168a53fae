"""Images as use cases: taken in whole or not at all, withdrawn for good, read with their bytes verified."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from service.arena.catalog import arenas
from service.arena.images import images
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.errors import Conflict, Invalid, NotFound
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import arena_services


def blobs_in(folder: Path) -> list[str]:
    """Return the names of all files below a store's folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.anyio
async def test_a_picture_becomes_an_image(database_url: str, tmp_path: Path) -> None:
    data = picture(size=(300, 200))
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = await hang(services, "m0", prompt_id, data)
        assert (made.arena, made.model, made.prompt_id, made.origin) == (ARENA, "m0", prompt_id, "upload")
        assert (made.format, made.width, made.height, made.bytes) == ("png", 300, 200, len(data))
        assert made.sha256 == hashlib.sha256(data).hexdigest()
        kept = tmp_path / "blobs" / "originals" / made.sha256[:2] / made.sha256
        assert kept.read_bytes() == data
        assert await services.database.read(images.get, ARENA, made.id) == made


@pytest.mark.anyio
async def test_nothing_is_stored_of_what_is_refused(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        data = picture()
        with pytest.raises(Invalid):
            await images.add(services, ARENA, "m0", prompt_id, data[:-5])
        for arena, model, prompt in (("no", "m0", prompt_id), (ARENA, "m9", prompt_id), (ARENA, "m0", 99)):
            with pytest.raises(NotFound):
                await images.add(services, arena, model, prompt, data)
        await services.database.write(arenas.retire, ARENA)
        with pytest.raises(Conflict, match="retired"):
            await images.add(services, ARENA, "m0", prompt_id, data)
        listed = await services.database.read(images.page, ARENA, Page())
        assert listed.items == []
    assert blobs_in(tmp_path / "blobs") == []


@pytest.mark.anyio
async def test_the_same_file_again_is_one_image(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        data = picture()
        sent = [hang(services, "m0", prompt_id, data) for _ in range(4)]
        results = await asyncio.gather(*sent, return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 3 + ["Image"]
        with pytest.raises(Conflict, match="already"):
            await hang(services, "m0", prompt_id, data)
        await hang(services, "m1", prompt_id, data)


@pytest.mark.anyio
async def test_lists_name_a_prompt_or_a_model(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = [await hang(services, model, prompt_id) for model in ("m0", "m1")]
        read = services.database.read
        assert (await read(images.page, ARENA, Page(), prompt_id=prompt_id)).items == made
        assert (await read(images.page, ARENA, Page(), model="m1")).items == made[1:]
        first = await read(images.page, ARENA, Page(limit=1))
        assert (first.items, first.next_cursor is None) == (made[:1], False)
        for wrong in ({"prompt_id": prompt_id + 1}, {"model": "m7"}):
            with pytest.raises(NotFound):
                await read(images.page, ARENA, Page(), **wrong)


@pytest.mark.anyio
async def test_a_withdrawn_image_stays_withdrawn_for_its_first_reason(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services))
        write = services.database.write
        first = await write(images.withdraw, ARENA, made.id, "asked to")
        assert first.withdrawn_at is not None
        assert first.withdrawn_reason == "asked to"
        assert await write(images.withdraw, ARENA, made.id, "again") == first
        with pytest.raises(NotFound):
            await write(images.withdraw, ARENA, made.id + 1, "nothing")


@pytest.mark.anyio
async def test_many_images_are_recorded_in_one_transaction(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        stored = await asyncio.gather(*(images.store(services, picture(seed)) for seed in range(5)))

        def work(session: WriteSession) -> list[int]:
            touch_catalog(session)
            return [images.record(session, ARENA, "m0", prompt_id, one, origin="demo").id for one in stored]

        made = await services.database.write(work)
        listed = await services.database.read(images.page, ARENA, Page())
        assert [image.id for image in listed.items] == made
        assert {image.origin for image in listed.items} == {"demo"}
