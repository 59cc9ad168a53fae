"""``arena import``: votes, prompts, images and models from files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from service.arena.imports.formats import LMARENA, READERS
from service.arena.imports.frames import Refused
from service.arena.imports.image_manifests import read_images
from service.arena.imports.images import ImageReport, import_images
from service.arena.imports.models import ModelReport, import_models, read_models
from service.arena.imports.offers import import_offers, read_prices
from service.arena.imports.prompts import PromptReport, import_prompts, read_prompts
from service.arena.imports.vote_columns import Columns
from service.arena.imports.votes import Report, import_votes, read_votes
from service.arena.services import Services
from service.cli.support import arena_option, json_option, progress_bar, run, show_json
from service.domain import clock

_SHOWN = 20

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

file_argument = click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


def format_option(*choices: str) -> Callable[[Decorated], Decorated]:
    """Return the option that says what a file is."""
    told = "What the file is; by default what its name ends with."
    return click.option("--format", "format_", type=click.Choice(choices), help=told)


task_option = click.option("--task", metavar="T", help="The task of an arena that is made for this.")


@click.group("import")
def imports() -> None:
    """Bring in votes, prompts, images or models from a file."""


@imports.command(
    epilog="Examples: arena import votes battles.json --arena t2i --filter 'model_a=*_generation'; "
    "arena import votes export.csv --arena t2i --map voter=judge --strict"
)
@file_argument
@arena_option
@format_option(*READERS, LMARENA)
@click.option("--map", "maps", multiple=True, metavar="OUR=THEIRS", help="The file's column for a field.")
@click.option(
    "--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only such rows; * is any text."
)
@click.option("--strict", is_flag=True, help="Refuse rows that name what is not known yet.")
@task_option
@json_option
def votes(
    *,
    path: Path,
    slug: str,
    format_: str | None,
    maps: Sequence[str],
    filters: Sequence[str],
    strict: bool,
    task: str | None,
    as_json: bool,
) -> None:
    """Add a file's votes to an arena and rate them; the arena is made if there is none.

    Fields: model_left, model_right, outcome (left, right, tie, both_bad), voter, prompt, themes (separated
    by ;), language (tag or English name), voted_at (ISO 8601, or seconds since 1970), external_id.

    LMArena's columns are known too: model_a, model_b, winner, tstamp, question_id. Its judge is a voter
    only with --map voter=judge.

    Unknown models, prompts, themes and languages are made, or with --strict their rows refused.

    The same import again adds nothing: votes are known by their external_id, else by all that is said
    of them at their time; those without either only all together.
    """
    columns = Columns.of(maps, filters)
    with progress_bar() as progress:

        async def work(services: Services) -> Report:
            file = read_votes(path, columns, services.secret, format_=format_, progress=progress)
            return await services.database.write(
                import_votes, file, slug, task=task, strict=strict, progress=progress
            )

        report = run(work)
    if as_json:
        show_json(_votes_json(report))
        return
    span = f" at {report.positions[0]} to {report.positions[1]}" if report.positions else ""
    click.echo(f"{report.accepted} votes accepted{span}, {report.duplicates} were there already")
    click.echo(f"{report.filtered} rows filtered out, {report.voided} void, {len(report.rejected)} refused")
    _show_refused(report.rejected)


@imports.command(epilog="Example: arena import prompts PartiPrompts.tsv --arena t2i")
@file_argument
@arena_option
@format_option(*READERS)
@click.option("--language", default="en", show_default=True, help="Of prompts that name none; '' if unknown.")
@task_option
@json_option
def prompts(
    *, path: Path, slug: str, format_: str | None, language: str, task: str | None, as_json: bool
) -> None:
    """Add a file's prompts to an arena; the arena is made if there is none.

    Columns: text (or prompt), themes, language; PartiPrompts' Prompt and Category are known too.
    """
    file = read_prompts(path, language, format_=format_)
    report = run(lambda services: services.database.write(import_prompts, file, slug, task=task))
    _show_added("prompts", report, as_json=as_json)


@imports.command(
    epilog="Examples: arena import images manifest.csv --arena t2i; "
    "arena import images my-images/ --arena t2i, laid out as my-images/a red fox/photon-flash-1.png"
)
@click.argument("path", metavar="PLACE", type=click.Path(exists=True, path_type=Path))
@arena_option
@format_option(*READERS)
@click.option("--strict", is_flag=True, help="Refuse rows that name what is not known yet.")
@task_option
@json_option
def images(
    *, path: Path, slug: str, format_: str | None, strict: bool, task: str | None, as_json: bool
) -> None:
    """Add images from a manifest, or from a folder laid out prompt/model.png.

    The arena is made if there is none. Columns: model; prompt (its text) or prompt_id; path (from the
    manifest's folder) or url; themes and language, if the prompt is new or its text not enough to find it.
    A folder's prompt is its name, or what stands in prompt.txt in it.

    Unknown models and prompts are made, or with --strict their rows refused. Images are taken in a few at a
    time: the same import again adds what is missing, and mends what was damaged.
    """
    file = read_images(path, format_=format_)
    with progress_bar() as progress:

        async def work(services: Services) -> ImageReport:
            return await import_images(services, file, slug, task=task, strict=strict, progress=progress)

        report = run(work)
    _show_added("images", report, as_json=as_json)


@imports.command(
    epilog="Examples: arena import models lmarena_image.csv; arena import models prices.json --only-known"
)
@file_argument
@click.option("--only-known", is_flag=True, help="Prices only of models that are there.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day from which prices are valid; today by default.",
)
@json_option
def models(*, path: Path, only_known: bool, valid_from: datetime | None, as_json: bool) -> None:
    """Add models from a leaderboard's table, or models and prices from a JSON file as litellm keeps it.

    A table has the column model, and organization, license and url if it likes. Facts that are known
    already are never overwritten. Prices that were withdrawn before today are left out.
    """
    today = clock.day_text(clock.now() // clock.DAY)
    if path.suffix.lower() == ".json":
        since = valid_from.date().isoformat() if valid_from else today
        _import_prices(path, today, since, only_known=only_known, as_json=as_json)
    elif only_known or valid_from:
        raise click.UsageError("--only-known and --valid-from are for prices, which come as JSON")
    else:
        _import_models(path, as_json=as_json)


def _show_added(what: str, report: PromptReport | ImageReport, *, as_json: bool) -> None:
    if as_json:
        told = {"accepted": report.accepted, "duplicates": report.duplicates}
        show_json({**told, "rejected": _refused_json(report.rejected)})
        return
    click.echo(f"{report.accepted} {what} accepted, {report.duplicates} were there already")
    _show_refused(report.rejected)


def _import_models(path: Path, *, as_json: bool) -> None:
    entries, refused = read_models(path)
    report = run(lambda services: services.database.write(import_models, entries))
    if as_json:
        show_json({"models": asdict(report), "rejected": _refused_json(refused)})
        return
    click.echo(_in_words(report))
    _show_refused(refused)


def _import_prices(path: Path, today: str, since: str, *, only_known: bool, as_json: bool) -> None:
    file = read_prices(path, today)
    report = run(lambda services: services.database.write(import_offers, file, since, only_known=only_known))
    if as_json:
        offers = {"created": report.created, "duplicates": report.duplicates}
        rejected = _refused_json(report.rejected)
        show_json({"models": asdict(report.models), "offers": offers, "rejected": rejected})
        return
    click.echo(_in_words(report.models))
    click.echo(f"{report.created} offers added, {report.duplicates} were there already")
    _show_refused(report.rejected)


def _in_words(report: ModelReport) -> str:
    return f"{report.created} models added, {report.completed} completed, {report.unchanged} unchanged"


def _votes_json(report: Report) -> dict[str, Any]:
    return {
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": _refused_json(report.rejected),
        "positions": report.positions,
        "filtered": report.filtered,
        "voided": report.voided,
    }


def _refused_json(refused: Sequence[Refused]) -> list[dict[str, Any]]:
    return [one._asdict() for one in refused]


def _show_refused(refused: Sequence[Refused]) -> None:
    for line, detail in refused[:_SHOWN]:
        click.echo(f"line {line}: {detail}", err=True)
    if len(refused) > _SHOWN:
        click.echo(f"… and {len(refused) - _SHOWN} more; --json lists them all", err=True)
