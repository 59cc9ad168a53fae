"""``arena models``: two models that are one become one, and a model gets another slug or name."""

from __future__ import annotations

from dataclasses import asdict

import click

from service.arena.catalog import merging
from service.arena.catalog.merging import Merge, Rename
from service.arena.services import Services
from service.cli.support import json_option, progress_bar, run, show_json

dry_run_option = click.option("--dry-run", is_flag=True, help="Change nothing; print what would change.")


@click.group()
def models() -> None:
    """Merge two models that are one, or give a model another slug or name."""


@models.command(epilog="Example: arena models merge sdxl-1.0-base sdxl-1.0 --dry-run")
@click.argument("model", metavar="A")
@click.argument("into", metavar="B")
@dry_run_option
@json_option
def merge(*, model: str, into: str, dry_run: bool, as_json: bool) -> None:
    """Make all votes, images and offers of the model A those of the model B.

    The ratings of every arena become those of a log that named B from the start. Votes that compared A and B
    are voided. The slug of A leads to B from then on. This cannot be undone: make a backup first.
    """

    async def work(services: Services) -> Merge:
        if dry_run:
            return await services.database.read(merging.preview_merge, model, into)
        return await services.database.write(merging.merge, model, into, progress)

    with progress_bar() as progress:
        done = run(work)
    if as_json:
        show_json({**asdict(done), "dry_run": dry_run})
    else:
        _show_merge(done, dry_run=dry_run)


@models.command(epilog="Example: arena models rename c c-plus-plus --name 'C++'")
@click.argument("model", metavar="A")
@click.argument("slug", metavar="NEW")
@click.option("--name", metavar="NAME", help="The model's new name; by default it keeps its name.")
@dry_run_option
@json_option
def rename(*, model: str, slug: str, name: str | None, dry_run: bool, as_json: bool) -> None:
    """Give the model A the slug NEW, a new name, or both.

    The former slug still leads to the model: in files, over HTTP and on pages.
    """

    async def work(services: Services) -> Rename:
        if dry_run:
            return await services.database.read(merging.preview_rename, model, slug, name)
        return await services.database.write(merging.rename, model, slug, name)

    done = run(work)
    if as_json:
        show_json({**asdict(done), "dry_run": dry_run})
    else:
        verb = "would be" if dry_run else "is now"
        click.echo(f"{done.slug} ({done.name}) {verb} {done.new_slug} ({done.new_name})")


def _show_merge(done: Merge, *, dry_run: bool) -> None:
    verb = "would be merged" if dry_run else "was merged"
    click.echo(f"{done.model} {verb} into {done.into}")
    for arena in done.arenas:
        voided = f", {arena.voided} of them voided: they compared the two" if arena.voided else ""
        click.echo(f"  {arena.arena}: {arena.votes} votes{voided}")
    rest = [f"{count} {kind}" for kind, count in done.rows.items() if count]
    if rest:
        click.echo(f"  {', '.join(rest)}")
    if not done.arenas:
        click.echo("  no votes")
