"""What every vendor's provider guarantees: a deadline, a breaker, and an image or an error."""

from __future__ import annotations

import asyncio

from service.domain.images import MAX_BYTES
from service.logs.spans import span
from service.providers.breaker import Breaker
from service.providers.outputs import media_type
from service.providers.protocol import TIMED_OUT, ImageRequest, Provider, ProviderError


class Guarded:
    """A vendor's provider with these guarantees. See Provider."""

    def __init__(self, vendor: str, inner: Provider, breaker: Breaker) -> None:
        self._vendor = vendor
        self._inner = inner
        self._breaker = breaker

    async def generate(self, request: ImageRequest) -> bytes:
        """See Provider. Stopping the vendor's work may take up to two seconds after the deadline."""
        with self._breaker.passing(), span("arena.provider", **{"arena.provider": self._vendor}):
            try:
                async with asyncio.timeout(request.deadline):
                    data = await self._inner.generate(request)
            except TimeoutError:
                what = f"{self._vendor} made no image within {request.deadline:g} s"
                raise ProviderError(TIMED_OUT, what, retryable=True) from None
            return self._checked(data)

    def _checked(self, data: bytes) -> bytes:
        """Return the bytes if they begin as an image and are not too many.

        The whole image is checked where it is stored.
        """
        if media_type(data) is None or len(data) > MAX_BYTES:
            what = "something other than a PNG, JPEG or WebP image" if len(data) <= MAX_BYTES else "too much"
            raise ProviderError("bad-image", f"{self._vendor} sent {what}", retryable=True)
        return data
