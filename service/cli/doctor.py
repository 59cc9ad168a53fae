"""``arena doctor``: what is well and what is not, in one screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import click

from service.arena import doctor as use
from service.arena.findings import Finding
from service.arena.progress import Progress
from service.arena.services import Services
from service.cli.support import json_option, progress_bar, read_only, run, settings, show_json
from service.errors import ArenaError


@click.command(epilog="Examples: arena doctor --json; arena doctor --withdraw")
@click.option(
    "--no-images", is_flag=True, help="Do not read the images, which takes long where there are many."
)
@click.option(
    "--withdraw",
    is_flag=True,
    help="Withdraw images whose files are missing or damaged, and reinstate those whose files are back.",
)
@click.option("--remake", is_flag=True, help="Make the smaller sizes of images that lost them again.")
@json_option
def doctor(*, no_images: bool, withdraw: bool, remake: bool, as_json: bool) -> None:
    """Check settings, database, image store, keys, every arena and every image; exit with 1 if one is bad.

    Without --withdraw and --remake it only reads. To check all ratings, use `arena recount --check`.
    """
    if no_images and (withdraw or remake):
        raise click.UsageError("--withdraw and --remake need to read the images; leave out --no-images")
    look_at = partial(use.of_images, withdraw=withdraw, remake=remake)
    findings = use.of_settings(settings())
    try:
        with progress_bar() as progress:

            async def look(services: Services) -> list[Finding]:
                return await _look(services, progress, None if no_images else look_at)

            findings += run(look) if withdraw or remake else read_only(look)
    except ArenaError as error:
        findings.append(Finding("database", well=False, detail=error.detail))
    if as_json:
        show_json({"well": all(f.well for f in findings), "findings": [f._asdict() for f in findings]})
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.detail}")
    if not all(finding.well for finding in findings):
        raise click.exceptions.Exit(1)


async def _look(
    services: Services,
    progress: Progress,
    look_at: Callable[[Services, Progress], Awaitable[list[Finding]]] | None,
) -> list[Finding]:
    findings = await use.of_services(services)
    usable = all(found.well for found in findings if found.what in {"database", "blobs"})
    if look_at is not None and usable:
        findings += await look_at(services, progress)
    return findings
