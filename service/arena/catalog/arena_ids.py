"""The ids of arenas by their slugs, looked up once: neither ever changes."""

from __future__ import annotations

from service.arena.catalog import arenas
from service.db.engine import Database


class ArenaIds:
    """The ids of arenas. There are at most as many as arenas, so none is ever dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, int] = {}

    async def of(self, slug: str) -> int:
        """Return the id of an arena. Raise NotFound."""
        arena_id = self._ids.get(slug)
        if arena_id is None:
            arena_id = self._ids[slug] = (await self._database.read(arenas.get, slug)).id
        return arena_id
