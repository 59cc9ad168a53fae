"""What clients did with their keys, counted for each key."""

from __future__ import annotations

from pathlib import Path

from service.arena.access.visitors import named_visitor
from service.arena.integrity import holding
from service.arena.services import Services
from service.arena.voting import matchups
from service.db.engine import WriteSession
from service.db.queries.log.accounts import KeyAccount, of_keys
from service.db.tables.voting import matchups as table
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.voting import ANNA, pictured


async def test_each_key_has_its_account(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)

        async def vote(services: Services, name: str, key: int, count: int) -> None:
            visitor = named_visitor(services, name, key)
            for _ in range(count):
                assigned = await matchups.assign(services, visitor, "t2i")
                await matchups.vote(services, visitor, assigned.id, "left")

        await vote(services, "anna", 1, 3)
        await vote(services, "ben", 1, 1)
        await vote(services, "anna", 2, 1)
        await matchups.assign(services, named_visitor(services, "cara", 2), "t2i")
        await matchups.assign(services, ANNA, "t2i")  # a browser

        def judge(session: WriteSession) -> None:
            holding.hold_votes(session, arena.id, [2], "odd")
            session.execute(table.update().where(table.c.position != 1).values(response_ms=400))
            session.execute(table.update().where(table.c.position == 1).values(response_ms=399))

        await services.database.write(judge)
        found = await services.database.read(of_keys, 0)
        assert found == [
            KeyAccount(1, matchups=4, votes=4, voters=2, counted=3, unseen=1, held=1),
            KeyAccount(2, matchups=2, votes=1, voters=1, counted=1, unseen=0, held=0),
        ]
        assert await services.database.read(of_keys, 1 << 60) == []
        assert (await checked(services)).differences == 0
