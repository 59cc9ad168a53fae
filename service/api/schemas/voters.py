"""A voter's own board, as the OpenAPI document shows it."""

from __future__ import annotations

from pydantic import BaseModel

from service.http.schemas.base import Query, Slug


class OwnBoardQuery(Query):
    """Of which arena."""

    arena: Slug


class OwnBoardRow(BaseModel):
    """A model by the voter's own votes; every model voted on is ranked."""

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


class OwnBoardOut(BaseModel):
    """The board of the voter's own votes; without rows while it ``needs`` more of them."""

    arena: str
    votes: int
    needs: int
    rows: list[OwnBoardRow]
