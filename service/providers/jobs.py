"""Vendors that take an order as a job: begun, looked at until it ends, stopped if nobody waits any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from service.providers.answers import is_refusal
from service.providers.http import Calls, Endpoint
from service.providers.outputs import Fetch, image_at
from service.providers.protocol import ImageRequest, ProviderError


@dataclass(frozen=True, slots=True)
class VendorJob:
    """An order that a vendor has taken.

    ``look`` is the address to look at it, ``stop`` the method and address to end it; ``image`` is the address
    of the image, once there is one.
    """

    look: str
    stop: tuple[str, str]
    image: str | None = None


class JobEnded(ProviderError):
    """A job ended without an image: there is nothing left to stop."""


def ended(vendor: str, word: str | None) -> JobEnded:
    """Return the error for a job that failed, by the vendor's word for why."""
    if is_refusal(word):
        return JobEnded("refused", f"{vendor} refuses this prompt or image")
    return JobEnded("failed", f"{vendor} could not make this image", retryable=True)


class JobVendor(Protocol):
    """The protocol of one vendor. Both raise ProviderError, JobEnded where the vendor gave up."""

    async def start(self, calls: Calls, order: ImageRequest) -> VendorJob:
        """Return the job that an order has become."""

    async def look(self, calls: Calls, job: VendorJob) -> VendorJob:
        """Return the job as it is now."""


class JobProvider:
    """Paints with a vendor that takes jobs. See Provider."""

    def __init__(self, endpoint: Endpoint, vendor: JobVendor, fetch: Fetch) -> None:
        self._endpoint = endpoint
        self._vendor = vendor
        self._fetch = fetch

    async def paint(self, order: ImageRequest) -> bytes:
        """See Provider."""
        async with self._endpoint.calls(order) as calls:
            job = await self._vendor.start(calls, order)
            async with _stopped_unless_ended(calls, job):
                address = await self._awaited(calls, job)
            return await image_at(address, calls, self._fetch)

    async def _awaited(self, calls: Calls, job: VendorJob) -> str:
        looks = 0
        while job.image is None:
            await asyncio.sleep(calls.pace.before_look(looks))
            job = await self._vendor.look(calls, job)
            looks += 1
        return job.image


@asynccontextmanager
async def _stopped_unless_ended(calls: Calls, job: VendorJob) -> AsyncIterator[None]:
    """Stop the job if its time is up, its caller has gone, or it cannot be looked at any more."""
    try:
        yield
    except JobEnded:
        raise
    except (ProviderError, asyncio.CancelledError):
        await calls.stop(*job.stop)
        raise
