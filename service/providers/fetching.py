"""Fetching what stands at an address that somebody else wrote: a vendor's output, an image to import.

Such an address may lead into the network that the service runs in. So a name is resolved once, all that it
stands for must be addresses of the public internet, and the connection goes to what was looked at: resolving
again could give another answer. Each redirect begins anew.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import cached_property
from typing import Any

import httpx

from service.errors import NotFetched
from service.providers.addresses import is_public

PORTS = frozenset({80, 443})
MOST_REDIRECTS = 3
# Of a name's addresses, so many are tried: one may be of a network that this machine cannot reach.
_MOST_TRIED = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = {"User-Agent": "arena-service", "Accept": "*/*", "Accept-Encoding": "identity"}
_NOT_PUBLIC = "the address does not lead to a server of the public internet"

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""What gives the IP addresses that a host's name stands for. Raises OSError where there are none."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine finds them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Fetcher:
    """Fetches from the public internet, over HTTP on ``ports``.

    ``besides`` are IP addresses that may be asked though they are not public, and ``trust`` says whose
    certificates are believed: for a server of a test's own.
    """

    def __init__(
        self,
        *,
        ports: Collection[int] = PORTS,
        besides: Collection[str] = (),
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._ports = ports
        self._besides = besides
        self._given = trust
        self._resolve = resolve

    async def fetch(self, url: str, *, max_bytes: int, seconds: float) -> bytes:
        """Return what stands at the address, if it is at most so many bytes and here within so many seconds.

        Raise NotFetched, whose ``transient`` says whether trying again may help.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(_parsed(url), max_bytes)
        except TimeoutError:
            raise NotFetched(f"the server did not send it within {seconds:g} s", transient=True) from None

    async def _follow(self, url: httpx.URL, max_bytes: int) -> bytes:
        for _ in range(1 + MOST_REDIRECTS):
            found = await self._ask(url, max_bytes)
            if isinstance(found, bytes):
                return found
            url = found
        raise NotFetched(f"the server redirects more than {MOST_REDIRECTS} times")

    async def _ask(self, url: httpx.URL, max_bytes: int) -> bytes | httpx.URL:
        """Return the body at an address, or where it redirects to."""
        for address in (await self._vetted(url))[:_MOST_TRIED]:
            try:
                return await self._ask_at(address, url, max_bytes)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
                raise NotFetched("the server broke off, or answered in no HTTP", transient=True) from None
        raise NotFetched("the server cannot be reached", transient=True)

    async def _vetted(self, url: httpx.URL) -> Sequence[str]:
        """Return the addresses to connect to: all of the host's, if all of them may be asked."""
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self._ports:
            raise NotFetched("only the ports 80 and 443 are asked")
        try:
            found = await self._resolve(url.raw_host.decode(), port)
        except (OSError, UnicodeError):
            raise NotFetched("the host of the address is not known", transient=True) from None
        if not found or not all(one in self._besides or is_public(one) for one in found):
            raise NotFetched(_NOT_PUBLIC)
        return found

    async def _ask_at(self, address: str, url: httpx.URL, max_bytes: int) -> bytes | httpx.URL:
        """Ask the server at an IP address as the host of the URL, by its name in TLS and in HTTP."""
        # A client of its own: a pool would keep connections by address and use them for another host's name.
        # Its time is that of the whole fetch.
        async with (
            httpx.AsyncClient(verify=self._trust, trust_env=False, timeout=httpx.Timeout(None)) as client,
            client.stream(
                "GET",
                url.copy_with(host=address),
                headers={**_HEADERS, "Host": url.netloc.decode()},
                extensions={"sni_hostname": url.raw_host.decode()},
            ) as answer,
        ):
            if answer.status_code in _REDIRECTS:
                return _parsed(str(url.join(answer.headers.get("location", ""))))
            return await _body(answer, max_bytes)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._given or httpx.create_ssl_context(trust_env=False)


def _parsed(text: str) -> httpx.URL:
    """Return the address; raise NotFetched for one that cannot be asked."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise NotFetched("this is no address of the web") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise NotFetched("only addresses with http:// or https:// are fetched")
    if url.userinfo:
        raise NotFetched("the address holds a name or password, which is not sent")
    return url.copy_with(fragment=None)


async def _body(answer: httpx.Response, max_bytes: int) -> bytes:
    """Return the body as it was sent.

    Raise NotFetched for another status, for more bytes, and for packed ones.
    """
    if answer.status_code != httpx.codes.OK:
        transient = answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        raise NotFetched(f"the server answered with {answer.status_code}", transient=transient)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise NotFetched("the server packed its answer, though it was asked not to")
    too_large = NotFetched(f"it has more than {max_bytes} bytes")
    if _announced(answer.headers) > max_bytes:
        raise too_large
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise too_large
    return bytes(body)


def _announced(headers: Any) -> int:
    length: str = headers.get("content-length", "")
    return int(length[:19]) if length.isascii() and length.isdigit() else 0
