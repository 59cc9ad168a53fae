"""``arena log``: closed days of the vote log as files in the blob store, and what is read from them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from service.arena.archive import checks, dropping, sealing
from service.arena.archive import counts as pairs
from service.arena.archive.dropping import LEAST_DAYS
from service.arena.votes.log import encode
from service.cli.support import arena_option, json_option, progress_bar, run, show_json
from service.domain import clock

ANY_ARENA = click.option("--arena", "slug", metavar="A", help="Only this arena; all arenas by default.")


DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def log() -> None:
    """Seal the vote log as Parquet files, check them, drop what they hold from the database, and count."""


@log.command(epilog="Examples: arena log seal; arena log seal --arena portraits --before 2026-11-01 --json")
@ANY_ARENA
@click.option(
    "--before",
    type=DAY,
    metavar="DATE",
    help="Only days before this one (UTC); all closed days by default.",
)
@json_option
def seal(*, slug: str | None, before: datetime | None, as_json: bool) -> None:
    """Write the closed days of the log to the blob store, as Parquet files with manifests.

    Days that are sealed already are left as they are. The votes stay in the database; `arena log drop` takes
    them out.
    """
    with progress_bar() as progress:
        segments = run(lambda services: sealing.seal(services, slug, _day(before), progress))
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
            dropped = f", {one.dropped} of them only here" if one.dropped else ""
            click.echo(f"{one.arena}: {one.segments} segments, {one.votes} votes{dropped}, {one.bytes} bytes")
            for problem in one.problems:
                click.echo(f"  {problem}")
    if any(one.problems for one in checked):
        raise click.exceptions.Exit(1)


@log.command(epilog="Examples: arena log drop --arena t2i; arena log drop --older-than 365 --yes")
@ANY_ARENA
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(LEAST_DAYS),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Only votes in files whose last day is at least this many days ago.",
)
@click.option("--yes", is_flag=True, help="Do it. Without this, only say what would be done.")
@json_option
def drop(*, slug: str | None, days: int, yes: bool, as_json: bool) -> None:
    """Delete sealed votes from the database; from then on they are read from their files.

    Each is compared with its file first. Void votes, rankings of several models, votes on matchups and votes
    with a flag stay. Everything is answered as before, except by the SQL view votes_public, which has only
    what the database holds. The files become part of the database: keep them, and back them up with it.
    """
    before = dropping.day_before(days)
    with progress_bar() as progress:
        if yes:
            moved = run(lambda services: dropping.drop(services, slug, before, progress))
        else:
            moved = run(lambda services: dropping.plan(services, slug, before))
    if as_json:
        show_json({"done": yes, "arenas": [asdict(one) for one in moved]})
        return
    for one in moved:
        click.echo(
            f"{one.arena}: {one.votes} votes {'dropped' if yes else 'to drop'} of {one.sealed} sealed ones "
            f"that are old enough; {one.elsewhere} were dropped before"
        )
    if not yes:
        click.echo("nothing was changed; arena log drop --yes does this", err=True)
    elif any(one.votes for one in moved):
        click.echo("the database's file shrinks by VACUUM, which docs/operations.md describes", err=True)


@log.command(epilog="Example: arena log restore --arena t2i")
@ANY_ARENA
@json_option
def restore(*, slug: str | None, as_json: bool) -> None:
    """Put all votes that were dropped back into the database, from their files."""
    with progress_bar() as progress:
        moved = run(lambda services: dropping.restore(services, slug, progress))
    if as_json:
        show_json({"arenas": [asdict(one) for one in moved]})
        return
    for one in moved:
        click.echo(f"{one.arena}: {one.votes} votes restored")


@log.command(epilog="Example: arena log counts --arena t2i --from 2026-10-01 --to 2026-10-31 > october.csv")
@arena_option
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day of the votes (UTC).")
@click.option("--to", "last", type=DAY, metavar="DATE", help="The last day of the votes (UTC).")
@json_option
def counts(*, slug: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Count how the votes of a period went, for each pair of models, as CSV or JSON.

    Reads sealed days from the blob store. Void votes are left out.
    """
    period = pairs.Period(_day(first), _day(last))
    rows = run(lambda services: pairs.count(services, slug, period))
    if as_json:
        show_json({"arena": slug, "pairs": rows})
    else:
        click.echo(encode(rows, "csv", pairs.COLUMNS), nl=False)


def _day(moment: datetime | None) -> int | None:
    return None if moment is None else clock.day_of(moment.date())
