"""The page that explains the numbers to voters, with each arena's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards.worked_example import Belief, GapChances, beliefs, chances
from service.arena.catalog import arenas
from service.arena.models.examples import BASIS, ORDERS
from service.domain.arenas import EVERY_ARENA, Arena
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts.page_chart import PageChart, page_chart
from service.web.charts.worked_example import beliefs_figure, chances_figure
from service.web.exclusion_labels import every_reason
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """An arena with the fingerprint of its rating method."""

    arena: Arena
    method_version: str


@dataclass(frozen=True, slots=True)
class Example:
    """The page's charts, by the rules of one arena: how ratings settle, what a distance means."""

    arena: Arena
    beliefs: Sequence[Belief]
    chance: GapChances
    settling: PageChart
    chances: PageChart


@dataclass(frozen=True, slots=True)
class MethodologyPage:
    """The page's context; ``example`` is None if there is no arena."""

    head: Head
    rules: Sequence[Rules]
    example: Example | None
    reasons: Sequence[tuple[str, str]]
    examples_basis: str
    examples_orders: Sequence[str]


@router.get("/methodology", dependencies=[Depends(reader)])
async def show_methodology(request: Request, services: Services) -> Response:
    """Return the page that explains the numbers."""

    async def produce() -> Content:
        running = await services.database.read(arenas.running)
        page = MethodologyPage(
            head=Head(
                "What the numbers mean",
                "What the order is, how sure it is, what is decided, what limits it, and when that holds.",
                "/methodology",
                section="methodology",
            ),
            rules=[Rules(arena, arenas.method_version(arena)) for arena in running],
            example=_example(running[0]) if running else None,
            reasons=every_reason(),
            examples_basis=BASIS,
            examples_orders=list(ORDERS.values()),
        )
        return prepared(request, services, "boards/methodology.html", page)

    return await answer(request, EVERY_ARENA, produce)


def _example(arena: Arena) -> Example:
    """Return the worked example; its distance is one beta, the noise of a single image."""
    (chance,) = chances(arena, [arena.beta])
    charts = page_chart(beliefs_figure(arena)), page_chart(chances_figure(arena))
    return Example(arena, beliefs(arena), chance, *charts)
