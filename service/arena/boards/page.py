"""What an arena's page shows of an axis, read in one snapshot: its leaderboard, pairs and other axes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.boards import axes, boards, head_to_head
from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, BoardSource
from service.arena.boards.head_to_head import HeadToHead
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import prepare
from service.arena.services import BoardParts, Services
from service.db.engine import ReadSession
from service.db.queries import images
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A leaderboard with the head-to-head counts of its axis, and every axis of the arena as it is now.

    ``votable`` says whether the arena has images. Without images, its votes are imported or reported.
    """

    board: Board
    pairs: Sequence[HeadToHead]
    axes: Sequence[AxisOverview]
    votable: bool


async def board_page(
    services: Services,
    slug: str,
    axis: Axis,
    at: PointInTime | None = None,
    *,
    retired: bool = True,
    order: str = boards.ORDERS[0],
) -> BoardPage:
    """Return the page of an axis, now or at a point in time. Raise the errors of `boards.leaderboard`.

    Without ``retired``, retired models are left out. ``order`` is that of the rows.
    """
    if at is not None:
        await prepare(services, slug, at)
    source, pairs, overviews, votable = await services.database.read(
        _read, slug, axis, at, services.boards, retired=retired, order=order
    )
    # Computing takes milliseconds, and votes should not have to wait for it.
    board = await asyncio.to_thread(boards.build, source)
    return BoardPage(board, pairs, overviews, votable)


def _read(
    session: ReadSession,
    slug: str,
    axis: Axis,
    at: PointInTime | None,
    parts: BoardParts,
    *,
    retired: bool,
    order: str,
) -> tuple[BoardSource, list[HeadToHead], list[AxisOverview], bool]:
    source = boards.read(
        session,
        slug,
        axis,
        MIN_VOTES,
        at,
        retired=retired,
        refits=parts.refits,
        order=order,
        prompt_sets=parts.prompt_sets,
    )
    slugs = {model_id: model for model_id, (model, _) in source.models.items()}
    pairs = head_to_head.of_rows(source.arena, source.past_axis.pairs, slugs)
    _, overviews = axes.overview(session, slug, parts.refits)
    votable = bool(images.page(session, source.arena.id, 0, 1, prompt_id=None, model=None))
    return source, pairs, overviews, votable
