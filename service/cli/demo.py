"""``arena demo``: arenas to try the service with."""

from __future__ import annotations

import time
from dataclasses import asdict

import click

from service.arena.services import Services
from service.cli.support import json_option, progress_bar, run, show_json
from service.db.queries import arenas
from service.demo.loading import ARENAS, Report, load


@click.command(epilog="Example: arena demo")
@click.option("--if-empty", is_flag=True, help="Only where there is no arena yet.")
@json_option
def demo(*, if_empty: bool, as_json: bool) -> None:
    """Load arenas to try the service with: images by six painters, and simulated votes that say so.

    Needs no key and no network, and takes under a minute. A demo that is there already stays as it is;
    one that is interrupted leaves no trace in the database.
    """
    begun = time.monotonic()
    with progress_bar() as progress:

        async def work(services: Services) -> Report:
            if if_empty and await services.database.read(lambda session: bool(arenas.every(session))):
                return Report()
            if if_empty:
                click.echo("no arenas yet: loading the demo, which takes up to a minute", err=True)
            return await load(services, ARENAS, progress)

        report = run(work)
    if as_json:
        show_json(asdict(report))
    elif report.arenas:
        click.echo(
            f"arenas {' and '.join(report.arenas)}: {report.models} models, {report.prompts} prompts, "
            f"{report.images} images, {report.votes} simulated votes, in {time.monotonic() - begun:.0f} s"
        )
    elif not if_empty:
        click.echo(f"the demo is there already, in {' and '.join(hall.slug for hall in ARENAS)}")
