"""Effects of a change to a log, seen before it is made: whose score and rank would change on its leaderboard.

The change is made by the usual code, in a transaction that is then rolled back. That takes as long as the
change itself, and holds the locks of the arenas for that time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES

LogChange = Callable[[WriteSession, Arena], int]
"""Changes the log of a locked arena; returns how many votes it changed."""


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
    """What a change does to an arena: how many votes it is about, and whose score or rank changes."""

    arena: str
    votes: int
    changes: tuple[Change, ...]


class _RolledBackError(Exception):
    """Rolls the transaction back, and carries what was found in it."""

    def __init__(self, effects: list[Effect]) -> None:
        super().__init__()
        self.effects = effects


async def effects(services: Services, arena_ids: Iterable[int], change: LogChange) -> list[Effect]:
    """Return what a change would do to each of these arenas. Ignore unknown ids."""
    try:
        await services.database.write(_try, list(arena_ids), change)
    except _RolledBackError as preview:
        return preview.effects


def _try(session: WriteSession, arena_ids: Iterable[int], change: LogChange) -> NoReturn:
    found = []
    for arena in locked_arenas(session, arena_ids).values():
        before = _board(session, arena.slug)
        votes = change(session, arena)
        found.append(Effect(arena.slug, votes, _changes(before, _board(session, arena.slug))))
    raise _RolledBackError(found)


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
