"""One job in a worker's hands: its providers asked in turn, and what came of it written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from random import SystemRandom
from typing import ParamSpec

from service.arena.generations import leases
from service.arena.images.images import Stored, store
from service.arena.services import Services
from service.db.engine import Write
from service.domain.generations import ATTEMPTS, DEADLINE_SECONDS, Failure, GenerationAttempt, Route, pause
from service.errors import ArenaError, Damaged, Invalid, StorageFull, TooLarge, Unavailable, UnsupportedType
from service.providers.protocol import NO_ANSWER, TIMED_OUT, ImageRequest, ProviderError

P = ParamSpec("P")

# For a provider that does not keep to its own deadline.
_LATE_SECONDS = 5.0
# An image that was paid for must not be lost because the database was away for a moment.
_WRITE_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
_RANDOM = SystemRandom()
_REFUSED = (UnsupportedType, TooLarge, Invalid)


async def do(services: Services, job: GenerationAttempt) -> bool:
    """Have a job painted and end it, or leave it to rest until it is taken up again; whether it was ended.

    Its providers are asked in the order of its routes until one paints. One that says that no other could do
    better is the last. Raises Unavailable and StorageFull where what came of it cannot be written.
    """
    failures: list[ProviderError] = []
    for number, route in enumerate(job.routes):
        if number and not await services.database.write(leases.ask, job, route):
            return False
        try:
            stored, latency_ms = await _painted(services, job, route)
        except ProviderError as failed:
            failures.append(failed)
            if failed.elsewhere:
                continue
            break
        except (Unavailable, StorageFull):
            # Painted, but there is no place to put it. It is asked for again under the same attempt.
            rest = pause(job.attempts, None, _RANDOM.random())
            await services.database.write(leases.rest, job, rest, unanswered=True)
            return False
        return await _firmly(services, leases.complete, job, route, stored, latency_ms)
    return await _unpainted(services, job, failures)


async def _painted(services: Services, job: GenerationAttempt, route: Route) -> tuple[Stored, int]:
    """Return the image of one provider, kept in the blob store, and the milliseconds until it came."""
    provider = services.generations.providers.of(route.provider, route.endpoint, route.key_variable)
    order = await _order(services, job, route)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS + _LATE_SECONDS):
            data = await provider.paint(order)
    except TimeoutError:
        raise ProviderError(TIMED_OUT, "the provider took too long", retryable=True) from None
    latency_ms = round((time.perf_counter() - began) * 1000)
    try:
        return await store(services, data), latency_ms
    except _REFUSED as error:
        detail = f"what {route.provider} sent cannot be used: {error.detail}"
        raise ProviderError("bad-image", detail, retryable=True) from None


async def _order(services: Services, job: GenerationAttempt, route: Route) -> ImageRequest:
    source = None
    if job.source is not None:
        try:
            source = await asyncio.to_thread(services.blobs.get, "originals", job.source)
        except Damaged:
            raise ProviderError("bad-source", "the image to edit is missing or damaged") from None
    return ImageRequest(
        prompt=job.prompt,
        upstream=route.upstream,
        attempt=job.attempt(route),
        deadline=DEADLINE_SECONDS,
        width=job.width,
        height=job.height,
        seed=job.seed,
        source=source,
    )


async def _unpainted(services: Services, job: GenerationAttempt, failures: Sequence[ProviderError]) -> bool:
    """End a job whose providers gave no image, or leave it to rest where one of them may do so later."""
    last = failures[-1] if failures else _no_provider(job)
    pauses = [failed.retry_after or 0.0 for failed in failures if failed.retryable]
    if pauses and last.elsewhere and job.attempts < ATTEMPTS:
        rest = pause(job.attempts, min(pauses), _RANDOM.random())
        unanswered = last.code in {NO_ANSWER, TIMED_OUT}
        await _firmly(services, leases.rest, job, rest, unanswered=unanswered)
        return False
    return await _firmly(services, leases.fail, job, Failure(last.code, last.message))


def _no_provider(job: GenerationAttempt) -> ProviderError:
    return ProviderError("no-provider", f"no offer of model {job.model} says how images are had any more")


async def _firmly(services: Services, work: Write[P, bool], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Write, and where the database is away or full try again for a while."""
    for seconds in _WRITE_PAUSES:
        try:
            return await services.database.write(work, *args, **kwargs)
        except ArenaError as error:
            if error.retry_after is None:
                raise
            await asyncio.sleep(seconds)
    return await services.database.write(work, *args, **kwargs)
