"""HTTP calls to one vendor during one attempt.

Every attempt has connections of its own: a pooled one may be closed by the vendor in the moment of its next
use, and then nobody knows whether an order on it was taken. A call that creates something is sent again only
where the vendor certainly did nothing, since no vendor promises to know an order again; a look at something
is sent again whatever happened. Redirects are not followed: the key would go along.
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
"""How long one look may take; a job that outlasts it is looked at again."""
STOP_SECONDS = 2.0
"""How long an attempt that has ended may still take to stop the vendor's work."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a vendor is asked, and how: ``headers`` hold the key, ``word_of`` reads its errors."""

    vendor: str
    base: str
    headers: Mapping[str, str] = field(repr=False)
    word_of: WordOf
    pace: Backoff

    @asynccontextmanager
    async def calls(self, order: ImageRequest) -> AsyncIterator[Calls]:
        """Calls for one order, until its deadline."""
        async with httpx.AsyncClient(
            verify=_trusted(),
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            headers={"User-Agent": "arena-service", "Accept-Encoding": "identity"},
        ) as client:
            yield Calls(self, client, order)


@cache
def _trusted() -> ssl.SSLContext:
    # Reading all certificates takes longer than some calls do.
    return httpx.create_ssl_context()


class Calls:
    """Calls to a vendor's endpoint, all of one order. All raise ProviderError."""

    def __init__(self, endpoint: Endpoint, client: httpx.AsyncClient, order: ImageRequest) -> None:
        self.vendor = endpoint.vendor
        self.pace = endpoint.pace
        self._endpoint = endpoint
        self._base = httpx.URL(endpoint.base.rstrip("/") + "/")
        self._client = client
        self._attempt = order.attempt
        self._until = asyncio.get_running_loop().time() + order.deadline

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._until - asyncio.get_running_loop().time()

    async def create(self, path: str, *, headers: Mapping[str, str] | None = None, **body: Any) -> object:
        """The answer to a POST that starts, and costs, something; ``body`` as httpx takes it (``json=…``).

        The error has the code ``no-answer`` where the vendor perhaps did it and did not say so.
        """
        marked = {"Idempotency-Key": self._attempt, **(headers or {})}
        try:
            return await self._repeated(
                lambda: self._json("POST", self.own(path), headers=marked, **body),
                self._is_soon,
                self.pace.tries,
            )
        except TurnedAway:
            raise
        except ProviderError as error:
            if error.code != "unavailable":
                raise
            raise ProviderError(NO_ANSWER, error.message, retryable=True) from None

    async def look(self, address: str) -> object:
        """Return the answer to a GET."""
        return await self.patiently(lambda: self._look(address))

    async def image(self, address: str) -> bytes:
        """Return the image at an address of the endpoint's own."""

        async def ask() -> bytes:
            async with self._answer("GET", self.own(address), self._endpoint.headers) as answer:
                return await image_in(self.vendor, answer)

        return await self.patiently(ask)

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What comes of asking for something that is there, asked for again while it may come to be had."""
        return await self._repeated(ask, _is_passing, self.pace.look_tries)

    async def stop(self, method: str, address: str) -> None:
        """Tell the vendor that something is not needed any more, and do not mind what it answers."""
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._json(method, self.own(address))

    def is_own(self, address: str) -> bool:
        """Return whether an address is one of the endpoint's own server."""
        try:
            url = self._base.join(address)
        except httpx.InvalidURL:
            return False
        return (url.scheme, url.host, url.port) == (self._base.scheme, self._base.host, self._base.port)

    def own(self, address: str) -> httpx.URL:
        """An address below the endpoint, or of its server as the vendor gave it: only these get the key."""
        if not self.is_own(address):
            raise bad_answer(self.vendor, "with an address of another server")
        return self._base.join(address)

    def _is_soon(self, error: ProviderError) -> bool:
        """Return whether an order was turned away for so short a time that it is worth waiting here."""
        return isinstance(error, TurnedAway) and (error.retry_after or 0) <= self.pace.longest

    async def _look(self, address: str) -> object:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._json("GET", self.own(address))
        except TimeoutError:
            raise ProviderError("unavailable", f"{self.vendor} does not answer", retryable=True) from None

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
            async with self._client.stream(method, url, headers=headers, **body) as answer:
                yield answer
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise TurnedAway("unavailable", f"{self.vendor} cannot be reached", retryable=True) from None
        except httpx.HTTPError:
            raise ProviderError(
                "unavailable", f"{self.vendor} broke off its answer", retryable=True
            ) from None

    async def _repeated(
        self, ask: Callable[[], Awaitable[T]], again: Callable[[ProviderError], bool], tries: int
    ) -> T:
        """Ask until there is an answer, an error after which not to ask ``again``, or no time or try left."""
        failed = 0
        while True:
            try:
                return await ask()
            except ProviderError as error:
                pause = self.pace.before_try(failed, error.retry_after)
                failed += 1
                if not again(error) or failed >= tries or pause >= self.left:
                    raise
            await asyncio.sleep(pause)


def _is_passing(error: ProviderError) -> bool:
    return error.code in {"rate-limited", "unavailable"}
