"""The state of the service: budgets that are nearly used up, images that failed, what waits for somebody."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from service.arena.access import keys
from service.arena.dashboard import Budget, dashboard
from service.arena.integrity import holding
from service.db.engine import WriteSession
from service.db.queries import generations
from service.db.tables.catalog import models
from service.domain import clock
from service.domain.generations import GenerationState
from tests.support.images.generations import furnish
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_held_votes_budgets_and_failures(sqlite_url: str, tmp_path: Path) -> None:
    def work(session: WriteSession) -> None:
        holding.hold_votes(session, 1, [1, 2], "odd")
        furnish(session)
        model = session.execute(select(models.c.id).where(models.c.slug == "square")).scalar_one()
        key = keys.create(session, "painting", ["generate"], daily_generations=4, monthly_micros=1_000_000)
        keys.create(session, "free", ["generate"])
        values = {
            "model_id": model,
            "key_id": key.id,
            "prompt": "a cat",
            "attempts": 1,
            "due_at": 0,
            "reserved_micros": 40_000,
            "currency": "USD",
            "created_at": clock.now(),
        }
        failed = {"finished_at": clock.now(), "error_code": "refused", "error_message": "no", "provider": "p"}
        generations.add(session, {**values, "name": "a", "state": GenerationState.QUEUED})
        for name in ("b", "c"):
            generations.add(session, {**values, **failed, "name": name, "state": GenerationState.FAILED})
        old = {**failed, "finished_at": clock.now() - 2 * clock.DAY}
        generations.add(session, {**values, **old, "name": "d", "state": GenerationState.FAILED})

    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(5))
        await services.database.write(work)
        state = await dashboard(services)
        (one,) = state.arenas
        assert (one.held, one.flags, one.backlog, one.ledger.total.votes) == (2, 0, 0, 5)
        assert one.needed >= one.unranked > 0
        (budget,) = state.budgets
        assert budget == Budget(budget.key_id, "painting", 40_000, 1_000_000, 4, 4)
        assert (state.waiting, state.room) == (1, services.settings.queue_generations)
        (failure,) = state.failures
        assert (failure.model, failure.provider, failure.generations) == ("square", "p", 2)
        assert state.problems == []
