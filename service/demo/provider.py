"""The provider ``demo``: the painters, behind the protocol of all providers. Needs no key and no network.

They paint in threads, at most one for each core.
"""

from __future__ import annotations

import asyncio
import hashlib
import os

from service.demo.painters.studio import MOST, PAINTERS, SIDE, UnreadableSource, paint
from service.providers.protocol import ImageRequest, ProviderError

SMALLEST = 64


class DemoProvider:
    """Generates with one of `PAINTERS`, which the upstream names. See Provider."""

    def __init__(self) -> None:
        self._easels = asyncio.Semaphore(os.cpu_count() or 1)

    async def generate(self, request: ImageRequest) -> bytes:
        """See Provider. The same request gives the same bytes; without a seed, the same attempt does."""
        if request.upstream not in PAINTERS:
            known = ", ".join(PAINTERS)
            raise ProviderError(
                "not-configured", f"the demo has no such painter; it has {known}", elsewhere=True
            )
        try:
            async with asyncio.timeout(request.deadline), self._easels:
                return await asyncio.to_thread(_paint, request)
        except TimeoutError:
            raise ProviderError("timed-out", "the painter took too long", retryable=True) from None
        except UnreadableSource as error:
            raise ProviderError("refused", str(error)) from None


def _paint(request: ImageRequest) -> bytes:
    return paint(
        request.upstream,
        request.prompt,
        size=(_side(request.width), _side(request.height)),
        seed=_seed(request.attempt) if request.seed is None else request.seed,
        source=request.source,
    )


def _side(asked: int | None) -> int:
    return SIDE if asked is None else min(max(asked, SMALLEST), MOST)


def _seed(attempt: str) -> int:
    return int.from_bytes(hashlib.sha256(attempt.encode()).digest()[:4])
