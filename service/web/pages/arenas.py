"""The page of an arena: the leaderboard of an axis, where its votes are, and who beats whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards.page import BoardPage, board_page
from service.arena.boards.point_in_time import parse_at
from service.arena.catalog import arenas
from service.arena.catalog.resolving import axis_of
from service.arena.images.demo_progress import demo_progress
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES
from service.domain.images import DemoProgress
from service.errors import NotFound
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.arena_charts import MOST_ROWS
from service.web.charts.sizes import WIDTH, height_of
from service.web.pages import board_views as views
from service.web.pages import maps
from service.web.rendering import Head, prepared

router = APIRouter(include_in_schema=False)

# Thousands of votes a second would have every open page make a board of its own.
LIVE_SECONDS = 1.0

Order = Literal[
    "rank", "-rank", "model", "-model", "score", "-score", "votes", "-votes", "won", "-won", "price", "-price"
]


class PageQuery(Strict):
    """Which board, of which moment, in which order.

    ``live`` is how an open page asks again: a moment's delay is nothing to it, but all of them at once are.
    """

    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None
    at: Annotated[str | None, Field(max_length=20)] = None
    sort: Order = "rank"
    live: bool = False


@dataclass(frozen=True, slots=True)
class ArenaPage:
    """The context of an arena's page."""

    head: Head
    arena: Arena
    asked: views.Asked
    found: BoardPage
    title: str
    columns: Sequence[views.Column]
    rows: Sequence[views.Row]
    themes: Sequence[views.Choice]
    languages: Sequence[views.Choice]
    votes: maps.VoteMap | None
    matrix: maps.Matrix | None
    chart_width: int
    chart_height: int
    history_height: int
    min_votes: int
    demo: DemoProgress | None

    @property
    def api(self) -> str:
        """Where the same arena is in the API."""
        return f"/api/v1/arenas/{self.arena.slug}"

    @property
    def simulated(self) -> int:
        """How many of the log's votes the demo made."""
        return self.arena.simulated(self.found.board.position)


@router.get("/arenas/{arena}", dependencies=[Depends(reader)])
async def show_arena(
    request: Request, arena: str, query: Annotated[PageQuery, Query()], services: Services
) -> Response:
    """Return the leaderboard and what belongs to it."""

    async def produce() -> Content:
        asked = views.Asked(arena, axis_of(query.theme, query.language), query.at or None, query.sort)
        found = await _find(services, asked)
        page = _page(found, asked, await demo_progress(services, [found.board.arena]))
        content = prepared(request, services, "arena.html", page)
        return replace(content, grace=LIVE_SECONDS) if query.live else content

    return await answer(request, arena, produce)


async def _find(services: Services, asked: views.Asked) -> BoardPage:
    """Return what the page shows; raise NotFound in words for people."""
    try:
        return await board_page(services, asked.arena, asked.axis, parse_at(asked.at))
    except NotFound:
        found = await services.database.read(arenas.get, asked.arena)
        raise NotFound(
            f"No prompt of the arena “{found.name}” is about {views.title(asked.axis)}. "
            f"What there is can be chosen on its page, /arenas/{found.slug}."
        ) from None


def _page(found: BoardPage, asked: views.Asked, demo: DemoProgress | None) -> ArenaPage:
    board = found.board
    shown = {"rows": board.ranked[:MOST_ROWS]}
    return ArenaPage(
        head=_head(found, asked),
        arena=board.arena,
        asked=asked,
        found=found,
        title=views.title(asked.axis),
        columns=views.columns(asked),
        rows=views.rows(board, asked.sort),
        themes=views.themes(asked, found.axes),
        languages=views.languages(asked, found.axes),
        # What is known of the axes is of now.
        votes=None if asked.at else maps.vote_map(asked, found.axes),
        matrix=maps.matrix(board, found.meetings),
        chart_width=WIDTH,
        chart_height=height_of("intervals", shown),
        history_height=height_of("lines", {}),
        min_votes=MIN_VOTES,
        demo=demo,
    )


def _head(found: BoardPage, asked: views.Asked) -> Head:
    board = found.board
    about = "" if asked.axis == OVERALL else f", {views.title(asked.axis)}"
    leaders = ", ".join(board.facts[entry.standing.model].name for entry, _ in board.ranked[:3])
    said = f"Ranked by {board.votes:,} blind votes on pairs of images."
    description = f"{leaders} lead. {said}" if leaders else said
    path = f"/arenas/{asked.arena}{asked.query(sort='rank')}"
    return Head(f"{board.arena.name}{about}", description, path, section="arenas", embeds=True)
