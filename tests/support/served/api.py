"""The application behind a real HTTP server in a thread of this process, with keys to talk to it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
from starlette.types import ASGIApp

from service.app import build_app
from service.arena.access import keys
from service.arena.access.secrets import load_secret
from service.blobs.stores import open_blobs
from service.db.engine import WriteSession, open_database, sqlite_engine, transact
from service.db.queries.stores import markers
from service.db.urls import parse_url
from service.server.protocol import limited_protocol
from service.settings import Settings
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.receipts import look_always

T = TypeVar("T")


class Api:
    """A served application; requests carry a key of the scope ``catalog`` unless they name another.

    ``url`` is that of its database, ``base`` the address at which it is served, ``secret`` the service's.
    """

    secret = b""

    def __init__(self, client: httpx.Client, url: str, keys_by_scope: dict[str, str]) -> None:
        self.client = client
        self.url = url
        self.base = str(client.base_url).rstrip("/")
        self._keys = keys_by_scope

    def key(self, scope: str = "catalog") -> dict[str, str]:
        """Return the header with a key of a scope."""
        return {"Authorization": f"Bearer {self._keys[scope]}"}

    def get(self, path: str, **query: Any) -> httpx.Response:
        """GET without a key."""
        return self.client.get(path, params=query or None)

    def post(self, path: str, body: object, scope: str = "catalog", **headers: str) -> httpx.Response:
        """POST JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers={**self.key(scope), **named})

    def patch(self, path: str, body: object) -> httpx.Response:
        """PATCH with JSON."""
        return self.client.patch(path, json=body, headers=self.key())

    def delete(self, path: str, scope: str = "catalog") -> httpx.Response:
        """DELETE."""
        return self.client.delete(path, headers=self.key(scope))

    def made(self, path: str, **body: object) -> dict[str, Any]:
        """Return what a POST created; fail if it created nothing."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def serving(url: str, folder: Path, **settings: object) -> Iterator[Api]:
    """Yield the service on a migrated database, with a key for every scope.

    The image store is the database's own, even if the database has images without files.
    """
    values = {"database_url": url, "data_dir": folder, "blobs_url": str(folder / "blobs"), **settings}
    made = Settings().model_copy(update=values)

    def prepare(session: WriteSession) -> dict[str, str]:
        own_store(session, made.blobs_url)
        return _keys(session)

    keys_by_scope = in_write(url, prepare)
    with listening(build_app(made), made) as base, client_of(base) as client:
        api = Api(client, url, keys_by_scope)
        api.secret = load_secret(made)
        look_always(client, api.secret)
        yield api


def own_store(session: WriteSession, blobs_url: str) -> None:
    """Give the store at a URL the marker that the database knows."""
    open_blobs(blobs_url).mark(markers.choose(session, "of-a-test").store_id)
    markers.note_marked(session, 0)


def _keys(session: WriteSession) -> dict[str, str]:
    return {scope: keys.create(session, scope, [scope]).key for scope in keys.SCOPES}


def in_write(url: str, work: Callable[[WriteSession], T]) -> T:
    """Run and commit work on a database, beside whatever else is open on it.

    On SQLite without the threads of a server, which take four times as long to start and to stop.
    """
    if (parsed := parse_url(url)).get_backend_name() == "sqlite":
        engine = sqlite_engine(parsed, "BEGIN IMMEDIATE", 1)
        try:
            with engine.connect() as connection:
                return transact(connection, work)
        finally:
            engine.dispose()

    async def run() -> T:
        database = open_database(url, 1)
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(run())


def client_of(base: str, **options: Any) -> httpx.Client:
    """Return a client of a server on this machine; the options are those of ``httpx.Client``.

    Its addresses start with ``http:``: to read all certificates would take longer than a small test.
    """
    return httpx.Client(base_url=base, verify=False, timeout=CEILING_SECONDS, **options)  # noqa: S501


def async_client_of(base: str, **options: Any) -> httpx.AsyncClient:
    """Return the same for coroutines."""
    return httpx.AsyncClient(base_url=base, verify=False, timeout=CEILING_SECONDS, **options)  # noqa: S501


def request(method: str, url: str, **options: Any) -> httpx.Response:
    """Return the answer to one request; the options are those of ``httpx.Client.request``."""
    with client_of("") as client:
        return client.request(method, url, **options)


def readiness(base: str) -> int:
    """Return the status of a server's readiness, asked for again where its check was only too slow.

    That is no fault of it on a busy machine, unless it goes on.
    """
    deadline = time.monotonic() + CEILING_SECONDS
    with client_of(base) as client:
        while True:
            answer = client.get("/readyz")
            if "did not answer within" not in answer.text or time.monotonic() > deadline:
                return answer.status_code


class _Server(uvicorn.Server):
    """A server that ends at once; uvicorn's own looks every 0.1 s and then waits as long for its clients.

    ``begun`` is set once it has started, or has failed to.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.begun = threading.Event()

    async def main_loop(self) -> None:
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        await self.on_tick(0)
        self.begun.set()
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        assert not sockets, "it opens its own"
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._wait_tasks_to_complete()
        await self.lifespan.shutdown()

    def end(self) -> None:
        """End the server, from another thread."""
        self._loop.call_soon_threadsafe(self._ended.set)


def _run(server: _Server) -> None:
    try:
        with suppress(SystemExit):  # how it says that the application did not start
            server.run()
    finally:
        server.begun.set()


@contextmanager
def listening(app: ASGIApp, settings: Settings | None = None) -> Iterator[str]:
    """Serve the application on a free port of this machine; yield its address."""
    protocol = limited_protocol(settings or Settings(address_connections=0))
    config = uvicorn.Config(
        app, port=0, lifespan="on", log_level="warning", proxy_headers=False, http=protocol, ws="none"
    )
    server = _Server(config)
    thread = threading.Thread(target=_run, args=[server], daemon=True)
    thread.start()
    assert server.begun.wait(CEILING_SECONDS), "the server did not come"
    assert server.started, "the server did not start"
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.end()
        thread.join(CEILING_SECONDS)
        assert not thread.is_alive(), "the server did not stop"
