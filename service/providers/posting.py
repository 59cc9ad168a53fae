"""Posting JSON to URLs that other people wrote: the receivers of webhooks.

Each URL is checked by `Vetting`. Redirects are not followed: the receiver that was named is to have the
message, and no other.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Collection, Mapping
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

import httpx

from service.errors import NotFetched
from service.providers.vetting import Resolve, Vetting, parsed, resolve

SECONDS = 15.0
"""How long a receiver may take to respond."""

_HEADERS = {"User-Agent": "arena-service", "Accept": "*/*", "Accept-Encoding": "identity"}


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
        """Send a body and return the reply. Raise NotFetched if there is none."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(parsed(url), headers, body)
        except TimeoutError:
            raise NotFetched(f"no response within {self._seconds:g} s", transient=True) from None

    async def _post(self, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> Reply:
        for address in await self._vetting.addresses(url):
            try:
                return await self._post_to(address, url, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
                raise NotFetched(
                    "the server broke off the connection, or its response is not HTTP", transient=True
                ) from None
        raise NotFetched("the server cannot be reached", transient=True)

    async def _post_to(self, address: str, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send it to an IP address, with the URL's host as the name in TLS and in HTTP. Read no body."""
        began = time.monotonic()
        async with (
            httpx.AsyncClient(verify=self._trust, trust_env=False, timeout=httpx.Timeout(None)) as client,
            client.stream(
                "POST",
                url.copy_with(host=address),
                headers={**_HEADERS, **headers, "Host": url.netloc.decode()},
                extensions={"sni_hostname": url.raw_host.decode()},
                content=body,
            ) as answer,
        ):
            after = answer.headers.get("retry-after", "")
            seconds = int(after[:9]) if after.isascii() and after.isdigit() else None
            return Reply(answer.status_code, seconds, round(1000 * (time.monotonic() - began)))

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._custom_trust or httpx.create_ssl_context(trust_env=False)
