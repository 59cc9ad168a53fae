"""Fetching content from URLs that other people wrote: a vendor's output, an image to import.

Such a URL may point into the network that the service runs in. So its host is resolved once, all of the
host's addresses must be public, and the connection goes to an address that was checked: resolving again could
give other addresses. Each redirect is checked in the same way.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import cached_property
from io import BytesIO
from typing import BinaryIO

import httpx

from service.errors import NotFetched
from service.providers.addresses import is_public

PORTS = frozenset({80, 443})
MOST_REDIRECTS = 3
# How many of a host's addresses are tried: some may be in a network that this machine cannot reach.
_MOST_TRIED = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = {"User-Agent": "arena-service", "Accept": "*/*", "Accept-Encoding": "identity"}
_NOT_PUBLIC = "the URL does not point to a server on the public internet"

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host. Raises OSError where it has none."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine resolves it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Fetcher:
    """Fetches from the public internet, over HTTP on ``ports``.

    ``besides`` are IP addresses that are allowed though they are not public, and ``trust`` says whose
    certificates are accepted: both are for the servers of tests.
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
        self._custom_trust = trust
        self._resolve = resolve

    async def fetch(self, url: str, *, max_bytes: int, seconds: float) -> bytes:
        """Return the content of a URL, if it has at most so many bytes and arrives within so many seconds.

        Raise NotFetched, whose ``transient`` says whether trying again may help.
        """
        body = BytesIO()
        await self.fetch_into(body, url, max_bytes=max_bytes, seconds=seconds)
        return body.getvalue()

    async def fetch_into(self, target: BinaryIO, url: str, *, max_bytes: int, seconds: float) -> None:
        """Write the content of a URL to a file, as `fetch` would return it."""
        try:
            async with asyncio.timeout(seconds):
                await self._follow(_parsed(url), target, max_bytes)
        except TimeoutError:
            raise NotFetched(
                f"the server did not send the file within {seconds:g} s", transient=True
            ) from None

    async def _follow(self, url: httpx.URL, target: BinaryIO, max_bytes: int) -> None:
        for _ in range(1 + MOST_REDIRECTS):
            further = await self._ask(url, target, max_bytes)
            if further is None:
                return
            url = further
        raise NotFetched(f"the server redirects more than {MOST_REDIRECTS} times")

    async def _ask(self, url: httpx.URL, target: BinaryIO, max_bytes: int) -> httpx.URL | None:
        """Write the content of a URL to the target, or return the URL that it redirects to."""
        for address in (await self._vetted(url))[:_MOST_TRIED]:
            try:
                return await self._ask_at(address, url, target, max_bytes)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
                raise NotFetched(
                    "the server broke off the connection, or its response is not HTTP", transient=True
                ) from None
        raise NotFetched("the server cannot be reached", transient=True)

    async def _vetted(self, url: httpx.URL) -> Sequence[str]:
        """Return the addresses of the URL's host, if all of them are allowed."""
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self._ports:
            raise NotFetched("only the ports 80 and 443 are allowed")
        try:
            addresses = await self._resolve(url.raw_host.decode(), port)
        except (OSError, UnicodeError):
            raise NotFetched("the host of the URL is unknown", transient=True) from None
        if not addresses or not all(one in self._besides or is_public(one) for one in addresses):
            raise NotFetched(_NOT_PUBLIC)
        return addresses

    async def _ask_at(
        self, address: str, url: httpx.URL, target: BinaryIO, max_bytes: int
    ) -> httpx.URL | None:
        """Send the request to an IP address, with the URL's host as the name in TLS and in HTTP."""
        # A new client: a pool would reuse connections by address, even for another host. Its time limit is
        # that of the whole fetch.
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
            await _save(answer, target, max_bytes)
            return None

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._custom_trust or httpx.create_ssl_context(trust_env=False)


def _parsed(text: str) -> httpx.URL:
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


async def _save(answer: httpx.Response, target: BinaryIO, max_bytes: int) -> None:
    """Write the body to the target as it was sent.

    Raise NotFetched for a status other than 200, too many bytes, and compressed ones.
    """
    if answer.status_code != httpx.codes.OK:
        transient = answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        raise NotFetched(f"the server responded with status {answer.status_code}", transient=transient)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise NotFetched("the server compressed the response")
    too_large = NotFetched(f"the file has more than {max_bytes} bytes")
    if _announced(answer.headers) > max_bytes:
        raise too_large
    size = 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        target.write(chunk)


def _announced(headers: httpx.Headers) -> int:
    length: str = headers.get("content-length", "")
    return int(length[:19]) if length.isascii() and length.isdigit() else 0
