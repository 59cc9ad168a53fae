"""Models side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response

from service.arena.boards.activity import ArenaActivity, activity
from service.arena.catalog import models
from service.arena.images import portraits
from service.arena.models.comparisons import (
    MOST_MODELS,
    ArenaComparison,
    Comparison,
    check,
    compare,
)
from service.domain.arenas import EVERY_ARENA
from service.domain.catalog import Model
from service.domain.images import Portraits
from service.domain.paging import Page
from service.http.comparisons import ComparisonQuery
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts.comparisons import comparison_figure
from service.web.charts.page_chart import PageChart, page_chart
from service.web.embeds.list_cards import comparison_card_path
from service.web.page_route import PageRoute
from service.web.rendering import GRACE_SECONDS, SITE_CARD, Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LISTED = 2_000
_SUGGESTED = 6
_TOP = 4


class Suggestion(NamedTuple):
    """Two of the best models of an arena, as slugs and names."""

    arena: str
    one: tuple[str, str]
    other: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """An arena of a comparison, and its axes as a chart, None if there are none."""

    arena: ArenaComparison
    chart: PageChart | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The page of a comparison; ``it`` is None until two models are chosen.

    ``places`` are the form's fields: the chosen models, then empty ones. ``keys`` has the number of each
    model's color.
    """

    head: Head
    models: tuple[Model, ...]
    places: tuple[str, ...]
    it: Comparison | None
    names: dict[str, str]
    keys: dict[str, int]
    sides: tuple[Side, ...]
    api: str
    portraits: Portraits
    suggestions: Sequence[Suggestion]


@router.get("/compare", dependencies=[Depends(reader)])
async def show_comparison(
    request: Request, query: Annotated[ComparisonQuery, Query()], services: Services
) -> Response:
    """Return two to four models side by side, or a form to choose them."""
    slugs = query.slugs()
    if len(slugs) > 1:
        check(slugs)

    async def produce() -> Content:
        every_model = await services.database.read(models.page, Page(limit=_LISTED))
        comparison = await compare(services, slugs) if len(slugs) > 1 else None
        suggested = [] if comparison else suggestions(await activity(services))
        seen = await portraits.everywhere(services)
        view = comparison_view(tuple(every_model.items), slugs, comparison, seen, suggested)
        return prepared(request, services, "models/compare.html", view, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


def suggestions(items: Sequence[ArenaActivity]) -> list[Suggestion]:
    """Return pairs of the best models of each arena, each pair once."""
    found: dict[frozenset[str], Suggestion] = {}
    for item in items:
        top = [leader.standing.model for leader in item.leaders[:_TOP]]
        for one, other in combinations(top, 2):
            pair = Suggestion(item.arena.name, (one, item.names[one]), (other, item.names[other]))
            found.setdefault(frozenset({one, other}), pair)
    return [*found.values()][:_SUGGESTED]


def comparison_view(
    every_model: tuple[Model, ...],
    slugs: tuple[str, ...],
    comparison: Comparison | None,
    seen: Portraits,
    suggested: Sequence[Suggestion] = (),
) -> ComparisonView:
    """Return the context of a comparison's page, or of the form alone."""
    pages = comparison.pages if comparison else ()
    names = {page.model.slug: page.model.name for page in pages}
    title = " vs. ".join(names.values()) if comparison else "Compare models"
    about = "Compare models side by side: ranks, prices, head-to-head records, themes, and prompts."
    path = f"/compare?models={','.join(names)}" if comparison else "/compare"
    card = comparison_card_path(names) if names else SITE_CARD
    return ComparisonView(
        head=Head(title, about, path, section="compare", image=card),
        models=every_model,
        places=(*slugs, *[""] * (MOST_MODELS - len(slugs))),
        it=comparison,
        names=names,
        keys={slug: number for number, slug in enumerate(names, start=1)},
        sides=tuple(_side(arena, names) for arena in comparison.arenas) if comparison else (),
        api=f"/api/v1/compare?models={','.join(names)}",
        portraits=seen,
        suggestions=suggested,
    )


def _side(arena: ArenaComparison, names: dict[str, str]) -> Side:
    if not arena.axes:
        return Side(arena, None)
    series = {slug: number for number, slug in enumerate(names)}
    return Side(arena, page_chart(comparison_figure(arena, names, series)))
