"""A worker's attempt at a generation: its providers are asked in turn, and the result is stored."""

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
from service.domain import clock
from service.domain.generations import ATTEMPTS, DEADLINE_SECONDS, Failure, GenerationAttempt, Route, pause
from service.errors import ArenaError, Damaged, Invalid, StorageFull, TooLarge, Unavailable, UnsupportedType
from service.providers.protocol import NO_ANSWER, TIMED_OUT, ImageRequest, ProviderError

P = ParamSpec("P")

_AWAY_SECONDS = 1.0
# For a provider that does not keep its own deadline.
_LATE_SECONDS = 5.0
# An image that was paid for must not be lost because the database was unavailable for a moment.
_WRITE_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
_RANDOM = SystemRandom()
_REFUSED = (UnsupportedType, TooLarge, Invalid)


async def run(services: Services, attempt: GenerationAttempt) -> bool:
    """Have the image generated and end the generation, or leave it for later; return whether it ended.

    The providers are asked in the order of the routes until one returns an image, or an error after which no
    other provider can do better. While the image store is away, none is asked: its image could not be kept.
    Raise Unavailable and StorageFull where the result cannot be stored.
    """
    if await _store_is_away(services):
        await asyncio.sleep(_AWAY_SECONDS)  # so that a worker does not rush through all that waits
        await services.database.write(
            leases.release, attempt, 5 * clock.SECOND, unanswered=True, counted=False
        )
        return False
    failures: list[ProviderError] = []
    for place, route in enumerate(attempt.routes):
        if place and not await services.database.write(leases.choose_route, attempt, route):
            return False
        try:
            stored, latency_ms = await _generate(services, attempt, route)
        except ProviderError as error:
            failures.append(error)
            if error.elsewhere:
                continue
            break
        except (Unavailable, StorageFull):
            # There is an image, but no place to store it. It is requested again under the same attempt id.
            wait = pause(attempt.attempts, None, _RANDOM.random())
            await services.database.write(leases.release, attempt, wait, unanswered=True)
            return False
        return await _write(services, leases.complete, attempt, route, stored, latency_ms)
    return await _end_without_image(services, attempt, failures)


async def _store_is_away(services: Services) -> bool:
    try:
        await services.blobs.check()
    except Unavailable:
        return True
    return False


async def _generate(services: Services, attempt: GenerationAttempt, route: Route) -> tuple[Stored, int]:
    """Return a provider's image, kept in the blob store, and the milliseconds until it arrived."""
    provider = services.generations.providers.of(route.provider, route.endpoint, route.key_variable)
    request = await _request(services, attempt, route)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS + _LATE_SECONDS):
            data = await provider.generate(request)
    except TimeoutError:
        raise ProviderError(TIMED_OUT, "the provider took too long", retryable=True) from None
    latency_ms = round((time.perf_counter() - began) * 1000)
    try:
        return await store(services, data), latency_ms
    except _REFUSED as error:
        detail = f"the image from {route.provider} cannot be used: {error.detail}"
        raise ProviderError("bad-image", detail, retryable=True) from None


async def _request(services: Services, attempt: GenerationAttempt, route: Route) -> ImageRequest:
    source = None
    if attempt.source is not None:
        try:
            source = await services.blobs.read("originals", attempt.source)
        except Damaged:
            # Retryable: bytes that are missing now may be back when the generation is looked at again.
            message = "the image to edit is missing or damaged"
            raise ProviderError("bad-source", message, retryable=True) from None
    return ImageRequest(
        prompt=attempt.prompt,
        upstream=route.upstream,
        attempt=attempt.attempt_id(route),
        deadline=DEADLINE_SECONDS,
        width=attempt.width,
        height=attempt.height,
        seed=attempt.seed,
        source=source,
    )


async def _end_without_image(
    services: Services, attempt: GenerationAttempt, failures: Sequence[ProviderError]
) -> bool:
    """End a generation without an image, or leave it for later where a provider may succeed then."""
    last = failures[-1] if failures else _no_provider(attempt)
    pauses = [error.retry_after or 0.0 for error in failures if error.retryable]
    if pauses and last.elsewhere and attempt.attempts < ATTEMPTS:
        wait = pause(attempt.attempts, min(pauses), _RANDOM.random())
        unanswered = last.code in {NO_ANSWER, TIMED_OUT}
        await _write(services, leases.release, attempt, wait, unanswered=unanswered)
        return False
    return await _write(services, leases.fail, attempt, Failure(last.code, last.message))


def _no_provider(attempt: GenerationAttempt) -> ProviderError:
    return ProviderError("no-provider", f"model {attempt.model} no longer has an offer that names a provider")


async def _write(services: Services, work: Write[P, bool], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Write, and try again for a while where the database is unavailable or full."""
    for seconds in _WRITE_PAUSES:
        try:
            return await services.database.write(work, *args, **kwargs)
        except ArenaError as error:
            if error.retry_after is None:
                raise
            await asyncio.sleep(seconds)
    return await services.database.write(work, *args, **kwargs)
