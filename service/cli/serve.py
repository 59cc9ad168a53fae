"""``arena serve``: the server."""

from __future__ import annotations

import click
import uvicorn

from service.cli.support import settings
from service.db.migrate import upgrade


@click.command(epilog="Example: arena serve --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1), help="How many processes.")
@click.option("--no-migrate", is_flag=True, help="Do not bring the database up to date first.")
def serve(*, host: str, port: int, processes: int, no_migrate: bool) -> None:
    """Serve the API until stopped; waiting votes are recorded before it ends.

    Behind a proxy, its word on a client's address is taken where ARENA_TRUSTED_PROXIES names it.
    """
    configured = settings()
    if not no_migrate:
        upgrade(configured.database_url)
    if processes > 1 and configured.database_url.startswith("sqlite"):
        click.echo("arena: SQLite has one writer; use PostgreSQL for several processes", err=True)
    click.echo(f"arena: serving on http://{host}:{port} (stop with Ctrl-C)", err=True)
    uvicorn.run(
        "service.app:create",
        factory=True,
        host=host,
        port=port,
        workers=processes,
        loop="uvloop",
        http="httptools",
        access_log=False,
        # It would rewrite who is connected before the service sees it; `arena.addresses` looks closer.
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=30,
    )
