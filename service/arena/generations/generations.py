"""Use cases around generations: request, read, wait for, cancel."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from service.arena.access.keys import Key
from service.arena.catalog import models
from service.arena.catalog.records import create_once
from service.arena.catalog.upstreams import dearest, routes_of
from service.arena.generations.spending import check_allowance
from service.arena.recording.idempotency import Once
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import generations
from service.db.queries.generations import GenerationRow
from service.db.queries.models import ModelRow
from service.domain import clock
from service.domain.generations import (
    MAX_SEED,
    TERMINAL,
    Failure,
    Generation,
    GenerationState,
    Media,
    parse_size,
)
from service.domain.paging import Listing, Page, after_id, listing
from service.errors import Conflict, FieldError, Invalid, NotFound, Unavailable

MAX_WAIT = 60.0
"""How many seconds a request may wait for an image."""

_PREFIX = "gen_"
_RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """A request for an image. ``size`` is like ``1024x768``, ``source`` the SHA-256 of the image to edit."""

    model: str
    prompt: str
    size: str | None = None
    seed: int | None = None
    source: bytes | None = None


async def create(
    services: Services, key: Key, request: GenerationRequest, *, count: int = 1, once: Once | None = None
) -> list[Generation]:
    """Queue generations for a key; for an idempotency key seen before, return those it created.

    Raise NotFound for the model, Invalid for a model without a provider or an invalid size, TooMany where the
    key's limits are exceeded, and Unavailable where the queue is full.
    """
    limit = services.settings.queue_generations

    def make(session: WriteSession) -> bytes:
        check_room(session, limit, count)
        return " ".join(_add(session, key.id, request, count)).encode()

    stored = await services.database.write(create_once, once, make)
    services.generations.work.set()
    names = stored.body.decode().split()
    return await services.database.read(lambda session: [get(session, key, name) for name in names])


def check_room(session: ReadSession, limit: int, count: int) -> None:
    """Raise Unavailable where the queue has no room for ``count`` more generations."""
    if generations.waiting(session, limit + 1) + count > limit:
        raise Unavailable("the queue of generations is full; try again shortly")


def _add(session: WriteSession, key_id: int, request: GenerationRequest, count: int) -> list[str]:
    model = models.find(session, request.model)
    values = values_of(session, model, request)
    cost = int(str(values["reserved_micros"]))
    check_allowance(session, key_id, count, cost * count, str(values["currency"]))
    names = [new_name() for _ in range(count)]
    for name in names:
        seed = request.seed if request.seed is not None else new_seed()
        generations.add(session, {**values, "name": name, "key_id": key_id, "seed": seed})
    return names


def values_of(session: ReadSession, model: ModelRow, request: GenerationRequest) -> Mapping[str, object]:
    """Return the columns of a new generation, except its name, its seed and its key.

    Raise Invalid for a model without a provider, and for an invalid size.
    """
    routes = routes_of(session, [model.id]).get(model.id)
    if model.retired_at is not None or not routes:
        why = (
            "is retired"
            if model.retired_at is not None
            else "has no offer that names a provider to generate with"
        )
        raise Invalid(f"model {model.slug} {why}", [FieldError("model", why)])
    width, height = parse_size(request.size)
    now, dear = clock.now(), dearest(routes)
    return {
        "model_id": model.id,
        "state": GenerationState.QUEUED,
        "prompt": request.prompt,
        "source": request.source,
        "width": width,
        "height": height,
        "attempts": 0,
        "due_at": now,
        "reserved_micros": dear.amount_micros,
        "currency": dear.currency,
        "created_at": now,
    }


def new_name() -> str:
    """Return a public id that nobody can guess and no other installation uses."""
    return name_of(secrets.token_bytes(_RANDOM_BYTES))


def name_of(random: bytes) -> str:
    """Return the public id made of sixteen bytes that nobody can guess."""
    return _PREFIX + random.hex()


def new_seed() -> int:
    """Return a random seed, for requests without one: so the seed of every image is known."""
    return secrets.randbelow(MAX_SEED)


def get(session: ReadSession, key: Key, name: str) -> Generation:
    """Return a generation of a key, or any generation for an admin key; raise NotFound."""
    return shape(find(session, key, name))


def find(session: ReadSession, key: Key, name: str) -> GenerationRow:
    """Return the row of a generation that a key may see; raise NotFound."""
    row = generations.get(session, name) if name.startswith(_PREFIX) and name.isascii() else None
    if row is None or not (row.key_id == key.id or key.may("admin")):
        raise NotFound("there is no generation with this id")
    return row


def page(session: ReadSession, key: Key, page: Page) -> Listing[Generation]:
    """Return a page of a key's own generations, newest first."""
    rows = generations.page(session, key.id, after_id(page) or None, page.size)
    return listing(rows, page, shape, lambda generation: str(generation.number))


async def wait(services: Services, key: Key, name: str, seconds: float) -> Generation:
    """Return a generation once it has ended or the time is up; raise NotFound."""
    generation = await services.database.read(get, key, name)
    if generation.status in TERMINAL or seconds <= 0:
        return generation
    await services.generations.completions.wait(generation.number, min(seconds, MAX_WAIT))
    return await services.database.read(get, key, name)


async def cancel(services: Services, key: Key, name: str) -> None:
    """Cancel a generation that has not ended; if a provider is already working on it, it may still charge.

    Canceling again changes nothing. Raise NotFound, and Conflict for one that ended in another way.
    """

    def work(session: WriteSession) -> Generation:
        generation = get(session, key, name)
        generations.move(session, generation.number, GenerationState.CANCELLED, {"finished_at": clock.now()})
        return get(session, key, name)

    generation = await services.database.write(work)
    if generation.status is not GenerationState.CANCELLED:
        raise Conflict(f"this generation is already {generation.status}")
    services.generations.completions.ended(generation.number)


def shape(row: GenerationRow) -> Generation:
    """Return a generation from its row."""
    error = Failure(row.error_code, row.error_message or "") if row.error_code is not None else None
    return Generation(
        id=row.name,
        number=row.id,
        key=row.key_id,
        model=row.model,
        status=GenerationState(row.state),
        created_at=row.created_at,
        media=_media(row),
        error=error,
        cost_micros=row.cost_micros,
        currency=row.currency,
        latency_ms=row.latency_ms,
        provider=row.provider,
        seed=row.seed,
    )


def _media(row: GenerationRow) -> Media | None:
    output, format_, width, height = row.output, row.output_format, row.output_width, row.output_height
    if output is None or format_ is None or width is None or height is None:
        return None
    return Media(output, format_, width, height)
