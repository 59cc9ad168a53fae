"""Delivering to a real receiver: again until it arrives, by one process at a time, through kills."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest

from service.arena.services import Services
from service.arena.webhooks import deliveries, delivering, webhooks
from service.arena.webhooks.deliveries import Delivery
from service.arena.webhooks.delivering import PAUSES, keep_delivering
from service.arena.webhooks.webhooks import Webhook
from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries as db
from service.domain import clock
from service.providers.posting import Poster
from tests.support.network.receivers import Receiver, receiving
from tests.support.processes.server import ServerProcess
from tests.support.runs.waiting import CEILING_SECONDS, POLL_SECONDS, until
from tests.support.served.api import in_write
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio

LOCAL = "127.0.0.0/8"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@asynccontextmanager
async def sending(url: str, folder: Path, poll_seconds: float = 0.02) -> AsyncIterator[Services]:
    async with arena_services(url, folder, webhook_networks=LOCAL) as services:
        task = asyncio.create_task(keep_delivering(services, poll_seconds))
        try:
            yield services
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def hooked(session: WriteSession, secret: bytes, url: str) -> Webhook:
    return webhooks.create(session, secret, {"url": url})


async def sent_test(services: Services, url: str) -> tuple[int, int]:
    """Make a webhook and send it a test; return the ids of both."""
    made = await services.database.write(hooked, services.secret, url)
    delivery = await services.database.write(deliveries.send_test, made.id)
    return made.id, delivery.id


async def seen(services: Services, ids: tuple[int, int], check: Callable[[Delivery], bool]) -> Delivery:
    """Wait for a state of a delivery."""
    async with asyncio.timeout(CEILING_SECONDS):
        while True:
            found = await services.database.read(deliveries.get, *ids)
            if check(found):
                return found
            await asyncio.sleep(POLL_SECONDS)


async def test_it_is_sent_again_until_it_arrives(
    database_url: str, tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "PAUSES", (0, 0, 3600))
    receiver.statuses += [500, 302]
    async with sending(database_url, tmp_path) as services:
        ids = await sent_test(services, f"{receiver.base}/a")
        await until(lambda: len(receiver.received) == 3)
        found = await seen(services, ids, lambda one: one.state == "delivered")
        assert (found.attempts, found.status, found.error, found.due_at) == (3, 204, None, None)
        assert len({one.uid for one in receiver.received}) == 1

        receiver.statuses += [503, 410]
        again = await services.database.write(deliveries.replay, *ids)
        assert (again.state, again.attempts) == ("waiting", 0)
        await until(lambda: len(receiver.received) == 5)
        found = await seen(services, ids, lambda one: one.state == "failed")
        assert (found.attempts, found.status) == (2, 410)
        gone = await services.database.read(webhooks.get, ids[0])
        assert (gone.enabled, gone.disabled_reason) == (
            False,
            "the receiver responded with status 410: it is gone",
        )


def test_the_attempts_span_a_day() -> None:
    assert 0.95 < sum(PAUSES) * clock.SECOND / clock.DAY < 1.0
    assert list(PAUSES) == sorted(PAUSES)


async def test_after_the_last_attempt_it_has_failed(
    sqlite_url: str, tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "PAUSES", (0,))
    receiver.statuses += [500, 500]
    async with sending(sqlite_url, tmp_path) as services:
        ids = await sent_test(services, receiver.base)
        found = await seen(services, ids, lambda one: one.state != "waiting")
        assert (found.state, found.attempts, found.error) == (
            "failed",
            2,
            "the receiver responded with status 500",
        )
        assert len(receiver.received) == 2


async def test_nothing_is_sent_to_private_networks(
    sqlite_url: str, tmp_path: Path, receiver: Receiver
) -> None:
    async with sending(sqlite_url, tmp_path) as services:
        object.__setattr__(services.webhooks, "poster", Poster([ip_network("10.0.0.0/8")]))
        ids = await sent_test(services, receiver.base)
        found = await seen(services, ids, lambda one: one.error is not None)
        assert found.error == "the URL does not point to a server on the public internet"
        assert found.state == "waiting"
        object.__setattr__(services.webhooks, "poster", Poster([ip_network(LOCAL)]))
        object.__setattr__(services, "secret", b"another")
        await services.database.write(deliveries.replay, *ids)
        await seen(services, ids, lambda one: (one.error or "").startswith("the service's secret key"))
    assert receiver.received == []


async def test_two_processes_send_each_once(database_url: str, tmp_path: Path, receiver: Receiver) -> None:
    async with sending(database_url, tmp_path) as one, sending(database_url, tmp_path):
        first = await sent_test(one, receiver.base)
        rest = [await one.database.write(deliveries.send_test, first[0]) for _ in range(19)]
        for delivery in (first, *((first[0], one_more.id) for one_more in rest)):
            await seen(one, delivery, lambda found: found.state == "delivered")
    assert len(receiver.received) == len({one.uid for one in receiver.received}) == 20


@pytest.mark.slow
async def test_a_server_that_is_killed_loses_nothing(
    sqlite_url: str, tmp_path: Path, receiver: Receiver
) -> None:
    server = ServerProcess(sqlite_url, tmp_path)
    server.environment |= {"ARENA_WEBHOOK_NETWORKS": LOCAL, "ARENA_SECRET_KEY": "s"}
    receiver.open.clear()
    with server:
        made = await asyncio.to_thread(in_write, sqlite_url, lambda s: hooked(s, b"s", receiver.base))
        await asyncio.to_thread(in_write, sqlite_url, lambda s: deliveries.send_test(s, made.id))
        await until(lambda: len(receiver.received) == 1)
        server.kill()
    receiver.open.set()

    def lease_ends(session: WriteSession) -> None:
        (row,) = db.page(session, made.id, 2**31 - 1, 1)
        assert row.due_at > clock.now()
        db.move(session, row, {"due_at": clock.now()})

    await asyncio.to_thread(in_write, sqlite_url, lease_ends)
    with server:
        await until(lambda: len(receiver.received) == 2)
    assert len({one.uid for one in receiver.received}) == 1
