"""The page that shows what happened to every vote and how to check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards.ledger import ledger
from service.arena.catalog import arenas
from service.arena.integrity import agreement
from service.arena.integrity.published import HeldVotes, Published, of_arena
from service.arena.voting.likeness import last_of
from service.domain.arenas import Arena
from service.domain.controls.agreement import Agreement
from service.domain.images import Likeness
from service.domain.ledger import REASONS, Day, Ledger
from service.domain.matchups import MatchupState
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse
from service.http.responses import SendCached
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.sizes import PLOT_HEIGHT, WIDTH
from service.web.exclusion_labels import every_reason, kind_name, name_of, state_meaning, state_name
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SHOWN_DAYS = 30


class IntegrityQuery(Strict):
    """The arena; by default the one with the most votes."""

    arena: Annotated[str | None, Text, Field(max_length=100)] = None


@dataclass(frozen=True, slots=True)
class Account:
    """An arena's ledger as the page shows it: newest days first, a column for each reason that occurs."""

    arena: Arena
    method_version: str
    ledger: Ledger
    days: Sequence[Day]
    reasons: Sequence[tuple[str, str]]
    matchups: Sequence[tuple[str, str, int]]
    likeness: Likeness | None
    published: Published
    agreement: Sequence[Agreement]

    @property
    def held_days(self) -> Sequence[HeldVotes]:
        """The most recent days with held votes, newest first."""
        return self.published.days[: -SHOWN_DAYS - 1 : -1]

    @property
    def held_kinds(self) -> Sequence[tuple[str, str]]:
        """The kinds of reason for which votes are held, with their labels."""
        return [(kind, kind_name(kind)) for kind in self.published.kinds]

    @property
    def simulated(self) -> int:
        """The number of votes in the log that the demo made."""
        return min(self.arena.simulated_until, self.arena.last_position)


@dataclass(frozen=True, slots=True)
class IntegrityPage:
    """The page's context; ``account`` is None if there is no arena."""

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
    """Return what happened to every vote of an arena."""
    running = await services.database.read(arenas.running)
    slug = query.arena or (running[0].slug if running else None)
    page = IntegrityPage(
        head=_head(query),
        arenas=running,
        account=None if slug is None else await _account(services, slug),
        reasons=every_reason(),
        chart_width=WIDTH,
        chart_height=PLOT_HEIGHT,
    )
    # Not cached by revision: a vote that is not counted changes the page without a new revision.
    return SendCached(CachedResponse.of(prepared(request, services, "integrity.html", page)))


def _head(query: IntegrityQuery) -> Head:
    about = "What happened to every vote, day by day, and how to check the ratings yourself."
    path = f"/integrity?arena={query.arena}" if query.arena else "/integrity"
    return Head("What happened to every vote", about, path, section="integrity")


async def _account(services: Services, slug: str) -> Account:
    """Return an arena's account; raise NotFound."""
    arena = await services.database.read(arenas.get, slug)
    account = await ledger(services, slug)
    reasons = [reason for reason in REASONS if reason in account.total.not_counted]
    return Account(
        arena=arena,
        method_version=arenas.method_version(arena),
        ledger=account,
        days=account.days[: -SHOWN_DAYS - 1 : -1],
        reasons=[(reason, name_of(reason)) for reason in reasons],
        matchups=[(state_name(s), state_meaning(s), account.matchups.get(s, 0)) for s in MatchupState],
        likeness=await services.database.read(last_of, arena.id),
        published=await services.database.read(of_arena, slug),
        agreement=await services.database.read(agreement.last_of, arena.id),
    )
