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
from service.http.deps import Services, reader
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached
from service.web.charts.figure import Cell, Figure, Head, Key, Table, file
from service.web.charts.ledgers import held_figure, ledger_figure
from service.web.charts.lines import Line, Lines, Point
from service.web.charts.responses import MEDIA_TYPE, ChartQuery, chart
from service.web.charts.theme import THEMES
from service.web.filters import counted, number, percent
from service.web.page_route import PageRoute

router = APIRouter(
    prefix="/charts/{arena}", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)

_STEPS = 40
# So far around the prior's mean, in its sigmas, beliefs are drawn.
_REACH = 3.2
# A bell is drawn so far around its middle in its own sigmas, in so many steps each.
_BELL, _BELL_STEPS = 4, 6


@router.get("/beliefs.svg")
async def show_beliefs(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return how the belief about a model settles with votes, and where its score is meanwhile."""

    async def gather() -> Lines:
        return beliefs_figure(await services.database.read(arenas.get, arena))

    return await chart(request, arena, query, gather)


@router.get("/chances.svg")
async def show_chances(
    request: Request, arena: str, query: Annotated[ChartQuery, Query()], services: Services
) -> Response:
    """Return what a vote says between two models, by the distance of their ratings."""

    async def gather() -> Lines:
        return chances_figure(await services.database.read(arenas.get, arena))

    return await chart(request, arena, query, gather)


@router.get("/ledger.svg")
async def show_ledger(arena: str, query: Annotated[ChartQuery, Query()], services: Services) -> Response:
    """Return what became of the votes of each of the last days that have any."""
    return _now(services, query, ledger_figure(await ledger(services, arena)))


@router.get("/held.svg")
async def show_held(arena: str, query: Annotated[ChartQuery, Query()], services: Services) -> Response:
    """Return how many votes of each of the last days with such votes are held, by kind of reason."""
    return _now(services, query, held_figure(await services.database.read(published.of_arena, arena)))


def _now(services: Services, query: ChartQuery, figure: Figure) -> Response:
    """Return a figure as it is now: votes that do not count change no revision by which to keep it."""
    content = Content(
        file(figure, THEMES[query.mode]), MEDIA_TYPE, private=not services.settings.public_reads
    )
    return SendCached(CachedResponse.of(content))


def beliefs_figure(arena: Arena) -> Lines:
    """Return how the belief about a model settles with votes."""
    lines = [_bell(arena, belief, place) for place, belief in enumerate(beliefs(arena))]
    return Lines(
        title="A model that wins two of every three votes",
        y="How likely",
        x="Rating (dashed: the score)",
        lines=lines,
        table=Table((), ()),
        numbers=False,
        keys=[Key(one.name, place) for place, one in enumerate(lines)],
    )


def _bell(arena: Arena, belief: Belief, series: int) -> Line:
    """Return a belief's density, the dropped line at its score."""
    low, high = arena.mu - _REACH * arena.sigma, arena.mu + _REACH * arena.sigma
    mu, sigma = belief.skill.mu, belief.skill.sigma
    reach = _BELL * _BELL_STEPS
    places = {low, high, *(mu + sigma * i / _BELL_STEPS for i in range(-reach, reach + 1))}
    points = [
        Point(x, exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * sqrt(2 * pi)))
        for x in sorted(places)
        if low <= x <= high
    ]
    return Line(f"after {counted(belief.votes, 'vote')}", points, series, drop=belief.score)


def chances_figure(arena: Arena) -> Lines:
    """Return the chances of a win, a tie and a loss by the distance of two ratings."""
    reach = 4 * arena.beta
    rows = chances(arena, [reach * i / _STEPS for i in range(_STEPS + 1)])
    names = ("the higher-rated model wins", "tie", "the lower-rated model wins")
    shares = [(at.win, at.draw, at.loss) for at in rows]
    lines = [
        Line(name, [Point(at.gap, share[place]) for at, share in zip(rows, shares, strict=True)], place)
        for place, name in enumerate(names)
    ]
    cells = [
        [Cell(f"Difference of {number(at.gap)}"), *(Cell(percent(one, 1)) for one in share)]
        for at, share in zip(rows, shares, strict=True)
    ]
    return Lines(
        title="How a vote is likely to end",
        y="Chance",
        x="Difference of the ratings",
        lines=lines,
        table=Table(
            [Head("Difference of the ratings"), *(Head(one.name, one.series) for one in lines)], cells
        ),
        percent=True,
        keys=[Key(one.name, place) for place, one in enumerate(lines)],
    )
