"""Free images: only the demo's painters make them, once for each press, and not too many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.access.visitors import Visitor
from service.arena.catalog import models
from service.arena.generations.free_images import generate_free
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.workers import working
from service.arena.services import Services
from service.db.engine import WriteSession
from service.errors import TooMany, Unauthorized, Unavailable
from tests.support.images.generations import Painter, add_offer, by_name
from tests.support.votes.arenas import arena_services

ANNA, BERT = Visitor(1, 100), Visitor(2, 100)
PRESS = b"a press"
FOX = GenerationRequest("free", "A fox")


def furnish(session: WriteSession) -> None:
    """Make a model that only the demo paints, one that it shares with a vendor, and one of a vendor."""
    for slug, providers in (("free", ["demo"]), ("mixed", ["demo", "vendor"]), ("paid", ["vendor"])):
        models.create(session, slug, {"name": slug})
        for provider in providers:
            add_offer(session, slug, provider, 0.04)


@asynccontextmanager
async def gallery(url: str, folder: Path, **settings: object) -> AsyncIterator[tuple[Services, Painter]]:
    """Yield services with these models, without workers, and the painter who is all providers."""
    painter = Painter()
    blobs = str(folder / "blobs")
    async with arena_services(url, folder, **{"blobs_url": blobs, **settings}) as services:
        await services.database.write(furnish)
        providers = by_name({"demo": painter, "vendor": painter})
        parts = replace(services.generations, providers=providers)
        yield replace(services, generations=parts), painter


async def test_a_press_is_one_image_and_only_of_free_models(database_url: str, tmp_path: Path) -> None:
    async with gallery(database_url, tmp_path) as (services, painter), working(services, 2):
        first, again = await asyncio.gather(*(generate_free(services, ANNA, FOX, PRESS) for _ in range(2)))
        assert first.media
        assert first.id == again.id
        assert first.key is None
        # The demo's price is an example: dashboards must not sum up what nobody paid.
        assert first.cost == 0.0
        other = await generate_free(services, BERT, FOX, PRESS)
        assert other.id != first.id
        for slug in ("mixed", "paid"):
            with pytest.raises(Unauthorized, match="needs an API key"):
                await generate_free(services, ANNA, GenerationRequest(slug, "A fox"), slug.encode())
        edit = GenerationRequest("free", "A fox", source=b"x" * 32)
        with pytest.raises(Unauthorized, match="editing"):
            await generate_free(services, ANNA, edit, b"another")
        with pytest.raises(Unauthorized, match="more than 1,048,576 pixels"):
            await generate_free(services, ANNA, replace(FOX, size="1025x1024"), b"large")
        assert len(painter.orders) == 2


async def test_visitors_and_networks_are_limited_and_the_queue_is_shared(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with gallery(sqlite_url, tmp_path, voter_limit=20, queue_generations=4) as (services, _):
        async with working(services, 1):
            for press in (b"1", b"2"):
                await generate_free(services, ANNA, FOX, press)
            with pytest.raises(TooMany, match="from you"):
                await generate_free(services, ANNA, FOX, b"3")
        services.generations.work.clear()
        waiting = asyncio.create_task(generate_free(services, BERT, FOX, b"4"))
        await services.generations.work.wait()
        with pytest.raises(Unavailable, match="queue"):
            await generate_free(services, BERT, FOX, b"5")
        waiting.cancel()
