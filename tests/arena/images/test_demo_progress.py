"""How far the demo's images are."""

from __future__ import annotations

from pathlib import Path

from service.arena.images.demo_progress import demo_progress
from service.domain.images import DemoProgress
from tests.support.votes.arenas import add_arena, arena_services


async def test_only_asked_for_arenas_that_wait_for_images(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        demo = await services.database.write(lambda session: add_arena(session, "demo", demo_images=48))
        other = await services.database.write(lambda session: add_arena(session, "other"))
        assert await demo_progress(services, [other, demo]) == DemoProgress(0, 48)
        assert await demo_progress(services, [other]) is None
        assert await demo_progress(services, []) is None
