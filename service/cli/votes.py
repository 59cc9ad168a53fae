"""``arena votes``: voiding votes that should not count."""

from __future__ import annotations

import click

from service.arena.services import Services
from service.arena.votes import votes as use
from service.cli.support import json_option, run, show_json


@click.group()
def votes() -> None:
    """Void votes."""


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
