"""Counting connections, and looking at them."""

from __future__ import annotations

import asyncio

import pytest

from service.server import connections
from service.server.connections import Connections
from service.settings import Settings


def test_a_network_has_so_many() -> None:
    counted = Connections(Settings(address_connections=2))
    networks = [counted.network_of(peer) for peer in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    assert networks[0] == networks[1] != networks[2]
    one, other = networks[0], networks[2]
    assert one is not None
    assert other is not None
    assert [counted.enter(one), counted.enter(one), counted.enter(one)] == [True, True, False]
    assert counted.enter(other)
    counted.leave(one)
    counted.leave(one)
    assert counted.enter(one)


def test_who_is_not_counted() -> None:
    counted = Connections(Settings(trusted_proxies="10.0.0.0/8, 127.0.0.1"))
    assert [counted.network_of(peer) for peer in ("10.1.2.3", "127.0.0.1", "::ffff:10.0.0.1", None)] == [
        None
    ] * 4
    assert counted.network_of("192.0.2.1") == "192.0.2.1"
    assert Connections(Settings(address_connections=0)).network_of("192.0.2.1") is None


@pytest.mark.anyio
async def test_they_are_looked_at_until_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TICK_SECONDS", 0.001)
    watched = Connections(Settings())
    checked = asyncio.Semaphore(0)

    class Connection:
        def check(self) -> None:
            checked.release()

    for _ in range(2):  # also after a pause
        one = Connection()
        watched.add(one)
        for _ in range(3):
            await checked.acquire()
        watched.remove(one)
        watched.remove(one)
        assert len(watched) == 0
    assert watched.tick >= 6
