"""Generations to test with: a painter in this process that counts its charges, and its models."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from service.arena.access import keys
from service.arena.access.keys import Key
from service.arena.catalog import models, offers
from service.arena.generations.generations import GenerationRequest, create
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.generations import Generation
from service.providers.protocol import ImageRequest, ProviderError
from service.providers.registry import Providers
from tests.support.images.pictures import picture
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import arena_services


class Painter:
    """Paints a picture of the order's seed, after doing what it was told for the next orders.

    ``charges`` counts by attempt, as a vendor that knows attempts does: the same attempt is charged once.
    """

    def __init__(self) -> None:
        self.orders: list[ImageRequest] = []
        self.charges: Counter[str] = Counter()
        self.plan: list[Exception | bytes] = []
        self.going_on = threading.Event()
        self.going_on.set()
        self._news = asyncio.Event()

    async def asked(self, count: int = 1) -> None:
        """Wait until this many orders have arrived."""
        while len(self.orders) < count:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), CEILING_SECONDS)

    async def generate(self, request: ImageRequest) -> bytes:
        self.orders.append(request)
        self._news.set()
        if not self.going_on.is_set():
            await asyncio.to_thread(self.going_on.wait, CEILING_SECONDS)
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, Exception):
            raise step
        self.charges[request.attempt] = 1
        return step or picture(request.seed or 0, (request.width or 64, request.height or 64))


BUSY = ProviderError("rate-limited", "too many requests", retryable=True, retry_after=0.01)
INCAPABLE = ProviderError("unsupported", "images are not edited here", elsewhere=True)
REFUSED = ProviderError("refused", "this prompt is not painted here")


def by_name(painters: Mapping[str, Painter]) -> Providers:
    """Return providers of these names that are these painters."""
    return Providers({name: lambda *_, it=it: it for name, it in painters.items()}, None, {})


def add_offer(session: WriteSession, model: str, provider: str, amount: float, **more: str) -> None:
    """Add an offer of a provider for a model."""
    fields = {"provider": provider, "amount": amount, "currency": "USD", "upstream": model, **more}
    offers.create(session, model, fields)  # type: ignore[arg-type]


def furnish(session: WriteSession) -> Key:
    """Make a model ``square`` offered by ``cheap`` for $0.01 and by ``dear`` for $0.04.

    Return a key that may generate.
    """
    models.create(session, "square", {"name": "Square"})
    add_offer(session, "square", "dear", 0.04)
    add_offer(session, "square", "cheap", 0.01)
    return key_of(session, keys.create(session, "k", ["generate"]).id)


def key_of(session: WriteSession, key_id: int) -> Key:
    """Return the key with this id."""
    return next(key for key in keys.every(session) if key.id == key_id)


class Studio:
    """Services with two painters and a key."""

    def __init__(self, services: Services, key: Key, cheap: Painter, dear: Painter) -> None:
        self.services = services
        self.key = key
        self.cheap = cheap
        self.dear = dear

    async def ask(self, prompt: str = "a cat", **more: object) -> Generation:
        """Queue a generation."""
        (made,) = await create(self.services, self.key, GenerationRequest("square", prompt, **more))  # type: ignore[arg-type]
        return made


@asynccontextmanager
async def studio(url: str, folder: Path, **settings: object) -> AsyncIterator[Studio]:
    """Yield services on a database, without workers."""
    cheap, dear = Painter(), Painter()
    blobs = str(folder / "blobs")
    async with arena_services(url, folder, **{"blobs_url": blobs, **settings}) as services:
        key = await services.database.write(furnish)
        parts = replace(services.generations, providers=by_name({"cheap": cheap, "dear": dear}))
        yield Studio(replace(services, generations=parts), key, cheap, dear)
