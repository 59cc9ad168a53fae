"""``arena migrate``: the database's schema."""

from __future__ import annotations

import click

from service.cli.support import json_option, settings, show_json
from service.db.migrate import revision_of, upgrade


@click.command(epilog="Example: arena migrate")
@json_option
def migrate(*, as_json: bool) -> None:
    """Update the database to this version's schema. An up-to-date database is not changed."""
    url = settings().database_url
    before = revision_of(url)
    upgrade(url)
    after = revision_of(url)
    if as_json:
        show_json({"from": before, "to": after})
    elif before == after:
        click.echo(f"the database is up to date ({after})")
    else:
        click.echo(f"the database was updated from {before or 'empty'} to {after}")
