"""Arenas to test on: made straight in the database, with random votes that a seed repeats."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from service.arena.recording.backlog import locked_arenas
from service.arena.recording.recount import Check, check
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services, open_services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, models
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot, Outcome, Receipt
from service.settings import Settings

MODELS = 8
THEMES = ("people", "typography", "animals")
LANGUAGES = ("", "en", "pt-BR")
DAY = 20_000

DEFAULTS: dict[str, object] = {
    "name": "An arena",
    "task": "text-to-image",
    "mu": 25.0,
    "sigma": 25 / 3,
    "beta": 25 / 6,
    "tau": 0.0,
    "draw_probability": 0.1,
    "both_bad": "tie",
    "matchmaking": "uniform",
    "revision": 0,
    "last_position": 0,
    "created_at": 0,
    "rated_at": 0,
    "example_share": 100,
    "repeat_share": 0,
}


def add_arena(session: WriteSession, slug: str = "t2i", **values: object) -> Arena:
    """Make an arena with default parameters, or others."""
    arena_id = arenas.add(session, {**DEFAULTS, "slug": slug, **values})
    return locked_arenas(session, [arena_id])[arena_id]


def add_models(session: WriteSession, count: int = MODELS) -> list[str]:
    """Make the models ``m0``, ``m1`` …; return their slugs."""
    slugs = [f"m{i}" for i in range(count)]
    for slug in slugs:
        values = {"slug": slug, "name": slug.upper(), "capabilities": "[]", "created_at": 0}
        models.add(session, {**values, "weights_open": "unknown", "commercial_use": "unknown"})
    return slugs


@asynccontextmanager
async def arena_services(url: str, folder: Path, **settings: object) -> AsyncIterator[Services]:
    """Yield services on a database, with their secret and their images in a folder."""
    made = Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))
    async with open_services(made.model_copy(update=settings)) as services:
        yield services


async def new_arena(services: Services, slug: str = "t2i", **values: object) -> Arena:
    """Make and commit an arena with eight models."""

    def make(session: WriteSession) -> Arena:
        add_models(session)
        return add_arena(session, slug, **values)

    return await services.database.write(make)


def ballots(count: int, seed: int = 1, days: int = 1) -> list[Ballot]:
    """Return random votes of all outcomes, themes and languages, spread over days in order."""
    random_ = random.Random(seed)
    made = []
    for i in range(count):
        left, right = random_.sample(range(MODELS), 2)
        themes = random_.sample(THEMES, random_.randint(0, 2))
        stratum = PromptCategory.of(themes, random_.choice(LANGUAGES))
        voted_at = clock.DAY * (DAY + i * days // count) + i
        outcome = Outcome(random_.randint(1, 4))
        made.append(Ballot(f"m{left}", f"m{right}", outcome, stratum, voted_at=voted_at))
    return made


def named(votes: Sequence[Ballot], prefix: str) -> list[Ballot]:
    """Return the votes with external ids."""
    return [vote._replace(external_id=f"{prefix}-{i}") for i, vote in enumerate(votes)]


async def submit(services: Services, arena: Arena, votes: Sequence[Ballot]) -> Receipt:
    """Record votes as one request."""
    return await services.recorder.submit(VoteBatch(arena.id, votes))


def check_of(session: ReadSession, slug: str = "t2i") -> Check:
    """Return what a recount of the arena finds."""
    arena = arenas.get(session, slug)
    assert arena is not None
    return check(session, arena)


async def checked(services: Services, slug: str = "t2i") -> Check:
    """Return what a recount of the arena finds now."""
    return await services.database.read(check_of, slug)
