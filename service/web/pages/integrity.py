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
from service.arena.integrity.published import Published, of_arena
from service.arena.voting.likeness import last_of
from service.domain.arenas import Arena
from service.domain.controls.agreement import Agreement
from service.domain.images import Likeness
from service.domain.ledger import Ledger
from service.domain.matchups import MatchupState
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse
from service.http.responses import SendCached
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.ledgers import held_figure, ledger_figure
from service.web.charts.page_chart import PageChart, page_chart
from service.web.exclusion_labels import every_reason, state_meaning, state_name
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class IntegrityQuery(Strict):
    """The arena; by default the one with the most votes."""

    arena: Annotated[str | None, Text, Field(max_length=100)] = None


@dataclass(frozen=True, slots=True)
class Account:
    """An arena's ledger as the page shows it; a chart is None if no day has such votes."""

    arena: Arena
    method_version: str
    ledger: Ledger
    chart: PageChart | None
    held_chart: PageChart | None
    matchups: Sequence[tuple[str, str, int]]
    likeness: Likeness | None
    published: Published
    agreement: Sequence[Agreement]

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
    )
    # Not cached by revision: a vote that is not counted changes the page without a new revision.
    return SendCached(CachedResponse.of(prepared(request, services, "boards/integrity.html", page)))


def _head(query: IntegrityQuery) -> Head:
    about = "What happened to every vote, day by day, and how to check the ratings yourself."
    path = f"/integrity?arena={query.arena}" if query.arena else "/integrity"
    return Head("What happened to every vote", about, path, section="integrity")


async def _account(services: Services, slug: str) -> Account:
    """Return an arena's account; raise NotFound."""
    arena = await services.database.read(arenas.get, slug)
    account = await ledger(services, slug)
    published = await services.database.read(of_arena, slug)
    return Account(
        arena=arena,
        method_version=arenas.method_version(arena),
        ledger=account,
        chart=page_chart(ledger_figure(account)) if account.days else None,
        held_chart=page_chart(held_figure(published)) if published.days else None,
        matchups=[(state_name(s), state_meaning(s), account.matchups.get(s, 0)) for s in MatchupState],
        likeness=await services.database.read(last_of, arena.id),
        published=published,
        agreement=await services.database.read(agreement.last_of, arena.id),
    )
