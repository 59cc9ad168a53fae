"""The ledger: what happened to votes, day by day."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from service.domain import clock
from service.domain.ledger import Day, Ledger
from service.http.schemas.base import Out, Query

_DATE = r"^\d{4}-\d{2}-\d{2}$"


class LedgerQuery(Query):
    """Which days to return."""

    first: Annotated[str | None, Field(alias="from", pattern=_DATE, description="The first date (UTC).")] = (
        None
    )
    last: Annotated[str | None, Field(alias="to", pattern=_DATE, description="The last date (UTC).")] = None


class CountsOut(Out):
    """What happened to votes: how many were stored and count, how many do not for each reason, and skips."""

    votes: int
    counted: int
    not_counted: dict[str, int]
    skips: int


class DayOut(Out):
    """What happened to the votes of one day (UTC)."""

    day: str
    votes: int
    counted: int
    not_counted: dict[str, int]
    skips: int

    @classmethod
    def of(cls, day: Day) -> Self:
        """Return the counts of a day."""
        return cls(
            day=clock.day_text(day.day),
            votes=day.votes,
            counted=day.counted,
            not_counted=dict(day.not_counted),
            skips=day.skips,
        )


class LedgerOut(Out):
    """The days that have votes or skips, oldest first, and their total."""

    arena: str
    revision: int
    total: CountsOut
    items: list[DayOut]

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        """Return the ledger of an arena."""
        return cls(
            arena=ledger.arena,
            revision=ledger.revision,
            total=CountsOut.model_validate(ledger.total),
            items=[DayOut.of(day) for day in ledger.days],
        )
