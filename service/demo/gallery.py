"""The images of the demo: painted by processes of their own, stored as any image is."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from service.arena.catalog import prompt_sources
from service.arena.catalog.prompt_sources import Source
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.services import Services
from service.demo.makers import MAKERS
from service.demo.painters.studio import paint, study
from service.demo.prompts import SIZES, DemoPrompt
from service.processes import Processes

MOST = 8


@dataclass(frozen=True, slots=True)
class PaintedPrompt:
    """The images of a prompt by model, which are in the blob store, and the image that was edited, if any."""

    by_model: dict[str, Stored]
    source: Source | None


class Gallery:
    """Paints prompts with every model, a few images at a time; the same prompt gives the same images."""

    def __init__(self, services: Services, pool: ProcessPoolExecutor) -> None:
        self._services = services
        self._pool = pool
        # At most this many images wait to be stored; each is a few hundred kilobytes.
        self._turns = asyncio.Semaphore(MOST)

    async def paint(self, prompt: DemoPrompt) -> PaintedPrompt:
        """Have every model paint a prompt and keep the images in the blob store. Raise as `images.store`."""
        loop, size = asyncio.get_running_loop(), SIZES[prompt.shape]
        async with self._turns:
            source = (
                await loop.run_in_executor(self._pool, study, prompt.scene, size) if prompt.scene else None
            )
        stored = await asyncio.gather(*(self._one(prompt, maker.painter, source) for maker in MAKERS))
        by_model = {maker.slug: image for maker, image in zip(MAKERS, stored, strict=True)}
        return PaintedPrompt(by_model, await prompt_sources.store(self._services, source) if source else None)

    async def _one(self, prompt: DemoPrompt, painter: str, source: bytes | None) -> Stored:
        work = partial(paint, painter, prompt.text, size=SIZES[prompt.shape], source=source)
        async with self._turns:
            data = await asyncio.get_running_loop().run_in_executor(self._pool, work)
            return await images.store(self._services, data)


@contextmanager
def gallery(services: Services) -> Iterator[Gallery]:
    """Yield a gallery whose painters work in processes of their own."""
    with painting_processes() as pool:
        yield Gallery(services, pool)


@contextmanager
def painting_processes() -> Iterator[ProcessPoolExecutor]:
    """Yield processes that paint, one for each core."""
    pool = Processes(min(os.cpu_count() or 1, MOST))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
