"""Refits of a log: what they rest on, when they are made, and that nobody computes one twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits import computing, reading
from service.arena.boards.refits.computing import compute, joint_of, prepare, refit_of
from service.arena.boards.refits.kept_joints import KeptJoints
from service.arena.boards.refits.positions import refit_position
from service.arena.boards.refits.refit import Refit
from service.arena.recording import recount
from service.arena.services import Services
from service.db.queries import arenas, prompt_categories, ratings
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.errors import Invalid, NotFound
from service.rating.log_arrays import LogArrays
from service.rating.pooled import fit_pooled
from service.rating.pooling.joint import JointFit
from service.rating.spreads import spreads
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import reread
from tests.support.votes.rankings import mixed

pytestmark = pytest.mark.anyio

VOTES = 150


async def current(services: Services, arena: Arena) -> Arena:
    found = await services.database.read(arenas.of_id, arena.id)
    assert found is not None
    return found


async def computed(services: Services, arena: Arena, position: int) -> Refit:
    refit = await compute(services, await current(services, arena), position)
    assert refit is not None
    return refit


async def void(services: Services, arena: Arena, *positions: int) -> None:
    await services.database.write(lambda s: recount.void(s, reread(s, arena.id), positions, "a bot"))


async def test_a_refit_is_that_of_the_counts_behind_the_leaderboards(
    database_url: str, tmp_path: Path
) -> None:
    """Read vote by vote at any position; at the end of the log the stored counts say the same."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services, both_bad="ignore")
        await submit(services, arena, ballots(VOTES, days=3))
        refit = await computed(services, arena, VOTES)
        stored = await services.database.read(ratings.pairs_of_arena, arena.id)
        categories = await services.database.read(prompt_categories.of_arena, arena.id)
        whole = {row[1:3]: row for row in stored if row[0] == 0}
        for row in (row for row in stored if row[0]):
            known = whole[row[1:3]]
            left, right, tie, bad = (a - b for a, b in zip(known[3:], row[3:], strict=True))
            whole[row[1:3]] = (*known[:3], left, right, tie, bad)
        [plain] = [i for i, one in categories.items() if not one.themes and not one.language]
        rows = [row for row in stored if row[0]] + [(plain, *row[1:]) for row in whole.values()]
        votes = await reading.log_arrays(services.database, arena.id, VOTES)
        spread = spreads(votes, categories, fold_both_bad=False)
        assert spread.beyond[OVERALL] >= 1.0
        pooled = fit_pooled(
            rows, categories, fold_both_bad=False, dispersion=spread.dispersion, beyond=spread.beyond
        )
        assert (refit.likely, refit.spread) == (pooled.axes, spread.axes)
        assert await refit_of(services, arena, VOTES) == refit
        assert await refit_of(services, arena, VOTES - 1) is None


async def test_a_past_refit_is_that_of_a_log_that_ended_there(database_url: str, tmp_path: Path) -> None:
    """Rankings included; votes that were voided since are left out of both."""
    votes = mixed(VOTES)
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, votes)
        await void(services, arena, 12)
        long = await computed(services, arena, 80)

        from_start = [one for position, one in enumerate(votes[:80], 1) if position != 12]
        other = await services.database.write(lambda session: add_arena(session, "other"))
        await submit(services, other, from_start)
        assert (await computed(services, other, 79)).likely == long.likely


async def test_asking_twice_computes_once(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    real = computing.fitted_jointly

    def counted(plan: computing.Plan, votes: LogArrays) -> tuple[Refit, JointFit | None]:
        runs.append(plan.key.position)
        return real(plan, votes)

    monkeypatch.setattr(computing, "fitted_jointly", counted)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(VOTES))
        asked = [59] * 5 + [71]
        found = await asyncio.gather(*(compute(services, arena, position) for position in asked))
        assert runs == [59, 71]
        assert all(one == found[0] for one in found[:5])
        assert await compute(services, arena, 59) == found[0]
        await prepare(services, "t2i", PointInTime(60))
        # The joint posterior of the newest refit came with it, and that of an older one was let go of.
        joint = await joint_of(services, arena, 71)
        assert runs == [59, 71]
        services.boards.refits.joints = KeptJoints()
        again = await joint_of(services, arena, 71)
        assert runs == [59, 71, 71]
        assert joint is not None
        assert again is not None
        whole = (joint.composite({OVERALL: 1.0}), again.composite({OVERALL: 1.0}))
        assert whole[0].strength.tolist() == whole[1].strength.tolist()


async def test_votes_that_change_meanwhile_leave_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reading.log_arrays
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(VOTES))

        async def overtaken(*args: object, **more: object) -> object:
            votes = await real(*args, **more)  # type: ignore[arg-type]
            await void(services, arena, 5)
            return votes

        monkeypatch.setattr(reading, "log_arrays", overtaken)
        assert await compute(services, arena, 60) is None
        assert await refit_of(services, arena, 60) is None
        monkeypatch.undo()
        assert await compute(services, arena, 60) is not None


async def test_the_board_of_a_point_in_time_has_its_own_refit(database_url: str, tmp_path: Path) -> None:
    """The live one has the newest that is ready, and says which; nobody waits for it."""

    async def board(at: PointInTime | None = None, axis: Axis = OVERALL, **options: str) -> Board:
        return await boards.leaderboard(services, "t2i", axis, at=at, **options)  # type: ignore[arg-type]

    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(VOTES, days=3))
        live = await board()
        assert live.pooling is None
        assert {entry.likely for entry in live.ranked} == {None}
        past = await board(PointInTime(67))
        closed = [position for _, position in await services.database.read(ratings.checkpoints_of, arena.id)]
        assert past.pooling is not None
        assert past.pooling.position == refit_position(67, closed) == 67
        assert past == await board(PointInTime(67))
        day = await board(PointInTime(day=20_000))
        assert day.pooling is not None
        assert day.position == day.pooling.position == closed[0]
        ready = (await board()).pooling
        assert ready is not None
        assert ready.position == 67
        await prepare(services, "t2i")
        live = await board(order="likely")
        assert live.pooling is not None
        assert live.pooling.position == refit_position(VOTES, closed)
        rows = [entry.likely for entry in live.ranked if entry.likely]
        assert [one.rank for one in rows] == list(range(1, len(live.ranked) + 1))
        assert (await board(PointInTime(19))).pooling is None
        for axis in (OVERALL, Axis("people"), Axis(language="en"), Axis("people", "en")):
            then = await board(PointInTime(67), axis)
            refit = await refit_of(services, arena, 67)
            assert refit is not None
            shown = {entry.standing.model: entry.likely for entry in then.ranked} | dict(then.inferred)
            means = {slug: round(one.rating, 3) for slug, one in shown.items() if one}
            assert sorted(means.values()) == sorted(one.mean for one in refit.likely[axis].values())
        cell = await board(axis=Axis("people", "en"))
        assert cell.inferred.keys() == {one.model for one in cell.unranked}
        with pytest.raises(Invalid):
            await board(PointInTime(VOTES + 1))
        with pytest.raises(NotFound):
            await prepare(services, "nowhere")
