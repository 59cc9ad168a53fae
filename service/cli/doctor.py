"""``arena doctor``: whether everything is as it should be."""

from __future__ import annotations

import click

from service.arena import doctor as use
from service.cli.support import json_option, run, settings, show_json
from service.errors import ArenaError


@click.command(epilog="Example: arena doctor --json")
@json_option
def doctor(*, as_json: bool) -> None:
    """Look at the settings, the database and every arena; exits 1 where something is wrong.

    Quick, and reads only; `arena recount --check` is the thorough one.
    """
    findings = use.of_settings(settings())
    try:
        findings += run(use.of_services, ready=False)
    except ArenaError as error:
        findings.append(use.Finding("database", well=False, detail=error.detail))
    if as_json:
        show_json({"well": all(f.well for f in findings), "findings": [f._asdict() for f in findings]})
    else:
        for found in findings:
            click.echo(f"{'ok  ' if found.well else 'BAD '} {found.what}: {found.detail}")
    if not all(found.well for found in findings):
        raise click.exceptions.Exit(1)
