"""``arena prune``: deletes what is no longer needed, after saying what that is."""

from __future__ import annotations

from dataclasses import asdict

import click

from service.arena import pruning
from service.arena.pruning import LEAST_DAYS, Pruned
from service.cli.support import json_option, progress_bar, run, show_json, table

_UNITS = ("bytes", "kB", "MB", "GB")
_STEP = 1_000


@click.command(epilog="Examples: arena prune; arena prune --older-than 180 --yes --json")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(LEAST_DAYS),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Delete generations that ended at least this many days ago.",
)
@click.option("--yes", is_flag=True, help="Do it. Without this, only say what would be done.")
@json_option
def prune(*, days: int, yes: bool, as_json: bool) -> None:
    """Delete old generations, expired matchups, and files that nothing names any more.

    Matchups expire after ARENA_RETENTION_DAYS, which servers also see to. Files must be a day old. Nothing is
    deleted if the image store is away.
    """
    with progress_bar() as progress:
        work = pruning.prune if yes else pruning.plan
        pruned = run(lambda services: work(services, days, progress))
    if as_json:
        show_json({"done": yes, **asdict(pruned)})
        return
    click.echo(_report(pruned, days))
    if not yes:
        click.echo("nothing was changed; arena prune --yes does this", err=True)


def _report(pruned: Pruned, days: int) -> str:
    rows = [
        ("matchups without a vote", str(pruned.matchups.removed), ""),
        ("networks and times of matchups with a vote", str(pruned.matchups.erased), ""),
        (f"generations that ended {days} days ago", str(pruned.generations), ""),
        *((f"files in {one.namespace}", str(one.files), _size(one.bytes)) for one in pruned.files),
    ]
    return table(("to delete", "number", "size"), rows)


def _size(size: float) -> str:
    """Return a number of bytes as people read it."""
    unit = 0
    while size >= _STEP and unit + 1 < len(_UNITS):
        size, unit = size / _STEP, unit + 1
    return f"{size:.3g} {_UNITS[unit]}"
