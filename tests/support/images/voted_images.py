"""Arenas where people voted on images, and the tool that reads what is exported from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from service.arena.access.visitors import Visitor
from service.arena.catalog import arenas, models, prompts
from service.arena.images import images
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.arena.voting import matchups
from service.db.engine import WriteSession
from tests.support.images.pictures import picture

FAST = {"pace": 0, "voter_limit": 0, "address_limit": 0}
SIZES = {"m0": (96, 64), "m1": (80, 60), "m2": (64, 64)}
"""What each model paints. The box of the first has no bars, that of the second has."""

PROMPTS = ("A cat", 'A sign "=1+1"\nin the rain', "Une rue à Paris")


async def open_voted(
    services: Services, outcomes: tuple[str, ...], slug: str = "t2i"
) -> list[dict[str, str]]:
    """Make an arena and vote on a matchup with each of these outcomes; return what each vote said."""

    def make(session: WriteSession) -> list[int]:
        arenas.create(session, slug, {"name": "Pictures: a test", "task": "text-to-image"})
        for model in SIZES:
            models.create(session, model, {})
        named = {"themes": ["people"], "language": "pt-BR"}
        made = [prompts.create(session, slug, PROMPTS[0], **named).id]  # type: ignore[arg-type]
        return made + [prompts.create(session, slug, text).id for text in PROMPTS[1:]]

    for number in await services.database.write(make):
        for seed, (model, size) in enumerate(SIZES.items()):
            await images.add(services, slug, model, number, picture(seed=9 * number + seed, size=size))
    said = []
    for number, outcome in enumerate(outcomes, 1):
        voter = Visitor(number, number)
        shown = await matchups.assign(services, voter, slug)
        reveal = await matchups.vote(services, voter, shown.id, outcome)
        left, right = reveal.left.model, reveal.right.model
        said.append({"prompt": shown.prompt.text, "left": left, "right": right, "outcome": outcome})
    return said


async def void(services: Services, position: int) -> None:
    """Void the vote at a position of the first arena."""

    def work(session: WriteSession) -> None:
        recount.void(session, locked_arenas(session, [1])[1], [position], "a robot")

    await services.database.write(work)


def load(folder: Path, cache: Path, **options: Any) -> Any:
    """Return a folder as Hugging Face's ``datasets`` loads it, without the network."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    import datasets  # noqa: PLC0415 - only now it reads the environment, and it takes a second

    return datasets.load_dataset(str(folder), cache_dir=str(cache), **options)
