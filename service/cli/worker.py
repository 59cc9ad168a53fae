"""``arena worker``: workers without a server, on this machine or another."""

from __future__ import annotations

import asyncio
import signal

import click

from service.arena.generations.workers import working
from service.arena.services import Services
from service.cli.support import run
from service.logs.lines import say


@click.command(epilog="Example: arena worker --workers 8")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1), help="Generations at a time."
)
def worker(*, workers: int) -> None:
    """Generate images for queued requests until stopped.

    Any number of these can work on one PostgreSQL database, beside servers and their own workers. The keys
    of providers come from this process's environment, and images go to its ARENA_BLOBS_URL. When stopped,
    running generations get a few seconds to end; other workers do the rest.
    """
    run(lambda services: _work(services, workers))


async def _work(services: Services, workers: int) -> None:
    say(f"{workers} workers running (stop with Ctrl-C)")
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with working(services, workers):
        await stop.wait()
