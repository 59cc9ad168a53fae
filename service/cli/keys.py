"""``arena keys``: API keys."""

from __future__ import annotations

import click

from service.arena.access import key_accounts
from service.arena.access import keys as use
from service.cli.support import json_option, run, show_json, table
from service.domain import clock
from service.domain.catalog import MICROS, to_micros


@click.group()
def keys() -> None:
    """Create, list and revoke API keys."""


@keys.command(epilog="Example: arena keys create --scope votes --scope catalog --name collector")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(use.SCOPES),
    help="What the key allows; can be repeated.",
)
@click.option("--name", default="", help="A name that tells the key from others.")
@click.option(
    "--daily-generations", type=click.IntRange(0), help="Maximum number of generations a day (UTC)."
)
@click.option(
    "--monthly-spend",
    type=click.FloatRange(0),
    help="Maximum cost of generations in a calendar month, in US dollars.",
)
@json_option
def create(
    *,
    scopes: tuple[str, ...],
    name: str,
    daily_generations: int | None,
    monthly_spend: float | None,
    as_json: bool,
) -> None:
    """Create a key. It is shown only once and stored as a hash."""
    micros = None if monthly_spend is None else to_micros(monthly_spend)
    created = run(
        lambda services: services.database.write(
            use.create, name, scopes, daily_generations=daily_generations, monthly_micros=micros
        )
    )
    if as_json:
        show_json({"id": created.id, "key": created.key, "scopes": list(created.scopes)})
    else:
        click.echo(created.key)
        click.echo(f"key {created.id} with {', '.join(created.scopes)}; it will not be shown again", err=True)


@keys.command("list", epilog="Example: arena keys list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the keys, without the keys themselves."""
    stored = run(lambda services: services.database.read(use.every))
    if as_json:
        show_json([_shape(key) for key in stored])
        return
    rows = [
        (str(key.id), key.name, " ".join(key.scopes), "revoked" if key.revoked_at else "") for key in stored
    ]
    click.echo(
        table(("id", "name", "scopes", ""), rows)
        if rows
        else "there are no keys; create one with `arena keys create`"
    )


@keys.command(epilog="Example: arena keys votes --days 7")
@click.option(
    "--days",
    type=click.IntRange(1, 3_650),
    default=key_accounts.DAYS,
    show_default=True,
    help="So many days.",
)
@json_option
def votes(*, days: int, as_json: bool) -> None:
    """Show what clients did with their keys: votes, voters, and how many votes came too fast or are held."""
    found = run(lambda services: services.database.read(key_accounts.of_days, days))
    if as_json:
        show_json([account._asdict() for account in found.values()])
        return
    rows = [tuple(map(str, account)) for account in found.values()]
    header = ("key", "matchups", "votes", "voters", "counted", "unseen", "held")
    click.echo(table(header, rows) if rows else f"nobody voted with a key in the last {days} days")


@keys.command(epilog="Example: arena keys revoke 3")
@click.argument("key_id", type=int)
@json_option
def revoke(*, key_id: int, as_json: bool) -> None:
    """Revoke a key; servers reject it within a second."""
    key = run(lambda services: services.database.write(use.revoke, key_id))
    if as_json:
        show_json(_shape(key))
    else:
        click.echo(f"key {key.id} is revoked")


def _shape(key: use.Key) -> dict[str, object]:
    revoked = None if key.revoked_at is None else clock.to_text(key.revoked_at)
    created = clock.to_text(key.created_at)
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created_at": created,
        "revoked_at": revoked,
        "daily_generations": key.daily_generations,
        "monthly_spend": None if key.monthly_micros is None else key.monthly_micros / MICROS,
    }
