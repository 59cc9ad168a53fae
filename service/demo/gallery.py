"""The images of the demo: painted by processes of their own, stored as any image is."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from service.arena.catalog import prompt_sources
from service.arena.catalog.prompt_sources import Source
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.progress import Progress
from service.arena.services import Services
from service.demo.makers import MAKERS
from service.demo.painters.studio import paint, study
from service.demo.works import SIZES, DemoPrompt

# So many images wait to be stored at most; each is a few hundred kilobytes.
_AHEAD = 8


@dataclass(frozen=True, slots=True)
class DemoImages:
    """A work with the images of it by model, and the image that was edited, if one was."""

    work: DemoPrompt
    by_model: dict[str, Stored]
    source: Source | None


async def paint_all(services: Services, works: Sequence[DemoPrompt], progress: Progress) -> list[DemoImages]:
    """Have every model paint every work, and keep the images in the blob store.

    Doing it again changes nothing: the same images come out. Raise as `images.store` does.
    """
    done, total = 0, len(works) * len(MAKERS)

    async def one(work: DemoPrompt, painter: str, source: bytes | None) -> Stored:
        nonlocal done
        async with turns:
            order = partial(paint, painter, work.text, size=SIZES[work.shape], source=source)
            stored = await images.store(services, await loop.run_in_executor(pool, order))
        done += 1
        progress("painting", done, total)
        return stored

    async def all_of(work: DemoPrompt) -> DemoImages:
        size = SIZES[work.shape]
        source = await loop.run_in_executor(pool, study, work.scene, size) if work.scene else None
        made = await asyncio.gather(*(one(work, maker.painter, source) for maker in MAKERS))
        by_model = {maker.slug: stored for maker, stored in zip(MAKERS, made, strict=True)}
        return DemoImages(work, by_model, await prompt_sources.store(services, source) if source else None)

    loop, turns = asyncio.get_running_loop(), asyncio.Semaphore(_AHEAD)
    # Started afresh, not forked: this process has threads.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, _AHEAD), multiprocessing.get_context("spawn")) as pool:
        return await asyncio.gather(*map(all_of, works))
