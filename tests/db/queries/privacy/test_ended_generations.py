"""Generations that ended long ago: removed in steps, and the models of keys are remembered."""

from __future__ import annotations

from sqlalchemy import select

from service.arena.access import keys
from service.db.engine import WriteSession
from service.db.queries import generations
from service.db.queries.privacy import ended_generations
from service.db.tables.catalog import models
from service.db.tables.generations import generations as table
from service.domain.generations import GenerationState
from tests.support.images.generations import furnish
from tests.support.votes.ledgers import inside

NEW = {
    "prompt": "a cat",
    "attempts": 1,
    "due_at": 0,
    "reserved_micros": 40_000,
    "currency": "USD",
    "created_at": 1_000,
}
DONE = {"state": GenerationState.COMPLETED, "output": b"x"}
FAILED = {"state": GenerationState.FAILED, "error_code": "refused"}


def test_what_ended_before_a_moment_is_removed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        model = session.execute(select(models.c.id)).scalar_one()
        one, other = (keys.create(session, name, ["generate"]).id for name in ("one", "other"))

        def add(name: str, key: int | None, **values: object) -> None:
            generations.add(session, {**NEW, "model_id": model, "name": name, "key_id": key, **values})

        add("done", one, **DONE, finished_at=1_500)
        add("failed", other, **FAILED, finished_at=1_600)
        add("nobody's", None, **DONE, finished_at=1_700)
        add("late", one, **FAILED, finished_at=3_000)
        add("running", one, state=GenerationState.RUNNING)
        assert ended_generations.count(session, 2_000) == 3
        assert [ended_generations.remove(session, 2_000, 2) for _ in range(3)] == [2, 1, 0]
        names = session.execute(select(table.c.name).order_by(table.c.id)).scalars()
        assert list(names) == ["late", "running"]
        assert (generations.made_by(session, one), generations.made_by(session, other)) == ({model}, set())

    inside(shared_url, work)
