"""Charts that explain: how a belief settles, what a distance means, what became of the votes of each day."""

from __future__ import annotations

from math import exp, pi, sqrt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.arena.boards.ledger import ledger
from service.arena.boards.worked_example import Belief, beliefs, chances
from service.arena.catalog import arenas
from service.arena.integrity import published
from service.domain.arenas import Arena
from service.domain.ledger import Day
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached
from service.web.charts.figures import Curve, Curves, DayCount, Days
from service.web.charts.responses import MEDIA_TYPE, ChartQuery, chart
from service.web.charts.theme import THEMES
from service.web.exclusion_labels import COUNTED, kind_name, name_of
from service.web.filters import counted
from service.web.page_route import PageRoute

router = APIRouter(
    prefix="/charts/{arena}", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)

LEDGER_DAYS = 90
_STEPS = 120
# So far around the prior's mean, in its sigmas, beliefs are drawn.
_REACH = 3.2


@router.get("/beliefs.svg")
async def show_beliefs(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return how the belief about a model settles with votes, and where its score is meanwhile."""

    async def gather() -> Curves:
        found = await services.database.read(arenas.get, arena)
        series = [_bell(found, belief) for belief in beliefs(found)]
        return Curves("A model that wins two of every three votes", "rating", "how likely", series)

    return await chart(request, arena, query, gather)


def _bell(arena: Arena, belief: Belief) -> Curve:
    """Return a belief's density, the dropped line at its score."""
    low, high = arena.mu - _REACH * arena.sigma, arena.mu + _REACH * arena.sigma
    mu, sigma = belief.skill.mu, belief.skill.sigma
    places = {low + (high - low) * i / _STEPS for i in range(_STEPS + 1)}
    # A narrow bell lies between the places that suit a wide one.
    places |= {mu + sigma * i / 10 for i in range(-40, 41)}
    points = [(x, exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * sqrt(2 * pi))) for x in sorted(places)]
    return Curve(f"after {counted(belief.votes, 'vote')}", points, belief.score)


@router.get("/chances.svg")
async def show_chances(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return what a vote says between two models, by the distance of their ratings."""

    async def gather() -> Curves:
        found = await services.database.read(arenas.get, arena)
        reach = 4 * found.beta
        rows = chances(found, [reach * i / _STEPS for i in range(_STEPS + 1)])
        series = [
            Curve("the higher-rated model wins", [(at.gap, at.win) for at in rows]),
            Curve("tie", [(at.gap, at.draw) for at in rows]),
            Curve("the lower-rated model wins", [(at.gap, at.loss) for at in rows]),
        ]
        return Curves("How a vote is likely to end", "difference of the ratings", "", series, percent=True)

    return await chart(request, arena, query, gather)


@router.get("/ledger.svg")
async def show_ledger(arena: str, query: Annotated[ChartQuery, Query()], services: Services) -> Response:
    """Return what became of the votes of each of the last days that have any."""
    found = await ledger(services, arena)
    days = found.days[-LEDGER_DAYS:]
    kinds = [COUNTED, *dict.fromkeys(name_of(reason) for day in days for reason in day.not_counted)]
    rows = [row for day in days for row in _day(day)]
    # Votes that do not count change no revision, so the drawing cannot be kept by one.
    body = Days("Votes by day", "votes", kinds, rows).svg(THEMES[query.mode])
    content = Content(body, MEDIA_TYPE, private=not services.settings.public_reads)
    return SendCached(CachedResponse.of(content))


@router.get("/held.svg")
async def show_held(arena: str, query: Annotated[ChartQuery, Query()], services: Services) -> Response:
    """Return how many votes of each of the last days with such votes are held, by kind of reason."""
    found = await services.database.read(published.of_arena, arena)
    days = found.days[-LEDGER_DAYS:]
    kinds = [kind_name(kind) for kind in published.KINDS if any(day.kinds.get(kind) for day in days)]
    rows = [DayCount(day.day, kind_name(kind), count) for day in days for kind, count in day.kinds.items()]
    body = Days("Held votes by day", "votes", kinds, rows).svg(THEMES[query.mode])
    content = Content(body, MEDIA_TYPE, private=not services.settings.public_reads)
    return SendCached(CachedResponse.of(content))


def _day(day: Day) -> list[DayCount]:
    """Return a day's votes by what became of them."""
    counts = {COUNTED: day.counted, **{name_of(reason): count for reason, count in day.not_counted.items()}}
    return [DayCount(day.day, kind, count) for kind, count in counts.items()]
