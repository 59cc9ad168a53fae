"""The ledger: what became of an arena's votes, day by day."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from service.api.responses import content
from service.api.schemas.ledger import LedgerOut, LedgerQuery
from service.arena.boards.ledger import ledger
from service.domain import clock
from service.domain.ledger import Day
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse
from service.http.responses import SendCached

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/ledger", response_model=LedgerOut)
async def show(arena: str, query: Annotated[LedgerQuery, Query()], services: Services) -> Response:
    """For each day how many votes there are, how many count, and why the others do not."""
    found = await ledger(services, arena, query.first, query.last)
    items = [{"day": clock.day_text(day.day), **_counts(day)} for day in found.days]
    head = {"arena": found.arena, "revision": found.revision, "total": _counts(found.total)}
    # Not kept for a revision: a skip changes it without one.
    return SendCached(CachedResponse.of(content(services, {**head, "items": items})))


def _counts(day: Day) -> dict[str, Any]:
    return {
        "votes": day.votes,
        "counted": day.counted,
        "not_counted": dict(day.not_counted),
        "skips": day.skips,
    }
