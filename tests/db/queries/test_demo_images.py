"""The demo's images in the database."""

from __future__ import annotations

from pathlib import Path

from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, demo_images
from service.domain.images import DemoProgress
from tests.support.votes.arenas import add_arena, arena_services


async def test_counted_until_all_are_there(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        assert await services.database.read(demo_images.progress) is None
        await services.database.write(_unfinished)
        assert await services.database.read(demo_images.progress) == DemoProgress(0, 60)
        await services.database.write(demo_images.mark_finished)
        assert await services.database.read(demo_images.progress) is None
        assert await services.database.read(_all_finished)


def _unfinished(session: WriteSession) -> None:
    add_arena(session, "one", demo_images=48)
    add_arena(session, "two", demo_images=12)
    other = add_arena(session, "three")
    assert demo_images.prompts_with_images(session, other.id) == set()


def _all_finished(session: ReadSession) -> bool:
    return all(arena.demo_images is None for arena in arenas.every(session))
