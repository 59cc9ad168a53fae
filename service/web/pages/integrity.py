"""The page on what became of every vote, and how anyone can check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards.ledger import ledger
from service.arena.catalog import arenas
from service.domain.arenas import Arena
from service.domain.ledger import REASONS, Day, Ledger
from service.domain.matchups import MatchupState
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse
from service.http.responses import SendCached
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.sizes import PLOT_HEIGHT, WIDTH
from service.web.exclusion_labels import every_reason, name_of, state_meaning, state_name
from service.web.rendering import Head, prepared

router = APIRouter(include_in_schema=False)

SHOWN_DAYS = 30


class IntegrityQuery(Strict):
    """Of which arena; of the one with the most votes where it is left out."""

    arena: Annotated[str | None, Text, Field(max_length=100)] = None


@dataclass(frozen=True, slots=True)
class Account:
    """An arena's ledger as the page shows it: the newest days first, a column for each reason that occurs."""

    arena: Arena
    method_version: str
    ledger: Ledger
    days: Sequence[Day]
    reasons: Sequence[tuple[str, str]]
    matchups: Sequence[tuple[str, str, int]]

    @property
    def simulated(self) -> int:
        """How many of the log's votes the demo made."""
        return min(self.arena.simulated_until, self.arena.last_position)


@dataclass(frozen=True, slots=True)
class IntegrityPage:
    """The page's context; ``account`` is None where there is no arena."""

    head: Head
    arenas: Sequence[Arena]
    account: Account | None
    reasons: Sequence[tuple[str, str]]
    chart_width: int
    chart_height: int


@router.get("/integrity", dependencies=[Depends(reader)])
async def show_integrity(
    request: Request, query: Annotated[IntegrityQuery, Query()], services: Services
) -> Response:
    """Return what became of every vote of an arena."""
    found = await services.database.read(arenas.running)
    slug = query.arena or (found[0].slug if found else None)
    page = IntegrityPage(
        head=_head(query),
        arenas=found,
        account=None if slug is None else await _account(services, slug),
        reasons=every_reason(),
        chart_width=WIDTH,
        chart_height=PLOT_HEIGHT,
    )
    # Not kept for a revision: a vote that does not count changes the page without one.
    return SendCached(CachedResponse.of(prepared(request, services, "integrity.html", page)))


def _head(query: IntegrityQuery) -> Head:
    about = "What became of every vote, day by day, and how anyone can check the ratings."
    path = f"/integrity?arena={query.arena}" if query.arena else "/integrity"
    return Head("What became of every vote", about, path, section="integrity")


async def _account(services: Services, slug: str) -> Account:
    """Return an arena's account; raise NotFound."""
    arena = await services.database.read(arenas.get, slug)
    found = await ledger(services, slug)
    occurring = [reason for reason in REASONS if reason in found.total.not_counted]
    return Account(
        arena=arena,
        method_version=arenas.method_version(arena),
        ledger=found,
        days=found.days[: -SHOWN_DAYS - 1 : -1],
        reasons=[(reason, name_of(reason)) for reason in occurring],
        matchups=[(state_name(s), state_meaning(s), found.matchups.get(s, 0)) for s in MatchupState],
    )
