"""Source images: a copy of what was sent or fetched, shown with its prompt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.catalog import arenas, prompt_sources, prompts
from service.arena.images.renditions import public_copy
from service.arena.services import Services
from service.db.engine import WriteSession
from service.errors import Invalid, NotFetched, NotFound, UnsupportedType
from service.providers.fetching import Fetcher
from tests.support.images.pictures import opened, picture
from tests.support.network.sites import page, site
from tests.support.votes.arenas import arena_services

ARENA = "edit"


async def add_prompt(services: Services, source_image: str | None = None) -> int:
    """Return an arena of editing with one prompt; the prompt's id."""

    def work(session: WriteSession) -> int:
        arenas.create(session, ARENA, {"task": "image-editing"})
        return prompts.create(session, ARENA, "Make it night", source_image=source_image).id

    return await services.database.write(work)


@pytest.mark.anyio
async def test_a_picture_becomes_the_source_of_a_prompt(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        number = await add_prompt(services, "a name")
        assert (await services.database.read(prompts.get, ARENA, number)).source_image_url is None
        first = await prompt_sources.upload(services, ARENA, number, picture(1, (300, 200)))
        assert first.source_image == "a name"
        second = await prompt_sources.upload(services, ARENA, number, picture(2, (200, 300)))
        assert first.source_image_url != second.source_image_url
        copy = await public_copy(services, str(second.source_image_url).removeprefix("/images/"))
        assert opened(copy).size == (683, 1024)
        with pytest.raises(NotFound):
            await public_copy(services, str(first.source_image_url).removeprefix("/images/"))


@pytest.mark.anyio
async def test_what_is_no_picture_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        number = await add_prompt(services)
        with pytest.raises(Invalid):
            await prompt_sources.upload(services, ARENA, number, picture()[:-9])
        with pytest.raises(NotFound):
            await prompt_sources.upload(services, ARENA, number + 1, picture())
        assert (await services.database.read(prompts.get, ARENA, number)).source_image_url is None
        assert not list((tmp_path / "blobs").rglob("*"))


@pytest.mark.anyio
async def test_it_is_fetched_from_where_the_prompt_or_the_request_says(
    sqlite_url: str, tmp_path: Path
) -> None:
    pages = {"/1": page(picture(1)), "/2": page(picture(2)), "/none": page(b"nothing")}
    with site(pages) as here:
        fetcher = Fetcher(ports={here.port}, besides={"127.0.0.1"})
        base = f"http://127.0.0.1:{here.port}"
        async with arena_services(sqlite_url, tmp_path) as usual:
            services = replace(usual, fetcher=fetcher)
            number = await add_prompt(services, f"{base}/1")
            named = await prompt_sources.fetch(services, ARENA, number, None)
            other = await prompt_sources.fetch(services, ARENA, number, f"{base}/2")
            assert named.source_image_url != other.source_image_url
            for wrong in (f"{base}/none", f"{base}/missing"):
                with pytest.raises((UnsupportedType, NotFetched)):
                    await prompt_sources.fetch(services, ARENA, number, wrong)
            assert await services.database.read(prompts.get, ARENA, number) == other


@pytest.mark.anyio
async def test_private_addresses_are_not_fetched_nor_names(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        number = await add_prompt(services, "cat.png")
        with pytest.raises(Invalid, match="is needed as a file"):
            await prompt_sources.fetch(services, ARENA, number, None)
        with pytest.raises(NotFetched, match="public internet"):
            await prompt_sources.fetch(services, ARENA, number, "http://127.0.0.1/")
