"""Agreement: how much the voters of an arena agree with each other, with themselves, and on gold pairs.

Measured once a day by a server, for everything together and for each theme, and then only looked up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from service.arena.catalog import arenas
from service.arena.integrity.attention import Attention
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas as arena_rows
from service.db.queries import prompt_categories
from service.db.queries.gold import agreements, answers
from service.db.queries.gold.agreements import Agreement
from service.db.queries.gold.answers import ComparedVote, GoldAnswer, Repeat
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.errors import ArenaError
from service.rating.detectors.agreement import Alpha, Judgments, alpha_of, judgments

FIRST_SECONDS, EVERY_SECONDS = 900.0, 3600.0
VALID = clock.DAY
"""How long a measurement stands until the next one."""

EVERYTHING = ""
MOST_VOTES = 200_000
"""The newest votes, among which voters are compared. Reading them takes about a second."""

_PIECE = 20_000

logger = logging.getLogger("arena")


def last_of(session: ReadSession, arena_id: int) -> list[Agreement]:
    """Return an arena's last measurement: everything first, then each theme. Empty before the first one."""
    return agreements.of_arena(session, arena_id)


async def keep_comparing(
    services: Services, first_seconds: float = FIRST_SECONDS, every_seconds: float = EVERY_SECONDS
) -> None:
    """Measure every arena once a day, until canceled; the first time after what a start needs is done."""
    await asyncio.sleep(first_seconds)
    while True:
        try:
            for arena in await services.database.read(arenas.running):
                last = await services.database.read(last_of, arena.id)
                if not last or last[0].measured_at < clock.now() - VALID:
                    await measure(services, arena)
        except ArenaError as error:
            logger.warning("agreement was not measured: %s", error)
        await asyncio.sleep(every_seconds)


async def measure(services: Services, arena: Arena) -> list[Agreement]:
    """Measure how much the voters of an arena agree, store it, and return it."""
    log = await services.database.read(arena_rows.log_of, arena.id)
    end = log.end if log else 0
    votes: list[ComparedVote] = []
    for start in range(max(0, end - MOST_VOTES), end, _PIECE):
        votes += await services.database.read(answers.compared, arena.id, start, min(start + _PIECE, end))
    categories, gold, repeats = await services.database.read(_rest, arena.id)
    alphas = await asyncio.to_thread(_alphas, votes, categories)
    attention = _attention(gold, repeats, categories)
    now = clock.now()
    rows = [_agreement(arena.id, theme, now, alphas[theme], attention[theme]) for theme in sorted(alphas)]
    await services.database.write(agreements.put, arena.id, rows)
    return rows


Categories = Mapping[int, PromptCategory]


def _rest(session: ReadSession, arena_id: int) -> tuple[Categories, list[GoldAnswer], list[Repeat]]:
    categories = prompt_categories.of_arena(session, arena_id)
    return categories, answers.to_gold(session, arena_id), answers.to_repeats(session, arena_id)


def _alphas(votes: Sequence[ComparedVote], categories: Categories) -> dict[str, Alpha]:
    columns = np.array(votes, np.int64).reshape(-1, 5).T
    judged = judgments(*columns)
    themes = sorted({theme for category in categories.values() for theme in category.themes})
    return {
        EVERYTHING: alpha_of(judged.unit, judged.value),
        **{theme: _alpha_on(judged, _with_theme(categories, theme)) for theme in themes},
    }


def _with_theme(categories: Categories, theme: str) -> list[int]:
    return [number for number, category in categories.items() if theme in category.themes]


def _alpha_on(judged: Judgments, categories: Sequence[int]) -> Alpha:
    mine = np.isin(judged.category, categories)
    return alpha_of(judged.unit[mine], judged.value[mine])


def _attention(
    gold: Sequence[GoldAnswer], repeats: Sequence[Repeat], categories: Categories
) -> Mapping[str, Attention]:
    found: dict[str, Attention] = defaultdict(Attention)
    for answer in gold:
        for theme in (EVERYTHING, *categories[answer.category_id].themes):
            found[theme].add_gold(answer)
    for repeat in repeats:
        for theme in (EVERYTHING, *categories[repeat.category_id].themes):
            found[theme].add_repeat(repeat)
    return found


def _agreement(arena_id: int, theme: str, now: int, alpha: Alpha, attention: Attention) -> Agreement:
    return Agreement(
        arena_id=arena_id,
        theme=theme,
        measured_at=now,
        pairs=alpha.units,
        votes=alpha.values,
        alpha=alpha.alpha,
        error=alpha.error,
        gold=attention.gold,
        gold_right=attention.gold_right,
        repeats=attention.repeats,
        repeats_same=attention.repeats_same,
    )
