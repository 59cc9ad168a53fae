"""``arena doctor``: whether everything is as it should be."""

from __future__ import annotations

import click

from service.arena import doctor as use
from service.arena.progress import Progress
from service.arena.services import Services
from service.cli.support import json_option, progress_bar, run, settings, show_json
from service.errors import ArenaError


@click.command(epilog="Example: arena doctor --json")
@click.option("--no-images", is_flag=True, help="Do not read the images, which takes long where many are.")
@json_option
def doctor(*, no_images: bool, as_json: bool) -> None:
    """Look at the settings, the database, every arena and every image; exits 1 where something is wrong.

    Reads only, but that an image whose bytes are missing or damaged is withdrawn. For the ratings
    `arena recount --check` is the thorough one.
    """
    findings = use.of_settings(settings())
    try:
        with progress_bar() as progress:
            findings += run(lambda services: _look(services, progress, images=not no_images), ready=False)
    except ArenaError as error:
        findings.append(use.Finding("database", well=False, detail=error.detail))
    if as_json:
        show_json({"well": all(f.well for f in findings), "findings": [f._asdict() for f in findings]})
    else:
        for found in findings:
            click.echo(f"{'ok  ' if found.well else 'BAD '} {found.what}: {found.detail}")
    if not all(found.well for found in findings):
        raise click.exceptions.Exit(1)


async def _look(services: Services, progress: Progress, *, images: bool) -> list[use.Finding]:
    findings = await use.of_services(services)
    if images and all(found.well for found in findings if found.what == "database"):
        findings.append(await use.of_images(services, progress))
    return findings
