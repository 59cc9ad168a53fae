"""``arena voters``: deleting a voter."""

from __future__ import annotations

from dataclasses import asdict

import click

from service.arena.access.voters import code_of, hash_voter, parse_code
from service.arena.services import Services
from service.arena.votes import deletions
from service.cli.support import json_option, run, show_json
from service.errors import NotFound


@click.group()
def voters() -> None:
    """Delete voters."""


@voters.command(
    epilog="Examples: arena voters delete 4NEDF-TFA07-0KEF; arena voters delete --name maria --yes --json"
)
@click.argument("code", required=False, metavar="[VOTER]")
@click.option(
    "--name", metavar="NAME", help="The voter's name as an API client sent it, instead of the code."
)
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def delete(*, code: str | None, name: str | None, yes: bool, as_json: bool) -> None:
    """Delete a voter: void all their votes and erase what identifies them.

    VOTER is the code that the voter's page /me shows. The ratings change as if the votes had never been cast.
    This cannot be undone.
    """
    if (code is None) == (name is None):
        raise click.UsageError("give either the voter's code or --name")

    async def work(services: Services) -> tuple[int, deletions.Traces]:
        voter = hash_voter(services.secret, name) if name is not None else parse_code(code or "")
        traces = await services.database.read(deletions.traces, voter)
        if not traces.votes and not traces.matchups:
            raise NotFound("this voter has no votes and no matchups")
        if not yes:
            counts = f"{traces.votes} votes in {traces.arenas} arenas and {traces.matchups} matchups"
            click.confirm(f"Delete this voter with {counts}? This cannot be undone.", abort=True, err=True)
        return voter, await services.database.write(deletions.delete, voter)

    voter, deleted = run(work)
    if as_json:
        show_json({"voter": code_of(voter), **asdict(deleted)})
    else:
        click.echo(f"deleted the voter with {deleted.votes} votes and {deleted.matchups} matchups")
