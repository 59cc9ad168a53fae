"""deploy/nginx.conf in front of two servers: votes, events and addresses pass it, also after a kill."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from service.arena.access.network_keys import NetworkKeys
from service.arena.access.secrets import load_secret
from service.arena.access.voters import hash_voter
from service.db.engine import WriteSession, open_database
from service.db.tables.voting import matchups
from service.settings import Settings
from tests.support.network.listener import listening_to
from tests.support.processes.nginx import ADDRESS, nginx
from tests.support.processes.server import ServerProcess
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import in_write, request
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.postgresql,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

CLIENT = "127.0.0.2"
"""Another address of this machine than nginx has."""


def fill(session: WriteSession) -> None:
    add_models(session)
    hang(session, add_arena(session), 6, (0, 1, 2, 3))


async def hashed(url: str, secret: bytes) -> int | None:
    """Return today's hash of the client's address."""
    database = open_database(url, 1)
    try:
        return await NetworkKeys(database).hash_of(hash_voter(secret, f"\0address:{CLIENT}"))
    finally:
        await database.close()


@asynccontextmanager
async def site(
    url: str, folder: Path, project_root: Path
) -> AsyncIterator[tuple[str, Sequence[ServerProcess]]]:
    """Yield nginx's address and the two servers behind it."""
    await asyncio.to_thread(in_write, url, fill)
    with ExitStack() as stack:
        servers = [ServerProcess(url, folder) for _ in range(2)]
        for server in servers:
            server.environment["ARENA_TRUSTED_PROXIES"] = ADDRESS
            stack.enter_context(server)
        yield stack.enter_context(nginx(project_root, folder, [one.port for one in servers])), servers


def browser(base: str, **headers: str) -> httpx.Client:
    """Return a client with an address and cookies of its own."""
    transport = httpx.HTTPTransport(local_address=CLIENT, verify=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Client(base_url=base, headers=named, transport=transport, timeout=CEILING_SECONDS)


def vote(client: httpx.Client, base: str) -> int:
    """Vote on a matchup as the service's own page does; return the vote's position."""
    matchup = client.post("/api/v1/arenas/t2i/matchups", json={})
    assert matchup.is_success, matchup.text
    for side in ("left", "right"):
        assert matchup.json()[side]["image_url"].startswith("/")
    headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
    answer = client.post(
        f"/api/v1/matchups/{matchup.json()['id']}/vote", json={"outcome": "left"}, headers=headers
    )
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return int(answer.json()["position"])


def assigned(server: ServerProcess) -> int:
    """Return how many matchups a process has answered for."""
    text = request("GET", f"{server.base}/metrics").text
    pattern = r'arena_http_requests_total\{[^}]*route="/api/v1/arenas/\{arena\}/matchups"[^}]*\} (\d+)'
    return sum(int(count) for count in re.findall(pattern, text))


def addresses(session: WriteSession) -> set[int]:
    return set(session.execute(select(matchups.c.address)).scalars())


async def test_a_site_of_two_processes(postgres_url: str, tmp_path: Path, project_root: Path) -> None:
    async with site(postgres_url, tmp_path, project_root) as (base, servers):
        async with listening_to(base, "t2i") as listener:
            assert (await listener.revision())["position"] == 0
            with browser(base, x_forwarded_for="198.51.100.7") as client:
                assert await asyncio.to_thread(vote, client, base) == 1
                assert (await asyncio.wait_for(listener.revision(), CEILING_SECONDS))["position"] == 1
                first = [assigned(server) for server in servers]
                for position in range(2, 6):
                    assert await asyncio.to_thread(vote, client, base) == position
                # A browser with a cookie stays with one process.
                now = [assigned(server) for server in servers]
                assert sorted((now[0] - first[0], now[1] - first[1])) == [0, 4]
        # What the client claimed to be forwarded for is not believed.
        expected = await hashed(postgres_url, load_secret(Settings(data_dir=tmp_path)))
        assert await asyncio.to_thread(in_write, postgres_url, addresses) == {expected}
        servers[0].kill()
        for position in range(6, 10):
            with browser(base) as client:
                assert await asyncio.to_thread(vote, client, base) == position


async def test_large_bodies_and_headers(postgres_url: str, tmp_path: Path, project_root: Path) -> None:
    async with site(postgres_url, tmp_path, project_root) as (base, _):
        await asyncio.to_thread(send_too_much, base)


def send_too_much(base: str) -> None:
    with browser(base) as client:
        too_much = client.post("/api/v1/arenas/t2i/votes", content=b" " * 23_000_000)
        assert (too_much.status_code, "nginx" in too_much.text) == (413, True)
        # The service refuses what is too large for it, and says so as a problem.
        refused = client.post("/api/v1/arenas/t2i/votes", content=b" " * 9_000_000)
        assert refused.status_code in {401, 413}
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.get("/", headers={"cookie": "c" * 6_000}).is_success
        assert client.get("/", headers={"cookie": "c" * 9_000}).status_code == httpx.codes.BAD_REQUEST
