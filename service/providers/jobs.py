"""Vendors that turn a request into a job: started, polled until it ends, stopped if nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from service.providers.answers import is_refusal
from service.providers.http import Endpoint, VendorClient
from service.providers.outputs import Fetch, image_at
from service.providers.protocol import ImageRequest, ProviderError


@dataclass(frozen=True, slots=True)
class VendorJob:
    """A request that a vendor has accepted.

    ``look`` is the URL of its state, ``stop`` the method and URL that end it, and ``image`` the URL of the
    image once there is one.
    """

    look: str
    stop: tuple[str, str]
    image: str | None = None


class JobEnded(ProviderError):
    """A job ended without an image, so there is nothing to stop."""


def ended(vendor: str, word: str | None) -> JobEnded:
    """Return the error for a failed job, by the vendor's error code."""
    if is_refusal(word):
        return JobEnded("refused", f"{vendor} refuses this prompt or image")
    return JobEnded("failed", f"{vendor} could not make this image", retryable=True)


class JobVendor(Protocol):
    """The protocol of one vendor. Both methods raise ProviderError, JobEnded where the vendor gave up."""

    async def start(self, client: VendorClient, request: ImageRequest) -> VendorJob:
        """Return the job that a request has become."""

    async def look(self, client: VendorClient, job: VendorJob) -> VendorJob:
        """Return the job as it is now."""


class JobProvider:
    """Generates at a vendor that works in jobs. See Provider."""

    def __init__(self, endpoint: Endpoint, vendor: JobVendor, fetch: Fetch) -> None:
        self._endpoint = endpoint
        self._vendor = vendor
        self._fetch = fetch

    async def generate(self, request: ImageRequest) -> bytes:
        """See Provider."""
        async with self._endpoint.client(request) as client:
            job = await self._vendor.start(client, request)
            async with _stopped_unless_ended(client, job):
                address = await self._finished(client, job)
            return await image_at(address, client, self._fetch)

    async def _finished(self, client: VendorClient, job: VendorJob) -> str:
        looks = 0
        while job.image is None:
            await asyncio.sleep(client.backoff.before_look(looks))
            job = await self._vendor.look(client, job)
            looks += 1
        return job.image


@asynccontextmanager
async def _stopped_unless_ended(client: VendorClient, job: VendorJob) -> AsyncIterator[None]:
    """Stop the job if its time is up, its caller is gone, or its state cannot be read any more."""
    try:
        yield
    except JobEnded:
        raise
    except (ProviderError, asyncio.CancelledError):
        await client.stop(*job.stop)
        raise
