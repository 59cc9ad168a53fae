"""How far the demo's images are, for pages that are shown while the demo is still being painted."""

from __future__ import annotations

from collections.abc import Iterable

from service.arena.services import Services
from service.db.queries import demo_images
from service.domain.arenas import Arena
from service.domain.images import DemoProgress


async def demo_progress(services: Services, arenas: Iterable[Arena]) -> DemoProgress | None:
    """Return how many of the demo's images are there, None where none of the arenas waits for any."""
    if all(arena.demo_images is None for arena in arenas):
        return None
    return await services.database.read(demo_images.progress)
