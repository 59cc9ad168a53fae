"""Voting by people: dealt once, voted on once, told the truth, and none of it out of step with the log."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.visitors import Visitor, named_visitor
from service.arena.boards.boards import leaderboard
from service.arena.boards.point_in_time import PointInTime
from service.arena.images import images
from service.arena.services import Services
from service.arena.votes.undo import undo
from service.arena.voting import matchups
from service.domain import clock
from service.domain.axes import OVERALL
from service.domain.matchups import EXPIRY, AssignedMatchup, MatchupState
from service.domain.votes import Exclusion
from service.errors import AlreadyVoted, Conflict, Forbidden, Gone, Invalid, NoMatchup, NotFound, TooMany
from tests.support.votes.arenas import arena_services, ballots, checked, submit
from tests.support.votes.voting import ANNA, BEN, log, pictured, rows

pytestmark = pytest.mark.anyio

PAIRS = 6  # of four models
FAST = {"pace": 0, "voter_limit": 0, "address_limit": 0}


async def deal(services: Services, visitor: Visitor = ANNA, **asked: Any) -> AssignedMatchup:
    return await matchups.assign(services, visitor, "t2i", **asked)


async def test_the_whole_way_of_a_vote(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        await submit(services, arena, ballots(50))
        dealt = await deal(services)
        assert dealt.created
        assert dealt.prompt.text.startswith("prompt ")
        reveal = await matchups.vote(services, ANNA, dealt.id, "left")
        assert (reveal.position, reveal.outcome, reveal.excluded, reveal.created) == (51, "left", None, True)
        assert reveal.rated
        board = await leaderboard(services, "t2i", OVERALL)
        shown = {entry.standing.model: (entry.rank, *entry.standing[1:3]) for entry in board.ranked}
        for side in (reveal.left, reveal.right):
            before, after = side.before, side.after
            assert before is not None
            assert after is not None
            assert shown[side.model] == (after.rank, after.mu, after.sigma)
            assert after.score == after.mu - 3 * after.sigma
            assert (after.mu > before.mu) == (side is reveal.left)
        [row] = await rows(services)
        network = await services.access.network_keys.hash_of(ANNA.address)
        assert (row["state"], row["position"], row["address"]) == (MatchupState.VOTED, 51, network)
        vote = (await log(services))[-1]
        assert (vote["voter"], vote["prompt_id"]) == (ANNA.voter, row["prompt_id"])
        assert (vote["model_left"], vote["model_right"]) == (row["model_left"], row["model_right"])
        assert (await checked(services)).differences == 0


@pytest.mark.slow
async def test_before_and_after_are_those_of_the_boards_around_each_vote(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        arena = await pictured(services)
        await submit(services, arena, ballots(30))
        dealt = [await deal(services, Visitor(i, None)) for i in range(20)]
        mixed = [
            matchups.vote(services, Visitor(i, None), one.id, ("left", "tie", "both_bad")[i % 3])
            for i, one in enumerate(dealt)
        ]
        reveals, _ = await asyncio.gather(
            asyncio.gather(*mixed),
            asyncio.gather(*(submit(services, arena, [vote]) for vote in ballots(20, seed=2))),
        )
        for reveal in reveals:
            for moment, at in (("before", reveal.position - 1), ("after", reveal.position)):
                board = await leaderboard(services, "t2i", OVERALL, at=PointInTime(position=at))
                shown = {e.standing.model: (e.rank, *e.standing[1:3]) for e in board.ranked}
                for side in (reveal.left, reveal.right):
                    stood = getattr(side, moment)
                    assert shown[side.model] == (stood.rank, stood.mu, stood.sigma)


@pytest.mark.slow
async def test_asking_again_deals_nothing_new(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services)
        found = await asyncio.gather(*(deal(services) for _ in range(1_000)))
        assert len({one.id for one in found}) == 1
        assert sum(one.created for one in found) == 1
        assert len(await rows(services)) == 1


async def test_the_one_after_follows(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        first = await deal(services)
        second, again = await asyncio.gather(*(deal(services, after=first.id) for _ in range(2)))
        assert (second.id, second.created, again.created) == (again.id, True, False)
        assert second.id != first.id
        assert (await deal(services)).id == first.id
        third = await deal(services, after=second.id)
        with pytest.raises(Conflict, match="still open"):
            await deal(services, after=third.id)
        await matchups.vote(services, ANNA, first.id, "tie")
        assert (await deal(services, after=second.id)).id == third.id
        assert (await deal(services)).id == second.id
        assert len({first.id, second.id, third.id}) == 3
        await matchups.skip(services, ANNA, second.id)
        assert (await deal(services, after=second.id)).id == third.id
        open_slots = [row["slot"] for row in await rows(services) if row["state"] == MatchupState.OPEN]
        assert open_slots == [0]


async def test_fifty_submissions_are_one_vote(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services)
        dealt = await deal(services)
        reveals = await asyncio.gather(*(matchups.vote(services, ANNA, dealt.id, "left") for _ in range(50)))
        assert sum(one.created for one in reveals) == 1
        assert len({(one.id, one.left, one.right) for one in reveals}) == 1
        mixed = await asyncio.gather(
            *(matchups.vote(services, ANNA, dealt.id, said) for said in ("left", "right") * 10),
            return_exceptions=True,
        )
        assert sum(isinstance(one, AlreadyVoted) for one in mixed) == 10
        assert len(await log(services)) == 1
        assert (await checked(services)).differences == 0


async def test_a_vote_is_told_again_after_a_restart(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        dealt = await deal(services)
        assert await matchups.reveal(services, ANNA, dealt.id) is None
        first = await matchups.vote(services, ANNA, dealt.id, "right")
        await submit(services, arena, ballots(20))
    async with arena_services(database_url, tmp_path) as services:
        assert await matchups.reveal(services, BEN, dealt.id) is None
        asked = await matchups.reveal(services, ANNA, dealt.id)
        again = await matchups.vote(services, ANNA, dealt.id, "right")
        assert asked == again
        assert not again.created
        assert (again.id, again.left, again.right, again.undo_until) == (
            first.id,
            first.left,
            first.right,
            first.undo_until,
        )


async def test_only_the_voter_and_only_what_was_dealt(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        dealt = await deal(services)
        with pytest.raises(Forbidden):
            await matchups.vote(services, BEN, dealt.id, "left")
        with pytest.raises(Forbidden):
            await matchups.vote(services, None, dealt.id, "left")
        with pytest.raises(Forbidden):
            await matchups.skip(services, BEN, dealt.id)
        with pytest.raises(Invalid):
            await matchups.vote(services, ANNA, dealt.id, "best")
        for wrong in (dealt.id[:-1] + "!", dealt.id[1:], "", "x" * 34, dealt.id + "A"):
            with pytest.raises(NotFound):
                await matchups.vote(services, ANNA, wrong, "left")
            with pytest.raises(NotFound):
                await matchups.skip(services, ANNA, wrong)
        assert await log(services) == []


async def test_ten_thousand_forged_ids_count_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        await pictured(services)
        dealt = await deal(services)
        refused = 0
        for number in range(10_000):
            at = number % len(dealt.id)
            forged = (
                dealt.id[:at] + secrets.token_urlsafe(1)[0] + dealt.id[at + 1 :]
                if number % 2
                else secrets.token_urlsafe(26)[: len(dealt.id)]
            )
            if forged == dealt.id:
                refused += 1
                continue
            try:
                await matchups.vote(services, ANNA, forged, "left")
            except NotFound:
                refused += 1
        assert refused == 10_000
        assert await log(services) == []


async def test_an_hour_and_no_longer(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        dealt = await deal(services)
        ahead = await deal(services, after=dealt.id)
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + EXPIRY + clock.SECOND)
        with pytest.raises(Gone, match="expired"):
            await matchups.vote(services, ANNA, dealt.id, "left")
        fresh = await deal(services)
        assert fresh.id not in {dealt.id, ahead.id}
        states = [row["state"] for row in await rows(services)]
        assert states == [MatchupState.EXPIRED, MatchupState.EXPIRED, MatchupState.OPEN]
        with pytest.raises(Gone, match="expired"):
            await matchups.skip(services, ANNA, dealt.id)
        assert await log(services) == []


async def test_no_pair_twice_for_a_prompt_and_then_a_word_about_it(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services, 4)
        for number in range(4 * PAIRS):
            dealt = await deal(services)
            if number % 2:
                await matchups.vote(services, ANNA, dealt.id, "left")
            else:
                await matchups.skip(services, ANNA, dealt.id)
        with pytest.raises(NoMatchup, match="seen every pair"):
            await deal(services)
        kept = {
            (row["prompt_id"], frozenset((row["model_left"], row["model_right"])))
            for row in await rows(services)
        }
        assert len(kept) == 4 * PAIRS
        assert (await deal(services, BEN)).created


async def test_it_comes_again_after_thirty_days(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await pictured(services, 1, models=(0, 1))
        await matchups.vote(services, ANNA, (await deal(services)).id, "left")
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + 29 * clock.DAY)
        with pytest.raises(NoMatchup):
            await deal(services)
        monkeypatch.setattr(clock, "now", lambda: real() + 31 * clock.DAY)
        assert (await deal(services)).created


async def test_themes_and_languages(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services, 4)
        for _ in range(5):
            dealt = await deal(services, theme="People", language="EN")
            assert (dealt.prompt.themes, dealt.prompt.language) == (("people",), "en")
            await matchups.skip(services, ANNA, dealt.id)
        with pytest.raises(NoMatchup, match="theme=people,language=de"):
            await deal(services, theme="people", language="de")
        with pytest.raises(NoMatchup, match="theme=none"):
            await deal(services, theme="none")
        with pytest.raises(Invalid):
            await deal(services, language="not a language")
        with pytest.raises(NotFound):
            await matchups.assign(services, ANNA, "nothing")


async def test_withdrawn_images_and_retired_models_are_not_dealt(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services, 1, models=(0, 1))
        dealt = await deal(services)
        [row] = await rows(services)
        gone = row["image_left"]
        assert isinstance(gone, int)
        await services.database.write(images.withdraw, "t2i", gone, "ugly")
        with pytest.raises(NoMatchup):
            await deal(services, BEN)
        with pytest.raises(NoMatchup):
            await deal(services)
        with pytest.raises(Gone):
            await matchups.vote(services, ANNA, dealt.id, "left")


async def test_votes_that_do_not_count_are_stored_with_the_reason(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, pace=2) as services:
        await pictured(services)
        reveals = []
        for _ in range(4):
            dealt = await deal(services)
            reveals.append(await matchups.vote(services, ANNA, dealt.id, "left"))
        dealt = await deal(services, BEN)
        gone = (await rows(services))[-1]["image_right"]
        assert isinstance(gone, int)
        await services.database.write(images.withdraw, "t2i", gone, "damaged: half of it")
        reveals.append(await matchups.vote(services, BEN, dealt.id, "left"))
        assert [one.excluded for one in reveals] == [None, None, "rate", "rate", "damaged_image"]
        assert [one.position for one in reveals] == [1, 2, 3, 4, 5]
        assert all(one.left.before == one.left.after for one in reveals[2:])
        stored = [(vote["exclusion"], vote["void_reason"] is None) for vote in await log(services)]
        rate, damaged = (Exclusion.RATE, False), (Exclusion.DAMAGED_IMAGE, False)
        assert stored == [(None, True), (None, True), rate, rate, damaged]
        found = await checked(services)
        assert (found.votes, found.differences) == (5, 0)


async def test_undone_as_if_it_never_was(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        first = await matchups.vote(services, ANNA, (await deal(services)).id, "left")
        await undo(services, ANNA, first.id)
        assert (await leaderboard(services, "t2i", OVERALL)).votes == 0
        assert (await checked(services)).differences == 0


async def test_who_skips_to_hunt_runs_dry(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        await pictured(services, 20)
        for _ in range(3):
            await matchups.vote(services, ANNA, (await deal(services)).id, "tie")
        for _ in range(23):
            await matchups.skip(services, ANNA, (await deal(services)).id)
        dealt = await deal(services)
        with pytest.raises(TooMany, match="vote on this one"):
            await matchups.skip(services, ANNA, dealt.id)
        assert (await deal(services)).id == dealt.id
        await matchups.vote(services, ANNA, dealt.id, "tie")
        await matchups.skip(services, ANNA, (await deal(services)).id)
        with pytest.raises(AlreadyVoted):
            await matchups.skip(services, ANNA, dealt.id)


async def test_voters_whom_an_api_client_names(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        carl = named_visitor(services, "carl", 1)
        dealt = await deal(services, carl)
        with pytest.raises(Forbidden):
            await matchups.vote(services, named_visitor(services, "dora", 1), dealt.id, "left")
        assert (await matchups.vote(services, None, dealt.id, "left")).position == 1
        assert [vote["voter"] for vote in await log(services)] == [carl.voter]
