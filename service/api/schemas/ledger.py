"""The answer of the ledger, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from service.http.schemas.base import Query

_DATE = r"^\d{4}-\d{2}-\d{2}$"


class LedgerQuery(Query):
    """Which days."""

    first: Annotated[str | None, Field(alias="from", pattern=_DATE, description="The first day (UTC).")] = (
        None
    )
    last: Annotated[str | None, Field(alias="to", pattern=_DATE, description="The last day (UTC).")] = None


class CountsOut(BaseModel):
    """What became of votes: how many were stored and count, how many do not for each reason, and skips."""

    votes: int
    counted: int
    not_counted: dict[str, int]
    skips: int


class DayOut(CountsOut):
    """What became of the votes of one day (UTC)."""

    day: str


class LedgerOut(BaseModel):
    """The days that have votes or skips, oldest first, and their sum."""

    arena: str
    revision: int
    total: CountsOut
    items: list[DayOut]
