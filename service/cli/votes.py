"""``arena votes``: voiding votes that should not count, and forgetting the ids they came with."""

from __future__ import annotations

from datetime import datetime

import click

from service.arena.services import Services
from service.arena.votes import external_ids
from service.arena.votes import votes as use
from service.cli.support import json_option, run, show_json


@click.group()
def votes() -> None:
    """Void votes, or forget the ids that they came with."""


@votes.command(
    epilog="Examples: arena votes void 1099511627783 --reason 'a bot'; "
    "arena votes void --arena portraits --voter maria"
)
@click.argument("vote_ids", type=int, nargs=-1, metavar="[ID]...")
@click.option("--arena", "slug", metavar="A", help="The arena of the votes, with --voter.")
@click.option(
    "--voter", metavar="NAME", help="Void all votes of this voter, by the name that an API client sent."
)
@click.option(
    "--reason", default="voided by an administrator", show_default=True, help="Stored with the votes."
)
@json_option
def void(
    *, vote_ids: tuple[int, ...], slug: str | None, voter: str | None, reason: str, as_json: bool
) -> None:
    """Void votes by their ids, or all votes of a voter in an arena.

    The ratings change as if they had never been cast. Votes that are already void stay as they are.
    """
    if bool(vote_ids) == bool(slug and voter):
        raise click.UsageError("give either the ids of votes, or --arena and --voter")

    async def work(services: Services) -> int:
        if slug and voter:
            return await use.void_voter(services, slug, voter, reason)
        return await use.void_all(services, vote_ids, reason)

    count = run(work)
    if as_json:
        show_json({"voided": count})
    else:
        click.echo(f"{count} votes voided")


@votes.command(epilog="Example: arena votes forget-ids --arena portraits --before 2026-01-01")
@click.option("--arena", "slug", required=True, metavar="A", help="The arena of the votes.")
@click.option(
    "--before",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Forget the ids of votes from before this day (UTC).",
)
@json_option
def forget_ids(*, slug: str, before: datetime, as_json: bool) -> None:
    """Forget the external ids of old votes, to save space. The votes stay and count as before.

    A vote that is reported or imported again under such an id counts a second time.
    """
    count = run(lambda services: services.database.write(external_ids.forget, slug, before.date()))
    if as_json:
        show_json({"forgotten": count})
    else:
        click.echo(f"{count} external ids forgotten")
