"""``arena migrate``: the database's schema."""

from __future__ import annotations

import click

from service.cli.support import json_option, run, settings, show_json
from service.db.migrate import revision_of, upgrade
from service.db.readers import VIEWS, grant_views


@click.command(epilog="Examples: arena migrate; arena migrate --reader-role dashboards")
@click.option(
    "--reader-role",
    "role",
    metavar="NAME",
    help="Let this role of PostgreSQL, which exists, read the views of docs/sql.md and nothing else.",
)
@json_option
def migrate(*, role: str | None, as_json: bool) -> None:
    """Update the database to this version's schema. An up-to-date database is not changed."""
    url = settings().database_url
    before = revision_of(url)
    upgrade(url)
    after = revision_of(url)
    if role is not None:
        run(lambda services: services.database.write(grant_views, role))
    if as_json:
        show_json({"from": before, "to": after, **({"reader_role": role} if role else {})})
        return
    if before == after:
        click.echo(f"the database is up to date ({after})")
    else:
        click.echo(f"the database was updated from {before or 'empty'} to {after}")
    if role is not None:
        click.echo(f"{role} can read {', '.join(VIEWS)}, and nothing else")
