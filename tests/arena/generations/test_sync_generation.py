"""Images in one call: all of them, or an error and nothing left under way."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.generations import generations, sync_generation
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.workers import working
from service.domain.generations import GenerationState
from service.domain.paging import page_of
from service.errors import GenerationFailed, GenerationTimeout
from tests.support.images.generations import REFUSED, studio

pytestmark = pytest.mark.anyio

CAT = GenerationRequest("square", "a cat")


@pytest.mark.slow
async def test_all_of_them(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here, working(here.services, 2):
        made = await sync_generation.generate(here.services, here.key, CAT, 3)
        assert [one.status for one in made] == [GenerationState.COMPLETED] * 3
        assert [data[:4] for data in await sync_generation.bytes_of(here.services, made)] == [b"\x89PNG"] * 3


async def test_one_that_was_not_painted(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here, working(here.services, 1):
        here.cheap.plan += [b"", REFUSED]
        with pytest.raises(GenerationFailed, match="refused: this prompt is not painted here"):
            await sync_generation.generate(here.services, here.key, CAT, 3)


async def test_the_time_is_up(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_generation, "SECONDS", 0.1)
    async with studio(sqlite_url, tmp_path) as here:
        with pytest.raises(GenerationTimeout):
            await sync_generation.generate(here.services, here.key, CAT, 2)
        listed = await here.services.database.read(generations.page, here.key, page_of(None, 9))
        assert [one.status for one in listed.items] == [GenerationState.CANCELLED] * 2


async def test_models_whose_images_can_be_had(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        found = await here.services.database.read(sync_generation.available_models)
        assert [row.slug for row in found] == ["square"]
