"""Arenas to vote in: prompts with images of several models, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from sqlalchemy import select

from service.arena.access.visitors import Visitor
from service.arena.catalog import prompts
from service.arena.services import Services
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.arenas import Arena
from tests.support.images.model_images import add_image
from tests.support.votes.arenas import new_arena

ANNA, BEN, CARA = (Visitor(number, 100 + number) for number in (1, 2, 3))
THEMES = ("people", "animals")
_numbers = count(1)


async def pictured(
    services: Services, size: int = 10, models: Sequence[int] = (0, 1, 2, 3), **values: object
) -> Arena:
    """Make an arena with prompts in turns of themes, every second in German, and images of these models."""
    arena = await new_arena(services, "t2i", **values)
    await services.database.write(hang, arena, size, models)
    return arena


def hang(session: WriteSession, arena: Arena, size: int, models: Sequence[int]) -> list[int]:
    """Add prompts with an image of each of these models; return the images' ids."""
    touch_catalog(session)
    made = []
    for number in range(size):
        prompt = prompts.create(
            session,
            arena.slug,
            f"prompt {next(_numbers)}",
            language=("en", "de")[number % 2],
            themes=[THEMES[number % len(THEMES)]],
        )
        made += [add_image(session, arena, prompt.id, f"m{model}") for model in models]
    return made


async def rows(services: Services) -> list[dict[str, object]]:
    """Return all matchups, in the order in which they were assigned."""

    def read(session: ReadSession) -> list[dict[str, object]]:
        found = session.execute(select(matchups).order_by(matchups.c.id))
        return [dict(row._mapping) for row in found]

    return await services.database.read(read)


async def log(services: Services) -> list[dict[str, object]]:
    """Return all votes, by position."""

    def read(session: ReadSession) -> list[dict[str, object]]:
        found = session.execute(select(votes).order_by(votes.c.position))
        return [dict(row._mapping) for row in found]

    return await services.database.read(read)
