"""What holds for every vendor: a deadline for the whole attempt, a breaker, and an image or an error."""

from __future__ import annotations

import asyncio

from service.domain.images import MAX_BYTES
from service.providers.breaker import Breaker
from service.providers.outputs import media_type
from service.providers.protocol import TIMED_OUT, ImageRequest, Provider, ProviderError


class Guarded:
    """A vendor's provider, kept to what every provider promises. See Provider."""

    def __init__(self, vendor: str, inner: Provider, breaker: Breaker) -> None:
        self._vendor = vendor
        self._inner = inner
        self._breaker = breaker

    async def paint(self, order: ImageRequest) -> bytes:
        """See Provider. After the deadline up to two seconds more may pass, to stop the vendor's work."""
        with self._breaker.passing():
            try:
                async with asyncio.timeout(order.deadline):
                    data = await self._inner.paint(order)
            except TimeoutError:
                what = f"{self._vendor} made no image within {order.deadline:g} s"
                raise ProviderError(TIMED_OUT, what, retryable=True) from None
            return self._checked(data)

    def _checked(self, data: bytes) -> bytes:
        """Return the bytes, if they begin as an image and are not too many.

        All of them are looked at elsewhere.
        """
        if media_type(data) is None or len(data) > MAX_BYTES:
            what = "something else than a PNG, JPEG or WebP image" if len(data) <= MAX_BYTES else "too much"
            raise ProviderError("bad-image", f"{self._vendor} sent {what}", retryable=True)
        return data
