"""Loading the demo: whole or not at all, once, and marked as what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from service.arena.catalog import arenas, models, offers, organizations, prompts
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas as arena_rows
from service.db.queries.model_pages import image_votes
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.demo.loading import ARENAS, Report, load
from service.demo.makers import MAKERS
from service.domain.paging import page_of
from service.errors import Conflict
from tests.support.arenas import arena_services, checked
from tests.support.demos import IMAGES, SMALL, VOTES


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Services]:
    async with arena_services(url, folder, blobs_url=str(folder / "blobs")) as services:
        yield services


async def count(services: Services, table: Any) -> int:
    def work(session: ReadSession) -> int:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())

    return await services.database.read(work)


async def test_loaded_once_and_whole(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url, tmp_path) as services:
        assert await load(services, SMALL) == Report(("demo", "demo-editing"), 6, 2, IMAGES, VOTES)
        for hall in SMALL:
            found = await services.database.read(arenas.get, hall.slug)
            assert (found.last_position, found.simulated_until) == (hall.votes, hall.votes)
            assert f"first {hall.votes} votes are simulated" in (found.description or "")
            assert (await checked(services, hall.slug)).differences == 0
        assert await services.database.read(_where_all_is, services) == IMAGES
        before = [await count(services, table) for table in (images, matchups, votes)]
        assert before == [IMAGES, VOTES, VOTES]
        assert await load(services, SMALL) == Report()
        assert [await count(services, table) for table in (images, matchups, votes)] == before


def _where_all_is(session: ReadSession, services: Services) -> int:
    """Everything that pages show has something to show; the number of images whose bytes are there."""
    for maker in MAKERS:
        model = models.get(session, maker.slug)
        assert model.organization == maker.organization
        (offer,) = offers.page(session, maker.slug, page_of(None, 10)).items
        assert (offer.provider, offer.upstream) == ("demo", maker.painter)
    arena = arenas.get(session, "demo")
    edits = prompts.page(session, "demo-editing", page_of(None, 10)).items
    assert all(prompt.source_image_url for prompt in edits)
    voted = image_votes(session, arena.id, [models.find(session, "papercut-xl").id], 0, 50)
    assert len(voted) > 5
    assert all(row.left_copy != row.right_copy for row in voted)
    rows = session.execute(select(images.c.copy, images.c.origin)).all()
    assert {row.origin for row in rows} == {"demo"}
    return sum(bool(services.blobs.get("copies", row.copy)) for row in rows)


async def test_a_name_that_is_taken_leaves_all_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        await services.database.write(organizations.create, "kiln-and-quill", {"name": "Another"})
        with pytest.raises(Conflict, match="kiln-and-quill"):
            await load(services, SMALL)
        assert await services.database.read(arena_rows.every) == []
        await services.database.write(arenas.create, "demo", {})
        with pytest.raises(Conflict, match="arena 'demo' exists already"):
            await load(services, SMALL)


def test_the_whole_demo() -> None:
    assert [(hall.slug, len(hall.works), hall.votes) for hall in ARENAS] == [
        ("demo", 48, 2_400),
        ("demo-editing", 8, 600),
    ]
