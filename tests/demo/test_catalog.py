"""The demo without its images."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import arenas, models, offers
from service.db.engine import ReadSession
from service.db.queries import prompts
from service.demo import catalog
from service.demo.makers import MAKERS
from service.domain.paging import page_of
from service.errors import Conflict
from tests.support.served.demos import SMALL
from tests.support.votes.arenas import arena_services, checked


async def test_rated_votes_and_everything_but_images(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        assert await services.database.write(catalog.add, services.secret, SMALL)
        await services.database.read(_models_have_offers)
        for demo in SMALL:
            arena = await services.database.read(arenas.get, demo.slug)
            assert (arena.last_position, arena.simulated_until) == (demo.votes, demo.votes)
            assert arena.demo_images == 6 * len(demo.prompts)
            rows = await services.database.read(prompts.page, arena.id, 0, 10)
            assert [row.text for row in rows] == [prompt.text for prompt in demo.prompts]
            assert (await checked(services, demo.slug)).differences == 0
        assert not await services.database.write(catalog.add, services.secret, SMALL)


def _models_have_offers(session: ReadSession) -> None:
    for maker in MAKERS:
        assert models.get(session, maker.slug).organization == maker.organization
        (offer,) = offers.page(session, maker.slug, page_of(None, 10)).items
        assert (offer.provider, offer.upstream) == ("demo", maker.painter)


async def test_names_that_something_else_has(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        assert await services.database.read(catalog.is_new, SMALL)
        await services.database.write(models.create, MAKERS[0].slug, {"name": "Another"})
        with pytest.raises(Conflict, match=MAKERS[0].slug):
            await services.database.read(catalog.is_new, SMALL)
