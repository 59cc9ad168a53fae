"""``arena integrity``: looks for rigging, and holds or releases the votes that a flag is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from service.arena.access.invitations import MAX_NETWORKS, Invitation
from service.arena.catalog import arenas
from service.arena.integrity import holding, scanning
from service.arena.integrity.flags import Flag
from service.arena.integrity.holding import Changed
from service.arena.services import Services
from service.cli.support import arena_option, json_option, run, show_json, table
from service.db.engine import WriteSession

_flag_option = click.option("--flag", "flag_id", type=int, required=True, metavar="ID", help="The flag.")


@click.group()
def integrity() -> None:
    """Look for rigged votes, hold them back, and release them."""


@integrity.command(epilog="Example: arena integrity scan --arena portraits --json")
@arena_option
@json_option
def scan(*, slug: str, as_json: bool) -> None:
    """Look for rigging in the votes of an arena, and print all flags.

    Strong evidence holds votes at once if the arena says so (on_evidence). Otherwise they count until
    somebody holds them.
    """
    found = run(lambda services: scanning.scan(services, slug))
    if as_json:
        show_json({"flags": [flag.to_dict() for flag in found]})
    else:
        click.echo(_report(found))


def _report(found: Sequence[Flag]) -> str:
    if not found:
        return "no flags"
    header = ("flag", "kind", "subject", "votes", "state", "evidence")
    rows = [(str(f.id), f.kind, f.subject, str(f.votes), f.state.value, f.sentence) for f in found]
    return table(header, rows)


@integrity.command(epilog="Example: arena integrity hold --flag 12")
@_flag_option
@json_option
def hold(*, flag_id: int, as_json: bool) -> None:
    """Hold the votes of a flag back: the ratings become those of a log without them.

    The same command with `release` undoes this exactly.
    """
    _decide(holding.hold, flag_id, "held", as_json=as_json)


@integrity.command(epilog="Example: arena integrity release --flag 12")
@_flag_option
@json_option
def release(*, flag_id: int, as_json: bool) -> None:
    """Let the votes that a flag holds count again, as if they had never been held.

    Votes that another held flag is about as well stay held.
    """
    _decide(holding.release, flag_id, "released", as_json=as_json)


@integrity.command(epilog="Example: arena integrity invite --arena portraits --networks 20 --days 7")
@arena_option
@click.option(
    "--networks",
    type=click.IntRange(1, MAX_NETWORKS),
    required=True,
    metavar="N",
    help="How many usual networks the invitation is worth.",
)
@click.option(
    "--days", type=click.IntRange(0, 400), default=7, metavar="N", help="Days after today that it lasts (7)."
)
@json_option
def invite(*, slug: str, networks: int, days: int, as_json: bool) -> None:
    """Print a link with which many people may vote from one address.

    The votes of all who follow it count for the invitation, and not for their network.
    """
    url = run(lambda services: _link(services, slug, networks, days))
    if as_json:
        show_json({"url": url})
    else:
        click.echo(url)


async def _link(services: Services, slug: str, networks: int, days: int) -> str:
    arena = await services.database.read(arenas.get, slug)
    token = Invitation.new(networks, days).token(services.secret)
    return f"{services.settings.public_url}/arenas/{arena.slug}/vote?invitation={token}"


def _decide(work: Callable[[WriteSession, int], Changed], flag_id: int, verb: str, *, as_json: bool) -> None:
    changed = run(lambda services: services.database.write(work, flag_id))
    if as_json:
        show_json({"flag": changed.flag, "votes": changed.votes})
    else:
        click.echo(f"flag {changed.flag}: {changed.votes} votes {verb}")
