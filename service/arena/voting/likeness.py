"""Likeness: how many of the images that voters get a program recognizes by an arena's public examples.

It knows the prompt and every example, and compares how they look. What it cannot compare, it does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.arena.catalog.daily import Measurement
from service.arena.services import Services
from service.arena.voting.secure_random import SecureRandom
from service.blobs.likeness import ALIKE, Look, look_of
from service.db.engine import ReadSession
from service.db.queries.blind import likeness
from service.db.queries.blind.likeness import ComparedImage
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.images import Likeness, is_example
from service.domain.pools import DrawnPair, Sampler
from service.errors import Damaged

_FIRST_SECONDS = 600.0

DRAWS = 400
_MOST_COMPARED = 400


def last_of(session: ReadSession, arena_id: int) -> Likeness | None:
    """Return an arena's last measurement, None before the first."""
    return likeness.get(session, arena_id)


async def measure(services: Services, arena: Arena) -> Likeness | None:
    """Draw matchups as voters get them, compare their images with the examples, and store what that tells.

    Return None if there is nothing to draw. Raise Unavailable.
    """
    pairs = _drawn(await services.voting.pools.sampler(arena.id, OVERALL, fresh=True))
    if not pairs:
        return None
    open_prompts = {pair.prompt_id for pair in pairs if is_example(pair.prompt_id, arena.example_share)}
    rows = await services.database.read(likeness.of_prompts, open_prompts)
    guesses = await _guesses(services, rows[:_MOST_COMPARED])
    sides = [
        side
        for pair in pairs
        for side in ((pair.image_left, pair.model_left), (pair.image_right, pair.model_right))
    ]
    known = [(guesses[image], model) for image, model in sides if guesses.get(image) is not None]
    row = Likeness(
        arena.id,
        clock.now(),
        len(sides),
        len(rows),
        len(known) / len(sides),
        sum(guess == model for guess, model in known) / len(sides),
    )
    await services.database.write(likeness.put, row)
    return row


def _drawn(sampler: Sampler) -> list[DrawnPair]:
    random = SecureRandom()
    drawn = (sampler.draw(random) for _ in range(DRAWS))
    return [pair for pair in drawn if pair is not None]


async def _guesses(services: Services, rows: Sequence[ComparedImage]) -> dict[int, int | None]:
    """Return for each image the model of the example that its variant looks like, None for none."""
    examples = {row: await _look(services, row.copy) for row in rows}
    return {
        row.id: _guess(row.prompt_id, await _look(services, row.blind or row.copy), examples) for row in rows
    }


async def _look(services: Services, digest: bytes) -> Look | None:
    try:
        data = await services.blobs.read("copies", digest)
    except Damaged:
        return None
    return await asyncio.to_thread(look_of, data)


def _guess(prompt: int, look: Look | None, examples: dict[ComparedImage, Look | None]) -> int | None:
    if look is None:
        return None
    near = [
        (look.differs(other), row.model_id)
        for row, other in examples.items()
        if row.prompt_id == prompt and other is not None
    ]
    bits, model = min(near, default=(ALIKE, 0))
    return model if bits < ALIKE else None


def _last_at(session: ReadSession, arena_id: int) -> int | None:
    last = last_of(session, arena_id)
    return last.measured_at if last else None


LIKENESS = Measurement("likeness", _FIRST_SECONDS, _last_at, measure)
