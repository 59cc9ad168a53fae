"""Posting JSON to URLs that other people wrote: the receivers of webhooks.

Each URL is checked by `Vetting`. Redirects are not followed: the receiver that was named is to have the
message, and no other.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Collection, Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

import httpx

from service.errors import NotFetched
from service.providers.vetting import Resolve, Vetting, exchange, parsed, resolve, usual_trust

SECONDS = 15.0
"""How long a receiver may take to respond."""


class Reply(NamedTuple):
    """A receiver's reply: its status, after how many seconds to try again, and how long it took."""

    status: int
    retry_after: int | None
    latency_ms: int


class Poster:
    """Posts to the public internet, and to the ``networks`` that the operator allows."""

    def __init__(
        self,
        networks: Collection[IPv4Network | IPv6Network] = (),
        *,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = resolve,
        seconds: float = SECONDS,
    ) -> None:
        self._vetting = Vetting(networks=networks, resolve=resolve)
        self._custom_trust = trust
        self._seconds = seconds

    async def check(self, url: str) -> None:
        """Raise NotFetched for a URL that is not allowed; a host that is unknown today may be known later."""
        try:
            await self._vetting.addresses(parsed(url))
        except NotFetched as error:
            if not error.transient:
                raise

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send a body and return the reply. Raise NotFetched without one."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(parsed(url), headers, body)
        except TimeoutError:
            raise NotFetched(f"no response within {self._seconds:g} s", transient=True) from None

    async def _post(self, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> Reply:
        async def ask(address: str) -> Reply:
            began = time.monotonic()
            # The body of the response is not read.
            async with exchange(
                "POST", url, address, trust=self._trust, headers=headers, content=body
            ) as answer:
                after = answer.headers.get("retry-after", "")
                seconds = int(after[:9]) if after.isascii() and after.isdigit() else None
                return Reply(answer.status_code, seconds, round(1000 * (time.monotonic() - began)))

        return await self._vetting.reach(url, ask)

    @property
    def _trust(self) -> ssl.SSLContext:
        return self._custom_trust or usual_trust()
