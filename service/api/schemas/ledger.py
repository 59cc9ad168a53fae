"""The ledger: what happened to votes, day by day, and which are held."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from service.arena.integrity.published import HeldVotes, Published
from service.domain import clock
from service.domain.ledger import Day, Ledger
from service.http.schemas.base import Out
from service.http.schemas.tables import TableQuery

_DATE = r"^\d{4}-\d{2}-\d{2}$"


class LedgerQuery(TableQuery):
    """Which days to return, and in which format."""

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
    position: int
    total: CountsOut
    items: list[DayOut]

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        """Return the ledger of an arena."""
        return cls(
            arena=ledger.arena,
            revision=ledger.revision,
            position=ledger.position,
            total=CountsOut.model_validate(ledger.total),
            items=[DayOut.of(day) for day in ledger.days],
        )


class HeldDayOut(Out):
    """How many votes of one day (UTC) are held, by kind of reason."""

    day: str
    held: int
    kinds: dict[str, int]

    @classmethod
    def of(cls, day: HeldVotes) -> Self:
        """Return the held votes of a day."""
        return cls(day=clock.day_text(day.day), held=day.total, kinds=dict(day.kinds))


class IntegrityOut(Out):
    """How many votes are held for review, the days that have such votes, and how findings were decided.

    ``publish_after`` is how many seconds later than they arrive votes are published. Unless that is 0,
    ``newest_vote_at`` is the time of the newest one shown.
    """

    arena: str
    revision: int
    position: int
    on_evidence: str
    publish_after: int
    newest_vote_at: str | None
    held: int
    kinds: dict[str, int]
    findings: dict[str, int]
    items: list[HeldDayOut]

    @classmethod
    def of(cls, found: Published) -> Self:
        """Return what an arena says about rigging."""
        return cls(
            arena=found.arena.slug,
            revision=found.arena.revision,
            position=found.arena.last_position,
            on_evidence=found.arena.on_evidence,
            publish_after=found.arena.publish_after,
            newest_vote_at=None if found.newest_vote_at is None else clock.to_text(found.newest_vote_at),
            held=found.total,
            kinds=found.kinds,
            findings={"held": found.held_findings, "released": found.released_findings},
            items=[HeldDayOut.of(day) for day in found.days],
        )
