"""Rankings in a log: however they came in and whatever happens to them, a refold comes to the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.arena.archive import checks, counts, recounts, sealing
from service.arena.archive.counts import Period
from service.arena.boards import boards, events, page
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import prepare
from service.arena.catalog import merging
from service.arena.recording import recount, reference_check
from service.arena.services import Services
from service.arena.votes import deletions, void_preview
from service.db.engine import WriteSession
from service.db.queries import integrity
from service.db.queries.log import rankings
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.rankings import ranking_of
from service.domain.votes import Ballot, Exclusion
from tests.support.votes.arenas import add_arena, add_models, arena_services, checked, new_arena, submit
from tests.support.votes.fold_workers import OwnThread
from tests.support.votes.ledgers import State, cast, inside, reread, state, vote
from tests.support.votes.rankings import mixed, ranked

pytestmark = pytest.mark.anyio

VOTES = 120


async def stored(services: Services, arena: Arena) -> State:
    return await services.database.write(state, arena.id)


async def void(services: Services, arena: Arena, *positions: int) -> int:
    return await services.database.write(lambda s: recount.void(s, reread(s, arena.id), positions, "a bot"))


def without(votes: Sequence[Ballot], *positions: int) -> list[Ballot]:
    return [one for position, one in enumerate(votes, 1) if position not in positions]


@pytest.mark.slow
async def test_live_votes_segments_workers_and_recounts_agree(database_url: str, tmp_path: Path) -> None:
    votes = mixed(VOTES)
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        for start in range(0, VOTES, 7):
            await submit(services, arena, votes[start : start + 7])
        assert (await checked(services)).differences == 0
        sound = await stored(services, arena)
        await sealing.seal(services)
        (sealed,) = await checks.check(services)
        assert (sealed.problems, sealed.votes) == ((), VOTES * 3 // 4)
        assert [one.differences for one in await recounts.check(services, OwnThread(3), None)] == [0]
        await recounts.recount(services, OwnThread(2), "t2i", {})
        assert await stored(services, arena) == sound
        assert await void(services, arena, 1, 40, 41, 118) == 4
        assert [one.differences for one in await recounts.check(services, OwnThread(2), None)] == [0]
        await recounts.recount(services, OwnThread(2), "t2i", {"tau": 0.2})
        assert (await checked(services)).differences == 0
        opinion = await services.database.read(reference_check.compare, await _arena(services))
        assert opinion.agrees
        assert opinion.votes == VOTES - 4
        await _agree(services)


async def _arena(services: Services) -> Arena:
    return (await boards.leaderboard(services, "t2i", OVERALL)).arena


async def _agree(services: Services) -> None:
    """Boards of now and of the last position, counts of the whole log, and totals say the same."""
    await prepare(services, "t2i")
    now = await page.board_page(services, "t2i", OVERALL)
    past = await page.board_page(services, "t2i", OVERALL, PointInTime(position=VOTES))
    assert (past.board.ranked, past.board.votes, past.pairs) == (now.board.ranked, now.board.votes, now.pairs)
    counted = {
        (row["model_a"], row["model_b"]): row
        for row in await counts.count(services, "t2i", Period(None, None))
    }
    assert {(pair.model_a, pair.model_b): pair.wins_a for pair in now.pairs} == {
        pair: row["wins_a"] for pair, row in counted.items()
    }
    sums = await services.database.read(integrity.of_arena, now.board.arena)
    assert sums.counted == sums.rated == sums.met == now.board.votes == VOTES - 4
    assert (await services.database.read(events.state_of, "t2i")).votes == VOTES - 4
    people = await boards.leaderboard(services, "t2i", Axis("people", ""))
    again = await boards.leaderboard(services, "t2i", Axis("people", ""), at=PointInTime(position=VOTES))
    for one, other in zip(again.ranked, people.ranked, strict=True):
        assert one == other
    assert again.votes == people.votes
    overview = {one.axis: one.votes for one in now.axes}
    assert (overview[OVERALL], overview[Axis("people", "")]) == (VOTES - 4, people.votes)


def test_a_void_leaves_what_a_log_without_the_ranking_leaves(shared_url: str) -> None:
    votes = mixed(60, seed=2)

    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        cast(session, arena, votes)
        cast(session, other, without(votes, 1, 2, 31, 58))
        recount.void(session, reread(session, arena.id), [1, 2, 31], "a bot")
        recount.void(session, reread(session, arena.id), [58], "undone", Exclusion.UNDONE)
        assert state(session, arena.id) == state(session, other.id)
        assert recount.check(session, reread(session, arena.id)).differences == 0
        sizes = rankings.sizes_of_arena(session, arena.id)
        assert [row[1:] for row in sizes if row[0] == 0] == [
            row[1:] for row in rankings.sizes_of_arena(session, other.id) if row[0] == 0
        ]

    inside(shared_url, work)


def test_one_ranking_is_one_vote_and_not_its_pairs(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [ranked(["m0", "m1", "m2", "m3"])] * 2)
        board = boards.build(boards.read(session, "t2i", OVERALL))
        assert (board.ranked, board.votes) == ((), 2)
        assert [one.votes for one in board.unranked] == [2] * 4
        cast(session, arena, [ranked(["m0", "m1", "m2", "m3"])])
        board = boards.build(boards.read(session, "t2i", OVERALL))
        assert [(one.standing.model, one.standing.wins, one.standing.losses) for one in board.ranked] == [
            ("m0", 3, 0),
            ("m1", 3, 0),
            ("m2", 0, 3),
            ("m3", 0, 3),
        ]

    inside(shared_url, work)


def test_intervals_are_wider_than_those_of_as_many_separate_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        together, apart = add_arena(session), add_arena(session, "apart")
        orders = [["m0", "m1", "m2"], ["m1", "m2", "m0"], ["m2", "m0", "m1"], ["m0", "m2", "m1"]] * 5
        cast(session, together, [ranked(one) for one in orders])
        pairs = [(one[i], one[j]) for one in orders for i, j in ((0, 1), (0, 2), (1, 2))]
        cast(session, apart, [vote(int(a[1]), int(b[1])) for a, b in pairs])
        widths = []
        for slug in ("t2i", "apart"):
            board = boards.build(boards.read(session, slug, OVERALL))
            widths.append({one.standing.model: one.interval.high - one.interval.low for one in board.ranked})
        assert {model: widths[0][model] / width for model, width in widths[1].items()} == pytest.approx(
            dict.fromkeys(widths[1], (4 / 3) ** 0.5)
        )

    inside(shared_url, work)


def test_merging_two_models_within_rankings(shared_url: str) -> None:
    """A ranking of both is void; in the others the model is the new one, at its place."""
    votes = [
        ranked(["m0", "m1", "m2"]),
        ranked(["m3", "m0", "m4"]),
        ranked(["m2", "m0", "m3", "m1"]),
        vote(0, 3),
    ]
    right = [ranked(["m3", "m1", "m4"]), vote(1, 3)]

    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        cast(session, arena, votes)
        cast(session, other, right)
        planned = merging.merge(session, "m0", "m1")
        assert [(one.arena, one.votes, one.voided) for one in planned.arenas] == [("t2i", 4, 2)]
        assert state(session, arena.id)[1:3] == state(session, other.id)[1:3]
        assert recount.check(session, reread(session, arena.id)).differences == 0

    inside(shared_url, work)


async def test_a_deleted_voter_and_previews_of_voids(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        votes = mixed(30)
        await submit(services, arena, [one._replace(voter=i % 2 + 1) for i, one in enumerate(votes)])
        (effect,) = await void_preview.effects_of_voiding(services, {arena.id: [1, 4]})
        assert effect.votes == 2
        assert effect.changes
        await services.database.write(deletions.delete, 1)
        assert (await checked(services)).differences == 0
        other = await services.database.write(lambda session: add_arena(session, "other"))
        await submit(services, other, [one for i, one in enumerate(votes) if i % 2])
        mine, theirs = await stored(services, arena), await stored(services, other)
        assert mine[1:] == theirs[1:]


def test_every_model_of_a_ranking_is_loaded_again(shared_url: str) -> None:
    """A process that remembers nothing needs the ratings of those in the middle, too."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        for _ in range(3):
            cast(session, arena, [ranked([f"m{i}" for i in (4, 2, 7, 1, 0)], [1, 2, 2, 2, 5], stratum=4)])
        assert recount.check(session, reread(session, arena.id)).differences == 0
        stored_ranking = rankings.between(session, arena.id, 0, 1)[1]
        assert stored_ranking.ranks == ranking_of("abcde", [1, 2, 2, 2, 5]).ranks

    inside(shared_url, work)
