"""Dropping: sealed votes leave the database, and everything is answered as before, from their files."""

from __future__ import annotations

import asyncio
import io
import random
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest
from sqlalchemy import func, select

from service.arena.access.voters import code_of
from service.arena.archive import checks, counts, dropping, recounts, sealing
from service.arena.archive.counts import Period
from service.arena.boards.refits.reading import read_log_arrays
from service.arena.catalog import arenas, merging
from service.arena.doctor import of_services
from service.arena.recording import recount
from service.arena.services import Services
from service.arena.votes import deletions, search
from service.arena.votes.exports import export_votes
from service.arena.votes.releases.verifying import verify
from service.arena.votes.votes import positions_of
from service.arena.voting.voter_data import of_voter
from service.db.engine import ReadSession, WriteSession
from service.db.queries import integrity, matchups, votes
from service.db.queries.imports import dated
from service.db.queries.log import dropped, identified
from service.db.queries.log import dropping as dropping_rows
from service.db.queries.log import segments as log_segments
from service.db.queries.log.pictured import voted_prompts
from service.db.queries.log.released import prompts_upto
from service.db.sealed_files import SealedFiles
from service.db.tables.votes import votes as table
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import RANKED, Receipt
from service.errors import Conflict, Damaged, Unavailable
from tests.support.runs.waiting import wait_until
from tests.support.served.api import serving
from tests.support.votes.arenas import DAY, arena_services, ballots, checked, new_arena, submit
from tests.support.votes.fold_workers import OwnThread
from tests.support.votes.ledgers import reread, vote
from tests.support.votes.releases import HELD, VOID, VOTES, logged, release

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _none_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small logs have only new votes."""
    monkeypatch.setattr(dropping, "NEWEST_VOTES", 0)


BEFORE = DAY + 30
"""A day after all closed days of the log."""

KEPT = {*VOID, *HELD}
PATHS = (
    *(f"votes{query}" for query in ("", "?limit=7&after_position=3", "?limit=300&after_position=100")),
    *(f"votes?format={kind}" for kind in ("csv", "ndjson", "parquet")),
    "votes?format=csv&limit=40&after_position=20",
    *("leaderboard", "leaderboard?at=100", f"leaderboard?at={clock.day_text(DAY + 1)}"),
    "leaderboard?at=77&theme=people&format=csv",
    *("head-to-head", "history", "axes", "ledger", "integrity", "prompts"),
)


async def filled(services: Services) -> Arena:
    """Make a log with every kind of vote, all days of which are closed and sealed but the last."""
    arena = await logged(services)
    await submit(services, arena, [vote(0, 1, day=9)])
    await sealing.seal(services)
    return arena


async def stored(services: Services) -> int:
    """Return how many votes the table has."""
    query = select(func.count()).select_from(table)
    return await services.database.read(lambda session: int(session.execute(query).scalar_one()))


def _seen(session: ReadSession) -> dict[str, Any]:
    """Return what readers of the log find that no path shows alone."""
    arena = arenas.get(session, "t2i")
    last = arena.last_position
    names = [f"theirs-{i}" for i in range(0, VOTES, 7)]
    return {
        "fold": votes.to_fold(session, arena.id, 0, last),
        "part": votes.to_fold(session, arena.id, 17, 61),
        "arrays": [column.tolist() for column in read_log_arrays(session, arena, last)],
        "sums": integrity.of_arena(session, arena),
        "found": [votes.find(session, arena.id, position) for position in range(last + 2)],
        "ids": sorted(identified.with_external_ids(session, arena.id, names), key=lambda one: one.position),
        "contents": sorted(identified.contents(session, arena.id, names), key=lambda one: one.position),
        "dated": sorted(
            dated(session, arena.id, after=0, upto=last, first=0, last=(DAY + 2) * clock.DAY), key=str
        ),
        "prompts": prompts_upto(session, arena.id, last - 9),
        "voted": voted_prompts(session, arena.id, 3, 200),
        "by prompt": dict(matchups.votes_by_prompt(session, arena.id, 2, last)),
        "voters": [sorted(positions_of(session, voter).get(arena.id, [])) for voter in range(1, 12)],
        "exports": [of_voter(session, b"secret", voter).votes for voter in range(1, 12)],
        "in arena": sorted(votes.positions_of(session, arena.id, 3)),
        "search": search.search(session, "t2i", limit=500),
        "newest": search.search(session, "t2i", 150, 20, model="m1"),
        "of voter": search.search(session, "t2i", 110, 5, voter=4),
        "merge": asdict(merging.preview_merge(session, "m2", "m3")),
    }


async def seen(services: Services, folder: Path) -> dict[str, Any]:
    """Return everything that must be the same before and after."""
    found = await services.database.read(_seen)
    assert (await checked(services)).differences == 0
    found["pairs"] = await counts.count(services, "t2i", Period(DAY + 1, None))
    found["doctor"] = [one for one in await of_services(services) if one.what == "arena t2i"]
    found["exported"] = [await _exported(services, kind) for kind in ("csv", "json", "lmarena")]
    await release(services, folder)
    assert verify(folder).problem is None
    found["release"] = _files(folder)
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def _exported(services: Services, kind: str) -> int:
    target = io.BytesIO()
    await services.database.read(export_votes, "t2i", kind, target)
    return len(target.getvalue().splitlines())


def test_all_answers_are_those_of_before(database_url: str, tmp_path: Path) -> None:
    async def work(name: str, *steps: Callable[[Services], Any]) -> dict[str, Any]:
        async with arena_services(database_url, tmp_path) as services:
            for step in steps:
                await step(services)
            return await seen(services, tmp_path / name)

    async def drop(services: Services) -> None:
        every = await stored(services)
        (planned,) = await dropping.plan(services, None, BEFORE)
        (done,) = await dropping.drop(services, None, BEFORE)
        assert planned == done
        assert done.votes > VOTES // 2
        assert await stored(services) == every - done.votes
        (check,) = await checks.check(services)
        assert (check.problems, check.dropped) == ((), done.votes)
        (by_workers,) = await recounts.check(services, OwnThread(2), "t2i")
        assert by_workers.differences == 0
        assert [one.votes for one in await dropping.drop(services, "t2i", BEFORE)] == [0]

    async def restore() -> dict[str, Any]:
        async with arena_services(database_url, tmp_path) as services:
            await _restore(services)
            return await services.database.read(_seen)

    async def _restore(services: Services) -> None:
        (done,) = await dropping.restore(services, "t2i")
        assert await stored(services) == VOTES + 1
        assert done.votes == done.elsewhere
        assert await services.database.read(lambda s: [*dropped.blocks(s, 1)]) == []

    def public() -> dict[str, bytes]:
        with serving(database_url, tmp_path) as api:
            board = "/api/v1/arenas/t2i/leaderboard"
            wait_until(lambda: api.get(board).json()["pooled"] is not None, "the pooled ratings")
            answers = {path: api.get(f"/api/v1/arenas/t2i/{path}") for path in PATHS}
        assert {path: one.status_code for path, one in answers.items()} == dict.fromkeys(PATHS, 200)
        return {path: one.content for path, one in answers.items()}

    before, shown = asyncio.run(work("before", filled)), public()
    assert asyncio.run(work("after", drop)) == before
    assert public() == shown
    assert asyncio.run(restore()).items() <= before.items()


async def test_what_stays(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Void votes, rankings, the newest votes, and whatever is not old enough or not sealed."""
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await filled(services)
        assert [one.votes for one in await dropping.drop(services, None, DAY)] == [0]
        with monkeypatch.context() as patched:
            patched.setattr(dropping, "NEWEST_VOTES", 60)
            patched.setattr(dropping_rows, "BLOCK", 10)
            (planned,) = await dropping.plan(services, None, BEFORE)
            assert planned.sealed == (VOTES + 1 - 60) // 10 * 10
        await dropping.drop(services, None, BEFORE)
        rows = await services.database.read(
            lambda session: session.execute(
                select(table.c.position, table.c.exclusion, table.c.outcome)
            ).all()
        )
        assert {row.position for row in rows} >= KEPT
        assert arena.last_position + VOTES + 1 in {row.position for row in rows}
        assert all(row.exclusion is not None or row.outcome == RANKED or row.position > VOTES for row in rows)


async def test_a_dropped_vote_can_be_voided(database_url: str, tmp_path: Path) -> None:
    """It comes back for that, as do a deleted voter's votes and those on two models that are one."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        cast = [one._replace(voter=1 + i % 4) for i, one in enumerate(ballots(80, days=4))]
        await submit(services, arena, [*cast, vote(0, 1, day=9)])
        await sealing.seal(services)
        assert [one.votes for one in await dropping.drop(services, None, BEFORE)] == [80]
        assert await stored(services) == 1

        def void(session: WriteSession) -> int:
            return recount.void(session, reread(session, arena.id), [3, 5, 5, 900], "a bot")

        assert await services.database.write(void) == 2
        assert await stored(services) == 3
        mine = [one.position for one in await services.database.read(search.search, "t2i", voter=2, limit=99)]
        assert await services.database.write(deletions.delete, 2) == deletions.Traces(len(mine), 1, 0)
        found = await services.database.read(search.search, "t2i", limit=99)
        assert code_of(2) not in {one.voter for one in found}
        assert code_of(1) in {one.voter for one in found}
        assert {one.position for one in found if one.excluded} == {3, 5, *mine}
        merged = await services.database.write(merging.merge, "m2", "m3")
        assert [(one.arena, one.votes > one.voided > 0) for one in merged.arenas] == [("t2i", True)]
        found = await services.database.read(search.search, "t2i", limit=99)
        assert "m2" not in {m for one in found if not one.excluded for m in (one.model_left, one.model_right)}
        assert (await checked(services)).differences == 0
        assert [check.problems for check in await checks.check(services)] == [()]
        await dropping.restore(services, None)
        assert await stored(services) == 81
        assert [check.problems for check in await checks.check(services)] == [()]
        assert (await checked(services)).differences == 0


async def test_votes_that_come_again_are_recognized(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        cast = [one._replace(external_id=f"x-{i}", prompt=f"p{i}") for i, one in enumerate(ballots(20))]
        await submit(services, arena, [*cast, vote(0, 1, day=9)])
        await sealing.seal(services)
        await dropping.drop(services, None, BEFORE)
        assert (await submit(services, arena, cast)).duplicates == 20
        other = await submit(services, arena, [cast[3]._replace(prompt="another")])
        assert "'x-3' belongs to vote" in other.rejected[0].detail
        assert await stored(services) == 1


async def test_a_store_that_is_away_refuses_only_the_votes_that_need_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        cast = [one._replace(external_id=f"x-{i}") for i, one in enumerate(ballots(5))]
        await submit(services, arena, [*cast, vote(0, 1, day=9)])
        await sealing.seal(services)
        await dropping.drop(services, None, BEFORE)

        def away(_files: SealedFiles, _sha256: bytes) -> None:
            raise Unavailable("the image store is away")

        monkeypatch.setattr(SealedFiles, "frame", away)
        again, other = await asyncio.gather(
            submit(services, arena, cast), submit(services, arena, [vote(0, 1)]), return_exceptions=True
        )
        assert isinstance(again, Unavailable)
        assert isinstance(other, Receipt)
        assert other.accepted == 1


async def test_a_segment_that_is_not_whole_is_not_dropped(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await filled(services)
        every = await stored(services)
        found = (path for path in (tmp_path / "blobs" / "log").rglob("*") if path.is_file())
        files = sorted(found, key=lambda path: path.read_bytes()[:4] == b"PAR1")
        aside = files[-1].rename(tmp_path / "aside")
        with pytest.raises(Damaged, match="are missing"):
            await dropping.drop(services, None, BEFORE)
        assert await stored(services) == every
        files[-1].write_bytes(aside.read_bytes())
        await dropping.drop(services, None, BEFORE)
    files[-1].unlink()
    async with arena_services(database_url, tmp_path) as services:
        with pytest.raises(Damaged, match=r"votes 1 to \d+ of the log are in a sealed file .* missing"):
            await services.database.read(votes.log, 1, 0, 100, 50)
        (check,) = await checks.check(services)
        assert check.problems


async def test_a_vote_that_its_file_has_otherwise_is_not_dropped(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await filled(services)
        every = await stored(services)
        harm = table.update().where(table.c.position == 41).values(outcome=table.c.outcome % 4 + 1)
        await services.database.write(lambda session: session.execute(harm))
        with pytest.raises(Damaged, match="are not in the sealed file as they are stored"):
            await dropping.drop(services, None, BEFORE)
        assert await stored(services) == every


async def test_segments_that_are_needed_are_not_forgotten(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await filled(services)
        await dropping.drop(services, None, BEFORE)
        with pytest.raises(Conflict, match="arena log restore"):
            await services.database.write(log_segments.forget_from, arena.id, 9)


async def test_two_at_once_and_votes_meanwhile(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping_rows, "BLOCK", 7)
    async with (
        arena_services(database_url, tmp_path) as services,
        arena_services(database_url, tmp_path) as other,
    ):
        arena = await filled(services)
        every = await stored(services)
        done, _, _ = await asyncio.gather(
            asyncio.gather(*(dropping.drop(one, "t2i", BEFORE) for one in (services, other, services))),
            asyncio.gather(*(submit(other, arena, [vote(1, 2, day=10 + i)]) for i in range(6))),
            services.database.write(lambda s: recount.void(s, reread(s, arena.id), [30, 31], "a bot")),
        )
        gone = sum(one.votes for (one,) in done)
        (now,) = await dropping.plan(services, "t2i", BEFORE)
        assert now.votes == 0
        assert await stored(services) == every + 6 - now.elsewhere
        assert gone - now.elsewhere in {0, 1, 2}  # those that came back to be voided
        assert (await checked(services)).differences == 0
        assert [check.problems for check in await checks.check(services)] == [()]


KILLED = """
import asyncio, sys
from pathlib import Path
from service.arena.archive import dropping
from service.db.queries.log import dropping as rows
from tests.support.votes.arenas import arena_services

async def main(url, folder, before):
    rows.BLOCK, dropping.NEWEST_VOTES = 5, 0
    print("ready", flush=True)
    async with arena_services(url, Path(folder)) as services:
        while True:
            await dropping.drop(services, None, int(before))
            await dropping.restore(services, None)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.kills
async def test_a_killed_run_loses_nothing(database_url: str, tmp_path: Path, project_root: Path) -> None:
    """Whatever the moment, each vote is in the table or in a segment that says so, and never in neither."""
    async with arena_services(database_url, tmp_path) as services:
        await filled(services)
        log = await services.database.read(votes.log, 1, 0, VOTES + 1, VOTES + 1)
    for _ in range(2):
        command = [sys.executable, "-c", KILLED, database_url, str(tmp_path), str(BEFORE)]
        with await asyncio.to_thread(Popen, command, stdout=PIPE, cwd=project_root) as process:
            assert process.stdout
            await asyncio.to_thread(process.stdout.readline)
            await asyncio.sleep(random.uniform(0.3, 1.2))
            process.kill()
        async with arena_services(database_url, tmp_path) as services:
            assert await services.database.read(votes.log, 1, 0, VOTES + 1, VOTES + 1) == log
            assert (await checked(services)).differences == 0
            assert [check.problems for check in await checks.check(services)] == [()]
    async with arena_services(database_url, tmp_path) as services:
        await dropping.drop(services, None, BEFORE)
        assert await services.database.read(votes.log, 1, 0, VOTES + 1, VOTES + 1) == log
