"""The setup of docs/scaling.md as a whole: nginx, two servers, a pooler, a primary and its replica.

Votes pass through nginx while one of the servers is killed and another is started.
"""

from __future__ import annotations

import asyncio
import shutil
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.databases import POSTGRES_TEMPLATE, migrated_postgres
from tests.support.faults import consistent, prepared
from tests.support.nginx import ADDRESS, nginx
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess
from tests.support.standby import Standby
from tests.support.storm import Storm
from tests.support.waiting import CEILING_SECONDS

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.kills,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

VOTES = 150


async def test_votes_through_everything_while_a_server_dies(tmp_path: Path, project_root: Path) -> None:
    with ExitStack() as stack:
        primary = stack.enter_context(PostgresServer())
        await asyncio.to_thread(migrated_postgres, primary)
        direct = primary.create_database("whole", POSTGRES_TEMPLATE)
        key = await prepared(direct, tmp_path)
        replica = stack.enter_context(Standby(primary))
        pooler = stack.enter_context(PgBouncer(primary, "transaction"))
        servers = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            server = ServerProcess(pooler.url(direct), tmp_path / name)
            server.environment |= {
                "ARENA_LISTEN_URL": direct,
                "ARENA_READ_URL": replica.url("whole"),
                "ARENA_SECRET_KEY": "one for all",
                "ARENA_TRUSTED_PROXIES": ADDRESS,
            }
            servers.append(stack.enter_context(server))
        base = stack.enter_context(nginx(project_root, tmp_path, [server.port for server in servers]))
        storm = Storm(base, key)
        async with storm.blowing(voters=8):
            await storm.acknowledges(VOTES)
            servers[0].kill()
            await storm.acknowledges(VOTES)
            servers[0].start()
            await storm.acknowledges(VOTES)
        await storm.settle()
        async with httpx.AsyncClient(base_url=base, timeout=CEILING_SECONDS) as client:
            for _ in range(20):
                board = (await client.get("/api/v1/arenas/t2i/leaderboard")).json()
                assert board["position"] == len(storm.sent)
        assert await consistent(direct, tmp_path, storm) == len(storm.sent) >= 3 * VOTES
