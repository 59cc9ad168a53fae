"""What a key may use: so many generations a day, so many dollars a month, and not one more."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from service.arena.access import keys
from service.arena.access.keys import Key
from service.arena.generations import generations
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.spending import month_of
from service.db.engine import WriteSession
from service.domain import clock
from service.errors import TooMany
from tests.support.images.generations import Studio, add_offer, key_of, studio

pytestmark = pytest.mark.anyio


async def limited(here: Studio, **limits: int) -> Key:
    def work(session: WriteSession) -> Key:
        return key_of(session, keys.create(session, "limited", ["generate"], **limits).id)

    return await here.services.database.write(work)


async def test_so_many_a_day_even_when_all_ask_at_once(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        key = await limited(here, daily_generations=3)
        wish = GenerationRequest("square", "a cat")
        asked = (generations.create(here.services, key, wish) for _ in range(8))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, BaseException)]
        assert len(refused) == 5
        assert all(isinstance(error, TooMany) for error in refused)
        assert "3 generations a day" in str(refused[0])
        assert 0 < (refused[0].retry_after or 0) <= 86_400  # type: ignore[attr-defined]
        assert len(await generations.create(here.services, here.key, wish, count=9)) == 9


async def test_so_much_a_month_with_what_is_under_way(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        key = await limited(here, monthly_micros=100_000)
        wish = GenerationRequest("square", "a cat")
        first, second = await generations.create(here.services, key, wish, count=2)
        with pytest.raises(TooMany, match=r"0\.1 USD a month"):
            await generations.create(here.services, key, wish)
        await generations.cancel(here.services, key, first.id)
        await generations.create(here.services, key, wish)
        await here.services.database.write(offer_in_euros)
        await generations.cancel(here.services, key, second.id)
        with pytest.raises(TooMany, match="this model costs EUR"):
            await generations.create(here.services, key, wish)


def offer_in_euros(session: WriteSession) -> None:
    add_offer(session, "square", "euros", 1.0, currency="EUR")


def test_months() -> None:
    for text in ("2026-02-14", "2026-12-31", "2026-01-01", "2028-02-29"):
        noon = datetime.fromisoformat(f"{text}T12:00:00Z")
        year, month, moment = noon.year, noon.month, clock.from_datetime(noon)
        since, until = month_of(moment)
        assert clock.to_text(since).startswith(f"{year}-{month:02}-01T00:00:00.000000")
        assert clock.to_text(until).startswith(f"{year + month // 12}-{month % 12 + 1:02}-01T00:00:00.000000")
