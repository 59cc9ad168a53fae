"""Jobs from the queue to a vendor and back: the gateway and the vendors' own protocols together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from service.arena.access import keys
from service.arena.access.keys import Key
from service.arena.catalog import models
from service.arena.generations import generations
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.workers import working
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.generations import TERMINAL, Generation
from service.providers.vendors import vendors
from tests.support.images.generations import add_offer, key_of
from tests.support.images.pictures import picture
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.vendors.opened import MODELS, PATHS, job_vendor_of, vendor_of
from tests.support.vendors.vendor import KEY, Vendor, told
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio
ENVIRON = {"A_KEY": KEY}


@dataclass(frozen=True, slots=True)
class Shop:
    """Services whose model ``square`` is made by vendors on this machine, the first one the cheapest."""

    services: Services
    key: Key

    async def bought(self) -> Generation:
        """Return what has become of a generation when it ended."""
        name = await self.ordered()
        found = await generations.wait(self.services, self.key, name, CEILING_SECONDS)
        assert found.status in TERMINAL
        return found

    async def ordered(self) -> str:
        """Return a new generation; its id."""
        wish = GenerationRequest("square", "a secret garden", "128x64", seed=3)
        (made,) = await generations.create(self.services, self.key, wish)
        return made.id


@asynccontextmanager
async def shop(
    url: str, folder: Path, places: Mapping[str, Vendor], environ: Mapping[str, str] = ENVIRON
) -> AsyncIterator[Shop]:
    """Yield a shop that is open: two workers, and a lease of three seconds."""

    def furnish(session: WriteSession) -> Key:
        models.create(session, "square", {"name": "Square"})
        for number, (name, vendor) in enumerate(places.items(), 1):
            place = {"endpoint": vendor.base + PATHS[name], "upstream": MODELS[name]}
            add_offer(session, "square", name, number / 100, key_variable="A_KEY", **place)
        return key_of(session, keys.create(session, "k", ["generate"]).id)

    settings = {"blobs_url": str(folder / "blobs"), "lease_seconds": 3}
    async with arena_services(url, folder, **settings) as services:
        key = await services.database.write(furnish)
        told_of = replace(services, generations=replace(services.generations, providers=vendors(environ)))
        async with working(told_of, 2):
            yield Shop(told_of, key)


@pytest.mark.parametrize("name", sorted(MODELS))
async def test_an_image_is_bought(sqlite_url: str, tmp_path: Path, name: str) -> None:
    with vendor_of(name, honours=False) as vendor:
        async with shop(sqlite_url, tmp_path, {name: vendor}) as here:
            made = await here.bought()
            assert (made.status, made.error, made.provider, made.cost) == ("completed", None, name, 0.01)
            assert made.media is not None
            kept = await asyncio.to_thread(here.services.blobs.get, "originals", made.media.sha256)
        assert kept == vendor.image
        assert list(vendor.charges.values()) == [1]


async def test_the_next_offer_is_taken_when_the_cheapest_fails(sqlite_url: str, tmp_path: Path) -> None:
    with vendor_of("luma") as luma, vendor_of("openai", picture()[:-9]) as openai, vendor_of("fal") as fal:
        luma.fail("create", told({}, 502))
        async with shop(sqlite_url, tmp_path, {"luma": luma, "openai": openai, "fal": fal}) as here:
            made = await here.bought()
        assert (made.status, made.provider, made.cost) == ("completed", "fal", 0.03)
        assert (luma.count("create"), openai.count("create"), fal.count("create")) == (1, 1, 1)


async def test_a_refusal_is_told_and_not_asked_for_elsewhere(sqlite_url: str, tmp_path: Path) -> None:
    with job_vendor_of("luma") as luma, vendor_of("openai") as openai:
        luma.reason = "Content moderated: a secret garden"
        async with shop(sqlite_url, tmp_path, {"luma": luma, "openai": openai}) as here:
            made = await here.bought()
        assert made.error is not None
        assert (made.status, made.error.code) == ("failed", "refused")
        assert "garden" not in made.error.message
        assert not openai.asked


async def test_a_vendor_that_asks_for_time_gets_it(sqlite_url: str, tmp_path: Path) -> None:
    with vendor_of("openai") as vendor:
        vendor.fail("create", told({}, 429, retry_after="1"))
        async with shop(sqlite_url, tmp_path, {"openai": vendor}) as here:
            made = await here.bought()
        assert made.status == "completed"
        assert made.latency_ms is not None
        assert made.latency_ms >= 1000
        assert vendor.charges.total() == 1


async def test_an_answer_that_was_lost_is_asked_for_again_by_its_id(sqlite_url: str, tmp_path: Path) -> None:
    """At an endpoint that knows ids again nothing is paid twice, though the first answer never came."""
    with vendor_of("openai") as vendor:
        vendor.fail("create", told({}, 504), charged=True)
        async with shop(sqlite_url, tmp_path, {"openai": vendor}) as here:
            made = await here.bought()
        assert made.status == "completed"
        assert vendor.count("create") == 2
        assert list(vendor.charges.values()) == [1]


async def test_a_job_is_stopped_at_the_vendor_when_it_is_cancelled(sqlite_url: str, tmp_path: Path) -> None:
    with job_vendor_of("replicate") as vendor:
        vendor.forever = True
        async with shop(sqlite_url, tmp_path, {"replicate": vendor}) as here:
            name = await here.ordered()
            await asyncio.to_thread(vendor.wait_for, "look")
            await generations.cancel(here.services, here.key, name)
            await asyncio.to_thread(vendor.wait_for, "stop")
        assert vendor.stopped == ["job-1"]


async def test_a_key_that_is_not_there_is_said_at_once(sqlite_url: str, tmp_path: Path) -> None:
    with vendor_of("fal") as vendor:
        async with shop(sqlite_url, tmp_path, {"fal": vendor}, {}) as here:
            made = await here.bought()
        assert made.error is not None
        assert (made.status, made.error.code) == ("failed", "not-configured")
        assert "variable A_KEY is not set" in made.error.message
        assert not vendor.asked
