"""An arena to ask questions about: eight models, the first the best, with prices and pooled ratings."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import exp
from pathlib import Path
from typing import Any

from service.arena.boards.refits.computing import prepare
from service.arena.catalog import models, offers, organizations, prompts
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.axes import PromptCategory
from service.domain.questions.filters import ModelFilter
from service.domain.votes import Ballot, Outcome
from tests.support.votes.arenas import MODELS, add_arena, arena_services, new_arena, submit

VOTES = 1_600
GAP = 0.25
"""By how many log-odds each model is better than the next one."""

PRICED = 6
"""So many models have a price: six cents for the best, and a cent less for each that follows."""


def votes_by_strength(count: int = VOTES, seed: int = 1) -> list[Ballot]:
    """Return votes that the better model wins more often, on two themes in two languages."""
    chosen = random.Random(seed)
    made = []
    for _ in range(count):
        left, right = chosen.sample(range(MODELS), 2)
        won = chosen.random() < 1 / (1 + exp((left - right) * GAP))
        category = PromptCategory.of([chosen.choice(("people", "cars"))], chosen.choice(("en", "ja")))
        outcome = Outcome.LEFT if won else Outcome.RIGHT
        made.append(Ballot(f"m{left}", f"m{right}", outcome, category))
    return made


def furnish(session: WriteSession) -> None:
    """Give the models makers, licenses and prices, the arena a prompt, and make a second arena."""
    organizations.create(session, "luma", {"name": "Luma"})
    for i in range(MODELS):
        fields: Any = {"organization": "luma" if i % 2 else None, "released": f"2026-01-0{i + 1}"}
        models.change(session, f"m{i}", fields)
        if i < PRICED:
            amount = round(0.06 - 0.01 * i, 2)
            offer: Any = {"provider": "p", "amount": amount, "currency": "USD", "valid_from": "2020-01-01"}
            offers.create(session, f"m{i}", offer)
    prompts.create(session, "t2i", "a cat", themes=["people"], language="en")
    add_arena(session, "empty")


@asynccontextmanager
async def arena_to_ask(url: str, folder: Path) -> AsyncIterator[Services]:
    """Yield services with the arena ``t2i``, its votes and its refit, and an arena without votes."""
    async with arena_services(url, folder) as services:
        arena = await new_arena(services)
        await submit(services, arena, votes_by_strength())
        await services.database.write(furnish)
        await prepare(services, "t2i")
        yield services


def models_named(*patterns: str) -> ModelFilter:
    """Return a filter of models by slugs and patterns."""
    return ModelFilter(models=patterns)
