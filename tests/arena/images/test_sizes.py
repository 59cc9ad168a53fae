"""Renditions: made with the image, in its own proportions; missing or lost ones are made again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select

from service.arena.catalog import prompt_sources
from service.arena.images import images
from service.arena.images.sizes import make_renditions, public_rendition
from service.arena.services import Services
from service.db.queries.pictures import renditions
from service.db.tables.voting import renditions as table
from service.domain.images import COPY_TYPE
from service.errors import NotFound
from tests.support.images.pictures import opened, picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def every(services: Services) -> list[renditions.RenditionHashes]:
    statement = select(table.c.small, table.c.medium, table.c.large)
    return await services.database.read(
        lambda session: [renditions.RenditionHashes(*row) for row in session.execute(statement)]
    )


async def test_an_image_comes_in_three_sizes_without_bars(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(1_000, 300)))
        name = made.url.rpartition("/")[2]
        for _ in range(2):  # the second time from memory
            shown = [await public_rendition(services, name, side) for side in ("160", "480", "1024")]
            assert [opened(one.data).size for one in shown] == [(160, 48), (480, 144), (1_000, 300)]
            assert {(opened(one.data).format, one.media_type, one.final) for one in shown} == {
                ("WEBP", "image/webp", True)
            }
        for side in ("161", "", "0160", "x"):
            with pytest.raises(NotFound):
                await public_rendition(services, name, side)
        await services.database.write(images.withdraw, ARENA, made.id, "asked to")
        with pytest.raises(NotFound):
            await public_rendition(services, name, "160")


@pytest.mark.slow
async def test_missing_ones_are_made_from_copies(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)
        made = await hang(services, "m0", prompt_id, picture(size=(400, 100)))
        await prompt_sources.upload(services, ARENA, prompt_id, picture(2, (300, 300)))
        await services.database.write(lambda session: session.execute(delete(table)))
        name = made.url.rpartition("/")[2]
        copy = await public_rendition(services, name, "160")
        assert (copy.media_type, copy.final) == (COPY_TYPE, False)
        assert await make_renditions(services) == 2
        assert await make_renditions(services) == 0
        width, height = opened((await public_rendition(services, name, "160")).data).size
        assert (width, abs(height - 40) <= 1) == (160, True)


async def test_lost_ones_are_made_again_and_the_image_stays(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(300, 200)))
        name = made.url.rpartition("/")[2]
        (before,) = await every(services)
        await services.blobs.remove("copies", before.medium)
        assert not (await public_rendition(services, name, "480")).final
        assert len(services.images.suspects) == 0
        assert await make_renditions(services) == 1
        assert (await public_rendition(services, name, "480")).final


async def test_those_of_copies_that_nothing_has_are_forgotten(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await hang(services, "m0", await open_gallery(services))
        (kept,) = await every(services)
        await services.database.write(renditions.add, b"x" * 32, kept)
        assert len(await every(services)) == 2
        assert await services.database.write(renditions.forget_unused) == 1
        assert await every(services) == [kept]
