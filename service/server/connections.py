"""The open connections of a process: how many each address has, and one look at all of them per second."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from service.arena.access.addresses import client_of, is_trusted, network_of
from service.settings import Settings

TICK_SECONDS = 1.0

_logger = logging.getLogger("arena")


class Watched(Protocol):
    """A connection that is looked at once per second."""

    def check(self) -> None:
        """End the connection if its client is too slow."""


class Connections:
    """The open connections of this process.

    ``tick`` counts the seconds while there are any. It stands still while the process is too busy to look, so
    that no client is blamed for that. A timer for each connection or request would cost more than all other
    limits together.
    """

    def __init__(self, settings: Settings) -> None:
        self.seconds = settings.request_seconds
        self.tick = 0
        self._most = settings.address_connections
        self._proxies = settings.trusted_proxies
        self._open: set[Watched] = set()
        self._looking = False
        self._by_network: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many connections are open."""
        return len(self._open)

    def add(self, connection: Watched) -> None:
        """Look at a connection from now on."""
        self._open.add(connection)
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(TICK_SECONDS, self._look)

    def remove(self, connection: Watched) -> None:
        """Forget a connection that has ended."""
        self._open.discard(connection)

    def _look(self) -> None:
        self.tick += 1
        for connection in list(self._open):
            connection.check()
        self._looking = bool(self._open)
        if self._looking:
            asyncio.get_running_loop().call_later(TICK_SECONDS, self._look)

    def network_of(self, peer: str | None) -> str | None:
        """Return the network whose connections are counted for a peer.

        Return None for a trusted proxy, behind which everybody is, and for a socket file.
        """
        address = client_of("", peer, "")
        if address is None or not self._most or is_trusted(address, self._proxies):
            return None
        return network_of(address)

    def enter(self, network: str) -> bool:
        """Count a connection from a network; return whether the network may have it."""
        count = self._by_network.get(network, 0) + 1
        self._by_network[network] = count
        return count <= self._most

    def leave(self, network: str) -> None:
        """Stop counting a connection."""
        count = self._by_network[network] - 1
        if count:
            self._by_network[network] = count
        else:
            del self._by_network[network]

    def note_refusal(self, peer: str) -> None:
        """Log that a connection was refused because its address has too many."""
        _logger.warning("connection from %s refused: %d are open from there", peer, self._most)

    def note_end(self, peer: str, why: str) -> None:
        """Log that a connection was ended because of what its client sent, or did not send."""
        _logger.warning("Invalid HTTP request from %s: %s", peer, why)
