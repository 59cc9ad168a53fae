"""The page of an arena: the leaderboard of an axis, its votes by theme and language, and head to head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from service.arena.boards import history
from service.arena.boards.boards import ORDERS, Board, BoardEntry
from service.arena.boards.columns import PAGE_COLUMNS, Column
from service.arena.boards.events import state_id
from service.arena.boards.few_votes import FewVotes, few_votes
from service.arena.boards.page import BoardPage, board_page
from service.arena.boards.point_in_time import parse_at
from service.arena.boards.price import price_scores
from service.arena.boards.refits.positions import FIRST
from service.arena.catalog import arenas
from service.arena.catalog.resolving import axis_of
from service.arena.images import portraits
from service.arena.images.demo_progress import demo_progress
from service.arena.queries.answers import answers
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.images import DemoProgress, Portraits
from service.domain.questions.filters import ModelFilter
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
from service.web.filters import counted, money, month, percent, seconds
from service.web.page_route import PageRoute
from service.web.pages import board_views as views
from service.web.pages import maps
from service.web.pages.boards import narrowing
from service.web.pages.boards.answers import AnswerView, answer_views
from service.web.pages.boards.narrowing import EVERYTHING, USUAL, Narrowing
from service.web.pages.certainty import Certainty, better_than_next, certainty
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

# With thousands of votes a second, every open page would otherwise make its own leaderboard.
LIVE_SECONDS = 1.0


_NoneIfEmpty = BeforeValidator(lambda value: None if value == "" else value)
Known = Annotated[Literal["yes", "no", "unknown"] | None, _NoneIfEmpty]


class PageQuery(Strict):
    """Which leaderboard, at which time, in which order, and which of its rows and columns.

    The form of the page sends its empty fields, too. ``live`` marks an open page that refreshes itself: it
    can wait a second, and many ask at once.
    """

    theme: Annotated[str | None, Text, Field(max_length=200), _NoneIfEmpty] = None
    language: Annotated[str | None, Text, Field(max_length=100), _NoneIfEmpty] = None
    at: Annotated[str | None, Field(max_length=20), _NoneIfEmpty] = None
    sort: Annotated[str, Field(pattern=views.SORTS)] = "rank"
    order: Literal["score", "likely"] = "score"
    retired: bool = True
    q: Annotated[str, Text, Field(max_length=200)] = ""
    organizations: Annotated[str, Text, Field(max_length=2_000)] = ""
    weights_open: Known = None
    commercial_use: Known = None
    price_max: Annotated[float | None, Field(ge=0, le=1_000_000), _NoneIfEmpty] = None
    votes_min: Annotated[int | None, Field(ge=0, le=10**9), _NoneIfEmpty] = None
    columns: Annotated[
        list[Annotated[str, Text, Field(max_length=200)]], Field(default_factory=list, max_length=20)
    ]
    live: bool = False

    def address(self, arena: str) -> views.BoardAddress:
        """Return what it asks of an arena."""
        wanted = ModelFilter(
            organizations=tuple(filter(None, self.organizations.split(","))),
            weights_open=self.weights_open,
            commercial_use=self.commercial_use,
            price_max=self.price_max,
        )
        return views.BoardAddress(
            arena,
            axis_of(self.theme, self.language),
            self.at,
            self.sort,
            self.retired,
            self.order,
            Narrowing(self.q.strip(), wanted, self.votes_min or 0),
            narrowing.chosen_columns(self.columns),
        )


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
    makers: Sequence[tuple[str, str]]
    answers: Sequence[AnswerView]
    portraits: Portraits
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
    def usual(self) -> Sequence[str]:
        """The columns that readers see who chose none."""
        return USUAL

    def second_line(self, entry: BoardEntry) -> Sequence[tuple[str, str]]:
        """Return what a narrow screen shows below a model's name, by column."""
        price, rate = entry.facts.price, entry.standing.win_rate
        values = (
            ("votes", counted(entry.standing.votes, "vote")),
            ("won", None if rate is None else f"{percent(rate)} won"),
            ("price", price and money(price.amount, price.currency)),
            ("speed", price and price.latency_ms and seconds(price.latency_ms)),
            ("released", entry.facts.released and month(entry.facts.released)),
        )
        return [(key, text) for key, text in values if text]

    @property
    def api_links(self) -> Sequence[tuple[str, str]]:
        """What programs read in place of the page: addresses with words."""
        axis, board = self.query.axis_query, self.query.api_query
        links = [
            (f"{self.api}/leaderboard{board}", "This leaderboard"),
            (f"{self.api}/votes", "The vote log"),
            (f"{self.api}/history{axis}", "Daily scores"),
        ]
        if not self.query.at:
            links.append((f"{self.api}/head-to-head{axis}", "Head-to-head counts"))
            links.append((f"{self.api}/axes", "Themes and languages with their leaders"))
        return links

    @property
    def optional(self) -> Mapping[str, str]:
        """The columns to choose from, by their keys."""
        return narrowing.OPTIONAL

    @property
    def hidden(self) -> Sequence[str]:
        """The columns that are not shown."""
        return narrowing.hidden_columns(self.query.columns)

    @property
    def has_table(self) -> bool:
        """Whether there is a row with a number to show."""
        return bool(self.rows or self.board_page.board.inferred)

    @property
    def matches(self) -> int:
        """The number of rows that the filters take."""
        hidden = [*(row.hidden for row in self.rows), *(row.hidden for row in self.unranked)]
        return hidden.count(False)

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self.rows) + len(self.unranked)

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
        wanted = query.address(arena)
        shown_page = await _board_page(services, wanted)
        board = shown_page.board
        charts = await _charts(services, board, wanted)
        found = await answers(services, board, [] if wanted.at else shown_page.axes)
        seen = await portraits.in_arena(services, board.arena.slug)
        demo = await demo_progress(services, [board.arena])
        page = _page(shown_page, wanted, charts, found=answer_views(found, board.axis), seen=seen, demo=demo)
        content = prepared(request, services, "boards/arena.html", page)
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
    page: BoardPage,
    query: views.BoardAddress,
    charts: BoardCharts | None,
    *,
    found: Sequence[AnswerView],
    seen: Portraits,
    demo: DemoProgress | None,
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
        rows=views.rows(board, query.sort, query.narrowing),
        unranked=views.unranked(board, query.narrowing),
        few=few_votes(board.ranked),
        certainty=certainty(board),
        better=better_than_next(board) if order == ORDERS[0] else {},
        themes=views.themes(query, page.axes),
        languages=views.languages(query, page.axes),
        makers=narrowing.makers(board),
        answers=found,
        portraits=seen,
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
    path = f"/arenas/{query.arena}{replace(query, narrowing=EVERYTHING, columns=USUAL).link(sort='rank')}"
    slug = quote(board.arena.slug)
    return Head(
        f"{board.arena.name}{about}",
        description,
        path,
        section="arenas",
        image=arena_card_path(slug),
        embeds=True,
        feed=f"/arenas/{slug}/feed.atom",
        arena=board.arena,
    )
