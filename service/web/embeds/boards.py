"""A leaderboard for a frame on another site: the only page that other sites may frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards import boards
from service.arena.boards.boards import Board, BoardEntry
from service.arena.boards.columns import PAGE_COLUMNS, Column
from service.arena.catalog.resolving import axis_of
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.page_route import PageRoute
from service.web.pages.board_views import BoardAddress, keys, place, shown_order, title
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors *"
)


class EmbedQuery(Strict):
    """Which leaderboard, in which order, with or without retired models, and how many of its rows.

    Without a ``mode``, the frame looks as the reader's system does.
    """

    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None
    rows: Annotated[int, Field(ge=1, le=100)] = 10
    retired: bool = True
    order: Literal["score", "likely"] = "score"
    mode: Literal["light", "dark"] | None = None


@dataclass(frozen=True, slots=True)
class EmbedView:
    """The first rows of a leaderboard with their places; ``path`` leads to the full one."""

    head: Head
    board: Board
    columns: tuple[Column, ...]
    rows: tuple[tuple[int | None, BoardEntry], ...]
    about: str
    path: str
    mode: str | None


@router.get("/embed/arenas/{arena}", dependencies=[Depends(reader)])
async def show_embed(
    request: Request, arena: str, query: Annotated[EmbedQuery, Query()], services: Services
) -> Response:
    """Return the first rows of a leaderboard, for a frame on any site."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(services, arena, axis, retired=query.retired, order=query.order)
        view = embed_view(board, query.rows, query.mode)
        return prepared(request, services, "embeds/embed.html", view, policy=POLICY)

    return await answer(request, arena, produce)


def embed_view(board: Board, rows: int, mode: str | None) -> EmbedView:
    """Return the context of the frame."""
    axis, arena = board.axis, board.arena
    path = f"/arenas/{arena.slug}{BoardAddress(arena.slug, axis, order=board.order).link()}"
    name = f"{arena.name}, {title(axis)}"
    head = Head(name, f"The {name} leaderboard, from blind votes.", path, arena=arena)
    order = shown_order(board)
    columns = tuple(PAGE_COLUMNS[key] for key in keys(order) if PAGE_COLUMNS[key].embedded)
    first = tuple((place(entry, order), entry) for entry in board.ranked[:rows])
    return EmbedView(head, board, columns, first, title(axis), path, mode)
