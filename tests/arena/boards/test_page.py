"""What an arena's page shows, in one snapshot and at a cost that votes do not change."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards import axes, boards, head_to_head
from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.page import _read, board_page
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.kept import Refits
from service.arena.boards.tallies import Tallies
from service.arena.services import BoardParts
from service.db.engine import WriteSession
from service.domain.axes import OVERALL, Axis
from service.errors import NotFound
from tests.support.db.queries import counted
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import cast, inside

pytestmark = pytest.mark.anyio


async def test_it_says_what_each_of_its_parts_says(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(60))
        for axis in (OVERALL, Axis("people"), Axis("people", "en")):
            page = await board_page(services, "t2i", axis)
            assert page.board == await boards.leaderboard(services, "t2i", axis)
            assert page.pairs == (await services.database.read(head_to_head.pairs, "t2i", axis))[1]
            assert page.axes == (await services.database.read(axes.overview, "t2i"))[1]
            assert not page.votable


async def test_the_past_has_the_pairs_of_then(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(40))
        then = await board_page(services, "t2i", OVERALL)
        await submit(services, arena, ballots(40, seed=2))
        page = await board_page(services, "t2i", OVERALL, PointInTime(position=40))
        assert page.pairs == then.pairs
        assert [(e.rank, e.standing) for e in page.board.ranked] == [
            (e.rank, e.standing) for e in then.board.ranked
        ]


async def test_what_is_not_there_is_not_found(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await new_arena(services)
        for slug, axis in (("nowhere", OVERALL), ("t2i", Axis("nothing"))):
            with pytest.raises(NotFound):
                await board_page(services, slug, axis)


def queries(session: WriteSession) -> int:
    with counted(session) as made:
        parts = BoardParts(Tallies(), Refits(), PromptSets())
        _read(session, "t2i", OVERALL, None, parts, retired=True, order="score")
    return len(made)


def test_the_number_of_queries_does_not_depend_on_the_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(20))
        few = queries(session)
        cast(session, arena, ballots(200, seed=2))
        assert queries(session) <= few + 1  # an axis that was not there before

    inside(shared_url, work)
