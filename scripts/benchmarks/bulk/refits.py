"""A refit of a million votes, as a server makes one in the background: its processor time, and the loop's."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from itertools import product
from pathlib import Path

import numpy as np

from scripts.benchmarks.rows import Row
from service.arena.boards.refits.computing import compute
from service.arena.services import Services, open_services
from service.db.engine import WriteSession
from service.db.migrate import upgrade
from service.db.queries import prompt_categories
from service.db.queries.log import refits
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.settings import Settings
from tests.support.votes.arenas import add_arena, add_models

VOTES = 1_000_000
TRIES = 3
MODELS, THEMES, LANGUAGES = 50, 12, 10
PROMPTS, VOTERS = 3_000, 20_000
_MOST_SECONDS = 3.0
_MOST_HOLD = 20.0
_WATCH_SECONDS = 0.001
_SEED = 1


def run() -> list[Row]:
    """Return the figures of one refit; half a minute."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'arena.db'}"
        upgrade(url)
        settings = Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))
        return asyncio.run(_measure(settings, folder / "arena.db"))


async def _measure(settings: Settings, file: Path) -> list[Row]:
    async with open_services(settings) as services:
        arena = await services.database.write(_arena)
        await asyncio.to_thread(_fill, file, arena.id)
        first, held = await _refit(services, arena, whole=True)
        used, held_too = await _refit(services, arena, whole=False)
    size = f"{VOTES:,} votes, {MODELS} models, {THEMES} themes, {LANGUAGES} languages"
    return [
        Row(what=f"refit of {size}: processor time", value=used, unit="s", reach=_MOST_SECONDS, at_most=True),
        Row(
            what="the first one after a start, which reads all votes: processor time",
            value=first,
            unit="s",
            reach=_MOST_SECONDS,
            at_most=True,
        ),
        Row(
            what="the same: longest hold of the loop",
            value=max(held, held_too) * 1_000,
            unit="ms",
            reach=_MOST_HOLD,
            at_most=True,
        ),
        Row(
            what="the same: memory at its peak",
            value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
            unit="MB",
        ),
    ]


def _arena(session: WriteSession) -> Arena:
    add_models(session, MODELS)
    arena = add_arena(session, last_position=VOTES)
    for theme, language in product(range(THEMES), range(LANGUAGES)):
        prompt_categories.add(session, arena.id, PromptCategory((f"t{theme}",), f"l{language}"))
    return arena


def _fill(file: Path, arena_id: int) -> None:
    """Write the log beside the service: votes by strengths that differ between models, themes and cells."""
    picked = np.random.default_rng(_SEED)
    cells = THEMES * LANGUAGES
    strengths = picked.normal(0, 0.7, MODELS) + picked.normal(0, 0.3, (cells, MODELS))
    cell = picked.integers(0, cells, VOTES)
    left = picked.integers(0, MODELS, VOTES)
    right = (left + picked.integers(1, MODELS, VOTES)) % MODELS
    won = picked.random(VOTES) < 1 / (1 + np.exp(strengths[cell, right] - strengths[cell, left]))
    outcome = np.where(picked.random(VOTES) < 0.2, 3, np.where(won, 1, 2))  # noqa: PLR2004 - a fifth are draws
    columns = (1 + left, 1 + right, outcome, 1 + cell, picked.integers(1, VOTERS, VOTES))
    rows = zip([arena_id] * VOTES, range(1, VOTES + 1), *(column.tolist() for column in columns), strict=True)
    with closing(sqlite3.connect(file)) as database, database:
        database.executemany(
            "INSERT INTO votes (arena_id, position, voted_at, model_left, model_right, outcome, stratum_id, "
            "voter) VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7)",
            rows,
        )


async def _refit(services: Services, arena: Arena, *, whole: bool) -> tuple[float, float]:
    """Return the processor time of a refit, and the longest time for which the loop could not run.

    A refit reads the votes since the one before, or with ``whole`` all of them.

    Of three tries the best: what holds the loop does so in each, what else the machine does in some.
    """
    used, held = [], []
    for _ in range(TRIES):
        await services.database.write(refits.forget_from, arena.id)
        if not whole and await compute(services, arena, VOTES - VOTES // 50) is None:
            raise RuntimeError("the votes have changed")
        watching = asyncio.create_task(_longest_hold())
        await asyncio.sleep(0)
        before = time.process_time()
        if await compute(services, arena, VOTES) is None:
            raise RuntimeError("the votes have changed")
        used.append(time.process_time() - before)
        watching.cancel()
        held.append(await watching)
    return min(used), min(held)


async def _longest_hold() -> float:
    longest = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_WATCH_SECONDS)
            longest = max(longest, time.perf_counter() - began - _WATCH_SECONDS)
    except asyncio.CancelledError:
        return longest
