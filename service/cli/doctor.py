"""``arena doctor``: checks of settings, database and images."""

from __future__ import annotations

import click

from service.arena import doctor as use
from service.arena.progress import Progress
from service.arena.services import Services
from service.cli.support import json_option, progress_bar, run, settings, show_json
from service.errors import ArenaError


@click.command(epilog="Example: arena doctor --json")
@click.option(
    "--no-images", is_flag=True, help="Do not read the images, which takes long where there are many."
)
@json_option
def doctor(*, no_images: bool, as_json: bool) -> None:
    """Check the settings, the database, every arena and every image; exit with 1 if something is wrong.

    The only change it makes is to withdraw images whose bytes are missing or damaged. To check all ratings,
    use `arena recount --check`.
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
        for finding in findings:
            click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.detail}")
    if not all(finding.well for finding in findings):
        raise click.exceptions.Exit(1)


async def _look(services: Services, progress: Progress, *, images: bool) -> list[use.Finding]:
    findings = await use.of_services(services)
    if images and all(found.well for found in findings if found.what == "database"):
        findings.append(await use.of_images(services, progress))
    return findings
