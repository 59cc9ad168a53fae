"""All that an arena's page shows of an axis, read in one snapshot: its board, its pairs, its other axes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.boards import axes, boards, head_to_head
from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, BoardSource
from service.arena.boards.head_to_head import PairCounts
from service.arena.boards.point_in_time import PointInTime
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import images
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with the pairs that met on its axis, and every axis of the arena as it is now.

    ``votable`` says whether the arena has images at all: without them votes come from elsewhere.
    """

    board: Board
    meetings: Sequence[PairCounts]
    axes: Sequence[AxisOverview]
    votable: bool


async def board_page(services: Services, slug: str, axis: Axis, at: PointInTime | None = None) -> BoardPage:
    """Return the page of an axis, now or at a moment of the past; raises as `boards.leaderboard` does."""
    source, meetings, overview, votable = await services.database.read(_read, slug, axis, at)
    # Computing takes milliseconds in which no vote should have to wait.
    board = await asyncio.to_thread(boards.build, source)
    return BoardPage(board, meetings, overview, votable)


def _read(
    session: ReadSession, slug: str, axis: Axis, at: PointInTime | None
) -> tuple[BoardSource, list[PairCounts], list[AxisOverview], bool]:
    source = boards.read(session, slug, axis, MIN_VOTES, at)
    slugs = {model_id: model for model_id, (model, _) in source.models.items()}
    meetings = head_to_head.of_rows(source.arena, source.past_axis.pairs, slugs)
    _, overview = axes.overview(session, slug)
    votable = bool(images.page(session, source.arena.id, 0, 1, prompt_id=None, model=None))
    return source, meetings, overview, votable
