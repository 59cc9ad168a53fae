"""The arena that a file goes into."""

import pytest

from service.arena.catalog import arenas
from service.arena.imports.arenas import open_arena
from service.db import catalog_revision
from service.db.engine import WriteSession
from service.errors import Conflict, Invalid
from tests.support.files.imports import opened, the_arena

pytestmark = pytest.mark.anyio


async def test_a_new_arena_has_default_parameters_and_is_in_the_catalog(database_url: str) -> None:
    def work(session: WriteSession) -> int:
        before = catalog_revision.revision(session)
        open_arena(session, "t2i", None)
        return catalog_revision.revision(session) - before

    async with opened(database_url) as database:
        assert await database.write(work) > 0
        arena = await the_arena(database)
        assert (arena.task, arena.mu, arena.tau, arena.both_bad) == ("text-to-image", 25.0, 0.0, "tie")


async def test_one_that_is_there_is_taken_as_it_is(database_url: str) -> None:
    async with opened(database_url) as database:
        made = await database.write(arenas.create, "t2i", {"task": "image-editing"}, {"beta": 3.0})
        assert await database.write(open_arena, "t2i", None) == made
        assert await database.write(open_arena, "t2i", "image-editing") == made


async def test_what_cannot_be(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(Invalid, match="cannot be the slug"):
            await database.write(open_arena, "Text to image", None)
        await database.write(open_arena, "t2i", None)
        await database.write(arenas.retire, "t2i")
        with pytest.raises(Conflict, match="retired"):
            await database.write(open_arena, "t2i", None)
