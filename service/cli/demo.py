"""``arena demo``: arenas to try the service with."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import click

from service import optional
from service.arena.progress import Progress
from service.arena.services import Services
from service.cli.support import json_option, progress_bar, progress_lines, run, show_json
from service.db.queries import arenas
from service.logs.lines import say

_NICENESS = 10
_PARENT_SECONDS = 1.0

NOT_INSTALLED = "the demo is not installed: this copy of the program lacks the folder service/demo"


class _Report(Protocol):
    """See `service.demo.loading.Report`."""

    arenas: tuple[str, ...]
    models: int
    prompts: int
    images: int
    votes: int
    images_left: int


Load = Callable[[Services, Progress], Awaitable[_Report]]


@click.command(epilog="Examples: arena demo; arena demo --if-empty --quick && arena serve")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is an arena already.")
@click.option(
    "--quick", is_flag=True, help="End once people can vote; `arena serve` paints the other images."
)
@click.option(
    "--background",
    is_flag=True,
    help="Paint at low priority, report progress in lines, and end with the process that started this.",
)
@json_option
def demo(*, if_empty: bool, quick: bool, background: bool, as_json: bool) -> None:
    """Load two arenas to try the service with: images by six painters, and votes marked as simulated.

    Needs no key and no network. The whole demo takes about a minute. What is there already stays as it is,
    and what an interruption left undone is done by the next run, or by `arena serve`.
    """
    loading = optional.demo_module("loading")
    if loading is None:
        raise click.ClickException(NOT_INSTALLED)
    begun = time.monotonic()
    if background:
        os.nice(_NICENESS)
    with progress_lines() if background else progress_bar() as progress:

        async def work(services: Services) -> _Report | None:
            if if_empty and await services.database.read(lambda session: bool(arenas.every(session))):
                return None
            report: _Report = await loading.load(services, loading.ARENAS, progress, quick=quick)
            return report

        report = run(lambda services: _with_parent(work(services)) if background else work(services))
    if as_json:
        show_json(_json(report))
    elif report is not None:
        (say if background else click.echo)(_words(report, time.monotonic() - begun))


async def _with_parent(work: Awaitable[_Report | None]) -> _Report | None:
    """Return what the work returns; cancel it and raise Abort when this process's parent is gone."""
    parent, task = os.getppid(), asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=_PARENT_SECONDS)
        if os.getppid() != parent:
            task.cancel()
            await asyncio.wait({task})
            raise click.Abort
    return await task


_FIELDS = ("models", "prompts", "images", "votes", "images_left")


def _json(report: _Report | None) -> dict[str, object]:
    counts = {name: getattr(report, name) if report else 0 for name in _FIELDS}
    return {"arenas": list(report.arenas) if report else [], **counts}


def _words(report: _Report, seconds: float) -> str:
    left = f"; {report.images_left} images left for `arena serve` to paint" if report.images_left else ""
    if report.arenas:
        return (
            f"arenas {' and '.join(report.arenas)}: {report.models} models, {report.prompts} prompts, "
            f"{report.images} images, {report.votes} simulated votes, in {seconds:.0f} s{left}"
        )
    if report.images:
        return f"painted the {report.images} missing images of the demo in {seconds:.0f} s{left}"
    return f"the demo is already there{left}"
