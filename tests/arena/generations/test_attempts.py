"""One job: its providers in turn, what is tried again, and under which attempt."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from service.arena.generations import attempts, leases
from service.db.engine import WriteSession
from service.db.queries import generations, offers
from service.db.tables.generations import generations as table
from service.domain.generations import ATTEMPTS, GenerationAttempt
from service.providers.protocol import NO_ANSWER, TIMED_OUT, ProviderError
from tests.support.images.generations import BUSY, INCAPABLE, REFUSED, Studio, studio
from tests.support.images.pictures import picture

pytestmark = pytest.mark.anyio


async def take(here: Studio) -> GenerationAttempt:
    (job,), _ = await here.services.database.write(leases.acquire, 1, 0.0)
    return job


def make_due(session: WriteSession) -> None:
    """Let no generation wait for its time."""
    session.execute(update(table).values(due_at=0))


async def row_of(here: Studio, number: int) -> tuple[object, ...]:
    (row,) = await here.services.database.read(generations.of_numbers, [number])
    return row.state, row.provider, row.error_code


async def test_the_cheaper_one_is_busy(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        here.cheap.plan.append(BUSY)
        made = await here.ask("a cat", size="128x64", seed=3)
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("completed", "dear", None)
        (order,) = here.dear.orders
        assert (order.prompt, order.upstream, order.width, order.height, order.seed) == (
            "a cat",
            "square",
            128,
            64,
            3,
        )
        assert order.attempt != here.cheap.orders[0].attempt


async def test_a_refusal_is_final(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.plan.append(REFUSED)
        made = await here.ask()
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("failed", None, "refused")
        assert here.dear.orders == []


async def test_what_one_provider_cannot_do_the_next_may(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.plan.append(INCAPABLE)
        made = await here.ask()
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("completed", "dear", None)


async def test_what_none_can_do_is_not_tried_again(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.plan.append(INCAPABLE)
        here.dear.plan.append(INCAPABLE)
        made = await here.ask()
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("failed", None, "unsupported")


async def test_one_that_may_do_it_later_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.plan.append(BUSY)
        here.dear.plan.append(INCAPABLE)
        made = await here.ask()
        assert not await attempts.run(here.services, await take(here))
        await here.services.database.write(hurry)
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("completed", "cheap", None)


async def test_all_busy_again_and_again(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()
        for attempt in range(1, ATTEMPTS + 1):
            here.cheap.plan.append(BUSY)
            here.dear.plan.append(BUSY)
            assert await attempts.run(here.services, await take(here)) is (attempt == ATTEMPTS)
            await here.services.database.write(hurry)
        assert await row_of(here, made.number) == ("failed", None, "rate-limited")
        names = [order.attempt for painter in (here.cheap, here.dear) for order in painter.orders]
        assert len(names) == len(set(names)) == 2 * ATTEMPTS


def hurry(session: WriteSession) -> None:
    session.exec_driver_sql("UPDATE generations SET due_at = 0")


@pytest.mark.parametrize("code", [NO_ANSWER, TIMED_OUT])
async def test_one_that_did_not_answer_is_asked_again_under_the_same_attempt(
    sqlite_url: str, tmp_path: Path, code: str
) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        late = ProviderError(code, "no answer", retryable=True)
        here.cheap.plan.append(late)
        here.dear.plan.append(late)
        await here.ask()
        assert not await attempts.run(here.services, await take(here))
        await here.services.database.write(hurry)
        assert await attempts.run(here.services, await take(here))
        assert here.dear.orders[0].attempt == here.dear.orders[1].attempt
        assert here.dear.charges.total() == 1


@pytest.mark.parametrize("sent", [b"<html>", picture()[:-9], b""])
async def test_what_is_no_whole_image_is_not_kept(sqlite_url: str, tmp_path: Path, sent: bytes) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.plan.append(sent or b" ")
        made = await here.ask()
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("completed", "dear", None)


async def test_offers_may_be_gone_by_then(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()

        def withdraw(session: WriteSession) -> None:
            model = generations.of_numbers(session, [made.number])[0].model_id
            for offer in offers.page(session, model, 0, 10):
                offers.remove(session, model, offer.id)

        await here.services.database.write(withdraw)
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("failed", None, "no-provider")


async def test_the_image_to_edit_goes_along(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        source = await here.services.blobs.write("originals", picture(5))
        await here.ask(source=source)
        await attempts.run(here.services, await take(here))
        assert here.cheap.orders[0].source == picture(5)
        made = await here.ask(source=b"\0" * 32)
        for last in (False,) * (ATTEMPTS - 1) + (True,):  # the bytes may come back until the last attempt
            await here.services.database.write(make_due)
            assert await attempts.run(here.services, await take(here)) is last
        assert await row_of(here, made.number) == ("failed", None, "bad-source")


async def test_nobody_is_asked_while_the_store_is_away(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.blobs.write("originals", b"a store in use")
        (tmp_path / "blobs").rename(tmp_path / "away")
        made = await here.ask()
        assert not await attempts.run(here.services, await take(here))
        assert here.cheap.orders == []
        (row,) = await here.services.database.read(generations.of_numbers, [made.number])
        assert row.attempts == 0  # so it is not given up, however long the store is away
        (tmp_path / "away").rename(tmp_path / "blobs")
        await here.services.database.write(make_due)
        assert await attempts.run(here.services, await take(here))
        assert await row_of(here, made.number) == ("completed", "cheap", None)
