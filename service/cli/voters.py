"""``arena voters``: everything that is stored of a voter, and its deletion."""

from __future__ import annotations

from dataclasses import asdict

import click

from service.arena.access.voters import code_of, hash_voter, parse_code
from service.arena.services import Services
from service.arena.votes import deletions
from service.arena.voting.voter_data import VoterData, of_voter
from service.cli.support import json_option, run, show_json
from service.errors import NotFound
from service.http.schemas.voter_data import VoterDataOut


@click.group()
def voters() -> None:
    """Export or delete the data of voters."""


_NOTHING = "this voter has no votes and no matchups"
_CODE = click.argument("code", required=False, metavar="[VOTER]")
_NAME = click.option(
    "--name", metavar="NAME", help="The voter's name as an API client sent it, instead of the code."
)


@voters.command(
    epilog="Examples: arena voters export 4NEDF-TFA07-0KEF > maria.json; arena voters export --name maria"
)
@_CODE
@_NAME
@json_option
def export(*, code: str | None, name: str | None, as_json: bool) -> None:
    """Print everything that is stored of a voter, as JSON.

    VOTER is the code that the voter's page /me shows. With --json, it is on one line.
    """
    _check_voter(code, name)

    async def work(services: Services) -> VoterData:
        voter = _voter(services, code, name)
        data = await services.database.read(of_voter, services.secret, voter)
        if data.empty:
            raise NotFound(_NOTHING)
        return data

    data = VoterDataOut.model_validate(run(work))
    click.echo(data.model_dump_json(indent=None if as_json else 2))


@voters.command(
    epilog="Examples: arena voters delete 4NEDF-TFA07-0KEF; arena voters delete --name maria --yes --json"
)
@_CODE
@_NAME
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def delete(*, code: str | None, name: str | None, yes: bool, as_json: bool) -> None:
    """Delete a voter: void all their votes and erase what identifies them.

    VOTER is the code that the voter's page /me shows. The ratings change as if the votes had never been cast.
    This cannot be undone.
    """
    _check_voter(code, name)

    async def work(services: Services) -> tuple[int, deletions.Traces]:
        voter = _voter(services, code, name)
        traces = await services.database.read(deletions.traces, voter)
        if not traces.votes and not traces.matchups:
            raise NotFound(_NOTHING)
        if not yes:
            counts = f"{traces.votes} votes in {traces.arenas} arenas and {traces.matchups} matchups"
            click.confirm(f"Delete this voter with {counts}? This cannot be undone.", abort=True, err=True)
        return voter, await services.database.write(deletions.delete, voter)

    voter, deleted = run(work)
    if as_json:
        show_json({"voter": code_of(voter), **asdict(deleted)})
    else:
        click.echo(f"deleted the voter with {deleted.votes} votes and {deleted.matchups} matchups")


def _check_voter(code: str | None, name: str | None) -> None:
    if (code is None) == (name is None):
        raise click.UsageError("give either the voter's code or --name")


def _voter(services: Services, code: str | None, name: str | None) -> int:
    return hash_voter(services.secret, name) if name is not None else parse_code(code or "")
