"""What holds for every vendor: the deadline, the breaker, and an image or an error."""

from __future__ import annotations

import asyncio
import time

import pytest

from service.domain.images import MAX_BYTES
from service.providers.breaker import Breaker
from service.providers.guard import Guarded
from service.providers.protocol import ImageRequest, ProviderError
from tests.support.images.pictures import picture


class Inner:
    """A provider that gives, raises, or waits."""

    def __init__(self, *steps: bytes | Exception | float) -> None:
        self.steps = list(steps)

    async def generate(self, request: ImageRequest) -> bytes:
        assert request is ORDER
        step = self.steps.pop(0)
        if isinstance(step, float):
            await asyncio.sleep(step)
            return b""
        if isinstance(step, Exception):
            raise step
        return step


def guarded(*steps: bytes | Exception | float) -> Guarded:
    """Return a guarded provider that does so in turn."""
    return Guarded("luma", Inner(*steps), Breaker("luma", time.monotonic, failures=2))


ORDER = ImageRequest("a cat", "m", "a", 0.05)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_an_image_passes(kind: str) -> None:
    data = picture(kind=kind)
    assert await guarded(data).generate(ORDER) == data


@pytest.mark.parametrize(
    "data", [b"", b"<html>", picture(kind="GIF"), b"RIFF....AVI ", picture() + bytes(MAX_BYTES)]
)
async def test_what_is_no_image_does_not(data: bytes) -> None:
    with pytest.raises(ProviderError, match="luma sent") as caught:
        await guarded(data).generate(ORDER)
    assert (caught.value.code, caught.value.retryable) == ("bad-image", True)


async def test_the_deadline_ends_the_attempt() -> None:
    began = time.monotonic()
    with pytest.raises(ProviderError, match=r"made no image within 0.05 s") as caught:
        await guarded(30.0).generate(ORDER)
    assert (caught.value.code, caught.value.retryable) == ("timed-out", True)
    assert time.monotonic() - began < 25  # the provider takes 30 seconds


async def test_who_fails_again_and_again_is_left_alone() -> None:
    provider = guarded(30.0, ProviderError("unavailable", "down", retryable=True), picture())
    for says in ("made no image", "down", "in a row; try again"):
        with pytest.raises(ProviderError, match=says):
            await provider.generate(ORDER)


async def test_an_error_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await guarded(ZeroDivisionError()).generate(ORDER)
