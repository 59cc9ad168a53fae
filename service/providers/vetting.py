"""Which servers may be reached at URLs that other people wrote.

Such a URL may point into the network that the service runs in. So its host is resolved once, all of the
host's addresses must be public, and the connection goes to an address that was checked: resolving again could
give other addresses.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TypeVar

import httpx

from service.errors import NotFetched
from service.providers.addresses import is_public

PORTS = frozenset({80, 443})
# How many of a host's addresses are tried: some may be in a network that this machine cannot reach.
MOST_TRIED = 3
_NOT_PUBLIC = "the URL does not point to a server on the public internet"

_HEADERS = {"User-Agent": "arena-service", "Accept": "*/*", "Accept-Encoding": "identity"}

T = TypeVar("T")

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

    async def reach(self, url: httpx.URL, ask: Callable[[str], Awaitable[T]]) -> T:
        """Return what ``ask`` returns for the first address of a URL's host that takes a connection.

        Raise NotFetched if none is allowed, or none does, and where the server breaks off.
        """
        for address in await self.addresses(url):
            try:
                return await ask(address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
                raise NotFetched(
                    "the server broke off the connection, or its response is not HTTP", transient=True
                ) from None
        raise NotFetched("the server cannot be reached", transient=True)

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


@asynccontextmanager
async def exchange(
    method: str,
    url: httpx.URL,
    address: str,
    *,
    trust: ssl.SSLContext,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> AsyncIterator[httpx.Response]:
    """Yield the response to a request to an IP address, with the URL's host as the name in TLS and in HTTP.

    It has no time limit of its own, and redirects are not followed.
    """
    # A new client: a pool would reuse connections by address, even for another host.
    async with (
        httpx.AsyncClient(verify=trust, trust_env=False, timeout=httpx.Timeout(None)) as client,
        client.stream(
            method,
            url.copy_with(host=address),
            headers={**_HEADERS, **(headers or {}), "Host": url.netloc.decode()},
            extensions={"sni_hostname": url.raw_host.decode()},
            content=content,
        ) as answer,
    ):
        yield answer


@cache
def usual_trust() -> ssl.SSLContext:
    """Return whose certificates are accepted outside tests: reading them all takes longer than an answer."""
    return httpx.create_ssl_context(trust_env=False)
