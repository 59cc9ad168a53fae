"""Effects: what voiding votes would do to the boards, seen before it is done.

The votes are voided in a transaction that is then taken back: what is shown is what would be, by the same
code. It costs what voiding costs, and holds the arenas' locks as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.recording import recount
from service.arena.services import Services
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES


@dataclass(frozen=True, slots=True)
class Change:
    """A model's overall score and rank before and after; no rank, or no score, where it has too few votes."""

    model: str
    name: str
    score_before: float | None
    score_after: float | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What voiding votes does to an arena: how many count now, and the models whose score or rank changes."""

    arena: str
    votes: int
    changes: tuple[Change, ...]


class _TakenBackError(Exception):
    """Ends the transaction in which it was tried; carries what was seen in it."""

    def __init__(self, effects: list[Effect]) -> None:
        super().__init__()
        self.effects = effects


async def effects_of_voiding(services: Services, positions: Mapping[int, Sequence[int]]) -> list[Effect]:
    """Return what voiding the votes at these positions, by the numbers of their arenas, would do."""
    try:
        await services.database.write(_try, positions)
    except _TakenBackError as tried:
        return tried.effects


def _try(session: WriteSession, positions: Mapping[int, Sequence[int]]) -> NoReturn:
    effects = []
    for arena_id, arena in arenas.lock(session, positions).items():
        before = _board(session, arena.slug)
        voided = recount.void(session, arena, positions[arena_id], "tried")
        effects.append(Effect(arena.slug, voided, _changes(before, _board(session, arena.slug))))
    raise _TakenBackError(effects)


def _board(session: WriteSession, slug: str) -> Board:
    return boards.build(boards.read(session, slug, OVERALL, MIN_VOTES))


def _changes(before: Board, after: Board) -> tuple[Change, ...]:
    then, now = _places(before), _places(after)
    facts = {**before.facts, **after.facts}
    return tuple(
        Change(model, facts[model].name, *_pair(then, now, model))
        for model in sorted(then.keys() | now.keys())
        if then.get(model) != now.get(model)
    )


def _pair(
    then: Mapping[str, tuple[float, int | None]], now: Mapping[str, tuple[float, int | None]], model: str
) -> tuple[float | None, float | None, int | None, int | None]:
    (score_before, rank_before), (score_after, rank_after) = (
        places.get(model, (None, None)) for places in (then, now)
    )
    return score_before, score_after, rank_before, rank_after


def _places(board: Board) -> dict[str, tuple[float, int | None]]:
    """Return each model's score and rank."""
    found: dict[str, tuple[float, int | None]] = {s.model: (s.score, None) for s in board.unranked}
    return found | {entry.standing.model: (entry.standing.score, entry.rank) for entry in board.ranked}
