"""HTTP calls to one vendor during one attempt.

Every attempt has its own connections: the vendor may close a pooled one just when it is used again, and then
nobody knows whether it accepted the request. A call that creates something is repeated only where the vendor
certainly did nothing, since no vendor guarantees to recognize a repeated request. A call that reads something
is repeated after any failure. Redirects are not followed: the key would be sent along.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import httpx

from service.providers.answers import TurnedAway, WordOf, bad_answer, image_in, json_of
from service.providers.backoff import Backoff
from service.providers.protocol import NO_ANSWER, ImageRequest, ProviderError

CONNECT_SECONDS = 10.0
LOOK_SECONDS = 30.0
"""How long one look at a job may take before it is repeated."""
STOP_SECONDS = 2.0
"""How long stopping the vendor's work may take after an attempt has ended."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how to call a vendor: ``headers`` hold the key, ``word_of`` finds its error codes."""

    vendor: str
    base: str
    headers: Mapping[str, str] = field(repr=False)
    word_of: WordOf
    backoff: Backoff

    @asynccontextmanager
    async def client(self, request: ImageRequest) -> AsyncIterator[VendorClient]:
        """Yield a client for one request, until its deadline."""
        async with httpx.AsyncClient(
            verify=_trusted(),
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            headers={"User-Agent": "arena-service", "Accept-Encoding": "identity"},
        ) as http:
            yield VendorClient(self, http, request)


@cache
def _trusted() -> ssl.SSLContext:
    # Reading all certificates takes longer than some calls.
    return httpx.create_ssl_context()


class VendorClient:
    """Calls a vendor's endpoint for one request. Every method raises ProviderError."""

    def __init__(self, endpoint: Endpoint, http: httpx.AsyncClient, request: ImageRequest) -> None:
        self.vendor = endpoint.vendor
        self.backoff = endpoint.backoff
        self._endpoint = endpoint
        self._base = httpx.URL(endpoint.base.rstrip("/") + "/")
        self._http = http
        self._attempt = request.attempt
        self._until = asyncio.get_running_loop().time() + request.deadline

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._until - asyncio.get_running_loop().time()

    async def create(self, path: str, *, headers: Mapping[str, str] | None = None, **body: Any) -> object:
        """Return the response to a POST that starts something that costs; ``body`` is for httpx (``json=…``).

        The error has the code ``no-answer`` where the vendor may have accepted the request.
        """
        marked = {"Idempotency-Key": self._attempt, **(headers or {})}
        try:
            return await self._repeated(
                lambda: self._json("POST", self.own(path), headers=marked, **body),
                self._is_soon,
                self.backoff.tries,
            )
        except TurnedAway:
            raise
        except ProviderError as error:
            if error.code != "unavailable":
                raise
            raise ProviderError(NO_ANSWER, error.message, retryable=True) from None

    async def look(self, address: str) -> object:
        """Return the response to a GET."""
        return await self.patiently(lambda: self._look(address))

    async def image(self, address: str) -> bytes:
        """Return the image at a URL on the endpoint's server."""

        async def ask() -> bytes:
            async with self._answer("GET", self.own(address), self._endpoint.headers) as answer:
                return await image_in(self.vendor, answer)

        return await self.patiently(ask)

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what a read gives, repeated after errors that may pass."""
        return await self._repeated(ask, _is_passing, self.backoff.look_tries)

    async def stop(self, method: str, address: str) -> None:
        """Tell the vendor that something is no longer needed; ignore its response."""
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._json(method, self.own(address))

    def is_own(self, address: str) -> bool:
        """Return whether a URL is on the endpoint's server."""
        try:
            url = self._base.join(address)
        except httpx.InvalidURL:
            return False
        return (url.scheme, url.host, url.port) == (self._base.scheme, self._base.host, self._base.port)

    def own(self, address: str) -> httpx.URL:
        """Return a path below the endpoint, or a URL on its server, as a URL: only these get the key."""
        if not self.is_own(address):
            raise bad_answer(self.vendor, "with the address of another server")
        return self._base.join(address)

    def _is_soon(self, error: ProviderError) -> bool:
        """Return whether a rejected request may be repeated soon enough to wait for it here."""
        return isinstance(error, TurnedAway) and (error.retry_after or 0) <= self.backoff.longest

    async def _look(self, address: str) -> object:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._json("GET", self.own(address))
        except TimeoutError:
            raise ProviderError("unavailable", f"{self.vendor} does not respond", retryable=True) from None

    async def _json(
        self, method: str, url: httpx.URL, *, headers: Mapping[str, str] | None = None, **body: Any
    ) -> object:
        sent = {"Accept": "application/json", **self._endpoint.headers, **(headers or {})}
        async with self._answer(method, url, sent, **body) as answer:
            return await json_of(self.vendor, answer, self._endpoint.word_of)

    @asynccontextmanager
    async def _answer(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], **body: Any
    ) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(method, url, headers=headers, **body) as answer:
                yield answer
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise TurnedAway("unavailable", f"{self.vendor} cannot be reached", retryable=True) from None
        except httpx.HTTPError:
            raise ProviderError(
                "unavailable", f"{self.vendor} broke off its response", retryable=True
            ) from None

    async def _repeated(
        self, ask: Callable[[], Awaitable[T]], again: Callable[[ProviderError], bool], tries: int
    ) -> T:
        """Ask until there is a result, an error that must not be repeated, or no time or try left."""
        failed = 0
        while True:
            try:
                return await ask()
            except ProviderError as error:
                pause = self.backoff.before_try(failed, error.retry_after)
                failed += 1
                if not again(error) or failed >= tries or pause >= self.left:
                    raise
            await asyncio.sleep(pause)


def _is_passing(error: ProviderError) -> bool:
    return error.code in {"rate-limited", "unavailable"}
