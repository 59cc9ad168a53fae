"""The provider ``demo``: the painters behind the protocol of all vendors."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from service.demo.painters.studio import paint, study
from service.demo.provider import DemoProvider
from service.providers.protocol import ImageRequest, ProviderError
from tests.support.images.pictures import opened

ORDER = ImageRequest("A red boat", "glass", "attempt-1", 60.0, width=160, height=120, seed=5)


async def test_a_painter_paints() -> None:
    assert await DemoProvider().generate(ORDER) == paint("glass", "A red boat", size=(160, 120), seed=5)


async def test_without_a_seed_each_attempt_is_another_image() -> None:
    provider = DemoProvider()
    first, again, other = [
        await provider.generate(replace(ORDER, seed=None, attempt=name)) for name in ("one", "one", "two")
    ]
    assert first == again
    assert first != other


async def test_sizes_are_kept_within_bounds() -> None:
    provider = DemoProvider()
    assert opened(await provider.generate(replace(ORDER, width=None, height=None))).size == (768, 768)
    assert opened(await provider.generate(replace(ORDER, width=1, height=100))).size == (64, 100)


async def test_a_source_is_edited() -> None:
    source = study("A car", (160, 120))
    edited = await DemoProvider().generate(replace(ORDER, prompt="at night", source=source))
    assert edited == paint("glass", "at night", size=(160, 120), seed=5, source=source)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"upstream": "nobody"}, "not-configured"),
        ({"source": b"no picture"}, "refused"),
        ({"deadline": 0.0}, "timed-out"),
    ],
)
async def test_what_it_cannot_do_it_says(change: dict[str, object], code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        await DemoProvider().generate(replace(ORDER, **change))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.retryable == (code == "timed-out")


async def test_the_loop_goes_on_meanwhile() -> None:
    provider = DemoProvider()
    tasks = [asyncio.create_task(provider.generate(replace(ORDER, seed=seed))) for seed in range(6)]
    turns, start = 0, time.monotonic()
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5
    assert len({await task for task in tasks}) == 6
    assert time.monotonic() - start < 60
