"""Previews of voids: how voiding votes would change the leaderboards.

The votes are voided by the usual code, in a transaction that is then rolled back. A preview takes as long as
voiding, and holds the locks of the arenas for that time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES


@dataclass(frozen=True, slots=True)
class Change:
    """A model's overall score and rank before and after; None if it has too few votes."""

    model: str
    name: str
    score_before: float | None
    score_after: float | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What voiding does to an arena: how many votes stop counting, and whose score or rank changes."""

    arena: str
    votes: int
    changes: tuple[Change, ...]


class _RolledBackError(Exception):
    """Rolls the transaction back, and carries what was found in it."""

    def __init__(self, effects: list[Effect]) -> None:
        super().__init__()
        self.effects = effects


async def effects_of_voiding(services: Services, positions: Mapping[int, Sequence[int]]) -> list[Effect]:
    """Return what voiding votes would do; their positions are given by arena id."""
    try:
        await services.database.write(_try, positions)
    except _RolledBackError as preview:
        return preview.effects


def _try(session: WriteSession, positions: Mapping[int, Sequence[int]]) -> NoReturn:
    effects = []
    for arena_id, arena in locked_arenas(session, positions).items():
        before = _board(session, arena.slug)
        voided = recount.void(session, arena, positions[arena_id], "tried")
        effects.append(Effect(arena.slug, voided, _changes(before, _board(session, arena.slug))))
    raise _RolledBackError(effects)


def _board(session: WriteSession, slug: str) -> Board:
    return boards.build(boards.read(session, slug, OVERALL, MIN_VOTES))


def _changes(before: Board, after: Board) -> tuple[Change, ...]:
    old, new = _places(before), _places(after)
    facts = {**before.facts, **after.facts}
    return tuple(
        Change(model, facts[model].name, *_pair(old, new, model))
        for model in sorted(old.keys() | new.keys())
        if old.get(model) != new.get(model)
    )


def _pair(
    old: Mapping[str, tuple[float, int | None]], new: Mapping[str, tuple[float, int | None]], model: str
) -> tuple[float | None, float | None, int | None, int | None]:
    (score_before, rank_before), (score_after, rank_after) = (
        places.get(model, (None, None)) for places in (old, new)
    )
    return score_before, score_after, rank_before, rank_after


def _places(board: Board) -> dict[str, tuple[float, int | None]]:
    """Return each model's score and rank."""
    unranked: dict[str, tuple[float, int | None]] = {s.model: (s.score, None) for s in board.unranked}
    return unranked | {entry.standing.model: (entry.standing.score, entry.rank) for entry in board.ranked}
