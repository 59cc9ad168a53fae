"""``arena integrity``: looks for rigging, and holds or releases the votes that a flag is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

import click

from service.arena.access.invitations import MAX_NETWORKS
from service.arena.boards.effects import Change, Effect
from service.arena.integrity import arrivals, choosing, holding, preview, scanning
from service.arena.integrity.flags import Flag
from service.arena.integrity.holding import Changed
from service.arena.integrity.inviting import MOST_DAYS
from service.arena.integrity.inviting import invite as invite_many
from service.arena.services import Services
from service.cli.support import arena_option, json_option, run, show_json, table
from service.db.engine import WriteSession
from service.db.queries.log.chosen import Choice

_flag_option = click.option("--flag", type=int, metavar="ID", help="The flag.")
_arena_option = click.option("--arena", metavar="A", help="Without a flag, the arena's slug.")
_preview_option = click.option("--preview", is_flag=True, help="Change nothing, and say what would change.")


class _What(NamedTuple):
    """What a decision is about, a flag or an arena, and how it is made and printed."""

    flag: int | None
    slug: str
    preview: bool
    as_json: bool

    @classmethod
    def of(cls, given: Mapping[str, str | int | bool | None]) -> _What:
        """Return it from the options of a command. Raise UsageError unless it is one of the two."""
        flag, arena = given["flag"], given["arena"]
        if (flag is None) == (arena is None):
            raise click.UsageError("give either --flag or --arena")
        number = None if flag is None else int(flag)
        return cls(number, str(arena), bool(given["preview"]), bool(given["as_json"]))


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


@integrity.command(
    epilog="Examples: arena integrity hold --flag 12; arena integrity hold --arena portraits --since "
    "2026-11-26 --until 2026-11-26 --new-voters --why 'a burst'"
)
@_flag_option
@_arena_option
@click.option("--network", default="", metavar="HASH", help="Votes from this network, as flags show it.")
@click.option("--since", default="", metavar="TIME", help="Votes from this time on (UTC).")
@click.option("--until", default="", metavar="TIME", help="Votes up to this time (UTC); a date is included.")
@click.option("--within", default="", metavar="SECONDS", help="Votes that took at most so long.")
@click.option("--new-voters", is_flag=True, help="Votes of voters without a vote before --since.")
@click.option("--why", default="", metavar="TEXT", help="Kept with the flag of chosen votes; not public.")
@_preview_option
@json_option
def hold(*, why: str, new_voters: bool, **given: str | int | bool | None) -> None:
    """Hold votes back: the ratings become those of a log without them.

    Give a flag, or an arena and which votes. Votes that you choose get a flag of their own. `release` with
    the flag undoes this exactly.
    """
    what = _What.of(given)
    if what.flag is not None:
        _decide_flag(holding.hold, what, "held")
        return
    texts = {name: str(given[name]) for name in ("network", "since", "until", "within")}
    choice = choosing.choice_of({**texts, "voters": choosing.NEW if new_voters else ""})
    _decide_votes(what, "held", lambda services: _hold(services, what, choice, why))


async def _hold(services: Services, what: _What, choice: Choice, why: str) -> Effect | Changed:
    if what.preview:
        arena_id, places = await services.database.read(choosing.positions, what.slug, choice)
        return await preview.of_votes(services, arena_id, places)
    return await services.database.write(choosing.hold, what.slug, choice, why)


@integrity.command(
    epilog="Examples: arena integrity release --flag 12; arena integrity release --arena portraits --arrived "
    "--day 2026-11-26"
)
@_flag_option
@_arena_option
@click.option("--arrived", is_flag=True, help="Votes that were held on arrival, over a limit.")
@click.option("--day", default="", metavar="DATE", help="Of these, only those of a day (UTC).")
@click.option("--network", default="", metavar="HASH", help="Of these, only those from a network.")
@_preview_option
@json_option
def release(*, arrived: bool, day: str, network: str, **given: str | int | bool | None) -> None:
    """Let held votes count again, as if they had never been held.

    Give a flag, or an arena and --arrived. Votes that another held flag is about as well stay held.
    """
    what = _What.of(given)
    if what.flag is not None:
        _decide_flag(holding.release, what, "released")
        return
    if not arrived:
        raise click.UsageError("give --flag, or --arrived with --arena")
    which = arrivals.Which.parse(day, network)
    _decide_votes(what, "released", lambda services: _release(services, what, which))


async def _release(services: Services, what: _What, which: arrivals.Which) -> Effect | int:
    if what.preview:
        arena_id, places = await services.database.read(arrivals.positions, what.slug, which)
        return await preview.of_release(services, arena_id, places)
    return await services.database.write(arrivals.release, what.slug, which)


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
    "--days",
    type=click.IntRange(0, MOST_DAYS),
    default=7,
    metavar="N",
    help="Days after today that it lasts (7).",
)
@json_option
def invite(*, slug: str, networks: int, days: int, as_json: bool) -> None:
    """Print a link with which many people may vote from one address.

    The votes of all who follow it count for the invitation, and not for their network.
    """
    url = run(lambda services: invite_many(services, slug, networks, days))
    if as_json:
        show_json({"url": url})
    else:
        click.echo(url)


def _decide_flag(work: Callable[[WriteSession, int], Changed], what: _What, verb: str) -> None:
    flag_id = what.flag or 0
    if what.preview:
        _show_effect(what, run(lambda services: preview.of_flag(services, flag_id)), verb)
    else:
        _show_changed(what, run(lambda services: services.database.write(work, flag_id)), verb)


def _decide_votes(
    what: _What, verb: str, work: Callable[[Services], Awaitable[Effect | Changed | int]]
) -> None:
    done = run(work)
    if isinstance(done, Effect):
        _show_effect(what, done, verb)
    elif isinstance(done, Changed):
        _show_changed(what, done, verb)
    elif what.as_json:
        show_json({"votes": done})
    else:
        click.echo(f"{done} votes {verb}")


def _show_changed(what: _What, changed: Changed, verb: str) -> None:
    if what.as_json:
        show_json({"flag": changed.flag, "votes": changed.votes})
    else:
        click.echo(f"flag {changed.flag}: {changed.votes} votes {verb}")


def _show_effect(what: _What, effect: Effect, verb: str) -> None:
    if what.as_json:
        show_json(asdict(effect))
        return
    click.echo(f"{effect.votes} votes would be {verb}; nothing was changed")
    rows = [
        (change.model, f"{change.rank_before or '–'} → {change.rank_after or '–'}", _scores(change))
        for change in effect.changes
    ]
    click.echo(table(("model", "rank", "score"), rows) if rows else "no overall score would change")


def _scores(change: Change) -> str:
    scores = (change.score_before, change.score_after)
    return " → ".join("–" if score is None else f"{score:.2f}" for score in scores)
