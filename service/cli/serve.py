"""``arena serve``: the server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import click
import uvicorn
import uvloop

from service import optional
from service.arena.health import check_ready
from service.cli.server_process import ServerProtocol
from service.cli.support import settings
from service.db.engine import open_database
from service.db.migrate import revision_of, upgrade
from service.db.queries import demo_images
from service.db.schema_versions import check
from service.errors import ArenaError
from service.logs.lines import say


@click.command(epilog="Example: arena serve --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on."
)
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1), help="The number of processes."
)
@click.option("--no-migrate", is_flag=True, help="Do not update the database's schema first.")
def serve(*, host: str, port: int, processes: int, no_migrate: bool) -> None:
    """Serve the pages and the API until stopped. Waiting votes are recorded before the server ends.

    Behind a proxy, set ARENA_TRUSTED_PROXIES so that the addresses it reports are believed. A demo that still
    lacks images gets them from a second process, at low priority.
    """
    configured = settings()
    if no_migrate:
        check(revision_of(configured.database_url))
    else:
        upgrade(configured.database_url)
    if processes > 1 and configured.database_url.startswith("sqlite"):
        say("SQLite has one writer; use PostgreSQL for several processes")
    say(f"serving on http://{host}:{port} (stop with Ctrl-C)")
    with _demo_painted(configured.database_url):
        uvicorn.run(
            "service.cli.server_process:create",
            factory=True,
            host=host,
            port=port,
            workers=processes,
            loop="uvloop",
            http=cast("type[asyncio.Protocol]", ServerProtocol(configured)),  # uvicorn only calls it
            ws="none",
            access_log=False,
            # It would rewrite the client's address before the service, which is stricter, sees it.
            proxy_headers=False,
            log_config=None,  # the log of the program, to which uvicorn's goes too
            log_level="warning",
            timeout_graceful_shutdown=30,
        )


@contextmanager
def _demo_painted(url: str) -> Iterator[None]:
    """Have the images that the demo still lacks painted beside the server, and stop that with the server."""
    if not _demo_is_unfinished(url):
        yield
        return
    # In a session of its own: Ctrl-C is for the server, which then ends this.
    command = [sys.executable, "-m", "service", "demo", "--background"]
    with subprocess.Popen(command, start_new_session=True) as painter:  # noqa: S603 - our own command
        try:
            yield
        finally:
            painter.terminate()


def _demo_is_unfinished(url: str) -> bool:
    try:
        return optional.has_demo() and uvloop.run(_lacks_images(url))
    except ArenaError:
        return False  # the server itself tells what is wrong with its database


async def _lacks_images(url: str) -> bool:
    database = open_database(url, 1)
    try:
        await check_ready(database)
        return await database.read(demo_images.progress) is not None
    finally:
        await database.close()
