"""The recorder, by its ways to fail, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.util import await_only

from service.arena.access.keys import create
from service.arena.recording.idempotency import Once
from service.arena.recording.recorder import Recorder
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.live import log as live_log
from service.domain import clock
from service.domain.votes import Ballot, Outcome, Receipt
from service.errors import ArenaError, IdempotencyMismatch, NotFound, Unavailable
from tests.support.votes.arenas import arena_services, ballots, checked, named, new_arena, submit
from tests.support.votes.folds import made

pytestmark = pytest.mark.anyio


async def test_a_storm_leaves_no_gap_and_no_difference(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        jobs = (submit(services, arena, [vote]) for vote in ballots(600, days=4))
        receipts = await asyncio.gather(*jobs)
        assert sorted(r.first_position or 0 for r in receipts) == list(range(1, 601))
        found = await checked(services)
        assert (found.votes, found.differences) == (600, 0)


async def test_only_the_bad_job_of_a_batch_fails(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        votes = ballots(20)
        jobs = [VoteBatch(arena.id, [vote]) for vote in votes]
        jobs[7] = VoteBatch(arena.id + 1, [votes[7]])
        results = await asyncio.gather(*map(services.recorder.submit, jobs), return_exceptions=True)
        failed = [i for i, result in enumerate(results) if not isinstance(result, Receipt)]
        assert failed == [7]
        assert isinstance(results[7], NotFound)
        assert (await checked(services)).votes == 19
        assert (await checked(services)).differences == 0


async def test_a_bad_vote_of_a_job_is_rejected_with_its_index(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        good = Ballot("m0", "m1", Outcome.LEFT)
        bad = [Ballot("m1", "m1", Outcome.LEFT), Ballot("nobody", "m1", Outcome.TIE)]
        bad += [good._replace(prompt_id=77), good._replace(voted_at=clock.now() + clock.DAY)]
        receipt = await submit(services, arena, [good, *bad, good])
        assert (receipt.accepted, receipt.first_position, receipt.last_position) == (2, 1, 2)
        assert [r.index for r in receipt.rejected] == [1, 2, 3, 4]
        assert "same model" in receipt.rejected[0].detail
        assert "'nobody'" in receipt.rejected[1].detail
        assert "prompt 77" in receipt.rejected[2].detail
        assert "future" in receipt.rejected[3].detail


async def test_external_ids_count_once_within_and_across_requests(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        votes = named(ballots(40), "x")
        first = await submit(services, arena, [*votes[:10], *votes[:5]])
        assert (first.accepted, first.duplicates) == (10, 5)
        again = await asyncio.gather(*(submit(services, arena, votes) for _ in range(5)))
        assert sum(r.accepted for r in again) == 30
        assert sum(r.duplicates for r in again) == 170
        assert (await checked(services)).votes == 40


async def test_an_idempotency_key_gives_the_first_receipt_again(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        key_id = await services.database.write(_key)
        job = VoteBatch(arena.id, ballots(3), Once.of(key_id, "one", "/votes", b"body"))
        receipts = await asyncio.gather(*(services.recorder.submit(job) for _ in range(8)))
        assert set(receipts) == {Receipt(3, 0, (), 1, 3)}
        other = VoteBatch(arena.id, ballots(3), Once.of(key_id, "one", "/votes", b"another body"))
        with pytest.raises(IdempotencyMismatch):
            await services.recorder.submit(other)
        assert (await checked(services)).votes == 3


def _key(session: WriteSession) -> int:
    return create(session, "test", ["votes"]).id


async def test_a_cancelled_caller_does_not_take_its_vote_back(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        tasks = [asyncio.create_task(submit(services, arena, [vote])) for vote in ballots(30)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await submit(services, arena, ballots(1))
        found = await checked(services)
        assert (found.votes, found.differences) == (31, 0)


async def test_a_full_queue_is_refused_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, queue_votes=50) as services:
        arena = await new_arena(services)
        jobs = (submit(services, arena, ballots(10, seed)) for seed in range(20))
        results = await asyncio.gather(*jobs, return_exceptions=True)
        refused = [r for r in results if isinstance(r, ArenaError)]
        assert refused
        assert {type(r) for r in refused} == {Unavailable}
        assert refused[0].retry_after == 1
        accepted = [r for r in results if isinstance(r, Receipt)]
        assert (await checked(services)).votes == 10 * len(accepted)
        assert (await submit(services, arena, ballots(10))).accepted == 10


async def test_a_request_larger_than_the_queue_is_taken_when_it_is_empty(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path, queue_votes=5) as services:
        arena = await new_arena(services)
        assert (await submit(services, arena, ballots(30))).accepted == 30


async def test_closing_records_what_waits_and_then_refuses(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        tasks = [asyncio.create_task(submit(services, arena, [vote])) for vote in ballots(25)]
        await asyncio.sleep(0)
        await services.recorder.close()
        await services.recorder.close()
        assert all(task.result().accepted == 1 for task in tasks)
        with pytest.raises(Unavailable):
            await submit(services, arena, ballots(1))
        assert (await checked(services)).votes == 25


async def test_a_recorder_that_never_started_refuses(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        idle = Recorder(services.database, 10)
        with pytest.raises(Unavailable):
            await idle.submit(VoteBatch(1, ballots(1)))
        await idle.close()


async def test_what_a_failed_batch_created_is_not_remembered(database_url: str, tmp_path: Path) -> None:
    """A theme made in a transaction that was rolled back has no row; its id must not be used again."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        fresh = Ballot(
            "m0", "m1", Outcome.LEFT, prompt="a prompt nobody had", category=ballots(9)[8].category
        )
        jobs = [VoteBatch(arena.id, [fresh]), VoteBatch(arena.id + 1, [fresh])]
        await asyncio.gather(*map(services.recorder.submit, jobs), return_exceptions=True)
        again = await submit(services, arena, [fresh])
        assert again.first_position == 2
        assert (await checked(services)).differences == 0


async def test_another_process_writing_between_batches_is_seen(database_url: str, tmp_path: Path) -> None:
    async with _two(database_url, tmp_path) as (one, two):
        arena = await new_arena(one)
        for round_ in range(6):
            await submit(one, arena, ballots(7, seed=round_))
            await submit(two, arena, ballots(5, seed=100 + round_))
        found = await checked(one)
        assert (found.votes, found.differences) == (72, 0)


async def test_two_recorders_at_once_on_one_arena(database_url: str, tmp_path: Path) -> None:
    async with _two(database_url, tmp_path) as (one, two):
        arena = await new_arena(one)
        votes = named(ballots(200), "shared")
        jobs = [submit(services, arena, [vote]) for vote in votes for services in (one, two)]
        receipts = await asyncio.gather(*jobs)
        assert sum(r.accepted for r in receipts) == 200
        found = await checked(two)
        assert (found.votes, found.differences) == (200, 0)


class _two:  # noqa: N801 - reads as a word at its uses
    """Two processes' worth of services on one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self._both = [arena_services(url, folder), arena_services(url, folder)]

    async def __aenter__(self) -> tuple[Services, Services]:
        return await self._both[0].__aenter__(), await self._both[1].__aenter__()

    async def __aexit__(self, *error: object) -> None:
        for one in self._both:
            await one.__aexit__(None, None, None)


@pytest.mark.postgresql
async def test_only_what_writes_more_than_votes_takes_a_transaction(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services)
        key_id = await services.database.write(_key)
        await submit(services, arena, ballots(3))  # its categories are new
        database, taken = services.database, list[str]()

        def noted(name: str, run: Any, work: Any, *arguments: Any) -> Any:
            if work == services.recorder._record_waiting:
                taken.append(name)
            return run(work, *arguments)

        for name in ("write", "write_apart"):
            monkeypatch.setattr(database, name, partial(noted, name, getattr(database, name)))
        [known] = ballots(1)
        ranked = known._replace(outcome=Outcome.LEFT, ranking=(("m2",), (1, 2, 3)))
        for job, expected in (
            (VoteBatch(arena.id, [known]), ["write_apart"]),
            (VoteBatch(arena.id, named([known], "x")), ["write_apart"]),
            (VoteBatch(arena.id, named([known], "x")), ["write_apart"]),
            (VoteBatch(arena.id, [known._replace(prompt="new")]), ["write_apart", "write"]),
            (VoteBatch(arena.id, [known._replace(prompt="new")]), ["write_apart"]),
            (VoteBatch(arena.id, [known], Once.of(key_id, "one", "/votes", b"body")), ["write"]),
        ):
            taken.clear()
            receipt = await services.recorder.submit(job)
            assert (receipt.accepted + receipt.duplicates, taken) == (1, expected)
        assert not VoteBatch(arena.id, [ranked]).is_plain
        found = await checked(services)
        assert (found.votes, found.differences) == (8, 0)


@pytest.mark.postgresql
async def test_a_batch_that_needs_a_transaction_takes_all_that_waits(
    postgres_url: str, tmp_path: Path
) -> None:
    """Votes with and without keys, on known and new prompts, all at once: each is recorded once."""
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services)
        key_id = await services.database.write(_key)
        jobs = []
        for i, vote in enumerate(ballots(120)):
            new = vote._replace(prompt=f"prompt {i}") if i % 3 else vote
            once = None if i % 4 else Once.of(key_id, f"key-{i}", "/votes", b"body")
            jobs.append(VoteBatch(arena.id, named([new], f"{i}-"), once))
        receipts = await asyncio.gather(*map(services.recorder.submit, [*jobs, *jobs]))
        assert max(r.first_position for r in receipts if r.accepted and r.first_position) == 120
        found = await checked(services)
        assert (found.votes, found.differences) == (120, 0)


@pytest.mark.postgresql
async def test_votes_on_several_arenas_go_together_past_one_that_is_locked(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        every = await made(services.database, "a", "b", "c")
        for arena in every:
            await submit(services, arena, ballots(40))  # their categories are new
        database, recorder, sizes = services.database, services.recorder, list[int]()
        append = live_log.append

        def noted(session: WriteSession, parts: Sequence[live_log.Part], **others: bool) -> Any:
            sizes.append(len(parts))
            return append(session, parts, **others)

        monkeypatch.setattr(live_log, "append", noted)
        jobs = [VoteBatch(every[i % 3].id, named([vote], f"{i}-")) for i, vote in enumerate(ballots(30))]
        receipts = await asyncio.gather(*map(recorder.submit, jobs))
        assert max(sizes) == 3
        assert all(one.accepted and one.rated for one in receipts)

        def lock(session: WriteSession) -> None:
            arenas.lock_end(session, every[0].id)
            sizes.clear()
            jobs = [VoteBatch(arena.id, named(ballots(2), "later")) for arena in every]
            waiting = [asyncio.ensure_future(recorder.submit(one)) for one in jobs]
            done = await_only(asyncio.wait_for(asyncio.gather(*waiting[1:]), 20))
            assert [one.accepted for one in done] == [2, 2]
            assert not waiting[0].done()
            left.append(waiting[0])

        left: list[asyncio.Future[Receipt]] = []
        await database.write(lock)
        assert (await asyncio.wait_for(left[0], 20)).accepted == 2
        assert sizes == [3, 1]
        for arena in every:
            found = await checked(services, arena.slug)
            assert (found.votes, found.differences) == (52, 0)
