"""``arena log``: closed days of the vote log as files in the blob store, and what is read from them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from service.arena.archive import checks, sealing
from service.cli.support import json_option, progress_bar, run, show_json
from service.domain import clock

ANY_ARENA = click.option("--arena", "slug", metavar="A", help="Only this arena; all arenas by default.")


@click.group()
def log() -> None:
    """Seal the vote log as Parquet files, check them, and count votes in them."""


@log.command(epilog="Examples: arena log seal; arena log seal --arena portraits --before 2026-11-01 --json")
@ANY_ARENA
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only days before this one (UTC); all closed days by default.",
)
@json_option
def seal(*, slug: str | None, before: datetime | None, as_json: bool) -> None:
    """Write the closed days of the log to the blob store, as Parquet files with manifests.

    Days that are sealed already are left as they are. The votes stay in the database.
    """
    day = clock.day_of(before.date()) if before else None
    with progress_bar() as progress:
        segments = run(lambda services: sealing.seal(services, slug, day, progress))
    if as_json:
        show_json({"segments": [asdict(segment) for segment in segments]})
        return
    for one in segments:
        click.echo(
            f"{one.arena}: votes {one.first_position} to {one.last_position}, "
            f"{one.bytes} bytes, manifest {one.manifest}"
        )
    if not segments:
        click.echo("every closed day is sealed")


@log.command(epilog="Example: arena log check --json")
@ANY_ARENA
@json_option
def check(*, slug: str | None, as_json: bool) -> None:
    """Compare the sealed files with their hashes, with each other and with the votes in the database.

    Exit with 1 if something is wrong.
    """
    with progress_bar() as progress:
        checked = run(lambda services: checks.check(services, slug, progress))
    if as_json:
        show_json({"arenas": [asdict(one) for one in checked]})
    else:
        for one in checked:
            click.echo(f"{one.arena}: {one.segments} segments, {one.votes} votes, {one.bytes} bytes")
            for problem in one.problems:
                click.echo(f"  {problem}")
    if any(one.problems for one in checked):
        raise click.exceptions.Exit(1)
