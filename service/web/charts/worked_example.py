"""Charts that explain: how a belief settles, what a distance means, what became of the votes of each day."""

from __future__ import annotations

from math import exp, pi, sqrt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.arena.boards.ledger import ledger
from service.arena.boards.worked_example import Belief, beliefs, chances
from service.arena.catalog import arenas
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.ledger import Day
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached
from service.web.charts.drawing import Drawings
from service.web.charts.responses import MEDIA_TYPE, ChartQuery, Picture, chart
from service.web.exclusion_labels import COUNTED, name_of
from service.web.filters import counted

router = APIRouter(prefix="/charts/{arena}", include_in_schema=False, dependencies=[Depends(reader)])

LEDGER_DAYS = 90
_STEPS = 120
# So far around the prior's mean, in its sigmas, beliefs are drawn.
_REACH = 3.2


@router.get("/beliefs.svg")
async def show_beliefs(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return how the belief about a model settles with votes, and where its score is meanwhile."""

    async def gather() -> Picture:
        found = await services.database.read(arenas.get, arena)
        series = [_bell(found, belief) for belief in beliefs(found)]
        words = {"x": "rating", "y": "how likely", "title": "A model that wins two votes of three"}
        return Picture("curves", {"series": series, **words})

    return await chart(request, arena, query, gather)


def _bell(arena: Arena, belief: Belief) -> dict[str, object]:
    """Return a belief's density, the dropped line at its score."""
    low, high = arena.mu - _REACH * arena.sigma, arena.mu + _REACH * arena.sigma
    mu, sigma = belief.skill.mu, belief.skill.sigma
    places = {low + (high - low) * i / _STEPS for i in range(_STEPS + 1)}
    # A narrow bell lies between the places that suit a wide one.
    places |= {mu + sigma * i / 10 for i in range(-40, 41)}
    points = [[x, exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * sqrt(2 * pi))] for x in sorted(places)]
    return {"name": f"after {counted(belief.votes, 'vote')}", "points": points, "mark": belief.score}


@router.get("/chances.svg")
async def show_chances(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return what a vote says between two models, by the distance of their ratings."""

    async def gather() -> Picture:
        found = await services.database.read(arenas.get, arena)
        reach = 4 * found.beta
        rows = chances(found, [reach * i / _STEPS for i in range(_STEPS + 1)])
        series = [
            {"name": "the better one wins", "points": [[at.gap, at.win] for at in rows]},
            {"name": "a tie", "points": [[at.gap, at.draw] for at in rows]},
            {"name": "the other one wins", "points": [[at.gap, at.loss] for at in rows]},
        ]
        words = {"x": "how far apart the ratings are", "y": "", "title": "What a vote says", "percent": True}
        return Picture("curves", {"series": series, **words})

    return await chart(request, arena, query, gather)


@router.get("/ledger.svg")
async def show_ledger(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return what became of the votes of each of the last days that have any."""
    found = await ledger(services, arena)
    days = found.days[-LEDGER_DAYS:]
    kinds = [COUNTED, *dict.fromkeys(name_of(reason) for day in days for reason in day.not_counted)]
    rows = [row for day in days for row in _day(day)]
    data = {"rows": rows, "kinds": kinds, "unit": "votes", "title": "Votes of each day"}
    drawings: Drawings = request.app.state.drawings
    # Votes that do not count change no revision, so it is kept by what it shows alone.
    body = await drawings.svg("days", data, query.mode)
    content = Content(body, MEDIA_TYPE, private=not services.settings.public_reads)
    return SendCached(CachedResponse.of(content))


def _day(day: Day) -> list[dict[str, object]]:
    """Return a day's votes by what became of them."""
    counts = {COUNTED: day.counted, **{name_of(reason): count for reason, count in day.not_counted.items()}}
    return [{"date": clock.day_text(day.day), "kind": kind, "count": count} for kind, count in counts.items()]
