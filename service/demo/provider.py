"""The provider ``demo``: painters of this program, always there, without a key and without a network.

They paint in threads, no more at a time than there are cores.
"""

from __future__ import annotations

import asyncio
import hashlib
import os

from service.demo.painters.studio import MOST, PAINTERS, SIDE, UnreadableSource, paint
from service.providers.protocol import ImageRequest, ProviderError

SMALLEST = 64


class DemoProvider:
    """Paints with one of `PAINTERS`, the upstream's name. See Provider."""

    def __init__(self) -> None:
        self._easels = asyncio.Semaphore(os.cpu_count() or 1)

    async def paint(self, order: ImageRequest) -> bytes:
        """See Provider. The same bytes for the same order; without a seed, for the same attempt."""
        if order.upstream not in PAINTERS:
            known = ", ".join(PAINTERS)
            raise ProviderError(
                "not-configured", f"the demo has no such painter; it has {known}", elsewhere=True
            )
        try:
            async with asyncio.timeout(order.deadline), self._easels:
                return await asyncio.to_thread(_painted, order)
        except TimeoutError:
            raise ProviderError("timed-out", "the painter took too long", retryable=True) from None
        except UnreadableSource as error:
            raise ProviderError("refused", str(error)) from None


def _painted(order: ImageRequest) -> bytes:
    return paint(
        order.upstream,
        order.prompt,
        size=(_side(order.width), _side(order.height)),
        seed=_seed(order.attempt) if order.seed is None else order.seed,
        source=order.source,
    )


def _side(asked: int | None) -> int:
    return SIDE if asked is None else min(max(asked, SMALLEST), MOST)


def _seed(attempt: str) -> int:
    return int.from_bytes(hashlib.sha256(attempt.encode()).digest()[:4])
