"""Which servers may be reached at URLs that other people wrote.

Such a URL may point into the network that the service runs in. So its host is resolved once, all of the
host's addresses must be public, and the connection goes to an address that was checked: resolving again could
give other addresses.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

import httpx

from service.errors import NotFetched
from service.providers.addresses import is_public

PORTS = frozenset({80, 443})
# How many of a host's addresses are tried: some may be in a network that this machine cannot reach.
MOST_TRIED = 3
_NOT_PUBLIC = "the URL does not point to a server on the public internet"

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host. Raises OSError where it has none."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine resolves it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Vetting:
    """Checks where URLs lead: to the public internet, on ``ports``.

    ``besides`` are IP addresses that are allowed though they are not public. ``networks`` are those that the
    operator allows, with any port.
    """

    def __init__(
        self,
        *,
        ports: Collection[int] = PORTS,
        besides: Collection[str] = (),
        networks: Collection[IPv4Network | IPv6Network] = (),
        resolve: Resolve = resolve,
    ) -> None:
        self._ports = ports
        self._besides = besides
        self._networks = networks
        self._resolve = resolve

    async def addresses(self, url: httpx.URL) -> Sequence[str]:
        """Return the addresses of a URL's host to try, if all of them are allowed. Raise NotFetched."""
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self._ports and not self._networks:
            raise NotFetched("only the ports 80 and 443 are allowed")
        try:
            addresses = await self._resolve(url.raw_host.decode(), port)
        except (OSError, UnicodeError):
            raise NotFetched("the host of the URL is unknown", transient=True) from None
        if addresses and all(map(self._is_near, addresses)):
            return addresses[:MOST_TRIED]
        if not addresses or not all(one in self._besides or is_public(one) for one in addresses):
            raise NotFetched(_NOT_PUBLIC)
        if port not in self._ports:
            raise NotFetched("only the ports 80 and 443 are allowed")
        return addresses[:MOST_TRIED]

    def _is_near(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def parsed(text: str) -> httpx.URL:
    """Return the parsed URL; raise NotFetched for one that cannot be fetched."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise NotFetched("not a valid http(s) URL") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise NotFetched("only http:// and https:// URLs are fetched")
    if url.userinfo:
        raise NotFetched("the URL contains a user name or password, which is not sent")
    return url.copy_with(fragment=None)
