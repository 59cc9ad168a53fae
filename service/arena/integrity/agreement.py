"""Agreement: how much the voters of an arena agree with each other, with themselves, and on gold pairs.

Measured once a day by a server, for everything together and for each theme, and then only looked up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence

from service.arena.catalog.daily import Measurement
from service.arena.integrity.attention import Attention
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas as arena_rows
from service.db.queries import prompt_categories
from service.db.queries.gold import agreements, answers
from service.db.queries.gold.answers import ComparedVote, GoldAnswer, Repeat
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.controls.agreement import Agreement
from service.rating.detectors.agreement import Alpha, alphas

_FIRST_SECONDS = 900.0

EVERYTHING = ""
MOST_VOTES = 200_000
"""The newest votes, among which voters are compared. Reading them takes about a second."""

_PIECE = 20_000


def last_of(session: ReadSession, arena_id: int) -> list[Agreement]:
    """Return an arena's last measurement: everything first, then each theme. Empty before the first one."""
    return agreements.of_arena(session, arena_id)


async def measure(services: Services, arena: Arena) -> list[Agreement]:
    """Measure how much the voters of an arena agree, store it, and return it."""
    stored = await services.database.read(arena_rows.of_id, arena.id)
    end = stored.last_position if stored else 0
    votes: list[ComparedVote] = []
    for start in range(max(0, end - MOST_VOTES), end, _PIECE):
        votes += await services.database.read(answers.compared, arena.id, start, min(start + _PIECE, end))
    categories, gold, repeats = await services.database.read(_rest, arena.id, end)
    measured = await asyncio.to_thread(alphas, votes, _by_theme(categories))
    attention = _attention(gold, repeats, categories)
    now = clock.now()
    rows = [_agreement(arena.id, theme, now, alpha, attention[theme]) for theme, alpha in measured.items()]
    await services.database.write(agreements.put, arena.id, rows)
    return rows


Categories = Mapping[int, PromptCategory]


def _rest(session: ReadSession, arena_id: int, end: int) -> tuple[Categories, list[GoldAnswer], list[Repeat]]:
    categories = prompt_categories.of_arena(session, arena_id)
    gold = [one for one in answers.to_gold(session, arena_id) if one.position <= end]
    return categories, gold, [one for one in answers.to_repeats(session, arena_id) if one.position <= end]


def _by_theme(categories: Categories) -> dict[str, list[int]]:
    """Return the prompt categories of each theme, and all of them for everything."""
    found: dict[str, list[int]] = {EVERYTHING: list(categories)}
    for number, category in categories.items():
        for theme in category.themes:
            found.setdefault(theme, []).append(number)
    return found


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


def _last_at(session: ReadSession, arena_id: int) -> int | None:
    last = last_of(session, arena_id)
    return last[0].measured_at if last else None


AGREEMENT = Measurement("agreement", _FIRST_SECONDS, _last_at, measure)
