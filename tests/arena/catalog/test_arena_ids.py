"""The ids of arenas: looked up once, and never remembered of an arena that does not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import NotFound
from tests.support.votes.arenas import add_arena, arena_services, new_arena

pytestmark = pytest.mark.anyio


async def test_an_arena_is_looked_up_once(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        ids = services.catalog.arena_ids
        assert await ids.of("t2i") == arena.id
        with pytest.raises(NotFound):
            await ids.of("later")
        later = await services.database.write(lambda session: add_arena(session, "later"))
        assert await ids.of("later") == later.id
        monkeypatch.setattr(services.database, "read", None)
        assert [await ids.of("t2i"), await ids.of("later")] == [arena.id, later.id]
