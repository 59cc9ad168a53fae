"""What a worker writes of a job has no effect once the job is another's, and images reach their arena."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.generations import leases
from service.arena.images import images
from service.arena.services import Services
from service.db.queries import generations
from service.domain.generations import ATTEMPTS, Failure, GenerationAttempt, GenerationState
from tests.support.images.generations import studio
from tests.support.images.pictures import picture

pytestmark = pytest.mark.anyio


async def taken(services: Services, limit: int = 1) -> list[GenerationAttempt]:
    jobs, _ = await services.database.write(leases.acquire, limit, 0.0)
    return jobs


async def test_a_worker_that_comes_too_late_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        write = here.services.database.write
        made = await here.ask()
        (slow,) = await taken(here.services)
        (quick,) = await taken(here.services)
        assert (slow.number, slow.attempts, quick.attempts) == (made.number, 1, 2)
        stored = await images.store(here.services, picture())
        assert not await write(leases.complete, slow, slow.routes[0], stored, 5)
        assert not await write(leases.fail, slow, Failure("refused", "no"))
        assert not await write(leases.release, slow, 0)
        assert not await write(leases.choose_route, slow, slow.routes[1])
        assert await write(leases.renew, {made.number: slow.attempts}, 60.0) == set()
        assert await write(leases.complete, quick, quick.routes[0], stored, 5)
        (row,) = await here.services.database.read(generations.of_numbers, [made.number])
        assert (row.state, row.provider, row.latency_ms, row.attempt) == ("completed", "cheap", 5, None)


async def test_a_lost_workers_provider_is_asked_again_under_the_same_attempt(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        write = here.services.database.write
        await here.ask()
        (first,) = await taken(here.services)
        assert await write(leases.choose_route, first, first.routes[1])
        (second,) = await taken(here.services)
        assert [route.provider for route in second.routes] == ["dear", "cheap"]
        assert second.attempt_id(second.routes[0]) == first.attempt_id(first.routes[1])
        assert second.attempt_id(second.routes[1]) not in {first.attempt_id(route) for route in first.routes}
        assert await write(leases.release, second, 0)
        (third,) = await taken(here.services)
        assert [route.provider for route in third.routes] == ["cheap", "dear"]
        assert third.unanswered is None


async def test_taken_up_too_often_it_is_given_up(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()
        for _ in range(ATTEMPTS):
            assert len(await taken(here.services)) == 1
        jobs, lost = await here.services.database.write(leases.acquire, 1, 0.0)
        assert (jobs, lost) == ([], [made.number])
        (row,) = await here.services.database.read(generations.of_numbers, [made.number])
        assert (row.state, row.error_code) == (GenerationState.FAILED, "abandoned")
