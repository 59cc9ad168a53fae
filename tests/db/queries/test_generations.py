"""Generations in the database: taken up once, moved only as the table of moves allows, counted."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from service.db.engine import WriteSession, open_database
from service.db.queries import generations
from service.db.tables.catalog import models
from service.domain.generations import GenerationState
from tests.support.images.generations import furnish
from tests.support.served.api import in_write
from tests.support.votes.ledgers import inside

pytestmark = pytest.mark.anyio

NEW = {
    "state": GenerationState.QUEUED,
    "prompt": "a cat",
    "attempts": 0,
    "due_at": 0,
    "reserved_micros": 40_000,
    "currency": "USD",
    "created_at": 1_000,
}
IMAGE = {"finished_at": 2_000, "output": b"x", "provider": "cheap", "cost_micros": 10_000}
FAILURE = {"finished_at": 2_000, "error_code": "refused", "error_message": "no"}


def add(session: WriteSession, name: str, **values: object) -> int:
    model_id = session.execute(select(models.c.id)).scalar_one()
    return generations.add(session, {**NEW, "model_id": model_id, "name": name, **values})


def take(session: WriteSession, number: int, attempts: int = 1) -> bool:
    values = {"attempts": attempts, "due_at": 500, "started_at": 1_500}
    return generations.move(session, number, GenerationState.RUNNING, values)


def test_no_move_but_those_of_the_table(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        number = add(session, "a")
        assert not generations.move(session, number, GenerationState.COMPLETED, IMAGE)
        assert take(session, number)
        assert not generations.move(session, number, GenerationState.COMPLETED, IMAGE, attempts=2)
        assert generations.move(session, number, GenerationState.COMPLETED, IMAGE, attempts=1)
        assert not take(session, number, 2)
        assert not generations.move(session, number, GenerationState.FAILED, FAILURE)
        assert not generations.move(session, number, GenerationState.CANCELLED, {"finished_at": 3_000})
        row = generations.get(session, "a")
        assert row is not None
        assert (row.state, row.model, row.finished_at, row.attempts) == ("completed", "square", 2_000, 1)

    inside(shared_url, work)


def test_what_is_due_comes_in_order(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        numbers = [add(session, str(due), due_at=due) for due in (30, 10, 20, 40)]
        assert not generations.is_due(session, 9)
        assert generations.is_due(session, 10)
        assert [row.due_at for row in generations.due(session, 30, 2)] == [10, 20]
        assert take(session, numbers[1])
        assert [row.due_at for row in generations.due(session, 499, 9)] == [20, 30, 40]
        assert len(generations.due(session, 500, 9)) == 4  # the lease has run out
        assert (generations.waiting(session, 9), generations.waiting(session, 3)) == (4, 3)

    inside(shared_url, work)


async def test_two_workers_never_take_up_the_same(postgres_url: str) -> None:
    def fill(session: WriteSession) -> None:
        furnish(session)
        for i in range(40):
            add(session, str(i))

    def grab(session: WriteSession) -> list[int]:
        taken = [row.id for row in generations.due(session, 10, 4)]
        for number in taken:
            assert take(session, number)
        return taken

    await asyncio.to_thread(in_write, postgres_url, fill)
    databases = [open_database(postgres_url) for _ in range(3)]
    taken: list[list[int]] = []
    for _ in range(10):
        taken += await asyncio.gather(*(database.write(grab) for database in databases))
    for database in databases:
        await database.close()
    flat = [number for some in taken for number in some]
    assert len(flat) == len(set(flat)) == 40


def test_leases_are_lengthened_only_by_those_who_hold_them(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        mine, gone, ended = (add(session, name) for name in "abc")
        for number, attempts in ((mine, 1), (gone, 2), (ended, 1)):
            take(session, number, attempts)
        generations.move(session, ended, GenerationState.CANCELLED, {"finished_at": 1})
        assert generations.extend_leases(session, {mine: 1, gone: 1, ended: 1}, 9_000) == {mine}
        rows = generations.of_numbers(session, [mine, gone])
        assert [row.due_at for row in rows] == [9_000, 500]
        assert generations.finished(session, [mine, gone, ended]) == {ended}
        assert generations.finished(session, []) == set()

    inside(shared_url, work)


def test_what_a_key_has_used(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        key = furnish(session)
        for name in "abcdef":
            add(session, name, key_id=key.id)
        add(session, "old", key_id=key.id, created_at=1)
        add(session, "another's")
        rows = {name: generations.get(session, name) for name in "abcd"}
        for row in rows.values():
            assert row is not None
            take(session, row.id)
        ids = {name: row.id for name, row in rows.items() if row}
        generations.move(session, ids["a"], GenerationState.COMPLETED, IMAGE)
        generations.move(session, ids["b"], GenerationState.FAILED, FAILURE)
        generations.move(session, ids["c"], GenerationState.CANCELLED, {"finished_at": 9})
        queued = generations.get(session, "e")
        assert queued is not None
        generations.move(session, queued.id, GenerationState.CANCELLED, {"finished_at": 9})
        assert generations.asked_since(session, key.id, 1_000) == 5
        # The image, the one canceled on its way, the one under way, and the one that waits.
        assert generations.spent_since(session, key.id, 1_000) == 10_000 + 3 * 40_000
        assert generations.limits_of(session, key.id) == (None, None)
        assert [row.name for row in generations.page(session, key.id, None, 3)] == ["old", "f", "e"]
        assert [row.name for row in generations.page(session, key.id, ids["c"], 9)] == ["b", "a"]

    inside(shared_url, work)


def test_latencies_by_provider(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        for i in range(1, 21):
            number = add(session, str(i))
            take(session, number)
            generations.move(session, number, GenerationState.COMPLETED, {**IMAGE, "latency_ms": 100 * i})
        number = add(session, "dear")
        take(session, number)
        generations.move(
            session, number, GenerationState.COMPLETED, {**IMAGE, "provider": "dear", "latency_ms": 7}
        )
        model = generations.get(session, "dear")
        assert model is not None
        rows = generations.latencies(session, model.model_id, 1_000)
        assert rows == [("cheap", 1_000, 1_900, 20), ("dear", 7, 7, 1)]
        assert generations.latencies(session, model.model_id, 1) == [("dear", 7, 7, 1)]
        assert generations.latencies(session, 0, 1_000) == []

    inside(shared_url, work)
