"""The page of an arena: the leaderboard of an axis, its votes by theme and language, and head to head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards import history
from service.arena.boards.boards import ORDERS, Board
from service.arena.boards.columns import PAGE_COLUMNS, Column
from service.arena.boards.events import state_id
from service.arena.boards.few_votes import FewVotes, few_votes
from service.arena.boards.page import BoardPage, board_page
from service.arena.boards.point_in_time import parse_at
from service.arena.boards.price import price_scores
from service.arena.boards.refits.positions import FIRST
from service.arena.catalog import arenas
from service.arena.catalog.resolving import axis_of
from service.arena.images.demo_progress import demo_progress
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.images import DemoProgress
from service.errors import NotFound
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.boards import MOST_SERIES, history_figure
from service.web.charts.page_chart import PageChart, page_chart
from service.web.charts.prices import price_figure
from service.web.embeds.list_cards import arena_card_path
from service.web.filters import counted
from service.web.page_route import PageRoute
from service.web.pages import board_views as views
from service.web.pages import maps
from service.web.pages.certainty import Certainty, better_than_next, certainty
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

# With thousands of votes a second, every open page would otherwise make its own leaderboard.
LIVE_SECONDS = 1.0


class PageQuery(Strict):
    """Which leaderboard, at which time, in which order.

    ``live`` marks an open page that refreshes itself: it can wait a second, and many ask at once.
    """

    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None
    at: Annotated[str | None, Field(max_length=20)] = None
    sort: Annotated[str, Field(pattern=views.SORTS)] = "rank"
    order: Literal["score", "likely"] = "score"
    retired: bool = True
    live: bool = False


@dataclass(frozen=True, slots=True)
class BoardCharts:
    """The charts of a leaderboard: its first models' scores by day, and prices, None if there are none."""

    history: PageChart
    prices: PageChart | None


@dataclass(frozen=True, slots=True)
class ArenaPage:
    """The context of an arena's page; ``order`` is what its places are by.

    ``better`` has the models that are decided to be better than their next neighbors.
    """

    head: Head
    arena: Arena
    query: views.BoardAddress
    board_page: BoardPage
    title: str
    order: str
    has_likely: bool
    columns: Mapping[str, Column]
    headings: Sequence[views.Heading]
    keys: Sequence[str]
    rows: Sequence[views.BoardRowView]
    unranked: Sequence[views.UnrankedView]
    few: FewVotes | None
    certainty: Certainty | None
    better: Mapping[str, str]
    themes: Sequence[views.AxisChoice]
    languages: Sequence[views.AxisChoice]
    votes: maps.VoteMap | None
    matrix: maps.Matrix | None
    charts: BoardCharts | None
    demo: DemoProgress | None

    @property
    def api(self) -> str:
        """The arena's URL in the API."""
        return f"/api/v1/arenas/{self.arena.slug}"

    @property
    def state(self) -> str:
        """What tells the arena's state on the page from others, as in the arena's events."""
        pooling = self.board_page.board.pooling
        return state_id(self.arena.revision, pooling and pooling.position)

    @property
    def first_refit(self) -> int:
        """The first position of the log with pooled ratings."""
        return FIRST

    @property
    def history(self) -> str:
        """The address of a model's history on the axis, without its slug."""
        query = self.query.axis_query.removeprefix("?")
        return f"{self.api}/history?{f'{query}&' if query else ''}model="

    @property
    def exposed(self) -> bool:
        """Whether a model's place is owed to its few votes."""
        return any(row.entry.exposure for row in self.rows)

    @property
    def orders(self) -> Sequence[tuple[str, str, bool]]:
        """The orders to choose from: the name, the link, and whether it is the current one."""
        chosen = self.query.order
        return [(order.capitalize(), self.query.by(order), order == chosen) for order in ORDERS]

    @property
    def borrowed(self) -> str:
        """What pooled ratings of the axis borrow from; empty overall, where there is nothing else."""
        return views.other_axes(self.query.axis)

    @property
    def has_retired(self) -> bool:
        """Whether a model with votes on the axis is retired."""
        return any(facts.retired for facts in self.board_page.board.facts.values())

    @property
    def simulated(self) -> int:
        """The number of votes in the log that the demo made."""
        return self.arena.simulated(self.board_page.board.position)


@router.get("/arenas/{arena}", dependencies=[Depends(reader)])
async def show_arena(
    request: Request, arena: str, query: Annotated[PageQuery, Query()], services: Services
) -> Response:
    """Return the page of an arena."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        wanted = views.BoardAddress(arena, axis, query.at or None, query.sort, query.retired, query.order)
        shown_page = await _board_page(services, wanted)
        charts = await _charts(services, shown_page.board, wanted)
        page = _page(shown_page, wanted, charts, await demo_progress(services, [shown_page.board.arena]))
        content = prepared(request, services, "arena.html", page)
        return replace(content, grace=LIVE_SECONDS) if query.live else content

    return await answer(request, arena, produce)


async def _board_page(services: Services, query: views.BoardAddress) -> BoardPage:
    """Return what the page shows; raise NotFound with a message for people."""
    try:
        return await board_page(
            services, query.arena, query.axis, parse_at(query.at), retired=query.retired, order=query.order
        )
    except NotFound:
        named = await services.database.read(arenas.get, query.arena)
        raise NotFound(
            f"The arena “{named.name}” has no prompts {views.about(query.axis)}. "
            f"Choose a theme or language on its page, /arenas/{named.slug}."
        ) from None


async def _charts(services: Services, board: Board, query: views.BoardAddress) -> BoardCharts | None:
    """Return the charts of a leaderboard; None where nobody is ranked, and for the past."""
    if query.at or not board.ranked:
        return None
    first = [entry.standing.model for entry in board.ranked[:MOST_SERIES]]
    found = await services.database.read(history.of_models, board.arena.slug, board.axis, first)
    scores = price_scores(board)
    return BoardCharts(
        page_chart(history_figure(board, found)), page_chart(price_figure(scores)) if scores.priced else None
    )


def _page(
    page: BoardPage, query: views.BoardAddress, charts: BoardCharts | None, demo: DemoProgress | None
) -> ArenaPage:
    board, order = page.board, views.shown_order(page.board)
    return ArenaPage(
        head=_head(board, query),
        arena=board.arena,
        query=query,
        board_page=page,
        title=views.title(query.axis),
        columns=PAGE_COLUMNS,
        order=order,
        has_likely=views.has_likely(board),
        headings=views.headings(query, order),
        keys=views.keys(order),
        rows=views.rows(board, query.sort),
        unranked=views.unranked(board),
        few=few_votes(board.ranked),
        certainty=certainty(board),
        better=better_than_next(board) if order == ORDERS[0] else {},
        themes=views.themes(query, page.axes),
        languages=views.languages(query, page.axes),
        # The counts by axis are current; there are none for the past.
        votes=None if query.at else maps.vote_map(query, page.axes),
        matrix=maps.matrix(board, page.pairs),
        charts=charts,
        demo=demo,
    )


def _head(board: Board, query: views.BoardAddress) -> Head:
    about = "" if query.axis == OVERALL else f", {views.title(query.axis)}"
    leaders = ", ".join(board.facts[entry.standing.model].name for entry in board.ranked[:3])
    basis = f"Ranked by {counted(board.votes, 'blind vote')} on pairs of images."
    description = f"Top models: {leaders}. {basis}" if leaders else basis
    path = f"/arenas/{query.arena}{query.link(sort='rank')}"
    slug = quote(board.arena.slug)
    return Head(
        f"{board.arena.name}{about}",
        description,
        path,
        section="arenas",
        image=arena_card_path(slug),
        embeds=True,
        feed=f"/arenas/{slug}/feed.atom",
    )
