"""A studio at work: two models that answer, and an arena that may get what they make."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from service.arena.catalog import arenas, models
from service.arena.generations import playground
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.playground import Played
from service.arena.generations.workers import working
from service.db.engine import WriteSession
from tests.support.images.generations import Studio, add_offer, studio


def more(session: WriteSession) -> None:
    """Add a second model, with the painter of the more expensive offer, and an arena."""
    models.create(session, "round", {"name": "a round one", "capabilities": ["image-editing"]})
    add_offer(session, "round", "dear", 0.04)
    models.create(session, "bare", {"name": "Bare"})
    arenas.create(session, "t2i", {"name": "T"})


@asynccontextmanager
async def at_work(url: str, folder: Path) -> AsyncIterator[Studio]:
    """Yield a studio with workers, two models and an arena."""
    async with studio(url, folder) as it, working(it.services, 2):
        await it.services.database.write(more)
        yield it


async def played(it: Studio, prompt: str = "A fox", *names: str) -> list[Played]:
    """Return what the models make of a prompt."""
    wishes = [GenerationRequest(name, prompt) for name in names or ("square", "round")]
    return await playground.play(it.services, it.key, wishes, "press")


def names_of(parts: list[Played]) -> list[str]:
    """Return the ids of the generations."""
    return [part.generation.id for part in parts if part.generation]
