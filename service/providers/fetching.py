"""Fetching content from URLs that other people wrote: a vendor's output, an image to import.

Such a URL may point into the network that the service runs in, so it is checked by `Vetting`, and each
redirect in the same way.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Collection
from io import BytesIO
from typing import BinaryIO

import httpx

from service.errors import NotFetched
from service.providers.vetting import PORTS, Resolve, Vetting, exchange, parsed, resolve, usual_trust

MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}


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
        self._vetting = Vetting(ports=ports, besides=besides, resolve=resolve)
        self._custom_trust = trust

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
                await self._follow(parsed(url), target, max_bytes)
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

        async def ask(address: str) -> httpx.URL | None:
            async with exchange("GET", url, address, trust=self._trust) as answer:
                if answer.status_code in _REDIRECTS:
                    return parsed(str(url.join(answer.headers.get("location", ""))))
                await _save(answer, target, max_bytes)
                return None

        return await self._vetting.reach(url, ask)

    @property
    def _trust(self) -> ssl.SSLContext:
        return self._custom_trust or usual_trust()


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
