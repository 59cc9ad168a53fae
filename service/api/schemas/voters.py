"""A voter's own leaderboard."""

from __future__ import annotations

from typing import Self

from service.arena.boards.columns import rating_fields
from service.arena.votes.own import OwnBoard
from service.domain.boards import RankedStanding
from service.http.schemas.base import Out, Query, Slug


class OwnBoardQuery(Query):
    """Which arena to return."""

    arena: Slug


class OwnBoardRow(Out):
    """A model ranked by the voter's own votes. Every model with a vote is ranked."""

    rank: int
    model: str
    name: str
    score: float
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None

    @classmethod
    def of(cls, place: RankedStanding, name: str) -> Self:
        """Return the shape of a model on a voter's own leaderboard."""
        standing = place.standing
        return cls.model_validate(
            {"rank": place.rank, "model": standing.model, "name": name, **rating_fields(standing)}
        )


class OwnBoardOut(Out):
    """The leaderboard of the voter's own votes, without rows while it ``needs`` more votes."""

    arena: str
    votes: int
    needs: int
    rows: list[OwnBoardRow]

    @classmethod
    def of(cls, board: OwnBoard) -> Self:
        """Return the shape of a voter's own leaderboard."""
        rows = [OwnBoardRow.of(place, board.names[place.standing.model]) for place in board.rows]
        return cls(arena=board.arena.slug, votes=board.votes, needs=board.needs, rows=rows)
