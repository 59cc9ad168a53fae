"""The page on what the numbers mean, in words for voters, with the arenas' own parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards.worked_example import Belief, GapChances, beliefs, chances
from service.arena.catalog import arenas
from service.domain.arenas import Arena
from service.http.deps import Services, no_query, reader
from service.http.response_cache import EVERY_ARENA, Content
from service.http.responses import answer
from service.web.charts.sizes import PLOT_HEIGHT, WIDTH
from service.web.exclusion_labels import every_reason
from service.web.rendering import Head, prepared

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """An arena with the fingerprint of what its ratings are made with."""

    arena: Arena
    method_version: str


@dataclass(frozen=True, slots=True)
class Example:
    """The page's figures, by the rules of one arena: how beliefs settle, what a distance means."""

    arena: Arena
    beliefs: Sequence[Belief]
    chance: GapChances


@dataclass(frozen=True, slots=True)
class MethodologyPage:
    """The page's context; ``example`` is None where there is no arena."""

    head: Head
    rules: Sequence[Rules]
    example: Example | None
    reasons: Sequence[tuple[str, str]]
    chart_width: int
    chart_height: int


@router.get("/methodology", dependencies=[Depends(reader), Depends(no_query)])
async def show_methodology(request: Request, services: Services) -> Response:
    """Return what the numbers mean."""

    async def produce() -> Content:
        found = await services.database.read(arenas.running)
        page = MethodologyPage(
            head=Head(
                "What the score means",
                "How pairs are chosen, what a vote does, what the score says, and what is not counted.",
                "/methodology",
                section="methodology",
            ),
            rules=[Rules(arena, arenas.method_version(arena)) for arena in found],
            example=_example(found[0]) if found else None,
            reasons=every_reason(),
            chart_width=WIDTH,
            chart_height=PLOT_HEIGHT,
        )
        return prepared(request, services, "methodology.html", page)

    return await answer(request, EVERY_ARENA, produce)


def _example(arena: Arena) -> Example:
    """Return the worked example; the distance is that of one beta, the noise of a single performance."""
    (chance,) = chances(arena, [arena.beta])
    return Example(arena, beliefs(arena), chance)
