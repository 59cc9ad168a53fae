"""Loading the demo: its rows in one transaction, then its images, prompt by prompt.

People can vote as soon as the first prompt has its images. What is missing is read from the database, so
loading goes on where it was interrupted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.db.queries import demo_images
from service.demo import catalog, placing
from service.demo.arenas import ARENAS, DemoArena
from service.demo.gallery import Gallery, PaintedPrompt, gallery
from service.demo.makers import MAKERS
from service.demo.placing import MissingPrompt

# How long to leave the work to another process that paints the demo as well.
_PATIENCE_SECONDS = 5.0
# Prompts that are painted at the same time, so that no core waits while a prompt is stored.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What was added, nothing where the whole demo was there; ``images_left`` are still to be painted."""

    arenas: tuple[str, ...] = ()
    models: int = 0
    prompts: int = 0
    images: int = 0
    votes: int = 0
    images_left: int = 0


async def load(
    services: Services,
    demo: Sequence[DemoArena] = ARENAS,
    progress: Progress = silent,
    *,
    quick: bool = False,
) -> Report:
    """Add what is missing of the demo; with ``quick`` only the images of each arena's first prompt.

    Raise Conflict where other things have its names, and Unavailable or StorageFull.
    """
    with gallery(services) as painters:
        added = await services.database.read(catalog.is_new, demo) and await services.database.write(
            catalog.add, services.secret, demo
        )
        images = await _fill(services, painters, demo, progress, quick=quick)
    left = await services.database.read(demo_images.progress)
    return Report(
        arenas=tuple(arena.slug for arena in demo) if added else (),
        models=len(MAKERS) if added else 0,
        prompts=sum(len(arena.prompts) for arena in demo) if added else 0,
        images=images,
        votes=sum(arena.votes for arena in demo) if added else 0,
        images_left=left.total - left.stored if left else 0,
    )


async def _fill(
    services: Services, painters: Gallery, demo: Sequence[DemoArena], progress: Progress, *, quick: bool
) -> int:
    """Paint what is missing; return how many images were added."""
    added = 0
    while prompts := await services.database.read(placing.missing, demo):
        if quick:
            prompts = prompts[: max(0, len(prompts) - sum(len(arena.prompts) - 1 for arena in demo))]
        stored = await _paint(services, painters, prompts, progress)
        added += stored * len(MAKERS)
        if quick:
            return added
        if stored < len(prompts):
            await asyncio.sleep(_PATIENCE_SECONDS)
    if await services.database.read(demo_images.progress) is not None:
        await services.database.write(placing.finish)
    return added


async def _paint(
    services: Services, painters: Gallery, prompts: Sequence[MissingPrompt], progress: Progress
) -> int:
    """Paint prompts and store them in their order, until another process has painted one of them too.

    Return how many were stored.
    """
    ahead: list[asyncio.Task[PaintedPrompt]] = []
    try:
        for number, prompt in enumerate(prompts):
            while len(ahead) < _AHEAD and number + len(ahead) < len(prompts):
                work = painters.paint(prompts[number + len(ahead)].prompt)
                ahead.append(asyncio.create_task(work, name="arena-demo"))
            painted = await ahead.pop(0)
            if not await services.database.write(placing.place, services.secret, prompt, painted):
                return number
            await _tell(services, progress)
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)
    return len(prompts)


async def _tell(services: Services, progress: Progress) -> None:
    state = await services.database.read(demo_images.progress)
    if state is not None:
        progress("demo images", state.stored, state.total)
