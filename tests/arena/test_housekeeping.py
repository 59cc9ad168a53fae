"""What a serving process does now and then."""

from __future__ import annotations

import asyncio
from pathlib import Path

from service.arena.access.keys import create
from service.arena.housekeeping import keep_house
from service.arena.recording.idempotency import KEEP_MICROSECONDS, Answer, Once, keep, replay
from service.arena.voting.matchup_ids import new_number
from service.db.engine import WriteSession
from service.db.queries import idempotency
from service.db.queries.privacy import network_keys
from service.domain import clock
from service.domain.matchups import EXPIRY, MatchupState
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import add_arena, arena_services
from tests.support.votes.dealt import deal
from tests.support.votes.voting import rows


async def test_old_answers_go_and_new_ones_stay(database_url: str, tmp_path: Path) -> None:
    def fill(session: WriteSession) -> tuple[Once, Once]:
        key_id = create(session, "test", ["votes"]).id
        old, new = (Once.of(key_id, name, "/path", b"") for name in ("old", "new"))
        long_ago = clock.now() - KEEP_MICROSECONDS - clock.DAY
        idempotency.add(session, key_id, old.name, old.fingerprint, answer=Answer(200, b"{}"), at=long_ago)
        keep(session, new, Answer(201, b"{}"))
        return old, new

    async with arena_services(database_url, tmp_path) as services:
        old, new = await services.database.write(fill)
        dealt_at = clock.now() - 2 * EXPIRY
        number = new_number(dealt_at)
        await services.database.write(
            lambda session: deal(session, number, arena_id=add_arena(session).id, dealt_at=dealt_at)
        )
        await services.database.write(network_keys.find_or_add, 5, bytes(32))
        house = asyncio.create_task(keep_house(services, 0.01))
        async with asyncio.timeout(CEILING_SECONDS):
            while await services.database.read(replay, old) is not None:  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.01)
            while (await rows(services))[0]["state"] != MatchupState.EXPIRED:  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.01)
        house.cancel()
        assert (await rows(services))[0]["closed_at"] == dealt_at + EXPIRY
        assert await services.database.read(network_keys.find, 5) is None
        assert await services.database.read(replay, old) is None
        assert await services.database.read(replay, new) == Answer(201, b"{}")
