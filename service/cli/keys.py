"""``arena keys``: who may write."""

from __future__ import annotations

from typing import Any

import click

from service.arena.access import keys as use
from service.cli.support import json_option, run, show_json, table
from service.domain import clock
from service.domain.catalog import MICROS, to_micros


@click.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command(epilog="Example: arena keys create --scope votes --scope catalog --name collector")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(use.SCOPES),
    help="May be given again.",
)
@click.option("--name", default="", help="What the key is for, to tell it from others.")
@click.option(
    "--daily-generations", type=click.IntRange(0), help="How many generations it may ask for a day (UTC)."
)
@click.option(
    "--monthly-spend", type=click.FloatRange(0), help="What they may cost a calendar month, in dollars."
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
    """Make a key. It is shown this once and kept only as a hash."""
    micros = None if monthly_spend is None else to_micros(monthly_spend)
    made = run(
        lambda services: services.database.write(
            use.create, name, scopes, daily_generations=daily_generations, monthly_micros=micros
        )
    )
    if as_json:
        show_json({"id": made.id, "key": made.key, "scopes": list(made.scopes)})
    else:
        click.echo(made.key)
        click.echo(f"key {made.id} with {', '.join(made.scopes)}; it is not shown again", err=True)


@keys.command("list", epilog="Example: arena keys list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the keys, without the keys themselves."""
    found = run(lambda services: services.database.read(use.every))
    if as_json:
        show_json([_shape(key) for key in found])
        return
    rows = [
        (str(key.id), key.name, " ".join(key.scopes), "revoked" if key.revoked_at else "") for key in found
    ]
    click.echo(
        table(("id", "name", "scopes", ""), rows) if rows else "there are no keys; make one with create"
    )


@keys.command(epilog="Example: arena keys revoke 3")
@click.argument("key_id", type=int)
@json_option
def revoke(*, key_id: int, as_json: bool) -> None:
    """Revoke a key; servers stop taking it within a second."""
    key = run(lambda services: services.database.write(use.revoke, key_id))
    if as_json:
        show_json(_shape(key))
    else:
        click.echo(f"key {key.id} is revoked")


def _shape(key: use.Key) -> dict[str, Any]:
    revoked = None if key.revoked_at is None else clock.to_text(key.revoked_at)
    made = clock.to_text(key.created_at)
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created_at": made,
        "revoked_at": revoked,
        "daily_generations": key.daily_generations,
        "monthly_spend": None if key.monthly_micros is None else key.monthly_micros / MICROS,
    }
