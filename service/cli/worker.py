"""``arena worker``: workers without a server, on this machine or another."""

from __future__ import annotations

import asyncio
import signal

import click

from service.arena.generations.workers import working
from service.arena.services import Services
from service.cli.support import run


@click.command(epilog="Example: arena worker --workers 8")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1), help="How many jobs it does at a time."
)
def worker(*, workers: int) -> None:
    """Have generations painted until stopped; jobs that are not done within seconds are left to others.

    Any number of these may work for one PostgreSQL, beside servers and their own workers. Providers' keys are
    read from this process's environment, and images go to its ARENA_BLOBS_URL.
    """
    click.echo(f"arena: {workers} at work (stop with Ctrl-C)", err=True)
    run(lambda services: _work(services, workers))


async def _work(services: Services, workers: int) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with working(services, workers):
        await stop.wait()
